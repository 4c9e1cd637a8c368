"""The tables, as SQLAlchemy sees them. What one database alone understands stands in `sqlite.py` and
`postgres.py`.

Every row carries `seq`, the order in which it was written. `documents` keeps its short columns
first and its bytes last: SQLite reads a row from the front, and listing titles must not page
through every article.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones, so they are taken off and put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = in_utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; a moment without a time zone is refused, for it is no moment."""
    if moment.tzinfo is None:
        raise ValueError("a time in the ledger needs a time zone")
    return moment.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# SQLite numbers only columns that are declared INTEGER by themselves.
Seq = BigInteger().with_variant(Integer, "sqlite")


def _seq() -> Column[Any]:
    return Column("seq", Seq, primary_key=True)


documents = Table(
    "documents",
    metadata,
    _seq(),
    Column("id", String(64), nullable=False),
    Column("doc_id", Text, nullable=False),
    Column("media_type", String(64), nullable=False),
    Column("encoding", String(64), nullable=False),
    Column("language", String(16), nullable=False),
    Column("title", Text),
    Column("publisher", Text),
    Column("published", Date),
    Column("origin", Text, nullable=False),
    Column("captured_at", Instant, nullable=False),
    # What the text is; null for what its media type says.
    Column("text_type", String(64)),
    # JSON: what is known of it beside its text, and where that was found; null for nothing.
    Column("about", Text),
    Column("text", Text, nullable=False),
    # What search reads where `text` would mislead it (tags, vowel marks); null where `text` will do.
    Column("plain", Text),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("id"),
    Index(None, "doc_id", "seq"),
    sqlite_autoincrement=True,
)

readings = Table(
    "readings",
    metadata,
    _seq(),
    Column("document_id", String(64), ForeignKey("documents.id"), nullable=False),
    Column("reader", Text, nullable=False),
    Column("reader_version", Text, nullable=False),
    Column("config_hash", Text, nullable=False),
    Column("published_start", Date),
    Column("published_end", Date),
    Column("published_precision", String(16)),
    Column("published_basis", String(16), nullable=False),
    Column("published_reason", Text),
    Column("digest", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("document_id", "reader", "reader_version", "config_hash"),
    Index(None, "document_id", "seq"),
    sqlite_autoincrement=True,
)

mentions = Table(
    "mentions",
    metadata,
    _seq(),
    # Not unique: two configurations of one reader give one document's mentions the same ids.
    Column("id", String(32), nullable=False, index=True),
    Column("reading", Seq, ForeignKey("readings.seq"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("aggregate", Boolean, nullable=False),
    UniqueConstraint("reading", "ordinal"),
    sqlite_autoincrement=True,
)

claims = Table(
    "claims",
    metadata,
    _seq(),
    Column("id", String(32), nullable=False, index=True),
    Column("mention", Seq, ForeignKey("mentions.seq"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("field", String(32), nullable=False),
    # JSON, kept as the text that pydantic wrote: a reading must hash to the same digest when it returns.
    Column("value", Text, nullable=False),
    Column("low", BigInteger),
    Column("high", BigInteger),
    Column("qualifier", String(32)),
    Column("verbatim", Text, nullable=False),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    Column("attributed_to", Text),
    Column("confidence", Double, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("reader_version", Text, nullable=False),
    # JSON as pydantic wrote it: what other readers read in its place; null where one reader read alone.
    Column("beside", Text),
    UniqueConstraint("mention", "ordinal"),
    sqlite_autoincrement=True,
)

statements = Table(
    "statements",
    metadata,
    _seq(),
    Column("id", String(32), nullable=False, index=True),
    Column("reading", Seq, ForeignKey("readings.seq"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    # The registry's id of whom it is about; null where the registry does not know them.
    Column("actor_id", Text, index=True),
    # JSON as pydantic wrote it, as in `claims`.
    Column("value", Text, nullable=False),
    Column("verbatim", Text, nullable=False),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    Column("attributed_to", Text),
    Column("said_start", Date),
    Column("said_end", Date),
    Column("said_precision", String(16)),
    Column("confidence", Double, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("reader_version", Text, nullable=False),
    UniqueConstraint("reading", "ordinal"),
    sqlite_autoincrement=True,
)

decisions = Table(
    "decisions",
    metadata,
    _seq(),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", String(32), nullable=False, index=True),
    Column("subject", Text, nullable=False, index=True),
    Column("before", Text),
    Column("after", Text),
    Column("reason", Text, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    sqlite_autoincrement=True,
)

attachments = Table(
    "attachments",
    metadata,
    _seq(),
    # SHA-256 of the content. A file that is attached twice is kept once, with the name of the first time.
    Column("id", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("id"),
    sqlite_autoincrement=True,
)

fetches = Table(
    "fetches",
    metadata,
    _seq(),
    Column("url", Text, nullable=False, index=True),
    Column("final_url", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("status", Integer),
    # Id of the document whose bytes came back; null where there is none.
    Column("document", String(64), index=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("error", Text),
    sqlite_autoincrement=True,
)

warc_records = Table(
    "warc_records",
    metadata,
    _seq(),
    # WARC-Record-ID; an archive that is added twice brings it twice, and it is kept once.
    Column("id", Text, nullable=False),
    Column("fetch", Seq, ForeignKey("fetches.seq"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("sha256", String(64), nullable=False),
    # One gzip member.
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("id"),
    sqlite_autoincrement=True,
)

quarantined = Table(
    "quarantined",
    metadata,
    _seq(),
    # SHA-256 of the content.
    Column("id", String(64), nullable=False),
    Column("origin", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("id"),
    sqlite_autoincrement=True,
)

timestamps = Table(
    "timestamps",
    metadata,
    _seq(),
    # The decision whose hash an authority signed with its time (RFC 3161), and the answer as it came, in DER.
    Column("decision", Seq, nullable=False),
    Column("authority", Text, nullable=False),
    Column("signed_at", Instant, nullable=False),
    Column("token", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

imported = Table(
    "imported",
    metadata,
    _seq(),
    # SHA-256 of the bytes of the file that the row stands in, and its number there.
    Column("file", String(64), nullable=False),
    Column("row", Integer, nullable=False),
    Column("origin", String(16), nullable=False),
    # What the file calls it ("ucdp-700001"); a newer file may have it again.
    Column("record_id", Text, nullable=False),
    # The row as it came, and what it says, both JSON.
    Column("body", Text, nullable=False),
    Column("record", Text, nullable=False),
    UniqueConstraint("file", "row"),
    Index(None, "origin", "record_id", "seq"),
    sqlite_autoincrement=True,
)

FIRST_TABLES = (documents, readings, mentions, claims, decisions)
"""Those of revision 0001."""

TABLES = (*FIRST_TABLES, statements, attachments, fetches, warc_records, quarantined, timestamps, imported)
"""The record: its rows are only ever added."""
