"""Other readings of a rise: the season, and who was reporting."""

from __future__ import annotations

import calendar
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np

from hudhud.analysis.ratio import Ratio, ratio, season_factor
from hudhud.analysis.series import Counts, Series

Standing = Literal["may explain it", "does not explain it", "cannot be told"]

FEBRUARY_TO_APRIL = (2, 3, 4)
"""The truffle season of the Syrian desert, when many go where few guard them."""

_RESTS_ON_ONE = 0.9
"""Share of incidents told by one source from which on other sources cannot check it."""


@dataclass(frozen=True)
class Rival:
    """Another explanation of the same counts."""

    name: str
    standing: Standing
    words: str


@dataclass(frozen=True)
class Season:
    """What the time of year did to the counts in the years before; None where two whole seasons are not seen."""

    months: tuple[Ratio | None, ...]
    """For January to December: that month over the rest of its year."""
    february_to_april: Ratio | None
    same_months: Ratio | None
    """The months of the rise over the rest of the year, in the years before it."""


@dataclass(frozen=True)
class Coverage:
    """What changed in who reported, before the onset and after."""

    documents: Ratio | None
    """Reports by period over the same places, after over before."""
    sources: Ratio | None
    """Distinct sources by period, after over before."""
    new: float | None
    """Share of the incidents after the onset that only sources unknown before told of."""
    steady: Ratio | None
    """The rise among incidents told by a source that told of some before and after."""
    leading: tuple[str, float] | None
    """The source that tells of most incidents, and its share of them."""


def season(series: Series, onset: int) -> Season:
    """Month factors from what lies before the onset, an index into the series."""
    middles = [s + timedelta(days=3 if series.unit == "week" else 14) for s in series.starts]
    years, months = [d.year for d in middles[:onset]], np.array([d.month for d in middles])
    before = series.counts[:onset]

    def factor(wanted: tuple[int, ...]) -> Ratio | None:
        return season_factor(before, years, np.isin(months[:onset], wanted))

    return Season(
        months=tuple(factor((m,)) for m in range(1, 13)),
        february_to_april=factor(FEBRUARY_TO_APRIL),
        same_months=factor(tuple(sorted(set(months[onset:].tolist())))),
    )


def coverage(series: Series, first: int, onset: int) -> Coverage:
    """Compare reporting in the periods from `first` up to the onset with that from the onset on."""
    told, period = series.told_by, np.repeat(np.arange(len(series)), [len(row) for row in series.ids])
    old = frozenset().union(*(t for t, p in zip(told, period, strict=True) if first <= p < onset))
    late = [t for t, p in zip(told, period, strict=True) if p >= onset and t]
    both = old & frozenset().union(*late)
    steady = np.bincount([p for t, p in zip(told, period, strict=True) if t & both], minlength=len(series))
    often = Counter(s for t, p in zip(told, period, strict=True) if p >= first for s in t).most_common(1)
    every = sum(p >= first for p in period)
    return Coverage(
        documents=_change(series.documents, first, onset),
        sources=_change(series.sources, first, onset),
        new=sum(not t & old for t in late) / len(late) if late and old else None,
        steady=_change(steady, first, onset) if both else None,
        leading=(often[0][0], often[0][1] / every) if often else None,
    )


def _change(counts: Counts, first: int, onset: int) -> Ratio | None:
    return ratio(counts[first:onset], counts[onset:])


def season_rival(found: Season, rise: Ratio) -> Rival:
    """Whether the time of year alone would do."""
    name = "the season"
    if found.same_months is None:
        return Rival(
            name,
            "cannot be told",
            "fewer than two earlier years hold these months, so the season's part in it cannot be told",
        )
    usual = f"in earlier years these months had {found.same_months} times the rest of the year"
    if found.same_months.interval[1] >= rise.interval[0] and found.same_months.best > 1:
        return Rival(name, "may explain it", f"{usual}, which may explain the rise of {rise}")
    return Rival(name, "does not explain it", f"{usual}, less than the rise of {rise}")


def coverage_rival(found: Coverage, rise: Ratio) -> Rival:
    """Whether more or other reporting alone would do."""
    name = "reporting"
    if found.steady is None or found.documents is None:
        return Rival(
            name,
            "cannot be told",
            "no source tells of incidents both before and after, "
            "so a change of reporting cannot be told from a change of violence",
        )
    if found.leading and found.leading[1] > _RESTS_ON_ONE:
        return Rival(
            name,
            "cannot be told",
            f"{found.leading[0]} tells of {found.leading[1]:.0%} of the incidents, "
            "so a change in its reporting cannot be told from a change of violence",
        )
    new = f" ({found.new:.0%} of the later incidents come from new sources alone)" if found.new else ""
    told = (
        f"reports became {found.documents} times as many; "
        f"by sources that reported throughout, incidents became {found.steady} times as many{new}"
    )
    if found.steady.rises:
        return Rival(name, "does not explain it", told)
    if rise.rises:
        return Rival(name, "may explain it", f"{told}, so that new reporting may explain the rise")
    return Rival(name, "cannot be told", told)


def strongest_months(found: Season) -> str | None:
    """The month that stands out most, in words; None where none surely does."""
    sure = [(r, m) for m, r in enumerate(found.months, start=1) if r is not None and r.rises]
    if not sure:
        return None
    best, month = max(sure, key=lambda pair: pair[0].best)
    return f"{calendar.month_name[month]} usually has {best} times the rest of the year"
