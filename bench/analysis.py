"""Everything that is measured of analyses, beside what was asked of it.

`make bench-analysis` runs this; `--quick` takes fewer simulations and grants each figure the slack that they cost.
Simulations start from fixed seeds, so a figure changes only with the code. Exit status 1 where one is not reached.
What the data or a package that is not here would have shown is left out, and said so.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import analysis_check
import analysis_forecast
import analysis_space
import analysis_tails
import analysis_trend
import analysis_undercount
from measuring import SHARED
from rich.console import Console
from rich.progress import track
from rich.table import Table

Figures = Mapping[str, float | None]


@dataclass(frozen=True)
class Measure:
    """One figure, by the name that its bench gives it, and the bounds asked for; the anchor is somebody else's."""

    name: str
    low: float | None = None
    high: float | None = None
    slack: float = 0.0
    """By how much a quick run may miss the bounds, having fewer simulations."""
    anchor: str = ""

    def reached(self, value: float, quick: bool) -> bool:
        slack = (self.slack if quick else 0.0) + 1e-9
        return (self.low is None or value >= self.low - slack) and (self.high is None or value <= self.high + slack)

    @property
    def asked(self) -> str:
        if self.low is not None and self.high is not None:
            return f"{self.low:g} to {self.high:g}"
        return f"≤ {self.high:g}" if self.high is not None else f"≥ {self.low:g}"


@dataclass(frozen=True)
class Bench:
    """One script of this folder, run quick or whole: its figures, flat, and what is asked of them."""

    name: str
    run: Callable[[bool], Figures]
    measures: tuple[Measure, ...]


def flat(figures: Mapping[str, Any], before: str = "") -> dict[str, float | None]:
    """Nested figures by their names, laid end to end: {"a": {"b": 1}} is {"a: b": 1}; other than numbers left out."""
    found: dict[str, float | None] = {}
    for name, value in figures.items():
        key = f"{before}: {name}" if before else name
        if isinstance(value, Mapping):
            found |= flat(value, key)
        elif value is None or isinstance(value, int | float):
            found[key] = value
    return found


def _check(quick: bool) -> Figures:
    return flat(analysis_check.measure(150 if quick else 1500))


def _trend(quick: bool) -> Figures:
    return flat(analysis_trend.measure(*((12, 100) if quick else (200, 900))))


def _tails(quick: bool) -> Figures:
    return flat(analysis_tails.measure(*((12, 400) if quick else (300, 2000))))


def _forecast(_: bool) -> Figures:
    return flat(analysis_forecast.measure())


def _undercount(quick: bool) -> Figures:
    """The slowest estimator is left out of a quick run."""
    kosovo = SHARED / "bench" / "kosovo" / "kosovo_aggregate.csv"
    if quick:
        return flat(analysis_undercount.measure(30, sweeps=0))
    found = analysis_undercount.measure(500, kosovo=kosovo)
    if "kosovo" in found:
        found["kosovo"] = {name: found["kosovo"][name][0] for name in ("graphs", "classes")}
    return flat(found)


def _space(quick: bool) -> Figures:
    return flat(analysis_space.measure(40 if quick else 500))


_FORETOLD = tuple(
    measure
    for name, skill in (("deaths", 0.15), ("IS events", 0.30))
    for measure in (
        Measure(f"{name}: 2018 on: 1: skill", low=skill, anchor="last twelve months 0"),
        *(Measure(f"{name}: 2018 on: {months}: skill", low=0.0, anchor="last twelve months 0") for months in (3, 6)),
        *(Measure(f"{name}: 2018 on: {months}: coverage", low=0.85, high=0.95) for months in (1, 3, 6)),
    )
)

