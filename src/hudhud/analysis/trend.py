"""A return, or a one-off? Alarms, what they amount to, and what else may explain them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from hudhud.analysis.basis import Basis
from hudhud.analysis.cusum import WEEKS_BETWEEN_FALSE_ALARMS, Chart, Watch, chart_for, watch
from hudhud.analysis.negative_binomial import Level, draw, level
from hudhud.analysis.ratio import Ratio, ratio
from hudhud.analysis.rivals import (
    Coverage,
    Rival,
    Season,
    coverage,
    coverage_rival,
    season,
    season_rival,
    strongest_months,
)
from hudhud.analysis.series import Counts, Series
from hudhud.analysis.step_or_pulse import WEEKS_BEFORE_A_WORD, StepOrPulse, step_or_pulse
from hudhud.errors import AnalysisError

Verdict = Literal["no rise", "too early to say", "one-off", "lasting", "open", "cannot be told"]

LEAST_BASELINE = 26
"""Weeks; half a year, less than which says too little of how much weeks differ."""

_USUAL_BASELINE = 104
_SURE = 0.8
_QUIET_BETWEEN = 8
"""Alarms closer than this many weeks belong to one rise."""
_LONGEST_USEFUL_DELAY = 26


@dataclass(frozen=True)
class Period:
    """A stretch of weeks, both days included."""

    start: date
    end: date

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"


@dataclass(frozen=True)
class Influence:
    """The answer under another choice that could have been made."""

    choice: str
    mean: float
    interval: tuple[float, float]
    alarm: date | None
    """The week of the first alarm in the rise judged; None where it would not have sounded."""
    step: float | None
    """How likely a lasting rise is under it; None without an alarm or too early."""


@dataclass(frozen=True)
class Trend:
    """What the weeks after a baseline say beside it."""

    series: Series
    baseline: Period
    mean: float
    """Incidents a week in the baseline."""
    interval: tuple[float, float]
    """Its central 90 % interval."""
    dispersion: float
    plain: Watch
    clipped: Watch
    """The sum that one bad week cannot trip, over the weeks after the baseline; index 0 is the first of them."""
    alarms: tuple[date, ...]
    """Mondays of the weeks in which the clipped sum sounded."""
    since: Ratio | None
    """Mean of all weeks after the baseline over the baseline's."""
    onset: date | None
    rise: Ratio | None
    """Mean since the onset over the mean from the baseline's first week to the onset."""
    posterior: StepOrPulse | None
    delay: float
    """Median weeks until a doubling would sound the clipped alarm."""
    season: Season
    coverage: Coverage
    rivals: tuple[Rival, ...]
    influence: tuple[Influence, ...]
    verdict: Verdict
    basis: Basis
    words: str


@dataclass(frozen=True)
class _Seen:
    chart: Chart
    plain: Watch
    clipped: Watch
    onset: int | None
    """Index into the series."""
    alarm: int | None


def trend(series: Series, *, baseline: Period | None = None, factor: float = 2.0, seed: int = 0) -> Trend:
    """Judge the weeks after the baseline against it.

    Without a baseline the first two years are taken, or the first two thirds of a shorter series.
    `factor` is the rise that the alarms are set up to find. Raises AnalysisError on months, and where
    the baseline is under half a year or nothing follows it.
    """
    if series.unit != "week":
        raise AnalysisError("a trend is judged by weeks; count the records by week")
    first, after = _bounds(series, baseline)
    usual = level(series.counts[first:after])
    seen = _look(series.counts, usual, after, factor, seed)
    onset, counts = seen.onset, series.counts
    rise = ratio(counts[first:onset], counts[onset:], seed) if onset is not None else None
    posterior = step_or_pulse(counts[first:], onset - first) if onset is not None else None
    mark = onset if onset is not None else after
    times, reporting = season(series, mark), coverage(series, first, mark)
    delay = _median_delay(seen.chart, usual, factor, seed)
    result = Trend(
        series=series,
        baseline=Period(series.starts[first], _last_day(series, after)),
        mean=usual.mean,
        interval=usual.interval(),
        dispersion=usual.dispersion,
        plain=seen.plain,
        clipped=seen.clipped,
        alarms=tuple(series.starts[after + a] for a in seen.clipped.alarms),
        since=ratio(counts[first:after], counts[after:], seed),
        onset=series.starts[onset] if onset is not None else None,
        rise=rise,
        posterior=posterior,
        delay=delay,
        season=times,
        coverage=reporting,
        rivals=(season_rival(times, rise), coverage_rival(reporting, rise)) if rise else (),
        influence=_influences(series, first, after, factor, seed),
        verdict=_verdict(posterior, delay),
        basis=_basis(series, first),
        words="",
    )
    return replace(result, words=_words(result))


