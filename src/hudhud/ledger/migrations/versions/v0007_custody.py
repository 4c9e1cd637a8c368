"""What servers answered, what could not be taken apart, and the times that authorities signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hudhud.ledger import engines
from hudhud.ledger.tables import Instant, Seq

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NEW = ("fetches", "warc_records", "quarantined", "timestamps")


def upgrade() -> None:
    """Take the step."""
    # SQLite adds such columns without touching a row; a batch would copy the table past its protections.
    op.add_column("documents", sa.Column("text_type", sa.String(64)))
    op.add_column("documents", sa.Column("about", sa.Text))
    op.create_table(
        "fetches",
        sa.Column("seq", Seq, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("final_url", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("document", sa.String(64)),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("error", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fetches_url", "fetches", ["url"])
    op.create_index("ix_fetches_document", "fetches", ["document"])
    op.create_table(
        "warc_records",
        sa.Column("seq", Seq, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("fetch", Seq, sa.ForeignKey("fetches.seq"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("id", name="uq_warc_records_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_warc_records_fetch", "warc_records", ["fetch"])
    op.create_table(
        "quarantined",
        sa.Column("seq", Seq, primary_key=True),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("id", name="uq_quarantined_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "timestamps",
        sa.Column("seq", Seq, primary_key=True),
        sa.Column("decision", Seq, nullable=False),
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("signed_at", Instant, nullable=False),
        sa.Column("token", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    for statement in engines.of(op.get_bind()).protections(_NEW).values():
        op.execute(sa.text(statement))
