"""A ledger in one SQLite file."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from hudhud.errors import LedgerError
from hudhud.ledger import sqlite

_MAGIC = b"SQLite format 3\0"


class SqliteFile:
    """The file of a ledger."""

    what = "file"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)

    def exists(self) -> bool:
        return self.path.exists()

    def check(self, *, create: bool, write: bool) -> None:
        """Raises LedgerError."""
        path = self.path
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

    def connect(self, *, read_only: bool) -> Engine:
        if not read_only:
            return sqlite.connect(self.path, "mode=rwc")
        path = self.path
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

    def reading(self, engine: Engine) -> AbstractContextManager[Connection]:
        return engine.connect()

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        with engine.connect().execution_options(**sqlite.WRITE) as connection, connection.begin():
            yield connection

    migrating = writing

    def ready(self, engine: Engine) -> None:
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

    def speaking(self) -> AbstractContextManager[None]:
        return sqlite.speaking(self.name)

    @contextmanager
    def alone(self, engine: Engine, what: str) -> Iterator[bool]:
        """By a lock on a file beside the ledger, which ends with the process."""
        if os.name != "posix":  # elsewhere the user has to see to it
            yield True
            return
        import fcntl  # noqa: PLC0415

        with self.path.with_name(f"{self.path.name}.{what}").open("a") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True
