"""Everything that only SQLite understands: connecting, pragmas, triggers, full text, its errors."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Table,
    and_,
    cast,
    create_engine,
    event,
    func,
    insert,
    or_,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from hudhud.errors import LedgerError
from hudhud.ledger.search import Hit, Term
from hudhud.ledger.tables import TABLES

BUSY_SECONDS = 5.0
"""How long to wait for another process that is writing."""

WRITE = {"sqlite_begin": "BEGIN IMMEDIATE"}
"""Execution option of a transaction that writes: it takes the lock first, so that nobody can write
between what it reads and what it writes."""

_UNIQUE = {
    "documents": ("id",),
    "readings": ("document_id", "reader", "reader_version", "config_hash"),
    "mentions": ("reading", "ordinal"),
    "claims": ("mention", "ordinal"),
    "statements": ("reading", "ordinal"),
    "decisions": (),
    "attachments": ("id",),
    "fetches": (),
    "warc_records": ("id",),
    "quarantined": ("id",),
    "timestamps": (),
    "imported": ("file", "row"),
}

_INDEX = (
    "CREATE VIEW searchable AS SELECT seq, title, coalesce(plain, text) AS body FROM documents",
    """CREATE VIRTUAL TABLE documents_fts USING fts5(
        title, body, content='searchable', content_rowid='seq', tokenize='unicode61 remove_diacritics 2')""",
    "INSERT INTO documents_fts(documents_fts, rank) VALUES('rank', 'bm25(4.0, 1.0)')",
)


def connect(path: Path, mode: str) -> Engine:
    """An engine on one file. `mode` is the query of an SQLite URI: `mode=rwc`, `mode=ro`, …"""
    uri = f"{path.resolve().as_uri()}?{mode}"

    def driver() -> sqlite3.Connection:
        # isolation_level None: the driver begins nothing by itself; `_begin` does.
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys=ON")
        # FULL: a decision that a person was told is kept must survive a power cut. NORMAL could lose
        # the last ones; adding reports is bound by reading them, so the speed would buy nothing.
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    engine = create_engine("sqlite://", creator=driver, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        if connection.get_execution_options().get("sqlite_begin") == "BEGIN IMMEDIATE":
            _take_lock(driver)
        else:
            driver.execute("BEGIN")

    return engine


def _take_lock(driver: sqlite3.Connection) -> None:
    """Begin to write as soon as nobody else does.

    SQLite's own waiting looks every tenth of a second, and beside a process that adds without a
    pause it can miss every gap: a person's decision would fail behind a long import.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
            time.sleep(random.uniform(0.001, 0.005))
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


@contextmanager
def speaking(location: str) -> Iterator[None]:
    """Turn what the database says into what a user can act on."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise LedgerError(_explain(location, error)) from error
    except UnicodeEncodeError as error:
        raise LedgerError(
            f"ledger {location}: a text holds half a character (a lone surrogate) and cannot be stored; "
            "repair the source and add it again"
        ) from error
    except OverflowError as error:
        raise LedgerError(f"ledger {location}: a number is too large to be stored") from error


def code(error: BaseException | None) -> int:
    """SQLite's primary result code of an error; 0 where it has none."""
    original = error.orig if isinstance(error, DBAPIError) else error
    return int(getattr(original, "sqlite_errorcode", 0) or 0) & 0xFF


