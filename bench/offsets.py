"""Whether each character of a reading copy comes from where its map says.

For every page made up and every bundled example, each run of characters that share a stretch of the
source is held against that stretch, in this order:

- verbatim: the stretch is the character
- entity: it is once entities are resolved and tags left out
- space: nothing is seen in the stretch, and the character is white space
- repaired: the stretch gives the characters once it is repaired by itself
- in context: it gives them once it is repaired with the words around it, which a disguised word and a
  spoiled encoding need

Anything else is a failure. Prints a table and, last, one JSON object; exit status 1 after a failure.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from measuring import show
from pages import page, text

from hudhud import pipeline
from hudhud.capture import Capture, Source, capture_source, take_in
from hudhud.capture.markup import Tag, entities, scan
from hudhud.capture.offsets import MappedText
from hudhud.capture.repair import is_invisible, repair
from hudhud.model import Document, ReadingCopy

WAYS = ("verbatim", "entity", "space", "repaired", "in context")
_AROUND = 40


def measure(number: int = 300) -> dict[str, Any]:
    """Characters by the way in which they come from their stretch, and the first failures."""
    counts: Counter[str] = Counter()
    failures: list[str] = []
    documents = 0
    for taken in _documents(number):
        documents += 1
        for way, characters, shown in checked(taken.document, taken.copy):
            counts[way] += characters
            if way == "failure":
                failures.append(f"{taken.document.origin}: {shown}")
    total = sum(counts.values())
    return {
        "documents": documents,
        "characters": total,
        "failures": counts["failure"],
        "shares": {way: round(counts[way] / total, 6) for way in WAYS},
        "first_failures": failures[:10],
    }


def checked(document: Document, copy: ReadingCopy) -> Iterator[tuple[str, int, str]]:
    """Runs of characters with one stretch: the way, how many, and what stands on both sides."""
    length = len(document.text)
    at = 0
    for (start, end), run in groupby(zip(copy.starts, copy.ends, strict=True)):
        characters = len(list(run))
        shown = copy.text[at : at + characters]
        if not 0 <= start <= end <= length or (at and start < copy.starts[at - 1]):
            way = "failure"
        elif start == end:
            # Only what the cleaning put between two blocks comes from nowhere.
            way = "space" if shown == "\n\n" else "failure"
        else:
            way = _way(document, start, end, shown)
        yield way, characters, f"{document.text[start:end]!r} gives {shown!r}"
        at += characters


def _way(document: Document, start: int, end: int, shown: str) -> str:
    stretch = document.text[start:end]
    if stretch == shown:
        return "verbatim"
    seen = _seen(stretch, document)
    if seen == shown:
        return "entity"
    if is_invisible(seen) and shown.isspace():
        return "space"
    if _repaired(seen) == _repaired(shown):
        return "repaired"
    # Repaired as a whole, the stretch must come out as the characters between what its neighbours come out as.
    before, after = max(0, start - _AROUND), end + _AROUND
    around = _repaired(_seen(document.text[before:after], document))
    apart = (_repaired(_seen(each, document)) for each in (document.text[before:start], document.text[end:after]))
    return "in context" if "".join(around.split()) == "".join(shown.join(apart).split()) else "failure"


def _seen(stretch: str, document: Document) -> str:
    """What a browser shows of a stretch of a page; text as it is."""
    if document.text_type != "text/html":
        return stretch
    parts: list[str] = []
    hidden = ""
    for item in scan(stretch):
        if isinstance(item, Tag):
            parts.append("\n" if item.name == "br" else "")
            # The pages made up hide nothing inside something hidden.
            if not hidden and "hidden" in item.attributes:
                hidden = item.name
            elif item.closing and item.name == hidden:
                hidden = ""
            continue
        if hidden:
            continue
        piece = MappedText.of(stretch, item.start, item.end)
        parts.append(piece.replace(entities(stretch, item.start, item.end)).text)
    return "".join(parts)


def _repaired(seen: str) -> str:
    return repair(MappedText.of(" ".join(seen.split()))).text


def _documents(number: int) -> Iterator[Capture]:
    for taken in take_in(pipeline.example_reports()):
        if isinstance(taken, Capture):
            yield taken
    for each in range(number):
        # Nine pages for one text, as reports come.
        if each % 10 == 9:
            source = Source(f"text {each}", text(each).encode(), "text/plain")
        else:
            source = Source(f"page {each}", page(each), "text/html")
        yield capture_source(source, language="en")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    result = measure(parser.parse_args().pages)
    rows = [
        ("documents", f"{result['documents']:,}", "", ""),
        ("characters", f"{result['characters']:,}", "", ""),
        *((f"share {way}", f"{result['shares'][way]:.4f}", "", "") for way in WAYS),
        ("characters that come from elsewhere", f"{result['failures']:,}", "at most 0", ""),
    ]
    show("Offset maps", rows, result)
    sys.exit(int(result["failures"] > 0))


if __name__ == "__main__":
    main()
