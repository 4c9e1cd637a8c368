"""Who had before them what was read in a report."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hudhud.ledger.tables import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "looks",
        sa.Column("who", sa.Text, primary_key=True),
        sa.Column("mention", sa.String(32), primary_key=True),
        sa.Column("doc_id", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sqlite_with_rowid=False,
    )
