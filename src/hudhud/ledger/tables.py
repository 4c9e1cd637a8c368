"""The tables, as SQLAlchemy sees them. What SQLite alone understands stands in `sqlite.py`.

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

# From here on nothing is a record: all of it follows from the rows above and is made again at will. It is
# kept so that one report can be linked without looking at all others.

linked = Table(
    "linked",
    metadata,
    Column("reading", Seq, ForeignKey("readings.seq"), primary_key=True),
    # Which comparisons and weights; readings linked by others are linked again.
    Column("linker", Text, nullable=False),
)

profiles = Table(
    "profiles",
    metadata,
    Column("mention", String(32), primary_key=True),
    Column("body", Text, nullable=False),
    Column("vector", LargeBinary, nullable=False),
)

profile_keys = Table(
    "profile_keys",
    metadata,
    # Half a SHA-256 of the key's words would be more than is needed: keys that meet by chance cost a comparison.
    Column("key", BigInteger, primary_key=True),
    Column("mention", String(32), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

links = Table(
    "links",
    metadata,
    Column("one", String(32), primary_key=True),
    Column("other", String(32), primary_key=True, index=True),
    Column("weight", Double, nullable=False),
    # JSON: what was compared, the outcome in words, its weight.
    Column("comparisons", Text, nullable=False),
    sqlite_with_rowid=False,
)

memberships = Table(
    "memberships",
    metadata,
    Column("mention", String(32), primary_key=True),
    Column("incident", String(32), nullable=False, index=True),
)

signatures = Table(
    "signatures",
    metadata,
    Column("document", String(64), primary_key=True),
    # A sketch of its wording, as JSON: copies of one story are found by it.
    Column("body", Text, nullable=False),
)

signature_bands = Table(
    "signature_bands",
    metadata,
    Column("key", BigInteger, primary_key=True),
    Column("document", String(64), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

copies = Table(
    "copies",
    metadata,
    # Two documents of which the one repeats the other's story, the smaller id first.
    Column("one", String(64), primary_key=True),
    Column("other", String(64), primary_key=True, index=True),
    Column("share", Double, nullable=False),
)

incident_rows = Table(
    "incident_rows",
    metadata,
    Column("incident", String(32), primary_key=True),
    # The number of its first mention: what came in last has the largest.
    Column("opened", Seq, nullable=False, index=True),
    Column("first_day", Date, index=True),
    Column("last_day", Date),
    Column("country", String(2)),
    Column("admin1", Text),
    Column("lat", Double),
    Column("lon", Double),
    Column("place_precision", String(16)),
    Column("status", String(16), nullable=False),
    Column("aggregate", Boolean, nullable=False),
    # Codes between commas, names one a line, in small letters.
    Column("types", Text, nullable=False),
    Column("actors", Text, nullable=False),
    # Names of its place and of what holds it, and all that search goes by, in small letters.
    Column("places", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("sources", Integer, nullable=False),
    Column("conflicts", Integer, nullable=False),
    # Best figures, else the bound from below; null where nothing is said.
    Column("killed", Integer),
    Column("injured", Integer),
    Column("abducted", Integer),
    # By how many the figure of people killed moved from the first report to now; null where it could not.
    Column("moved", Integer),
    # "waiting", "accepted", or "changed" since somebody accepted it.
    Column("review", String(16), nullable=False),
    # What a decision on it may change, in people killed or their like; the queue's order.
    Column("stake", Double, nullable=False),
    Index(None, "review", "stake"),
    Index(None, "aggregate", "first_day"),
    Index(None, "moved"),
)

# Apart from the rows, so that a search goes through little.
incident_bodies = Table(
    "incident_bodies",
    metadata,
    Column("incident", String(32), primary_key=True),
    # A Record as JSON.
    Column("body", Text, nullable=False),
)

toll_rows = Table(
    "toll_rows",
    metadata,
    Column("incident", String(32), primary_key=True),
    Column("harm", String(16), primary_key=True),
    # A group of the codebook, or "all".
    Column("victims", String(32), primary_key=True),
    Column("low", Integer),
    Column("best", Integer),
    Column("high", Integer),
    Index(None, "harm", "victims", "incident"),
    sqlite_with_rowid=False,
)

judged = Table(
    "judged",
    metadata,
    # Which reports a decision of a person speaks of, an undo those of what it undoes.
    Column("doc_id", Text, primary_key=True),
    Column("decision", Seq, primary_key=True, index=True),
    sqlite_with_rowid=False,
)

FIRST_TABLES = (documents, readings, mentions, claims, decisions)
"""Those of revision 0001."""

TABLES = (*FIRST_TABLES, statements, attachments, fetches, warc_records, quarantined, timestamps)
"""The record: its rows are only ever added."""

LINKING = (
    linked, profiles, profile_keys, links, memberships, signatures, signature_bands, copies, incident_rows,
    incident_bodies, toll_rows,
)  # fmt: skip
"""What linking makes; thrown away, it is made again."""

DERIVED = (*LINKING, judged)
"""What follows from the record, and may be thrown away."""
