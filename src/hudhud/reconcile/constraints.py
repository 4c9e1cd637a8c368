"""The figures of an incident as bounds on how many people of which group suffered what.

One integer unknown for each harm and group that somebody speaks of, one for all groups together, one for
women or children where they are counted apart:

- all = the sum of the groups, and of people of no named group where a figure counts people at large;
- women and children are part of their group;
- where "the rest" of those taken are said to be missing, taken = killed + released + missing.

A group that nobody speaks of counts nobody. The ranges are found with scipy's `milp` (HiGHS), all of them as
copies of the system in one call, since a call costs more than a small system does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_diag, csr_array

from hudhud.reconcile.figures import WHOLE, Figure, minority

Node = tuple[str, str]
"""A harm, and a group, `ALL`, `OTHER`, or a group and who of it ("civilians: children")."""
Range = tuple[int, int | None]

ALL = "all"
OTHER = "nobody named"
_REST = re.compile(r"\b(the rest|remain(ing|der)|(the )?others)\b", re.IGNORECASE)
_TAKEN = "abducted"
_ENDS = ("killed", "released", "missing")
_ABOUT = 0.1
"""By which share "about 75" may miss before it contradicts another figure."""
_CAP = 10**8  # no toll reaches it; HiGHS keeps integers of this size apart
_INFEASIBLE = 2


@dataclass(frozen=True, eq=False)
class Bound:
    """What one or several figures that say the same hold of a node."""

    node: Node
    low: int
    high: int | None
    figures: tuple[Figure, ...]

    def loose(self) -> Bound:
        """Wider where the figure is an "about"."""
        if self.figures and all(f.value.count.qualifier == "about" for f in self.figures):
            high = None if self.high is None else int(np.ceil(self.high * (1 + _ABOUT)))
            return Bound(self.node, int(self.low * (1 - _ABOUT)), high, self.figures)
        return self


@dataclass(frozen=True)
class System:
    """Linear relations between nodes: the sum of weights times nodes is at least 0, or 0."""

    nodes: tuple[Node, ...]
    relations: tuple[tuple[Mapping[Node, int], bool], ...]
    """Weights, and whether the sum is exactly 0."""

    @property
    def matrix(self) -> csr_array:
        at = {node: n for n, node in enumerate(self.nodes)}
        rows = [(r, at[node], weight) for r, (sums, _) in enumerate(self.relations) for node, weight in sums.items()]
        r, c, w = zip(*rows, strict=True) if rows else ((), (), ())
        return csr_array((w, (r, c)), shape=(len(self.relations), len(self.nodes)), dtype=float)

    @property
    def upper(self) -> list[float]:
        return [0.0 if exact else np.inf for _, exact in self.relations]

    def parts(self) -> list[System]:
        """The systems that share no node."""
        home = {node: node for node in self.nodes}

        def root(node: Node) -> Node:
            while home[node] != node:
                node = home[node]
            return node

        for sums, _ in self.relations:
            first, *others = sums
            for other in others:
                home[root(other)] = root(first)
        groups: dict[Node, list[Node]] = defaultdict(list)
        for node in self.nodes:
            groups[root(node)].append(node)
        return [System(tuple(g), tuple(r for r in self.relations if set(r[0]) <= set(g))) for g in groups.values()]


def node_of(figure: Figure) -> Node:
    """The unknown that a figure bounds."""
    group = ALL if figure.group in WHOLE else figure.group
    few = minority(figure)
    return figure.value.harm, f"{group}: {few}" if few else group


def bounded(node: Node, number: int) -> Bound:
    """The bound that a node is exactly so many; nobody's figure."""
    return Bound(node, number, number, ())


def bounds_of(figures: Iterable[Figure]) -> list[Bound]:
    """One bound for the figures of a node that say the same; a quantity in words is at least 1."""
    same: dict[tuple[Node, int, int | None], list[Figure]] = defaultdict(list)
    for f in figures:
        if not f.replaced:
            low = f.low if f.numbered else 1
            same[node_of(f), low or 0, f.high].append(f)
    return [Bound(node, low, high, tuple(fs)) for (node, low, high), fs in same.items()]


