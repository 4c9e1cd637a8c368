"""How long reading takes, beside bare spaCy on the same texts.

Prints a table and, last, one JSON object. Texts: the bundled examples, and the seed article where
the shared measuring data lie beside the checkout. Start is the time of a new process until it could
read its first report.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from measuring import SHARED
from rich.console import Console
from rich.table import Table

from hudhud import pipeline
from hudhud.capture import Failure, capture, reading_copy
from hudhud.model import Document
from hudhud.reading import parse

START = "from hudhud import pipeline; pipeline.open_default_reader()"


def _documents(paths: list[Path]) -> list[Document]:
    found: list[Document] = []
    for path in paths:
        found += [d for d in capture(path) if not isinstance(d, Failure)]
    return found


def _timed(what: Callable[[], object], runs: int) -> float:
    """Median seconds of `runs` runs after one that is not counted."""
    what()
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        what()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def _start(runs: int) -> float:
    """Median seconds until a new process could read."""
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", START], check=True)
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each measure")
    parser.add_argument("paths", nargs="*", type=Path, help="reports to read instead")
    options = parser.parse_args()
    seed = SHARED / "seed" / "article.txt"
    paths = options.paths or [pipeline.example_reports(), *([seed] if seed.exists() else [])]
    reader = pipeline.open_default_reader()
    bare_model = parse.model()
    documents = _documents(paths)
    copies = [reading_copy(d) for d in documents]
    longest = max(range(len(documents)), key=lambda i: len(copies[i].text))

    def bare() -> None:
        for copy in copies:
            bare_model.nlp(copy.text)

    def ours() -> None:
        for document in documents:
            reader.read(document, reading_copy(document))

    result = {
        "reports": len(documents),
        "characters": sum(len(c.text) for c in copies),
        "start_s": round(_start(3), 2),
        "bare_spacy_s": round(_timed(bare, options.runs), 3),
        "hudhud_s": round(_timed(ours, options.runs), 3),
        "longest_report_s": round(
            _timed(lambda: reader.read(documents[longest], reading_copy(documents[longest])), options.runs), 3
        ),
    }
    result["ratio"] = round(float(result["hudhud_s"]) / float(result["bare_spacy_s"]), 2)
    table = Table(title="Speed of reading", title_justify="left")
    for column, justify in (("measure", "left"), ("found", "right"), ("asked", "right")):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]  # Rich's literal
    table.add_row("start of a new process", f"{result['start_s']} s", "≤ 4 s")
    table.add_row(
        f"longest report ({len(copies[longest].text)} characters)", f"{result['longest_report_s']} s", "≤ 1 s"
    )
    table.add_row(f"{len(documents)} reports, capture to mentions", f"{result['hudhud_s']} s", "")
    table.add_row("bare spaCy on the same text", f"{result['bare_spacy_s']} s", "")
    table.add_row("ratio to bare spaCy", f"{result['ratio']}×", "")
    Console().print(table)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
