"""Feeds that are watched, the queue of their entries, and the outbox of alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hudhud.ledger.tables import Instant, Seq

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    _feeds()
    _alerts()


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", Seq, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("added", Instant, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("next_at", Instant, nullable=False),
        sa.Column("last_try", Instant),
        sa.Column("last_success", Instant),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_error", sa.Text),
        sa.UniqueConstraint("url", name="uq_feeds_url"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feed_entries",
        sa.Column("id", Seq, primary_key=True),
        sa.Column("feed", Seq, sa.ForeignKey("feeds.id"), nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("seen", Instant, nullable=False),
        sa.Column("horizon", Seq, nullable=False),
        sa.Column("next_at", Instant, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("document", sa.String(64)),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("versions", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.UniqueConstraint("feed", "entry", name="uq_feed_entries_feed_entry"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feed_entries_document", "feed_entries", ["document"])
    op.create_index("ix_feed_entries_state_feed_next_at", "feed_entries", ["state", "feed", "next_at"])


def _alerts() -> None:
    op.create_table(
        "alert_rules",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("conditions", sa.Text, nullable=False),
        sa.Column("horizon", Seq, nullable=False),
    )
    op.create_table(
        "alerts",
        sa.Column("id", Seq, primary_key=True),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("incident", sa.String(32), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("key", name="uq_alerts_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "alerted",
        sa.Column("rule", sa.Text, primary_key=True),
        sa.Column("mention", sa.String(32), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alerted_mention", "alerted", ["mention"])
    op.create_table(
        "deliveries",
        sa.Column("id", Seq, primary_key=True),
        sa.Column("alert", Seq, sa.ForeignKey("alerts.id"), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("next_at", Instant, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sent", Instant),
        sa.Column("error", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_alert", "deliveries", ["alert"])
    op.create_index("ix_deliveries_sent_next_at", "deliveries", ["sent", "next_at"])
