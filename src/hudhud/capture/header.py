"""The small block of `Key: value` lines that a text file may begin with, closed by a line `---`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONGEST_HEADER = 15
_KEYS = {
    "title": "title",
    "published": "published",
    "date": "published",
    "publisher": "publisher",
    "source": "publisher",
    "language": "language",
    "doc-id": "doc_id",
    "note": "note",
    "example": "note",
}
_FIELD = re.compile(r"\ufeff?\s*([A-Za-z][A-Za-z-]{1,20})\s*:\s*(.*)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|$)")


@dataclass(frozen=True)
class Header:
    """What a header says, under `title`, `published`, `publisher`, `language`, `doc_id` and `note`.

    The report's own text begins at code point `end`.
    """

    fields: dict[str, str]
    start: int
    end: int


def read_header(text: str) -> Header | None:
    """The header of a text, or None where it does not begin with one."""
    fields: dict[str, str] = {}
    start: int | None = None
    for number, match in enumerate(_LINE.finditer(text)):
        if number >= _LONGEST_HEADER or match.start() == len(text):
            return None
        line = match.group().strip()
        if not line:
            continue
        if fields and re.fullmatch(r"-{3,}", line):
            return Header(fields, start or 0, match.end())
        field = _FIELD.fullmatch(line)
        if field is None:
            return None
        key = _KEYS.get(field[1].lower())
        if key is None and start is None:
            return None
        start = match.start() if start is None else start
        if key is not None and field[2]:
            fields.setdefault(key, field[2].strip())
    return None
