"""How many are on no list: averaging over decomposable graphs of dependence between lists.

Madigan & York (1997), "Bayesian methods for estimation of the size of a closed population", Biometrika 84(1), with
the hyper-Dirichlet prior of Dawid & Lauritzen (1993), Annals of Statistics 21(3): a decomposable graph's marginal
likelihood is a product of Dirichlet-multinomial terms over its cliques, divided by that over its separators.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from hudhud.analysis.capture_lists import ListTable

_LEAST_REACH = 200
_FARTHEST = 1000
_TAIL = 1e-5
_ROOM = 3_000_000
"""Graphs times totals held in memory at once."""
Lists = frozenset[int]
Edges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class GraphAverage:
    """The posterior of the number of victims, those on the lists among them, in persons."""

    median: int
    interval: tuple[int, int]
    """95 % credible."""
    level: float
    chosen: tuple[tuple[str, float], ...]
    """The likeliest graphs of dependence with their probability, the best first; at most five."""
    totals: NDArray[np.int64]
    """Grid of totals, shape (grid,), for drawing."""
    density: NDArray[np.float64]
    """Probability of each total on the grid."""


def graph_average(table: ListTable, *, level: float = 0.95) -> GraphAverage:
    """Prior: every decomposable graph alike, 1 / N for the total, a Dirichlet of one person over the cells."""
    graphs = _graphs(len(table.names))
    pieces = [one for _, one in graphs]
    reach = _LEAST_REACH + 5 * table.persons
    while True:
        missing = _grid(0, reach, len(graphs))
        weights = _weights(table, missing, pieces)
        by_total = weights.sum(axis=0)
        # The tail falls as a power: beyond the grid lies about its last value as often as the grid is long.
        if by_total[-1] * len(missing) < _TAIL * by_total.sum() or reach > _FARTHEST * table.persons:
            break
        reach *= 2
    if missing[1] > 1:
        held = np.flatnonzero(by_total > _TAIL * by_total.max())
        missing = _grid(int(missing[held[0]]), int(missing[min(held[-1] + 1, len(missing) - 1)]), len(graphs))
        weights = _weights(table, missing, pieces)
        by_total = weights.sum(axis=0)
    posterior = by_total / by_total.sum()
    below = posterior.cumsum()
    quantile = [
        int(table.persons + missing[np.searchsorted(below, q)]) for q in ((1 - level) / 2, 0.5, (1 + level) / 2)
    ]
    by_graph = weights.sum(axis=1) / weights.sum()
    best = np.argsort(-by_graph)[:5]
    chosen = tuple((_named(graphs[g][0], table.names), float(by_graph[g])) for g in best)
    return GraphAverage(quantile[1], (quantile[0], quantile[2]), level, chosen, table.persons + missing, posterior)


def _grid(first: int, last: int, graphs: int) -> NDArray[np.int64]:
    """Numbers of missing persons to look at; every so manieth where there is no room for each."""
    return np.arange(first, last + 1, 1 + (last - first) * graphs // _ROOM)


def _weights(
    table: ListTable, missing: NDArray[np.int64], graphs: Sequence[tuple[tuple[Lists, Lists], ...]]
) -> NDArray[np.float64]:
    """Posterior up to a factor, shape (graphs, missing)."""
    found: dict[Lists, NDArray[np.float64]] = {}

    def term(lists: Lists) -> NDArray[np.float64]:
        if lists not in found:
            found[lists] = _dirichlet_multinomial(table, missing, lists)
        return found[lists]

    total = table.persons + missing
    # How many ways there are to choose who is where, and the prior of the total.
    common = gammaln(total + 1) - gammaln(missing + 1) - np.log(total)
    logs = np.stack([sum((term(c) - term(s) for c, s in pieces), common) for pieces in graphs])
    return np.asarray(np.exp(logs - logs.max()))


def _dirichlet_multinomial(table: ListTable, missing: NDArray[np.int64], lists: Lists) -> NDArray[np.float64]:
    """Log marginal likelihood of the table summed over all but these lists, by number missing.

    Every cell of the whole table has a prior of 2 ** -lists persons, so that all cells together have one.
    """
    cells = np.zeros(len(table.counts), dtype=np.int64)
    for bit, one in enumerate(sorted(lists)):
        cells |= (np.arange(len(table.counts)) >> one & 1) << bit
    summed = np.bincount(cells, weights=table.counts, minlength=2 ** len(lists))
    prior = 0.5 ** len(lists)
    seen = (gammaln(summed[1:] + prior) - gammaln(prior)).sum()
    unseen = gammaln(summed[0] + missing + prior) - gammaln(prior)
    result: NDArray[np.float64] = gammaln(1.0) - gammaln(1.0 + table.persons + missing) + seen + unseen
    return result


@lru_cache(maxsize=4)
def _graphs(lists: int) -> tuple[tuple[Edges, tuple[tuple[Lists, Lists], ...]], ...]:
    """All decomposable graphs but the one with every edge, under which nothing is known of those on no list."""
    pairs = list(itertools.combinations(range(lists), 2))
    subsets = itertools.chain.from_iterable(itertools.combinations(pairs, k) for k in range(len(pairs)))
    graphs = ((edges, _pieces(edges, lists)) for edges in subsets)
    return tuple((edges, pieces) for edges, pieces in graphs if pieces is not None)


def _pieces(edges: Edges, lists: int) -> tuple[tuple[Lists, Lists], ...] | None:
    """Pairs of sets whose terms are multiplied and divided, by perfect elimination; None if not decomposable.

    A list whose remaining neighbours all depend on each other is taken away with them, one after the other.
    """
    beside = {v: {w for e in edges if v in e for w in e if w != v} for v in range(lists)}
    rest = set(range(lists))
    pieces = []
    while rest:
        for v in sorted(rest):
            near = beside[v] & rest
            if all(b in beside[a] for a, b in itertools.combinations(near, 2)):
                break
        else:
            return None
        pieces.append((frozenset(near | {v}), frozenset(near)))
        rest.remove(v)
    return tuple(pieces)


def _named(edges: Edges, names: Sequence[str]) -> str:
    return ", ".join(f"{names[a]}–{names[b]}" for a, b in edges) or "no list depends on another"
