"""Counts that vary more than Poisson: the negative binomial by mean and dispersion.

Throughout, the variance is mean + dispersion · mean²; dispersion 0 would be Poisson.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln
from scipy.stats import nbinom

Floats = NDArray[np.float64]

_DISPERSIONS = np.geomspace(0.01, 4.0, 14)
_MEAN_STEPS = 31


def log_pmf(counts: ArrayLike, mean: ArrayLike, dispersion: ArrayLike) -> Floats:
    """Log probability of counts; the arguments broadcast against each other."""
    x, m, size = (np.asarray(a, dtype=float) for a in (counts, mean, 1.0 / np.asarray(dispersion, dtype=float)))
    result: Floats = (
        gammaln(x + size)
        - gammaln(size)
        - gammaln(x + 1)
        - size * np.log1p(m / size)
        + x * (np.log(m) - np.log(size + m))
    )
    return result


def quantile(chance: float, mean: float, dispersion: float) -> int:
    """The smallest count that is not exceeded with at least this chance."""
    size = 1.0 / dispersion
    return int(nbinom.ppf(chance, size, size / (size + mean)))


def pmf(upper: int, mean: float, dispersion: float) -> Floats:
    """Probabilities of 0 … upper - 1, shape (upper,); what is left lies at or above `upper`."""
    result: Floats = np.exp(log_pmf(np.arange(upper), mean, dispersion))
    return result


def draw(
    rng: np.random.Generator, mean: ArrayLike, dispersion: float, size: int | tuple[int, ...]
) -> NDArray[np.int64]:
    """Random counts of the given shape."""
    shape = 1.0 / dispersion
    return rng.negative_binomial(shape, shape / (shape + np.asarray(mean, dtype=float)), size=size)


@dataclass(frozen=True)
class Level:
    """What a stretch of counts says of its mean and dispersion: a posterior on a grid.

    `means` (M,), `dispersions` (D,), `weights` (M, D) summing to 1.
    """

    means: Floats
    dispersions: Floats
    weights: Floats

    @property
    def mean(self) -> float:
        """Posterior mean of the counts' mean."""
        return float(self.weights.sum(axis=1) @ self.means)

    @property
    def dispersion(self) -> float:
        """Posterior mean of the dispersion."""
        return float(self.weights.sum(axis=0) @ self.dispersions)

    def interval(self, mass: float = 0.9) -> tuple[float, float]:
        """Central interval of the mean, between grid points where need be."""
        below = np.cumsum(self.weights.sum(axis=1))
        middle = below - self.weights.sum(axis=1) / 2
        low, high = np.interp([(1 - mass) / 2, (1 + mass) / 2], middle, self.means)
        return float(low), float(high)

    def draws(self, rng: np.random.Generator, size: int) -> tuple[Floats, Floats]:
        """Means and dispersions from the posterior, each of shape (size,)."""
        chosen = rng.choice(self.weights.size, size=size, p=self.weights.ravel())
        return self.means[chosen // len(self.dispersions)], self.dispersions[chosen % len(self.dispersions)]


def log_prior(dispersions: Floats) -> Floats:
    """Prior of the dispersion on a geometric grid: exponential with mean 0.5, in the measure of its logarithm."""
    result: Floats = np.log(dispersions) - dispersions / 0.5
    return result


def mean_grid(counts: ArrayLike, steps: int = _MEAN_STEPS) -> Floats:
    """Means worth looking at for these counts: a geometric grid that holds the posterior, shape (steps,)."""
    x = np.asarray(counts, dtype=float)
    centre = (x.sum() + 0.5) / len(x)
    spread = np.sqrt((centre + max(x.var(), centre)) / len(x)) / centre
    return np.asarray(centre * np.exp(np.linspace(-4, 4, steps) * min(max(spread, 0.02), 1.2)))


def dispersion_grid() -> Floats:
    """Dispersions from nearly Poisson to wilder than any count of incidents, shape (14,)."""
    return _DISPERSIONS.copy()


def level(counts: ArrayLike) -> Level:
    """The posterior of mean and dispersion, with a prior flat in the logarithm of the mean."""
    x = np.asarray(counts, dtype=float)
    means, dispersions = mean_grid(x), dispersion_grid()
    values, times = np.unique(x, return_counts=True)
    each = log_pmf(values, means[:, None, None], dispersions[None, :, None])
    total = each @ times + log_prior(dispersions)
    weights = np.exp(total - total.max())
    return Level(means, dispersions, weights / weights.sum())
