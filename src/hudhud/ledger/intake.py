"""What came in: the latest reports, and by publisher how many, how many of them read, and when last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from hudhud.ledger.store import Ledger
from hudhud.ledger.tables import documents, mentions, readings


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


@dataclass(frozen=True, slots=True)
class Arrival:
    """A report that came in; `mentions` is None where no reader has read it."""

    id: str
    doc_id: str
    title: str | None
    publisher: str | None
    captured_at: datetime
    mentions: int | None


def arrivals(ledger: Ledger, limit: int, start: int = 0) -> list[Arrival]:
    """The reports, those that came in last first, each with what its latest reading found."""
    newest = (
        select(readings.c.document_id, func.max(readings.c.seq).label("reading"))
        .group_by(readings.c.document_id)
        .subquery()
    )
    found = select(func.count()).where(mentions.c.reading == newest.c.reading).scalar_subquery()
    query = (
        select(documents.c.id, documents.c.doc_id, documents.c.title, documents.c.publisher, documents.c.captured_at,
               case((newest.c.reading.is_(None), None), else_=found))
        .join_from(documents, newest, newest.c.document_id == documents.c.id, isouter=True)
        .order_by(documents.c.seq.desc())
        .limit(limit)
        .offset(start)
    )  # fmt: skip
    with ledger.snapshot() as connection:
        return [Arrival(*row) for row in connection.execute(query)]
