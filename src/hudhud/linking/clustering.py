"""Links to clusters of mentions. A chain A-B-C joins A with C only where nothing excludes it.

Groups are joined from the strongest link down, where the pairs between them speak for one incident on
average (average linkage: one strong link does not carry a chain). Two mentions of one report never
meet in a group: where they would, the one that the rest ties to more stays. A reader often tells one
incident twice, and without this each of the two would draw half of the other reports to itself.

Where links weigh the same, what the mentions say decides which comes first (`Profile.rank`), never their
ids: a mention's id changes with the version of its reader, and no group may change with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import fsum
from typing import Protocol

from hudhud.linking.exclusions import excluded
from hudhud.linking.profile import Profile

Pair = tuple[str, str]

UNLIKE = -2.0
"""Bits that a pair without a link counts in a group's average: few of them never met for want of a shared key."""


class Weighed(Protocol):
    """What clustering needs of a link."""

    @property
    def one(self) -> str: ...
    @property
    def other(self) -> str: ...
    @property
    def weight(self) -> float: ...


def clusters(
    profiles: Mapping[str, Profile],
    links: Iterable[Weighed],
    threshold: float,
    must: Iterable[Pair] = (),
    cannot: Iterable[Pair] = (),
) -> list[tuple[str, ...]]:
    """Group mentions by `links`; what a person decided comes before all of them.

    `must` joins whatever a machine's rule says; `cannot` is never bridged. The result is a pure
    function of what is given, whatever its order; and mentions that no chain of links of `threshold`
    bits or of `must` connects do not touch each other, so that the part of a ledger that a new report
    reaches can be grouped alone.
    """
    return _Grouping(profiles, links, must, cannot).groups(threshold)


class _Grouping:
    def __init__(
        self, profiles: Mapping[str, Profile], links: Iterable[Weighed], must: Iterable[Pair], cannot: Iterable[Pair]
    ) -> None:
        self.profiles = profiles
        self.group: dict[str, set[str]] = {name: {name} for name in profiles}
        self.weight = {(x.one, x.other): x.weight for x in links if x.one in profiles and x.other in profiles}
        self.must = sorted((pair for pair in must if pair[0] in profiles and pair[1] in profiles), key=self._ranks)
        self.cannot = {_ordered(pair) for pair in cannot}
        self.held = {name for pair in self.must for name in pair}

    def groups(self, threshold: float) -> list[tuple[str, ...]]:
        for one, other in self.must:
            a, b = self.group[one], self.group[other]
            if a is not b and not any(_ordered((x, y)) in self.cannot for x in a for y in b):
                self._put(a | b)
        strong = [pair for pair, weight in self.weight.items() if weight >= threshold]
        for one, other in sorted(strong, key=lambda pair: (-self.weight[pair], self._ranks(pair))):
            self._try(one, other, threshold)
        return sorted({id(g): tuple(sorted(g)) for g in self.group.values()}.values())

    def _try(self, one: str, other: str, threshold: float) -> None:
        a, b = self.group[one], self.group[other]
        if a is b:
            return
        kept = self._without_twins(a, b, one, other)
        if kept is None:
            return
        mine, theirs = kept
        if self._average(mine, theirs) < threshold or any(self._apart(x, y) for x in mine for y in theirs):
            return
        left_over = (a | b) - mine - theirs
        self._put(mine | theirs)
        for name in left_over:
            self._put({name})

    def _without_twins(self, a: set[str], b: set[str], one: str, other: str) -> tuple[set[str], set[str]] | None:
        """The two groups without the weaker of any two mentions of one report.

        None where it is an end of the link that would go, or where neither may, since a person joined both.
        """
        mine, theirs = set(a), set(b)
        twins = list(self._twins(a, b))
        # All are held against the same others, so that it does not matter which is judged first.
        rest = (a | b).difference(*twins) if twins else set()
        for x, y in twins:
            goes = self._weaker(x, y, rest)
            if goes is None or goes in {one, other}:
                return None
            (mine if goes == x else theirs).discard(goes)
        return mine, theirs

    def _twins(self, a: set[str], b: set[str]) -> Iterator[Pair]:
        documents: dict[str, list[str]] = {}
        for name in a:
            documents.setdefault(self.profiles[name].document, []).append(name)
        for y in b:
            for x in documents.get(self.profiles[y].document, ()):
                yield x, y

    def _weaker(self, x: str, y: str, rest: set[str]) -> str | None:
        """Which of two mentions of one report goes; None where neither may. Nothing goes that a person joined."""
        loose = [name for name in (x, y) if name not in self.held]
        # Of two equal ones that which the report tells first stays.
        return min(loose, key=lambda name: (self._ties(name, rest), self._told_late(name), name), default=None)

    def _ties(self, name: str, rest: set[str]) -> float:
        return fsum(self._weight(name, z) for z in rest) / max(1, len(rest))

    def _told_late(self, name: str) -> tuple[int, ...]:
        """Smaller for what stands further back in its report."""
        return tuple(-at for at in self.profiles[name].told_at)

    def _ranks(self, pair: Pair) -> list[tuple[str, tuple[int, ...], str]]:
        return sorted(self.profiles[name].rank for name in pair)

    def _weight(self, x: str, y: str) -> float:
        return self.weight.get(_ordered((x, y)), UNLIKE)

    def _average(self, a: set[str], b: set[str]) -> float:
        # An exact sum is the same in whatever order a set gives its members.
        return fsum(self._weight(x, y) for x in a for y in b) / (len(a) * len(b))

    def _apart(self, x: str, y: str) -> bool:
        return _ordered((x, y)) in self.cannot or excluded(self.profiles[x], self.profiles[y]) is not None

    def _put(self, joined: set[str]) -> None:
        for name in joined:
            self.group[name] = joined


def _ordered(pair: Pair) -> Pair:
    one, other = pair
    return (one, other) if one < other else (other, one)


def components(names: Iterable[str], pairs: Iterable[Pair]) -> list[set[str]]:
    """What pairs connect, each with all it reaches. Pairs with a name that is not among `names` count nothing."""
    group = {name: {name} for name in names}
    for one, other in pairs:
        if one not in group or other not in group or group[one] is group[other]:
            continue
        small, large = sorted((group[one], group[other]), key=len)
        large |= small
        for name in small:
            group[name] = large
    return list({id(g): g for g in group.values()}.values())
