"""What documents say besides incidents, in a table of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hudhud.ledger import engines
from hudhud.ledger.tables import Seq

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step. Readings from before it have no statements; their digests stay as they are."""
    op.create_table(
        "statements",
        sa.Column("seq", Seq, primary_key=True),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("reading", Seq, sa.ForeignKey("readings.seq"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("actor_id", sa.Text),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("verbatim", sa.Text, nullable=False),
        sa.Column("span_start", sa.Integer, nullable=False),
        sa.Column("span_end", sa.Integer, nullable=False),
        sa.Column("attributed_to", sa.Text),
        sa.Column("said_start", sa.Date),
        sa.Column("said_end", sa.Date),
        sa.Column("said_precision", sa.String(16)),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("reader_version", sa.Text, nullable=False),
        sa.UniqueConstraint("reading", "ordinal"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_statements_id", "statements", ["id"])
    op.create_index("ix_statements_actor_id", "statements", ["actor_id"])
    for statement in engines.of(op.get_bind()).protections(["statements"]).values():
        op.execute(sa.text(statement))
