"""From a location to an engine on a sound, migrated ledger, or to an error that says why not."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from hudhud.errors import LedgerError
from hudhud.ledger import sqlite
from hudhud.ledger.derived import DERIVED
from hudhud.ledger.tables import FIRST_TABLES, TABLES
from hudhud.ledger.watched import WATCHED
from hudhud.ledger.workplace import WORKPLACE

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011")
"""The migrations that this hudhud has, oldest first. Kept here so that opening needs no Alembic."""

MIGRATIONS = "hudhud.ledger:migrations"

_MAGIC = b"SQLite format 3\0"


def locate(location: str | Path) -> Path:
    """The file that a path or SQLAlchemy URL names."""
    if isinstance(location, Path) or "://" not in location:
        return Path(location)
    try:
        url = make_url(location)
    except ArgumentError as error:
        raise LedgerError(f"{location!r} is no database URL; give a file or sqlite:///FILE") from error
    if url.get_backend_name() != "sqlite":
        raise LedgerError(f"this hudhud keeps ledgers in SQLite files, not in {url.get_backend_name()}")
    if not url.database or url.database == ":memory:":
        raise LedgerError("a ledger needs a file; give sqlite:///FILE")
    return Path(url.database)


def exists(location: str | Path) -> bool:
    """Whether there is anything at a location; what is there may still be no ledger."""
    return locate(location).exists()


def open_engine(path: Path, *, create: bool, read_only: bool) -> Engine:
    """An engine on the ledger at `path`, created and migrated where allowed."""
    with sqlite.speaking(str(path)):
        _check_file(path, create=create and not read_only, write=not read_only)
        engine = _reading_engine(path) if read_only else sqlite.connect(path, "mode=rwc")
        try:
            if read_only:
                with engine.connect() as connection:
                    _require_current(path, _revision(path, connection))
            else:
                _prepare(path, engine, create)
        except BaseException:
            engine.dispose()
            raise
        return engine


def _check_file(path: Path, *, create: bool, write: bool) -> None:
    if path.is_dir():
        raise LedgerError(f"{path} is a folder; give a file for the ledger")
    if not path.exists():
        if not create:
            raise LedgerError(f"no ledger at {path}; check --ledger, or make one with 'hudhud add'")
        if not path.parent.is_dir():
            raise LedgerError(f"no folder {path.parent} to keep a ledger in; make it first")
    try:
        if path.exists():
            with path.open("rb") as file:
                start = file.read(len(_MAGIC))
            if start and start != _MAGIC:
                raise LedgerError(f"{path} is not a ledger: it is no SQLite database")
    except OSError as error:
        raise LedgerError(f"ledger {path} cannot be read: {error.strerror}") from error
    # SQLite itself would open the file for reading and complain only at the first write.
    if write and not (os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))):
        raise LedgerError(f"ledger {path} cannot be written: the file or its folder is read-only")


def _reading_engine(path: Path) -> Engine:
    engine = sqlite.connect(path, "mode=ro")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
        return engine
    except DBAPIError as error:
        engine.dispose()
        if sqlite.code(error) not in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}:
            raise
    # A WAL ledger wants to put files beside itself. Where it cannot (a CD, a snapshot), it can be
    # read as a file that nobody changes, unless writes are still waiting in the WAL.
    wal = path.with_name(path.name + "-wal")
    if wal.exists() and wal.stat().st_size > 0:
        raise LedgerError(
            f"ledger {path} has writes waiting in {wal.name} and its folder is read-only; "
            "copy both files to a folder that can be written"
        )
    return sqlite.connect(path, "mode=ro&immutable=1")


def _prepare(path: Path, engine: Engine, create: bool) -> None:
    """Migrate where needed, and see that the file is in WAL mode."""
    with engine.connect() as connection:
        revision = _revision(path, connection, may_be_empty=create)
    if revision != REVISIONS[-1]:
        with engine.connect().execution_options(**sqlite.WRITE) as connection, connection.begin():
            # Another process may have migrated it while we waited for the lock.
            if _revision(path, connection, may_be_empty=create) != REVISIONS[-1]:
                _migrate(connection)
    _use_wal(engine)


def _revision(path: Path, connection: Connection, *, may_be_empty: bool = False) -> str | None:
    """The ledger's revision; None for an empty database. Anything that is no ledger is refused."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    tables = set(connection.exec_driver_sql(query).scalars())
    if not tables and may_be_empty:
        return None
    if "alembic_version" not in tables or not {table.name for table in FIRST_TABLES} <= tables:
        what = "an empty database" if not tables else "a database without (all of) a ledger's tables"
        raise LedgerError(f"{path} is not a ledger: it is {what}; give another file")
    found: list[str] = list(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all())
    if len(found) != 1:
        raise LedgerError(f"ledger {path} is damaged: its version is not recorded; restore a copy")
    if found[0] not in REVISIONS:
        raise LedgerError(
            f"ledger {path} was written by a newer hudhud (revision {found[0]}); update hudhud to open it"
        )
    if found[0] == REVISIONS[-1] and not {table.name for table in (*TABLES, *DERIVED, *WORKPLACE, *WATCHED)} <= tables:
        raise LedgerError(f"ledger {path} is damaged: it lacks some of its tables; restore a copy")
    return found[0]


def _require_current(path: Path, revision: str | None) -> None:
    if revision != REVISIONS[-1]:
        raise LedgerError(
            f"ledger {path} is of an older hudhud; open it once for writing (any 'hudhud add') to migrate it"
        )


def _migrate(connection: Connection) -> None:
    # Imported here: it takes longer than everything else that opening does.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _use_wal(engine: Engine) -> None:
    """Readers and the writer then do not wait for each other. The file remembers it."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        deadline = time.monotonic() + sqlite.BUSY_SECONDS
        while cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            try:
                cursor.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as error:
                # This one statement does not wait by itself while another process has the file.
                if sqlite.code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
        cursor.close()
    finally:
        connection.close()
