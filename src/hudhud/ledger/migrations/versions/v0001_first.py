"""Documents, readings, mentions, claims, decisions, the text index, and the triggers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hudhud.ledger import engines
from hudhud.ledger.tables import FIRST_TABLES, Instant, Seq

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step. There is no way back: an append-only ledger is copied before it is migrated."""
    _documents()
    _readings()
    _mentions_and_claims()
    _decisions()
    dialect = engines.of(op.get_bind())
    triggers = dialect.protections([table.name for table in FIRST_TABLES])
    for statement in (*dialect.foundation(), *triggers.values()):
        op.execute(sa.text(statement))


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("seq", Seq, primary_key=True),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("doc_id", sa.Text, nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("encoding", sa.String(64), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("publisher", sa.Text),
        sa.Column("published", sa.Date),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("captured_at", Instant, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("plain", sa.Text),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_documents_doc_id_seq", "documents", ["doc_id", "seq"])


def _readings() -> None:
    op.create_table(
        "readings",
        sa.Column("seq", Seq, primary_key=True),
        sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("reader_version", sa.Text, nullable=False),
        sa.Column("config_hash", sa.Text, nullable=False),
        sa.Column("published_start", sa.Date),
        sa.Column("published_end", sa.Date),
        sa.Column("published_precision", sa.String(16)),
        sa.Column("published_basis", sa.String(16), nullable=False),
        sa.Column("published_reason", sa.Text),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.UniqueConstraint("document_id", "reader", "reader_version", "config_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_readings_document_id_seq", "readings", ["document_id", "seq"])


def _mentions_and_claims() -> None:
    op.create_table(
        "mentions",
        sa.Column("seq", Seq, primary_key=True),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("reading", Seq, sa.ForeignKey("readings.seq"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("aggregate", sa.Boolean, nullable=False),
        sa.UniqueConstraint("reading", "ordinal"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mentions_id", "mentions", ["id"])
    op.create_table(
        "claims",
        sa.Column("seq", Seq, primary_key=True),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("mention", Seq, sa.ForeignKey("mentions.seq"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("low", sa.BigInteger),
        sa.Column("high", sa.BigInteger),
        sa.Column("qualifier", sa.String(32)),
        sa.Column("verbatim", sa.Text, nullable=False),
        sa.Column("span_start", sa.Integer, nullable=False),
        sa.Column("span_end", sa.Integer, nullable=False),
        sa.Column("attributed_to", sa.Text),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("reader_version", sa.Text, nullable=False),
        sa.UniqueConstraint("mention", "ordinal"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_claims_id", "claims", ["id"])


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("seq", Seq, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("prev_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decisions_subject", "decisions", ["subject"])
