"""Links to clusters of mentions. A chain A-B-C joins A with C only where nothing excludes it.

Groups are joined from the strongest link down, where the pairs between them speak for one incident on
average (average linkage: one strong link does not carry a chain). Two mentions of one report never
meet in a group: where they would, the one that the rest ties to more stays. A reader often tells one
incident twice, and without this each of the two would draw half of the other reports to itself.
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

_MUCH_NEARER = 3.0
"""Bits on average by which a mention must be nearer to a group not to give way to another of its report."""


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
        self.must = sorted(_ordered(pair) for pair in must if pair[0] in profiles and pair[1] in profiles)
        self.cannot = {_ordered(pair) for pair in cannot}
        self.held = {name for pair in self.must for name in pair}

    def groups(self, threshold: float) -> list[tuple[str, ...]]:
        for one, other in self.must:
            a, b = self.group[one], self.group[other]
            if a is not b and not any(_ordered((x, y)) in self.cannot for x in a for y in b):
                self._put(a | b)
        strong = sorted((-weight, pair) for pair, weight in self.weight.items() if weight >= threshold)
        for _, (one, other) in strong:
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
        """The two groups without the weaker of any two mentions of one report; None where the link's own ends go."""
        mine, theirs = set(a), set(b)
        for x, y in self._twins(a, b):
            if x not in mine or y not in theirs:
                continue
            goes = self._weaker(x, y, (mine | theirs) - {x, y}, (one, other))
            if goes is None:
                return None
            (mine if goes == x else theirs).discard(goes)
        return mine, theirs

    def _twins(self, a: set[str], b: set[str]) -> Iterator[Pair]:
        documents: dict[str, list[str]] = {}
        for name in sorted(a):
            documents.setdefault(self.profiles[name].document, []).append(name)
        for y in sorted(b):
            for x in documents.get(self.profiles[y].document, ()):
                yield x, y

    def _weaker(self, x: str, y: str, rest: set[str], ends: Pair) -> str | None:
        """Which of two mentions of one report goes; None where neither may.

        Nothing goes that a person joined, and no end of the link, which itself gives way to a mention that
        is much nearer to the rest.
        """
        stay = {name for name in (x, y) if name in ends or name in self.held}
        if len(stay) == 2:
            return None
        nearer = self._ties(x, rest) - self._ties(y, rest)
        if not stay:
            return y if nearer >= 0 else x
        goes, lead = (y, -nearer) if x in stay else (x, nearer)
        return None if lead > _MUCH_NEARER else goes

    def _ties(self, name: str, rest: set[str]) -> float:
        return fsum(self._weight(name, z) for z in rest) / max(1, len(rest))

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
