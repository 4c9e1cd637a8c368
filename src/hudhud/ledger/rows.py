"""Models to rows and back. A reading that went in comes out with the same digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from hudhud.ledger.tables import documents, in_utc
from hudhud.model import (
    AboutField,
    Beside,
    Claim,
    Decision,
    Document,
    Evidence,
    Found,
    Mention,
    Reading,
    Statement,
    StatementValue,
    Value,
    When,
)
from hudhud.model.documents import text_type_of

_ABOUT: TypeAdapter[Mapping[AboutField, Found]] = TypeAdapter(Mapping[AboutField, Found])
_BESIDE: TypeAdapter[tuple[Beside, ...]] = TypeAdapter(tuple[Beside, ...])
_VALUE: TypeAdapter[Value] = TypeAdapter(Value)
_STATEMENT_VALUE: TypeAdapter[StatementValue] = TypeAdapter(StatementValue)

_DOCUMENT = ("id", "doc_id", "content", "media_type", "encoding", "text", "language",
             "title", "publisher", "published", "origin", "captured_at", "text_type", "about")  # fmt: skip

DOCUMENT_COLUMNS = [documents.c[name] for name in _DOCUMENT]


def document_row(document: Document, plain: str | None) -> dict[str, Any]:
    """The row of a document. `plain` is what search reads instead of its text."""
    about = _ABOUT.dump_json(document.about).decode() if document.about else None
    return {name: getattr(document, name) for name in _DOCUMENT} | {"plain": plain, "about": about}


def document_from(row: Row[Any], *, checked: bool = True) -> Document:
    """The document of a row; unchecked, even one whose bytes no longer fit its id."""
    fields = {name: getattr(row, name) for name in _DOCUMENT}
    fields["about"] = about_of(row.about)
    fields["text_type"] = row.text_type or text_type_of(row.media_type)
    return Document(**fields) if checked else Document.model_construct(**fields)


def about_of(body: str | None) -> Mapping[AboutField, Found]:
    """What is known of a report beside its text, from its column."""
    return _ABOUT.validate_json(body) if body else {}


def record_digest(document: Document, plain: str | None) -> str:
    """SHA-256 of everything kept of a document but its bytes, which its id already covers."""
    body = document.model_dump(mode="json", exclude={"content", "captured_at"})
    # Ledgers had neither at first; what says no more than they did has the digest of then.
    if document.text_type == text_type_of(document.media_type):
        del body["text_type"]
    if not document.about:
        del body["about"]
    body |= {"captured_at": in_utc(document.captured_at).isoformat(), "plain": plain}
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def reading_row(reading: Reading, digest: str, at: datetime) -> dict[str, Any]:
    """The row of a reading; its mentions, claims and statements have rows of their own."""
    when = reading.published
    return reading.model_dump(exclude={"mentions", "published", "statements"}) | {
        "published_start": when and when.start,
        "published_end": when and when.end,
        "published_precision": when and when.precision,
        "digest": digest,
        "at": at,
    }


def claim_row(claim: Claim, mention: Mention, mention_seq: int, ordinal: int) -> dict[str, Any]:
    """The row of a claim. `field` to `qualifier` repeat what its value says, for queries."""
    return {
        "id": claim.id_in(mention.id, ordinal),
        "mention": mention_seq,
        "ordinal": ordinal,
        "field": claim.field,
        "value": claim.value.model_dump_json(),
        "low": claim.low,
        "high": claim.high,
        "qualifier": claim.qualifier,
        "verbatim": claim.evidence.verbatim,
        "span_start": claim.evidence.span_start,
        "span_end": claim.evidence.span_end,
        "attributed_to": claim.attributed_to,
        "confidence": claim.confidence,
        "reason": claim.reason,
        "reader": claim.reader,
        "reader_version": claim.reader_version,
        "beside": _BESIDE.dump_json(claim.beside).decode() if claim.beside else None,
    }


def claim_from(row: Row[Any]) -> Claim:
    """The claim of a row; what the columns repeat of the value is not looked at."""
    return Claim(
        value=_VALUE.validate_json(row.value),
        evidence=Evidence(verbatim=row.verbatim, span_start=row.span_start, span_end=row.span_end),
        attributed_to=row.attributed_to,
        confidence=row.confidence,
        reason=row.reason,
        reader=row.reader,
        reader_version=row.reader_version,
        beside=_BESIDE.validate_json(row.beside) if row.beside else (),
    )


def statement_row(statement: Statement, document_id: str, reading_seq: int, ordinal: int) -> dict[str, Any]:
    """The row of a statement. `kind` and `actor_id` repeat what its value says, for queries."""
    said = statement.said
    return {
        "id": statement.id_in(document_id, ordinal),
        "reading": reading_seq,
        "ordinal": ordinal,
        "kind": statement.kind,
        "actor_id": statement.actor_id,
        "value": statement.value.model_dump_json(),
        "verbatim": statement.evidence.verbatim,
        "span_start": statement.evidence.span_start,
        "span_end": statement.evidence.span_end,
        "attributed_to": statement.attributed_to,
        "said_start": said and said.start,
        "said_end": said and said.end,
        "said_precision": said and said.precision,
        "confidence": statement.confidence,
        "reason": statement.reason,
        "reader": statement.reader,
        "reader_version": statement.reader_version,
    }


def statement_from(row: Row[Any]) -> Statement:
    """The statement of a row; what the columns repeat of the value is not looked at."""
    return Statement(
        value=_STATEMENT_VALUE.validate_json(row.value),
        evidence=Evidence(verbatim=row.verbatim, span_start=row.span_start, span_end=row.span_end),
        attributed_to=row.attributed_to,
        said=_when(row.said_start, row.said_end, row.said_precision),
        confidence=row.confidence,
        reason=row.reason,
        reader=row.reader,
        reader_version=row.reader_version,
    )


def mention_from(row: Row[Any], claim_rows: Iterable[Row[Any]]) -> Mention:
    """The mention of a row and of its claims' rows, which come in order."""
    return Mention(id=row.id, claims=tuple(claim_from(c) for c in claim_rows), aggregate=row.aggregate)


def published_of(row: Row[Any]) -> When | None:
    """When the document came out, as a reading's row holds it."""
    return _when(row.published_start, row.published_end, row.published_precision)


def _when(start: Any, end: Any, precision: Any) -> When | None:
    """The interval of three columns, which are all null or all set."""
    return None if (start, end, precision) == (None, None, None) else When(start=start, end=end, precision=precision)


def reading_from(row: Row[Any], mentions: Sequence[Mention], statements: Sequence[Statement] = ()) -> Reading:
    """The reading of a row and of its mentions and statements, which come in order."""
    return Reading(
        document_id=row.document_id,
        published=published_of(row),
        published_basis=row.published_basis,
        published_reason=row.published_reason,
        mentions=tuple(mentions),
        reader=row.reader,
        reader_version=row.reader_version,
        config_hash=row.config_hash,
        statements=tuple(statements),
    )


def decision_row(decision: Decision) -> dict[str, Any]:
    """The row of a decision, its contents as JSON."""
    row = decision.model_dump()
    for name in ("before", "after"):
        if row[name] is not None:
            row[name] = json.dumps(row[name], ensure_ascii=False, sort_keys=True)
    return row


def decision_from(row: Row[Any]) -> Decision:
    """The decision of a row; whether it is intact is for the reader to ask."""
    fields = dict(row._mapping)
    for name in ("before", "after"):
        if fields[name] is not None:
            fields[name] = json.loads(fields[name])
    return Decision(**fields)
