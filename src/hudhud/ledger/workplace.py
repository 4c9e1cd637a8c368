"""Tables of the people at work. They are no record: rows change, and no digest covers them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from hudhud.ledger.tables import Instant, Seq, metadata

users = Table(
    "users",
    metadata,
    Column("id", Seq, primary_key=True),
    Column("name", Text, nullable=False),
    # The name as it is compared: nobody takes another's name in capitals.
    Column("folded", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("password", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("password_changed", Instant, nullable=False),
    Column("session_version", Integer, nullable=False),
    Column("disabled", Instant),
    Column("last_sign_in", Instant),
    Column("direction", String(8), nullable=False),
    Column("theme", String(8), nullable=False),
    UniqueConstraint("folded"),
    # The id of somebody who was taken out by hand must not come back with another name in an old session.
    sqlite_autoincrement=True,
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Seq, primary_key=True),
    # SHA-256 of the secret in the link, which is shown once and kept nowhere.
    Column("hash", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    # Null for the first of all.
    Column("invited_by", Seq, ForeignKey("users.id")),
    # Whose password it sets; null where it makes a new user.
    Column("user", Seq, ForeignKey("users.id")),
    Column("created", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("used", Instant),
    UniqueConstraint("hash"),
    sqlite_autoincrement=True,
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Seq, primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("user", Seq, ForeignKey("users.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    # At most this role, however high the user's own is.
    Column("role", String(16), nullable=False),
    Column("created", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("last_used", Instant),
    Column("revoked", Instant),
    UniqueConstraint("hash"),
    sqlite_autoincrement=True,
)

ended_sessions = Table(
    "ended_sessions",
    metadata,
    # A session is a signed cookie; one that was signed out must not open again from a copy.
    Column("id", String(32), primary_key=True),
    Column("expires", Instant, nullable=False),
)

people_log = Table(
    "people_log",
    metadata,
    Column("seq", Seq, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_autoincrement=True,
)

coding_samples = Table(
    "coding_samples",
    metadata,
    Column("seq", Seq, primary_key=True),
    # Of the incidents, 0 to 1, that a second person codes; the last row counts.
    Column("share", Double, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

codings = Table(
    "codings",
    metadata,
    Column("id", Seq, primary_key=True),
    Column("incident", String(32), nullable=False),
    # Whose decision stands, its number, and what the incident said by it when the second person coded.
    Column("first", Text, nullable=False),
    Column("decision", Seq, nullable=False),
    Column("first_values", Text, nullable=False),
    Column("second", Text, nullable=False),
    Column("second_values", Text, nullable=False),
    Column("at", Instant, nullable=False),
    # Who looked at where they differ, and when.
    Column("settled_by", Text),
    Column("settled", Instant),
    UniqueConstraint("incident"),
    sqlite_autoincrement=True,
)

looks = Table(
    "looks",
    metadata,
    # Who had before them what was read of a mention, when first. The second coding goes by it and nothing else.
    Column("who", Text, primary_key=True),
    Column("mention", String(32), primary_key=True),
    # A newer reading gives its mentions other ids; the report stays.
    Column("doc_id", Text, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", Seq, primary_key=True),
    Column("user", Seq, ForeignKey("users.id"), nullable=False),
    Column("name", Text, nullable=False),
    # The query of the address, as it is written for this filter.
    Column("query", Text, nullable=False),
    # Whether everybody finds it.
    Column("shared", Boolean, nullable=False),
    Column("created", Instant, nullable=False),
    UniqueConstraint("user", "name"),
    sqlite_autoincrement=True,
)

WORKPLACE = (users, invitations, api_tokens, ended_sessions, people_log, coding_samples, codings, looks, saved_views)
