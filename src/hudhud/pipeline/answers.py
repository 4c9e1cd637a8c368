"""Questions that reports raise, answered over a ledger or a table: each with what it rests on, in words and as a plot.

Every function here gives an `Answer`, which commands and pages print alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from math import isfinite
from pathlib import Path
from typing import ParamSpec

from matplotlib.figure import Figure
from threadpoolctl import threadpool_limits

from hudhud.analysis.basis import Basis
from hudhud.analysis.capture_lists import read_lists
from hudhud.analysis.cells import RESOLUTION, Cell, HotCells, hot_cells, plot_hot_cells
from hudhud.analysis.forecast import forecast as foretell
from hudhud.analysis.forecast import plot_forecast
from hudhud.analysis.hawkes import SelfExcitation, plot_self_excitation, self_excitation
from hudhud.analysis.knox import NearRepeat, near_repeat, plot_near_repeat
from hudhud.analysis.series import series
from hudhud.analysis.surprise import plot_surprise
from hudhud.analysis.surprise import surprise as weigh
from hudhud.analysis.trend import Period
from hudhud.analysis.trend import trend as judge_trend
from hudhud.analysis.trend_plot import plot_trend
from hudhud.analysis.undercount import Undercount, plot_undercount
from hudhud.analysis.undercount import undercount as estimate
from hudhud.analysis.where_when import Points, points_of
from hudhud.pipeline.holdings import Holdings, Subject, scope_of

Value = str | int | float | None
Row = Mapping[str, Value]

P = ParamSpec("P")


@dataclass(frozen=True)
class Answer:
    """What is told of one question."""

    question: str
    verdict: str
    """In two or three words: "lasting", "too early to say", "cannot be told"."""
    words: str
    """One paragraph."""
    rows: Sequence[Row]
    """The numbers, each row with the same names."""
    basis: Basis
    plots: Mapping[str, Callable[[], Figure]]
    """By name, drawn when asked for; the first is the answer's own."""
    chance: tuple[float, float, float] | None = None
    """How likely a claim is: best, and the interval's ends; None where the question is no claim."""
    likely: str = ""
    """The same in words."""


def _one_thread(answering: Callable[P, Answer]) -> Callable[P, Answer]:
    """Matrices are small here, and on a busy machine threads that wait for one another take a hundred times as long."""

    @wraps(answering)
    def alone(*args: P.args, **named: P.kwargs) -> Answer:
        with threadpool_limits(limits=1):
            return answering(*args, **named)

    return alone


@_one_thread
def trend(
    holdings: Holdings,
    subject: Subject,
    *,
    what: str = "incidents",
    baseline: tuple[date, date] | None = None,
    factor: float = 2.0,
) -> Answer:
    """A return, or a one-off? `what` is counted by week: incidents, or the victims of a harm.

    Raises:
        AnalysisError: the records are too few or too short, or nothing has the subject's names.
    """
    scope = scope_of(holdings.records, subject)
    counted = series(holdings.records, scope, what=what, until=subject.until)
    found = judge_trend(counted, baseline=Period(*baseline) if baseline else None, factor=factor)
    rows: list[Row] = [
        {"baseline": one.choice, "a week": round(one.mean, 2), "low": round(one.interval[0], 2),
         "high": round(one.interval[1], 2), "alarm": one.alarm.isoformat() if one.alarm else None,
         "lasting": None if one.step is None else round(one.step, 3)}
        for one in found.influence
    ]  # fmt: skip
    return Answer(
        question=f"Is there a return? {scope.words()}",
        verdict=found.verdict,
        words=found.words,
        rows=rows,
        basis=with_holdings(found.basis, holdings),
        plots={"trend": lambda: plot_trend(found)},
    )


@_one_thread
def hotspots(
    holdings: Holdings,
    subject: Subject,
    *,
    km: float = 10.0,
    days: int = 14,
    recent_days: int = 90,
    resolution: int = RESOLUTION,
) -> Answer:
    """Where it is hotter than before, and whether incidents follow one another in place and time.

    Raises:
        AnalysisError: nothing has the subject's names.
    """
    scope = scope_of(holdings.records, subject)
    chosen = [r for r in holdings.records if scope.fit(r) == "in"]
    points = points_of(chosen)
    cells = hot_cells(points, recent_days=recent_days, resolution=resolution)
    near = near_repeat(points, km=km, days=days)
    set_off = self_excitation(points_of(chosen, with_place=False))
    places = {r.id: r.place.name for r in chosen if r.place}
    maybe = sum(scope.fit(r) == "maybe" for r in holdings.records)
    gaps = (f"{maybe:,} incidents may or may not be in scope: left out.",) if maybe else ()
    return Answer(
        question=f"Where, and does one lead to another? {scope.words()}",
        verdict=_hot_verdict(cells),
        words=f"{cells.words} {near.words} {set_off.words}",
        rows=[_cell_row(one, places) for one in cells.cells if one.recent],
        basis=with_holdings(_joined(cells.basis, near.basis, set_off.basis), holdings, gaps),
        plots=_space_plots(points, cells, near, set_off),
    )


def _hot_verdict(cells: HotCells) -> str:
    if not cells.told:
        return "cannot be told"
    return f"{len(cells.hot)} hot" if cells.hot else "none hot"


