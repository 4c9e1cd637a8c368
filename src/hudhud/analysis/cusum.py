"""Alarms over weekly counts: a cumulative sum of likelihood ratios, and one that a single bad week cannot trip.

The sum and its likelihood ratio follow Höhle & Paul (2008), "Count data regression charts for the
monitoring of surveillance time series", Computational Statistics & Data Analysis 52; the run length
is that of Brook & Evans (1972), "An approach to the probability distribution of CUSUM run length",
Biometrika 59: the sum's values in bins, as the states of a Markov chain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from hudhud.analysis.negative_binomial import Floats, Level, pmf, quantile

WEEKS_BETWEEN_FALSE_ALARMS = 5 * 365.25 / 7
"""One false alarm in five years."""

_BINS = 120
_DRAWS = 24


@dataclass(frozen=True)
class Chart:
    """A rule that is fixed before the weeks it watches."""

    mean: float
    """Incidents a week in the baseline."""
    dispersion: float
    factor: float
    """The rise it is set up to find."""
    ceiling: int | None
    """Counts above it are taken as it; None is the plain sum."""
    threshold: float
    weeks_between_false_alarms: float

    def step(self, counts: ArrayLike) -> Floats:
        """What each week adds to the sum: the log likelihood ratio of the raised mean against the baseline's."""
        x = np.asarray(counts, dtype=float)
        if self.ceiling is not None:
            x = np.minimum(x, self.ceiling)
        ratio = np.log1p(self.dispersion * self.mean) - np.log1p(self.dispersion * self.factor * self.mean)
        result: Floats = x * np.log(self.factor) + (x + 1 / self.dispersion) * ratio
        return result


@dataclass(frozen=True)
class Watch:
    """A chart run over weeks."""

    chart: Chart
    sums: Floats
    """The sum after each week, shape (weeks,); it starts again from 0 after an alarm."""
    alarms: tuple[int, ...]
    """The weeks in which it reached the threshold."""
    onsets: tuple[int, ...]
    """For each alarm the first week after the sum was last 0: when the rise seems to have begun."""


def watch(chart: Chart, counts: ArrayLike) -> Watch:
    """Run the chart over weekly counts, shape (weeks,)."""
    sums: list[float] = []
    alarms: list[int] = []
    onsets: list[int] = []
    total, onset = 0.0, 0
    for week, added in enumerate(chart.step(counts)):
        if total == 0.0:
            onset = week
        total = max(0.0, total + float(added))
        sums.append(total)
        if total >= chart.threshold:
            alarms.append(week)
            onsets.append(onset)
            total = 0.0
    return Watch(chart, np.array(sums), tuple(alarms), tuple(onsets))


def run_length(chart: Chart, mean: float, dispersion: float) -> float:
    """Expected weeks to an alarm from a sum of 0, where counts have this mean and dispersion."""
    fixed, each = -float(chart.step(0)), float(chart.step(1) - chart.step(0))
    below = np.concatenate(([0.0], np.cumsum(pmf(quantile(1 - 1e-9, mean, dispersion) + 1, mean, dispersion)), [1.0]))
    width = chart.threshold / _BINS
    # State 0 is a sum of exactly 0; state i lies in the middle of the i-th bin.
    states = np.concatenate(([0.0], (np.arange(_BINS) + 0.5) * width))
    # How many counts, from 0 on, leave the sum under each bin's upper edge.
    under = np.ceil((np.arange(_BINS + 1) * width - states[:, None] + fixed) / each)
    if chart.ceiling is not None:
        under = np.where(under > chart.ceiling, len(below) - 1, under)
    reached = below[np.clip(under, 0, len(below) - 1).astype(int)]
    moves = np.diff(reached, axis=1, prepend=0.0)
    lengths = np.linalg.solve(np.eye(_BINS + 1) - moves, np.ones(_BINS + 1))
    return float(lengths[0])


def chart_for(
    baseline: Level,
    *,
    factor: float = 2.0,
    clipped: bool = True,
    weeks_between_false_alarms: float = WEEKS_BETWEEN_FALSE_ALARMS,
    seed: int = 0,
) -> Chart:
    """The chart whose false alarms, averaged over what the baseline leaves open, come as rarely as asked.

    The clipped chart takes a week above the baseline's 9-in-10 bound as that bound.
    """
    mean, dispersion = baseline.mean, baseline.dispersion
    ceiling = max(1, quantile(0.9, mean, dispersion)) if clipped else None
    means, dispersions = baseline.draws(np.random.default_rng(seed), _DRAWS)

    def made(threshold: float) -> Chart:
        return Chart(mean, dispersion, factor, ceiling, threshold, weeks_between_false_alarms)

    def too_often(threshold: float) -> bool:
        chart = made(threshold)
        rates = [1 / run_length(chart, m, d) for m, d in zip(means, dispersions, strict=True)]
        return float(np.mean(rates)) > 1 / weeks_between_false_alarms

    low, high = 0.05, 4.0
    while too_often(high) and high < 60:
        low, high = high, 1.5 * high
    while high - low > 0.01:
        middle = (low + high) / 2
        low, high = (middle, high) if too_often(middle) else (low, middle)
    return made(high)
