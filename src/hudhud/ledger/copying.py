"""A ledger from one place to another, whole, and held against where it came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, Row, Table, exists, func, select

from hudhud.errors import LedgerError
from hudhud.ledger import engines
from hudhud.ledger.batches import batches
from hudhud.ledger.chain import head_of
from hudhud.ledger.derived import DERIVED
from hudhud.ledger.store import Ledger
from hudhud.ledger.tables import TABLES, documents, in_utc, metadata
from hudhud.ledger.watched import WATCHED
from hudhud.ledger.workplace import WORKPLACE

_AT_ONCE = 500
_WITH_CONTENT = 20
"""Rows at once of tables that hold whole files."""

Tell = Callable[[str, int, int | None], object]


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied."""

    rows: int
    state: str
    """SHA-256 over every row, which is the same of both."""
    head: str
    """Hash of the last decision."""


def copy(source: str | Path, target: str | Path, tell: Tell = lambda what, done, total: None) -> Copied:
    """Copy a ledger into a place where there is none, or an empty one: everything, or nothing.

    Record, people, feeds and what linking derived are all copied; the text index is made anew.

    Args:
        source: a file or URL; it may be in use meanwhile, and is copied as it stands at the beginning.
        target: a file or URL.
        tell: is told which table is being copied, and how many rows are done of how many.

    Raises:
        LedgerError: the target holds something, or one of them fails; the target is then as empty as before.
    """
    with (
        Ledger.open(source, create=False, read_only=True) as here,
        Ledger.open(target) as there,
        here.snapshot() as old,
        there.writing() as new,
    ):
        if (held := _held(new)) is not None:
            raise LedgerError(f"ledger {there.name} is not empty (it has {held}); give a new one to copy into")
        read, rows = _copied(old, new, tell)
        written = state_of(new, tell)
        if written != read:
            raise LedgerError(
                f"ledger {there.name} would not hold what {here.name} does ({read[:16]} became "
                f"{written[:16]}); nothing was kept"
            )
        return Copied(rows, read, head_of(new)[1])


def state_of(connection: Connection, tell: Tell = lambda what, done, total: None) -> str:
    """SHA-256 over every row of a ledger, whatever database it is in: two that hold the same have the same."""
    total = hashlib.sha256()
    for table in _tables():
        part = hashlib.sha256()
        for done, row in enumerate(_rows(connection, table), 1):
            part.update(_line(row))
            if done % _AT_ONCE == 0:
                tell(f"checking {table.name}", done, None)
        total.update(_table_line(table, part.hexdigest()))
    return total.hexdigest()


def _tables() -> list[Table]:
    """All tables, those before that others refer to."""
    ours = {*TABLES, *DERIVED, *WORKPLACE, *WATCHED}
    return [table for table in metadata.sorted_tables if table in ours]


def _held(connection: Connection) -> str | None:
    """The name of a table that is not empty."""
    return next((t.name for t in _tables() if connection.scalar(select(exists().select_from(t)))), None)


def _copied(old: Connection, new: Connection, tell: Tell) -> tuple[str, int]:
    total, rows = hashlib.sha256(), 0
    of, to = engines.of(old), engines.of(new)
    for table in _tables():
        part, done = hashlib.sha256(), 0
        count = old.scalar(select(func.count()).select_from(table)) or 0
        for some in batches(_rows(old, table), _size(table)):
            part.update(b"".join(_line(row) for row in some))
            to.add(new, table, [row._asdict() for row in some])
            if table is documents:
                for row in some:
                    to.index_document(new, row.seq)
            done += len(some)
            tell(f"copying {table.name}", done, count)
        rows += done
        total.update(_table_line(table, part.hexdigest()))
        if table.dialect_options["sqlite"]["autoincrement"]:
            # Numbers of the record may have gaps where a step was given up; nothing was ever taken out of it.
            key = next(iter(table.primary_key.columns))
            highest = new.scalar(select(func.max(key))) if table in TABLES else of.last_number(old, table)
            to.number_from(new, table, highest or 0)
    return total.hexdigest(), rows


def _size(table: Table) -> int:
    return _WITH_CONTENT if any(isinstance(c.type, LargeBinary) and c.name == "content" for c in table.c) else _AT_ONCE


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    query = select(table).order_by(*table.primary_key.columns)
    yield from connection.execute(query.execution_options(yield_per=_size(table)))


def _table_line(table: Table, digest: str) -> bytes:
    return f"{table.name} {digest}\n".encode()


def _line(row: Row[Any]) -> bytes:
    values = {name: _said(value) for name, value in row._mapping.items()}
    return (json.dumps(values, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _said(value: Any) -> Any:
    """A value as JSON, of which no two different ones look alike."""
    if isinstance(value, bytes):
        return {"bytes": hashlib.sha256(value).hexdigest()}
    if isinstance(value, datetime):
        return {"moment": in_utc(value).isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value
