"""The people at work: users, invitations, tokens of programs, and a log of their rights."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hudhud.ledger.tables import Instant, Seq

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "users",
        sa.Column("id", Seq, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("created", Instant, nullable=False),
        sa.Column("password_changed", Instant, nullable=False),
        sa.Column("session_version", sa.Integer, nullable=False),
        sa.Column("disabled", Instant),
        sa.Column("last_sign_in", Instant),
        sa.Column("direction", sa.String(8), nullable=False),
        sa.Column("theme", sa.String(8), nullable=False),
        sa.UniqueConstraint("folded", name="uq_users_folded"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "invitations",
        sa.Column("id", Seq, primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("invited_by", Seq, sa.ForeignKey("users.id")),
        sa.Column("user", Seq, sa.ForeignKey("users.id")),
        sa.Column("created", Instant, nullable=False),
        sa.Column("expires", Instant, nullable=False),
        sa.Column("used", Instant),
        sa.UniqueConstraint("hash", name="uq_invitations_hash"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", Seq, primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("user", Seq, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("created", Instant, nullable=False),
        sa.Column("expires", Instant, nullable=False),
        sa.Column("last_used", Instant),
        sa.Column("revoked", Instant),
        sa.UniqueConstraint("hash", name="uq_api_tokens_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_api_tokens_user", "api_tokens", ["user"])
    op.create_table(
        "ended_sessions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("expires", Instant, nullable=False),
    )
    op.create_table(
        "people_log",
        sa.Column("seq", Seq, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
