"""What shows, years later, that a server answered so: requests and responses as WARC records (ISO 28500)."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from hudhud.model.documents import Document

RecordKind = Literal["request", "response", "revisit", "resource", "metadata"]


class WarcRecord(BaseModel):
    """One WARC record, whole: its header, an empty line, its block, two line ends."""

    model_config = ConfigDict(frozen=True)

    id: str
    """Its WARC-Record-ID, without the angle brackets: `urn:uuid:…`."""
    kind: RecordKind
    content: bytes
    """The record as one gzip member. Such members behind one another are a `.warc.gz` file."""
    sha256: str
    """Of the record uncompressed, in hexadecimal."""

    @classmethod
    def of(cls, identity: str, kind: RecordKind, record: bytes) -> WarcRecord:
        """A record from its uncompressed bytes; the same bytes give the same member."""
        return cls(
            id=identity, kind=kind, content=gzip.compress(record, mtime=0), sha256=hashlib.sha256(record).hexdigest()
        )


class Fetch(BaseModel):
    """One address asked for, redirects followed: what came of it, and the records of every exchange."""

    model_config = ConfigDict(frozen=True)

    url: str
    """As it was asked for."""
    final_url: str
    """Where the last response came from."""
    at: datetime
    """When the first request was sent; of an archive's record, its WARC-Date."""
    status: int | None
    """Of the last response; None where there was none."""
    document: str | None = None
    """SHA-256 of the body without its transfer and content encodings; None where no report was in it."""
    etag: str | None = None
    last_modified: str | None = None
    """Both as the server sent them, for asking again whether anything changed."""
    error: str | None = None
    """In one line why there is no report; None where there is one, or the known one did not change."""
    records: tuple[WarcRecord, ...] = ()
    """In the order of the exchanges; empty where no byte was exchanged."""

    @model_validator(mode="after")
    def _in_a_time_zone(self) -> Fetch:
        if self.at.tzinfo is None:
            raise ValueError("a fetch needs a time with its zone")
        return self


@dataclass(frozen=True, slots=True)
class Version:
    """One capture of what goes by one `doc_id`."""

    id: str
    """Of the document: the SHA-256 of its bytes."""
    captured_at: datetime
    origin: str
    title: str | None
    last_seen: datetime | None
    """When a server last gave these very bytes; None for what was not fetched."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Bytes that ended or outlasted the process that was to take them apart."""

    id: str
    """SHA-256 of the bytes."""
    origin: str
    at: datetime
    reason: str
    size: int


@dataclass(frozen=True, slots=True)
class Timestamp:
    """What an authority signed (RFC 3161): that the hash of a decision existed at a time."""

    decision: int
    hash: str | None
    """Of that decision, as it stands in the chain now; None where it is missing."""
    authority: str
    signed_at: datetime
    token: bytes
    """The authority's whole answer, in DER."""


@dataclass(frozen=True)
class Held:
    """A document with what shows where it came from."""

    document: Document
    versions: tuple[Version, ...]
    """All captures of what goes by its name, the first one first; itself among them."""
    fetches: tuple[Fetch, ...]
    """Those that brought these very bytes."""
    copies: tuple[str, ...]
    """Ids of documents that tell its story in its words."""
