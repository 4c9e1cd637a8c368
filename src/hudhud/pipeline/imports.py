"""Others' records into a ledger, to be compared with what was read; never as reports."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from hudhud.errors import ExportError, TableError
from hudhud.ledger import Arriving, Imports, Ledger
from hudhud.model import Record
from hudhud.model.imports import Import, Imported, Origin
from hudhud.pipeline.progress import MACHINE, Progress, silent
from hudhud.publish.exports import json_lines
from hudhud.reconcile import record as record_of
from hudhud.tables import Refuse, stream_entries

_SHOWN_EVERY = 500
_BLOCK = 1 << 20  # bytes


def import_table(
    ledger: Ledger, path: Path, origin: Origin, refuse: Refuse | None = None, progress: Progress = silent
) -> Import | None:
    """Keep the rows of somebody's table, all that can be understood or none; None where the file was imported before.

    Args:
        ledger: the ledger.
        path: a CSV of UCDP GED, ACLED or AWSD; of hudhud what `export --profile jsonl` or `incidents` writes.
        origin: whose table it is said to be.
        refuse: told of each row that cannot be understood, and at the end how many they were.
        progress: told how many rows are done.

    Raises:
        TableError: the file cannot be read, is another table, or holds no row that can be understood.
    """
    refused: list[TableError] = []

    def note(error: TableError) -> None:
        refused.append(error)
        if refuse is not None:
            refuse(error)

    # What is told last is how many were refused, and no row.
    rows = _checked(path, origin, note, progress)
    return Imports(ledger).keep(Arriving(_sha256(path), path.name, origin, rows, _Rows(refused)), MACHINE)


class _Rows:
    """How many rows were refused; the summary after them is none."""

    def __init__(self, told: list[TableError]) -> None:
        self._told = told

    def __len__(self) -> int:
        return max(0, len(self._told) - 1)


def _sha256(path: Path) -> str:
    total = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                total.update(block)
    except OSError as error:
        raise TableError(f"{path}: cannot be opened ({error.strerror or error}).") from None
    return total.hexdigest()


def _checked(path: Path, origin: Origin, refuse: Refuse, progress: Progress) -> Iterator[Imported]:
    done = 0
    for done, row in enumerate(_rows(path, refuse), start=1):
        if row.record.origin != origin:
            raise TableError(
                f"{path}: is a table of {row.record.origin}, not of {origin}. Give --from {row.record.origin}."
            )
        if done % _SHOWN_EVERY == 0:
            progress("importing", done, None)
        yield row
    if not done:
        raise TableError(f"{path}: holds no row that can be understood; nothing was imported.")


def _rows(path: Path, refuse: Refuse) -> Iterator[Imported]:
    if _is_export(path):
        yield from _export_lines(path, refuse)
        return
    for entry in stream_entries(path, refuse):
        yield Imported(entry.number, entry.body, _ours_named(entry.record))


def _ours_named(one: Record) -> Record:
    """Another ledger's incidents are not this one's."""
    return one.model_copy(update={"origin": "hudhud"}) if one.origin == "ledger" else one


def _is_export(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            return file.readline().startswith(f'{{"form":"{json_lines.FORM}"')
    except UnicodeDecodeError:
        return False


def _export_lines(path: Path, refuse: Refuse) -> Iterator[Imported]:
    seen: set[str] = set()
    read = refused = 0
    with path.open(encoding="utf-8") as file:
        for number, text in enumerate(file, start=1):
            read += 1
            try:
                line = text.rstrip("\n")
                record = _exported(line)
                if record.id in seen:
                    raise ExportError(f"{record.id!r} stands in an earlier line too")
            except ExportError as error:
                refused += 1
                refuse(TableError(f"{path}: row {number}, {error}"))
            else:
                seen.add(record.id)
                yield Imported(number, line, record)
    if refused:
        refuse(TableError(f"{path}: {refused:,} of {read:,} rows cannot be understood. Mend or remove them."))


def _exported(line: str) -> Record:
    try:
        said = json.loads(line)
    except ValueError:
        raise ExportError("is not JSON") from None
    item, _ = json_lines.item_of(said if isinstance(said, dict) else {})
    names = {one.doc_id: one.document_id for one in item.references}
    copies = {one.document_id: names.get(one.repeats, one.repeats) for one in item.references if one.repeats}
    return _ours_named(record_of(item.incident, copies))
