"""The schedule of feeds and the queue of their entries. A step is a transaction: a kill loses and repeats nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, exists, func, insert, or_, select, update

from hudhud.ledger.batches import batches
from hudhud.ledger.derived import copies
from hudhud.ledger.store import Ledger
from hudhud.ledger.tables import documents, fetches
from hudhud.ledger.watched import feed_entries, feeds
from hudhud.model.feeds import Entry, Feed, FeedContent, FeedHealth, Queued

_FEED, _ENTRY = feeds.c, feed_entries.c


class Feeds:
    """The feeds of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def watch(self, urls: Iterable[str], now: datetime) -> None:
        """Put feeds on the schedule, to be asked at once; those that are on it stay as they are."""
        with self.ledger.writing() as connection:
            known = set(connection.scalars(select(_FEED.url)))
            rows = [
                {"url": url, "added": now, "next_at": now, "failures": 0}
                for url in dict.fromkeys(urls)
                if url not in known
            ]
            if rows:
                connection.execute(insert(feeds), rows)

    def urls(self) -> list[str]:
        """All that are on the schedule."""
        with self.ledger.snapshot() as connection:
            return list(connection.scalars(select(_FEED.url).order_by(_FEED.id)))

    def due(self, urls: Collection[str], now: datetime) -> list[Feed]:
        """Those of these feeds that are to be asked by now, the one that waits longest first."""
        query = select(feeds).where(_FEED.next_at <= now).order_by(_FEED.next_at, _FEED.id)
        wanted = set(urls)
        with self.ledger.snapshot() as connection:
            return [_feed(row) for row in connection.execute(query) if row.url in wanted]

    def next_time(self, urls: Collection[str]) -> datetime | None:
        """When the next of these feeds, or an entry of one, is due."""
        wanted, times = set(urls), []
        entry = select(func.min(_ENTRY.next_at)).where(_ENTRY.feed == _FEED.id, _ENTRY.state == "waiting")
        with self.ledger.snapshot() as connection:
            for row in connection.execute(select(_FEED.url, _FEED.next_at, entry.scalar_subquery().label("entry"))):
                if row.url in wanted:
                    times += [row.next_at] if row.entry is None else [row.next_at, row.entry]
        return min(times, default=None)

    def answered(
        self,
        feed: Feed,
        said: FeedContent | None,
        tags: tuple[str | None, str | None],
        next_at: datetime,
        now: datetime,
    ) -> int:
        """Keep what a feed said, and queue what is new or changed in it; None: it did not change.

        Args:
            feed: which.
            said: its entries.
            tags: ETag and Last-Modified, as its server sent them.
            next_at: when it is to be asked again.
            now: the time of this answer.

        Returns:
            How many entries were queued.
        """
        fine: dict[str, Any] = {"next_at": next_at, "last_try": now, "last_success": now, "failures": 0,
                                "last_error": None}  # fmt: skip
        with self.ledger.writing() as connection:
            if said is None:
                connection.execute(update(feeds).where(_FEED.id == feed.id).values(fine))
                return 0
            etag, last_modified = tags
            fine |= {"etag": etag, "last_modified": last_modified, "title": said.title or feed.title}
            connection.execute(update(feeds).where(_FEED.id == feed.id).values(fine))
            return _queue(connection, feed.id, said.entries, now)

    def failed(self, feed: Feed, error: str, next_at: datetime, now: datetime) -> None:
        """Note that a feed could not be had, and when it is asked again."""
        values = {"last_try": now, "last_error": error, "failures": _FEED.failures + 1, "next_at": next_at}
        with self.ledger.writing() as connection:
            connection.execute(update(feeds).where(_FEED.id == feed.id).values(values))

    def waiting(self, urls: Collection[str], now: datetime, limit: int) -> list[Queued]:
        """Entries that are to be taken in by now, at most so many; of every feed one before of any the second."""
        turn = func.row_number().over(partition_by=_ENTRY.feed, order_by=(_ENTRY.next_at, _ENTRY.id))
        turns = (
            select(_ENTRY.id, _FEED.url)
            .join_from(feed_entries, feeds, _FEED.id == _ENTRY.feed)
            .where(_ENTRY.state == "waiting", _ENTRY.next_at <= now)
            .order_by(turn, _ENTRY.id)
        )
        wanted = set(urls)
        with self.ledger.rebuilding() as connection:
            order = {row.id: row.url for row in connection.execute(turns) if row.url in wanted}
            chosen = list(islice(order, limit))
            rows = {row.id: row for row in connection.execute(select(feed_entries).where(_ENTRY.id.in_(chosen)))}
            return [
                Queued(one, order[one], Entry.model_validate_json(rows[one].body), rows[one].tries, rows[one].document)
                for one in chosen
            ]

    def holding(self, url: str) -> str | None:
        """The id of the latest document that was taken in under an address."""
        by_name = select(documents.c.id, documents.c.seq).where(documents.c.doc_id == url)
        by_fetch = (
            select(documents.c.id, documents.c.seq)
            .join_from(fetches, documents, documents.c.id == fetches.c.document)
            .where(fetches.c.url == url)
        )
        either = by_name.union_all(by_fetch).subquery()
        with self.ledger.snapshot() as connection:
            return connection.scalar(select(either.c.id).order_by(either.c.seq.desc()).limit(1))

    def done(self, queued: Queued, document: str) -> bool:
        """Note which document of the ledger an entry is; False where that was held before.

        A document that came in since the entry was seen, and that no other entry brought, is its own: it was
        killed between keeping it and noting it.
        """
        others = exists().where(_ENTRY.document == document, _ENTRY.id != queued.id)
        with self.ledger.writing() as connection:
            horizon = connection.scalar(select(_ENTRY.horizon).where(_ENTRY.id == queued.id)) or 0
            number = connection.scalar(select(documents.c.seq).where(documents.c.id == document)) or 0
            own = number > horizon and not connection.scalar(select(others))
            values: dict[str, Any] = {"state": "done", "document": document, "body": None, "error": None}
            if queued.document is None:
                values["held"] = not own
            elif document != queued.document and own:
                values["versions"] = _ENTRY.versions + 1
            connection.execute(update(feed_entries).where(_ENTRY.id == queued.id).values(values))
        return own and document != queued.document

    def missed(self, queued: Queued, error: str, next_at: datetime | None) -> None:
        """Note that an entry could not be taken in, and when it is tried again; None: it is given up."""
        values: dict[str, Any] = {"tries": queued.tries + 1, "error": error}
        values |= {"state": "given_up", "body": None} if next_at is None else {"next_at": next_at}
        with self.ledger.writing() as connection:
            connection.execute(update(feed_entries).where(_ENTRY.id == queued.id).values(values))

    def health(self) -> list[FeedHealth]:
        """How every feed has fared, those that fail first."""
        with self.ledger.snapshot() as connection:
            counts = {row.feed: row for row in connection.execute(_counts())}
            errors: dict[int, str] = {row.feed: row.error for row in connection.execute(_last_errors())}
            rows = connection.execute(select(feeds).order_by(_FEED.failures.desc(), _FEED.url)).all()
        return [_health(row, counts.get(row.id), errors.get(row.id)) for row in rows]


