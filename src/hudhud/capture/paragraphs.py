"""Plain text → paragraphs: lines that were only wrapped to a width are joined again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from hudhud.capture.furniture import reason_to_skip
from hudhud.capture.offsets import Edit, MappedText

_BREAK = re.compile(r"\r\n?|[\n\x0b\x0c\u2028\u2029]")
_WRAPPED_HYPHEN = re.compile(r"\w-$")
_BULLET = re.compile(r"\s*(?:[-–—*•·▪●○◦‣>]|\(?\d{1,2}[.)]|\(?[a-z]\))\s")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”’)\]]*$")
# Typewriters, wires and mail wrap between 50 and 100 columns; other widths are not wrapping.
_NARROWEST, _WIDEST = 50, 100
# Some wires break a line a word or two early; a title stops far from the margin.
_SLACK = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A non-empty line `start:end` of the text, its terminator left out."""

    start: int
    end: int
    text: str

    @property
    def indent(self) -> int:
        """Columns of white space before its first character."""
        return len(self.text) - len(self.text.lstrip())


def paragraphs(text: str, start: int = 0) -> Iterator[MappedText]:
    """The paragraphs of `text[start:]` in order, on one line each, offsets counting from 0 of `text`."""
    groups = list(_groups(text, start))
    width = _wrap_width(groups)
    for group in groups:
        lines = [group[0]]
        for here, following in pairwise(group):
            if not _continues(here, following, width):
                yield _paragraph(text, lines)
                lines = []
            lines.append(following)
        yield _paragraph(text, lines)


def is_listed(line: str) -> bool:
    """Whether the line begins an item of a list."""
    return _BULLET.match(line) is not None


def _paragraph(text: str, lines: list[Line]) -> MappedText:
    origin = lines[0].start
    return MappedText.of(text, origin, lines[-1].end).replace(_joints(lines, origin)).strip()


def _joints(lines: list[Line], origin: int) -> Iterator[Edit]:
    for here, following in pairwise(lines):
        above = here.text.rstrip()
        # Whether the hyphen belongs to the word cannot be known, so it stays: "Kurdish-led".
        is_split = _WRAPPED_HYPHEN.search(above) and following.text.lstrip()[:1].islower()
        start, end = here.start + len(above), following.start + following.indent
        yield start - origin, end - origin, "" if is_split else " "


def _groups(text: str, start: int) -> Iterator[list[Line]]:
    """Runs of lines without an empty line between them."""
    group: list[Line] = []
    for line in _lines(text, start):
        if line.text.strip():
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _lines(text: str, start: int) -> Iterator[Line]:
    for match in _BREAK.finditer(text, start):
        yield Line(start, match.start(), text[start : match.start()])
        start = match.end()
    yield Line(start, len(text), text[start:])


def _wrap_width(groups: list[list[Line]]) -> int | None:
    """The column at which the text was wrapped, or None if its lines were left as they were written."""
    lengths = [len(line.text.rstrip()) for group in groups if len(group) > 1 for line in group]
    if not lengths or not _NARROWEST <= max(lengths) <= _WIDEST:
        return None
    width = max(lengths)
    pairs = [pair for group in groups for pair in pairwise(group)]
    full = sum(_is_full(here, following, width) for here, following in pairs)
    return width if full >= 0.6 * len(pairs) else None


def _is_full(here: Line, following: Line, width: int) -> bool:
    """Whether the next line's first word would not have fitted any more."""
    word = following.text.split(maxsplit=1)[0]
    return len(here.text.rstrip()) + 1 + len(word) > width - _SLACK


def _continues(here: Line, following: Line, width: int | None) -> bool:
    if is_listed(following.text) or following.indent > here.indent + 1:
        return False
    if reason_to_skip(here.text) or reason_to_skip(following.text) == "advertisement":
        return False
    ended = _SENTENCE_END.search(here.text.rstrip()) is not None
    runs_on = not ended and following.text.lstrip()[:1].islower()
    length = len(here.text.strip())
    if width is None:
        return runs_on and _NARROWEST <= length <= _WIDEST
    return _is_full(here, following, width) or (runs_on and length >= width // 2)
