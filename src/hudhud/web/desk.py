"""What lies on a reviewer's desk: a report's text with its spans, and beside it what was read and judged."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hudhud import judging, pipeline
from hudhud.capture import reading_copy
from hudhud.ledger import Ledger
from hudhud.model import HARM_FIELDS, Claim, Document, Evidence, Member, ReadingCopy
from hudhud.web.cache import Remembered
from hudhud.web.spans import Segment, Span, segments

_FIELDS = (*HARM_FIELDS, "date", "place", "perpetrator", "event_type", "status")
_SENTENCE_ENDS = re.compile(r"[.!?]['\"”’)]*\s+|\n+")
_AROUND = 110  # characters of a paragraph shown on either side of a claim's words


@dataclass(frozen=True)
class Stretch:
    """A block of the reading copy, or what stands between two; one behind the other they are the whole of it."""

    kind: str | None
    """None between blocks."""
    pieces: list[Segment]


@dataclass(frozen=True)
class Line:
    """A claim as read, beside what a person says instead."""

    id: str
    field: str
    read: Claim | None
    says: Claim | None
    mark: str | None
    replaced: bool
    by: tuple[judging.Ruled, ...]

    @property
    def shown(self) -> Claim:
        """What counts, else what would."""
        claim = self.says or self.read
        assert claim is not None  # a line is read or said
        return claim

    @property
    def label(self) -> str:
        """What stands before its words in the text."""
        return self.field.replace("_", " ")

    @property
    def counts(self) -> bool:
        return self.mark != "reject" and not self.replaced


@dataclass(frozen=True)
class Sheet:
    """A mention on the desk, with the document it stands in."""

    member: Member
    lines: tuple[Line, ...]
    mark: str | None

    @property
    def id(self) -> str:
        return self.member.mention.id


class Texts:
    """Documents with their reading copies; the last ones used are remembered, for documents never change."""

    def __init__(self, ledger: Ledger, most: int = 200) -> None:
        self._ledger = ledger
        self._known: Remembered[str, tuple[Document, ReadingCopy]] = Remembered(most)

    def open(self, document_id: str) -> tuple[Document, ReadingCopy]:
        """The document of this id with what the reader was given of it."""
        return self._known.get(document_id, self._read)

    def _read(self, document_id: str) -> tuple[Document, ReadingCopy]:
        document = self._ledger.document(document_id)
        return document, reading_copy(document)


def sheets(view: pipeline.View) -> list[Sheet]:
    """The mentions of the view's first incident, each with all its claims."""
    return [sheet(view.judged, member) for member in view.incidents[0].members]


def sheet(judged: judging.Judged, member: Member) -> Sheet:
    """A mention with all its claims, those of a field together."""
    lines = [
        Line(x.id, (x.says or x.read or member.mention.claims[0]).field, x.read, x.says, x.mark, x.replaced, x.by)
        for x in judged.lines(member.mention.id)
    ]
    known = judged.judged.get(member.mention.id)
    lines.sort(key=lambda line: _FIELDS.index(line.field))
    return Sheet(member, tuple(lines), known.mark if known else None)


def stretches(copy: ReadingCopy, lines: Iterable[Line]) -> list[Stretch]:
    """The whole reading copy, with the words of the claims marked."""
    return _blocks(copy, [span for line in lines if (span := span_in(copy, line))])


def blind_stretches(copy: ReadingCopy, member: Member) -> list[Stretch]:
    """The same for a coder who must not see what was read: the sentences of the mention are marked, all alike."""
    words = {(c.evidence.span_start, c.evidence.span_end) for c in member.mention.claims}
    places = (place for first, last in words if (place := _words_in(copy, first, last)))
    merged: list[Span] = []
    for start, end in sorted(_sentences(copy.text, *place) for place in places):
        if merged and start <= merged[-1].end:
            merged[-1] = replace(merged[-1], end=max(end, merged[-1].end))
        else:
            merged.append(Span(start, end, "any", ""))
    return _blocks(copy, merged)


def _sentences(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch widened to where sentences, or lines, begin and end."""
    before = [found.end() for found in _SENTENCE_ENDS.finditer(text, 0, start)]
    after = _SENTENCE_ENDS.search(text, max(end - 1, start))
    return before[-1] if before else 0, after.start() + len(after[0].rstrip()) if after else len(text)


def _blocks(copy: ReadingCopy, spans: Sequence[Span]) -> list[Stretch]:
    found, at = [], 0
    for block in sorted(copy.blocks, key=lambda b: b.start):
        if block.start > at:
            found.append(Stretch(None, segments(copy.text[at : block.start], spans, at)))
        start = max(at, block.start)
        found.append(Stretch(block.kind, segments(copy.text[start : block.end], spans, start)))
        at = max(at, block.end)
    return [*found, Stretch(None, segments(copy.text[at:], spans, at))]


def context(copy: ReadingCopy, line: Line) -> list[Segment]:
    """The claim's words within what stands around them; empty where the reader was not given them."""
    span = span_in(copy, line)
    if span is None:
        return []
    block = next((b for b in copy.blocks if b.start <= span.start < b.end), None)
    start, end = (block.start, max(block.end, span.end)) if block else (span.start, span.end)
    first, last = _word(copy.text, max(start, span.start - _AROUND), start), min(end, span.end + _AROUND)
    shown = segments(copy.text[first:last], [replace(span, label="")], first)
    return [*([_cut(first)] if first > start else []), *shown, *([_cut(last)] if last < end else [])]


def _cut(at: int) -> Segment:
    return Segment("…", at, ())


def _word(text: str, at: int, least: int) -> int:
    """The beginning of the word at an offset."""
    while at > least and not text[at - 1].isspace():
        at -= 1
    return at


def span_in(copy: ReadingCopy, line: Line) -> Span | None:
    """Where the claim's words stand in the reading copy; None where they were kept from the reader."""
    words = line.shown.evidence
    place = _words_in(copy, words.span_start, words.span_end)
    return None if place is None else Span(*place, line.field, line.label, line.id)


def _words_in(copy: ReadingCopy, first: int, last: int) -> tuple[int, int] | None:
    """The stretch of the reading copy that characters of the document became; None where they were kept from it."""
    start, end = bisect_right(copy.ends, first), bisect_left(copy.starts, last)
    return (start, end) if start < end else None


def evidence(document: Document, copy: ReadingCopy, start: int, end: int) -> Evidence:
    """The words of the document that a stretch of the reading copy came from.

    Raises:
        ValueError: there is no such stretch, or nothing in it came from the document.
    """
    first, last = copy.original(start, end)
    return Evidence(verbatim=document.text[first:last], span_start=first, span_end=last)
