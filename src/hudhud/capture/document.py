"""One report's bytes → a `Document` and its reading copy, for every kind of report."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hudhud.capture.clean import copy_of
from hudhud.capture.decoding import decode
from hudhud.capture.header import read_header
from hudhud.capture.language import language_of
from hudhud.capture.messages import take_message
from hudhud.capture.pages import take_page
from hudhud.capture.pdf import take_pdf
from hudhud.capture.records import take_object, take_row
from hudhud.capture.source import Capture, Source
from hudhud.capture.taken import GIVEN, Taken, day_of, found, known, settled, written_date
from hudhud.errors import CaptureError
from hudhud.model import AboutField, Found
from hudhud.model.documents import Document, MediaType

_RECORDS = ("application/json", "text/csv")


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
    """One report from its exact bytes.

    `published` outranks what a report says of itself, but for a record of JSON or CSV, whose own date
    outranks it; a day in an address comes last. `language` (ISO 639-1) outranks everything. Raises
    CaptureError for bytes that hold no readable report.
    """
    taken = _take(source)
    about = _about(source, taken, published, language)
    title = about["title"].value if "title" in about else None
    copy = copy_of(taken.text, source.media_type, title, taken.text_type)
    if not copy.text:
        raise CaptureError(
            f"{source.origin}: has no readable text; check that it holds a report and not only a page's frame"
        )
    document = Document(
        id=source.digest,
        doc_id=source.name or taken.doc_id or source.digest,
        content=source.content,
        media_type=source.media_type,
        text_type=taken.text_type,
        encoding=taken.encoding,
        text=taken.text,
        language=language_of(copy.text, language or taken.language),
        title=title,
        publisher=about["publisher"].value if "publisher" in about else None,
        published=day_of(about.get("published")),
        origin=source.origin,
        captured_at=source.captured_at or datetime.now(UTC),
        about=about,
    )
    return Capture(document, copy, source)


def _take(source: Source) -> Taken:
    match source.media_type:
        case "application/json":
            return take_object(source)
        case "text/csv":
            return take_row(source)
        case "text/html":
            return take_page(source)
        case "application/pdf":
            return take_pdf(source)
        case "message/rfc822":
            return take_message(source)
        case "text/plain":
            return _take_text(source)


def _take_text(source: Source) -> Taken:
    text, encoding = decode(source.content, source.origin, charset=source.charset)
    header = read_header(text)
    if header is None:
        return Taken(text, encoding)
    fields, where = header.fields, "header line {}".format
    return Taken(
        text,
        encoding,
        about=known(
            title=found(fields.get("title"), where("Title")),
            publisher=found(fields.get("publisher"), where("Publisher")),
            published=written_date(fields.get("published"), where("Published"), source.origin),
            language=found(fields.get("language"), where("Language")),
        ),
        language=fields.get("language"),
        doc_id=fields.get("doc_id"),
    )


def _about(source: Source, taken: Taken, published: date | None, language: str | None) -> dict[AboutField, Found]:
    """For each field what is trusted most: the report's own word, its carrier's, then what was guessed."""
    given = known(published=found(published.isoformat() if published else None, GIVEN), language=found(language, GIVEN))
    about: dict[AboutField, Found] = {}
    fields: tuple[AboutField, ...] = (*taken.about, *source.about, *given)
    for name in dict.fromkeys(fields):
        said = taken.about.get(name)
        from_record = name == "published" and source.media_type in _RECORDS
        first = (said, given.get(name)) if from_record else (given.get(name), said)
        best = settled(*first, source.about.get(name))
        if best is not None:
            about[name] = best
    return about
