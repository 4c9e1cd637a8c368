"""Tolls: what one source gives for a group, or for all groups together.

A source that gives a figure for each of several groups gives their sum as well; what it leaves out may stand
in the same document in another voice. The range, the best figure and the interval are found from tolls.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hudhud.reconcile.figures import WHOLE, Figure, minority
from hudhud.reconcile.measurement import Weights, posterior, together
from hudhud.reconcile.setting import KINDS, Told

_OPEN = {"at_least", "more_than"}


@dataclass(frozen=True)
class Toll:
    """One source's bounds on a number of people."""

    low: int | None
    high: int | None
    figures: tuple[Figure, ...]

    @property
    def by(self) -> str:
        return " and ".join(dict.fromkeys(f.by for f in self.figures))

    @property
    def as_of(self) -> date | None:
        return max((f.as_of for f in self.figures if f.as_of), default=None)

    @property
    def number(self) -> int:
        return self.low if self.low is not None else self.high or 0

    @property
    def kind(self) -> int:
        """Its wording, as an index into KINDS."""
        said = {f.value.count.qualifier for f in self.figures}
        if self.high is None or said & _OPEN:
            return KINDS.index("open")
        return KINDS.index("about" if "about" in said else "exact")

    @property
    def point(self) -> bool:
        """Whether it is one number, if only as a bound from below."""
        return self.low is not None and self.high in (None, self.low)


@dataclass(frozen=True)
class Judged:
    """What the model makes of tolls: the best of them, how likely it is reached, and the interval."""

    best: Toll
    reached: float
    estimate: int
    interval: tuple[int, int]


def group_tolls(figures: Iterable[Figure]) -> list[Toll]:
    """The tolls of one harm and group: every standing figure that counts all of the group."""
    return [Toll(f.low, f.high, (f,)) for f in figures if not f.part and minority(f) is None]


def whole_tolls(figures: Sequence[Figure]) -> list[Toll]:
    """The tolls of one harm over all groups, one for each source and story."""
    by_story: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if not figure.part and minority(figure) is None:
            by_story[figure.story].append(figure)
    found: list[tuple[Toll, bool]] = []
    for own in by_story.values():
        for by in dict.fromkeys(f.by for f in own):
            found += _of_source(by, own)
    complete = [toll.number for toll, several in found if several]
    # Who counts one group alone says only that there were no fewer.
    kept = [toll for toll, several in found if several or toll.number > max(complete, default=-1)]
    return _distinct(kept)


def _of_source(by: str, story: Sequence[Figure]) -> list[tuple[Toll, bool]]:
    own = [f for f in story if f.by == by]
    groups = {f.group: f for f in own if f.group not in WHOLE}
    at_large = [f for f in own if f.group in WHOLE]
    total = _sum(list(groups.values()))
    totals = [(Toll(f.low, f.high, (f,)), True) for f in at_large if f.number >= total.number]
    if totals:
        return totals
    for group in dict.fromkeys(f.group for f in story if f.group not in WHOLE and f.group not in groups):
        others = [f for f in story if f.group == group]
        spoken = [f for f in others if f.claim.attributed_to is None] or others
        if len(spoken) == 1:
            groups[group] = spoken[0]
    several = len(groups) > 1
    total = _sum(list(groups.values()))
    return [(total if several else Toll(total.low, None, total.figures), several)]


def _sum(figures: Sequence[Figure]) -> Toll:
    lows = [f.low or 0 for f in figures]
    highs = [f.high for f in figures]
    high = None if any(h is None for h in highs) else sum(h or 0 for h in highs)
    return Toll(sum(lows), high, tuple(figures))


def _distinct(tolls: Sequence[Toll]) -> list[Toll]:
    seen: dict[frozenset[int], Toll] = {}
    for toll in tolls:
        seen.setdefault(frozenset(id(f) for f in toll.figures), toll)
    return list(seen.values())


def low_of(tolls: Sequence[Toll]) -> int | None:
    """The smallest bound anyone stands by; open where somebody says only "up to"."""
    return min((t.low for t in tolls if t.low is not None), default=None)


def high_of(tolls: Sequence[Toll]) -> int | None:
    """The largest bound; None while "at least" is not closed by a figure as large."""
    highs = [t.high for t in tolls if t.high is not None]
    floors = [t.low for t in tolls if t.high is None and t.low is not None]
    if not highs or (floors and max(floors) > max(highs)):
        return None
    return max(highs)


def told_of(tolls: Sequence[Toll], first: date | None) -> list[Told]:
    """The tolls as the model takes them; `first` is the day of the incident's first report."""
    out: list[Told] = []
    seen: set[int] = set()
    for toll in sorted(tolls, key=lambda t: (t.as_of or date.max, t.number, t.kind)):
        days = (toll.as_of - first).days if toll.as_of and first else 0
        out.append(Told(toll.number, toll.kind, float(max(0, days)), toll.number in seen))
        seen.add(toll.number)
    return out


def judge(tolls: Sequence[Toll], first: date | None, weights: Weights | None = None) -> Judged | None:
    """The best of the tolls, and the interval. None where no toll bounds the number from below.

    The best is the largest that is likely enough reached, or the smallest where none is; a range can be
    the best. "At least 60" does not exclude 150, but five sources that found 60 make it unlikely. The estimate
    is the number, no smaller than the best, that the truth most probably is or exceeds by a few hundredths.
    The interval is stretched to hold both.
    """
    known = [t for t in tolls if t.low is not None]
    if not known:
        return None
    weights = weights or Weights.loaded()
    told = told_of(known, first)
    likely = posterior(told, weights)
    ranked = sorted(known, key=lambda t: (t.number, t.as_of or date.min, t.high is not None, t.by))
    best = next((t for t in reversed(ranked) if likely.reached(t.number) >= weights.reached), ranked[0])
    low, high = likely.interval(weights.tails)
    estimate = together(told, likely, weights).likeliest(weights.stretch, best.number)
    if max(t.number for t in known) == 0:
        low = estimate = 0
    span = min(low, best.number), max(high, best.number, estimate)
    return Judged(best, likely.reached(best.number), estimate, span)


def by_list(figures: Iterable[Figure]) -> tuple[str, ...]:
    """Who gave the figures, each once, with how many copies of its story."""
    most: dict[str, Figure] = {}
    for figure in figures:
        if figure.by not in most or figure.copies > most[figure.by].copies:
            most[figure.by] = figure
    return tuple(f.said_by for f in most.values())
