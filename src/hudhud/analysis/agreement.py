"""How far coders agree beyond chance: Krippendorff's alpha, with the interval that resampling gives.

From Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), and "Content analysis" (4th edition, 2019),
chapter 12: alpha = 1 - observed disagreement / expected disagreement. The interval is by the bootstrap of
Hayes & Krippendorff (2007): the pairs of codings are drawn anew, as many as there are, while the disagreement
that chance would give stays that of the data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Level = Literal["nominal", "ordinal", "interval", "ratio"]
Unit = Sequence[Hashable | None]
"""What several coders said of one thing; None where one of them did not code it."""

LEAST_UNITS = 10
"""Of fewer things that two have coded, nothing is said: one of them more or less would turn it over."""
RELIABLE, TENTATIVE = 0.8, 0.667
"""Krippendorff's own marks: rely on a field from the first on, conclude tentatively from the second on."""

_DRAWS = 5000
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha over some units: 1 where all agree, 0 where they do as by chance, less where they avoid each other."""

    units: int
    """Coded by two or more; others say nothing of agreement."""
    alpha: float | None = None
    interval: tuple[float, float] | None = None
    """Where 95 % of the resampled alphas lie; None also where no two codings differ, for resampling then knows of
    nothing else."""
    problem: Literal["few", "constant"] | None = None
    """Why there is no alpha: too few units, or one value alone, of which chance would say the same."""


def agreement(units: Sequence[Unit], level: Level, *, least: int = LEAST_UNITS, seed: int = 0) -> Agreement:
    """Alpha and its 95 % interval.

    Args:
        units: the codings of each thing; numbers, but for the nominal level.
        level: what a difference is. Nominal: any. Ordinal: the ranks between. Interval: the distance. Ratio: the
            distance in relation to the sum; numbers are then 0 or more.
        least: with fewer units that two have coded no alpha is given.
        seed: of the resampling.

    Raises:
        ValueError: a number below 0 on the ratio level.
    """
    coded = [[value for value in unit if value is not None] for unit in units]
    pairable = [unit for unit in coded if len(unit) > 1]
    if len(pairable) < least:
        return Agreement(len(pairable), problem="few")
    counts = Counter(value for unit in pairable for value in unit)
    values = list(counts) if level == "nominal" else sorted(counts)  # type: ignore[type-var]
    often = np.array([counts[value] for value in values], dtype=float)
    apart = _differences(values, often, level)
    n = often.sum()
    expected = float(often @ apart @ often) / (n * (n - 1))
    if expected == 0:
        return Agreement(len(pairable), problem="constant")
    place = {value: number for number, value in enumerate(values)}
    # What each pair takes from 1. A value stands in as many pairs as it has others beside it, and counts once.
    losses = np.array(
        [
            2 * apart[place[one], place[other]] / ((len(unit) - 1) * n * expected)
            for unit in pairable
            for one, other in combinations(unit, 2)
        ]
    )
    interval = _interval(losses, seed) if losses.any() else None
    return Agreement(len(pairable), 1 - float(losses.sum()), interval)


def _differences(values: Sequence[Any], often: _Floats, level: Level) -> _Floats:
    """The squared difference of each two values."""
    if level == "nominal":
        return np.ones((len(values), len(values))) - np.eye(len(values))
    if level == "ordinal":
        # From the middle of one rank to the middle of the other, in codings.
        middles = np.cumsum(often) - often / 2
        return np.asarray((middles[:, None] - middles) ** 2)
    numbers = np.array(values, dtype=float)
    apart = (numbers[:, None] - numbers) ** 2
    if level == "interval":
        return np.asarray(apart)
    if numbers.min() < 0:
        raise ValueError("the ratio level has no numbers below 0")
    sums = numbers[:, None] + numbers
    return np.asarray(apart / np.where(sums == 0, 1, sums) ** 2)


def _interval(losses: _Floats, seed: int) -> tuple[float, float]:
    """The middle 95 % of alphas of pairs drawn with replacement; none is below -1."""
    sizes, often = np.unique(losses, return_counts=True)
    drawn = np.random.default_rng(seed).multinomial(len(losses), often / len(losses), size=_DRAWS)
    low, high = np.quantile(np.maximum(1 - drawn @ sizes, -1.0), (0.025, 0.975))
    return float(low), float(high)
