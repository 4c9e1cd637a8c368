"""TIMEX values in histories of wars (WikiWars, Mazur and Dale 2010), by overlapping spans.

Gold and system expressions are paired one to one, those that share most letters first; a pair is
right when the values are equal, a decade and ten years counting as equal (P1DE, P10Y), and so a
century. The creation time in the header is left out. Gold without a value ("this period") stays in
the count: nothing that the system says can equal it.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from measuring import SHARED, part, show
from timex_values import Narrator, Timex

FOLDER = SHARED / "bench" / "time" / "wikiwars_train" / "tml"
_PER_YEAR = {"DE": 10, "CE": 100}


@dataclass(frozen=True)
class Annotated:
    """A text and its gold expressions."""

    name: str
    text: str
    gold: tuple[Timex, ...]


@dataclass(frozen=True)
class Compared:
    """One gold expression, one found, or the two as a pair."""

    gold: Timex | None
    found: Timex | None

    @property
    def right(self) -> bool:
        return self.gold is not None and self.found is not None and _same(self.gold.value, self.found.value)


def documents(folder: Path) -> Iterator[Annotated]:
    """The annotated texts under `folder`, by name."""
    for path in sorted(folder.rglob("*.tml")):
        root = ElementTree.parse(path).getroot()
        body = root.find("TEXT")
        if body is None:
            continue
        gold: list[Timex] = []
        text = "".join(_text(body, 0, gold))
        yield Annotated((root.findtext("DOCID") or path.stem).strip(), text, tuple(sorted(gold, key=lambda t: t.start)))


def _text(element: ElementTree.Element, at: int, gold: list[Timex]) -> Iterator[str]:
    """The text within an element that begins at offset `at`; its expressions go to `gold`."""
    inside = element.text or ""
    yield inside
    end = at + len(inside)
    for child in element:
        words = "".join(_text(child, end, gold))
        if child.tag.startswith("TIMEX"):
            value = child.get("value") or child.get("VAL") or child.get("val") or "null"
            gold.append(Timex(end, end + len(words), value))
        tail = child.tail or ""
        yield words + tail
        end += len(words) + len(tail)


def find(text: str) -> Iterator[Timex]:
    """What the product finds in a text, line by line."""
    narrator = Narrator()
    for line in re.finditer(r"[^\n]+", text):
        for timex in narrator.read(line[0]):
            yield Timex(line.start() + timex.start, line.start() + timex.end, timex.value)


def compare(gold: Sequence[Timex], found: Sequence[Timex]) -> list[Compared]:
    """Pairs of overlapping expressions, and what is left over on either side."""
    overlaps = [
        (min(g.end, f.end) - max(g.start, f.start), -i, -j) for i, g in enumerate(gold) for j, f in enumerate(found)
    ]
    pairs: dict[int, int] = {}
    for shared, i, j in sorted(overlaps, reverse=True):
        if shared > 0 and -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    out = [Compared(g, found[pairs[i]] if i in pairs else None) for i, g in enumerate(gold)]
    return out + [Compared(None, f) for j, f in enumerate(found) if j not in pairs.values()]


def _same(a: str, b: str) -> bool:
    return a != "null" and _normal(a) == _normal(b)


def _normal(value: str) -> str:
    scaled = re.fullmatch(r"P(\d+)(DE|CE)", value.upper())
    return f"P{int(scaled[1]) * _PER_YEAR[scaled[2]]}Y" if scaled else value.upper()


def _scores(tally: Counter[str]) -> dict[str, float]:
    precision, recall = (tally["right"] / max(1, tally[side]) for side in ("found", "gold"))
    spans = 2 * tally["paired"] / max(1, tally["found"] + tally["gold"])
    f1 = 2 * tally["right"] / max(1, tally["found"] + tally["gold"])
    figures = {"value_f1": f1, "precision": precision, "recall": recall, "span_f1": spans}
    return {name: round(figure, 4) for name, figure in figures.items()} | {"gold": tally["gold"]}


def measure(folder: Path) -> dict[str, Any]:
    """Value F1, precision, recall and span F1 over all documents, and over the fit and the report part."""
    tallies: dict[str, Counter[str]] = {"all": Counter(), "fit": Counter(), "report": Counter()}
    names = Counter[str]()
    for document in documents(folder):
        compared = compare(document.gold, list(find(document.text)))
        names[part(document.name)] += 1
        for tally in (tallies["all"], tallies[part(document.name)]):
            tally["gold"] += len(document.gold)
            tally["found"] += sum(c.found is not None for c in compared)
            tally["paired"] += sum(c.gold is not None and c.found is not None for c in compared)
            tally["right"] += sum(c.right for c in compared)
    scores = {name: _scores(tally) for name, tally in tallies.items()}
    return {**scores["report"], "fit": scores["fit"], "all": scores["all"], "documents": dict(names)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dir", type=Path, default=FOLDER, help="folder of .tml files")
    options = parser.parse_args()
    result = measure(options.dir)
    rows = [
        ("value F1, report part", f"{result['value_f1']:.3f}", "0.80", ""),
        ("value F1, fit part", f"{result['fit']['value_f1']:.3f}", "", ""),
        ("value F1, all", f"{result['all']['value_f1']:.3f}", "", "HeidelTime 1.x .832"),
        ("span F1, report part", f"{result['span_f1']:.3f}", "", ""),
    ]
    show("WikiWars: TIMEX values", rows, result)


if __name__ == "__main__":
    main()
