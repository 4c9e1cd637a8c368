"""Reports a second: one process, two, and Spark on one core and on two, over the same partitions.

All of them run the same function over the same partitions of made-up reports, in processes of their own, and
write the same tables, so that only the engine differs. What every engine needs before it reads (Python, models,
Java) is the time of a run over a few reports; it is given apart and taken off the rates. Memory is that of all
processes together, once a second; "flat" compares its mean in the third quarter of a run with that in the last.
Prints a table and, last, one JSON object.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from mixed_reports import report
from rich.console import Console
from rich.table import Table

from hudhud import scale
from hudhud.configuration import Configuration
from hudhud.pipeline import Given, open_default_reader
from hudhud.scale.lines import lines_begun
from hudhud.scale.partition import Task, read_partition, reading_of
from hudhud.scale.planning import Partition, Stretch, listed, partitions
from hudhud.scale.storage import Folder

_ENGINES = ("one process", "two processes", "spark local[1]", "spark local[2]")
_FEW = 40
"""Reports in the run whose time counts as the start."""
_SIZE = 40_000
"""Bytes in a partition: some sixty reports, so that even a short run has many."""
_FILLER = (
    "Residents said that the market had been closed since the morning.",
    "The road to the north was reopened on Sunday after two days.",
    "No group claimed responsibility for the attack.",
    "A hospital worker said that medicines were running short.",
    "The governor visited the families and promised an inquiry.",
    "Schools in the district stayed closed for a second week.",
)


def write(path: Path, count: int) -> None:
    """So many made-up reports as JSON Lines, of three to nine sentences, always the same."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            title, published, paragraphs = report(number)
            chance = random.Random(f"filler {number}")
            more = " ".join(chance.sample(_FILLER, chance.randrange(1, 6)))
            earlier, _, others = report(number + 1_000_003)
            told = f"{paragraphs[0]} {more}\n\nEarlier, in another case: {others[0]}\n\n{paragraphs[1]}"
            row = {"doc_id": f"made-up-{number}", "published": (published or date.min + timedelta()).isoformat(),
                   "title": title, "publisher": earlier, "text": told}  # fmt: skip
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _cut(source: str) -> list[Partition]:
    def count(stretches: Sequence[Stretch]) -> list[int]:
        return [lines_begun(Folder(s.address), s.path, s.start, s.end) for s in stretches]

    return partitions(listed([source]), _SIZE, "text", count)


def _task(out: str) -> Task:
    reader = open_default_reader(configuration=Configuration())
    return Task(out, "2026-01-01T00:00:00+00:00", reading_of(reader, Given()), (), Given(), Configuration())


def work(engine: str, source: str, out: str) -> None:
    """Read everything with one engine; the body of a process of its own."""
    if engine.startswith("spark"):
        scale.read([source], out, scale.Wanted(size=_SIZE, master=engine.split()[1]))
        return
    task = _task(out)
    pairs = [(one, task) for one in _cut(source)]
    if engine == "one process":
        for one, _ in pairs:
            read_partition(one, task)
        return
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.starmap(read_partition, pairs, chunksize=1)
        pool.close()
        pool.join()


@dataclass(frozen=True)
class Run:
    """One engine over so many reports."""

    seconds: float
    peak_mb: float
    third_mb: float
    last_mb: float


def run(engine: str, count: int) -> Run:
    """Measure one run in fresh processes."""
    with tempfile.TemporaryDirectory() as place:
        source = Path(place, "reports.jsonl")
        write(source, count)
        command = [sys.executable, __file__, "--work", engine, str(source), str(Path(place, "out"))]
        begun = time.perf_counter()
        process = subprocess.Popen(command, env=dict(os.environ) | {"PYTHONPATH": os.pathsep.join(sys.path)})
        sizes: list[float] = []
        stop = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, sizes, stop))
        watcher.start()
        status = process.wait()
        seconds = time.perf_counter() - begun
        stop.set()
        watcher.join()
        if status:
            raise SystemExit(f"{engine} failed over {count} reports")
    quarter = max(1, len(sizes) // 4)
    third, last = sizes[-2 * quarter : -quarter] or sizes, sizes[-quarter:]
    return Run(seconds, max(sizes), statistics.mean(third), statistics.mean(last))


def _watch(pid: int, sizes: list[float], stop: threading.Event) -> None:
    while True:
        sizes.append(sum(_resident(each) for each in _family(pid)) / 2**20)
        if stop.wait(1.0):
            return


def _family(pid: int) -> list[int]:
    above: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue  # it has ended meanwhile
            above.setdefault(parent, []).append(int(folder.name))
    found = [pid]
    for one in found:
        found += above.get(one, [])
    return found


def _resident(pid: int) -> int:
    """Bytes of its own: pages that forked workers share are counted in part, as the kernel does (PSS)."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0)


def _rate(count: int, seconds: float, start: float) -> float | None:
    """None where the run was hardly longer than its start: a busy machine, or too few reports."""
    return round((count - _FEW) / (seconds - start), 2) if seconds > 1.2 * start else None


def measure(sizes: Sequence[int], engines: Sequence[str]) -> dict[str, Any]:
    """Every engine over every size."""
    found: dict[str, Any] = {}
    for engine in engines:
        start = run(engine, _FEW).seconds
        found[engine] = {"start_s": round(start, 1), "runs": {}}
        for size in sizes:
            one = run(engine, size)
            found[engine]["runs"][size] = {
                "seconds": round(one.seconds, 1),
                "reports_a_second": _rate(size, one.seconds, start),
                "peak_mb": round(one.peak_mb),
                "last_quarter_over_third": round(one.last_mb / one.third_mb, 3),
            }
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="5000,10000,20000,40000", help="reports, by commas")
    parser.add_argument("--engines", default=",".join(_ENGINES), help="by commas")
    parser.add_argument("--work", nargs=3, metavar=("ENGINE", "IN", "OUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(*options.work)
        return
    sizes = [int(one) for one in options.sizes.split(",")]
    found = measure(sizes, options.engines.split(","))
    table = Table(title="Reading past one process", title_justify="left")
    for column in ("engine", "reports", "start s", "all s", "reports a second", "peak MB", "last quarter / third"):
        table.add_column(column, justify="left" if column == "engine" else "right")
    for engine, told in found.items():
        for size, one in told["runs"].items():
            table.add_row(engine, f"{size:,}", str(told["start_s"]), str(one["seconds"]), str(one["reports_a_second"]),
                          str(one["peak_mb"]), str(one["last_quarter_over_third"]))  # fmt: skip
    Console().print(table)
    print(json.dumps({"cores": os.cpu_count(), "load_before": os.getloadavg(), "engines": found}))


if __name__ == "__main__":
    main()
