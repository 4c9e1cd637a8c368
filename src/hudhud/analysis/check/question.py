"""A claim about many incidents, taken apart: what it is about, and what it says of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hudhud.analysis.scope import Fit, Scope
from hudhud.model import Record

_ANY_ATTACK = frozenset({"attack"})
"""Names no means: every kind of attack is one."""

_TELLS_NO_MEANS = frozenset({"attack", "armed_clash", "other"})
"""Kinds that tables give where they do not tell the means."""


@dataclass(frozen=True)
class Superlative:
    """The incident is the deadliest, or the like, of the scope."""

    harm: str
    rank: int = 1
    """1 is "the deadliest", 2 "the second deadliest"."""
    one_of: bool = False
    """ "One of the deadliest": among the five largest, or the largest tenth."""
    least: bool = False


@dataclass(frozen=True)
class First:
    """The incident is the first of the scope."""


@dataclass(frozen=True)
class Trend:
    """More or fewer than in the time before."""

    what: str
    """ "incidents", or a harm."""
    up: bool
    times: float | None = None
    """The new count over the old, where the claim says it; 2.95 for a rise of 195 percent."""
    every_year: bool = False
    """From each calendar year to the next, from the scope's beginning on."""


@dataclass(frozen=True)
class Total:
    """So many in the scope; a bound that is None is not said."""

    what: str
    low: int | None
    high: int | None
    about: bool = False


Predicate = Superlative | First | Trend | Total


@dataclass(frozen=True)
class Question:
    """A claim as it was understood."""

    words: str
    """The claim's own."""
    predicate: Predicate
    scope: Scope
    """Its `since` and `until` are the period compared: of "since January 2022" from February on, for the month that
    is named is the one that had a larger one."""
    types: frozenset[str] = frozenset()
    named_since: str | None = None
    """The words after "since", where the time that they name is left out."""
    days_back: int | None = None
    """The scope begins so many days before the incident ("in more than a year": 365, for it is at least so long)."""
    earlier: tuple[date, date] | None = None
    """For a trend, the days that the scope's are held against."""

    def fit(self, record: Record, *, timed: bool = True) -> Fit:
        """Whether a record is in the claim's scope; "maybe" where it does not say enough to tell."""
        scope = self.scope if timed else self.without_time
        found = scope.fit(record)
        if found == "out" or not self.types or self.types == _ANY_ATTACK:
            return found
        if not self.types.isdisjoint(record.types):
            return found
        return "maybe" if set(record.types) <= _TELLS_NO_MEANS else "out"

    @property
    def without_time(self) -> Scope:
        return self.scope.during(None, None)

    @property
    def harm(self) -> str:
        """Whose figures decide; of claims about incidents the killed stand beside."""
        match self.predicate:
            case Superlative(harm):
                return harm
            case Trend(what) | Total(what) if what != "incidents":
                return what
        return "killed"

    @property
    def understood(self) -> str:
        """The question in words, for whoever wrote the claim to check."""
        types = self.types - _ANY_ATTACK
        kinds = f"; {' or '.join(sorted(t.replace('_', ' ') for t in types))}" if types else ""
        group = f"; {self.scope.group.replace('_', ' ')} alone" if self.scope.group else ""
        since, until = self.scope.since, self.scope.until
        if self.days_back is not None:
            since = None
        start = f"from {since}" if since else "from the record’s first day"
        if self.days_back is not None:
            start = f"the {self.days_back:,} days before the incident"
        span = f"; {start}{f' to {until}' if until else ''}"
        against = f", against {self.earlier[0]} to {self.earlier[1]}" if self.earlier else ""
        return f"{_said(self.predicate)}; {self.scope.words()}{kinds}{group}{span}{against}"


def _said(predicate: Predicate) -> str:
    match predicate:
        case Superlative(harm, rank, one_of, least):
            place = "one of the " if one_of else "" if rank == 1 else f"number {rank} of the "
            return f"{place}{'fewest' if least else 'most'} {harm} in one incident"
        case First():
            return "the first incident"
        case Trend(what, up, times, every_year):
            how = "every year" if every_year else f"{times:g} times as many" if times else "than before"
            return f"{'more' if up else 'fewer'} {counted(what)} ({how})"
        case Total(what, low, high):
            if low is not None and high is not None:
                return f"{low:,} {counted(what)}" if low == high else f"{low:,} to {high:,} {counted(what)}"
            return f"at least {low:,} {counted(what)}" if low is not None else f"at most {high:,} {counted(what)}"


def counted(what: str) -> str:
    """What is counted, in words."""
    return what if what == "incidents" else f"people {what}"
