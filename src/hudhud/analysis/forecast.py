"""What the months ahead may bring, by first-level district: beside the last month and the last twelve, and scored.

Every forecast that could have been made from a year of months on is made again and scored against what came, by the
continuous ranked probability score (Gneiting & Raftery 2007, Journal of the American Statistical Association 102); the
two others are scored with it, so that a reader sees whether the forecast is worth more than they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import scoringrules
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hudhud.analysis.basis import Basis
from hudhud.analysis.discounted import Foretold, foretell
from hudhud.analysis.drawing import BLUE, GREY, ORANGE, literal
from hudhud.analysis.negative_binomial import Floats
from hudhud.analysis.scope import Scope
from hudhud.analysis.series import Counts, Series, amount, month_after, series
from hudhud.errors import AnalysisError
from hudhud.model import Record

LEAST_HISTORY = 18
"""Whole months; a year to compare with, and half a year in which forecasts were scored."""

LONGEST = 6
"""Months ahead."""

_YEAR = 12
_District = tuple[str, str | None]
"""Its name, and its country where that is told."""
_NAMED = 3


@dataclass(frozen=True)
class MonthAhead:
    """One month of one place."""

    month: date
    """Its first day."""
    mean: float
    median: int
    interval: tuple[int, int]
    """Where the count will lie nine times in ten."""
    chance_of_any: float


@dataclass(frozen=True)
class PlaceForecast:
    """One district."""

    name: str
    country: str | None
    series: Series
    """By whole months."""
    last_value: int
    last_twelve: float
    """Mean a month over the last twelve."""
    last_twelve_range: tuple[int, int]
    """Their least and greatest."""
    ahead: tuple[MonthAhead, ...]
    """Empty where nothing was ever counted, or too few months are known."""

    @property
    def silent(self) -> bool:
        """Nothing in scope was ever counted here, so that nothing is foretold."""
        return not self.series.counts.any()


@dataclass(frozen=True)
class Score:
    """How past forecasts of one distance did, over all places; CRPS in what is counted, less is better."""

    months: int
    """Ahead."""
    forecasts: int
    """Months foretold, by place."""
    model: float
    last_value: float
    last_twelve: float
    coverage: float
    """Share of what came that lay in the 90 % interval."""
    coverage_evened: float
    """The same with the jumps of small counts evened out; above 0.9 intervals are too wide, below too narrow."""

    @property
    def skill(self) -> float:
        """Share of the last twelve months' error that the forecast saves; below 0 it is worse."""
        return 1 - self.model / self.last_twelve if self.last_twelve else 0.0


@dataclass(frozen=True)
class Forecast:
    """The months ahead of all districts in scope."""

    scope: Scope
    what: str
    origin: date
    """First day of the last whole month."""
    places: tuple[PlaceForecast, ...]
    """Those with the most expected next month first."""
    scores: tuple[Score, ...]
    told: bool
    basis: Basis
    words: str


def forecast(
    records: Sequence[Record],
    scope: Scope,
    *,
    what: str = "killed",
    months: int = LONGEST,
    until: date | None = None,
) -> Forecast:
    """Foretell the next months of every first-level district that the records name within the scope's places.

    `what` is "incidents" or a harm; `until` the last day that the records cover, without which it is the last that one
    of them names: a month that it does not complete is left out. Raises AnalysisError where nothing can be counted.
    """
    if not 1 <= months <= LONGEST:
        raise AnalysisError(f"a forecast goes 1 to {LONGEST} months ahead, not {months}")
    every, left_out = _by_place(records, scope, what, until)
    counts = np.stack([s.counts for s in every.values()], axis=1)
    told = len(counts) >= LEAST_HISTORY and bool(counts.any())
    foretold = [foretell(counts, ahead) for ahead in range(1, months + 1)] if told else []
    places = [_place(name, country, every[name, country], [f[-1] for f in foretold], n)
              for n, (name, country) in enumerate(every)]  # fmt: skip
    first = next(iter(every.values()))
    result = Forecast(
        scope=scope,
        what=what,
        origin=first.starts[-1],
        places=tuple(sorted(places, key=_expected)),
        scores=tuple(s for h, f in enumerate(foretold, start=1) if (s := score(counts, f, h)) is not None),
        told=told,
        basis=_basis(every, left_out, _placeless(records, scope, what), told),
        words="",
    )
    return replace(result, words=_words(result))


