"""Counts of the months ahead: negative binomial, with a mean that forgets.

A place's mean is its past with every month counting less than the next (West & Harrison 1997, "Bayesian Forecasting and
Dynamic Models"), drawn a little towards the mean of all places; its variance is mean · (1 + clumps) + spread · mean².
Forgetting, drawing, clumps and spread are not fitted but averaged over a grid, each point weighed by how well it
foretold the months already seen, at the same distance ahead: what is harder to foresee gets wider by itself. Where the
intervals of past forecasts held too little all the same, those to come are made wider.

The grid, its prior and the constants below were chosen on UCDP's months of 2016 and 2017 in Syria, and on simulated
counts; the years after took no part.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import scoringrules
from numpy.typing import ArrayLike, NDArray
from scipy.stats import nbinom

from hudhud.analysis.negative_binomial import Floats, log_pmf

_KEPT = (0.3, 0.5, 0.65, 0.8, 0.9, 0.96, 0.99)
"""What is left of a month's weight a month later."""
_DRAWN = (0.05, 0.2, 0.8)
"""The months that the mean of all places counts for."""
_SPREADS = np.geomspace(0.05, 4.0, 9)
_CLUMPS = np.array([0.2, 2.0, 8.0, 25.0])
_USUAL_SPREAD, _SPREAD_A_MONTH, _SPREAD_OF_SPREADS = 0.5, 0.125, 0.7
"""Prior of the spread: lognormal, its middle growing by the month ahead."""
_SCORES_KEPT = 0.9
"""What a month's score is worth a month later; the war changes."""
_WORTH = 0.6
"""What a score counts for, since places in one month are not independent."""
_SETTLING = 3
"""First months whose forecasts rest on next to nothing, and are not scored."""
_LEAST_MEAN = 0.01
_WIDER = np.array([1.0, 1.3, 1.7, 2.2, 2.8, 3.6])
"""By how much dispersions may be multiplied where past intervals held too little."""
_INSIDE, _LOOK_BACK, _BENEFIT = 0.92, 24, 2
"""What past intervals are to hold, over how many months, with how many months' worth of trust that they do."""