def system_of(figures: Sequence[Figure]) -> System:
    """The unknowns that the figures speak of, and how they hang together."""
    nodes: dict[Node, None] = {}
    relations: list[tuple[Mapping[Node, int], bool]] = []
    for harm in dict.fromkeys(f.value.harm for f in figures):
        own = [f for f in figures if f.value.harm == harm]
        groups = list(dict.fromkeys(f.group for f in own if f.group not in WHOLE))
        if not groups or any(f.group in WHOLE and f.numbered for f in own):
            groups.append(OTHER)
        relations.append(({(harm, ALL): 1} | {(harm, g): -1 for g in groups}, True))
        nodes |= dict.fromkeys([(harm, ALL), *((harm, g) for g in groups)])
        few = list(dict.fromkeys(node_of(f) for f in own if minority(f)))
        for parent in dict.fromkeys(n[1].split(": ")[0] for n in few):
            inside = [n for n in few if n[1].startswith(parent + ": ")]
            together = [n for n in inside if n[1].endswith(" and children")]
            relations += [({(harm, parent): 1, n: -1}, False) for n in together]
            apart = [n for n in inside if n not in together]
            if apart:
                relations.append(({(harm, parent): 1} | dict.fromkeys(apart, -1), False))
        nodes |= dict.fromkeys(few)
    if speaks_of_rest(figures):
        ends = {(h, ALL): -1 for h in _ENDS if (h, ALL) in nodes}
        relations.append(({(_TAKEN, ALL): 1} | ends, True))
    return System(tuple(nodes), tuple(relations))


def speaks_of_rest(figures: Iterable[Figure]) -> bool:
    """Whether so many were taken, and "the rest" of them are missing: then every one taken is accounted for."""
    said = list(figures)
    taken = any(f.value.harm == _TAKEN and f.numbered for f in said)
    return taken and any(f.value.harm == "missing" and _REST.search(f.value.count.words or "") for f in said)


def feasible(system: System, bounds: Sequence[Bound]) -> bool:
    """Whether all bounds can hold at once. The relations form a forest: sums from the leaves up decide it."""
    box = _box(system, bounds)
    if box is None:
        return False
    own = dict(zip(system.nodes, zip(*box, strict=True), strict=True))
    sums: dict[Node, list[tuple[list[Node], bool]]] = defaultdict(list)
    for weights, exact in system.relations:
        parent, *children = weights
        sums[parent].append((children, exact))

    def span(node: Node) -> tuple[float, float]:
        low, high = own[node]
        for children, exact in sums[node]:
            inner = [span(child) for child in children]
            if any(a > b for a, b in inner):
                return 1, 0
            low = max(low, sum(a for a, _ in inner))
            high = min(high, sum(b for _, b in inner)) if exact else high
        return low, high

    inside = {child for weights, _ in system.relations for child in list(weights)[1:]}
    spans = (span(node) for node in system.nodes if node not in inside)
    return all(low <= high for low, high in spans)


def ranges(system: System, bounds: Sequence[Bound], wanted: Iterable[Node]) -> dict[Node, Range] | None:
    """The smallest and largest value of each wanted node; None where the bounds exclude each other."""
    asked = set(wanted)
    found: dict[Node, Range] = {}
    for part in system.parts():
        own = [b for b in bounds if b.node in part.nodes]
        box = _box(part, own)
        if box is None:
            return None
        here = [n for n in part.nodes if n in asked]
        bound_here = {b.node for b in own}
        if len(bound_here) <= 1 and len(part.nodes) <= 2:
            low, high = max(box[0]), min(box[1])
            found |= {n: (int(low), None if high >= _CAP else int(high)) for n in here}
            continue
        solved = _solve(part, box, here)
        if solved is None:
            return None
        found |= solved
    return found


def _box(system: System, bounds: Sequence[Bound]) -> tuple[list[float], list[float]] | None:
    low, high = dict.fromkeys(system.nodes, 0.0), dict.fromkeys(system.nodes, float(_CAP))
    for bound in bounds:
        low[bound.node] = max(low[bound.node], bound.low)
        high[bound.node] = min(high[bound.node], _CAP if bound.high is None else bound.high)
    if any(low[n] > high[n] for n in system.nodes):
        return None
    return list(low.values()), list(high.values())


def _solve(system: System, box: tuple[list[float], list[float]], wanted: Sequence[Node]) -> dict[Node, Range] | None:
    goals = [(n, sign) for n in wanted for sign in (1, -1)] or [(system.nodes[0], 1)]
    cost = np.zeros(len(goals) * len(system.nodes))
    for copy, (node, sign) in enumerate(goals):
        cost[copy * len(system.nodes) + system.nodes.index(node)] = sign
    every = block_diag([system.matrix] * len(goals), format="csr")
    result = milp(
        cost,  # no unknown need be held to whole numbers: the relations form a tree, whose corners are whole
        bounds=Bounds(box[0] * len(goals), box[1] * len(goals)),
        constraints=LinearConstraint(every, 0, system.upper * len(goals)),
    )
    if result.status == _INFEASIBLE:
        return None
    values = [round(result.x[i]) for i in np.flatnonzero(cost)]
    return {n: (values[2 * i], None if values[2 * i + 1] >= _CAP / 2 else values[2 * i + 1])
            for i, n in enumerate(wanted)}  # fmt: skip
