"""One report of a table: a JSON object, or a header and a row of CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from hudhud.capture.columns import looked_up
from hudhud.capture.decoding import LARGEST_REPORT, decode
from hudhud.capture.source import Source
from hudhud.capture.told import Told, iso_date
from hudhud.errors import CaptureError
from hudhud.model import AboutField, Found

DELIMITERS = (",", ";", "\t", "|")
_ABOUT: tuple[AboutField, ...] = ("title", "publisher", "author", "published", "language", "url")

csv.field_size_limit(LARGEST_REPORT)


def told_by_json(source: Source) -> Told:
    """A line of JSON Lines. Raises CaptureError where it is no object with a text."""
    line, encoding = decode(source.content, source.origin, is_html=False, declared=source.charset)
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CaptureError(f"{source.origin}: not valid JSON ({error}); each line must be one JSON object") from error
    if not isinstance(record, dict):
        raise CaptureError(f"{source.origin}: holds no JSON object; each line must be an object with at least `text`")
    return _told(record, source, encoding, "key")


def told_by_row(source: Source) -> Told:
    """A header and one row. Raises CaptureError where the two do not fit or there is no text."""
    text, encoding = decode(source.content, source.origin, is_html=False)
    head = next(iter(text.splitlines(keepends=True)), "")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(head), strict=True))
    except csv.Error as error:
        raise CaptureError(f"{source.origin}: no row of a table ({error}); check its quotation marks") from error
    if len(rows) != 2:
        raise CaptureError(f"{source.origin}: no row of a table; check its quotation marks")
    header, row = rows
    if len(header) != len(row):
        raise CaptureError(
            f"{source.origin}: has {len(row)} cells where the header has {len(header)}; check its quotation marks"
        )
    record = {name.strip(): cell for name, cell in zip(header, row, strict=True)}
    return _told(record, source, encoding, "column")


def delimiter_of(head: str) -> str:
    """What stands between the cells of a table with this header: the sign that makes most cells of it."""
    return max(DELIMITERS, key=lambda sign: len(cells(head, sign)))


def cells(line: str, delimiter: str) -> Sequence[str]:
    """The cells of a single line; it itself where its quotation marks make no sense."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [line])
    except csv.Error:
        return [line]


def _told(record: Mapping[str, Any], source: Source, encoding: str, kind: str) -> Told:
    origin, columns = source.origin, source.columns
    named = {field: columns.get(field, field) for field in (*_ABOUT, "text", "doc_id")}
    for field, column in columns.items():
        if looked_up(record, column) is None and (field == "text" or column.split(".")[0] not in record):
            there = ", ".join(list(record)[:12])
            raise CaptureError(f"{origin}: has no {kind} {column[:60]!r} for `{field}`; there are: {there[:300]}")
    text = _string(record, named["text"], origin, whole=True)
    if text is None or not text.strip():
        raise CaptureError(
            f"{origin}: has no `{named['text']}`; give the report's text under that key, or say with --map where it is"
        )
    about: dict[AboutField, Found] = {}
    for field in _ABOUT:
        value = _string(record, named[field], origin)
        if value is not None:
            about[field] = Found(value=value, where=f"{kind} {named[field]}")
    if "published" in about and iso_date(about["published"].value) is None:
        shown = about["published"].value[:40]
        raise CaptureError(f"{origin}: {shown!r} is not a date; write it as 2023-02-17 or leave it out")
    identity = looked_up(record, named["doc_id"])
    number = isinstance(identity, int) and not isinstance(identity, bool)
    name = str(identity) if number else _string(record, named["doc_id"], origin)
    return Told(text, encoding, about=about, doc_id=name, own_day_first=True)


def _string(record: Mapping[str, Any], key: str, origin: str, *, whole: bool = False) -> str | None:
    """A string of the record, None if it is missing or blank. Raises CaptureError for other values."""
    value = looked_up(record, key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise CaptureError(f"{origin}: `{key}` is {type(value).__name__}, not a string; quote it or leave it out")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise CaptureError(f"{origin}: `{key}` has half a character (a lone surrogate); export it again as UTF-8")
    # A text is kept to the last blank, since offsets count it; a name is not.
    return value if whole else value.strip() or None
