"""Incidents in rows, for lists and maps that show fifty thousand; and which reports persons judged."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from hudhud.ledger.tables import Seq
from hudhud.model.decisions import PERSON_ACTIONS

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step. The next 'add' or 'link' links everything anew and fills the rows."""
    op.create_table(
        "incident_rows",
        sa.Column("incident", sa.String(32), primary_key=True),
        sa.Column("opened", Seq, nullable=False),
        sa.Column("first_day", sa.Date),
        sa.Column("last_day", sa.Date),
        sa.Column("country", sa.String(2)),
        sa.Column("admin1", sa.Text),
        sa.Column("lat", sa.Double),
        sa.Column("lon", sa.Double),
        sa.Column("place_precision", sa.String(16)),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("aggregate", sa.Boolean, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("types", "actors", "places", "words")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("documents", "sources", "conflicts")),
        *(sa.Column(name, sa.Integer) for name in ("killed", "injured", "abducted", "moved")),
        sa.Column("review", sa.String(16), nullable=False),
        sa.Column("stake", sa.Double, nullable=False),
    )
    op.create_table(
        "incident_bodies",
        sa.Column("incident", sa.String(32), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("ix_incident_rows_opened", "incident_rows", ["opened"])
    op.create_index("ix_incident_rows_first_day", "incident_rows", ["first_day"])
    op.create_index("ix_incident_rows_review_stake", "incident_rows", ["review", "stake"])
    op.create_index("ix_incident_rows_aggregate_first_day", "incident_rows", ["aggregate", "first_day"])
    op.create_index("ix_incident_rows_moved", "incident_rows", ["moved"])
    op.create_table(
        "toll_rows",
        sa.Column("incident", sa.String(32), primary_key=True),
        sa.Column("harm", sa.String(16), primary_key=True),
        sa.Column("victims", sa.String(32), primary_key=True),
        *(sa.Column(name, sa.Integer) for name in ("low", "best", "high")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_toll_rows_harm_victims_incident", "toll_rows", ["harm", "victims", "incident"])
    judged = op.create_table(
        "judged",
        sa.Column("doc_id", sa.Text, primary_key=True),
        sa.Column("decision", Seq, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_judged_decision", "judged", ["decision"])
    found = _judged(op.get_bind())
    if found:
        op.bulk_insert(judged, found)
    op.execute("DELETE FROM linked")


def _judged(connection: sa.Connection) -> list[dict[str, Any]]:
    decisions = sa.table("decisions", sa.column("seq"), sa.column("action"), sa.column("after"))
    query = sa.select(decisions).where(decisions.c.action.in_(PERSON_ACTIONS)).order_by(decisions.c.seq)
    reports: dict[int, set[str]] = {}
    for row in connection.execute(query):
        said = json.loads(row.after or "{}")
        anchors = [*(said.get("mentions") or ()), *(said.get("others") or ())]
        reports[row.seq] = {a["doc_id"] for a in anchors} | reports.get(said.get("annuls") or 0, set())
    return [{"doc_id": name, "decision": seq} for seq, names in reports.items() for name in sorted(names)]
