"""Tables of what is watched and of alerts. They are no record: rows change, and no digest covers them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from hudhud.ledger.tables import Instant, Seq, metadata

feeds = Table(
    "feeds",
    metadata,
    Column("id", Seq, primary_key=True),
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("added", Instant, nullable=False),
    # As the server sent them, for asking whether anything changed.
    Column("etag", Text),
    Column("last_modified", Text),
    # When it is asked again.
    Column("next_at", Instant, nullable=False),
    Column("last_try", Instant),
    Column("last_success", Instant),
    # In a row.
    Column("failures", Integer, nullable=False),
    Column("last_error", Text),
    UniqueConstraint("url"),
    sqlite_autoincrement=True,
)

feed_entries = Table(
    "feed_entries",
    metadata,
    Column("id", Seq, primary_key=True),
    Column("feed", Seq, ForeignKey("feeds.id"), nullable=False),
    # What the feed calls it.
    Column("entry", Text, nullable=False),
    # "waiting", "done" or "given_up".
    Column("state", String(16), nullable=False),
    # An Entry as JSON while it waits, for the queue outlives the process that filled it; then null.
    Column("body", Text),
    # Changes where the feed says that the entry did.
    Column("mark", Text, nullable=False),
    Column("seen", Instant, nullable=False),
    # The ledger's last document when the entry was first seen: what is held up to it was held before.
    Column("horizon", Seq, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    # Id of the document that it brought last, or was found to be.
    Column("document", String(64), index=True),
    # Whether that document was held before the entry was taken in.
    Column("held", Boolean, nullable=False),
    # How often a changed document was taken in after the first.
    Column("versions", Integer, nullable=False),
    Column("error", Text),
    UniqueConstraint("feed", "entry"),
    Index(None, "state", "feed", "next_at"),
    sqlite_autoincrement=True,
)

alert_rules = Table(
    "alert_rules",
    metadata,
    Column("name", Text, primary_key=True),
    # The ledger's last document when the rule, with these conditions, was first seen.
    Column("conditions", Text, nullable=False),
    Column("horizon", Seq, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Seq, primary_key=True),
    # The same wherever it is sent, and sent again.
    Column("key", String(32), nullable=False),
    Column("rule", Text, nullable=False),
    Column("incident", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    # An Alert as JSON.
    Column("body", Text, nullable=False),
    UniqueConstraint("key"),
    sqlite_autoincrement=True,
)

alerted = Table(
    "alerted",
    metadata,
    # Mentions of incidents for which a rule has fired: an incident that holds one of them is not fired again.
    Column("rule", Text, primary_key=True),
    Column("mention", String(32), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Seq, primary_key=True),
    Column("alert", Seq, ForeignKey("alerts.id"), nullable=False, index=True),
    # "stdout", "webhook" or "email".
    Column("channel", String(16), nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("sent", Instant),
    Column("error", Text),
    Index(None, "sent", "next_at"),
    sqlite_autoincrement=True,
)

WATCHED = (feeds, feed_entries, alert_rules, alerts, alerted, deliveries)
