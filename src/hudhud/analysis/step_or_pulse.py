"""A rise that lasts, or one bad stretch? The posterior of a step against a pulse against no change.

Weekly counts are negative binomial. Under a step their mean is multiplied from the onset on; under a
pulse for a few weeks alone; the onset, the factor, the pulse's length, the mean and the dispersion
are not fitted but summed over, each weighed by its prior (Bayes factors as in Kass & Raftery 1995,
"Bayes Factors", Journal of the American Statistical Association 90).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logsumexp

from hudhud.analysis.negative_binomial import Floats, dispersion_grid, log_pmf, log_prior, mean_grid

WEEKS_BEFORE_A_WORD = 5
"""Whole weeks from the onset before anything is said: a month has passed."""

LONGEST_PULSE = 13
"""Weeks; what lasts longer is no one-off."""

_ONSET_SLACK = 3
_FACTORS = np.geomspace(1.25, 16.0, 16)
_TYPICAL_STEP, _TYPICAL_PULSE = np.log(2.2), np.log(4.0)
_PULSE_ENDS = 0.3
"""Chance that a pulse ends with any week: three weeks on average."""


@dataclass(frozen=True)
class StepOrPulse:
    """How likely each reading of a rise is; None where it is too early to say."""

    weeks: int
    """Whole weeks seen from the onset on, the onset's own among them."""
    no_change: float | None
    step: float | None
    pulse: float | None
    factor: float | None
    """Under a step: the mean after the onset over the mean before; posterior mean."""
    factor_interval: tuple[float, float] | None
    """Its central 90 % interval."""

    @property
    def too_early(self) -> bool:
        return self.step is None


def step_or_pulse(
    counts: ArrayLike, onset: int, *, prior: tuple[float, float, float] = (1 / 3, 1 / 3, 1 / 3)
) -> StepOrPulse:
    """Weigh no change, step and pulse.

    `counts`, shape (weeks,), from the baseline's first week to the last whole one; `onset` is the week
    in which the rise seems to begin, taken as right to within three weeks; `prior` is of no change,
    step and pulse, in this order.
    """
    x = np.asarray(counts, dtype=float)
    weeks = len(x) - onset
    if weeks < WEEKS_BEFORE_A_WORD or onset < 1:
        return StepOrPulse(max(weeks, 0), None, None, None, None, None)
    means, dispersions = mean_grid(x[:onset], 25), dispersion_grid()
    first = max(1, onset - _ONSET_SLACK)
    onsets = np.arange(first, min(onset + _ONSET_SLACK + 1, len(x)))
    flat, gains = _likelihoods(x, means, dispersions, first)
    step_each = _of_steps(gains, onsets - first)
    pulse_each = _of_pulses(gains, onsets - first)
    step_prior, pulse_prior = (-np.log(_FACTORS) / typical for typical in (_TYPICAL_STEP, _TYPICAL_PULSE))
    steps = flat[:, :, None] + step_each + step_prior - logsumexp(step_prior)
    pulses = flat[:, :, None] + pulse_each + pulse_prior - logsumexp(pulse_prior)
    scores = np.array([logsumexp(flat), logsumexp(steps), logsumexp(pulses)]) + np.log(prior)
    shares = np.exp(scores - logsumexp(scores))
    by_factor = np.exp(logsumexp(steps, axis=(0, 1)) - logsumexp(steps))
    middle = np.cumsum(by_factor) - by_factor / 2
    low, high = np.exp(np.interp([0.05, 0.95], middle, np.log(_FACTORS)))
    return StepOrPulse(
        weeks,
        no_change=float(shares[0]),
        step=float(shares[1]),
        pulse=float(shares[2]),
        factor=float(by_factor @ _FACTORS),
        factor_interval=(float(low), float(high)),
    )


def _likelihoods(x: Floats, means: Floats, dispersions: Floats, first: int) -> tuple[Floats, Floats]:
    """Without change, shape (M, D); and what a raised mean adds up to each week from `first`, (M, D, R, weeks + 1)."""
    values, times = np.unique(x, return_counts=True)
    grid_means, grid_dispersions = means[:, None, None], dispersions[None, :, None]
    flat = log_pmf(values, grid_means, grid_dispersions) @ times + log_prior(dispersions)
    later = x[first:]
    usual = log_pmf(later, grid_means, grid_dispersions)
    raised = log_pmf(later, grid_means[..., None] * _FACTORS[None, None, :, None], grid_dispersions[..., None])
    gains = np.cumsum(raised - usual[:, :, None, :], axis=-1)
    return flat, np.concatenate([np.zeros((*gains.shape[:-1], 1)), gains], axis=-1)


def _of_steps(gains: Floats, onsets: NDArray[np.intp]) -> Floats:
    """Averaged over the onsets, each as likely as another; shape (M, D, R)."""
    result: Floats = logsumexp(gains[..., -1:] - gains[..., onsets], axis=-1) - np.log(len(onsets))
    return result


def _of_pulses(gains: Floats, onsets: NDArray[np.intp]) -> Floats:
    """Averaged over onsets and lengths; a pulse may still be running in the last week. Shape (M, D, R)."""
    lengths = np.arange(1, LONGEST_PULSE + 1)
    chances = (1 - _PULSE_ENDS) ** (lengths - 1) * _PULSE_ENDS
    chances /= chances.sum()
    ends = np.minimum(onsets[:, None] + lengths, gains.shape[-1] - 1)
    each = gains[..., ends] - gains[..., onsets][..., None] + np.log(chances)
    result: Floats = logsumexp(each, axis=(-1, -2)) - np.log(len(onsets))
    return result
