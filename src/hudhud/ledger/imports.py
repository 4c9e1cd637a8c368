"""Others' records, kept as their files give them: a decision a file, and one digest over all its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Row, exists, func, select

from hudhud.ledger import engines
from hudhud.ledger.batches import batches
from hudhud.ledger.chain import Draft, extend
from hudhud.ledger.rows import decision_from
from hudhud.ledger.store import Ledger
from hudhud.ledger.tables import decisions, imported
from hudhud.model import Decision, Record
from hudhud.model.imports import Import, Imported, Origin


@dataclass(frozen=True, slots=True)
class Arriving:
    """A file that is about to be imported."""

    file: str
    """SHA-256 of its bytes."""
    name: str
    origin: Origin
    rows: Iterable[Imported]
    refused: Sized
    """Grows by one with every row that cannot be understood, while `rows` are gone through."""


class Imports:
    """The imported records of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def keep(self, one: Arriving, actor: str) -> Import | None:
        """Keep the rows of a file, all or none; None where the file is there already."""
        total, kept = hashlib.sha256(), 0
        with self.ledger.writing() as connection:
            if connection.scalar(select(exists().where(imported.c.file == one.file))):
                return None
            for some in batches(one.rows):
                total.update(b"".join(row.line() for row in some))
                engines.of(connection).add(connection, imported, [_row(one, row) for row in some])
                kept += len(some)
            after = {"name": one.name, "origin": one.origin, "rows": kept, "refused": len(one.refused)}
            reason = f"imported {kept} records from {one.name}"
            draft = Draft(actor, "import", one.file, reason, after=after | {"digest": total.hexdigest()})
            (sealed,) = extend(connection, [draft], datetime.now(UTC))
            return import_of(sealed)

    def files(self) -> list[Import]:
        """All imports, the first one first."""
        query = select(decisions).where(decisions.c.action == "import").order_by(decisions.c.seq)
        with self.ledger.rebuilding() as connection:
            return [import_of(decision_from(row)) for row in connection.execute(query)]

    def records(self, origin: Origin | None = None) -> list[Record]:
        """What the files say, of all origins or one; what several files have under one id, as the last one says it."""
        newest = select(func.max(imported.c.seq)).group_by(imported.c.origin, imported.c.record_id)
        query = select(imported.c.record).where(imported.c.seq.in_(newest)).order_by(imported.c.seq)
        if origin is not None:
            query = query.where(imported.c.origin == origin)
        with self.ledger.rebuilding() as connection:
            return [Record.model_validate_json(text) for text in connection.scalars(query)]

    def bodies(self, file: str) -> Iterator[str]:
        """The rows of a file as they came, in their order."""
        query = select(imported.c.body).where(imported.c.file == file).order_by(imported.c.row)
        with self.ledger.snapshot() as connection:
            yield from connection.scalars(query.execution_options(yield_per=500))


def import_of(decision: Decision) -> Import:
    """The import that a decision speaks of. Raises ValueError where it speaks of none."""
    said = decision.after or {}
    try:
        return Import(decision.subject, said["name"], said["origin"], said["rows"], said["refused"], decision.at,
                      decision.actor)  # fmt: skip
    except KeyError as missing:
        raise ValueError(f"decision {decision.seq} does not say its {missing}") from None


def _row(one: Arriving, row: Imported) -> dict[str, Any]:
    return {"file": one.file, "row": row.number, "origin": one.origin, "record_id": row.record.id, "body": row.body,
            "record": row.record.model_dump_json()}  # fmt: skip


def check_imports(connection: Connection, announced: dict[str, Decision], problems: list[str]) -> int:
    """Hold every file's rows against its decision; add to `problems` what is wrong, and return how many rows there are.

    `announced` has the import decisions by the file's SHA-256; those whose file is found are taken off.
    """
    checked = 0
    for file in connection.scalars(select(imported.c.file).group_by(imported.c.file).order_by(imported.c.file)).all():
        total, rows, origins = hashlib.sha256(), 0, set()
        query = select(imported).where(imported.c.file == file).order_by(imported.c.seq)
        for row in connection.execute(query.execution_options(yield_per=500)):
            total.update(_line(row))
            rows += 1
            origins.add(row.origin)
        checked += rows
        said = announced.pop(file, None)
        if said is None:
            problems.append(f"No import decision speaks of the rows of file {file[:12]}: they were put in unseen.")
            continue
        after = said.after or {}
        if (total.hexdigest(), rows, origins) != (after.get("digest"), after.get("rows"), {after.get("origin")}):
            problems.append(
                f"The rows of the imported file {after.get('name')} ({file[:12]}) are not those that decision "
                f"{said.seq} recorded."
            )
    for file, said in announced.items():
        if (said.after or {}).get("rows"):
            problems.append(f"The rows of file {file[:12]}, which decision {said.seq} imported, are missing.")
    return checked


def _line(row: Row[Any]) -> bytes:
    """What the digest goes over, from a row that may hold anything by now."""
    try:
        record = Record.model_validate_json(row.record)
    except ValidationError:
        return b"no record any more"
    if record.id != row.record_id:
        return b"another record"
    return f"{row.row}\0{row.body}\0{row.record}\n".encode()