@dataclass(frozen=True)
class Foretold:
    """Negative binomials, by mean and dispersion (variance mean + dispersion · mean²), of any one shape."""

    mean: Floats
    dispersion: Floats

    def __getitem__(self, key: int | slice) -> Foretold:
        return Foretold(self.mean[key], self.dispersion[key])

    def quantile(self, chance: float) -> NDArray[np.int64]:
        """The smallest count not exceeded with at least this chance."""
        return np.asarray(nbinom.ppf(chance, *self._size_and_share), dtype=np.int64)

    def interval(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the count will lie nine times in ten.

        Between equal tails, or from 0 where that alone has more than one chance in twenty: a lower tail that cannot be
        cut off would make the interval hold more than it says.
        """
        from_nothing = self.none() > 0.05
        low = np.where(from_nothing, 0, self.quantile(0.05))
        return low, np.where(from_nothing, self.quantile(0.9), self.quantile(0.95))

    def none(self) -> Floats:
        """Chance of no count at all."""
        return np.asarray(nbinom.pmf(0, *self._size_and_share))

    def share_within(self, seen: ArrayLike, low: float, high: float) -> Floats:
        """How much of the probability of what came lies between two chances; its mean should be `high` - `low`.

        A count's probability is a jump, which no interval can cut; this evens the jumps out (Czado, Gneiting & Held
        2009, "Predictive model assessment for count data", Biometrics 65).
        """
        x = np.asarray(seen)
        below, upto = (np.asarray(nbinom.cdf(x - n, *self._size_and_share)) for n in (1, 0))
        inside = np.clip(np.minimum(upto, high) - np.maximum(below, low), 0, None)
        return np.asarray(inside / np.maximum(upto - below, 1e-300))

    def crps(self, seen: ArrayLike) -> Floats:
        """Continuous ranked probability score against what came; less is better."""
        return np.asarray(scoringrules.crps_negbinom(np.asarray(seen, dtype=float), *self._size_and_share))

    @property
    def _size_and_share(self) -> tuple[Floats, Floats]:
        size = 1 / self.dispersion
        return size, size / (size + self.mean)


def foretell(counts: ArrayLike, ahead: int) -> Foretold:
    """What each month, with those before it, says of the month `ahead` of it; counts and result (months, places)."""
    x = np.asarray(counts, dtype=float)
    means = np.array([_discounted(x, kept, drawn) for kept, drawn in itertools.product(_KEPT, _DRAWN)])
    scores = np.array([_scores(x, m, ahead) for m in means])
    middle = _USUAL_SPREAD + _SPREAD_A_MONTH * (ahead - 1)
    prior = -((np.log(_SPREADS / middle) / _SPREAD_OF_SPREADS) ** 2) / 2
    known = np.zeros(scores.shape[:-1])
    mean, dispersion = np.empty_like(x), np.empty_like(x)
    for month in range(len(x)):
        if month >= ahead:
            known = _SCORES_KEPT * known + scores[..., month - ahead]
        weights = np.exp(_WORTH * (known - known.max()) + prior[:, None])
        mean[month], dispersion[month] = _averaged(means[:, month], weights / weights.sum())
    return Foretold(mean, dispersion * _widening(Foretold(mean, dispersion), x, ahead)[:, None])


def _widening(foretold: Foretold, x: Floats, ahead: int) -> Floats:
    """What dispersions must be multiplied by for past intervals to have held enough, by month; 1 or more."""
    past = foretold[: max(0, len(x) - ahead)]
    held = np.array([
        Foretold(past.mean, past.dispersion * wider).share_within(x[ahead:], 0.05, 0.95).mean(axis=1)
        for wider in _WIDER
    ])  # fmt: skip
    trusted = np.interp(np.log(_WIDER), np.log([1.0, 2.0, 4.0]), _INSIDE + np.array([0.0, 0.04, 0.07]))
    widening = np.ones(len(x))
    for month in range(ahead + _SETTLING, len(x)):
        seen = held[:, max(_SETTLING, month - ahead + 1 - _LOOK_BACK) : month - ahead + 1]
        inside = (seen.sum(axis=1) + _BENEFIT * trusted) / (seen.shape[1] + _BENEFIT)
        rising = np.maximum.accumulate(inside) + 1e-9 * np.arange(len(_WIDER))
        widening[month] = np.interp(_INSIDE, rising, _WIDER)
    return widening


def _discounted(x: Floats, kept: float, drawn: float) -> Floats:
    """The mean that each month and those before it give, shape (months, places)."""
    total, weight = np.zeros(x.shape[1]), 0.0
    means = np.empty_like(x)
    for month, counts in enumerate(x):
        total, weight = kept * total + counts, kept * weight + 1
        means[month] = (drawn * total.mean() / weight + total) / (drawn + weight)
    return np.maximum(means, _LEAST_MEAN)


def _scores(x: Floats, means: Floats, ahead: int) -> Floats:
    """Log probability of what came, over all places, by spread, clumps and the month of the forecast."""
    old, came = means[: max(0, len(x) - ahead)], x[ahead:]
    dispersion = _SPREADS[:, None, None, None] + _CLUMPS[None, :, None, None] / old
    scores: Floats = log_pmf(came, old, dispersion).sum(axis=-1)
    scores[..., :_SETTLING] = 0
    return scores


def _averaged(means: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Mean and dispersion of the mixture; means (grid, places), weights (grid, spreads, clumps)."""
    mean = weights.sum(axis=(1, 2)) @ means
    spread, clumps = weights.sum(axis=2) @ _SPREADS, weights.sum(axis=1) @ _CLUMPS
    square = weights.sum(axis=(1, 2)) @ means**2 + spread @ means**2 + clumps @ means
    return mean, np.maximum((square - mean**2) / mean**2, 1e-3)
