"""The picture of a trend: the weeks as counted, and the sum that sounds the alarm."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hudhud.analysis.drawing import BLUE, GREY, ORANGE, RED, literal
from hudhud.analysis.trend import Trend


def plot_trend(result: Trend) -> Figure:
    """Weekly counts with the range that dates and places leave open; below, the clipped sum and its limit."""
    figure = Figure(figsize=(10, 5.5), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    _counts(above, result)
    _sums(below, result)
    for axes in (above, below):
        axes.axvspan(np.datetime64(result.baseline.start), np.datetime64(result.baseline.end), color=GREY, alpha=0.12)
        axes.set_ylim(bottom=0)
        # Above the axes, where it covers no week.
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, fontsize=8, frameon=False)
    below.set_xlabel(f"week (shaded: the baseline, {result.baseline})")
    figure.suptitle(f"{_what(result).capitalize()} a week, {literal(result.series.scope.words())}: {result.verdict}")
    return figure


def _what(result: Trend) -> str:
    return "incidents" if result.series.what == "incidents" else f"people {result.series.what}"


def _counts(axes: Axes, result: Trend) -> None:
    s = result.series
    weeks = np.array(s.starts, dtype="datetime64[D]")
    axes.fill_between(weeks, s.low, s.high, step="post", color=BLUE, alpha=0.25, linewidth=0, label="lowest to highest")
    axes.step(weeks, s.counts, where="post", color=BLUE, linewidth=1, label="best reading")
    low, high = result.interval
    ends = np.array([result.baseline.start, result.baseline.end], dtype="datetime64[D]")
    axes.fill_between(ends, low, high, color="black", alpha=0.2, linewidth=0)
    axes.plot(ends, [result.mean] * 2, color="black", linewidth=1.5,
              label=f"mean of the baseline, {result.mean:.1f} [{low:.1f}–{high:.1f}]")  # fmt: skip
    if result.onset is not None:
        axes.vlines([np.datetime64(result.onset)], 0, 1, transform=axes.get_xaxis_transform(), color=RED,
                    linestyle="--", linewidth=1.5, label=f"the rise seems to begin: {result.onset}")  # fmt: skip
    axes.set_ylabel(f"{_what(result)} a week")


def _sums(axes: Axes, result: Trend) -> None:
    chart, sums = result.clipped.chart, result.clipped.sums
    weeks = np.array(result.series.starts[-len(sums) :], dtype="datetime64[D]")
    alarms = np.array(result.clipped.alarms, dtype=int)
    axes.plot(weeks, sums, color=ORANGE, linewidth=1.5, label="sum that no single bad week can trip")
    axes.axhline(chart.threshold, color=GREY, linestyle=":", linewidth=1.5, label="its limit")
    if len(alarms):
        axes.plot(weeks[alarms], sums[alarms], "v", color=RED, markersize=8, label="alarm; the sum begins again")
    axes.set_ylabel("evidence of a rise\n(log likelihood ratio)")
