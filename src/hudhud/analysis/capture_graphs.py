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

_REACH = 1e-9
_LARGEST = 4_000_000
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
    missing = np.arange(_first_grid(table) + 1)
    while True:
        graphs = _graphs(len(table.names))
        logs = _log_posterior(table, missing, [pieces for _, pieces in graphs])
        weights = np.exp(logs - logs.max())
        by_total = weights.sum(axis=0)
        # The tail beyond the grid must not matter; it falls as a power, so its end is compared with the whole.
        if by_total[-1] * len(missing) < _REACH * 1e4 * by_total.sum() or len(missing) > _LARGEST:
            break
        missing = np.arange(2 * len(missing))
    posterior = by_total / by_total.sum()
    below = posterior.cumsum()
    quantile = [int(table.persons + np.searchsorted(below, q)) for q in ((1 - level) / 2, 0.5, (1 + level) / 2)]
    by_graph = weights.sum(axis=1) / weights.sum()
    best = np.argsort(-by_graph)[:5]
    chosen = tuple((_named(graphs[g][0], table.names), float(by_graph[g])) for g in best)
    return GraphAverage(quantile[1], (quantile[0], quantile[2]), level, chosen, table.persons + missing, posterior)


def _first_grid(table: ListTable) -> int:
    return max(200, 5 * table.persons)


def _log_posterior(
    table: ListTable, missing: NDArray[np.int64], graphs: Sequence[tuple[tuple[Lists, Lists], ...]]
) -> NDArray[np.float64]:
    """Log posterior up to a constant, shape (graphs, missing)."""
    found: dict[Lists, NDArray[np.float64]] = {}

    def term(lists: Lists) -> NDArray[np.float64]:
        if lists not in found:
            found[lists] = _dirichlet_multinomial(table, missing, lists)
        return found[lists]

    total = table.persons + missing
    # How many ways there are to choose who is where, and the prior of the total.
    common = gammaln(total + 1) - gammaln(missing + 1) - np.log(total)
    return np.stack([sum((term(c) - term(s) for c, s in pieces), common) for pieces in graphs])


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
