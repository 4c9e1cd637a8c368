"""How many victims are on no list: three estimators side by side, each a lower bound under what it assumes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from hudhud.analysis.basis import Basis
from hudhud.analysis.capture_graphs import GraphAverage, graph_average
from hudhud.analysis.capture_latent import LatentClasses, latent_classes
from hudhud.analysis.capture_lists import ListTable
from hudhud.analysis.capture_loglinear import Fits, LogLinear, design, fit_models, log_linear, pair_models
from hudhud.analysis.drawing import BLUE, GREEN, ORANGE

LOWER_BOUND = (
    "A lower bound under stated assumptions: whoever had no chance to be on any list is counted by none of the three."
)
_LEAST_SHARED = 10
# An interval whose upper end is this many times its lower end bounds nothing that could be used.
_WIDEST = 10.0
_MOST_PAIRS = 0.75
# Standard errors by which the lists share too few persons for chance.
_APART = 3.0
# What a further dependence must add to twice the log likelihood to be believed: chance adds so much one time in twenty.
_PRICE = 3.84


@dataclass(frozen=True)
class Heterogeneity:
    """Whether some victims look easier to find than others, on all lists alike."""

    seen: bool
    strength: float
    """The common dependence of all pairs of lists, in standard errors; positive where some are easier to find."""
    better_by: float
    """How much better that one number explains the table than the best set of pairs, in twice the log likelihood with
    3.84 taken off for every number; negative where worse."""
    reason: str


@dataclass(frozen=True)
class Undercount:
    """Estimates of the total, those on the lists among them, in persons."""

    table: ListTable
    graphs: GraphAverage
    classes: LatentClasses
    log_linear: LogLinear | None
    """By BIC."""
    log_linear_aic: LogLinear | None
    heterogeneity: Heterogeneity
    told: bool
    """False where the lists share too few persons, or leave the total open."""
    warnings: tuple[str, ...]
    basis: Basis
    words: str


def undercount(
    table: ListTable, *, chains: int = 60, sweeps: int = 15_000, burn: int = 10_000, seed: int = 1
) -> Undercount:
    """All three estimators; `chains`, `sweeps` and `burn` are those of the latent classes, which take the time."""
    graphs = graph_average(table)
    classes = latent_classes(table, chains=chains, sweeps=sweeps, burn=burn, seed=seed)
    by_bic, by_aic = log_linear(table, by="bic"), log_linear(table, by="aic")
    uneven = heterogeneity(table)
    told = table.shared >= _LEAST_SHARED and graphs.interval[1] <= _WIDEST * graphs.interval[0]
    warnings = _warnings(table, graphs, classes, by_bic, uneven)
    return Undercount(
        table, graphs, classes, by_bic, by_aic, uneven, told, warnings, _basis(table),
        _words(table, graphs, classes, by_bic, told, warnings),
    )  # fmt: skip


def heterogeneity(table: ListTable) -> Heterogeneity:
    """Darroch, Fienberg, Glonek & Junker (1993), JASA 88: heterogeneity looks like one dependence of all pairs.

    It is held to be seen where that, with one pair that differs or none, explains the table better than any set of
    pairs; or where three in four pairs of lists depend on each other, all in the way that heterogeneity makes them.
    """
    strength, better, pairs = (found[0] for found in _unevenness(table.counts[None]))
    if strength > 0 and better > 0:
        reason = "One common dependence of all lists fits better than any set of pairs"
    elif np.isfinite(pairs).mean() >= _MOST_PAIRS and np.nanmin(pairs) > 0:
        reason = "Most pairs of lists depend on each other, and each of them shares more persons than chance would"
    else:
        return Heterogeneity(
            False, float(strength), float(better), "No sign of it; it can hide, and lists cannot exclude it"
        )
    return Heterogeneity(True, float(strength), float(better), reason)


def seen_in(tables: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether heterogeneity is seen, for many tables at once: counts of shape (tables, 2 ** lists)."""
    strength, better, pairs = _unevenness(tables)
    most = np.isfinite(pairs).mean(axis=1) >= _MOST_PAIRS
    together = np.nan_to_num(pairs, nan=np.inf).min(axis=1) > 0
    whole: NDArray[np.bool_] = (strength > 0) & (better > 0) | most & together
    return whole


