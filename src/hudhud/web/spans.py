"""Words that claims rest on, as flat pieces of the text that a template can mark, nested and overlapping ones too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a text, and what they were read as."""

    start: int
    end: int
    field: str
    """The claim's field: gives the colour and the kind of line."""
    label: str
    """What stands before the words, short: "killed 7"."""
    id: str = ""
    """The claim's id, by which a field and its words find each other."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span over one piece of the text."""

    span: Span
    lane: int
    """Which of the stacked lines under the words is its own; 0 is the nearest."""
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text that the same spans cover from end to end, the outermost first."""

    text: str
    start: int
    marks: tuple[Mark, ...]


def segments(text: str, spans: Iterable[Span], start: int = 0) -> list[Segment]:
    """The text in pieces; put together they are the text, and each is covered by the same spans throughout.

    Args:
        text: a document, or a stretch of it.
        spans: counted in the document; what lies outside the stretch is cut off, what covers nothing is left out.
        start: where the stretch begins in the document.
    """
    end = start + len(text)
    inside = [span for span in spans if max(span.start, start) < min(span.end, end)]
    lanes = _lanes(inside)
    cuts = sorted({start, end, *(min(max(at, start), end) for span in inside for at in (span.start, span.end))})
    pieces: list[Segment] = []
    for first, last in pairwise(cuts):
        over = [k for k, span in enumerate(inside) if span.start <= first and span.end >= last]
        over.sort(key=lambda k: -lanes[k])
        marks = tuple(Mark(inside[k], lanes[k], inside[k].start == first, inside[k].end == last) for k in over)
        pieces.append(Segment(text[first - start : last - start], first, marks))
    return pieces


def _lanes(spans: Sequence[Span]) -> list[int]:
    """A lane for each span that no span over the same words has; the shorter lie nearer to the words."""
    lanes = [0] * len(spans)
    done: list[int] = []
    for k in sorted(range(len(spans)), key=lambda k: (spans[k].end - spans[k].start, spans[k].start, k)):
        taken = {lanes[j] for j in done if spans[j].start < spans[k].end and spans[k].start < spans[j].end}
        lanes[k] = next(lane for lane in range(len(done) + 1) if lane not in taken)
        done.append(k)
    return lanes
