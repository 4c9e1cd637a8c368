"""What stands in a report, in words and numbers, before it is laid out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from hudhud.model import Incident


class Summed(Protocol):
    """How many people of a group, or everybody, suffered a harm in several incidents."""

    @property
    def harm(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def low(self) -> int | None: ...
    @property
    def best(self) -> int | None: ...
    @property
    def high(self) -> int | None: ...
    @property
    def incidents(self) -> tuple[str, ...]: ...


Account = Callable[[Sequence[Incident], Mapping[str, Sequence[str]]], Sequence[Summed]]
"""Adds up incidents, nobody counted twice; the mapping gives what each sum covers."""


@dataclass(frozen=True, slots=True)
class Captured:
    """Words of a report or of a register, in whatever script."""

    text: str

    @property
    def dir(self) -> str:
        """By the first letter that has a direction, as browsers find it; renderers without that need it said."""
        found = (unicodedata.bidirectional(c) for c in self.text)
        return "rtl" if next((b for b in found if b in {"L", "R", "AL"}), "L") != "L" else "ltr"


Sentence = tuple[str | Captured, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds and the preferred figure; None is open or not told, never 0."""

    low: int | None
    best: int | None
    high: int | None

    @property
    def bounds(self) -> str:
        """ "7", "46–61", "at least 16", "at most 34", or that there is no number."""
        # No fewer than none is no bound; that there was nobody is one.
        low = None if self.low == 0 and self.high != 0 else self.low
        if self.high is None:
            return f"at least {low:,}" if low is not None else "not bounded" if self.best else "number not told"
        if low is None:
            return f"at most {self.high:,}"
        return f"{low:,}" if low == self.high else f"{low:,}–{self.high:,}"

    @property
    def preferred(self) -> str:
        """ "best 52", where that says more than the bounds."""
        said = self.best == self.low and self.high in {None, self.low}
        return "" if not self.best or said else f"best {self.best:,}"

    @property
    def words(self) -> str:
        """Bounds and best in one line."""
        return ", ".join(filter(None, (self.bounds, self.preferred)))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends in it."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def before(self) -> Span | None:
        """The stretch of equal length that ends where this one begins; None where the calendar has none."""
        if self.start.toordinal() <= self.days:
            return None
        return Span(self.start - timedelta(self.days), self.start - timedelta(1))

    @property
    def words(self) -> str:
        """ "3 March 2024", "1–28 February 2023", "20 January – 5 March 2022", "2 May 2019 – 1 May 2020"."""
        first, last = self.start, self.end
        end = f"{last.day} {last:%B %Y}"
        if first == last:
            return end
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{end}"
        return f"{first.day} {first:%B}{'' if first.year == last.year else f' {first.year}'} – {end}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: one harm over everybody, and of them by group."""

    harm: str
    label: str
    everybody: Range
    groups: tuple[tuple[str, Range], ...]
    told: int
    """Incidents, and sums over some, that say anything of it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A report behind an incident, or several that say no more than that they exist."""

    name: Captured
    url: str | None
    day: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One incident in the table."""

    id: str
    url: str | None
    when: str
    place: Captured | None
    """None where none is told."""
    what: str
    by: tuple[Captured, ...]
    figures: tuple[tuple[str, str, str], ...]
    """Of each harm its code, its label and the figures in words."""
    sources: tuple[Source, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is told of one of several periods of equal length."""

    span: Span
    incidents: int
    maybe: int
    """Of which it is not told whether they lie in it."""
    reports: int
    harms: Mapping[str, Range]
    """By harm, over everybody; a harm that nothing is said of is not in it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim that was held against the record."""

    question: str
    verdict: str
    words: str
    likely: str
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What the last report told of an incident, and what is told now."""

    id: str
    about: Sentence
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """Against which report, and what came of it."""

    against: str
    moved: tuple[Correction, ...]
    gone: tuple[Sentence, ...]
    late: int
    """Incidents of the last report's period that it did not hold."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyTold:
    """The policy that everything went through."""

    said: str
    sentences: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Map:
    """The map, for wide pages and for telephones, and what it cannot show."""

    wide: str | None
    narrow: str | None
    shown: int
    beneath: tuple[tuple[Captured, int], ...]
    """Areas too wide to be drawn, and how many incidents are told by them alone."""
    nowhere: int
    """Incidents of which no place is told."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The timeline, its figures, and what it cannot show."""

    wide: str | None
    narrow: str | None
    rows: tuple[tuple[str, int, str], ...]
    """Of each bar with anything in it the days, the incidents, and the people killed in words."""
    unit: str
    left: int
    """Incidents in no bar."""


@dataclass(frozen=True, slots=True)
class Report:
    """All of it."""

    title: str
    span: Span | None
    """None where nothing is dated."""
    written: date
    lead: tuple[Sentence, ...]
    figures: tuple[Figure, ...]
    map: Map
    timeline: Timeline
    lines: tuple[Line, ...]
    unlisted: int
    stretches: tuple[Stretch, ...]
    """The period and those before it, the newest first; empty where nothing is compared."""
    compared: tuple[str, ...]
    checked: tuple[Checked, ...]
    corrections: Corrections | None
    state: str
    version: str
    asked: str
    policy: PolicyTold | None
    snapshot: str = field(repr=False)
    """What the next report compares itself with, as JSON."""
