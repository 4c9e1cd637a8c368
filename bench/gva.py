"""Killed, injured and day of the main incident in news of gun violence in the United States.

The main incident is the mention with most harms, the first of equals.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from measuring import SHARED, part, read_record, show

from hudhud import pipeline
from hudhud.model import Mention

FOLDER = SHARED / "bench" / "gva"
_ASKED = {"killed": "0.75", "injured": "0.65", "date": "0.75"}
_ANCHOR = {"killed": "commonest value .47", "injured": "commonest value .34"}


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _count(mention: Mention | None, harm: str) -> int:
    if mention is None:
        return 0
    return max((v.count.low or v.count.high or 0 for _, v in mention.harms if v.harm == harm), default=0)


def _same_day(mention: Mention | None, key: str) -> bool:
    if mention is None or mention.when is None:
        return False
    day = datetime.strptime(key, "%B %d, %Y").date()  # a day has no zone
    return mention.when.start - timedelta(days=1) <= day <= mention.when.end + timedelta(days=1)


def measure(docs: Path, incidents: Path, every: int) -> dict[str, float]:
    """Shares over the reported part of the documents, of which each `every`-th is read."""
    reader = pipeline.open_default_reader()
    keys = {one["incident_id"]: one for one in _lines(incidents)}
    tally: Counter[str] = Counter()
    chosen = [d for d in _lines(docs) if part(str(d["doc_id"])) == "report" and d["incident_id"] in keys]
    for document in chosen[::every]:
        key = keys[document["incident_id"]]
        text = f"{document.get('title') or ''}\n\n{document['text']}"
        record = {"doc_id": document["doc_id"], "published": document.get("dct"), "title": document.get("title")}
        read = read_record(reader, {**record, "text": text})
        if read is None:
            continue
        main_one = max(read[1].mentions, key=lambda m: len(m.harms), default=None)
        tally["documents"] += 1
        tally["killed"] += _count(main_one, "killed") == key["num_killed"]
        tally["injured"] += _count(main_one, "injured") == key["num_injured"]
        tally["date"] += _same_day(main_one, key["date"])
    return {
        **{name: round(tally[name] / max(1, tally["documents"]), 4) for name in _ASKED},
        "documents": tally["documents"],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", type=Path, default=FOLDER / "docs.jsonl")
    parser.add_argument("--incidents", type=Path, default=FOLDER / "incidents.jsonl")
    parser.add_argument("--every", type=int, default=10, help="read each so-many-th document")
    options = parser.parse_args()
    result = measure(options.docs, options.incidents, options.every)
    rows = [(name, f"{result[name]:.3f}", asked, _ANCHOR.get(name, "")) for name, asked in _ASKED.items()]
    show("Gun violence: the main incident", rows, result)


if __name__ == "__main__":
    main()
