"""A JSON object, or a row of a table, → the report in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal

from hudhud.capture.columns import FIELDS
from hudhud.capture.decoding import decode
from hudhud.capture.source import Source
from hudhud.capture.tables import cells_of
from hudhud.capture.taken import IN_ADDRESS, Taken, found, known, written_date
from hudhud.capture.url_dates import day_in_url
from hudhud.errors import CaptureError
from hudhud.model import Found

_MOST_NAMED = 12
_MISSING = object()


def take_object(source: Source) -> Taken:
    """The report in one JSON object, which has at least the key for `text`."""
    decoded, encoding = decode(source.content, source.origin, charset=source.charset)
    try:
        record = json.loads(decoded)
    except (ValueError, RecursionError) as error:
        raise CaptureError(f"{source.origin}: not valid JSON ({error}); each line must be one JSON object") from error
    if not isinstance(record, dict):
        raise CaptureError(f"{source.origin}: holds no JSON object; each line must be an object with at least `text`")
    return _taken(record, source, encoding, "key")


def take_row(source: Source) -> Taken:
    """The report in one row of a table; the bytes are the table's header and this row."""
    decoded, encoding = decode(source.content, source.origin, charset=source.charset)
    names, cells = cells_of(decoded, source.origin)
    columns = {ours: theirs for ours in FIELDS if (theirs := _column(ours, names, source))}
    record: dict[str, object] = {theirs: cells[names.index(theirs)] or None for theirs in columns.values()}
    plain = Source(source.origin, source.content, source.media_type, columns=columns)
    return _taken(record, plain, encoding, "column")


def _column(ours: str, names: list[str], source: Source) -> str | None:
    mapped = source.columns.get(ours)
    if mapped is None:
        matches = [name for name in names if name.casefold() == ours]
    else:
        matches = [name for name in names if name == mapped]
        if not matches:
            raise _no_such(mapped, names, source.origin, "column")
    if len(matches) > 1:
        raise CaptureError(f"{source.origin}: has {len(matches)} columns {matches[0]!r}; rename all but one")
    if ours == "text" and not matches:
        raise _no_such("text", names, source.origin, "column")
    return matches[0] if matches else None


def _taken(record: Mapping[str, object], source: Source, encoding: str, kind: Literal["key", "column"]) -> Taken:
    values = {ours: _value(record, ours, source, kind) for ours in FIELDS}
    keys = {ours: f"{kind} {source.columns.get(ours, ours)}" for ours in FIELDS}
    text = values["text"]
    if text is None or not text.strip():
        key = source.columns.get("text", "text")
        raise CaptureError(f"{source.origin}: has no `{key}`; give the report's text under that {kind}")

    def said(ours: str) -> Found | None:
        return found(values[ours], keys[ours])

    in_address = day_in_url(values["url"])
    guess = Found(value=in_address.isoformat(), where=IN_ADDRESS, guessed=True) if in_address else None
    return Taken(
        text,
        encoding,
        about=known(
            title=said("title"),
            publisher=said("publisher"),
            author=said("author"),
            url=said("url"),
            language=said("language"),
            published=written_date(values["published"], keys["published"], source.origin) or guess,
        ),
        language=values["language"],
        doc_id=values["doc_id"],
    )


def _value(record: Mapping[str, object], ours: str, source: Source, kind: str) -> str | None:
    """The field's string, None if it is missing or blank. Raises CaptureError for other values."""
    mapped = source.columns.get(ours)
    key = mapped or ours
    value = _at(record, key)
    if value is _MISSING and mapped is not None:
        raise _no_such(mapped, list(record), source.origin, kind)
    if value is None or value is _MISSING:
        return None
    if ours == "doc_id" and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        # An author is often an object or a list elsewhere, and was never asked for here.
        if ours == "author" and mapped is None:
            return None
        raise CaptureError(
            f"{source.origin}: `{key}` is {type(value).__name__}, not a string; quote it or leave it out"
        )
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise CaptureError(
            f"{source.origin}: `{key}` has half a character (a lone surrogate); export it again as UTF-8"
        )
    # A text is kept to the last blank, since offsets count it; a name is not.
    return value if ours == "text" else value.strip() or None


def _at(record: Mapping[str, object], key: str) -> object:
    """The value under a key, or under a path of keys: `article.body`."""
    if key in record:
        return record[key]
    value: object = record
    for step in key.split("."):
        if not isinstance(value, dict) or step not in value:
            return _MISSING
        value = value[step]
    return value


def _no_such(key: str, there: list[str], origin: str, kind: str) -> CaptureError:
    names = ", ".join(repr(name[:40]) for name in there[:_MOST_NAMED]) + (", …" if len(there) > _MOST_NAMED else "")
    names = names.encode("utf-8", "replace").decode() or "none"
    return CaptureError(f"{origin}: there is no {kind} {key!r}; there are: {names}; say which with --map")