def score(counts: Counts, foretold: Foretold, ahead: int, first: int = _YEAR - 1) -> Score | None:
    """Score what was foretold `ahead` months, from month `first` on; counts (months, places). None where none came."""
    origins = np.arange(first, len(counts) - ahead)
    if not len(origins):
        return None
    made, came = Foretold(foretold.mean[origins], foretold.dispersion[origins]), counts[origins + ahead]
    years = np.stack([counts[o - _YEAR + 1 : o + 1] for o in origins], axis=-1).astype(float)
    twelve: Floats = scoringrules.crps_ensemble(came.astype(float), np.moveaxis(years, (0, 1, 2), (2, 1, 0)))
    low, high = made.interval()
    return Score(
        months=ahead,
        forecasts=came.size,
        model=float(made.crps(came).mean()),
        last_value=float(np.abs(came - counts[origins]).mean()),
        last_twelve=float(twelve.mean()),
        coverage=float(((low <= came) & (came <= high)).mean()),
        coverage_evened=float(made.share_within(came, 0.05, 0.95).mean()),
    )


def _by_place(
    records: Sequence[Record], scope: Scope, what: str, until: date | None
) -> tuple[dict[_District, Series], tuple[str, ...]]:
    """Whole months of every district, all from the same first to the same last, and what is in none of them."""
    around = Scope(countries=scope.countries, admin1=scope.admin1)
    rows: dict[_District, list[Record]] = defaultdict(list)
    for r in records:
        if r.when and r.place and r.place.admin1 and around.fit(r) == "in":
            rows[r.place.admin1, r.place.country].append(r)
    if not rows:
        raise AnalysisError("no record with a date names a first-level district (admin1) in scope; widen the scope")
    days = [r.when for r in records if r.when]
    last = until or scope.until or max(w.end for w in days)
    dated = replace(scope, since=scope.since or min(w.start for w in days))

    def counted(chosen: Sequence[Record], where: Scope) -> Series:
        return series(chosen, where, unit="month", what=what, until=last)

    every = {
        (name, country): counted(
            rows[name, country],
            replace(dated, admin1=frozenset({name}), countries=frozenset((country,) if country else ())),
        )
        for name, country in sorted(rows, key=lambda key: (key[0], key[1] or ""))
    }
    return every, counted([r for row in rows.values() for r in row], dated).gaps


def _placeless(records: Sequence[Record], scope: Scope, what: str) -> int:
    """Records that may be in scope and name no district."""
    return sum(
        scope.fit(r) != "out" and not (r.place and r.place.admin1) and amount(r, scope, what)[2] > 0 for r in records
    )


def _place(name: str, country: str | None, counted: Series, foretold: Sequence[Foretold], place: int) -> PlaceForecast:
    year = counted.counts[-_YEAR:]
    silent = not counted.counts.any()
    return PlaceForecast(
        name=name,
        country=country,
        series=counted,
        last_value=int(year[-1]),
        last_twelve=float(year.mean()),
        last_twelve_range=(int(year.min()), int(year.max())),
        ahead=() if silent else _months_ahead(counted.starts[-1], foretold, place),
    )


def _months_ahead(origin: date, foretold: Sequence[Foretold], place: int) -> tuple[MonthAhead, ...]:
    found, month = [], origin
    for one in foretold:
        month = month_after(month)
        low, high = (int(end[place]) for end in one.interval())
        middle, some = int(one.quantile(0.5)[place]), float(1 - one.none()[place])
        found.append(MonthAhead(month, float(one.mean[place]), middle, (low, high), some))
    return tuple(found)


def _expected(place: PlaceForecast) -> tuple[float, str]:
    return -(place.ahead[0].mean if place.ahead else 0.0), place.name


def _basis(every: Mapping[_District, Series], left_out: Sequence[str], placeless: int, told: bool) -> Basis:
    ids = tuple(i for s in every.values() for row in s.ids for i in row)
    first = next(iter(every.values()))
    gaps = list(left_out)
    if placeless:
        gaps.append(f"{placeless:,} records that may be in scope name no first-level district: in no count.")
    silent = sum(not s.counts.any() for s in every.values())
    if silent and told:
        gaps.append(f"{silent} of {len(every)} districts never had one in scope: nothing is foretold for them.")
    return Basis(
        ids=ids,
        gaps=(f"Whole months from {first.starts[0]} to {first.end}; days after that are not used.", *gaps),
        assumptions=(
            "The months ahead go on from the last ones as months did before; an offensive, a truce or a change of "
            "reporting that has no forerunner in the counts is not foreseen.",
            "The last months are as fully reported as earlier ones; where reports come late, the forecast is too low.",
            "Districts differ in level and share how their counts move.",
        ),
    )