def _unevenness(
    tables: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Strength and gain in BIC by table, and by table and pair its dependence in the best model, NaN where none."""
    lists = tables.shape[1].bit_length() - 1
    columns, pairs = design(lists), pair_models(lists)
    common = pairs[pairs[:, 1 + lists : -1].sum(axis=1) <= 1]
    common[:, -1] = True
    by_common, by_pairs = fit_models(tables, columns, common), fit_models(tables, columns, pairs)
    worse, worse_pairs = _priced(by_common, common), _priced(by_pairs, pairs)
    uneven, best, row = worse.argmin(axis=1), worse_pairs.argmin(axis=1), np.arange(len(tables))
    strength = by_common.coefficients[row, uneven, -1] / by_common.errors[row, uneven, -1]
    better = worse_pairs[row, best] - worse[row, uneven]
    held = np.where(pairs[best, 1 + lists : -1], by_pairs.coefficients[row, best, 1 + lists : -1], np.nan)
    return strength, better, held


def _priced(fits: Fits, models: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How badly each model explains each table, a price taken for every number that it has."""
    return np.asarray(-2 * fits.likelihood + _PRICE * models.sum(axis=1))


def _warnings(
    table: ListTable, graphs: GraphAverage, classes: LatentClasses, linear: LogLinear | None, uneven: Heterogeneity
) -> tuple[str, ...]:
    found = []
    if uneven.seen:
        found.append(
            f"Some victims were easier to find than others. {uneven.reason}: the graphs and log-linear models then "
            "put the total too low, and so may the latent classes. Read them as a lower bound, not as the total."
        )
    elif uneven.strength < -_APART:
        found.append(
            "The lists share fewer persons than chance would have it, as if each looked for those whom the others did "
            "not: then the figures may be too high, and are no lower bound."
        )
    intervals = [graphs.interval, classes.interval, *([linear.interval] if linear else [])]
    if max(low for low, _ in intervals) > min(high for _, high in intervals):
        found.append(
            "The intervals of the estimators do not overlap: what is assumed matters more than what is counted."
        )
    if linear is None:
        found.append("No log-linear model can be fitted: too few persons stand on several lists.")
    if table.shared < _LEAST_SHARED:
        found.append(f"Only {table.shared} persons stand on two lists or more.")
    return tuple(found)


def _basis(table: ListTable) -> Basis:
    sizes = ", ".join(f"{name} {size:,}" for name, size in zip(table.names, table.sizes, strict=True))
    return Basis(
        ids=(),
        gaps=(
            f"{table.persons:,} persons on {len(table.names)} lists ({sizes}); {table.shared:,} on two or more.",
            "Persons whom no list could have held, and victims of other places and years than the lists cover.",
        ),
        assumptions=(
            "One row is one person, and one person is one row: a wrong match lowers the total, a missed one raises it.",
            "The lists cover one place and period, and nobody on them is alive or died otherwise.",
            "Lists depend on each other in pairs or not at all; a list copied from two others is not allowed for.",
            "No list was made of those whom the others leave out; where one was, the figures are too high.",
            "Graphs and log-linear models: but for those dependences, a list found all victims as easily.",
            "Latent classes: victims fall into kinds, within which the lists were independent.",
        ),
    )


def _words(
    table: ListTable,
    graphs: GraphAverage,
    classes: LatentClasses,
    linear: LogLinear | None,
    told: bool,
    warnings: tuple[str, ...],
) -> str:
    said = f"The lists name {table.persons:,} victims."
    if not told:
        return " ".join((said, "How many more there are cannot be told from these data.", *warnings, LOWER_BOUND))
    parts = [
        f"averaged over graphs of dependence {_range(graphs.median, graphs.interval)}",
        f"by latent classes {_range(classes.median, classes.interval)}",
    ]
    if linear is not None:
        parts.append(f"by the log-linear model with the least BIC {_range(linear.estimate, linear.interval)}")
    said += f" In all there were, {'; '.join(parts)} (95 % intervals)."
    missing = graphs.median - table.persons
    said += f" By the first, {missing:,} are on no list. Each figure holds only if its own assumptions do."
    return " ".join((said, *warnings, LOWER_BOUND))


def _range(middle: int, interval: tuple[int, int]) -> str:
    return f"{middle:,} [{interval[0]:,}–{interval[1]:,}]"


def plot_undercount(result: Undercount) -> Figure:
    """The posteriors as curves, the three intervals under them, and what the lists name as a line."""
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    high = max(result.graphs.interval[1], result.classes.interval[1]) * 1.15
    bins = np.linspace(result.table.persons, high, 80)
    by_graph, _ = np.histogram(result.graphs.totals, bins=bins, weights=result.graphs.density)
    by_class, _ = np.histogram(result.classes.draws, bins=bins)
    above.stairs(by_graph, bins, fill=True, alpha=0.5, color=BLUE)
    above.stairs(by_class / max(result.classes.draws.size, 1), bins, fill=True, alpha=0.5, color=ORANGE)
    above.set_yticks([])
    above.set_ylabel("probability")
    rows = [
        ("graphs", result.graphs.median, result.graphs.interval, BLUE),
        ("latent classes", result.classes.median, result.classes.interval, ORANGE),
    ]
    if result.log_linear is not None:
        rows.append(("log-linear (BIC)", result.log_linear.estimate, result.log_linear.interval, GREEN))
    for place, (_, middle, (low, upper), colour) in enumerate(rows):
        below.plot([low, upper], [place, place], color=colour, linewidth=3)
        below.plot([middle], [place], "o", color=colour)
    below.set_yticks(range(len(rows)), [name for name, *_ in rows])
    below.set_ylim(len(rows) - 0.5, -0.5)
    above.set_title("How many victims in all? (bars below: 95 % intervals)")
    for axes in (above, below):
        axes.axvline(result.table.persons, color="black", linestyle="--", linewidth=1)
    below.set_xlabel(f"victims in all (dashed: the {result.table.persons:,} named); a lower bound")
    return figure
