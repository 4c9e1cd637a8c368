"""What was read as three Arrow tables, without loss, and back.

- documents: one row a report that was read, with its bytes, its text and its reading (the model's own JSON).
- mentions: one row a mention, a few columns to count by and the mention as JSON.
- quarantine: one row a report that was not read, with the reason in one line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from hudhud.capture import Source
from hudhud.errors import HudhudError, LanguageError
from hudhud.model import Document, Fetch, Mention, Reading, WarcRecord

_RECORDS = pa.list_(pa.struct([("id", pa.string()), ("kind", pa.string()), ("sha256", pa.string()),
                               ("content", pa.binary())]))  # fmt: skip
DOCUMENTS = pa.schema([
    ("id", pa.string()), ("doc_id", pa.string()), ("published", pa.date32()), ("language", pa.string()),
    ("publisher", pa.string()), ("title", pa.string()), ("origin", pa.string()), ("mentions", pa.int32()),
    ("text", pa.large_string()), ("content", pa.large_binary()), ("document", pa.large_string()),
    ("reading", pa.large_string()), ("fetch", pa.string()), ("records", _RECORDS),
])  # fmt: skip
MENTIONS = pa.schema([
    ("id", pa.string()), ("document_id", pa.string()), ("doc_id", pa.string()), ("ordinal", pa.int32()),
    ("aggregate", pa.bool_()), ("status", pa.string()), ("types", pa.list_(pa.string())), ("date_start", pa.date32()),
    ("date_end", pa.date32()), ("date_precision", pa.string()), ("country", pa.string()), ("place", pa.string()),
    ("latitude", pa.float64()), ("longitude", pa.float64()), ("mention", pa.large_string()),
])  # fmt: skip
QUARANTINE = pa.schema([
    ("origin", pa.string()), ("reason", pa.string()), ("language", pa.string()), ("deadly", pa.bool_()),
    ("id", pa.string()), ("content", pa.large_binary()), ("fetch", pa.string()), ("records", _RECORDS),
])  # fmt: skip
SCHEMAS = {"documents": DOCUMENTS, "mentions": MENTIONS, "quarantine": QUARANTINE}

Row = dict[str, Any]


@dataclass(frozen=True)
class Unread:
    """A report that was not read."""

    origin: str
    reason: str
    deadly: bool
    content: bytes | None
    fetch: Fetch | None


def document_row(document: Document, reading: Reading, fetch: Fetch | None) -> Row:
    """A report that was read."""
    about = document.model_dump_json(exclude={"content", "text"})
    shown = {name: getattr(document, name) for name in ("id", "doc_id", "published", "language", "publisher", "title",
                                                        "origin", "text", "content")}  # fmt: skip
    counted = {"mentions": len(reading.mentions), "document": about, "reading": reading.model_dump_json()}
    return {**shown, **counted, **_fetched(fetch)}


def mention_rows(document: Document, reading: Reading) -> Iterator[Row]:
    """The mentions of a report."""
    for ordinal, mention in enumerate(reading.mentions):
        yield {"document_id": document.id, "doc_id": document.doc_id, "ordinal": ordinal, **_shown(mention)}


def _shown(mention: Mention) -> Row:
    when, place = mention.when, mention.place
    return {
        "id": mention.id,
        "aggregate": mention.aggregate,
        "status": mention.status,
        "types": mention.types,
        "date_start": when.start if when else None,
        "date_end": when.end if when else None,
        "date_precision": when.precision if when else None,
        "country": place.country if place else None,
        "place": place.name if place else None,
        "latitude": place.lat if place else None,
        "longitude": place.lon if place else None,
        "mention": mention.model_dump_json(),
    }


def unread_row(origin: str, error: HudhudError, source: Source | None, deadly: bool) -> Row:
    """A report that was not read, and why. Its bytes are kept where they may be needed to find out."""
    fetch = source.fetch if source else None
    if fetch is not None:
        fetch = fetch.model_copy(update={"document": None, "error": str(error)})
    return {
        "origin": origin,
        "reason": str(error),
        "language": error.language if isinstance(error, LanguageError) else None,
        "deadly": deadly,
        "id": source.digest if source else None,
        "content": source.content if source else None,
        **_fetched(fetch),
    }


def _fetched(fetch: Fetch | None) -> Row:
    if fetch is None:
        return {"fetch": None, "records": None}
    records = [record.model_dump() for record in fetch.records]
    return {"fetch": fetch.model_dump_json(exclude={"records"}), "records": records}


def table_of(name: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as the table of this name."""
    return pa.Table.from_pylist(list(rows), SCHEMAS[name])


def read_from(row: Mapping[str, Any]) -> tuple[Document, Reading, Fetch | None]:
    """What a row of `documents` was made of. Raises ValueError for a row that no such table holds."""
    about = json.loads(row["document"])
    document = Document(**about, content=row["content"], text=row["text"])
    return document, Reading.model_validate_json(row["reading"]), _fetch_from(row)


def unread_from(row: Mapping[str, Any]) -> Unread:
    """What a row of `quarantine` was made of."""
    return Unread(row["origin"], row["reason"], bool(row["deadly"]), row["content"], _fetch_from(row))


def _fetch_from(row: Mapping[str, Any]) -> Fetch | None:
    if row["fetch"] is None:
        return None
    records = tuple(WarcRecord(**record) for record in row["records"] or ())
    return Fetch(**{**json.loads(row["fetch"]), "records": records})
