"""Near repeats: do incidents follow each other closely in place and time more than chance lets them?

Knox (1964), "The detection of space-time interactions", Applied Statistics 13(1), with the permutation of Mantel
(1967), Cancer Research 27(2), held within blocks of days: a front that moves brings incidents together without any
following from another, and a free permutation would take that for near repeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from hudhud.analysis.basis import Basis
from hudhud.analysis.drawing import GREY, RED
from hudhud.analysis.where_when import Points, on_the_globe

_FEWEST = 20
_FEWEST_PAIRS = 5
_CELLS = 4_000_000
"""Pairs times permutations held in memory at once."""
BLOCKS = (90, 45, 30, 21)
"""Days of a block: the first within which places hardly move."""
_HARDLY = 0.008
"""How much of the spread of places within a block may come of a steady movement; more makes false repeats."""
_LOOK = 180


@dataclass(frozen=True)
class NearRepeat:
    """Pairs of incidents close in place and time, beside what chance gives."""

    km: float
    days: int
    pairs: int
    """Pairs within `km` and `days` of each other."""
    expected: float
    """Their mean number when days are shuffled within blocks."""
    expected_range: tuple[float, float]
    """Where chance alone puts that number 95 times in 100."""
    p_value: float
    """How often chance alone gives so many pairs or more."""
    block_days: int
    drift: float
    """Spread of places within a block that a steady movement explains, by the spread that it does not."""
    told: bool
    """False where too few incidents or pairs stand behind it, or places move too fast for any block."""
    shuffled: NDArray[np.int64]
    """Pairs in each permutation, for drawing."""
    basis: Basis
    words: str

    @property
    def ratio(self) -> float:
        """Pairs found by pairs expected."""
        return self.pairs / self.expected if self.expected else float("nan")


def near_repeat(
    points: Points,
    *,
    km: float = 10.0,
    days: int = 14,
    blocks: Sequence[int] = BLOCKS,
    permutations: int = 999,
    seed: int = 1,
) -> NearRepeat:
    """Knox's test, one-sided. Days are exchanged among the incidents of one block of days and never beyond it.

    The first of `blocks`, longest first, is taken within which places hardly move; a block is longer than `days`.
    """
    # A movement explains a spread as the square of the time that it has.
    half_year = drift(points)
    drifts = {length: half_year * (length / _LOOK) ** 2 for length in blocks if length > days or length == max(blocks)}
    block_days = next((length for length, moved in drifts.items() if moved < _HARDLY), min(drifts))
    close = close_pairs(points, km)
    pairs = int((np.abs(points.days[close[0]] - points.days[close[1]]) <= days).sum())
    block = (points.days - points.days[:1]) // block_days
    shuffled = shuffled_pairs(points.days, block, close, days, permutations, np.random.default_rng(seed))
    low, high = np.quantile(shuffled, (0.025, 0.975))
    told = len(points) >= _FEWEST and max(pairs, shuffled.mean()) >= _FEWEST_PAIRS and drifts[block_days] < _HARDLY
    # Shuffles that give the very same number count half, or ties would hide what is there.
    p_value = (1 + float((shuffled > pairs).sum() + (shuffled == pairs).sum() / 2)) / (1 + permutations)
    numbers = (km, days, pairs, float(shuffled.mean()), (float(low), float(high)), p_value)
    words = _words(points, *numbers) if told else _untold(points, *numbers[:3], drifts[block_days])
    basis = _basis(points, block_days)
    return NearRepeat(*numbers, block_days, drifts[block_days], told, shuffled, basis, words)


def drift(points: Points) -> float:
    """Variance of places that a straight movement within half a year explains, by what it leaves unexplained.

    Seen over half years, since within a block a few repeats would look like a movement too.
    """
    if len(points) < _FEWEST:
        return 0.0
    block = (points.days - points.days[0]) // _LOOK
    _, block, size = np.unique(block, return_inverse=True, return_counts=True)
    places, when = on_the_globe(points.lat, points.lon), points.days.astype(np.float64)[:, None]
    places, when = (a - _block_sums(a, block)[block] / size[block, None] for a in (places, when))
    among, along = _block_sums(when**2, block), _block_sums(places * when, block)
    moved = (along**2 / np.maximum(among, 1e-9)).sum()
    degrees = len(points) - len(size)
    left = degrees - int((size > 1).sum())
    whole = (places**2).sum()
    if left <= 0 or whole == 0:
        return 0.0
    return float(max(0.0, whole / degrees / ((whole - moved) / left) - 1))


def _block_sums(values: NDArray[np.float64], block: NDArray[np.int64]) -> NDArray[np.float64]:
    sums = np.zeros((int(block.max()) + 1, values.shape[1]))
    np.add.at(sums, block, values)
    return sums


def close_pairs(points: Points, km: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which pairs lie within `km`: two arrays of indices."""
    if len(points) < 2:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    found = cKDTree(on_the_globe(points.lat, points.lon)).query_pairs(km, output_type="ndarray")
    return found[:, 0].astype(np.int64), found[:, 1].astype(np.int64)


