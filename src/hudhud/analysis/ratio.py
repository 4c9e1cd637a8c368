"""How many times as many: the ratio of two stretches of counts, and of a season to the rest of its years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logsumexp

from hudhud.analysis.negative_binomial import Floats, dispersion_grid, level, log_pmf, log_prior, mean_grid

_DRAWS = 4000
_FACTORS = np.geomspace(1 / 64, 64, 85)
_FACTOR_SPREAD = 1.5
"""Prior of a factor's logarithm: normal around 0, so that nine in ten lie between a twelfth and twelvefold."""


@dataclass(frozen=True)
class Ratio:
    """A ratio with its central 90 % interval."""

    best: float
    interval: tuple[float, float]

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.best:.1f} [{low:.1f}–{high:.1f}]"

    @property
    def rises(self) -> bool:
        """The whole interval lies above 1."""
        return self.interval[0] > 1


def ratio(before: ArrayLike, after: ArrayLike, seed: int = 0) -> Ratio | None:
    """Mean of `after` over mean of `before`, counts by period; None where either is empty or all were quiet before."""
    old, new = np.asarray(before), np.asarray(after)
    if not old.size or not new.size or not old.sum():
        return None
    rng = np.random.default_rng(seed)
    draws = level(new).draws(rng, _DRAWS)[0] / level(old).draws(rng, _DRAWS)[0]
    low, best, high = np.quantile(draws, [0.05, 0.5, 0.95])
    return Ratio(float(best), (float(low), float(high)))


def season_factor(counts: ArrayLike, years: Sequence[int], in_season: ArrayLike) -> Ratio | None:
    """How many times the counts of a season are those of the rest of the same year.

    `counts`, `years` and `in_season` (true or false) are by period, shape (periods,). Every year has a
    mean of its own and all share factor and dispersion, which are summed over on a grid. None unless at
    least two years have periods on both sides.
    """
    x, season = np.asarray(counts, dtype=float), np.asarray(in_season, dtype=bool)
    year = np.asarray(years)
    both = [y for y in np.unique(year) if season[year == y].any() and (~season[year == y]).any()]
    both = [y for y in both if x[year == y].sum() > 0]
    if len(both) < 2:
        return None
    dispersions = dispersion_grid()[::2]
    score: Floats = (-0.5 * (np.log(_FACTORS) / _FACTOR_SPREAD) ** 2)[:, None] + log_prior(dispersions)[None, :]
    for y in both:
        inside, outside = x[(year == y) & season], x[(year == y) & ~season]
        score = score + _of_a_year(inside, outside, dispersions)
    by_factor = np.exp(logsumexp(score, axis=1) - logsumexp(score))
    middle = np.cumsum(by_factor) - by_factor / 2
    low, best, high = np.exp(np.interp([0.05, 0.5, 0.95], middle, np.log(_FACTORS)))
    return Ratio(float(best), (float(low), float(high)))


def _of_a_year(inside: Floats, outside: Floats, dispersions: Floats) -> Floats:
    """Log likelihood of a year over factor and dispersion, its own mean summed over; shape (F, D)."""
    means = _means(inside, outside)
    quiet = _summed(outside, means, dispersions)
    raised = _summed(inside, (means[None, :] * _FACTORS[:, None]).ravel(), dispersions)
    both = raised.reshape(len(_FACTORS), len(means), len(dispersions)) + quiet[None]
    result: Floats = logsumexp(both, axis=1)
    return result


def _means(inside: Floats, outside: Floats) -> Floats:
    """Means outside the season worth looking at: those of the rest of the year, and less where that was quiet."""
    wide = np.concatenate([mean_grid(outside, 17), mean_grid(np.concatenate([inside, outside]), 17)])
    return np.asarray(np.geomspace(wide.min(), wide.max(), 30))


def _summed(x: Floats, means: Floats, dispersions: Floats) -> Floats:
    """Log likelihood of all counts, shape (means, dispersions)."""
    values, times = np.unique(x, return_counts=True)
    result: Floats = log_pmf(values, means[:, None, None], dispersions[None, :, None]) @ times
    return result
