"""Near repeats, self-excitation and hot cells on simulated incidents of which the truth is known.

Near repeats: 400 incidents over two years around a front that moves .1, .25 or .5 km a day, places 30 km about it, none
following from another: how often the test says otherwise. Then the same with every other incident following the one
before within ten days and some km: how often it is found.

Self-excitation: two years, 40 % (then none) of the incidents set off by earlier ones, 4 days after them on average. The
rest come at a steady rate, one that halves in the middle, or one that falls all the time to a tenth.

Hot cells: 60 places of unlike rates whose quarters vary by themselves, five of which rise in the last one.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import h3
import numpy as np
from measuring import show
from numpy.typing import NDArray

from hudhud.analysis.cells import RESOLUTION, hot_cells
from hudhud.analysis.hawkes_likelihood import block_edges, likelihood, top_and_interval
from hudhud.analysis.knox import near_repeat
from hudhud.analysis.where_when import Points

_FIRST = 736_000
_DAYS = 720
_KM = 111.2
_SPEEDS = (0.1, 0.25, 0.5)
_DECAY, _SHARE = 4.0, 0.4
Floats = NDArray[np.float64]
_RATES: dict[str, Callable[[Floats], Floats]] = {
    "steady": lambda t: np.full(len(t), 0.35),
    "halved": lambda t: np.where(t < _DAYS / 2, 0.5, 0.25),
    "falling": lambda t: np.minimum(1.0, 1.2 * np.exp(-t / 300)),
}
_QUICKEST = 1.0
"""No rate is above it."""


def measure(simulations: int = 500) -> dict[str, Any]:
    """All three, each with so many simulations of a kind."""
    return {
        "simulations": simulations,
        "near_repeat": near_repeats(simulations),
        "self_excitation": self_excitations(simulations),
        "hot_cells": hot(max(1, simulations // 5)),
    }


def near_repeats(simulations: int) -> dict[str, float]:
    """Share of simulations in which near repeats are found at .05, by speed of the front, and where there are some."""
    found = {}
    for speed in _SPEEDS:
        said = [_said(_front(np.random.default_rng([s, round(speed * 100)]), speed)) for s in range(simulations)]
        found[f"false at {speed} km a day"] = round(float(np.mean(said)), 3)
    followed = [_said(_followed(np.random.default_rng([s, 999]))) for s in range(max(1, simulations // 5))]
    return found | {
        "false, all speeds": round(float(np.mean(list(found.values()))), 3),
        "found where they are": round(float(np.mean(followed)), 3),
    }


def _said(points: Points) -> bool:
    result = near_repeat(points, permutations=199)
    return result.told and result.p_value <= 0.05


def _front(rng: np.random.Generator, speed: float, incidents: int = 400) -> Points:
    days = np.sort(rng.integers(0, _DAYS, incidents))
    east, north = speed * days + rng.normal(0, 30, incidents), rng.normal(0, 30, incidents)
    return _points(days, 34 + north / _KM, 38 + east / (_KM * np.cos(np.radians(34))))


def _followed(rng: np.random.Generator) -> Points:
    first = _front(rng, 0.25, 200)
    days = np.concatenate([first.days - _FIRST, first.days - _FIRST + rng.integers(1, 11, 200)])
    lat, lon = (np.concatenate([at, at + rng.normal(0, 0.02, 200)]) for at in (first.lat, first.lon))
    return _points(days, lat, lon)


def _points(days: NDArray[np.int64], lat: Floats, lon: Floats) -> Points:
    order = np.argsort(days, kind="stable")
    return Points(tuple(f"i{n}" for n in order), _FIRST + days[order], lat[order], lon[order], ())


def self_excitations(simulations: int) -> dict[str, Any]:
    """Coverage of the 95 % interval and mean estimate by background, and what is found where nothing is set off."""
    found: dict[str, Any] = {}
    for name, rate in _RATES.items():
        for share in (_SHARE, 0.0):
            fits = [_fit(np.random.default_rng([s, 5]), rate, share) for s in range(simulations)]
            ratios, low, high = np.array([(ratio, *interval) for ratio, interval in fits]).T
            found[f"{name}, {share:.0%} set off"] = {
                "coverage": round(float(((low <= share) & (high >= share)).mean()), 3),
                "mean": round(float(ratios.mean()), 3),
                "above_0.15": round(float((ratios > 0.15).mean()), 3),
            }
    return found


def _fit(rng: np.random.Generator, rate: Callable[[Floats], Floats], share: float) -> tuple[float, tuple[float, float]]:
    times = excited(rng, rate, share)
    # Reports give a day and no hour.
    hours = np.sort(np.floor(times) + rng.random(len(times)))
    surface = likelihood(hours, block_edges(float(_DAYS), 90))
    return top_and_interval(surface.ratios, surface.of_ratio())


def excited(rng: np.random.Generator, rate: Callable[[Floats], Floats], share: float) -> Floats:
    """Times in days of a Hawkes process as a branching one, with a hundred days before the first to settle."""
    before = 100.0
    times = rng.uniform(-before, _DAYS, rng.poisson(_QUICKEST * (_DAYS + before)))
    times = times[rng.random(len(times)) < rate(times) / _QUICKEST]
    generations = [times]
    while len(times):
        children = rng.poisson(share, len(times))
        times = np.repeat(times, children) + rng.exponential(_DECAY, children.sum())
        generations.append(times)
    whole = np.sort(np.concatenate(generations))
    return whole[(whole >= 0) & (whole < _DAYS)]


def hot(simulations: int) -> dict[str, float]:
    """Share of false cells among those called hot, and of the risen ones that are called so."""
    false, found = [], []
    for s in range(simulations):
        points, risen = _places(np.random.default_rng([s, 7]))
        called = {cell.h3 for cell in hot_cells(points).hot}
        false.append(len(called - risen) / max(1, len(called)))
        found.append(len(called & risen) / len(risen))
    return {"false": round(float(np.mean(false)), 3), "found": round(float(np.mean(found)), 3)}


def _places(rng: np.random.Generator, places: int = 60, risen: int = 5) -> tuple[Points, set[str]]:
    lat, lon = rng.uniform(32, 37, places), rng.uniform(36, 41, places)
    often = rng.gamma(2, 0.5, places)
    counts = rng.poisson(rng.gamma(3, often[:, None] / 3, (places, _DAYS // 90)))
    counts[:risen, -1] += 6 + rng.poisson(12, risen)
    where = np.repeat(np.arange(places), counts.sum(axis=1))
    quarter = np.concatenate([np.repeat(np.arange(counts.shape[1]), row) for row in counts])
    days = 90 * quarter + rng.integers(0, 90, len(quarter))
    names = {h3.latlng_to_cell(lat[p], lon[p], RESOLUTION) for p in range(risen)}
    return _points(days, lat[where], lon[where]), names


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=500)
    options = parser.parse_args()
    result = measure(options.simulations)
    near = result["near_repeat"]
    rows = [
        (f"near repeats, {name}", str(share), "0.03 to 0.07" if "false" in name else "", "")
        for name, share in near.items()
    ]
    for name, found in result["self_excitation"].items():
        asked = "coverage 0.93 to 0.97" if "40%" in name else "mean at most 0.15"
        rows.append(
            (f"self-excitation, {name}", f"coverage {found['coverage']}, mean {found['mean']}", asked, str(_SHARE))
        )
    rows.append(("hot cells, false", str(result["hot_cells"]["false"]), "at most 0.1", "Benjamini–Hochberg"))
    rows.append(("hot cells, found", str(result["hot_cells"]["found"]), "", ""))
    show("space and time", rows, result)


if __name__ == "__main__":
    main()
