"""What the tolls of incidents may truly be, drawn many times over.

A toll with a calibrated interval (`hudhud.reconcile.measurement`; nine in ten truths lie in it) is drawn from two half
lognormals that meet at its estimate and have a twentieth beyond each end. A table's range, low to high, is taken as
such an interval, for want of a better one. Nothing is drawn wider than what is told, but for "at least": it is open
above, and may be half as much again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from hudhud.analysis.scope import Scope
from hudhud.model import Record, Toll

Floats = NDArray[np.float64]
Known = NDArray[np.bool_]

_TWENTIETH = float(norm.ppf(0.95))
_OPEN_ABOVE = 1.5


def draw_tolls(
    records: Sequence[Record], scope: Scope, harm: str, draws: int, rng: np.random.Generator
) -> tuple[Floats, Known]:
    """Tolls of shape (draws, records), in people, and which records have a figure at all, shape (records,).

    One without a figure takes those of the others at random: it is some incident like them.
    """
    tolls = [scope.toll(r, harm) for r in records]
    spans = [_span(t) if t is not None else None for t in tolls]
    known = np.array([s is not None for s in spans], dtype=bool)
    found = np.zeros((draws, len(records)))
    for column, span in enumerate(spans):
        if span is not None:
            found[:, column] = _drawn(span, draws, rng)
    if known.any() and not known.all():
        some = found[:, known]
        for blank in np.flatnonzero(~known):
            found[:, blank] = some[np.arange(draws), rng.integers(0, some.shape[1], draws)]
    return found, known


def _span(toll: Toll) -> tuple[float, float, float] | None:
    """Lowest, likeliest, highest; None where no number is told."""
    if toll.interval is not None:
        low, high = (float(n) for n in toll.interval)
        middle = toll.estimate if toll.estimate is not None else toll.best
        return low, min(max(float(middle if middle is not None else low), low), high), high
    if toll.best is not None:
        low = toll.low if toll.low is not None else toll.best
        high = toll.high if toll.high is not None else toll.best
        return float(min(low, toll.best)), float(toll.best), float(max(high, toll.best))
    if toll.low is not None:
        top = float(toll.high) if toll.high is not None else _OPEN_ABOVE * toll.low + 1
        return float(toll.low), float(toll.low), max(top, float(toll.low))
    return (0.0, toll.high / 2, float(toll.high)) if toll.high is not None else None


def _drawn(span: tuple[float, float, float], draws: int, rng: np.random.Generator) -> Floats:
    low, middle, high = (np.log(n + 0.5) for n in span)
    if low == high:
        return np.full(draws, span[1])
    side = rng.standard_normal(draws)
    spread = np.where(side < 0, middle - low, high - middle) / _TWENTIETH
    found: Floats = np.maximum(0.0, np.round(np.exp(middle + side * spread) - 0.5))
    return found
