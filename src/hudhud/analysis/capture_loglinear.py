"""How many are on no list: Poisson log-linear models of the combinations, chosen by AIC or BIC.

Fienberg (1972), "The multiple recapture census for closed populations and incomplete 2^k contingency tables",
Biometrika 59(3); Bishop, Fienberg & Holland (1975), chapter 6. Models hold each list and any of the pairs; the
intercept is the log of the number on no list. All models are fitted at once, by iteratively reweighted least squares.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln
from scipy.stats import norm

from hudhud.analysis.capture_lists import ListTable, membership, on_how_many

_STEPS = 60
_SETTLED = 1e-8
_WIDEST_ETA = 30.0
# A standard error of the log count beyond this says that the table has nothing on it.
_WIDEST_ERROR = 5.0
_IMPOSSIBLE = 1e-9
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LogLinear:
    """The total under the chosen model, those on the lists among them, in persons."""

    estimate: int
    interval: tuple[int, int]
    """95 %, of the log of the missing number."""
    level: float
    by: str
    """"aic" or "bic"."""
    model: str
    """Which pairs of lists depend on each other in it."""
    others: tuple[tuple[str, float, int], ...]
    """The five best models: pairs, how much worse by the criterion, total."""


@dataclass(frozen=True)
class Fits:
    """Models fitted to tables: arrays of shape (tables, models)."""

    log_missing: Floats
    error: Floats
    """Standard error of `log_missing`."""
    likelihood: Floats
    """Log likelihood; minus infinity where the fit fails or the missing number is not told."""
    coefficients: Floats
    """Shape (tables, models, columns)."""
    errors: Floats
    """Standard errors of the coefficients; infinite where not fitted."""


def log_linear(table: ListTable, *, by: str = "bic", level: float = 0.95) -> LogLinear | None:
    """The model with the least AIC or BIC; None where the table lets none be fitted."""
    models = pair_models(len(table.names))
    fits = fit_models(table.counts[None], design(len(table.names)), models)
    worse = criterion(fits, models, np.array([table.persons]), by)[0]
    order = np.argsort(worse)
    if not np.isfinite(worse[order[0]]):
        return None
    best = int(order[0])
    totals = table.persons + np.exp(fits.log_missing[0])
    low, high = missing_interval(fits.log_missing[0, best], fits.error[0, best], level)
    names = [_named(model, table.names) for model in models]
    others = tuple((names[m], float(worse[m] - worse[best]), round(totals[m])) for m in order[:5] if worse[m] < np.inf)
    bounds = (round(table.persons + float(low)), round(table.persons + float(high)))
    return LogLinear(round(totals[best]), bounds, level, by, names[best], others)


def missing_interval(log_missing: Floats, error: Floats, level: float) -> tuple[Floats, Floats]:
    """Bounds of the number missing itself, which varies about its expectation besides: lognormal (Burnham 1987)."""
    missing = np.exp(log_missing)
    width = norm.ppf((1 + level) / 2) * np.sqrt(np.log1p(error**2 + 1 / np.maximum(missing, 1)))
    return missing * np.exp(-width), missing * np.exp(width)


def design(lists: int) -> Floats:
    """Columns: intercept, lists, pairs, and last the number of pairs on which one stands; rows without cell 0."""
    on = membership(lists)[1:]
    pairs = [on[:, a] * on[:, b] for a, b in itertools.combinations(range(lists), 2)]
    many = on_how_many(lists)[1:]
    return np.column_stack([np.ones(len(on)), on, *pairs, many * (many - 1) / 2]).astype(np.float64)


def pair_models(lists: int) -> NDArray[np.bool_]:
    """Which columns of `design` each model holds: every set of pairs, no heterogeneity. Shape (models, columns)."""
    pairs = lists * (lists - 1) // 2
    chosen = (np.arange(2**pairs)[:, None] >> np.arange(pairs) & 1).astype(bool)
    ones, none = np.ones((len(chosen), 1 + lists), dtype=bool), np.zeros((len(chosen), 1), dtype=bool)
    return np.concatenate([ones, chosen, none], axis=1)


def criterion(fits: Fits, models: NDArray[np.bool_], persons: NDArray[np.int64], by: str) -> Floats:
    """AIC or BIC, shape (tables, models); the number of observations of BIC is that of persons."""
    penalty = np.full((len(persons), 1), 2.0) if by == "aic" else np.log(persons)[:, None]
    return np.asarray(-2 * fits.likelihood + penalty * models.sum(axis=1))


def fit_models(tables: NDArray[np.int64], columns: Floats, models: NDArray[np.bool_]) -> Fits:
    """Fit every model to every table; columns of shape (cells, columns), tables of (tables, 2 ** lists)."""
    found = tables[:, None, 1:].astype(np.float64)
    outside = np.eye(columns.shape[1]) * ~models[:, None, :]
    eta = np.log(found + 0.5) * np.ones((1, len(models), 1))
    coefficients: Floats = np.zeros((len(tables), len(models), columns.shape[1]))
    for _ in range(_STEPS):
        expected = np.exp(eta)
        information = _information(columns, models, expected) + outside
        score = (expected * eta + found - expected) @ columns * models
        solved = np.linalg.solve(information, score[..., None])[..., 0]
        moved = np.abs(solved - coefficients).max()
        coefficients = np.asarray(solved, dtype=np.float64)
        eta = np.asarray(np.clip(coefficients @ columns.T, -_WIDEST_ETA, _WIDEST_ETA))
        if moved < _SETTLED:
            break
    expected = np.exp(eta)
    covariance = np.linalg.inv(_information(columns, models, expected) + outside)
    errors = np.sqrt(np.maximum(np.diagonal(covariance, axis1=2, axis2=3), 0))
    likelihood = (found * eta - expected - gammaln(found + 1)).sum(axis=2)
    told = (errors[..., 0] < _WIDEST_ERROR) & np.isfinite(likelihood)
    return Fits(
        log_missing=coefficients[..., 0],
        error=errors[..., 0],
        likelihood=np.where(told, likelihood, -np.inf),
        coefficients=coefficients,
        errors=np.where(models, errors, np.inf),
    )


def _information(columns: Floats, models: NDArray[np.bool_], expected: Floats) -> Floats:
    """Fisher information, shape (tables, models, columns, columns); a hair of ridge for combinations nobody is on."""
    products = (columns[:, :, None] * columns[:, None, :]).reshape(len(columns), -1)
    both = models[:, :, None] & models[:, None, :]
    shape = (*expected.shape[:2], columns.shape[1], columns.shape[1])
    whole: Floats = (expected @ products).reshape(shape) * both + _IMPOSSIBLE * np.eye(columns.shape[1])
    return whole


def _named(model: NDArray[np.bool_], names: Sequence[str]) -> str:
    pairs = itertools.combinations(names, 2)
    held = [f"{a}–{b}" for (a, b), there in zip(pairs, model[1 + len(names) : -1], strict=True) if there]
    return ", ".join(held) or "no list depends on another"
