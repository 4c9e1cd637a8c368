"""Incidents in rows: what lists, maps and queues of fifty thousand are drawn from.

The rows follow from readings and decisions, like all that `linkage` keeps, and are written with it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Exists,
    Select,
    and_,
    delete,
    func,
    literal,
    or_,
    select,
)

from hudhud.ledger import engines
from hudhud.ledger.batches import batches
from hudhud.ledger.chain import head_of
from hudhud.ledger.derived import incident_bodies, incident_rows, memberships, toll_rows
from hudhud.ledger.engines import Dialect
from hudhud.ledger.store import Ledger
from hudhud.ledger.tables import documents, mentions, readings
from hudhud.model import Record
from hudhud.model.filters import Filter, Review
from hudhud.model.geometry import distance_km
from hudhud.model.records import EVERYBODY

Order = Literal["latest", "opened", "killed", "injured", "abducted", "documents", "stake"]

_ROW = incident_rows.c
_ORDERS: dict[Order, tuple[ColumnElement[Any], ...]] = {
    "latest": (_ROW.first_day.desc().nulls_last(), _ROW.incident),
    "opened": (_ROW.opened.desc(), _ROW.incident),
    "killed": (_ROW.killed.desc().nulls_last(), _ROW.incident),
    "injured": (_ROW.injured.desc().nulls_last(), _ROW.incident),
    "abducted": (_ROW.abducted.desc().nulls_last(), _ROW.incident),
    "documents": (_ROW.documents.desc(), _ROW.incident),
    "stake": (_ROW.stake.desc(), _ROW.incident),
}
ORDERS: tuple[Order, ...] = tuple(_ORDERS)

_WHOLE = select(
    _ROW.incident, incident_bodies.c.body, _ROW.opened, _ROW.words, _ROW.review, _ROW.stake, _ROW.moved
).join_from(incident_rows, incident_bodies, incident_bodies.c.incident == _ROW.incident)


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it is kept, with what the queue goes by."""

    record: Record
    opened: int
    words: str
    review: Review
    stake: float
    moved: int | None = None
    """By how many the figure of people killed moved from the first report to now; None where it could not."""


@dataclass(frozen=True, slots=True)
class Week:
    """Incidents of one week by their first day, and the people of one harm; `start` is its Monday."""

    start: date
    incidents: int
    low: int
    best: int
    high: int
    """With those that leave it open counted by their best figure; `open` says how many."""
    open: int


