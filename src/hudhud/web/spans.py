"""Text with overlapping spans as a flat row of segments, so that it can be shown without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Span:
    """A stretch of a text, in code points, with what it is about and the name of what rests on it."""

    start: int
    end: int
    field: str
    name: str


@dataclass(frozen=True)
class Segment:
    """Words under the same spans, the longest span first."""

    text: str
    spans: tuple[Span, ...] = ()
    begins: tuple[Span, ...] = ()
    """Those of the spans whose first segment this is; they carry the label."""


def segments(text: str, spans: Sequence[Span]) -> list[Segment]:
    """The text cut wherever a span begins or ends; joined, the segments give the text again."""
    valid = sorted((s for s in spans if 0 <= s.start < s.end <= len(text)), key=lambda s: (s.start - s.end, s.start))
    cuts = sorted({0, len(text), *(s.start for s in valid), *(s.end for s in valid)})
    return [
        Segment(
            text[start:end],
            tuple(s for s in valid if s.start <= start and s.end >= end),
            tuple(s for s in valid if s.start == start),
        )
        for start, end in pairwise(cuts)
    ]
