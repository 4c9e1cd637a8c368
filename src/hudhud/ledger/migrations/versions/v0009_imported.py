"""Others' records, to be compared with what was read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hudhud.ledger import engines
from hudhud.ledger.tables import Seq

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "imported",
        sa.Column("seq", Seq, primary_key=True),
        sa.Column("file", sa.String(64), nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.UniqueConstraint("file", "row", name="uq_imported_file_row"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_imported_origin_record_id_seq", "imported", ["origin", "record_id", "seq"])
    for statement in engines.of(op.get_bind()).protections(("imported",)).values():
        op.execute(sa.text(statement))