class Board:
    """The rows of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._dialect = engines.of(ledger.engine)

    def state(self) -> str:
        """Changes whenever a row may have: the head of the chain of decisions, which every linking extends."""
        with self.ledger.snapshot() as connection:
            seq, digest = head_of(connection)
        return f"{seq}-{digest[:16]}"

    def count(self, wanted: Filter) -> int:
        with self.ledger.snapshot() as connection:
            return connection.scalar(self._wanted(select(func.count()).select_from(incident_rows), wanted)) or 0

    def waiting(self, most: int) -> int:
        """How many wait for a decision, the first or another; no more than `most` are counted."""
        some = select(literal(1)).where(_ROW.review.in_(("waiting", "changed"))).limit(most).subquery()
        with self.ledger.snapshot() as connection:
            return connection.scalar(select(func.count()).select_from(some)) or 0

    def records(
        self, wanted: Filter, order: Order = "latest", limit: int | None = None, start: int = 0
    ) -> list[Record]:
        """The records of a stretch of the list."""
        return [row.record for row in self.rows(wanted, order, limit, start)]

    def rows(self, wanted: Filter, order: Order, limit: int | None, start: int = 0) -> list[Row]:
        """The same with what the queue goes by."""
        query = self._wanted(select(_ROW.incident), wanted).order_by(*_ORDERS[order]).limit(limit).offset(start or None)
        return self._rows(query)

    def named_rows(self, names: Collection[str]) -> list[Row]:
        """The rows of a few incidents, in the order of their ids."""
        with self.ledger.rebuilding() as connection:
            return [row for some in batches(sorted(names)) for row in _whole(connection, some)]

    def queue(
        self, wanted: Filter, after: tuple[float, str] | None, limit: int, taken: Collection[str] = ()
    ) -> list[Row]:
        """What waits for a decision, that on which most hangs first, without what is `taken`.

        `after` has stake and id of the last one seen.
        """
        states: tuple[Review, ...] = ("waiting", "changed")
        queries = [self._queued(wanted, state, after, limit + len(taken)) for state in states]
        with self.ledger.snapshot() as connection:
            found = [(-stake, name) for query in queries for name, stake in connection.execute(query)]
        names = [name for _, name in sorted(found) if name not in taken][:limit]
        rows = {row.record.id: row for row in self.named_rows(names)}
        return [rows[name] for name in names if name in rows]

    def moved(self, limit: int) -> list[Row]:
        """Those whose toll moved most between their first report and now."""
        ends = (select(_ROW.incident).where(_ROW.moved < 0).order_by(_ROW.moved).limit(limit),
                select(_ROW.incident).where(_ROW.moved > 0).order_by(_ROW.moved.desc()).limit(limit))  # fmt: skip
        found = [row for query in ends for row in self._rows(query)]
        return sorted(found, key=lambda row: (-abs(row.moved or 0), row.record.id))[:limit]

    def near(self, one: Record, limit: int, days: int = 3) -> list[Record]:
        """Other incidents of about the same days and country, nearest first: what it may be the same as."""
        if one.when is None:
            return []
        first, last = one.when.start - timedelta(days=days), one.when.end + timedelta(days=days)
        query = select(_ROW.incident, _ROW.first_day, _ROW.lat, _ROW.lon)
        query = query.where(_ROW.first_day.between(first, last), _ROW.incident != one.id)
        query = query.where(~_ROW.aggregate)
        if one.place is not None and one.place.country is not None:
            query = query.where(_ROW.country == one.place.country)
        if one.place is not None and one.place.lat is not None and one.place.lon is not None:
            apart = func.abs(_ROW.lat - one.place.lat) + func.abs(_ROW.lon - one.place.lon)
            query = query.order_by(apart.nulls_last(), _ROW.incident)
        with self.ledger.snapshot() as connection:
            found = connection.execute(query.limit(4 * limit)).all()
        names = [row.incident for row in sorted(found, key=lambda row: _apart(one, row))[:limit]]
        records = self.named(names)
        return [records[name] for name in names if name in records]

    def _rows(self, query: Select[Any]) -> list[Row]:
        """The rows that a query names, in its order. Bodies are fetched for these alone."""
        with self.ledger.rebuilding() as connection:
            names = list(connection.scalars(query))
            found: dict[str, Row] = {}
            for some in batches(names):
                found |= {row.record.id: row for row in _whole(connection, some)}
        return [found[name] for name in names]

    def ids(self, wanted: Filter, order: Order = "latest") -> list[str]:
        """The ids of all that are wanted."""
        with self.ledger.snapshot() as connection:
            return list(connection.scalars(self._wanted(select(_ROW.incident), wanted).order_by(*_ORDERS[order])))

    def named(self, names: Collection[str]) -> dict[str, Record]:
        """The records of these incidents, by id."""
        return {row.record.id: row.record for row in self.named_rows(names)}

    def points(self, wanted: Filter) -> bytes:
        """Those that are wanted, with and without coordinates and days, as JSON columns of equal length.

        They are `id`, `lat` and `lon` in degrees, `precision`, `killed`, and `day`, the first one, counted from
        1970-01-01; what is not said is null. The database writes them: fifty thousand rows are slow to make here.
        """
        columns = {"id": _ROW.incident, "lat": _ROW.lat, "lon": _ROW.lon, "precision": _ROW.place_precision,
                   "killed": _ROW.killed, "day": self._dialect.day_number(_ROW.first_day)}  # fmt: skip
        rows = self._wanted(select(*(c.label(name) for name, c in columns.items())), wanted).order_by(_ROW.incident)
        some = rows.subquery()
        with self.ledger.snapshot() as connection:
            return str(
                connection.scalar(select(self._dialect.json_columns({name: some.c[name] for name in columns})))
            ).encode()

    def weeks(self, wanted: Filter, harm: str) -> list[Week]:
        """Week by week, those with a first day; aggregates are left out, for they would count twice."""
        low, best = func.coalesce(toll_rows.c.low, 0), func.coalesce(toll_rows.c.best, toll_rows.c.low, 0)
        query = (
            select(_ROW.first_day, func.count(), func.sum(low), func.sum(best),
                   func.sum(func.coalesce(toll_rows.c.high, best)), func.count() - func.count(toll_rows.c.high))
            .join_from(incident_rows, toll_rows, toll_rows.c.incident == _ROW.incident)
            .where(toll_rows.c.harm == harm, toll_rows.c.victims == EVERYBODY, _ROW.first_day.is_not(None),
                   ~_ROW.aggregate, _ROW.status.in_(("occurred", "attempted")))
            .group_by(_ROW.first_day)
        )  # fmt: skip
        found: dict[date, list[int]] = {}
        with self.ledger.snapshot() as connection:
            for day, *numbers in connection.execute(self._wanted(query, wanted)):
                monday = day - timedelta(days=day.weekday())
                sums = found.setdefault(monday, [0] * 5)
                found[monday] = [a + int(b or 0) for a, b in zip(sums, numbers, strict=True)]
        return [Week(start, *sums) for start, sums in sorted(found.items())]

    def keep(self, connection: Connection, rows: Iterable[Row], emptied: Collection[str]) -> None:
        """Put rows in place of those of the same incidents, within a transaction of the caller's."""
        rows = list(rows)
        gone = [*(r.record.id for r in rows), *emptied]
        for some in batches(gone):
            for table in (incident_rows, incident_bodies, toll_rows):
                connection.execute(delete(table).where(table.c.incident.in_(some)))
        many = engines.of(connection).add
        many(connection, incident_rows, [_row(r) for r in rows])
        many(connection, incident_bodies, [_body(r.record) for r in rows])
        many(connection, toll_rows, [toll for r in rows for toll in _tolls(r.record)])

    def _wanted(self, query: Select[Any], wanted: Filter) -> Select[Any]:
        query = query.where(and_(True, *_conditions(wanted, self._dialect)))
        return query.where(~self._dialect.among(_ROW.incident, sorted(wanted.without))) if wanted.without else query

    def _queued(self, wanted: Filter, state: Review, after: tuple[float, str] | None, limit: int) -> Select[Any]:
        # One state at a time: the index then gives the order, and nothing is sorted.
        query = self._wanted(select(_ROW.incident, _ROW.stake), wanted)
        query = query.where(_ROW.review == state).order_by(*_ORDERS["stake"])
        if after is not None:
            stake, name = after
            query = query.where(_ROW.stake <= stake, or_(_ROW.stake < stake, _ROW.incident > name))
        return query.limit(limit)


