"""How many are on no list: latent classes of persons who are alike in how easily each list finds them.

Manrique-Vallier (2016), "Bayesian population size estimation using Dirichlet process mixtures", Biometrics 72(4):
a truncated Dirichlet process (Ishwaran & James 2001) over classes, within which lists are independent, by Gibbs
sampling. Persons of one combination of lists are alike, so a sweep draws counts and costs the same for any number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from hudhud.analysis.capture_lists import ListTable, membership

CLASSES = 10
_PRIOR = 0.25
"""Shape and rate of the gamma prior of the concentration."""
_EDGE = 1e-12
_LOG_EDGE = -600.0
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LatentClasses:
    """The posterior of the number of victims, those on the lists among them, in persons."""

    median: int
    interval: tuple[int, int]
    """95 % credible."""
    level: float
    error: int
    """How far the median may be off for the chains having an end: standard error over chains, in persons."""
    draws: NDArray[np.int64]
    """Every tenth draw of the total, all chains, for drawing."""


def latent_classes(
    table: ListTable, *, chains: int = 60, sweeps: int = 15_000, burn: int = 10_000, level: float = 0.95, seed: int = 1
) -> LatentClasses:
    """Pooled draws of several chains. The chains move slowly between explanations: fewer sweeps move the median."""
    draws = sample_totals(np.repeat(table.counts[None], chains, axis=0), sweeps=sweeps, burn=burn, seed=seed)
    low, median, high = np.quantile(draws, [(1 - level) / 2, 0.5, (1 + level) / 2])
    spread = np.median(draws, axis=0).std(ddof=1) / np.sqrt(chains) if chains > 1 else float("nan")
    error = round(1.2533 * spread) if np.isfinite(spread) else 0
    return LatentClasses(round(median), (round(low), round(high)), level, error, draws[::10].ravel())


def sample_totals(tables: NDArray[np.int64], *, sweeps: int, burn: int, seed: int) -> NDArray[np.int64]:
    """Draws of the total for several tables at once: counts of shape (tables, 2 ** lists) give (sweeps, tables)."""
    rng = np.random.default_rng(seed)
    count, cells = tables.shape
    on = membership(cells.bit_length() - 1).astype(np.float64)
    seen = tables[:, 1:].sum(axis=1)
    completed = tables.copy()
    chance = rng.uniform(size=(count, on.shape[1], CLASSES))
    log_share = np.full((count, CLASSES), -np.log(CLASSES))
    concentration = np.ones(count)
    totals = np.empty((sweeps, count), dtype=np.int64)
    for sweep in range(-burn, sweeps):
        by_cell = np.exp(log_share[:, None, :] + on @ np.log(chance) + (1 - on) @ np.log1p(-chance))
        in_cell = by_cell.sum(axis=2)
        completed[:, 0] = rng.negative_binomial(seen, np.clip(1 - in_cell[:, 0], _EDGE, 1))
        members = rng.multinomial(completed, by_cell / in_cell[:, :, None])
        size, found = members.sum(axis=1), on.T @ members
        chance = np.clip(rng.beta(1 + found, 1 + size[:, None, :] - found), _EDGE, 1 - _EDGE)
        log_share = _shares(rng, size, concentration)
        concentration = rng.gamma(_PRIOR - 1 + CLASSES, 1 / (_PRIOR - log_share[:, -1]))
        if sweep >= 0:
            totals[sweep] = seen + completed[:, 0]
    return totals


def _shares(rng: np.random.Generator, size: NDArray[np.int64], concentration: Floats) -> Floats:
    """Log shares of the classes by stick breaking, shape (tables, classes)."""
    later = size[:, ::-1].cumsum(axis=1)[:, ::-1] - size
    broken = rng.beta(1 + size[:, :-1], concentration[:, None] + later[:, :-1])
    broken = np.clip(broken, _EDGE, 1 - _EDGE)
    left = np.concatenate([np.zeros((len(size), 1)), np.log1p(-broken).cumsum(axis=1)], axis=1)
    left[:, :-1] += np.log(broken)
    # The last stick alone can be so short that its logarithm overflows the next draw.
    return cast(Floats, np.maximum(left, _LOG_EDGE))
