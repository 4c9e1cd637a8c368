"""Claims of ours with whether the coded data bear them out: what calibration is fitted to and measured on."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import gva
from awsd import KEYS
from measuring import SHARED, Part, part, read_record

from hudhud.model import Claim, Document, Mention, Place, When
from hudhud.reading import Readers
from hudhud.reconcile.totals import total

AWSD = SHARED / "bench" / "awsd" / "incidents_1997_2022.csv"
Judged = tuple[Claim, bool]


def gun_violence(reader: Readers, which: Part, every: int, folder: Path = gva.FOLDER) -> Iterator[Judged]:
    """Dead, wounded, day and place of the main incident of each so-many-th document."""
    keys = {k["incident_id"]: k for k in map(json.loads, (folder / "incidents.jsonl").read_text("utf-8").splitlines())}
    lines = map(json.loads, (folder / "docs.jsonl").read_text("utf-8").splitlines())
    chosen = [d for d in lines if part(str(d["doc_id"])) == which and d["incident_id"] in keys]
    for record in chosen[::every]:
        key = keys[record["incident_id"]]
        read = read_record(reader, gva.as_record(record))
        main = None if read is None else gva.main_mention(read[1].mentions)
        if read is None or main is None:
            continue
        for harm in ("killed", "injured"):
            yield from _harms(main, harm, key[f"num_{harm}"], read[0])
        for claim, when in main.of(When):
            yield claim, gva.within_a_day(when, gva.day_of(key))
        for claim, place in main.of(Place):
            yield claim, key["state"] == place.admin1 or place.name in f"{key['city_or_county']} {key['address']}"


def aid_workers(reader: Readers, which: Part, every: int, path: Path = AWSD) -> Iterator[Judged]:
    """Dead, wounded and abducted in each so-many-th account."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if part(row["Incident ID"]) == which and row["Details"].strip()]
    for row in rows[::every]:
        read = read_record(reader, {"doc_id": row["Incident ID"], "language": "en", "text": row["Details"]})
        for mention in () if read is None else read[1].mentions:
            for column, harm in KEYS.values():
                if read is not None:
                    yield from _harms(mention, harm, int(row[column] or 0), read[0])


def _harms(mention: Mention, harm: str, key: int, document: Document) -> Iterator[Judged]:
    """A figure is right where it is the coded one, or where the mention's figures together make it."""
    together = total(mention, harm, document.text) == key
    for claim, value in mention.harms:
        if value.harm == harm and value.count.qualifier != "word":
            yield claim, together or key in (value.count.low, value.count.high)
