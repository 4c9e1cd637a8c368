"""Hot spots: cells with more incidents of late than their past and the whole area's change lead one to expect.

Cells are H3 hexagons. Each cell's share of recent incidents is tested against the whole area's by a beta-binomial
(Skellam 1948, Journal of the Royal Statistical Society B 10(2)), whose over-dispersion comes from the cells' own past,
and the false discoveries among all cells are held down (Benjamini & Hochberg 1995, same journal, 57(1)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import h3
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy.stats import beta, betabinom, binom

from hudhud.analysis.basis import Basis
from hudhud.analysis.drawing import BLUE, RED
from hudhud.analysis.where_when import Points

RESOLUTION = 5
"""Cells some 17 km across: 253 square km on average."""
_FEWEST = 20
_NO_SPREAD = 1e-6
_MOST_SPREAD = 0.95
_NAMED = 3
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Cell:
    """One hexagon."""

    h3: str
    lat: float
    """Of its middle, degrees."""
    lon: float
    recent: int
    before: int
    """Incidents in the whole of the time before."""
    expected: float
    """Recent incidents that its own total and the whole area's share of recent ones give."""
    ratio_interval: tuple[float, float]
    """By how much its change differs from the whole area's, 95 %: 1 is the same."""
    p_value: float
    q_value: float
    """The share of false discoveries if this cell and all with lower ones are called hot."""
    hot: bool
    ids: tuple[str, ...]
    """Of its recent incidents."""


@dataclass(frozen=True)
class HotCells:
    """All cells with an incident, the least likely first."""

    cells: tuple[Cell, ...]
    resolution: int
    since: date
    """First day of what is recent."""
    false_share: float
    """Of the cells called hot, how many at most are so by chance, on average."""
    spread: float | None
    """Over-dispersion (the correlation of incidents within a cell and window); None where the past is too short."""
    told: bool
    basis: Basis
    words: str

    @property
    def hot(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.hot)


def hot_cells(
    points: Points, *, recent_days: int = 90, resolution: int = RESOLUTION, false_share: float = 0.1
) -> HotCells:
    """The last `recent_days` of the points against all days before."""
    if not len(points):
        since = date.min
        return HotCells(
            (),
            resolution,
            since,
            false_share,
            None,
            False,
            _basis(points, None),
            _words(points, (), since, False, false_share),
        )
    names = np.array([h3.latlng_to_cell(a, b, resolution) for a, b in zip(points.lat, points.lon, strict=True)])
    held, cell = np.unique(names, return_inverse=True)
    start = int(points.days[-1]) - recent_days + 1
    recent = points.days >= start
    counts = np.bincount(cell[recent], minlength=len(held)), np.bincount(cell[~recent], minlength=len(held))
    past = _windows(points.days[~recent], cell[~recent], start - recent_days * np.arange(64), len(held))
    spread = over_dispersion(past)
    p_values = chances(*counts, spread or 0.0)
    q_values = benjamini_hochberg(p_values)
    told = len(points) >= _FEWEST and bool(recent.any()) and bool((~recent).any())
    ids = np.array(points.ids)
    cells = tuple(
        _cell(str(held[c]), (int(counts[0][c]), int(counts[1][c])), recent.mean(), spread or 0.0,
              (float(p_values[c]), float(q_values[c])), told and bool(q_values[c] <= false_share),
              tuple(map(str, ids[recent & (cell == c)])))
        for c in np.argsort(p_values, kind="stable")
    )  # fmt: skip
    since = date.fromordinal(max(1, start))
    words = _words(points, cells, since, told, false_share)
    return HotCells(cells, resolution, since, false_share, spread, told, _basis(points, spread), words)


def over_dispersion(windows: Counts) -> float | None:
    """Correlation of incidents within a cell and window, by moments; counts of shape (cells, windows).

    None where fewer than two windows, or no cell with two incidents, are there to compare.
    """
    totals, shares = windows.sum(axis=1), windows.sum(axis=0) / max(windows.sum(), 1)
    pairs = float((totals * (totals - 1)).sum())
    if (shares > 0).sum() < 2 or pairs == 0:
        return None
    used = windows[:, shares > 0]
    shares = shares[shares > 0]
    off = (used - totals[:, None] * shares) ** 2 / (shares * (1 - shares))
    found = (off.sum() / len(shares) - totals.sum()) / pairs
    return float(np.clip(found, 0.0, _MOST_SPREAD))


def chances(recent: Counts, before: Counts, spread: float) -> Floats:
    """By cell, the chance of so many recent incidents or more, given its total and the whole area's share of them."""
    total = recent + before
    share = recent.sum() / max(total.sum(), 1)
    if share in (0, 1):
        return np.ones(len(total))
    if spread < _NO_SPREAD:
        return np.asarray(binom.sf(recent - 1, total, share))
    scale = (1 - spread) / spread
    return np.asarray(betabinom.sf(recent - 1, total, share * scale, (1 - share) * scale)).clip(0, 1)