def _words(found: Forecast) -> str:
    what = "incidents" if found.what == "incidents" else f"people {found.what}"
    known = len(found.places[0].series)
    begin = f"{found.scope.words()}, {what} by district, from {known} whole months up to {found.origin:%B %Y}."
    if not any(p.series.counts.any() for p in found.places):
        return f"{begin} None was counted, so nothing can be foretold from these data."
    if not found.told:
        return f"{begin} Too early to say: a forecast needs {LEAST_HISTORY} whole months."
    shown = [p for p in found.places if p.ahead][:_NAMED]
    parts = [
        f"{p.name} {p.ahead[0].median:,} [{p.ahead[0].interval[0]:,}–{p.ahead[0].interval[1]:,}] "
        f"(last month {p.last_value:,}, a month over the last year {p.last_twelve:,.1f})"
        for p in shown
    ]
    return f"{begin} In {shown[0].ahead[0].month:%B %Y}: {'; '.join(parts)}. {_worth(found.scores)}"


def _worth(scores: Sequence[Score]) -> str:
    """How past forecasts did at the distances most asked for."""
    shown = [s for s in scores if s.months in (1, 3, 6)]
    better, worse = [s for s in shown if s.skill > 0], [s for s in shown if s.skill <= 0]
    said = []
    if better:
        saved = [1 - s.model / s.last_value if s.last_value else 0.0 for s in better]
        said.append(
            f"Forecasts made so in the past had {_and(_shares([s.skill for s in better]))} less error than the last "
            f"twelve months, and {_and(_shares(saved))} less than the last value, {_ahead(better)}."
        )
    if worse:
        said.append(f"They were no better than the last twelve months {_ahead(worse)}; take those instead.")
    inside = _and(_shares([s.coverage for s in shown]))
    return " ".join([*said, f"Of what came, {inside} lay in their 90% intervals, {_ahead(shown)}."])


def _ahead(scores: Sequence[Score]) -> str:
    months = [str(s.months) for s in scores]
    return f"{_and(months)} month{'' if months == ['1'] else 's'} ahead"


def _shares(values: Sequence[float]) -> list[str]:
    return [f"{v:.0%}" for v in values]


def _and(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def plot_forecast(result: Forecast, *, places: int = 4) -> Figure:
    """The districts with the most expected: months seen, months ahead with their interval, and the two others."""
    shown = [p for p in result.places if p.ahead][:places] or list(result.places[:places])
    rows = (len(shown) + 1) // 2
    figure = Figure(figsize=(10, 1 + 2.8 * rows), layout="constrained")
    panels = np.atleast_1d(figure.subplots(rows, min(2, len(shown)), squeeze=False)).ravel()
    for axes, place in zip(panels, shown, strict=False):
        _panel(axes, place)
    for axes in panels[len(shown) :]:
        axes.set_axis_off()
    what = "Incidents" if result.what == "incidents" else f"People {result.what}"
    figure.suptitle(f"{what} a month, and the months ahead: {literal(result.scope.words())}", fontsize=12)
    figure.supylabel(f"{what.lower()} a month", fontsize=10)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, fontsize=9)
    return figure


def _panel(axes: Axes, place: PlaceForecast) -> None:
    months, counts = np.array(place.series.starts), place.series.counts
    axes.plot(months, counts, color=GREY, linewidth=1.5, label="counted")
    axes.fill_between(months, place.series.low, place.series.high, color=GREY, alpha=0.25, linewidth=0)
    if place.ahead:
        ahead = np.array([m.month for m in place.ahead])
        low, high = np.array([m.interval for m in place.ahead]).T
        axes.fill_between(ahead, low, high, color=BLUE, alpha=0.25, linewidth=0, label="forecast, 90 % interval")
        axes.plot(ahead, [m.median for m in place.ahead], "o-", color=BLUE, markersize=3, label="forecast, median")
        axes.hlines(place.last_value, months[-1], ahead[-1], color=ORANGE, label="last month")
        axes.hlines(place.last_twelve, months[-1], ahead[-1], color="black", linestyle="--", label="last twelve, mean")
    every = [*place.series.starts, *(m.month for m in place.ahead)]
    shown = every[:: max(1, round(len(every) / 5))]
    axes.set_xticks(np.array(shown), [f"{m:%b %Y}" for m in shown])
    axes.set_title(literal(place.name), fontsize=10)
    axes.set_ylim(bottom=0)
    axes.tick_params(labelsize=8)