def _cell_row(one: Cell, places: Mapping[str, str]) -> Row:
    named = Counter(places[i] for i in one.ids if i in places).most_common(1)
    high = one.ratio_interval[1]
    return {
        "about": named[0][0] if named else None,
        "recent": one.recent,
        "before": one.before,
        "expected": round(one.expected, 2),
        "ratio from": round(one.ratio_interval[0], 2),
        "to": round(high, 2) if isfinite(high) else None,
        "q": round(one.q_value, 4),
        "": "hot" if one.hot else "",
        "lat": round(one.lat, 2),
        "lon": round(one.lon, 2),
        "cell": one.h3,
    }


def _space_plots(
    points: Points, cells: HotCells, near: NearRepeat, set_off: SelfExcitation
) -> dict[str, Callable[[], Figure]]:
    if not len(points):
        return {}
    return {
        "hot cells": lambda: plot_hot_cells(cells),
        "near repeats": lambda: plot_near_repeat(near),
        "set off": lambda: plot_self_excitation(set_off),
    }


@_one_thread
def surprise(
    holdings: Holdings,
    subject: Subject,
    *,
    incident: str | None = None,
    harm: str = "killed",
    least: int | None = None,
    months: int = 12,
) -> Answer:
    """How surprising is an incident's size, and how likely another as large within so many months?

    Raises:
        AnalysisError: nothing has the subject's names, or the incident is not in scope or has no figure.
    """
    scope = scope_of(holdings.records, subject)
    found = weigh(holdings.records, scope, incident, harm=harm, least=least, months=months, until=subject.until)
    rows: list[Row] = [
        {"tail": tail.kind, "asked": asked, "chance": round(one.best, 4), "low": round(one.interval[0], 4),
         "high": round(one.interval[1], 4)}
        for tail in found.tails
        for asked, one in (
            ("one in the tail is as large", tail.single),
            (f"at least one from {found.since} to {found.until}", tail.seen),
            (f"at least one in the next {months} months", tail.ahead),
        )
    ]  # fmt: skip
    rare = next((tail.seen.best for tail in found.tails if tail.kind == "average"), None)
    return Answer(
        question=f"How surprising is {found.incident}? {scope.words()}",
        verdict="cannot be told" if rare is None else f"{rare:.0%} in the period seen",
        words=found.words,
        rows=rows,
        basis=with_holdings(found.basis, holdings),
        plots={"tail": lambda: plot_surprise(found)},
    )


@_one_thread
def forecast(holdings: Holdings, subject: Subject, *, what: str = "killed", months: int = 6) -> Answer:
    """The months ahead by first-level district, beside the last month and the last twelve.

    Raises:
        AnalysisError: nothing has the subject's names, or the record is too short.
    """
    scope = scope_of(holdings.records, subject)
    found = foretell(holdings.records, scope, what=what, months=months, until=subject.until)
    rows: list[Row] = [
        {"district": place.name, "month": f"{ahead.month:%Y-%m}", "mean": round(ahead.mean, 1),
         "low": ahead.interval[0], "median": ahead.median, "high": ahead.interval[1],
         "any": round(ahead.chance_of_any, 2), "last month": place.last_value,
         "last twelve": round(place.last_twelve, 1)}
        for place in found.places
        for ahead in place.ahead
    ]  # fmt: skip
    return Answer(
        question=f"What may the months ahead bring? {scope.words()}",
        verdict=f"{months} months ahead" if found.told else "cannot be told",
        words=found.words,
        rows=rows,
        basis=with_holdings(found.basis, holdings),
        plots={"forecast": lambda: plot_forecast(found)},
    )


@_one_thread
def undercount(lists: Path, columns: Sequence[str] = ()) -> Answer:
    """How many victims are on no list, from a table of persons by list.

    Raises:
        TableError: the file is no such table; counts of incidents or of news are refused with the reason.
    """
    found = estimate(read_lists(lists, columns))
    return Answer(
        question=f"How many are on no list? {lists.name}",
        verdict="a lower bound" if found.told else "cannot be told",
        words=found.words,
        rows=_estimates(found),
        basis=found.basis,
        plots={"estimates": lambda: plot_undercount(found)},
    )


def _estimates(found: Undercount) -> list[Row]:
    told = [
        ("graphs of dependence", found.graphs.median, found.graphs.interval),
        ("latent classes", found.classes.median, found.classes.interval),
    ]
    for name, one in (("log-linear, least BIC", found.log_linear), ("log-linear, least AIC", found.log_linear_aic)):
        if one is not None:
            told.append((name, one.estimate, one.interval))
    named = found.table.persons
    return [
        {"estimator": name, "victims": middle, "low": low, "high": high, "named": named, "on no list": middle - named}
        for name, middle, (low, high) in told
    ]


def with_holdings(basis: Basis, holdings: Holdings, gaps: Sequence[str] = ()) -> Basis:
    """What an answer rests on, with what is missing from the holdings themselves."""
    return Basis(basis.ids, (*holdings.gaps, *gaps, *basis.gaps), basis.assumptions)


def _joined(*parts: Basis) -> Basis:
    """What several answers rest on, each sentence once."""
    return Basis(
        tuple(dict.fromkeys(i for p in parts for i in p.ids)),
        tuple(dict.fromkeys(g for p in parts for g in p.gaps)),
        tuple(dict.fromkeys(a for p in parts for a in p.assumptions)),
    )
