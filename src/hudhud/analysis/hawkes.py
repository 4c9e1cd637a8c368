"""How much of the violence is set off by earlier violence, over a background that changes by itself.

A rate that falls or rises looks like self-excitation (Reinhart 2018, "A review of self-exciting spatio-temporal point
processes", Statistical Science 33(3)), so the background may step from block to block; `hawkes_likelihood` has the
method.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from matplotlib.figure import Figure

from hudhud.analysis.basis import Basis
from hudhud.analysis.drawing import BLUE, RED
from hudhud.analysis.hawkes_likelihood import Floats, background, block_edges, likelihood, top_and_interval
from hudhud.analysis.where_when import Points

BLOCK_DAYS = 90
_FEWEST = 50
# An interval as wide as this leaves nearly everything open.
_WIDEST = 0.6


@dataclass(frozen=True)
class SelfExcitation:
    """The fitted process. The rate at a time is its block's background plus what earlier incidents left of theirs."""

    branching: float
    """How many incidents one sets off by itself, on average: the share of all that were set off."""
    interval: tuple[float, float]
    """95 %."""
    decay_days: float
    """Mean days from an incident to one that it sets off."""
    decay_interval: tuple[float, float]
    """95 %, within 0.7 to 30 days."""
    edges: tuple[float, ...]
    """Of the blocks, in days as `date.toordinal` counts them."""
    background: tuple[float, ...]
    """Incidents a day that none set off, by block."""
    background_intervals: tuple[tuple[float, float], ...]
    """95 %, at the branching ratio and decay above."""
    told: bool
    """False where too few incidents stand behind it, or the interval leaves nearly everything open."""
    profile: tuple[Floats, Floats]
    """Branching ratios and the log likelihood of each, less the top, for drawing."""
    basis: Basis
    words: str


def self_excitation(points: Points, *, block_days: float = BLOCK_DAYS, seed: int = 1) -> SelfExcitation:
    """Fit to the days of the incidents. An hour within the day is drawn, since reports tell none."""
    if not len(points):
        return _nothing(points)
    first = int(points.days[0])
    times = np.sort(points.days - first + np.random.default_rng(seed).random(len(points)))
    edges = block_edges(float(points.days[-1] - first + 1), block_days)
    surface = likelihood(times, edges)
    ratio, interval = top_and_interval(surface.ratios, surface.of_ratio())
    decay, decays = top_and_interval(np.log(surface.decays), surface.of_decay())
    rates, lows, highs = background(times, edges, ratio, float(np.exp(decay)))
    told = len(points) >= _FEWEST and interval[1] - interval[0] < _WIDEST
    return SelfExcitation(
        branching=ratio,
        interval=interval,
        decay_days=float(np.exp(decay)),
        decay_interval=(float(np.exp(decays[0])), float(np.exp(decays[1]))),
        edges=tuple(map(float, first + edges)),
        background=tuple(map(float, rates)),
        background_intervals=tuple((float(low), float(high)) for low, high in zip(lows, highs, strict=True)),
        told=told,
        profile=(surface.ratios, surface.of_ratio()),
        basis=_basis(points, float(edges[1])),
        words=_words(points, ratio, interval, float(np.exp(decay)), told),
    )


def _nothing(points: Points) -> SelfExcitation:
    """No incident tells nothing: every ratio is as good as another."""
    everything, empty = (0.0, 1.0), np.array([0.0, 1.0])
    return SelfExcitation(
        branching=float("nan"), interval=everything, decay_days=float("nan"), decay_interval=(0.0, float("inf")),
        edges=(), background=(), background_intervals=(), told=False, profile=(empty, np.zeros(2)),
        basis=_basis(points, BLOCK_DAYS), words=_words(points, 0.0, everything, 0.0, False),
    )  # fmt: skip


def _basis(points: Points, block: float) -> Basis:
    return Basis(
        ids=points.ids,
        gaps=(*points.gaps, "The hour of an incident is not known; one is drawn."),
        assumptions=(
            f"What nothing earlier set off comes at a rate that changes in steps of {block:.0f} days, not within "
            "them; a quicker change, of violence or of reporting, looks like incidents that set off others.",
            "One incident is one row: an incident told twice sets off itself.",
            "What an incident sets off comes soon and ever less likely, within weeks.",
        ),
    )


def _words(points: Points, ratio: float, interval: tuple[float, float], decay: float, told: bool) -> str:
    bounds = f"[{interval[0]:.0%}–{interval[1]:.0%}]"
    if not told:
        return (
            "How far violence sets off violence cannot be told from these data: "
            f"{len(points):,} incidents ({points.span}) leave the share that others set off at {bounds}."
        )
    found = f"Of {len(points):,} incidents ({points.span}), {ratio:.0%} {bounds} were set off by earlier ones"
    if interval[0] <= 0:
        return f"{found} (95 % interval): possibly none, since a rate that changes by itself is enough to explain them."
    return f"{found} (95 % interval), {decay:.1f} days after them on average; the rest come at a rate of its own."


def plot_self_excitation(result: SelfExcitation) -> Figure:
    """The background by block with its interval, and the likelihood of the share set off with its interval."""
    figure = Figure(figsize=(9, 3.5), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    if result.background:
        left.stairs(result.background, result.edges, color=BLUE, linewidth=2)
        lows, highs = zip(*result.background_intervals, strict=True)
        left.stairs(highs, result.edges, baseline=np.array(lows), fill=True, color=BLUE, alpha=0.25)
        ticks = np.linspace(result.edges[0], result.edges[-1], 4)
        left.set_xticks(ticks, [date.fromordinal(int(t)).isoformat() for t in ticks])
    left.set_ylabel("incidents a day that none set off")
    left.set_xlabel("day")
    figure.suptitle("How far violence sets off violence (shaded: 95 % intervals)")
    right.plot(*result.profile, color=BLUE)
    right.axvspan(*result.interval, color=BLUE, alpha=0.2)
    right.axvline(result.branching, color=RED)
    right.set_ylim(-8, 0.5)
    right.set_xlabel("share set off by earlier incidents")
    right.set_ylabel("log likelihood, less its top")
    return figure
