"""What a trend says of weekly counts, and what else may explain them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from made_records import FIRST, made

from hudhud.analysis.rivals import coverage, season
from hudhud.analysis.scope import Scope
from hudhud.analysis.series import Series, series
from hudhud.analysis.trend import Period, trend
from hudhud.analysis.trend_plot import plot_trend
from hudhud.errors import AnalysisError
from hudhud.model import Record

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import analysis_trend as bench


def weekly(
    means: Sequence[float], seed: int = 1, sources: tuple[tuple[str, ...], ...] = (("Agency",), ("Monitor",))
) -> list[Record]:
    """Poisson incidents in weeks of these means, told by the sources in turn."""
    chance = np.random.default_rng(seed)
    records: list[Record] = []
    for week, mean in enumerate(means):
        for _ in range(chance.poisson(mean)):
            n = len(records)
            records.append(made(n, 7 * week + int(chance.integers(7)), 2, sources=sources[n % len(sources)]))
    return records


def counted(means: Sequence[float], **made_with: object) -> Series:
    until = FIRST + timedelta(days=7 * len(means) - 1)
    return series(weekly(means, **made_with), Scope(since=FIRST), until=until)


QUIET = [4.0] * 104


def test_a_rise_that_lasts_is_called_so_with_its_size() -> None:
    found = trend(counted([*QUIET, *[10.0] * 26]))
    assert found.verdict == "lasting"
    assert found.onset is not None
    assert abs((found.onset - (FIRST + timedelta(weeks=104))).days) <= 21
    assert found.rise is not None
    assert found.rise.interval[0] < 2.5 < found.rise.interval[1]
    assert str(found.rise) in found.words
    assert found.interval[0] < 4 < found.interval[1]
    assert "it has lasted" in found.words


def test_a_bad_month_is_a_one_off_after_half_a_year() -> None:
    found = trend(counted([*QUIET, *[16.0] * 4, *[4.0] * 22]))
    assert found.verdict == "one-off"
    assert "one-off" in found.words


def test_four_weeks_are_too_early_and_quiet_weeks_no_rise() -> None:
    early = trend(counted([*QUIET, *[14.0] * 4]), baseline=Period(FIRST, FIRST + timedelta(days=7 * 104 - 1)))
    assert early.verdict == "too early to say"
    assert "too early to say" in early.words
    quiet = trend(counted([*QUIET, *[4.0] * 30], seed=3))
    assert quiet.verdict == "no rise"
    assert not quiet.alarms


def test_counts_that_are_too_low_tell_nothing() -> None:
    found = trend(counted([0.05] * 140, seed=3))
    assert found.verdict == "cannot be told"
    assert "cannot be told" in found.words


def test_what_cannot_be_judged_is_refused() -> None:
    with pytest.raises(AnalysisError, match="too short"):
        trend(counted([4.0] * 20))
    with pytest.raises(AnalysisError, match="no week follows"):
        trend(counted(QUIET), baseline=Period(FIRST, FIRST + timedelta(weeks=200)))
    with pytest.raises(AnalysisError, match="by weeks"):
        trend(series(weekly(QUIET), Scope(since=FIRST), unit="month"))


def test_a_season_of_earlier_years_may_explain_a_rise() -> None:
    weeks = [FIRST + timedelta(weeks=n) for n in range(4 * 52 + 20)]
    spring = [12.0 if w.month in (2, 3, 4) else 4.0 for w in weeks]
    found = season(counted(spring), 4 * 52)
    assert found.february_to_april is not None
    assert found.february_to_april.interval[0] < 3.0 < found.february_to_april.interval[1]
    assert found.months[2] is not None
    assert found.months[2].rises
    judged = trend(counted(spring), baseline=Period(date(2020, 5, 4), date(2024, 1, 7)))
    assert judged.rise is not None
    assert judged.rivals[0].standing == "may explain it"
    one_year = season(counted(spring[:60]), 52)
    assert one_year.months[11] is None


def test_new_sources_are_a_rival_and_old_ones_a_check() -> None:
    before, after = weekly(QUIET), weekly([8.0] * 26, seed=2, sources=(("Newcomer",),))
    late = [r.model_copy(update={"id": f"late{r.id}", "documents": (f"late{r.id}",), "when": _later(r)}) for r in after]
    counts = series([*before, *late], Scope(since=FIRST), until=FIRST + timedelta(days=7 * 130 - 1))
    told = coverage(counts, 0, 104)
    assert told.new == 1
    assert told.steady is None
    found = trend(counts)
    assert found.rivals[1].standing == "cannot be told"
    steady = trend(counted([*QUIET, *[10.0] * 26]))
    assert steady.rivals[1].standing == "does not explain it"


def _later(record: Record) -> object:
    assert record.when is not None
    shift = timedelta(weeks=104)
    return record.when.model_copy(update={"start": record.when.start + shift, "end": record.when.end + shift})


def test_the_plot_names_its_units_and_draws_every_alarm() -> None:
    found = trend(counted([*QUIET, *[10.0] * 26]))
    figure = plot_trend(found)
    figure.canvas.draw()
    above, below = figure.axes
    assert above.get_ylabel() == "incidents a week"
    marked = next(line for line in below.lines if str(line.get_label()).startswith("alarm"))
    assert len(marked.get_xdata()) == len(found.alarms) > 0
    hostile = made(0, 0, by=("$\\bad{",))
    scope = Scope(perpetrators=frozenset(hostile.perpetrators), since=FIRST)
    rows = [r.model_copy(update={"perpetrators": hostile.perpetrators}) for r in weekly([4.0] * 60)]
    plot_trend(trend(series(rows, scope))).canvas.draw()


def test_alarms_and_rises_in_small() -> None:
    found = bench.measure(4, 20)
    assert found["alarms"]["clipped"]["median_delay"] <= 9
    assert found["alarms"]["clipped"]["after_one_week"] <= 0.15
    assert found["rises"]["1 month"]["silent"] == 1
    assert found["rises"]["3 months"]["brier"] <= 0.18
    assert found["rises"]["6 months"]["brier"] <= 0.12