def shuffled_pairs(
    when: NDArray[np.int64],
    block: NDArray[np.int64],
    close: tuple[NDArray[np.int64], NDArray[np.int64]],
    days: int,
    permutations: int,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """How many of the close pairs fall within `days` when days are shuffled within blocks; shape (permutations,)."""
    first, second = close
    counts = np.empty(permutations, dtype=np.int64)
    at_once = max(1, _CELLS // max(len(first), len(when), 1))
    # Points are in order of time, so blocks are runs; sorting block plus noise shuffles within each.
    for start in range(0, permutations, at_once):
        size = min(at_once, permutations - start)
        order = np.argsort(block + rng.random((size, len(when))), axis=1)
        moved = when[order]
        counts[start : start + size] = (np.abs(moved[:, first] - moved[:, second]) <= days).sum(axis=1)
    return counts


def _basis(points: Points, block_days: int) -> Basis:
    return Basis(
        ids=points.ids,
        gaps=points.gaps,
        assumptions=(
            "One incident is one row: an incident told twice is a near repeat of itself.",
            f"Within {block_days} days places and rates change little; a front that crosses a region faster looks like "
            "repeats.",
            "Incidents near each other are as likely to be reported as others.",
        ),
    )


def _untold(points: Points, km: float, days: int, pairs: int, moved: float) -> str:
    why = f"{len(points):,} incidents have a day and a point, {pairs:,} pairs of them within {km:g} km and {days} days"
    if moved >= _HARDLY and len(points) >= _FEWEST:
        why += f"; but the fighting moves: {moved:.0%} of how far apart places lie within three weeks comes of it"
    return f"Whether incidents follow each other closely cannot be told from these data: {why}."


def _words(
    points: Points, km: float, days: int, pairs: int, expected: float, spread: tuple[float, float], p_value: float
) -> str:
    found = (
        f"Of {len(points):,} incidents ({points.span}), {pairs:,} pairs lie within {km:g} km and {days} days of each "
        f"other; chance with the same places and rates gives {expected:,.0f} [{spread[0]:,.0f}–{spread[1]:,.0f}]."
    )
    share = f"So many come by chance in {p_value:.1%} of shuffles"
    if p_value > 0.05:
        return (
            f"{found} {share}: no sign that one attack makes another nearby likelier, which is no proof that none does."
        )
    ratio = f"{pairs / expected:.1f} times what is expected" if expected else "where none is expected"
    return f"{found} {share}: after an incident, another nearby is likelier for a while ({ratio})."


def plot_near_repeat(result: NearRepeat) -> Figure:
    """What chance gives as a histogram, and what was found as a line."""
    figure = Figure(figsize=(7, 3.5), layout="constrained")
    axes = figure.subplots()
    axes.hist(result.shuffled, bins=40, color=GREY)
    axes.axvline(result.pairs, color=RED, linewidth=2)
    axes.set_xlabel(f"pairs within {result.km:g} km and {result.days} days (line: found; grey: by chance)")
    axes.set_ylabel("shuffles of the days")
    axes.set_title("Do incidents follow each other closely in place and time?")
    return figure
