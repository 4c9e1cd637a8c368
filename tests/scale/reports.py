"""A folder of made-up reports of every kind, some of them not to be read; and what a run found in it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
from mixed_reports import write_reports


def given_reports(folder: Path, count: int = 48) -> Path:
    """Reports as files, tables and archives; the same one twice; broken lines; one in a language nobody reads."""
    write_reports(folder, count)
    lines = [
        {"doc_id": "a", "published": "2023-05-04", "text": "Gunmen killed three farmers in Raqqa on Wednesday."},
        {"doc_id": "b", "published": "2023-05-05", "text": "Three farmers were shot dead in Raqqa on Wednesday."},
        {"doc_id": "c", "language": "fi", "text": "Kolme ihmistä kuoli iskussa kaupungissa keskiviikkona."},
        {"doc_id": "d", "published": "soon", "text": "A bomb killed four in Mosul."},
        {"doc_id": "e", "title": "Nothing in it"},
    ]
    written = [json.dumps(line) for line in lines]
    text = "\n".join([*written, "", "{broken", written[0], "[1]"]) + "\n"
    (folder / "lines.jsonl").write_text(text)
    (folder / "empty.txt").write_text("")
    return folder


def mentions_in(out: Path) -> list[str]:
    """Every mention once, as JSON, sorted: a report that came twice was read twice."""
    found = pq.read_table(out / "mentions", columns=["id", "mention"])
    return sorted(found["mention"].to_pylist())