def _whole(connection: Connection, names: Sequence[str]) -> Iterator[Row]:
    """The rows of incidents in the order of their ids, with their bodies."""
    for _, body, *rest in connection.execute(_WHOLE.where(_ROW.incident.in_(names)).order_by(_ROW.incident)):
        yield Row(Record.model_validate_json(body), *rest)


def _apart(one: Record, other: Any) -> tuple[float, int, str]:
    """From a record to another's row: by distance in km, then in days; what has no point comes after what has."""
    assert one.when is not None and other.first_day is not None  # both were found by their days
    distance, here = math.inf, one.place
    if here is not None and here.lat is not None and here.lon is not None and other.lat is not None:
        distance = distance_km(here.lat, here.lon, other.lat, other.lon or 0.0)
    return distance, abs((one.when.start - other.first_day).days), other.incident


def _row(row: Row) -> dict[str, Any]:
    one = row.record
    place, when = one.place, one.when
    return {
        "incident": one.id,
        "opened": row.opened,
        "first_day": when.start if when else None,
        "last_day": when.end if when else None,
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "place_precision": place.precision if place else None,
        "status": one.status,
        "aggregate": one.aggregate,
        "types": f",{','.join(one.types)},",
        "actors": "\n".join(one.perpetrators).casefold(),
        "places": "\n".join(filter(None, (place.name, place.admin1))).casefold() if place else "",
        "words": row.words,
        "documents": len(one.documents),
        "sources": len(one.sources),
        "conflicts": len(one.conflicts),
        **{harm: _known(one, harm) for harm in ("killed", "injured", "abducted")},
        "review": row.review,
        "stake": row.stake,
        "moved": row.moved,
    }


