"""How many there were, given what sources say: a measurement model of tolls.

A toll is the truth as a source could see it. It is the full count; or near it (rounding, slips); or below it
(some of the places, some of the days, some of the people); or above it (double counts, exaggeration). Which,
depends on the wording and on how long after the first report it was told. The second and further sources with
the very same figure count for less, since most of them copy; and all count for less than independent ones
would, since they look at the same thing. The posterior over whole numbers gives the interval, whose tails are
set by conformal calibration on bundles that nothing else was fitted on, and says how likely a figure is reached.

Corrected by what the tolls tell together (`setting.py`) it gives the estimate. The best figure and the interval
take it uncorrected: there a further bound from below never lowers what was reached, and a single small figure
has no long tail.

The weights and what they were fitted on stand in `interval.json` and `interval.md`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from hudhud.reconcile.setting import Correction, Told

Array = NDArray[np.float64]

_GRID = 160
_ONE_BY_ONE = 40  # whole numbers up to here are all in the grid
_REACH = 15  # the grid ends at so many times the largest figure
_TINY = 1e-300


@dataclass(frozen=True)
class Weights:
    """The fitted parameters; the first three triples go by KINDS."""

    near: tuple[float, ...]
    below: tuple[float, ...]
    above: tuple[float, ...]
    """Log odds of each component against the full count, on the first day."""
    later_below: float
    """Added to the log odds of `below` for each e-fold of days."""
    near_scale: float
    below_scale: float
    above_scale: float
    """In log units."""
    together: float
    repeated: float
    """The exponents of a first and of a repeated figure's likelihood."""
    crowd: float
    """Of n tolls each counts n to the power of minus this, besides."""
    prior: float
    """The prior falls as the number to the power of minus this."""
    tails: tuple[float, float] = (0.05, 0.05)
    """Posterior mass to leave out below and above, so that 90 % of the truths are covered."""
    reached: float = 0.5
    """How likely a figure must be reached to be held the best."""
    stretch: float = 0.05
    """How far above the estimate the stretch reaches that is likeliest to hold the truth, as a share."""
    correction: Correction | None = None
    """What the tolls tell together; None while it is not fitted."""

    @staticmethod
    def loaded() -> Weights:
        """The weights that come with the package."""
        return _loaded()


@lru_cache(maxsize=1)
def _loaded() -> Weights:
    text = resources.files("hudhud.reconcile").joinpath("interval.json").read_text("utf-8")
    return TypeAdapter(Weights).validate_python(json.loads(text)["weights"])


@dataclass(frozen=True)
class Posterior:
    """Probabilities of cells of whole numbers, each named by one number in it; a cell ends at `ends`."""

    numbers: Array
    starts: Array
    ends: Array
    mass: Array

    def reached(self, number: int) -> float:
        """The probability of at least so many."""
        return float(self.mass[self.numbers >= number].sum())

    def quantile(self, share: float) -> int:
        """The number that the truth is below with this probability."""
        at = int(np.searchsorted(np.cumsum(self.mass), share))
        return int(self.numbers[min(at, len(self.numbers) - 1)])

    def likeliest(self, stretch: float, least: int) -> int:
        """The lower end of the likeliest stretch: the number, `least` or more, that the truth most probably is
        or exceeds by no more than this share. Of equal ones the smallest."""
        total = np.append(0.0, np.cumsum(self.mass))
        last = np.searchsorted(self.numbers, self.numbers * (1 + stretch) + 1e-9, side="right")
        within = np.where(self.numbers >= least, total[last] - total[:-1], -1.0)
        return int(self.numbers[int(np.argmax(within))])

    def interval(self, tails: tuple[float, float]) -> tuple[int, int]:
        """From the first cell that leaves no more than the lower tail below, to the like from above."""
        total = np.cumsum(self.mass)
        first = int(np.searchsorted(total, tails[0], side="right"))
        last = int(np.searchsorted(total, 1 - tails[1], side="left"))
        last = min(max(first, last), len(total) - 1)
        return int(self.starts[first]), int(self.ends[last])


def grid(numbers: Sequence[int]) -> tuple[Array, Array, Array]:
    """Cells of whole numbers from 1 up: all the small ones and the figures themselves, then coarser."""
    top = _REACH * max(numbers) + 20
    points = np.unique(np.concatenate([
        np.arange(1, min(_ONE_BY_ONE, top)), np.geomspace(1, top, _GRID).round(), np.asarray(numbers, dtype=float),
        np.asarray(numbers, dtype=float) + 1, np.maximum(1.0, np.asarray(numbers, dtype=float) - 1),
    ]))  # fmt: skip
    ends = np.append(np.ceil((points[1:] + points[:-1]) / 2) - 1, points[-1])
    ends = np.maximum(ends, points)
    starts = np.insert(ends[:-1] + 1, 0, 1.0)
    return points, starts, ends


def log_likelihood(weights: Weights, number: Array, kind: NDArray[np.int_], days: Array, truth: Array) -> Array:
    """The log likelihood of each told number (…, J, 1) under each truth (…, 1, G)."""
    near, below, above = (np.asarray(w)[kind] for w in (weights.near, weights.below, weights.above))
    below = below + weights.later_below * np.log1p(days)
    odds = np.stack([np.zeros_like(below), near, below, above])
    share = np.exp(odds - odds.max(axis=0))
    share = share / share.sum(axis=0)
    gap = np.log(number) - np.log(truth)
    dense = 1 / number
    full = np.where(number == truth, 1.0, 0.0)
    spread = dense * np.exp(-np.abs(gap) / weights.near_scale) / (2 * weights.near_scale)
    short = np.where(gap < 0, dense * np.exp(gap / weights.below_scale) / weights.below_scale, 0.0)
    over = np.where(gap > 0, dense * np.exp(-gap / weights.above_scale) / weights.above_scale, 0.0)
    found: Array = np.log(share[0] * full + share[1] * spread + share[2] * short + share[3] * over + _TINY)
    return found


def posterior(told: Sequence[Told], weights: Weights) -> Posterior:
    """What the figures leave likely. They must not be empty; 0 counts as 1."""
    numbers = [max(1, t.number) for t in told]
    points, starts, ends = grid(numbers)
    each = log_likelihood(
        weights,
        np.asarray(numbers, dtype=float)[:, None],
        np.asarray([t.kind for t in told])[:, None],
        np.asarray([t.days for t in told])[:, None],
        points[None, :],
    )
    power = np.where([t.repeat for t in told], weights.repeated, weights.together)
    power = power * len(told) ** -weights.crowd
    score = power @ each - weights.prior * np.log(points) + np.log(ends - starts + 1)
    return Posterior(points, starts, ends, _shares(score))


def together(told: Sequence[Told], likely: Posterior, weights: Weights) -> Posterior:
    """The same corrected by what the tolls tell together."""
    if weights.correction is None:
        return likely
    return replace(likely, mass=_shares(weights.correction.score(told, likely.numbers, likely.mass)))


def _shares(score: Array) -> Array:
    mass = np.exp(score - score.max())
    shares: Array = mass / mass.sum()
    return shares
