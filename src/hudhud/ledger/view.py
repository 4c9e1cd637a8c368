"""The ledger as it stands: of each doc_id the latest version, of each document the latest reading.

Rows are only ever added, so what was written before a moment does not change after it. A walk
notes the last rows at its start and goes up to them in batches; it sees one state of the ledger
throughout, and holds no transaction open while its caller thinks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, select

from hudhud.ledger.rows import mention_from, published_of, statement_from
from hudhud.ledger.tables import claims, documents, mentions, readings, statements
from hudhud.model import Member, Mention, Statement, Told

BATCH = 500

# Made once: making an alias takes a millisecond, and every page asks several times.
_LATER_VERSION = documents.alias("later_version")
_LATER_READING = readings.alias("later_reading")

MEMBER_COLUMNS = (
    documents.c.id,
    documents.c.doc_id,
    documents.c.title,
    documents.c.publisher,
    readings.c.seq.label("reading"),
    readings.c.published_start,
    readings.c.published_end,
    readings.c.published_precision,
    readings.c.published_basis,
)
"""What `members_of` and `told_of` need of a document and its reading."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """The last rows that a walk sees."""

    document: int
    reading: int

    @classmethod
    def of(cls, connection: Connection) -> Horizon:
        row = connection.execute(
            select(
                select(func.max(documents.c.seq)).scalar_subquery(),
                select(func.max(readings.c.seq)).scalar_subquery(),
            )
        ).one()
        return cls(row[0] or 0, row[1] or 0)


def latest_version(horizon: Horizon) -> ColumnElement[bool]:
    """No later version of the same `doc_id` is within the horizon."""
    return ~exists().where(
        _LATER_VERSION.c.doc_id == documents.c.doc_id,
        _LATER_VERSION.c.seq > documents.c.seq,
        _LATER_VERSION.c.seq <= horizon.document,
    )


def latest_reading(horizon: Horizon) -> ColumnElement[bool]:
    """No later reading of the same document is within the horizon."""
    return ~exists().where(
        _LATER_READING.c.document_id == readings.c.document_id,
        _LATER_READING.c.seq > readings.c.seq,
        _LATER_READING.c.seq <= horizon.reading,
    )


def current(horizon: Horizon, after: int) -> Select[Any]:
    """The next batch of current documents behind number `after`, with their current readings."""
    return (
        select(
            documents.c.seq.label("document"),
            *MEMBER_COLUMNS,
        )
        .join_from(documents, readings, readings.c.document_id == documents.c.id)
        .where(
            documents.c.seq > after,
            documents.c.seq <= horizon.document,
            readings.c.seq <= horizon.reading,
            latest_version(horizon),
            latest_reading(horizon),
        )
        .order_by(documents.c.seq)
        .limit(BATCH)
    )


MentionRows = tuple[Row[Any], list[Row[Any]]]
"""A mention's row and its claims' rows, in order."""


def mention_rows(connection: Connection, reading_seqs: Sequence[int]) -> dict[int, list[MentionRows]]:
    """The rows of several readings at once, by the reading's number."""
    of_mention: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    claim_query = (
        select(claims)
        .join(mentions, claims.c.mention == mentions.c.seq)
        .where(mentions.c.reading.in_(reading_seqs))
        .order_by(claims.c.mention, claims.c.ordinal)
    )
    for row in connection.execute(claim_query).all():
        of_mention[row.mention].append(row)
    found: defaultdict[int, list[MentionRows]] = defaultdict(list)
    mention_query = (
        select(mentions).where(mentions.c.reading.in_(reading_seqs)).order_by(mentions.c.reading, mentions.c.ordinal)
    )
    for row in connection.execute(mention_query).all():
        found[row.reading].append((row, of_mention[row.seq]))
    return found


def mentions_of(connection: Connection, reading_seqs: Sequence[int]) -> dict[int, list[Mention]]:
    """The mentions of several readings at once, by the reading's number."""
    return {
        reading: [mention_from(row, claim_rows) for row, claim_rows in rows]
        for reading, rows in mention_rows(connection, reading_seqs).items()
    }


def statement_rows(connection: Connection, reading_seqs: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """The statements' rows of several readings at once, in order, by the reading's number."""
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    query = select(statements).where(statements.c.reading.in_(reading_seqs))
    for row in connection.execute(query.order_by(statements.c.reading, statements.c.ordinal)).all():
        found[row.reading].append(row)
    return found


def statements_of(connection: Connection, reading_seqs: Sequence[int]) -> dict[int, list[Statement]]:
    """The statements of several readings at once, by the reading's number."""
    found = statement_rows(connection, reading_seqs)
    return {reading: [statement_from(row) for row in rows] for reading, rows in found.items()}


def told_of(rows: Sequence[Row[Any]], statements_by_reading: dict[int, list[Statement]]) -> Iterator[Told]:
    """The statements of a batch of current documents, in order, each with its document."""
    for row in rows:
        for statement in statements_by_reading.get(row.reading, ()):
            yield Told(
                statement=statement,
                document_id=row.id,
                doc_id=row.doc_id,
                title=row.title,
                publisher=row.publisher,
                published=published_of(row),
            )


def members_of(rows: Sequence[Row[Any]], mentions_by_reading: dict[int, list[Mention]]) -> Iterator[Member]:
    """The mentions of a batch of current documents, in order, each with its document."""
    for row in rows:
        when = published_of(row)
        for mention in mentions_by_reading.get(row.reading, ()):
            yield Member(
                mention=mention,
                document_id=row.id,
                doc_id=row.doc_id,
                title=row.title,
                publisher=row.publisher,
                # A member has room for a day alone; a week or a month must not be passed off as one.
                published=when,
                published_basis=row.published_basis,
            )


def stored_mentions(connection: Connection, beginning: str) -> list[Member]:
    """The mentions of any reading whose ids begin so, at most two: enough to see whether they are several.

    Each once, as the latest reading that gave the id has it.
    """
    within = (mentions.c.id >= beginning) & (mentions.c.id < beginning + "~")
    newest = select(func.max(mentions.c.seq)).where(within).group_by(mentions.c.id).order_by(mentions.c.id).limit(2)
    query: Select[Any] = (
        select(
            mentions.c.id.label("mention"),
            *MEMBER_COLUMNS,
        )
        .join_from(mentions, readings, mentions.c.reading == readings.c.seq)
        .join(documents, documents.c.id == readings.c.document_id)
        .where(mentions.c.seq.in_(newest))
        .order_by(mentions.c.id)
    )
    rows = connection.execute(query).all()
    by_reading = mentions_of(connection, [row.reading for row in rows])
    wanted = {row.mention: row for row in rows}
    found = {m.mention.id: m for name, row in wanted.items() for m in members_of([row], by_reading)}
    return [found[name] for name in wanted]
