"""Which figures cannot all be true: the smallest sets that exclude each other.

First the fewest figures whose removal lets the others stand are found (a later or more often told one is given
up less readily). Then, for each figure given up, a smallest set of the others that excludes it. Both by
hitting sets, after Ignatiev, Previti, Liffiton and Marques-Silva, "Smallest MUS extraction with minimal hitting
set dualization", 2015.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, count

from hudhud.reconcile.constraints import Bound, System, feasible
from hudhud.reconcile.figures import Figure, rank

# Beyond these, which no set of reports seen needs, the sets are still irreducible but may not be the smallest.
_MOST_TURNS = 20
_MOST_STEPS = 500


@dataclass(frozen=True)
class Conflict:
    """Figures that cannot all be true, while all but any one of them can."""

    bounds: tuple[Bound, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(f for b in self.bounds for f in b.figures)

    @property
    def words(self) -> str:
        """In one sentence, with each figure's words, source and document."""
        told = [" and ".join(f.words for f in b.figures) if len(b.figures) < 3 else _several(b) for b in self.bounds]
        about = dict.fromkeys(f.key for f in self.figures)
        where = "; ".join(f"{harm}, {group}".replace("_", " ") for harm, group in about)
        if len(told) == 2:
            how = "both" if len(self.figures) == 2 else "all"
            return f"{where}: {told[0]} and {told[1]} cannot {how} be true."
        return f"{where}: {', '.join(told[:-1])} and {told[-1]} cannot all be true; without any one of them they can."


def _several(bound: Bound) -> str:
    first, *others = bound.figures
    return f"{first.words[:-1]}; also {', '.join(f'{f.by}, {f.doc_id}' for f in others)})"


def reconcile(system: System, bounds: Sequence[Bound]) -> tuple[list[Bound], list[Conflict]]:
    """The bounds that can stand together, and the conflicts that the others stand in."""
    kept, conflicts = list[Bound](), list[Conflict]()
    loose = {b: b.loose() for b in bounds}
    for part in system.parts():
        own = [b for b in bounds if b.node in part.nodes]
        if feasible(part, [loose[b] for b in own]):
            kept += own
            continue
        given_up = _fewest(part, own)
        stay = [b for b in own if b not in given_up]
        kept += stay
        conflicts += [Conflict(_smallest(part, b, stay)) for b in given_up]
    return kept, conflicts


def _fewest(system: System, bounds: Sequence[Bound]) -> list[Bound]:
    """The bounds of least weight without which the rest can hold: they hit every set that cannot."""
    bent = [b.loose() for b in bounds]
    weights = _weights(bounds)
    cores = [{i, j} for i, j in combinations(range(len(bent)), 2)
             if bent[i].node == bent[j].node and _apart(bent[i], bent[j])]  # fmt: skip
    for turn in count():
        out = _hitting(cores, weights)
        left = [i for i in range(len(bent)) if i not in out]
        if feasible(system, [bent[i] for i in left]):
            return [bounds[i] for i in out]
        for i in list(left):
            if not feasible(system, [bent[j] for j in left if j != i]):
                left.remove(i)
        cores.append(set(left) if turn < _MOST_TURNS else {min(left, key=lambda i: weights[i])})
    raise AssertionError("each turn gives up one more")


def _weights(bounds: Sequence[Bound]) -> list[float]:
    """About 1 each; a little more for what was told later, by more sources, or entered by a person."""
    days = [max((f.as_of.toordinal() for f in b.figures if f.as_of), default=0) for b in bounds]
    order = {day: n for n, day in enumerate(sorted(set(days)))}
    return [
        (100.0 if any(f.by_person for f in b.figures) else 1.0)
        + 0.01 * order[day] / len(order) + 0.002 * len({f.by for f in b.figures}) + 1e-5 * n
        for n, (b, day) in enumerate(zip(bounds, days, strict=True))
    ]  # fmt: skip


def _smallest(system: System, given_up: Bound, others: Sequence[Bound]) -> tuple[Bound, ...]:
    """A smallest set of the others that `given_up` cannot stand with, and itself."""
    bent = {b: b.loose() for b in (given_up, *others)}
    rivals = [b for b in others if b.node == given_up.node and _apart(bent[b], bent[given_up])]
    if rivals:
        return _ordered([given_up, rivals[-1]])
    corrections: list[set[int]] = []
    while True:
        chosen = _hitting(corrections, [1.0] * len(others))
        if not feasible(system, [bent[given_up], *(bent[others[i]] for i in chosen)]):
            for i in list(chosen):
                if not feasible(system, [bent[given_up], *(bent[others[j]] for j in chosen if j != i)]):
                    chosen.remove(i)
            return _ordered([given_up, *(others[i] for i in chosen)])
        grown = set(chosen)
        for i in range(len(others)):
            if i not in grown and feasible(system, [bent[given_up], *(bent[others[j]] for j in grown | {i})]):
                grown.add(i)
        corrections.append(set(range(len(others))) - grown)


def _hitting(sets: Sequence[set[int]], weights: Sequence[float]) -> list[int]:
    """The numbers of least weight of which each set holds one, by branch and bound.

    Not by HiGHS: on programs as small as these its integer part is slower, and prints to standard output.
    """
    best: tuple[float, list[int]] = (float("inf"), [])
    steps = count()

    def search(left: list[frozenset[int]], cost: float, chosen: list[int]) -> None:
        nonlocal best
        if cost >= best[0] or frozenset() in left or (best[1] and next(steps) > _MOST_STEPS):
            return
        if not left:
            best = (cost, chosen)
            return
        forced = min(left, key=len)
        often = Counter(i for one in left for i in one)
        most = min(forced) if len(forced) == 1 else min(often, key=lambda i: (-often[i], weights[i], i))
        search([one for one in left if most not in one], cost + weights[most], [*chosen, most])
        if len(forced) > 1:
            search([one - {most} for one in left], cost, chosen)

    search([frozenset(one) for one in sets], 0.0, [])
    return sorted(best[1])


def _apart(one: Bound, other: Bound) -> bool:
    return (one.high is not None and one.high < other.low) or (other.high is not None and other.high < one.low)


def _ordered(bounds: Sequence[Bound]) -> tuple[Bound, ...]:
    return tuple(sorted(bounds, key=lambda b: (rank(b.figures[0].key), b.low, b.figures[0].order)))
