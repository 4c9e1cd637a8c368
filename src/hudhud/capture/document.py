"""One report's bytes → a `Document` and its reading copy: text, pages, and lines of JSON Lines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from hudhud.capture.clean import copy_of
from hudhud.capture.decoding import decode
from hudhud.capture.header import read_header
from hudhud.capture.language import language_of
from hudhud.capture.page_metadata import iso_date, page_metadata
from hudhud.capture.source import Capture, Source
from hudhud.capture.url_dates import day_in_url
from hudhud.errors import CaptureError
from hudhud.model.documents import Document, MediaType, text_type_of


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
    """`capture_source` for bytes of which nothing else is known."""
    return capture_source(Source(origin, content, media_type), published=published, language=language).document


def capture_source(source: Source, *, published: date | None = None, language: str | None = None) -> Capture:
    """One report from its exact bytes; of "application/json" one object with at least `text`.

    `published` outranks what a text or page says of itself, and is itself outranked by a JSON
    object's own date; the day in a JSON object's `url` comes last. `language` (ISO 639-1) outranks
    everything. Raises CaptureError for bytes that hold no readable report, LanguageError for one in a
    language that hudhud does not read.
    """
    content, origin, media_type = source.content, source.origin, source.media_type
    decoded, encoding = decode(content, origin, is_html=media_type == "text/html")
    if media_type == "application/json":
        about = _from_json(decoded, origin, published)
    elif media_type == "text/html":
        about = _from_page(decoded, published)
    else:
        about = _from_text(decoded, origin, published)
    text_type = text_type_of(media_type)
    copy = copy_of(about.text, media_type, about.title, text_type)
    if not copy.text:
        raise CaptureError(f"{origin}: has no readable text; check that it holds a report and not only a page's frame")
    document = Document(
        id=source.digest,
        doc_id=source.name or about.doc_id or source.digest,
        content=content,
        media_type=media_type,
        text_type=text_type,
        encoding=encoding,
        text=about.text,
        language=language_of(copy.text, about.doc_id or origin, language or about.language),
        title=about.title,
        publisher=about.publisher,
        published=about.published,
        origin=origin,
        captured_at=source.captured_at or datetime.now(UTC),
    )
    return Capture(document, copy, source)


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
