"""Tables of what follows from the record. All of it is made again at will.

It is kept so that one report can be linked without looking at all others.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from hudhud.ledger.tables import Seq, metadata

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

_LATEST = ("incident", "last_day", "killed")
_POINTS = ("incident", "lat", "lon", "place_precision", "killed", "first_day")

incident_rows = Table(
    "incident_rows",
    metadata,
    Column("incident", String(32), primary_key=True),
    # The number of its first mention: what came in last has the largest.
    Column("opened", Seq, nullable=False, index=True),
    Column("first_day", Date),
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
# The usual order of a list with what it is filtered by most; and all that the map shows: neither then reads the rows.
Index("ix_incident_rows_latest", incident_rows.c.first_day.desc(), *(incident_rows.c[name] for name in _LATEST))
Index("ix_incident_rows_points", *(incident_rows.c[name] for name in _POINTS))

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

LINKING = (
    linked, profiles, profile_keys, links, memberships, signatures, signature_bands, copies, incident_rows,
    incident_bodies, toll_rows,
)  # fmt: skip
"""What linking makes; thrown away, it is made again."""

DERIVED = (*LINKING, judged)
"""What follows from the record, and may be thrown away."""
