"""The tail of severities: the published figures of terrorism, and intervals where the truth is known.

Terrorism: the sizes that the `powerlaw` package brings, after Clauset & Woodard (2013). Coverage: sizes of 10 and more
from a power law (exponent 2.4) and from a lognormal (1.5, 1.3), of which the chance of 50, 200 and 1,000 is known; the
90 % interval is that of both tails' draws together, as `hudhud surprise` gives it. Each tail alone stands beside it.
"""

from __future__ import annotations

import argparse
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from measuring import show
from scipy.special import zeta
from scipy.stats import norm

from hudhud.analysis.negative_binomial import Floats
from hudhud.analysis.tails import choose_least, fit_power_law, middle_and_interval, resample

_LARGEST = 2749
"""Killed on 11 September 2001."""
_LEAST = 10
_TRUTHS = ("power law", "lognormal")
_EXPONENT, _MIDDLE, _SIGMA = 2.4, 1.5, 1.3
_SIZES = (50, 200, 1000)
_EVENTS = (100, 300)
_DRAWS = 200


def terrorism_file() -> Path | None:
    """The sizes that `powerlaw` brings; None where it is not installed or brings none."""
    found = find_spec("powerlaw")
    path = Path(found.origin).parent / "reference_data" / "terrorism.txt" if found and found.origin else None
    return path if path is not None and path.exists() else None


def measure(simulations: int = 300, draws: int = 2000) -> dict[str, Any]:
    """Published figures where they are at hand, and coverage in so many simulations of each truth and number."""
    file = terrorism_file()
    return {"terrorism": None if file is None else on_terrorism(file, draws), "coverage": coverage(simulations)}


def on_terrorism(path: Path, draws: int) -> dict[str, float]:
    """Least size, exponent, events of the tail, and the chance of the largest event with the least size 10."""
    sizes = np.loadtxt(path).astype(int)
    least = choose_least(sizes)
    drawn = resample(sizes, _LEAST, draws=draws, seed=1)
    chances = {f"largest, {kind}": round(float(np.median(drawn.chance(kind, _LARGEST))), 3) for kind in _TRUTHS}
    fitted = fit_power_law(sizes, least)
    return {"least": least, "exponent": round(fitted.slope, 3), "events": fitted.events} | chances


def coverage(simulations: int) -> dict[str, dict[str, float]]:
    """How often the interval of a size's chance holds it, by whose draws: over all sizes, and by events and size."""
    found: dict[str, dict[str, float]] = {}
    for truth in _TRUTHS:
        every_size: list[float] = []
        sure = {size: float(_survival(truth, np.array([size]))[0]) for size in _SIZES}
        for events in _EVENTS:
            held: dict[str, list[bool]] = {}
            for s in range(simulations):
                rng = np.random.default_rng([s, events, _TRUTHS.index(truth)])
                drawn = resample(_sample(rng, truth, events), _LEAST, draws=_DRAWS, seed=s)
                for size, right in sure.items():
                    alone = {kind: drawn.survival(kind, size) for kind in _TRUTHS}
                    every = {"both": tuple(alone.values())} | {f"{kind} alone": (v,) for kind, v in alone.items()}
                    for name, values in every.items():
                        _, (low, high) = middle_and_interval(*values)
                        held.setdefault(f"{name}, {size}", []).append(bool(low <= right <= high))
            found[f"{truth}, {events} events"] = {name: round(float(np.mean(h)), 3) for name, h in held.items()}
            every_size += [float(np.mean(h)) for name, h in held.items() if name.startswith("both")]
        found[truth] = {"both": round(float(np.mean(every_size)), 3)}
    return found


def _survival(truth: str, sizes: Floats) -> Floats:
    """Chance of at least each size, of those from the least on."""
    if truth == "power law":
        return np.asarray(zeta(_EXPONENT, sizes) / zeta(_EXPONENT, _LEAST))
    logs = norm.logsf((np.log(np.append(sizes, _LEAST) - 0.5) - _MIDDLE) / _SIGMA)
    return np.asarray(np.exp(logs[:-1] - logs[-1]))


def _sample(rng: np.random.Generator, truth: str, events: int) -> Floats:
    """Sizes by inversion; what would lie above a million is taken as it."""
    every = np.arange(_LEAST, 1_000_000, dtype=float)
    return np.asarray(_LEAST + np.searchsorted(-_survival(truth, every), -rng.random(events), side="right") - 1.0)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=300)
    options = parser.parse_args()
    result = measure(options.simulations)
    rows = []
    if result["terrorism"] is None:
        print("the powerlaw package with its sizes of terrorism is not installed: the published figures are left out")
    else:
        asked = {"least": "12", "exponent": "2.37 within .02", "events": "547", "largest, power law": ".28 within .03",
                 "largest, lognormal": ".12 within .03"}  # fmt: skip
        rows = [(f"terrorism, {k}", str(v), asked[k], "Clauset & Woodard") for k, v in result["terrorism"].items()]
    for truth, by_name in result["coverage"].items():
        rows += [(f"{truth}: {n}", str(v), "0.88" if n.startswith("both") else "", "") for n, v in by_name.items()]
    show("tails", rows, result)


if __name__ == "__main__":
    main()