def _bounds(series: Series, baseline: Period | None) -> tuple[int, int]:
    """First week of the baseline, and the first after it."""
    if baseline is None:
        first, after = 0, _USUAL_BASELINE if len(series) >= 1.5 * _USUAL_BASELINE else 2 * len(series) // 3
    else:
        first, after = series.index(baseline.start), series.index(baseline.end) + 1
    if after - first < LEAST_BASELINE:
        raise AnalysisError(
            f"a baseline of {after - first} weeks is too short to tell how much weeks differ; "
            f"give at least {LEAST_BASELINE}"
        )
    if after >= len(series):
        raise AnalysisError(f"no week follows the baseline, which ends {_last_day(series, after)}; end it earlier")
    return first, after


def _last_day(series: Series, after: int) -> date:
    """The last day before a period."""
    return date.fromordinal(
        (series.starts[after].toordinal() if after < len(series) else series.end.toordinal() + 1) - 1
    )


def _look(counts: Counts, usual: Level, after: int, factor: float, seed: int) -> _Seen:
    clipped = watch(chart_for(usual, factor=factor, clipped=True, seed=seed), counts[after:])
    plain = watch(chart_for(usual, factor=factor, clipped=False, seed=seed), counts[after:])
    begin = _last_rise(clipped)
    if begin is None:
        return _Seen(clipped.chart, plain, clipped, None, None)
    return _Seen(clipped.chart, plain, clipped, after + clipped.onsets[begin], after + clipped.alarms[begin])


def _last_rise(seen: Watch) -> int | None:
    """Which alarm opened the latest run of alarms; None where none sounded."""
    if not seen.alarms:
        return None
    begin = len(seen.alarms) - 1
    while begin > 0 and seen.onsets[begin] - seen.alarms[begin - 1] <= _QUIET_BETWEEN:
        begin -= 1
    return begin


def _median_delay(chart: Chart, usual: Level, factor: float, seed: int) -> float:
    """Median weeks to an alarm once the mean is multiplied, over what the baseline leaves open."""
    rng = np.random.default_rng(seed)
    horizon = 4 * _LONGEST_USEFUL_DELAY
    delays = []
    for mean, dispersion in zip(*usual.draws(rng, 200), strict=True):
        sounded = watch(chart, draw(rng, factor * mean, dispersion, horizon)).alarms
        delays.append(sounded[0] + 1 if sounded else horizon)
    return float(np.median(delays))


def _influences(series: Series, first: int, after: int, factor: float, seed: int) -> tuple[Influence, ...]:
    """The same question with other baselines, and with the counts' bounds."""
    half = (first + after) // 2
    choices: list[tuple[str, Counts, int]] = [("the baseline chosen", series.counts, first)]
    if after - half >= LEAST_BASELINE:
        choices.append(("its later half alone", series.counts, half))
    if first > 0:
        choices.append(("all weeks up to its end", series.counts, 0))
    if (series.low != series.counts).any():
        choices.append(("lowest counts", series.low, first))
    if (series.high != series.counts).any():
        choices.append(("highest counts", series.high, first))
    return tuple(_influence(series, choice, counts, begin, after, (factor, seed)) for choice, counts, begin in choices)


