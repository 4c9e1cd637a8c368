"""A ledger in a database of a PostgreSQL server: how it is reached and locked, and what its errors mean."""

from __future__ import annotations

import hashlib
import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from hudhud.errors import LedgerError, OvertakenError
from hudhud.ledger import postgres
from hudhud.ledger.postgres import LOCK, state_of

LOCK_SECONDS = 5
"""How long to wait for another process that is writing."""
RETURN_SECONDS = 5.0
"""How long to wait for a server that was there and is gone: it may be starting again."""
CONNECT_SECONDS = 10
"""How long to wait for a server that does not answer at all."""

_MIGRATING = 0x68756468
"""The number of the lock under which tables are made and migrated, when there may be no table to lock yet."""

_READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_WRITING = {"isolation_level": "SERIALIZABLE"}

# PostgreSQL's texts hold no NUL, and reports do: it is written as this sign and "0", and the sign itself twice.
_SIGN = "\x10"
_ESCAPED = re.compile(f"{_SIGN}(.)", re.DOTALL)


class PostgresServer:
    """A database of a server, as its URL names it."""

    what = "database"

    def __init__(self, url: URL) -> None:
        driver = url.drivername.partition("+")[2]
        if driver not in {"", "psycopg"}:
            raise LedgerError(f"hudhud reaches PostgreSQL by psycopg, not by {driver}; write postgresql+psycopg://")
        if not url.database:
            raise LedgerError("the ledger's address names no database; write postgresql+psycopg://USER@SERVER/DATABASE")
        self.url = url.set(drivername="postgresql+psycopg")
        # Nothing of the query: it, too, may hold a password.
        port = f":{url.port}" if url.port else ""
        user = f"{url.username}@" if url.username else ""
        self.name = f"postgresql+psycopg://{user}{url.host or ''}{port}/{url.database}"
        self._met = False
        same = hashlib.sha256(f"{url.host}:{url.port or 5432}/{url.database}".encode()).hexdigest()[:8]
        self.path = Path(re.sub(r"[^\w-]", "-", f"{url.database}") + f"-{same}.postgresql")

    def exists(self) -> bool:
        """Whether there is any table. Raises LedgerError where the server cannot be reached."""
        with self.speaking():
            engine = self.connect(read_only=True)
            try:
                with self.reading(engine) as connection:
                    return bool(postgres.tables(connection))
            finally:
                engine.dispose()

    def check(self, *, create: bool, write: bool) -> None:
        """Nothing can be said before the server is asked."""

    def connect(self, *, read_only: bool) -> Engine:
        """Raises LedgerError where psycopg is not installed."""
        options = {"connect_timeout": str(CONNECT_SECONDS), "application_name": "hudhud"}
        own = self.url.query.get("options", "")
        settings = f"{own} -c timezone=UTC -c lock_timeout={LOCK_SECONDS}s -c client_min_messages=error"
        try:
            engine = create_engine(
                self.url,
                connect_args={k: v for k, v in options.items() if k not in self.url.query} | {"options": settings},
                pool_pre_ping=True,
                hide_parameters=True,
                pool_size=10,
                max_overflow=40,
            )
        except (ModuleNotFoundError, ImportError, NoSuchModuleError) as error:
            raise LedgerError(
                "a ledger in PostgreSQL needs psycopg; install it with: pip install 'hudhud[postgres]'"
            ) from error
        event.listen(engine, "connect", _prepare)
        return engine

    @contextmanager
    def reading(self, engine: Engine) -> Iterator[Connection]:
        with self._connected(engine, _READING) as connection:
            yield connection

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        """Serializable, and one at a time: the lock comes before the first look, so that nothing has to be repeated."""
        with self._connected(engine, _WRITING, f"LOCK TABLE {LOCK} IN EXCLUSIVE MODE") as connection:
            yield connection
            connection.commit()

    @contextmanager
    def migrating(self, engine: Engine) -> Iterator[Connection]:
        options = {"isolation_level": "READ COMMITTED"}
        with self._connected(engine, options, f"SELECT pg_advisory_xact_lock({_MIGRATING})") as connection:
            yield connection
            connection.commit()

    @contextmanager
    def _connected(self, engine: Engine, options: dict[str, Any], first: str | None = None) -> Iterator[Connection]:
        """A connection with `first` done. What nothing was done on yet is tried again while the server comes back."""
        deadline = time.monotonic() + RETURN_SECONDS
        while True:
            connection = None
            try:
                connection = engine.connect().execution_options(**options)
                if first is not None:
                    connection.exec_driver_sql(first)
                self._met = True
                break
            except DBAPIError as error:
                if connection is not None:
                    connection.close()
                if not (self._met and _is_away(error)) or time.monotonic() > deadline:
                    raise
                time.sleep(random.uniform(0.05, 0.2))
        with connection:
            yield connection

    def ready(self, engine: Engine) -> None:
        """Nothing is left to do."""

    @contextmanager
    def speaking(self) -> Iterator[None]:
        try:
            yield
        except UnicodeEncodeError as error:
            raise LedgerError(
                f"ledger {self.name}: a text holds half a character (a lone surrogate) and cannot be stored; "
                "repair the source and add it again"
            ) from error
        except OverflowError as error:
            raise LedgerError(f"ledger {self.name}: a number is too large to be stored") from error
        except SQLAlchemyError as error:
            raise self._explained(error) from error
        except Exception as error:
            # COPY speaks to the driver itself, whose errors SQLAlchemy then does not wrap.
            if not type(error).__module__.startswith("psycopg"):
                raise
            raise self._explained(error) from error

    def _explained(self, error: Exception) -> LedgerError:
        state, said = state_of(error), self._said(error)
        if state in {"40001", "40P01"}:
            return OvertakenError(f"another writer reached ledger {self.name} first; look again and repeat")
        return LedgerError(self._explain(error, state, said))

    def _explain(self, error: Exception, state: str, said: str) -> str:
        name = self.name
        if state == "55P03":
            return f"ledger {name} is in use by another process; wait or stop it"
        if state == "3D000" or re.search('database ".*" does not exist', said):
            return f"no database {self.url.database!r} on the server of ledger {name}; make it with createdb"
        if state == "42501":
            return f"ledger {name}: its server refuses ({said}); ask the database's owner for the rights"
        if state == "53100":
            return f"the disk is full: ledger {name} was left as it was; free some space and repeat"
        if state == "25006":
            return f"ledger {name} cannot be written: its server is read-only"
        if state == "22003":
            return f"ledger {name}: a number is too large to be stored"
        if state in {"XX001", "XX002"}:
            return f"ledger {name} is damaged ({said}); run 'hudhud verify' and restore a copy"
        if state[:2] == "28" or "password authentication failed" in said or "no password supplied" in said:
            return f"ledger {name}: its server does not let this user in ({said}); check name and password"
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            return f"ledger {name}: the connection was lost ({said}); nothing is half-written, see to its server"
        if _is_away(error):
            return f"ledger {name} cannot be reached ({said}); see that its server runs"
        return f"ledger {name}: the database refused: {said}"

    def _said(self, error: Exception) -> str:
        """What the driver or the server says, in a line, and without the password if it should be in there."""
        original = error.orig if isinstance(error, DBAPIError) else error
        primary = getattr(getattr(original, "diag", None), "message_primary", None)
        said = str(primary or original).strip().partition("\n")[0].rstrip(".")
        for secret in (self.url.password, self.url.query.get("password")):
            if secret:
                said = said.replace(str(secret), "***")
        return said

    @contextmanager
    def alone(self, engine: Engine, what: str) -> Iterator[bool]:
        """By a lock that the server holds as long as this connection lasts, whatever machine asks."""
        number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:4], "big", signed=True)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            free = connection.scalar(text("SELECT pg_try_advisory_lock(:one, :other)"), {"one": 9, "other": number})
            try:
                yield bool(free)
            finally:
                # Closed and not given back: the lock ends with it.
                connection.invalidate()


