"""The tail of severities: power law and lognormal above a least size, fitted, compared, resampled.

After Clauset, Shalizi & Newman (2009), "Power-law distributions in empirical data", SIAM Review 51
(maximum likelihood, choice of the least size by the Kolmogorov–Smirnov distance), and Clauset &
Woodard (2013), "Estimating the historical and future probabilities of large terrorist events",
Annals of Applied Statistics 7 (both tails over resampled events).

Both are one family here. Its logarithm falls with the logarithm of the size by `slope` at the size
`centre`, and faster by `bend` with every unit further: bend 0 is a power law with exponent `slope`,
and any other a lognormal with sigma² = 1 / bend.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import zeta
from scipy.stats import norm

from hudhud.analysis.negative_binomial import Floats
from hudhud.errors import AnalysisError

LEAST_TAIL = 30
"""Events in the tail, fewer than which say next to nothing of its shape."""

_LEAST_BEND, _MOST_BEND = 0.01, 20.0
"""A lognormal that bends less (sigma 10) is a power law for any size that was ever seen."""
_STEEPEST = 8.0
_SLOPES, _BENDS = 61, 49
_AT_ONCE = 500
"""Sizes weighed at once, which bounds the memory."""


@dataclass(frozen=True)
class Tail:
    """A distribution of sizes from `least` on."""

    least: float
    slope: float
    bend: float
    centre: float
    """The size at which `slope` holds; without meaning for a power law."""
    discrete: bool
    events: int
    """Sizes in the tail that it was fitted to."""

    @property
    def kind(self) -> str:
        return "lognormal" if self.bend else "power law"

    def survival(self, size: ArrayLike) -> Floats:
        """Chance that an event of the tail has at least this size."""
        x = np.maximum(np.asarray(size, dtype=float), self.least)
        result: Floats
        if self.bend:
            parameters = np.array([self.slope]), np.array([self.bend])
            result = np.asarray(np.exp(_log_survival(np.atleast_1d(x), *parameters, self)[0])).reshape(x.shape)
        elif self.discrete:
            result = np.asarray(zeta(self.slope, np.ceil(x)) / zeta(self.slope, self.least))
        else:
            result = np.asarray((x / self.least) ** (1 - self.slope))
        return result


@dataclass(frozen=True)
class TailDraws:
    """Both tails over resampled events, one entry a resample."""

    least: float
    events: NDArray[np.int64]
    """Events in the tail, shape (draws,)."""
    power_law: tuple[Tail, ...]
    lognormal: tuple[Tail, ...]

    def survival(self, kind: str, size: ArrayLike) -> Floats:
        """Chance that an event of the tail has at least this size, shape (draws,); one size, or one for each draw."""
        tails = self.power_law if kind == "power law" else self.lognormal
        sizes = np.broadcast_to(np.asarray(size, dtype=float), len(tails))
        return np.array([float(t.survival(s)) for t, s in zip(tails, sizes, strict=True)])

    def chance(self, kind: str, size: ArrayLike, exposure: float = 1.0) -> Floats:
        """Chance of at least one event of this size in `exposure` times the period seen, shape (draws,)."""
        single = np.minimum(self.survival(kind, size), 1 - 1e-12)
        return np.asarray(-np.expm1(exposure * self.events * np.log1p(-single)))


def middle_and_interval(*draws: Floats) -> tuple[float, tuple[float, float]]:
    """The mean of the sets' medians, and the central 90 % of all their draws together.

    Quantiles are Weibull's, which leave out as much as they say even of few draws.
    """
    low, high = np.quantile(np.concatenate(draws), [0.05, 0.95], method="weibull")
    return float(np.mean([np.median(d) for d in draws])), (float(low), float(high))


def fit_power_law(sizes: ArrayLike, least: float, *, discrete: bool = True) -> Tail:
    """Maximum likelihood of the exponent; sizes below `least` are left out."""
    return _power_law(_tail(sizes, least), least, discrete)


def _power_law(tail: Floats, least: float, discrete: bool) -> Tail:
    logs = float(np.log(tail).mean())
    if discrete:
        found = minimize_scalar(lambda a: a * logs + np.log(zeta(a, least)), bounds=(1.01, _STEEPEST), method="bounded")
        exponent = float(found.x)
    else:
        exponent = min(_STEEPEST, 1 + 1 / max(logs - np.log(least), 1e-9))
    return Tail(least, exponent, 0.0, float(np.exp(logs)), discrete, len(tail))


def fit_lognormal(sizes: ArrayLike, least: float, *, discrete: bool = True) -> Tail:
    """Maximum likelihood of a lognormal that is cut off below `least`."""
    tail = _tail(sizes, least)
    values, times = np.unique(tail, return_counts=True)
    frame = Tail(least, 2.0, 1.0, float(np.exp(np.log(tail).mean())), discrete, len(tail))

    def cost(p: Floats) -> float:
        return -float((_log_pmf(values, p[:1], np.exp(p[1:]), frame) @ times)[0])

    bounds = [(-5.0, 3 * _STEEPEST), (np.log(_LEAST_BEND), np.log(_MOST_BEND))]
    starts = ([2.0, np.log(0.05)], [2.5, np.log(0.5)])
    best = min((minimize(cost, s, bounds=bounds, method="L-BFGS-B") for s in starts), key=lambda r: float(r.fun))
    return Tail(least, float(best.x[0]), float(np.exp(best.x[1])), frame.centre, discrete, len(tail))


def choose_least(sizes: ArrayLike, *, discrete: bool = True, fewest: int = LEAST_TAIL) -> float:
    """The least size from which on a power law lies closest to the sizes, by Kolmogorov–Smirnov distance."""
    x = np.sort(np.asarray(sizes, dtype=float))
    candidates = [v for v in np.unique(x) if v > 0 and (x >= v).sum() >= fewest]
    if not candidates:
        raise AnalysisError(f"{len(x)} events are too few for a tail; it needs at least {fewest}")
    return float(min(candidates, key=lambda v: _distance(x[x >= v], v, discrete)))


def resample(
    sizes: ArrayLike,
    least: float,
    *,
    ranges: tuple[ArrayLike, ArrayLike] | None = None,
    draws: int = 400,
    seed: int = 0,
) -> TailDraws:
    """Fit both tails to events drawn anew with replacement.

    With `ranges` (lowest and highest size by event, each shape (events,)) every draw also takes each
    size anew from its range.
    """
    x = np.asarray(sizes, dtype=float)
    _tail(x, least)
    rng = np.random.default_rng(seed)
    whole = bool((x == np.round(x)).all())
    taken = []
    for _ in range(draws):
        chosen = rng.integers(len(x), size=len(x))
        drawn = x[chosen] if ranges is None else _within(rng, ranges, chosen)
        taken.append(drawn[drawn >= least])
    columns = np.unique(np.concatenate(taken))
    times = np.zeros((draws, len(columns)))
    for row, tail in zip(times, taken, strict=True):
        found, often = np.unique(tail, return_counts=True)
        row[np.searchsorted(columns, found)] = often
    return _of_resamples(columns, times, least, whole)


def _of_resamples(columns: Floats, times: Floats, least: float, discrete: bool) -> TailDraws:
    """Both tails of every row of counts, shape (draws, sizes); the lognormal by its best point on a grid."""
    events = times.sum(axis=1).astype(int)
    if (events < 2).any():
        raise AnalysisError("too few events in the tail to resample; take a smaller least size")
    pooled = np.repeat(columns, times.sum(axis=0).astype(int))
    frame = fit_lognormal(pooled, least, discrete=discrete)
    spread = 8 * abs(frame.slope - 1 + frame.bend) / np.sqrt(events.mean()) + 0.2
    slopes = frame.slope + np.linspace(-spread, spread, _SLOPES)
    bends = np.geomspace(_LEAST_BEND, _MOST_BEND, _BENDS)
    grid = [a.ravel() for a in np.meshgrid(slopes, bends, indexing="ij")]
    scores = np.zeros((len(times), grid[0].size))
    for start in range(0, len(columns), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        scores += times[:, part] @ _log_pmf(columns[part], grid[0], grid[1], frame).T
    best = np.argmax(scores, axis=1)
    lognormal = tuple(
        Tail(least, float(grid[0][i]), float(grid[1][i]), frame.centre, discrete, int(n))
        for i, n in zip(best, events, strict=True)
    )
    power_law = tuple(_unbiased(_power_law(np.repeat(columns, row.astype(int)), least, discrete)) for row in times)
    return TailDraws(least, events, power_law, lognormal)


def _unbiased(tail: Tail) -> Tail:
    """An exponent is found too steep by one part in the events; a resample's twice, with that of what it is drawn from.

    Clauset, Shalizi & Newman (2009), appendix B. Uncorrected, the interval of the exponent lies too high.
    """
    return replace(tail, slope=1 + (tail.slope - 1) * (1 - 1 / tail.events) ** 2)


def _tail(sizes: ArrayLike, least: float) -> Floats:
    x = np.asarray(sizes, dtype=float)
    tail = x[x >= least]
    if least <= 0:
        raise AnalysisError(f"the least size must be above 0, not {least:g}")
    if len(tail) < 2 or tail.max() == least:
        raise AnalysisError(f"{len(tail)} events of {least:g} or more say nothing of a tail; take a smaller least size")
    return tail


def _log_survival(x: Floats, slope: Floats, bend: Floats, frame: Tail) -> Floats:
    """Of lognormals by slope and bend, shape (parameters,), at sizes, shape (sizes,); shape (parameters, sizes)."""
    middle, sigma = np.log(frame.centre) - (slope - 1) / bend, 1 / np.sqrt(bend)
    half = 0.5 if frame.discrete else 0.0
    edges = np.log(np.concatenate([np.ceil(x) if frame.discrete else x, [frame.least]]) - half)
    far = norm.logsf((edges[None, :] - middle[:, None]) / sigma[:, None])
    result: Floats = far[:, :-1] - far[:, -1:]
    return result


def _log_pmf(values: Floats, slope: Floats, bend: Floats, frame: Tail) -> Floats:
    """Log probability (or density) of sizes under lognormals; shape (parameters, sizes)."""
    if frame.discrete:
        here = _log_survival(values, slope, bend, frame)
        return np.asarray(
            here + np.log(-np.expm1(np.minimum(_log_survival(values + 1, slope, bend, frame) - here, -1e-14)))
        )
    middle, sigma = np.log(frame.centre) - (slope - 1) / bend, 1 / np.sqrt(bend)
    z = (np.log(values)[None, :] - middle[:, None]) / sigma[:, None]
    cut = norm.logsf((np.log(frame.least) - middle) / sigma)
    return np.asarray(norm.logpdf(z) - np.log(sigma)[:, None] - np.log(values)[None, :] - cut[:, None])


def _distance(tail: Floats, least: float, discrete: bool) -> float:
    """Largest gap between the sizes' shares and the fitted power law's."""
    if tail.max() == least:
        return 1.0
    fitted = fit_power_law(tail, least, discrete=discrete)
    values, times = np.unique(tail, return_counts=True)
    above = 1 - np.cumsum(times) / len(tail)
    model = fitted.survival(values + 1) if discrete else fitted.survival(values)
    return float(np.abs(above - model).max())


def _within(rng: np.random.Generator, ranges: tuple[ArrayLike, ArrayLike], chosen: NDArray[np.int64]) -> Floats:
    lows, highs = (np.asarray(r, dtype=int)[chosen] for r in ranges)
    return np.asarray(rng.integers(lows, highs + 1), dtype=float)
