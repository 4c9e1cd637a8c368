"""The decisions of persons that bear on some reports, found without going through all of them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from hudhud.ledger.batches import batches
from hudhud.ledger.derived import judged, memberships
from hudhud.ledger.rows import decision_from
from hudhud.ledger.store import Ledger
from hudhud.ledger.tables import decisions, documents, mentions, readings
from hudhud.model import Decision


class Judgements:
    """What persons decided in one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def on(self, doc_ids: Collection[str]) -> list[Decision]:
        """Those that bear on these reports, oldest first: that speak of them, or of a report that such a one speaks of.

        An undo speaks of what it undoes.
        """
        with self.ledger.rebuilding() as connection:
            found = sorted(_bearing(connection, doc_ids))
            query = select(decisions).order_by(decisions.c.seq)
            rows = (
                row for some in batches(found) for row in connection.execute(query.where(decisions.c.seq.in_(some)))
            )
            return [decision_from(row) for row in rows]

    def reports_of(self, seq: int) -> set[str]:
        """The reports, by `doc_id`, that the decision of this number speaks of; none where it is no person's."""
        with self.ledger.snapshot() as connection:
            return set(connection.scalars(select(judged.c.doc_id).where(judged.c.decision == seq)))

    def incidents_by(self, actor: str) -> set[str]:
        """The incidents told of in reports that this person ever decided on."""
        query = (
            select(memberships.c.incident)
            .distinct()
            .join_from(judged, decisions, decisions.c.seq == judged.c.decision)
            .join(documents, documents.c.doc_id == judged.c.doc_id)
            .join(readings, readings.c.document_id == documents.c.id)
            .join(mentions, mentions.c.reading == readings.c.seq)
            .join(memberships, memberships.c.mention == mentions.c.id)
            .where(decisions.c.actor == actor)
        )
        with self.ledger.snapshot() as connection:
            return set(connection.scalars(query))


def _bearing(connection: Connection, doc_ids: Collection[str]) -> set[int]:
    found: set[int] = set()
    edge, seen = set(doc_ids), set(doc_ids)
    by_report, by_decision = select(judged.c.decision), select(judged.c.doc_id)
    while edge:
        new = {n for some in batches(edge) for n in connection.scalars(by_report.where(judged.c.doc_id.in_(some)))}
        new -= found
        found |= new
        told = {d for some in batches(new) for d in connection.scalars(by_decision.where(judged.c.decision.in_(some)))}
        edge = told - seen
        seen |= edge
    return found
