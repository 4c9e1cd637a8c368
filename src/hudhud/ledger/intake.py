"""What came in, by publisher: how many reports, how many of them read, and when last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from hudhud.ledger.store import Ledger
from hudhud.ledger.tables import documents, readings


@dataclass(frozen=True, slots=True)
class Source:
    """One publisher's reports; None are those without one."""

    publisher: str | None
    reports: int
    unread: int
    """Kept, and read by no reader."""
    last: datetime


def intake(ledger: Ledger, limit: int) -> list[Source]:
    """The publishers whose reports came in last."""
    read = select(readings.c.document_id).distinct().subquery()
    last = func.max(documents.c.captured_at)
    query = (
        select(documents.c.publisher, func.count(), func.count() - func.count(read.c.document_id), last)
        .join_from(documents, read, read.c.document_id == documents.c.id, isouter=True)
        .group_by(documents.c.publisher)
        .order_by(last.desc())
        .limit(limit)
    )
    with ledger.snapshot() as connection:
        return [Source(*row) for row in connection.execute(query)]
