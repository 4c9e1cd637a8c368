"""Indices that hold all that a list's usual order and the map ask for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.drop_index("ix_incident_rows_first_day", "incident_rows")
    op.create_index(
        "ix_incident_rows_latest", "incident_rows", [sa.text("first_day DESC"), "incident", "last_day", "killed"]
    )
    op.create_index(
        "ix_incident_rows_points", "incident_rows",
        ["incident", "lat", "lon", "place_precision", "killed", "first_day"],
    )  # fmt: skip
