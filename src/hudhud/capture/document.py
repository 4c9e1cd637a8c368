"""One report's bytes → a `Document` and its reading copy, whatever kind they are of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from hudhud.capture.clean import copy_of
from hudhud.capture.decoding import decode
from hudhud.capture.header import read_header
from hudhud.capture.language import language_of
from hudhud.capture.messages import told_by_message
from hudhud.capture.page_metadata import page_metadata
from hudhud.capture.pdf import told_by_pdf
from hudhud.capture.records import told_by_json, told_by_row
from hudhud.capture.source import Capture, Source
from hudhud.capture.told import GIVEN, Told, iso_date
from hudhud.capture.url_dates import day_in_url
from hudhud.errors import CaptureError
from hudhud.model import AboutField, Document, Found, MediaType

_HEADER_FIELDS: tuple[AboutField, ...] = ("title", "publisher", "published", "language")


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
    """One report from its exact bytes; of "application/json" one object, of "text/csv" a header and one row.

    `published` outranks what a text or page says of itself, and is itself outranked by the date of a row or
    object; then comes what the report's carrier says of it, and last, as a guess, the day in its address.
    `language` (ISO 639-1) outranks everything. Raises CaptureError for bytes that hold no readable report,
    LanguageError for one in a language that hudhud does not read.
    """
    told = _TAKEN_APART[source.media_type](source)
    about = _about(source, told, published)
    title = about["title"].value if "title" in about else None
    copy = copy_of(told.text, source.media_type, title, told.text_type)
    if not copy.text:
        raise CaptureError(
            f"{source.origin}: has no readable text; check that it holds a report and not only a page's frame"
        )
    said = told.about.get("language") if source.media_type != "text/html" else None
    document = Document(
        id=source.digest,
        doc_id=source.name or told.doc_id or source.digest,
        content=source.content,
        media_type=source.media_type,
        text_type=told.text_type,
        encoding=told.encoding,
        text=told.text,
        language=language_of(copy.text, told.doc_id or source.origin, language or (said.value if said else None)),
        title=title,
        publisher=about["publisher"].value if "publisher" in about else None,
        published=iso_date(about["published"].value) if "published" in about else None,
        origin=source.origin,
        captured_at=source.captured_at or datetime.now(UTC),
        about=about,
    )
    return Capture(document, copy, source)


def _about(source: Source, told: Told, published: date | None) -> dict[AboutField, Found]:
    """Everything known of a report beside its text: what outranks comes last, and overwrites."""
    guessed = day_in_url(told.about["url"].value if "url" in told.about else source.name)
    found: dict[AboutField, Found] = {}
    if guessed:
        found["published"] = Found(value=guessed.isoformat(), where="its address", guessed=True)
    found |= {field: one for field, one in source.about.items() if field != "published" or iso_date(one.value)}
    given: dict[AboutField, Found] = {"published": Found(value=published.isoformat(), where=GIVEN)} if published else {}
    own: Mapping[AboutField, Found] = told.about
    return found | given | dict(own) if told.own_day_first else found | dict(own) | given


def _text(source: Source) -> Told:
    text, encoding = decode(source.content, source.origin, is_html=False, declared=source.charset)
    header = read_header(text)
    if header is None:
        return Told(text, encoding)
    about = {
        field: Found(value=header.fields[field], where="the header of the file")
        for field in _HEADER_FIELDS
        if field in header.fields
    }
    day = header.fields.get("published")
    if day and iso_date(day) is None:
        raise CaptureError(f"{source.origin}: {day[:40]!r} is not a date; write it as 2023-02-17 or leave it out")
    return Told(text, encoding, about=about, doc_id=header.fields.get("doc_id"))


def _page(source: Source) -> Told:
    text, encoding = decode(source.content, source.origin, is_html=True, declared=source.charset)
    found = page_metadata(text)
    return Told(text, encoding, "text/html", found.about, found.doc_id)


_TAKEN_APART: Mapping[MediaType, Callable[[Source], Told]] = {
    "text/plain": _text,
    "text/html": _page,
    "application/json": told_by_json,
    "text/csv": told_by_row,
    "application/pdf": told_by_pdf,
    "message/rfc822": told_by_message,
}