def _queue(connection: Connection, feed: int, entries: Iterable[Entry], now: datetime) -> int:
    """Queue entries that the feed never had, and those that it says have changed since."""
    horizon = connection.scalar(select(func.max(documents.c.seq))) or 0
    fresh: list[dict[str, Any]] = []
    changed = 0
    for some in batches(entries):
        query = select(_ENTRY.entry, _ENTRY.mark).where(_ENTRY.feed == feed, _ENTRY.entry.in_([e.id for e in some]))
        known: dict[str, str] = {row.entry: row.mark for row in connection.execute(query)}
        for one in some:
            row = {"state": "waiting", "body": one.model_dump_json(exclude_defaults=True), "mark": one.mark,
                   "horizon": horizon, "next_at": now, "tries": 0}  # fmt: skip
            if one.id not in known:
                fresh.append(row | {"feed": feed, "entry": one.id, "seen": now, "held": False, "versions": 0})
            elif one.mark and known[one.id] != one.mark:
                changed += 1
                here = and_(_ENTRY.feed == feed, _ENTRY.entry == one.id)
                connection.execute(update(feed_entries).where(here).values(row))
    if fresh:
        connection.execute(insert(feed_entries), fresh)
    return len(fresh) + changed


def _feed(row: Row[Any]) -> Feed:
    return Feed(row.id, row.url, row.title, row.etag, row.last_modified, row.last_success, row.failures)


def _repeats() -> ColumnElement[bool]:
    """Whether an entry's document repeats a story that was held before it."""
    own, other = documents.alias("own"), documents.alias("other")
    pair = or_(
        and_(copies.c.one == own.c.id, copies.c.other == other.c.id),
        and_(copies.c.other == own.c.id, copies.c.one == other.c.id),
    )
    return exists().where(own.c.id == _ENTRY.document, pair, other.c.seq < own.c.seq, other.c.doc_id != own.c.doc_id)


def _counts() -> Select[Any]:
    had, held = _ENTRY.document.is_not(None), _ENTRY.held
    repeats = _repeats()

    def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    return select(
        _ENTRY.feed,
        number(and_(had, ~held, ~repeats)).label("new"),
        func.coalesce(func.sum(_ENTRY.versions), 0).label("versions"),
        number(or_(and_(had, held), and_(had, ~held, repeats))).label("duplicates"),
        number(_ENTRY.state == "waiting").label("waiting"),
        number(_ENTRY.state == "given_up").label("given_up"),
    ).group_by(_ENTRY.feed)


def _last_errors() -> Select[Any]:
    last = select(func.max(_ENTRY.id)).where(_ENTRY.error.is_not(None)).group_by(_ENTRY.feed)
    return select(_ENTRY.feed, _ENTRY.error).where(_ENTRY.id.in_(last))


def _health(row: Row[Any], counts: Row[Any] | None, entry_error: str | None) -> FeedHealth:
    new, versions, duplicates, waiting, given_up = tuple(counts)[1:] if counts else (0,) * 5
    return FeedHealth(row.url, row.title, row.added, row.next_at, row.last_try, row.last_success, row.failures,
                      row.last_error, new, versions, duplicates, waiting, given_up, entry_error)  # fmt: skip