BENCHES = (
    Bench(
        "check",
        _check,
        (
            Measure("planted: brier", high=0.07, slack=0.04, anchor="best figures .13"),
            Measure("planted: ratio", high=0.75, slack=0.15),
            Measure("planted: worst bin", high=0.10, slack=0.15),
            Measure("harder: ratio", high=0.75, slack=0.15),
            Measure("harder: worst bin", high=0.10, slack=0.15),
        ),
    ),
    Bench(
        "trend",
        _trend,
        (
            Measure("alarms: clipped: median_delay", high=8, slack=2),
            Measure("alarms: clipped: after_one_week", high=0.10, slack=0.05),
            Measure("alarms: clipped: false_in_five_years", high=1.2, slack=0.8),
            Measure("rises: 1 month: silent", low=1),
            Measure("rises: 3 months: brier", high=0.13, slack=0.05),
            Measure("rises: 6 months: brier", high=0.08, slack=0.05),
        ),
    ),
    Bench(
        "tails",
        _tails,
        (
            Measure("terrorism: least", 12, 12, anchor="Clauset & Woodard"),
            Measure("terrorism: exponent", 2.35, 2.39, anchor="Clauset & Woodard"),
            Measure("terrorism: events", 547, 547, anchor="Clauset & Woodard"),
            Measure("terrorism: largest, power law", 0.25, 0.31, slack=0.02, anchor="Clauset & Woodard"),
            Measure("terrorism: largest, lognormal", 0.09, 0.15, slack=0.02, anchor="Clauset & Woodard"),
            Measure("coverage: power law: both", low=0.88, slack=0.1, anchor="lognormal alone .77"),
            Measure("coverage: lognormal: both", low=0.88, slack=0.1, anchor="power law alone .24"),
        ),
    ),
    Bench("forecast", _forecast, _FORETOLD),
    Bench(
        "undercount",
        _undercount,
        (
            Measure("independent: graphs: coverage", 0.93, 0.98, slack=0.08),
            Measure("pairwise: graphs: coverage", 0.93, 0.98, slack=0.08),
            Measure("heterogeneous: warned", low=0.95, slack=0.05),
            Measure("kosovo: graphs", 12_590, 12_600, anchor="Ball et al. 2002"),
            Measure("kosovo: classes", 10_174, 10_590, anchor="LCMCR"),
        ),
    ),
    Bench(
        "space",
        _space,
        (
            Measure("near_repeat: false, all speeds", 0.03, 0.07, slack=0.03),
            *(
                Measure(f"self_excitation: {rate}, 40% set off: coverage", 0.93, 0.97, slack=0.05)
                for rate in ("steady", "halved", "falling")
            ),
            *(
                Measure(f"self_excitation: {rate}, 0% set off: mean", high=0.15)
                for rate in ("steady", "halved", "falling")
            ),
            Measure("hot_cells: false", high=0.1, slack=0.05),
        ),
    ),
)
"""Another bench of analyses is one more entry here."""


def run(benches: Sequence[Bench], quick: bool) -> dict[str, dict[str, Any]]:
    """Figures and seconds by bench."""
    record: dict[str, dict[str, Any]] = {}
    for bench in track(benches, "measuring", console=Console(stderr=True)):
        begun = time.perf_counter()
        record[bench.name] = {"figures": dict(bench.run(quick)), "seconds": round(time.perf_counter() - begun, 1)}
    return record


def missed(benches: Iterable[Bench], record: Mapping[str, Mapping[str, Any]], quick: bool) -> list[str]:
    """Figures that were found and lie outside what was asked."""
    return [
        f"{bench.name}: {measure.name} is {value:g}; asked {measure.asked}"
        for bench in benches
        for measure in bench.measures
        if (value := record[bench.name]["figures"].get(measure.name)) is not None and not measure.reached(value, quick)
    ]


def _table(benches: Iterable[Bench], record: Mapping[str, Mapping[str, Any]], quick: bool) -> Table:
    table = Table("bench", "measure", "found", "asked", "anchor", title="Analyses", title_justify="left")
    for bench in benches:
        for measure in bench.measures:
            value = record[bench.name]["figures"].get(measure.name)
            found = "not measured" if value is None else f"{value:,.3f}".rstrip("0").rstrip(".")
            colour = "yellow" if value is None else "green" if measure.reached(value, quick) else "red"
            table.add_row(bench.name, measure.name, f"[{colour}]{found}[/]", measure.asked, measure.anchor)
    return table


def main() -> int:
    """Measure, print, compare with what was asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer simulations, with slack for it; a few minutes")
    parser.add_argument(
        "--only", action="append", choices=[b.name for b in BENCHES], help="this bench; may be repeated"
    )
    parser.add_argument("--out", type=Path, help="write figures and seconds here, as JSON")
    options = parser.parse_args()
    benches = [b for b in BENCHES if not options.only or b.name in options.only]
    record = run(benches, options.quick)
    Console(width=130).print(_table(benches, record, options.quick))
    if options.out is not None:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    for line in (failures := missed(benches, record, options.quick)):
        print(line)
    print(json.dumps(record))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
