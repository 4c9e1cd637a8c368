"""Alarms over weekly counts, and a lasting rise told from a one-off, on simulated counts of which the truth is known.

Alarms: two years of baseline with a mean and dispersion that are drawn (2 to 10 incidents a week, 0.05 to 0.4), then
weeks with twice the mean; weeks of which the first alone has eight more; and twenty years without a change.

Step or pulse: the baseline as before (dispersion up to 0.5), then a mean that is 1.5 to 3 times as high and stays, or
1.5 to 5 times as high for one to eight weeks. The onset is told to within two weeks; "by alarm" takes it from the alarm
instead, over those simulations in which one sounded. The Brier score is that of the chance given to a lasting rise.
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np
from measuring import show
from numpy.typing import NDArray

from hudhud.analysis.cusum import Chart, chart_for, watch
from hudhud.analysis.negative_binomial import draw, level
from hudhud.analysis.step_or_pulse import StepOrPulse, step_or_pulse

_BASELINE = 104
_FIVE_YEARS = 261
_NEVER = 150
_AFTER_A_WEEK = 8
_MONTHS = {"1 month": 4, "3 months": 13, "6 months": 26}
Counts = NDArray[np.int64]


def measure(charts: int = 200, rises: int = 900) -> dict[str, Any]:
    """Delays and false alarms of so many baselines; Brier scores of so many rises, half of which last."""
    return {
        "alarms": {"clipped": alarms(charts, True), "plain": alarms(charts, False)},
        "rises": step_or_one_off(rises),
    }


def alarms(charts: int, clipped: bool) -> dict[str, float]:
    """Median weeks to an alarm after a doubling, share of single bad weeks that sound, false alarms in five years."""
    delays, sounded, false = [], [], []
    for s in range(charts):
        rng = np.random.default_rng([s, 1])
        mean, dispersion = rng.uniform(2, 10), rng.uniform(0.05, 0.4)
        chart = chart_for(level(draw(rng, mean, dispersion, _BASELINE)), clipped=clipped)
        for _ in range(5):
            delays.append(_first(chart, draw(rng, 2 * mean, dispersion, _NEVER)))
            weeks = draw(rng, mean, dispersion, _AFTER_A_WEEK)
            weeks[0] += 8
            sounded.append(bool(watch(chart, weeks).alarms))
        false.append(len(watch(chart, draw(rng, mean, dispersion, 4 * _FIVE_YEARS)).alarms) / 4)
    return {
        "median_delay": float(np.median(delays)),
        "after_one_week": round(float(np.mean(sounded)), 3),
        "false_in_five_years": round(float(np.mean(false)), 2),
    }


def _first(chart: Chart, weeks: Counts) -> int:
    found = watch(chart, weeks).alarms
    return found[0] + 1 if found else _NEVER


def step_or_one_off(rises: int) -> dict[str, Any]:
    """By months since the onset: the Brier score, and how often nothing is said."""
    answers: dict[str, list[tuple[float | None, bool]]] = {
        f"{m}{how}": [] for m in _MONTHS for how in ("", ", by alarm")
    }
    for s in range(rises):
        rng = np.random.default_rng([s, 2])
        lasts = s % 2 == 0
        counts = _rise(rng, lasts)
        told = _BASELINE + int(rng.integers(-2, 3))
        chart = chart_for(level(counts[:_BASELINE]))
        for months, weeks in _MONTHS.items():
            answers[months].append((step_or_pulse(counts[: told + weeks], told).step, lasts))
            if (judged := _by_alarm(chart, counts[: _BASELINE + weeks])) is not None:
                answers[f"{months}, by alarm"].append((judged.step, lasts))
    return {name: _scored(rows) for name, rows in answers.items()}


def _rise(rng: np.random.Generator, lasts: bool) -> Counts:
    mean, dispersion = rng.uniform(2, 10), rng.uniform(0.05, 0.5)
    means = np.full(_BASELINE + max(_MONTHS.values()) + 2, mean)
    until = len(means) if lasts else _BASELINE + int(rng.integers(1, 9))
    means[_BASELINE:until] *= np.exp(rng.uniform(np.log(1.5), np.log(3 if lasts else 5)))
    return draw(rng, means, dispersion, len(means))


def _by_alarm(chart: Chart, counts: Counts) -> StepOrPulse | None:
    found = watch(chart, counts[_BASELINE:])
    return step_or_pulse(counts, _BASELINE + found.onsets[0]) if found.alarms else None


def _scored(rows: list[tuple[float | None, bool]]) -> dict[str, float | None]:
    said = np.array([(step, lasts) for step, lasts in rows if step is not None])
    return {
        "brier": round(float(((said[:, 0] - said[:, 1]) ** 2).mean()), 3) if len(said) else None,
        "silent": round(1 - len(said) / max(1, len(rows)), 3),
        "of": len(rows),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--charts", type=int, default=200)
    parser.add_argument("--rises", type=int, default=900)
    options = parser.parse_args()
    result = measure(options.charts, options.rises)
    rows = []
    for name, found in result["alarms"].items():
        asked = "at most 0.10" if name == "clipped" else ""
        rows += [
            (f"{name} sum, median weeks to an alarm after a doubling", str(found["median_delay"]), "at most 8", ""),
            (f"{name} sum, alarms after one week of 8 more", str(found["after_one_week"]), asked, ""),
            (f"{name} sum, false alarms in five years", str(found["false_in_five_years"]), "1", ""),
        ]
    limits = {"3 months": "at most 0.13", "6 months": "at most 0.08"}
    for name, found in result["rises"].items():
        text = "nothing said" if found["brier"] is None else f"{found['brier']} ({found['silent']:.0%} silent)"
        rows.append((f"Brier, {name} ({found['of']})", text, limits.get(name, ""), ""))
    show("trend", rows, result)


if __name__ == "__main__":
    main()
