"""Who had before them what was read in a report: it decides who may still code it without having seen that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from hudhud.ledger.batches import batches
from hudhud.ledger.derived import memberships
from hudhud.ledger.store import Ledger
from hudhud.ledger.tables import documents, mentions, readings
from hudhud.ledger.workplace import looks


class Looks:
    """The looks of one ledger. They are no record and are never taken back: what was seen was seen."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def note(self, who: str, seen: Mapping[str, str]) -> None:
        """Keep that a person saw these mentions, each with the `doc_id` of its report. What is known is not written."""
        with self.ledger.snapshot() as connection:
            if not seen.keys() - _known(connection, who, seen):
                return
        with self.ledger.writing() as connection:
            # Asked again: another page of the same person may have written meanwhile.
            new = seen.keys() - _known(connection, who, seen)
            rows = [{"who": who, "mention": m, "doc_id": seen[m], "at": datetime.now(UTC)} for m in sorted(new)]
            if rows:
                connection.execute(insert(looks), rows)

    def incidents_seen_by(self, who: str) -> set[str]:
        """The incidents of which this person saw what was read.

        A look at a mention that no reading has any more counts for every incident of its report: nothing says which
        of the new mentions it was.
        """
        with self.ledger.snapshot() as connection:
            return {name for query in (_by_mention(who), _by_report(who)) for name in connection.scalars(query)}


def _known(connection: Connection, who: str, seen: Mapping[str, str]) -> set[str]:
    own = select(looks.c.mention).where(looks.c.who == who)
    return {m for some in batches(sorted(seen)) for m in connection.scalars(own.where(looks.c.mention.in_(some)))}


def _by_mention(who: str) -> Select[Any]:
    joined = select(memberships.c.incident).join_from(looks, memberships, memberships.c.mention == looks.c.mention)
    return joined.where(looks.c.who == who).distinct()


def _by_report(who: str) -> Select[Any]:
    now = memberships.alias("now")
    still = select(now.c.mention).where(now.c.mention == looks.c.mention).correlate(looks).exists()
    return (
        select(memberships.c.incident)
        .distinct()
        .join_from(looks, documents, documents.c.doc_id == looks.c.doc_id)
        .join(readings, readings.c.document_id == documents.c.id)
        .join(mentions, mentions.c.reading == readings.c.seq)
        .join(memberships, memberships.c.mention == mentions.c.id)
        .where(looks.c.who == who, ~still)
    )