def _influence(
    series: Series, choice: str, counts: Counts, first: int, after: int, setting: tuple[float, int]
) -> Influence:
    usual = level(counts[first:after])
    seen = _look(counts, usual, after, *setting)
    judged = step_or_pulse(counts[first:], seen.onset - first) if seen.onset is not None else None
    return Influence(
        choice=choice,
        mean=usual.mean,
        interval=usual.interval(),
        alarm=series.starts[seen.alarm] if seen.alarm is not None else None,
        step=judged.step if judged else None,
    )


def _verdict(posterior: StepOrPulse | None, delay: float) -> Verdict:
    if posterior is None:
        return "cannot be told" if delay > _LONGEST_USEFUL_DELAY else "no rise"
    if posterior.step is None or posterior.pulse is None:
        return "too early to say"
    if posterior.step >= _SURE:
        return "lasting"
    return "one-off" if posterior.pulse >= _SURE else "open"


def _basis(series: Series, first: int) -> Basis:
    return Basis(
        ids=tuple(i for row in series.ids[first:] for i in row),
        gaps=series.gaps,
        assumptions=(
            "Weeks of the baseline are alike but for chance; their spread is taken from them.",
            "A rise is a step that lasts or a pulse of at most a quarter; slow drift is neither.",
            "Incidents that no report told of are missing before and after alike, "
            "unless the part on reporting says otherwise.",
        ),
    )


def _words(t: Trend) -> str:
    low, high = t.interval
    what = t.series.what if t.series.what == "incidents" else f"people {t.series.what}"
    said = [
        f"{t.series.scope.words()}: from {t.baseline} there were {t.mean:.1f} [{low:.1f}–{high:.1f}] {what} a week.",
        _verdict_words(t),
        *(f"On {r.name}: {r.words}." for r in t.rivals),
    ]
    if t.rivals and (month := strongest_months(t.season)):
        said.append(f"{month}.")
    said.append(_influence_words(t.influence))
    return " ".join(s for s in said if s)


def _verdict_words(t: Trend) -> str:
    if t.onset is None or t.rise is None or t.posterior is None:
        if t.verdict == "cannot be told":
            return (
                "No alarm has sounded since, but counts this low would hide a doubling for more than half a year: "
                "whether there is a rise cannot be told from these data."
            )
        since = f"The weeks since had {t.since} times as many. " if t.since else ""
        return (
            f"{since}No alarm has sounded since; a doubling would have sounded one within {t.delay:.0f} weeks "
            f"half of the time (false alarms: one in {WEEKS_BETWEEN_FALSE_ALARMS / 52.18:.0f} years)."
        )
    rise = f"An alarm sounded: a rise began about the week of {t.onset}, since then {t.rise} times as many"
    p = t.posterior
    if p.step is None or p.pulse is None or p.no_change is None or p.factor_interval is None:
        return (
            f"{rise}; it was {p.weeks} weeks ago: too early to say whether it lasts; "
            f"a word on that needs {WEEKS_BEFORE_A_WORD} whole weeks."
        )
    chances = f"(lasting {p.step:.0%}, a one-off {p.pulse:.0%}, chance {p.no_change:.0%})"
    ends = f"if it lasts, by {p.factor_interval[0]:.1f}–{p.factor_interval[1]:.1f} times"
    reading = {
        "lasting": f"and it has lasted {chances}; {ends}",
        "one-off": f"and it was a one-off {chances}",
        "open": f"and whether it lasts is open {chances}; {ends}",
    }
    return f"{rise}, {reading[t.verdict]}."


def _influence_words(rows: Sequence[Influence]) -> str:
    """Whether another choice would change the answer."""
    chosen, others = rows[0], rows[1:]
    changed = [
        r.choice
        for r in others
        if (r.alarm is None) != (chosen.alarm is None) or abs((r.step or 0) - (chosen.step or 0)) > 0.3
    ]
    if not others:
        return ""
    if not changed:
        return "Other choices of baseline or of counts do not change this."
    return f"This would read differently with: {'; '.join(changed)}."
