"""Records to counts by week or month, with the range that dates, places and tolls leave open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hudhud.analysis.scope import Scope
from hudhud.errors import AnalysisError
from hudhud.model import Record

Unit = Literal["week", "month"]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Series:
    """Counts by whole weeks (from Monday) or months, one entry a period, quiet ones as 0."""

    unit: Unit
    what: str
    """"incidents", or the harm whose victims are counted."""
    scope: Scope
    starts: tuple[date, ...]
    """The first day of each period."""
    counts: Counts
    """Best reading, shape (periods,)."""
    low: Counts
    """Only what is surely in scope and surely in the period, by the lowest figure told."""
    high: Counts
    """With all that may be, by the highest figure told."""
    documents: Counts
    """Reports that told of anything in the place asked about, in scope or not, by the period told of."""
    sources: Counts
    """Distinct outlets or sources behind them."""
    ids: tuple[tuple[str, ...], ...]
    """The incidents counted, by period."""
    told_by: tuple[frozenset[str], ...]
    """The sources of each counted incident, in the order of `ids` laid end to end."""
    gaps: tuple[str, ...] = ()
    """What is not in the counts, in sentences."""

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def end(self) -> date:
        """The last day of the last period."""
        return _after(self.starts[-1], self.unit) - timedelta(days=1)

    def index(self, day: date) -> int:
        """The period that holds a day; its neighbour at the ends where none does."""
        return int(np.clip(np.searchsorted(np.array(self.starts), day, side="right") - 1, 0, len(self) - 1))  # type: ignore[call-overload]


@dataclass
class _Tally:
    counts: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    low: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    high: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    rows: dict[date, list[Record]] = field(default_factory=lambda: defaultdict(list))
    undated: int = 0
    wide: int = 0
    wide_amount: int = 0
    aggregates: int = 0
    maybe: int = 0
    untold: int = 0


def period_of(day: date, unit: Unit) -> date:
    """The first day of the week (Monday) or month that holds a day."""
    return day - timedelta(days=day.weekday()) if unit == "week" else day.replace(day=1)


def series(
    records: Sequence[Record], scope: Scope, *, unit: Unit = "week", what: str = "incidents", until: date | None = None
) -> Series:
    """Count the records in scope.

    A record whose interval of days lies in two periods counts in that of its middle day for the best
    reading, in none for the lowest and in each for the highest; one that spans more is left out and
    named among the gaps. Sums over several incidents count no incident. `until` is the last day that the
    records cover; without it, the last day that one of them names.
    """
    dated = [r for r in records if r.when]
    if not dated:
        raise AnalysisError("no record has a date, so nothing can be counted by time; check the table's date columns")
    first = scope.since or min(r.when.start for r in dated if r.when)
    last = until or scope.until or max(r.when.end for r in dated if r.when)
    starts = _periods(first, last, unit, whole_first=scope.since is not None)
    if not starts:
        raise AnalysisError(f"the records from {first} to {last} do not hold a whole {unit}; widen the period")
    tally = _tally(records, scope, unit, what)
    documents, sources = _coverage(dated, scope, unit, starts)
    rows = [sorted(tally.rows.get(s, ()), key=lambda r: r.id) for s in starts]
    return Series(
        unit=unit,
        what=what,
        scope=scope,
        starts=tuple(starts),
        counts=np.array([tally.counts.get(s, 0) for s in starts]),
        low=np.array([tally.low.get(s, 0) for s in starts]),
        high=np.array([tally.high.get(s, 0) for s in starts]),
        documents=documents,
        sources=sources,
        ids=tuple(tuple(r.id for r in row) for row in rows),
        told_by=tuple(frozenset(r.sources) for row in rows for r in row),
        gaps=_gaps(tally, unit, what),
    )


def _tally(records: Iterable[Record], scope: Scope, unit: Unit, what: str) -> _Tally:
    tally = _Tally()
    for record in records:
        fit = scope.fit(record)
        if fit == "out":
            continue
        if what == "incidents" and record.aggregate:
            tally.aggregates += 1
            continue
        low, best, high = _amount(record, scope, what)
        if high == 0:
            tally.untold += 1
            continue
        if record.when is None:
            tally.undated += 1
            continue
        _place(tally, record, unit, (low, best, high), fit == "in")
    return tally


def _place(tally: _Tally, record: Record, unit: Unit, amount: tuple[int, int, int], sure: bool) -> None:
    assert record.when is not None
    start, end = record.when.start, record.when.end
    first, last = period_of(start, unit), period_of(end, unit)
    touched = [first]
    while touched[-1] < last:
        touched.append(_after(touched[-1], unit))
    if len(touched) > 2:
        tally.wide += 1
        tally.wide_amount += amount[1]
        return
    for period in touched:
        tally.high[period] += amount[2]
    if not sure:
        tally.maybe += 1
        return
    home = period_of(start + (end - start) // 2, unit)
    tally.counts[home] += amount[1]
    tally.rows[home].append(record)
    if first == last:
        tally.low[home] += amount[0]


def _amount(record: Record, scope: Scope, what: str) -> tuple[int, int, int]:
    """Lowest, best and highest of what is counted; 0 for what is not told."""
    if what == "incidents":
        return 1, 1, 1
    toll = scope.toll(record, what)
    if toll is None:
        return 0, 0, 0
    known = toll.known
    low, high = toll.interval or (toll.low or 0, toll.high if toll.high is not None else known)
    return min(low, known), known, max(high, known)


def _coverage(dated: Sequence[Record], scope: Scope, unit: Unit, starts: Sequence[date]) -> tuple[Counts, Counts]:
    """Documents and distinct sources by period over the scope's places, whoever did it and whatever it was."""
    around = Scope(countries=scope.countries, admin1=scope.admin1)
    documents: dict[date, set[str]] = defaultdict(set)
    sources: dict[date, set[str]] = defaultdict(set)
    for record in dated:
        assert record.when is not None
        if around.fit(record) == "in":
            period = period_of(record.when.start + (record.when.end - record.when.start) // 2, unit)
            documents[period].update(record.documents)
            sources[period].update(record.sources)
    return (
        np.array([len(documents.get(s, ())) for s in starts]),
        np.array([len(sources.get(s, ())) for s in starts]),
    )


def _gaps(tally: _Tally, unit: Unit, what: str) -> tuple[str, ...]:
    said = (
        (tally.undated, "{} in scope without a date: in no count"),
        (tally.wide, f"{{}} with dates wider than two {unit}s ({tally.wide_amount:,} {what}): in no count"),
        (tally.maybe, "{} that may or may not be in scope (place, actor or day not told): in the upper counts alone"),
        (tally.aggregates, "{} that sum up several incidents: not counted as incidents"),
        (tally.untold, f"{{}} without a figure for {what}: counted as unknown, not as 0"),
    )
    return tuple(words.format(_records(n)) + "." for n, words in said if n)


def _records(number: int) -> str:
    return "1 record" if number == 1 else f"{number:,} records"


def _periods(first: date, last: date, unit: Unit, *, whole_first: bool) -> list[date]:
    """The first days of the periods that end by the last day, from the first one on."""
    start = period_of(first, unit)
    if whole_first and start < first:
        start = _after(start, unit)
    starts = []
    while _after(start, unit) - timedelta(days=1) <= last:
        starts.append(start)
        start = _after(start, unit)
    return starts


def _after(start: date, unit: Unit) -> date:
    return start + timedelta(days=7) if unit == "week" else (start + timedelta(days=32)).replace(day=1)
