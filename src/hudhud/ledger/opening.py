"""From a location to an engine on a sound, migrated ledger, or to an error that says why not."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from hudhud.errors import LedgerError
from hudhud.ledger import engines
from hudhud.ledger.derived import DERIVED
from hudhud.ledger.engines import Place
from hudhud.ledger.postgres_server import PostgresServer
from hudhud.ledger.sqlite_file import SqliteFile
from hudhud.ledger.tables import FIRST_TABLES, TABLES
from hudhud.ledger.watched import WATCHED
from hudhud.ledger.workplace import WORKPLACE

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012")
"""The migrations that this hudhud has, oldest first. Kept here so that opening needs no Alembic."""

MIGRATIONS = "hudhud.ledger:migrations"


def locate(location: str | Path) -> Place:
    """The place that a path or SQLAlchemy URL names. Nothing is opened."""
    if isinstance(location, Path) or "://" not in location:
        return SqliteFile(Path(location))
    try:
        url = make_url(location)
    except (ArgumentError, ValueError) as error:
        # It is not repeated: there may be a password in it.
        raise LedgerError(
            "the ledger's address is no database URL; give a file or postgresql+psycopg://USER@SERVER/DATABASE"
        ) from error
    backend = url.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        return PostgresServer(url)
    if backend != "sqlite":
        raise LedgerError(f"hudhud keeps ledgers in SQLite files and in PostgreSQL, not in {backend}")
    if not url.database or url.database == ":memory:":
        raise LedgerError("a ledger needs a file; give sqlite:///FILE")
    return SqliteFile(Path(url.database))


def exists(location: str | Path) -> bool:
    """Whether there is anything at a location; what is there may still be no ledger."""
    return locate(location).exists()


def name_of(location: str | Path) -> str:
    """How a location is called where it may be seen: without a password."""
    return str(location) if "://" not in str(location) else locate(location).name


def open_engine(place: Place, *, create: bool, read_only: bool) -> Engine:
    """An engine on the ledger at a place, created and migrated where allowed."""
    with place.speaking():
        place.check(create=create and not read_only, write=not read_only)
        engine = place.connect(read_only=read_only)
        try:
            if read_only:
                with place.reading(engine) as connection:
                    _require_current(place, _revision(place, connection))
            else:
                _prepare(place, engine, create)
        except BaseException:
            engine.dispose()
            raise
        return engine


def _prepare(place: Place, engine: Engine, create: bool) -> None:
    """Migrate where needed."""
    with place.reading(engine) as connection:
        revision = _revision(place, connection, may_be_empty=create)
    if revision != REVISIONS[-1]:
        with place.migrating(engine) as connection:
            # Another process may have migrated it while we waited for the lock.
            if _revision(place, connection, may_be_empty=create) != REVISIONS[-1]:
                _migrate(connection)
    place.ready(engine)


def _revision(place: Place, connection: Connection, *, may_be_empty: bool = False) -> str | None:
    """The ledger's revision; None for an empty database. Anything that is no ledger is refused."""
    tables = engines.of(connection).tables(connection)
    if not tables and may_be_empty:
        return None
    if "alembic_version" not in tables or not {table.name for table in FIRST_TABLES} <= tables:
        what = "an empty database" if not tables else "a database without (all of) a ledger's tables"
        raise LedgerError(f"{place.name} is not a ledger: it is {what}; give another {place.what}")
    found: list[str] = list(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all())
    if len(found) != 1:
        raise LedgerError(f"ledger {place.name} is damaged: its version is not recorded; restore a copy")
    if found[0] not in REVISIONS:
        raise LedgerError(
            f"ledger {place.name} was written by a newer hudhud (revision {found[0]}); update hudhud to open it"
        )
    if found[0] == REVISIONS[-1] and not {table.name for table in (*TABLES, *DERIVED, *WORKPLACE, *WATCHED)} <= tables:
        raise LedgerError(f"ledger {place.name} is damaged: it lacks some of its tables; restore a copy")
    return found[0]


def _require_current(place: Place, revision: str | None) -> None:
    if revision != REVISIONS[-1]:
        raise LedgerError(
            f"ledger {place.name} is of an older hudhud; open it once for writing (any 'hudhud add') to migrate it"
        )


def _migrate(connection: Connection) -> None:
    # Imported here: it takes longer than everything else that opening does.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
