"""Killed, injured and day of the main incident in news of gun violence in the United States.

The main incident is the first mention that tells of somebody killed or injured, else the first. A date
counts where no day of its interval is more than one day off: a month that holds the day does not.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from measuring import SHARED, part, read_record, show

from hudhud import pipeline
from hudhud.model import Mention, When
from hudhud.reconcile.totals import total

FOLDER = SHARED / "bench" / "gva"
_ASKED = {"killed": "0.75", "injured": "0.65", "date": "0.75"}
_ANCHOR = {"killed": "commonest value .47", "injured": "commonest value .34"}


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def as_record(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document of the corpus as hudhud takes it: the title stands first in the text."""
    text = f"{document.get('title') or ''}\n\n{document['text']}"
    named = {"doc_id": document["doc_id"], "published": document.get("dct"), "title": document.get("title")}
    return {**named, "text": text}


def main_mention(mentions: Sequence[Mention]) -> Mention | None:
    """The first mention that tells of somebody killed or injured, else the first."""
    harmed = (m for m in mentions if any(v.harm in {"killed", "injured"} for _, v in m.harms))
    return next(harmed, mentions[0] if mentions else None)


def day_of(key: Mapping[str, Any]) -> date:
    """The coded day of an incident."""
    return datetime.strptime(key["date"], "%B %d, %Y").date()  # a day has no zone


def within_a_day(when: When | None, day: date) -> bool:
    """Whether no day of the interval is more than one off."""
    return when is not None and max(abs((when.start - day).days), abs((when.end - day).days)) <= 1


def measure(docs: Path, incidents: Path, every: int) -> dict[str, float]:
    """Shares over the reported part of the documents, of which each `every`-th is read."""
    reader = pipeline.open_default_reader()
    keys = {one["incident_id"]: one for one in _lines(incidents)}
    tally: Counter[str] = Counter()
    chosen = [d for d in _lines(docs) if part(str(d["doc_id"])) == "report" and d["incident_id"] in keys]
    for document in chosen[::every]:
        key = keys[document["incident_id"]]
        read = read_record(reader, as_record(document))
        if read is None:
            continue
        main = main_mention(read[1].mentions)
        tally["documents"] += 1
        for harm in ("killed", "injured"):
            tally[harm] += (total(main, harm, read[0].text) or 0 if main else 0) == key[f"num_{harm}"]
        tally["date"] += within_a_day(main.when if main else None, day_of(key))
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
