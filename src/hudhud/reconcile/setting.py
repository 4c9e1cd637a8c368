"""What the tolls tell together, beyond each for itself: a log-linear correction of the measurement model.

The model of `measurement.py` takes each toll for itself. How far the truth lies from the largest toll also
depends on what surrounds that one: how many sources there are, how many stand near it, how late the last of
them speaks, how it is worded. Such circumstances (`circumstances`) multiply simple shapes around the largest
toll (`shapes`); the weighted sum is added to the log posterior, as in a conditional logit over the candidates
for the truth (McFadden, "Conditional logit analysis of qualitative choice behavior", 1974).

Circumstances outside of what the fit saw are taken as the outermost that it saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

KINDS = ("exact", "about", "open")
CIRCUMSTANCES = (
    "always", "sources", "last day", "near the largest", "size", "above the second", "above the median",
    "largest is exact", "largest is about", "day of the largest", "largest is repeated", "spread",
)  # fmt: skip
SHAPES = ("is the largest", "above it", "up to a tenth above", "how far above", "below it", "a seventh below",
          "how far below")  # fmt: skip
OF_ITSELF = ("the model", "the model by sources", "size of the truth", "how many say it")
"""Terms without a circumstance."""


@dataclass(frozen=True)
class Told:
    """One source's figure, as the model sees it."""

    number: int
    kind: int
    """Index into KINDS."""
    days: float
    """Since the first report of the incident."""
    repeat: bool
    """Another source has the very same figure and was first."""


@dataclass(frozen=True)
class Correction:
    """The fitted weights of the terms."""

    of_itself: tuple[float, ...]
    """By OF_ITSELF; the first is added to 1."""
    around: tuple[tuple[float, ...], ...]
    """By SHAPES, then by CIRCUMSTANCES."""
    least: tuple[float, ...]
    most: tuple[float, ...]
    """The limits of each circumstance in the fit."""

    def score(self, told: Sequence[Told], points: Array, mass: Array) -> Array:
        """The log posterior of each point up to a constant, given the model's own probabilities `mass` (G,)."""
        around = np.clip(circumstances(told), self.least, self.most)
        corrected: Array = np.log(mass + 1e-30) + of_itself(told, points, mass) @ np.asarray(self.of_itself)
        return corrected + shapes(told, points) @ (np.asarray(self.around) @ around)


def numbers_of(told: Sequence[Told]) -> Array:
    """The numbers, at least 1."""
    found: Array = np.maximum(1.0, np.array([t.number for t in told], dtype=float))
    return found


def circumstances(told: Sequence[Told]) -> Array:
    """What surrounds the largest toll, by CIRCUMSTANCES; ratios, sizes and days are in logs."""
    numbers = numbers_of(told)
    most = numbers.max()
    others = np.sort(numbers)[:-1]
    top = [t for t in told if max(1, t.number) == most]
    return np.array([
        1.0, np.log(len(told)), np.log1p(max(t.days for t in told)), np.log((numbers >= most / 1.05).sum()),
        np.log(most), np.log(most / others[-1]) if len(others) else 0.0, np.log(most / np.median(numbers)),
        any(KINDS[t.kind] == "exact" for t in top), any(KINDS[t.kind] == "about" for t in top),
        np.log1p(max(t.days for t in top)), len(top) > 1, numbers.std() / numbers.mean(),
    ])  # fmt: skip


def shapes(told: Sequence[Told], points: Array) -> Array:
    """How each candidate for the truth (G,) stands to the largest toll, by SHAPES: (G, 7)."""
    gap = np.log(points / numbers_of(told).max())
    above, below = np.maximum(gap, 0), np.maximum(-gap, 0)
    return np.stack([gap == 0, gap > 0, np.minimum(above, 0.1), above, gap < 0, np.minimum(below, 0.15), below], axis=1)


def of_itself(told: Sequence[Told], points: Array, mass: Array) -> Array:
    """The terms that go by no circumstance, by OF_ITSELF: (G, 4)."""
    own = np.log(mass + 1e-30)
    many = np.log1p((numbers_of(told)[:, None] == points).sum(axis=0))
    return np.stack([own, own * np.log(len(told)), np.log(points), many], axis=1)