def benjamini_hochberg(p_values: Floats) -> Floats:
    """Adjusted values, in the order given: those up to q hold a share of q false discoveries at most."""
    order = np.argsort(p_values)
    scaled = p_values[order] * len(p_values) / np.arange(1, len(p_values) + 1)
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum.accumulate(scaled[::-1])[::-1].clip(0, 1)
    return adjusted


def _windows(days: Counts, cell: Counts, ends: Counts, cells: int) -> Counts:
    """Incidents by cell and whole window of the past; `ends` fall, and bound the windows."""
    edges = ends[ends >= (days[0] if len(days) else ends[0])][::-1]
    if len(edges) < 2:
        return np.zeros((cells, 0), dtype=np.int64)
    window = np.searchsorted(edges, days, side="right") - 1
    inside = (window >= 0) & (window < len(edges) - 1)
    counts = np.zeros((cells, len(edges) - 1), dtype=np.int64)
    np.add.at(counts, (cell[inside], window[inside]), 1)
    return counts


def _cell(
    name: str,
    counts: tuple[int, int],
    share: float,
    spread: float,
    chance: tuple[float, float],
    hot: bool,
    ids: tuple[str, ...],
) -> Cell:
    lat, lon = h3.cell_to_latlng(name)
    recent, before = counts
    # Incidents that come together count as fewer.
    worth = 1 / (1 + (recent + before - 1) * spread)
    low, high = beta.ppf((0.025, 0.975), recent * worth + 0.5, before * worth + 0.5)
    odds = share / (1 - share) if share < 1 else float("inf")
    least = float(low / (1 - low) / odds) if odds else 0.0
    interval = (least, float(high / (1 - high) / odds) if before and odds else float("inf"))
    return Cell(name, lat, lon, recent, before, (recent + before) * share, interval, *chance, hot, ids)


def _basis(points: Points, spread: float | None) -> Basis:
    untold = (
        () if spread is not None else ("The past is too short to tell how far incidents come together by themselves.",)
    )
    return Basis(
        ids=points.ids,
        gaps=(*points.gaps, *untold, "Cells without any incident in the table are not looked at."),
        assumptions=(
            "Reports from each cell reach the table as they did before; a new source there looks like a hot spot.",
            "What is expected is the cell's own past, changed as the whole area changed.",
        ),
    )


def _words(points: Points, cells: Sequence[Cell], since: date, told: bool, false_share: float) -> str:
    if not told:
        return (
            f"Where violence has risen cannot be told from these data: {len(points):,} incidents have a day and a "
            "point, and some must lie in the last days and some before."
        )
    hot = [cell for cell in cells if cell.hot]
    looked = f"Since {since.isoformat()}, of {len(cells):,} cells with incidents ({points.span})"
    if not hot:
        return f"{looked} none rose more than chance lets cells rise, beside the whole area's change."
    shown = "; ".join(
        f"{c.lat:.2f}, {c.lon:.2f}: {c.recent} where {c.expected:.1f} were expected "
        f"({_times(c.ratio_interval)} the area's change)"
        for c in hot[:_NAMED]
    )
    more = f"; and {len(hot) - _NAMED} more" if len(hot) > _NAMED else ""
    verb = "is" if len(hot) == 1 else "are"
    return f"{looked} {len(hot)} {verb} hot, at most {false_share:.0%} of such by chance: {shown}{more}."


def _times(interval: tuple[float, float]) -> str:
    low, high = interval
    return f"{low:.1f} to {high:.1f} times" if np.isfinite(high) else f"at least {low:.1f} times"


def plot_hot_cells(result: HotCells) -> Figure:
    """The cells as hexagons, hot ones edged in black, the others by how many recent incidents they have."""
    figure = Figure(figsize=(6, 6), layout="constrained")
    axes = figure.subplots()
    most = max((cell.recent for cell in result.cells), default=0) or 1
    # The unlikely ones last, so that neighbours' edges do not cover theirs.
    for cell in reversed(result.cells):
        lat, lon = zip(*h3.cell_to_boundary(cell.h3), strict=True)
        axes.fill(lon, lat, facecolor=RED if cell.hot else BLUE,
                  alpha=0.8 if cell.hot else 0.1 + 0.4 * cell.recent / most,
                  edgecolor="black" if cell.hot else "white", linewidth=0.8)  # fmt: skip
    if result.cells:
        axes.set_aspect(1 / np.cos(np.radians(np.mean([cell.lat for cell in result.cells]))))
    axes.set_xlabel("longitude (degrees)")
    axes.set_ylabel("latitude (degrees)")
    axes.set_title(
        f"Where violence has risen since {result.since.isoformat()}\n(edged in black: hot; darker: more incidents)"
    )
    return figure