def _is_away(error: BaseException) -> bool:
    """Whether the server could not be reached, or the connection to it was lost."""
    state = state_of(error)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    original = error.orig if isinstance(error, DBAPIError) else error
    return (
        state[:2] == "08"
        or state in {"57P01", "57P02", "57P03"}
        or (not state and type(original).__name__ in {"OperationalError", "ConnectionTimeout"})
    )


def _prepare(driver: Any, record: Any) -> None:
    """Let texts hold NUL."""
    from psycopg.types.string import StrDumper, TextLoader  # noqa: PLC0415  # an extra

    class Dumper(StrDumper):
        def dump(self, obj: str) -> Any:
            return super().dump(_escaped(obj))

    class Loader(TextLoader):
        def load(self, data: Any) -> Any:
            return _restored(super().load(data))

    driver.adapters.register_dumper(str, Dumper)
    for kind in ("text", "varchar"):
        driver.adapters.register_loader(kind, Loader)


def _escaped(text: str) -> str:
    if "\0" in text or _SIGN in text:
        return text.replace(_SIGN, _SIGN + _SIGN).replace("\0", _SIGN + "0")
    return text


def _restored(text: Any) -> Any:
    if isinstance(text, str) and _SIGN in text:
        return _ESCAPED.sub(lambda match: "\0" if match[1] == "0" else match[1], text)
    return text
