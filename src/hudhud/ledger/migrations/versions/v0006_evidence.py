"""Files attached as evidence; and of the people at work second codings and views of the incidents that they keep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hudhud.ledger import engines
from hudhud.ledger.tables import Instant, Seq

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "attachments",
        sa.Column("seq", Seq, primary_key=True),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("id", name="uq_attachments_id"),
        sqlite_autoincrement=True,
    )
    for statement in engines.of(op.get_bind()).protections(["attachments"]).values():
        op.execute(sa.text(statement))
    op.create_table(
        "coding_samples",
        sa.Column("seq", Seq, primary_key=True),
        sa.Column("share", sa.Double, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "codings",
        sa.Column("id", Seq, primary_key=True),
        sa.Column("incident", sa.String(32), nullable=False),
        sa.Column("first", sa.Text, nullable=False),
        sa.Column("decision", Seq, nullable=False),
        sa.Column("first_values", sa.Text, nullable=False),
        sa.Column("second", sa.Text, nullable=False),
        sa.Column("second_values", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("settled_by", sa.Text),
        sa.Column("settled", Instant),
        sa.UniqueConstraint("incident", name="uq_codings_incident"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "saved_views",
        sa.Column("id", Seq, primary_key=True),
        sa.Column("user", Seq, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("created", Instant, nullable=False),
        sa.UniqueConstraint("user", "name", name="uq_saved_views_user_name"),
        sqlite_autoincrement=True,
    )