def is_damage(error: DBAPIError) -> bool:
    """Whether the file's content is at fault, and not the moment or the disk."""
    # 0: the driver itself could not make sense of a value, such as text that is not UTF-8
    return code(error) in {0, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _explain(location: str, error: DBAPIError | sqlite3.Error) -> str:
    match code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return f"ledger {location} is in use by another process; wait or stop it"
        case sqlite3.SQLITE_FULL:
            return f"the disk is full: ledger {location} was left as it was; free some space and repeat"
        case sqlite3.SQLITE_READONLY:
            return f"ledger {location} cannot be written: the file or its folder is read-only"
        case sqlite3.SQLITE_CANTOPEN:
            return f"ledger {location} cannot be opened; check that its folder exists and can be written"
        case sqlite3.SQLITE_NOTADB:
            return f"{location} is not a ledger: it is no SQLite database"
        case sqlite3.SQLITE_CORRUPT:
            return f"ledger {location} is damaged; run 'hudhud verify' and restore a copy"
        case sqlite3.SQLITE_IOERR:
            return f"ledger {location}: the disk failed to read or write; check the disk and repeat"
        case _:
            original = error.orig if isinstance(error, DBAPIError) else error
            return f"ledger {location}: the database refused: {original}"


_EVERY = [one.name for one in TABLES]


def protections(tables: Sequence[str] = tuple(_EVERY)) -> dict[str, str]:
    """Name and definition of every trigger that keeps these tables append-only.

    INSERT needs guarding too: INSERT OR REPLACE deletes the old row without asking a DELETE trigger.
    """
    triggers = {}
    for table in tables:
        for verb in ("UPDATE", "DELETE"):
            triggers[f"{table}_no_{verb.lower()}"] = (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: no {verb} on {table}'); END"
            )
        same = " OR ".join(filter(None, ("seq = NEW.seq", _same_key(table))))
        triggers[f"{table}_no_replace"] = (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: no REPLACE on {table}'); END"
        )
    if "decisions" in tables:
        triggers["decisions_in_order"] = (
            "CREATE TRIGGER decisions_in_order BEFORE INSERT ON decisions "
            "WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM decisions) "
            "BEGIN SELECT RAISE(ABORT, 'a decision goes behind the last one'); END"
        )
    return triggers


def foundation() -> Sequence[str]:
    """The text index."""
    return _INDEX


def settle(connection: Connection) -> None:
    """Nothing: the tables are as they should be."""


def tables(connection: Connection) -> set[str]:
    """The tables that are there."""
    return set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many rows, all of the same columns."""
    if rows:
        connection.execute(insert(table), rows)


def _same_key(table: str) -> str:
    columns = _UNIQUE[table]
    condition = " AND ".join(f"{column} = NEW.{column}" for column in columns)
    return f"({condition})" if columns else ""


def index_document(connection: Connection, seq: int) -> None:
    """Put a document that was just written into the text index."""
    connection.execute(
        text("INSERT INTO documents_fts(rowid, title, body) SELECT seq, title, body FROM searchable WHERE seq = :s"),
        {"s": seq},
    )


def find(connection: Connection, terms: Sequence[Term], limit: int) -> list[Hit]:
    """The documents that hold all terms, best first."""
    # Inside quotes FTS5 knows no operator; a quote is doubled.
    match = " AND ".join('"' + term.words.replace('"', '""') + '"' + (" *" if term.prefix else "") for term in terms)
    found = connection.execute(
        text(
            """SELECT d.id, d.doc_id, d.title, rank,
                snippet(documents_fts, -1, '[', ']', '…', 24) AS snippet,
                (SELECT CASE WHEN r.published_start = r.published_end THEN r.published_start END
                    FROM readings r WHERE r.document_id = d.id ORDER BY r.seq DESC LIMIT 1) AS published,
                EXISTS (SELECT 1 FROM documents l WHERE l.doc_id = d.doc_id AND l.seq > d.seq) AS superseded
            FROM documents_fts JOIN documents d ON d.seq = documents_fts.rowid
            WHERE documents_fts MATCH :match ORDER BY rank LIMIT :limit"""
        ),
        {"match": match, "limit": max(0, limit)},
    )
    return [
        Hit(
            document_id=row.id,
            doc_id=row.doc_id,
            title=row.title,
            published=date.fromisoformat(row.published) if row.published else None,
            snippet=" ".join(row.snippet.split()),
            rank=-row.rank,  # bm25 in SQLite is the smaller the better
            superseded=bool(row.superseded),
        )
        for row in found
    ]


_EPOCH = 2440587.5
"""The Julian day on which 1970-01-01 begins."""


def day_number(day: ColumnElement[Any]) -> ColumnElement[int]:
    """A date counted from 1970-01-01."""
    return cast(func.julianday(day) - _EPOCH, Integer)


def json_columns(columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    """All rows as one JSON object of equally long lists, as text."""
    return func.json_object(*(part for name, c in columns.items() for part in (name, func.json_group_array(c))))


def among(column: ColumnElement[Any], names: Sequence[str]) -> ColumnElement[bool]:
    """Whether a column holds one of these texts, which are one parameter however many they are."""
    given = func.json_each(json.dumps(list(names))).table_valued("value")
    return column.in_(select(given.c.value))


def within(lat: ColumnElement[Any], lon: ColumnElement[Any], box: tuple[float, ...]) -> ColumnElement[bool]:
    """Whether a point in degrees lies in a box: west, south, east, north."""
    west, south, east, north = box
    inside = lon.between(west, east) if west <= east else or_(lon >= west, lon <= east)
    return and_(lat.between(south, north), inside)


def attempt(connection: Connection) -> AbstractContextManager[None]:
    """Nothing is needed: a query that fails leaves the transaction as it was."""
    return nullcontext()


def last_number(connection: Connection, table: Table) -> int:
    """The highest number ever given to a row of a table; 0 for none."""
    query = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
    return connection.scalar(query, {"table": table.name}) or 0


def number_from(connection: Connection, table: Table, last: int) -> None:
    """Give no row of a table a number up to this one any more."""
    given = {"table": table.name, "last": last}
    # Rows that were written with their numbers have made an entry; an empty table has none.
    if not connection.execute(
        text("UPDATE sqlite_sequence SET seq = max(seq, :last) WHERE name = :table"), given
    ).rowcount:
        connection.execute(text("INSERT INTO sqlite_sequence(name, seq) VALUES (:table, :last)"), given)


def structure_problems(connection: Connection) -> list[str]:
    """Damage to pages and indexes, missing or altered triggers, rows cut off the end of a table."""
    problems = [
        f"SQLite finds the file damaged: {line}."
        for (line,) in connection.exec_driver_sql("PRAGMA integrity_check")
        if line != "ok"
    ]
    stored: dict[str, Any] = {
        row.name: row.sql
        for row in connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    }
    for name, sql in protections().items():
        if name not in stored:
            problems.append(f"The trigger {name}, which keeps the ledger append-only, is missing.")
        elif stored[name] != sql:
            problems.append(f"The trigger {name}, which keeps the ledger append-only, has been changed.")
    for table in (table.name for table in TABLES):
        # SQLite remembers the highest number that it ever gave out.
        given = connection.exec_driver_sql(f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'").scalar()
        last = connection.exec_driver_sql(f"SELECT max(seq) FROM {table}").scalar()
        if (given or 0) > (last or 0):
            problems.append(f"The end of {table} is missing: {given} were numbered, the last is {last or 0}.")
    return problems


def index_problems(engine: Engine, read_only: bool) -> list[str]:
    """Whether the text index holds exactly the documents' words."""
    # FTS5 checks itself only by way of an INSERT, which a ledger opened for reading refuses: then on a copy.
    if not read_only:
        with engine.connect().execution_options(**WRITE) as connection, connection.begin():
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            return _check_index(driver)
    with TemporaryDirectory() as folder, engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        with closing(sqlite3.connect(Path(folder) / "copy.db")) as copy:
            driver.backup(copy)
            return _check_index(copy)


def _check_index(connection: sqlite3.Connection) -> list[str]:
    try:
        # rank 1: compare with the documents as well, not only the index with itself
        connection.execute("INSERT INTO documents_fts(documents_fts, rank) VALUES('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if code(error) not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR}:
            raise
        return ["The text index does not agree with the documents' titles and texts."]
    return []
