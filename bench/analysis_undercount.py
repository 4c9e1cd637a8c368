"""How many are missing from the lists: the Kosovo lists, and simulated lists of which the truth is known.

Simulated victims number 1,000. Each simulation has four lists that find a victim with a chance drawn from .15 to .45:
independently; with one pair, drawn too, of which either list finds one odds ratio of 3 to 5 more easily who is on the
other; or alike but for victims who are harder or easier to find on all lists (log odds of standard deviation 1.5, with
means lower by a half). Coverage counts the 95 % intervals that hold the 1,000.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from measuring import SHARED, show
from numpy.typing import NDArray

from hudhud.analysis.capture_graphs import graph_average
from hudhud.analysis.capture_latent import sample_totals
from hudhud.analysis.capture_lists import ListTable, read_lists
from hudhud.analysis.capture_loglinear import criterion, design, fit_models, missing_interval, pair_models
from hudhud.analysis.undercount import seen_in, undercount

VICTIMS = 1000
_LISTS = 4
_KINDS = ("independent", "pairwise", "heterogeneous")
_KOSOVO = {"graphs": (12_595, 9_827, 16_544), "classes": 10_382}
Counts = NDArray[np.int64]
Bounds = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]
"""Low, middle and high by table."""


def simulated(kind: str, simulations: int, seed: int = 1) -> Counts:
    """Tables of persons by combination of lists; shape (simulations, 16)."""
    rng = np.random.default_rng([seed, _KINDS.index(kind)])
    return np.array([_one(kind, rng) for _ in range(simulations)])


def _one(kind: str, rng: np.random.Generator) -> Counts:
    chance = rng.uniform(0.15, 0.45, _LISTS)
    odds = chance / (1 - chance) * np.ones((VICTIMS, 1))
    if kind == "heterogeneous":
        odds = odds * np.exp(rng.normal(-0.5, 1.5, (VICTIMS, 1)))
    on = rng.random((VICTIMS, _LISTS)) < odds / (1 + odds)
    if kind == "pairwise":
        one, other = rng.choice(_LISTS, 2, replace=False)
        tied = odds[:, other] * np.where(on[:, one], rng.uniform(3, 5), 1)
        on[:, other] = rng.random(VICTIMS) < tied / (1 + tied)
    counts = np.bincount(on @ (1 << np.arange(_LISTS)), minlength=2**_LISTS)
    counts[0] = 0
    return counts


def measure(simulations: int = 500, sweeps: int = 3000, kosovo: Path | None = None) -> dict[str, Any]:
    """Coverage and median by kind and estimator, how often heterogeneity is seen, and Kosovo where there is a file."""
    result: dict[str, Any] = {"simulations": simulations}
    for kind in _KINDS:
        tables = simulated(kind, simulations)
        result[kind] = {
            "graphs": _scored(*_by_graphs(tables)),
            "classes": _scored(*_by_classes(tables, sweeps)) if sweeps else None,
            "log_linear_bic": _scored(*_by_models(tables, "bic")),
            "log_linear_aic": _scored(*_by_models(tables, "aic")),
            "warned": round(float(seen_in(tables).mean()), 3),
        }
    if kosovo is not None and kosovo.exists():
        result["kosovo"] = on_kosovo(kosovo)
    return result


def on_kosovo(path: Path) -> dict[str, Any]:
    """The three estimates of the Kosovo lists."""
    found = undercount(read_lists(path))
    assert found.log_linear is not None
    return {
        "graphs": (found.graphs.median, *found.graphs.interval),
        "classes": (found.classes.median, *found.classes.interval),
        "classes_error": found.classes.error,
        "log_linear": (found.log_linear.estimate, *found.log_linear.interval),
        "warned": found.heterogeneity.seen,
    }


def _scored(low: NDArray[Any], middle: NDArray[Any], high: NDArray[Any]) -> dict[str, float]:
    held = (low <= VICTIMS) & (high >= VICTIMS)
    width = np.median(high - low)
    return {"coverage": round(float(held.mean()), 3), "median": float(round(np.median(middle))), "width": float(width)}


def _by_graphs(tables: Counts) -> Bounds:
    names = tuple(f"list {n}" for n in range(1, _LISTS + 1))
    found = [graph_average(ListTable(names, counts)) for counts in tables]
    low, middle, high = np.array([(one.interval[0], one.median, one.interval[1]) for one in found]).T
    return low, middle, high


def _by_classes(tables: Counts, sweeps: int) -> Bounds:
    draws = sample_totals(tables, sweeps=sweeps, burn=sweeps // 2, seed=1)
    low, middle, high = np.quantile(draws, (0.025, 0.5, 0.975), axis=0)
    return low, middle, high


def _by_models(tables: Counts, by: str) -> Bounds:
    models, persons = pair_models(_LISTS), tables.sum(axis=1)
    fits = fit_models(tables, design(_LISTS), models)
    best = criterion(fits, models, persons, by).argmin(axis=1)
    row = np.arange(len(tables))
    missing, error = fits.log_missing[row, best], fits.error[row, best]
    low, high = missing_interval(missing, error, 0.95)
    return persons + low, persons + np.exp(missing), persons + high


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=500)
    parser.add_argument("--kosovo", type=Path, default=SHARED / "bench" / "kosovo" / "kosovo_aggregate.csv")
    options = parser.parse_args()
    result = measure(options.simulations, kosovo=options.kosovo)
    rows = []
    for kind in _KINDS:
        asked = "below, and warned of" if kind == "heterogeneous" else "0.93 to 0.98"
        for name in ("graphs", "classes", "log_linear_bic", "log_linear_aic"):
            found = result[kind][name]
            rows.append((f"{kind}, {name}: coverage", f"{found['coverage']} (median {found['median']:.0f})", asked, ""))
        rows.append((f"{kind}: warned", str(result[kind]["warned"]), "1" if kind == "heterogeneous" else "", ""))
    if "kosovo" in result:
        rows.append(
            ("Kosovo, graphs", str(result["kosovo"]["graphs"]), f"{_KOSOVO['graphs']} within 5", "Ball et al. 2002")
        )
        rows.append(("Kosovo, classes", str(result["kosovo"]["classes"]), f"{_KOSOVO['classes']} within 2 %", "LCMCR"))
        rows.append(("Kosovo, log-linear", str(result["kosovo"]["log_linear"]), "", ""))
    show("undercount", rows, result)


if __name__ == "__main__":
    main()
