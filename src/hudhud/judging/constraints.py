"""Which mentions persons hold together and apart, by their ids of today, and where that cannot both be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from hudhud.judging.verdicts import Pair, Ruled, Verdicts, pair
from hudhud.model import MentionAnchor


@dataclass(frozen=True)
class Contradiction:
    """A `same` that would join, directly or through others, what a `different` holds apart."""

    same: Ruled
    different: Ruled


@dataclass(frozen=True)
class Constraints:
    """What linking has to keep to. No chain of `must` joins a pair of `cannot`."""

    must: frozenset[Pair]
    cannot: frozenset[Pair]
    contradictions: tuple[Contradiction, ...]
    """Of these the `different` holds, and the `same` joins only what it may."""


def constraints(verdicts: Verdicts, home: Mapping[str, str], present: Set[str]) -> Constraints:
    """The pairs of today.

    Args:
        verdicts: what persons decided.
        home: from the id of a judged mention to that of today.
        present: the mentions that count; of the others there is nothing to join or to part.
    """
    apart: dict[Pair, Ruled] = {}
    for ruled in verdicts.different:
        ours, theirs = (_today(side, home, present) for side in (ruled.ruling.mentions, ruled.ruling.others))
        apart |= {pair(a, b): ruled for a in ours for b in theirs if a != b}
    forest = _Groups(apart)
    must: set[Pair] = set()
    contradictions: dict[tuple[int, int], Contradiction] = {}
    for ruled in verdicts.same:
        ids = _today((*ruled.ruling.mentions, *ruled.ruling.others), home, present)
        for other in ids[1:]:
            against = forest.forbids(ids[0], other)
            if against is None:
                forest.join(ids[0], other)
                must.add(pair(ids[0], other))
            else:
                contradictions[ruled.decision.seq, against.decision.seq] = Contradiction(ruled, against)
    return Constraints(frozenset(must), frozenset(apart), tuple(contradictions.values()))


def _today(side: Iterable[MentionAnchor], home: Mapping[str, str], present: Set[str]) -> list[str]:
    ids = (home.get(a.mention) for a in side)
    return list(dict.fromkeys(i for i in ids if i is not None and i in present))


class _Groups:
    """Mentions joined so far, and for each group those that it is held apart from."""

    def __init__(self, apart: Mapping[Pair, Ruled]) -> None:
        self._apart = apart
        self._foes: defaultdict[str, set[str]] = defaultdict(set)
        for one, other in apart:
            self._foes[one].add(other)
            self._foes[other].add(one)
        self._group: dict[str, set[str]] = {}

    def _of(self, mention: str) -> set[str]:
        return self._group.setdefault(mention, {mention})

    def forbids(self, one: str, other: str) -> Ruled | None:
        """The decision against one group of the two."""
        ours, theirs = self._of(one), self._of(other)
        if ours is theirs:
            return None
        against = [self._apart[pair(a, b)] for a in ours for b in self._foes.get(a, set()) & theirs]
        return min(against, key=lambda ruled: ruled.decision.seq, default=None)

    def join(self, one: str, other: str) -> None:
        whole = self._of(one) | self._of(other)
        self._group |= dict.fromkeys(whole, whole)
