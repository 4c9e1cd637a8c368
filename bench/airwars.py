"""The coded incident in reports on Syria: found with its day, its place and its dead in one mention.

Only reports in English that name the coded place are counted: others of the archive are log-in pages
or speak of something else. The day must be within one of the coded days where the report's own day is
known; where it is not, "on Wednesday" cannot be resolved, and the words' weekday, if any, is not held
against it: the share of such reports is printed. The place must lie within 25 km of the coded point, or
of where the gazetteer puts the coded name where no point is coded; where one of the two has no point, the
names must sound alike. The dead, civilians or not, must be
no fewer than the coded civilians and no more than civilians and fighters together.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from measuring import SHARED, part, read_record, show

from hudhud import pipeline
from hudhud.model import Document, Mention, Place
from hudhud.places import Gazetteer, distance_km, locate
from hudhud.places.spelling import key as sound
from hudhud.reconcile.totals import total

FOLDER = SHARED / "bench" / "airwars"
_NEAR_KM = 25
_SHORTEST_NAME = 4
_NO_NAMES = frozenset("near area village town city district road north south east west northern eastern the".split())


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _names_the_place(text: str, key: dict[str, Any]) -> bool:
    """Whether some word of the coded name stands in the text, in any spelling of it."""
    words = _sounds(key["location"] or "")
    return bool(words & _sounds(text))


def _sounds(text: str) -> set[str]:
    words = (w for w in re.findall(r"[^\W\d_]+", text) if len(w) >= _SHORTEST_NAME and w.lower() not in _NO_NAMES)
    return {heard for w in words if len(heard := sound(w)) > 2}


def as_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """A text of the archive as hudhud takes it; where it gives no day, its address may."""
    kept = {"doc_id": record["source_id"], "title": record["title"], "text": record["text"], "url": record["url"]}
    try:
        return {**kept, "published": datetime.fromisoformat(record["date"]).date().isoformat()}
    except ValueError:
        return kept


def _day(mention: Mention, key: dict[str, Any]) -> bool:
    if mention.when is None:
        return False
    first = date.fromisoformat(key["date"])
    last = date.fromisoformat(key["date_end"]) if key["date_end"] else first
    return (first - mention.when.start).days <= 1 and (mention.when.end - last).days <= 1


def _point(key: dict[str, Any], gazetteer: Gazetteer) -> tuple[float, float] | None:
    if key["lat"] is not None:
        return key["lat"], key["lon"]
    place = locate(key["location"] or "", gazetteer, ("SY",)).place
    return (place.lat, place.lon) if place.lat is not None and place.lon is not None else None


def _near(place: Place | None, point: tuple[float, float] | None, key: dict[str, Any]) -> bool:
    if place is None:
        return False
    if point is not None and place.lat is not None and place.lon is not None:
        return distance_km(place.lat, place.lon, *point) <= _NEAR_KM
    return bool(_sounds(place.name) & _sounds(key["location"] or ""))


def _dead(mention: Mention, document: Document, key: dict[str, Any]) -> bool:
    least = key["civ_killed_min"] or 0
    most = (key["civ_killed_max"] or 0) + (key["mil_killed_max"] or 0)
    return least <= (total(mention, "killed", document.text) or 0) <= most


def measure(texts: Path, incidents: Path) -> dict[str, Any]:
    """Shares over the reported part of the reports in English that name the place of their incident."""
    reader = pipeline.open_default_reader()
    keys = {key["incident_id"]: key for key in _lines(incidents)}
    tally: Counter[str] = Counter()
    for record in _lines(texts):
        mine = [keys[name] for name in record["incident_ids"] if name in keys]
        if record["lang"] != "en" or part(record["source_id"]) != "report" or not mine:
            continue
        tally["in the archive as English"] += 1
        read = read_record(reader, as_record(record))
        if read is None or not any(_names_the_place(record["text"], key) for key in mine):
            continue
        tally["documents"] += 1
        dated = read[0].published is not None
        tally["without a day of their own"] += not dated
        met = [_met(m, read[0], key, dated, reader.tools.gazetteer) for m in read[1].mentions for key in mine]
        tally["found"] += any(all(one.values()) for one in met)
        for name in ("day", "place", "dead"):
            tally[name] += any(one[name] for one in met)
    of = max(1, tally["documents"])
    shares = {name: round(tally[name] / of, 4) for name in ("found", "day", "place", "dead")}
    counts = ("documents", "without a day of their own", "in the archive as English")
    return {**shares, **{name: tally[name] for name in counts}}


def _met(
    mention: Mention, document: Document, key: dict[str, Any], dated: bool, gazetteer: Gazetteer
) -> dict[str, bool]:
    return {
        "day": _day(mention, key) or (not dated and mention.when is None),
        "place": _near(mention.place, _point(key, gazetteer), key),
        "dead": _dead(mention, document, key),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, default=FOLDER / "syria_texts.jsonl")
    parser.add_argument("--incidents", type=Path, default=FOLDER / "syria_incidents.jsonl")
    options = parser.parse_args()
    result = measure(options.texts, options.incidents)
    rows = [("found", f"{result['found']:.3f}", "0.55", "")]
    rows += [(name, f"{result[name]:.3f}", "", "") for name in ("day", "place", "dead")]
    show("Airwars: the coded incident in English reports", rows, result)


if __name__ == "__main__":
    main()
