"""Counts in one-paragraph accounts of attacks on aid workers: exact where the key is above zero.

The key counts aid workers alone; this first version takes every victim that the account tells of.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path

from measuring import SHARED, part, read_record, show

from hudhud import pipeline

KEYS = {"killed": ("Total killed", "killed"), "wounded": ("Total wounded", "injured"),
         "kidnapped": ("Total kidnapped", "abducted")}  # fmt: skip
_ASKED = {"killed": "0.60", "wounded": "0.60", "kidnapped": "0.65", "false_nonzero": "≤ 0.12"}


def measure(path: Path, every: int) -> dict[str, float]:
    """Shares over the reported part of the file, of which each `every`-th row is read."""
    reader = pipeline.open_default_reader()
    tally: Counter[str] = Counter()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if part(row["Incident ID"]) == "report" and row["Details"].strip()]
    for row in rows[::every]:
        read = read_record(reader, {"doc_id": row["Incident ID"], "language": "en", "text": row["Details"]})
        if read is None:
            continue
        tally["rows"] += 1
        harms = [value for mention in read[1].mentions for _, value in mention.harms]
        for name, (column, harm) in KEYS.items():
            key = int(row[column] or 0)
            found = sum(h.count.low or h.count.high or 0 for h in harms if h.harm == harm)
            tally[f"{name} of" if key else "zero"] += 1
            tally[name if key else "false_nonzero"] += found == key if key else found > 0
    shares = {name: round(tally[name] / max(1, tally[f"{name} of"]), 4) for name in KEYS}
    return {**shares, "false_nonzero": round(tally["false_nonzero"] / max(1, tally["zero"]), 4), "rows": tally["rows"]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--csv", type=Path, default=SHARED / "bench" / "awsd" / "incidents_1997_2022.csv")
    parser.add_argument("--every", type=int, default=4, help="read each so-many-th row")
    options = parser.parse_args()
    result = measure(options.csv, options.every)
    rows = [(name, f"{result[name]:.3f}", asked, "rules .05–.30, SRL .31–.74") for name, asked in _ASKED.items()]
    show("Aid worker security: counts exact", rows, result)


if __name__ == "__main__":
    main()