def _body(one: Record) -> dict[str, str]:
    return {"incident": one.id, "body": one.model_dump_json(exclude_defaults=True)}


def _known(one: Record, harm: str) -> int | None:
    toll = one.total(harm)
    return None if toll is None or (toll.best is None and toll.low is None) else toll.known


def _tolls(one: Record) -> Iterator[dict[str, Any]]:
    for group, tolls in ((None, one.tolls), (EVERYBODY, one.totals)):
        for toll in tolls:
            yield {"incident": one.id, "harm": toll.harm, "victims": group or toll.group,
                   "low": toll.low, "best": toll.best, "high": toll.high}  # fmt: skip


def _conditions(f: Filter, dialect: Dialect) -> Iterator[ColumnElement[bool]]:
    if f.since:
        yield _ROW.last_day >= f.since
    if f.until:
        yield _ROW.first_day <= f.until
    if f.place:
        yield or_(_holds(_ROW.places, f.place), _ROW.country == f.place.upper())
    if f.actor:
        yield _holds(_ROW.actors, f.actor)
    for column, value in ((_ROW.status, f.status), (_ROW.review, f.review), (_ROW.aggregate, f.aggregate)):
        if value is not None:
            yield column == value
    if f.event_type:
        yield _ROW.types.contains(f",{f.event_type},", autoescape=True)
    if f.sources is not None:
        yield _ROW.sources >= f.sources
    if f.conflict is not None:
        yield (_ROW.conflicts > 0) == f.conflict
    yield from (_holds(_ROW.words, word) for word in (f.words or "").split())
    if f.box:
        yield dialect.within(_ROW.lat, _ROW.lon, f.box)
    if f.harm or f.group or f.at_least is not None:
        yield _with_toll(f)
    if f.documents:
        yield _ROW.incident.in_(_told_in(f.documents))


def _holds(column: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    return column.contains(part.casefold(), autoescape=True)


def _with_toll(f: Filter) -> ColumnElement[bool]:
    # The row itself has the known figure of the killed, and in the index that points are drawn from: what it settles
    # is not sought among all tolls.
    if f.group or not f.at_least or f.at_least < 1 or f.harm not in {None, "killed"}:
        return _has_toll(f)
    enough = _ROW.killed >= f.at_least
    return enough if f.harm else or_(enough, _has_toll(f))


def _has_toll(f: Filter) -> Exists:
    # Asked of each row that passes the rest: a list of all that have such a toll would be longer than what is wanted.
    # Without a group the rows over everybody decide alone: there is one for every harm that is told of.
    query = select(literal(1)).where(
        toll_rows.c.incident == _ROW.incident, toll_rows.c.victims == (f.group or EVERYBODY)
    )
    if f.harm:
        query = query.where(toll_rows.c.harm == f.harm)
    if f.at_least is not None:
        query = query.where(func.coalesce(toll_rows.c.best, toll_rows.c.low, 0) >= f.at_least)
    return query.correlate(incident_rows).exists()


def _told_in(doc_ids: Collection[str]) -> Select[Any]:
    return (
        select(memberships.c.incident)
        .join_from(memberships, mentions, mentions.c.id == memberships.c.mention)
        .join(readings, readings.c.seq == mentions.c.reading)
        .join(documents, documents.c.id == readings.c.document_id)
        .where(documents.c.doc_id.in_(sorted(doc_ids)))
    )
