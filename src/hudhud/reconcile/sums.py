"""How many in several incidents, nobody counted twice.

A sum never adds an aggregate to the incidents that it covers, nor the people of one group to a total that
holds them. Of an aggregate and what it covers the larger counts: "twelve in small attacks" that cover two
incidents of 2 and 3 are twelve, and if the two were found to be 6 and 8, fourteen. Of two aggregates that share
an incident, neither holding the other, the sum is bounded from below as if the one's remainder were within the
other's, and from above as if they shared nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hudhud.model import Assessment, Incident
from hudhud.reconcile.figures import WHOLE, rank

EVERYBODY = "all"
_COUNTED = {"occurred", "attempted"}  # an attempted attack may have killed; what was denied did not
_DEVIATES = 1.6449  # standard deviations to the 5 % and 95 % points


@dataclass(frozen=True)
class Sum:
    """People of a group, or everybody, who suffered a harm in several incidents."""

    harm: str
    group: str
    low: int | None
    """At least so many, by the smallest figures that anyone stands by; None where no figure says so."""
    best: int | None
    """By the best figures; an incident without one counts with its lower bound. None where none has either."""
    high: int | None
    """None where some incident leaves it open."""
    interval: tuple[int, int] | None
    incidents: tuple[str, ...]
    """Those that add to it, by id, without what an aggregate among them covers."""
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """In one line: "killed: at least 96"."""
        who = "" if self.group == EVERYBODY else f", {self.group.replace('_', ' ')}"
        return "; ".join([f"{self.harm}{who}: {self._bounds()}", *self.notes])

    def _bounds(self) -> str:
        if self.low is None:
            return "no lower bound told" if self.high is None else f"at most {self.high:,}"
        if self.high is not None:
            return f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"
        best = self.low if self.best is None else self.best
        smallest = f" by the best figures, {self.low:,} by the smallest" if self.low < best else ""
        return f"at least {best:,}{smallest}"


@dataclass(frozen=True)
class _Part:
    """What one incident, or several together, add."""

    low: int
    best: int
    high: int | None
    interval: tuple[int, int] | None

    @staticmethod
    def of(row: Assessment | None, elsewhere: bool) -> _Part:
        """`elsewhere`: people of this group may also be among others that were told without a group."""
        if row is None:
            return _Part(0, 0, None if elsewhere else 0, None if elsewhere else (0, 0))
        low = row.low or 0
        best = row.best if row.best is not None else low
        return _Part(low, best, None if elsewhere else row.high, row.interval or _reported(low, row.high))

    def at_least(self, other: _Part) -> _Part:
        """The larger in every respect."""
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        both = self.interval is not None and other.interval is not None
        interval = None
        if both and self.interval and other.interval:
            interval = (max(self.interval[0], other.interval[0]), max(self.interval[1], other.interval[1]))
        return _Part(max(self.low, other.low), max(self.best, other.best), high, interval)


def _reported(low: int, high: int | None) -> tuple[int, int] | None:
    return None if high is None else (low, high)


def account(incidents: Sequence[Incident], covers: Mapping[str, Sequence[str]] | None = None) -> tuple[Sum, ...]:
    """The sums of each harm, over everybody and by group, in the codebook's order.

    `covers` gives, by the id of an aggregate, the ids of the incidents and aggregates that it sums.

    Raises:
        ValueError: an aggregate covers itself, by way of others or not.
    """
    given = [one for one in incidents if one.status in _COUNTED]
    tree = _Tree({one.id for one in given}, covers or {})
    found = []
    for harm in sorted({row.harm for one in given for row in one.harms}, key=lambda h: rank((h, "unknown"))):
        found.append(_sum(harm, EVERYBODY, given, tree))
        groups = {row.group for one in given for row in one.harms if row.harm == harm} - WHOLE
        found += [_sum(harm, group, given, tree) for group in sorted(groups, key=lambda g: rank((harm, g)))]
    return tuple(found)


def _sum(harm: str, group: str, incidents: Sequence[Incident], tree: _Tree) -> Sum:
    rows: dict[str, Assessment] = {}
    parts: dict[str, _Part] = {}
    for one in incidents:
        own = one.totals if group == EVERYBODY else one.harms
        row = next((r for r in own if r.harm == harm and group in (EVERYBODY, r.group)), None)
        unnamed = any(r.harm == harm and r.group in WHOLE for r in one.harms)
        if row is not None:
            rows[one.id] = row
        parts[one.id] = _Part.of(row, elsewhere=group != EVERYBODY and unnamed)
    whole = tree.together(tree.tops, parts)
    counted = tuple(one.id for one in incidents if one.id in rows and one.id in tree.tops)
    interval = None if whole.interval is None else (min(whole.interval[0], whole.best), whole.interval[1])
    low = whole.low if any(row.low is not None for row in rows.values()) else None
    best = whole.best if any(row.best is not None for row in rows.values()) else low
    return Sum(harm, group, low, best, whole.high, interval, counted, tuple(_notes(rows)))


def _notes(rows: Mapping[str, Assessment]) -> Iterator[str]:
    for name, row in rows.items():
        for note in row.notes if row.derived else ():
            yield note if len(rows) == 1 else f"{name}: {note}"
    unnumbered = [name for name, row in rows.items() if row.low is None and row.high is None]
    if unnumbered:
        yield f"not counted, being told without a number: {', '.join(unnumbered)}"


class _Tree:
    """Which incidents an aggregate holds, directly and by way of others."""

    def __init__(self, names: set[str], covers: Mapping[str, Sequence[str]]) -> None:
        self.covers = {a: frozenset(covers[a]) & names for a in sorted(covers) if a in names}
        self.under = {name: self._below(name, (name,)) for name in sorted(names)}
        self.tops = self._topmost(names)

    def _below(self, name: str, path: tuple[str, ...]) -> frozenset[str]:
        found: set[str] = set()
        for child in self.covers.get(name, frozenset()):
            if child in path:
                raise ValueError(f"an aggregate covers itself: {' covers '.join((*path, child))}")
            found |= {child} | self._below(child, (*path, child))
        return frozenset(found)

    def _topmost(self, names: Iterable[str]) -> frozenset[str]:
        of = frozenset(names)
        return of - {n for name in of for n in self.under[name]}

    def together(self, names: Iterable[str], parts: Mapping[str, _Part]) -> _Part:
        """What incidents, none of which holds another, add up to, with all that they hold."""
        return _added([self._linked(linked, parts) for linked in self._components(names)])

    def _components(self, names: Iterable[str]) -> list[list[str]]:
        """Those that share something they hold stand together."""
        found: list[list[str]] = []
        alone: list[list[str]] = []
        for name in sorted(names):
            if not self.under[name]:
                alone.append([name])  # what holds nothing shares nothing; most are such
                continue
            touching = [c for c in found if any(self.under[name] & self.under[o] for o in c)]
            found = [c for c in found if c not in touching] + [[name, *(o for c in touching for o in c)]]
        return found + alone

    def _linked(self, names: Sequence[str], parts: Mapping[str, _Part]) -> _Part:
        if len(names) == 1:
            return self._level(names[0], parts)
        inside = frozenset(n for name in names for n in self.under[name])
        least: _Part | None = None
        for name in names:
            # Whatever this one does not hold comes on top of it; what the others leave over may be within it.
            own = self.under[name]
            rest = self._topmost(n for n in inside - own if not self.under[n] & own)
            one = _added([self._level(name, parts), self.together(rest, parts)])
            least = one if least is None else least.at_least(one)
        assert least is not None  # there are at least two names
        return _Part(least.low, least.best, self._most(names, inside, parts), least.interval)

    def _most(self, names: Sequence[str], inside: frozenset[str], parts: Mapping[str, _Part]) -> int | None:
        """All that they hold, and what each leaves over."""
        most = self.together(self._topmost(inside), parts).high
        for name in names:
            level = self._level(name, parts).high
            held = self.together(self._topmost(self.under[name]), parts).high
            if most is None or level is None or held is None:
                return None
            most += level - held
        return most

    def _level(self, name: str, parts: Mapping[str, _Part]) -> _Part:
        below = self.under[name]
        if not below:
            return parts[name]
        return parts[name].at_least(self.together(self._topmost(below), parts))


def _added(parts: Sequence[_Part]) -> _Part:
    highs = [p.high for p in parts]
    high = None if any(h is None for h in highs) else sum(h or 0 for h in highs)
    spans = [p.interval for p in parts if p.interval is not None]
    interval = _interval(spans) if len(spans) == len(parts) else None
    return _Part(sum(p.low for p in parts), sum(p.best for p in parts), high, interval)


def _interval(spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The sum of independent log-normal numbers, given 90 % of each, by moments (Fenton and Wilkinson)."""
    wide = [(low, high) for low, high in spans if low < high]
    fixed = sum(low for low, high in spans if low == high)
    if len(wide) < 2:
        return fixed + sum(low for low, _ in wide), fixed + sum(high for _, high in wide)
    low, high = np.log1p(np.asarray(wide, dtype=float)).T
    centre, spread = (low + high) / 2, (high - low) / (2 * _DEVIATES)
    mean = np.exp(centre + spread**2 / 2)
    total, variance = mean.sum(), (mean**2 * np.expm1(spread**2)).sum()
    width = float(np.sqrt(np.log1p(variance / total**2)))
    middle = float(np.log(total)) - width**2 / 2
    ends = np.exp(middle + np.array([-1, 1]) * _DEVIATES * width) - len(wide)
    return fixed + max(0, int(np.floor(ends[0]))), fixed + int(np.ceil(ends[1]))
