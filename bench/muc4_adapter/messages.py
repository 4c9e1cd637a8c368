"""Messages of a MUC-4 text file: id, dateline, and paragraphs on one line each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_ID = re.compile(r"^\s*((?:DEV|TST\d+)-MUC\d+-\d{4})\b", re.M)
_PARAGRAPH = re.compile(r"\n[ \t]*\n|\n(?= {3,}\S)")
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
_DATELINE = re.compile(
    rf"^\s*(?P<place>[^,\[\]]{{2,60}}?),\s*(?:(?P<day>\d{{1,2}})\s+(?P<month>{'|'.join(_MONTHS)})[A-Z]*\.?"
    r"(?:\s+(?:19)?(?P<year>\d\d))?|NO DATE)\s*(?:\((?P<source>[^)]*)\))?\s*-\s*-+\s*"
)
_GENRE = re.compile(r"\[(STATEMENT|SPEECH|EDITORIAL|ARTICLE|COMMENTARY|COMMUNIQUE|REPORT|BULLETIN|INTERVIEW)\b")
_HEAD = re.compile(r"^(?:\s*\[[^\]]*\])*\s*\[(?:TEXT|SUMMARY|EXCERPTS?)\]\s*")
_YEAR = re.compile(r"\b19(8[89]|9[0-2])\b")


@dataclass(frozen=True)
class Message:
    """One message; `day` is the dateline's, None where it has none."""

    id: str
    place: str
    country: str
    day: date | None
    source: str
    genre: str
    paragraphs: tuple[str, ...]


def _day(found: re.Match[str], body: str) -> date | None:
    if found["day"] is None:
        return None
    year = found["year"]
    if year is None:  # some datelines leave the year out; the text may name it
        named = _YEAR.findall(body)
        year = named[0] if named else "89"
    try:
        return date(1900 + int(year), _MONTHS.index(found["month"]) + 1, int(found["day"]))
    except ValueError:
        return None


def _message(name: str, body: str) -> Message:
    found = _DATELINE.match(body)
    place, country, source, day = "", "", "", None
    if found:
        place, source, day = found["place"].strip(), (found["source"] or "").strip(), _day(found, body)
        if inner := re.match(r"(.*?)\s*\(([^)]*)\)?$", place):
            place, country = inner[1], inner[2]
        body = body[found.end() :]
    genre = _GENRE.search(body[:300])
    if head := _HEAD.match(body):
        body = body[head.end() :]
    paragraphs = tuple(filter(None, (" ".join(p.split()) for p in _PARAGRAPH.split(body))))
    return Message(name, place, country, day, source, genre[1] if genre else "", paragraphs)


def split(text: str) -> Iterator[Message]:
    """The messages of a file's text, in order."""
    starts = list(_ID.finditer(text))
    for start, end in zip(starts, [*(s.start() for s in starts[1:]), len(text)], strict=True):
        body = text[start.end() : end]
        yield _message(start[1], body.partition("\n")[2])


def read(path: Path) -> list[Message]:
    """The messages of one file; the files are in Latin-1 with CR or LF line ends."""
    return list(split(path.read_text("latin-1").replace("\r\n", "\n").replace("\r", "\n").expandtabs()))
