"""One report's bytes → a `Document`: text, pages, and lines of JSON Lines."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from hudhud.capture.clean import copy_of
from hudhud.capture.decoding import decode
from hudhud.capture.header import read_header
from hudhud.capture.language import language_of
from hudhud.capture.page_metadata import iso_date, page_metadata
from hudhud.capture.url_dates import day_in_url
from hudhud.errors import CaptureError
from hudhud.model.documents import Document

MediaType = Literal["text/plain", "text/html", "application/json"]


@dataclass(frozen=True, slots=True)
class _About:
    """What a report says of itself, outside its text."""

    text: str
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    language: str | None = None
    doc_id: str | None = None


def capture_bytes(
    content: bytes,
    *,
    origin: str,
    media_type: MediaType = "text/plain",
    published: date | None = None,
    language: str | None = None,
) -> Document:
    """One report from its exact bytes; for "application/json" one object with at least `text`.

    `published` outranks what a text or page says of itself, and is itself outranked by a JSON
    object's own date; the day in a JSON object's `url` comes last. `language` (ISO 639-1) outranks
    everything. Raises CaptureError for bytes that hold no readable report, LanguageError for one in a
    language that hudhud does not read.
    """
    decoded, encoding = decode(content, origin, is_html=media_type == "text/html")
    if media_type == "application/json":
        about = _from_json(decoded, origin, published)
    elif media_type == "text/html":
        about = _from_page(decoded, published)
    else:
        about = _from_text(decoded, origin, published)
    reading = copy_of(about.text, media_type, about.title)
    if not reading.text:
        raise CaptureError(f"{origin}: has no readable text; check that it holds a report and not only a page's frame")
    identity = hashlib.sha256(content).hexdigest()
    return Document(
        id=identity,
        doc_id=about.doc_id or identity,
        content=content,
        media_type=media_type,
        encoding=encoding,
        text=about.text,
        language=language_of(reading.text, about.doc_id or origin, language or about.language),
        title=about.title,
        publisher=about.publisher,
        published=about.published,
        origin=origin,
        captured_at=datetime.now(UTC),
    )


def _from_text(text: str, origin: str, published: date | None) -> _About:
    header = read_header(text)
    if header is None:
        return _About(text, published=published)
    fields = header.fields
    return _About(
        text,
        title=fields.get("title"),
        publisher=fields.get("publisher"),
        published=published or _date(fields.get("published"), origin),
        language=fields.get("language"),
        doc_id=fields.get("doc_id"),
    )


def _from_page(text: str, published: date | None) -> _About:
    found = page_metadata(text)
    return _About(text, found.title, found.publisher, published or found.published, doc_id=found.doc_id)


def _from_json(line: str, origin: str, published: date | None) -> _About:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CaptureError(f"{origin}: not valid JSON ({error}); each line must be one JSON object") from error
    if not isinstance(record, dict):
        raise CaptureError(f"{origin}: holds no JSON object; each line must be an object with at least `text`")
    text = _string(record, "text", origin)
    if text is None or not text.strip():
        raise CaptureError(f"{origin}: has no `text`; give the report's text under that key")
    identity = record.get("doc_id")
    if isinstance(identity, int):
        record["doc_id"] = str(identity)
    return _About(
        text,
        title=_string(record, "title", origin),
        publisher=_string(record, "publisher", origin),
        published=_date(_string(record, "published", origin), origin)
        or published
        or day_in_url(_string(record, "url", origin)),
        language=_string(record, "language", origin),
        doc_id=_string(record, "doc_id", origin),
    )


def _string(record: dict[str, object], key: str, origin: str) -> str | None:
    """A string of the record, None if it is missing or blank. Raises CaptureError for other values."""
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise CaptureError(f"{origin}: `{key}` is {type(value).__name__}, not a string; quote it or leave it out")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise CaptureError(f"{origin}: `{key}` has half a character (a lone surrogate); export it again as UTF-8")
    # A text is kept to the last blank, since offsets count it; a name is not.
    return value if key == "text" else value.strip() or None


def _date(text: str | None, origin: str) -> date | None:
    if text is None:
        return None
    day = iso_date(text)
    if day is None:
        raise CaptureError(f"{origin}: {text[:40]!r} is not a date; write it as 2023-02-17 or leave it out")
    return day
