"""The likelihood of a Hawkes process whose background steps from block to block, the background integrated out.

Hawkes (1971), "Spectra of some self-exciting and mutually exciting point processes", Biometrika 58(1); exponential
kernel and recursion of Ozaki (1979), Annals of the Institute of Statistical Mathematics 31. A background that is
fitted freely in each block takes clusters for changes of the rate, and halves the branching ratio (Neyman & Scott
1948, Econometrica 16). So the log rate is a random walk over blocks, most steps small and some large, on a grid, and
the forward recursion of hidden Markov models sums over all its ways (Rabiner 1989, Proceedings of the IEEE 77(2)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp
from scipy.stats import chi2

RATIOS = np.linspace(0.0, 0.96, 25)
"""Branching ratios looked at: incidents that one sets off, on average."""
DECAYS = np.geomspace(0.7, 30.0, 9)
"""Mean days to an incident set off."""
_LEVELS = 36
_SMALL_STEP, _LARGE_STEP = 0.1, 0.6
"""Standard deviations of a step of the log rate from block to block; either is as likely."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Surface:
    """Log likelihood by branching ratio and decay, shape (ratios, decays), every other value alike."""

    ratios: Floats
    decays: Floats
    log_likelihood: Floats

    def of_ratio(self) -> Floats:
        """By branching ratio, all decays alike likely beforehand; less the top."""
        summed = logsumexp(self.log_likelihood, axis=1)
        return np.asarray(summed - summed.max())

    def of_decay(self) -> Floats:
        """By decay, all branching ratios alike likely beforehand; less the top."""
        summed = logsumexp(self.log_likelihood, axis=0)
        return np.asarray(summed - summed.max())


def block_edges(length: float, block_days: float) -> Floats:
    """Edges of equal blocks of about so many days over a period of `length` days; shape (blocks + 1,)."""
    return np.linspace(0.0, length, max(1, round(length / block_days)) + 1)


def likelihood(times: Floats, edges: Floats, ratios: Floats = RATIOS, decays: Floats = DECAYS) -> Surface:
    """The surface for sorted times in days since the first edge; at least one."""
    levels = _levels(times, edges)
    pull = excitement(times, decays)
    ends = np.searchsorted(times, edges[1:-1])
    surface = np.empty((len(ratios), len(decays)))
    for d, decay in enumerate(decays):
        by_block = _by_block(ratios[:, None] * pull[d] / decay, ends, levels, np.diff(edges))
        forward = _forward(by_block, _steps(levels))
        followers = (1 - np.exp(-(edges[-1] - times) / decay)).sum()
        surface[:, d] = logsumexp(forward[-1], axis=1) - ratios * followers
    return Surface(ratios, decays, surface)


def background(times: Floats, edges: Floats, ratio: float, decay: float) -> tuple[Floats, Floats, Floats]:
    """Each block's rate, incidents a day, at one branching ratio and decay: median and 95 % interval."""
    levels = _levels(times, edges)
    lifted = ratio * excitement(times, np.array([decay])) / decay
    by_block = _by_block(lifted, np.searchsorted(times, edges[1:-1]), levels, np.diff(edges))
    forward = _forward(by_block, _steps(levels))[:, 0]
    backward = _forward(by_block[::-1], _steps(levels).T)[::-1, 0]
    # Both hold the block's own likelihood; one is taken away.
    logs = forward + backward - by_block[:, 0]
    share = np.exp(logs - logs.max(axis=1, keepdims=True))
    below = (share / share.sum(axis=1, keepdims=True)).cumsum(axis=1)
    low, middle, high = (levels[np.minimum((below < q).sum(axis=1), _LEVELS - 1)] for q in (0.025, 0.5, 0.975))
    return middle, low, high


def top_and_interval(at: Floats, profile: Floats, level: float = 0.95) -> tuple[float, tuple[float, float]]:
    """Where a log likelihood is highest, by a parabola through the top three, and where it is within chi-squared."""
    best = int(profile.argmax())
    top, height = float(at[best]), float(profile[best])
    if 0 < best < len(at) - 1:
        curve = np.polyfit(at[best - 1 : best + 2] - at[best], profile[best - 1 : best + 2], 2)
        if curve[0] < 0:
            top = float(at[best] - curve[1] / (2 * curve[0]))
            height = float(curve[2] - curve[1] ** 2 / (4 * curve[0]))
    cut = height - chi2.ppf(level, 1) / 2
    inside = np.flatnonzero(profile >= cut)
    if not len(inside):
        return top, (top, top)
    low = _crossing(at, profile, int(inside[0]) - 1, cut) if inside[0] > 0 else float(at[0])
    high = _crossing(at, profile, int(inside[-1]), cut) if inside[-1] < len(at) - 1 else float(at[-1])
    return top, (low, high)


def _crossing(at: Floats, profile: Floats, left: int, cut: float) -> float:
    """Where the profile crosses the cut between two points of the grid."""
    below, above = profile[left], profile[left + 1]
    return float(at[left] + (cut - below) / (above - below) * (at[left + 1] - at[left]))


def excitement(times: Floats, decays: Floats) -> Floats:
    """Sum over earlier incidents of exp(-elapsed / decay), at each incident; shape (decays, incidents)."""
    pull = np.zeros((len(decays), len(times)))
    for i in range(1, len(times)):
        pull[:, i] = np.exp(-(times[i] - times[i - 1]) / decays) * (1 + pull[:, i - 1])
    return pull


def _levels(times: Floats, edges: Floats) -> Floats:
    """The rates that a block may have, incidents a day: from a thirtieth of the mean to above the busiest block."""
    mean = len(times) / edges[-1]
    busiest = (np.histogram(times, edges)[0] / np.diff(edges)).max()
    return np.geomspace(mean / 30, max(1.5 * busiest, 3 * mean), _LEVELS)


def _steps(levels: Floats) -> Floats:
    """Chance of a block's level by that of the block before, shape (before, after)."""
    apart = np.log(levels)[:, None] - np.log(levels)
    step = sum((np.exp(-((apart / size) ** 2) / 2) / size for size in (_SMALL_STEP, _LARGE_STEP)), np.zeros_like(apart))
    return np.asarray(step / step.sum(axis=1, keepdims=True))


def _by_block(lifted: Floats, ends: NDArray[np.int64], levels: Floats, lengths: Floats) -> Floats:
    """Log likelihood of each block at each level; `lifted` (rows, incidents) gives (blocks, rows, levels)."""
    parts = np.split(lifted, ends, axis=1)
    return np.stack(
        [np.log(p[:, :, None] + levels).sum(axis=1) - levels * length for p, length in zip(parts, lengths, strict=True)]
    )


def _forward(by_block: Floats, steps: Floats) -> Floats:
    """Log likelihood of the blocks so far, ending at each level; shape (blocks, rows, levels)."""
    forward = np.empty_like(by_block)
    forward[0] = by_block[0] - np.log(by_block.shape[2])
    for b in range(1, len(by_block)):
        most = forward[b - 1].max(axis=1, keepdims=True)
        forward[b] = by_block[b] + most + np.log(np.exp(forward[b - 1] - most) @ steps)
    return forward
