"""What linking derives, in tables of its own, so that one report is linked without looking at all others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hudhud.ledger.tables import Seq

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step. The next 'add' or 'link' fills the tables; links that older decisions hold stay there."""
    op.create_table(
        "linked",
        sa.Column("reading", Seq, sa.ForeignKey("readings.seq"), primary_key=True),
        sa.Column("linker", sa.Text, nullable=False),
    )
    op.create_table(
        "profiles",
        sa.Column("mention", sa.String(32), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "profile_keys",
        sa.Column("key", sa.BigInteger, primary_key=True),
        sa.Column("mention", sa.String(32), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_profile_keys_mention", "profile_keys", ["mention"])
    op.create_table(
        "links",
        sa.Column("one", sa.String(32), primary_key=True),
        sa.Column("other", sa.String(32), primary_key=True),
        sa.Column("weight", sa.Double, nullable=False),
        sa.Column("comparisons", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_links_other", "links", ["other"])
    op.create_table(
        "memberships",
        sa.Column("mention", sa.String(32), primary_key=True),
        sa.Column("incident", sa.String(32), nullable=False),
    )
    op.create_index("ix_memberships_incident", "memberships", ["incident"])
    op.create_table(
        "signatures",
        sa.Column("document", sa.String(64), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "signature_bands",
        sa.Column("key", sa.BigInteger, primary_key=True),
        sa.Column("document", sa.String(64), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_signature_bands_document", "signature_bands", ["document"])
    op.create_table(
        "copies",
        sa.Column("one", sa.String(64), primary_key=True),
        sa.Column("other", sa.String(64), primary_key=True),
        sa.Column("share", sa.Double, nullable=False),
    )
    op.create_index("ix_copies_other", "copies", ["other"])
    op.create_index("ix_decisions_action", "decisions", ["action"])
