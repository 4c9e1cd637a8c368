"""A table as records: its kind is seen by its header, and rows are read one at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

from hudhud.errors import TableError
from hudhud.model import Record
from hudhud.tables import acled, awsd, own, ucdp, wide
from hudhud.tables.row import CellError, Row

Refuse = Callable[[TableError], None]
"""Told of each row that cannot be understood, and at the end how many they were."""

_SHOWN = 3
_HASHTAGS = 2
"""The row in which a table of the Humanitarian Exchange Language has its hashtags."""


@dataclass(frozen=True)
class Entry:
    """A row of a table with what it says."""

    number: int
    """As a spreadsheet counts: the header is row 1, a cell of several lines is one row. Of JSON Lines, the line."""
    body: str
    """The row as it came: the line of JSON Lines, else its cells by column as JSON."""
    record: Record


@dataclass(frozen=True)
class _Kind:
    """A kind of table: the columns that no other kind has, those it cannot do without, and how a row is read."""

    name: str
    marks: frozenset[str]
    required: tuple[str, ...]
    record: Callable[[Row], Record]


_KINDS = (
    _Kind("UCDP GED", frozenset({"type_of_violence", "side_a"}), ucdp.REQUIRED, ucdp.record),
    _Kind("ACLED", frozenset({"event_id_cnty"}), acled.REQUIRED, acled.record),
    _Kind("AWSD", frozenset({"incident id", "means of attack"}), awsd.REQUIRED, awsd.record),
    _Kind("hudhud", frozenset({"date_precision", "totals"}), own.REQUIRED, own.from_row),
    _Kind("hudhud", frozenset({"killed_interval_low", "export_state"}), wide.REQUIRED, wide.from_row),
)


def read_table(path: Path | str, refuse: Refuse | None = None) -> list[Record]:
    """All records of a UCDP GED, ACLED or AWSD CSV, or of our own lists and exports (CSV or JSON Lines).

    Without `refuse`, a row that cannot be understood makes the whole table an error that names the first of them,
    each by row (the header is row 1) and column; with it they are told one by one and left out.
    """
    refused: list[TableError] = []
    records = list(stream_table(path, refuse or refused.append))
    if refused:
        *rows, summary = refused
        shown = "; ".join(str(e).removeprefix(f"{path}: ") for e in rows[:_SHOWN])
        raise TableError(f"{summary} {shown}{'; …' if len(rows) > _SHOWN else ''}")
    return records


def stream_table(path: Path | str, refuse: Refuse) -> Iterator[Record]:
    """The records of a table as they are read, so that a large one never stands in memory.

    Raises TableError where the file cannot be read, or is none of the kinds.
    """
    return (entry.record for entry in stream_entries(path, refuse))


def stream_entries(path: Path | str, refuse: Refuse) -> Iterator[Entry]:
    """The same, each record with the row that it was read from."""
    try:
        # A spreadsheet marks the beginning of a text that it writes.
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            yield from _entries(file, str(path), refuse)
    except OSError as error:
        raise TableError(f"{path}: cannot be opened ({error.strerror or error}).") from None
    except UnicodeDecodeError:
        raise TableError(f"{path}: is not UTF-8 text. Save it as CSV in UTF-8.") from None
    except csv.Error as error:
        raise TableError(f"{path}: is not a table ({error}). Save it as CSV in UTF-8.") from None


def _entries(file: TextIO, name: str, refuse: Refuse) -> Iterator[Entry]:
    first = file.readline()
    file.seek(0)
    rows = _lines(file) if first.lstrip().startswith("{") else _cells(file, first, name)
    seen: set[str] = set()
    read = refused = 0
    for number, body, make in rows:
        read += 1
        try:
            record = make()
            if record.id in seen:
                raise CellError("id", f"{record.id!r} stands in an earlier row too")
        except CellError as error:
            refused += 1
            refuse(TableError(f"{name}: row {number}, {error}"))
        else:
            seen.add(record.id)
            yield Entry(number, body(), record)
    if refused:
        refuse(TableError(f"{name}: {refused:,} of {read:,} rows cannot be understood. Mend or remove them."))


_Read = tuple[int, Callable[[], str], Callable[[], Record]]
"""Number, what it was read from, and what makes the record of it."""


def _lines(file: TextIO) -> Iterator[_Read]:
    """Each line of JSON Lines by its number."""
    for number, text in enumerate(file, start=1):
        if line := text.strip():
            yield number, partial(str, line), partial(_own, line)


def _own(line: str) -> Record:
    return own.record(_parsed(line))


def _parsed(text: str) -> Mapping[str, object]:
    try:
        line = json.loads(text)
    except ValueError:
        raise CellError("line", "is not JSON") from None
    if not isinstance(line, dict):
        raise CellError("line", "is not an incident of hudhud")
    return line


def _cells(file: TextIO, header: str, name: str) -> Iterator[_Read]:
    """Each row of a CSV by its number, as a spreadsheet counts: a cell of several lines is one row."""
    reader = csv.reader(file, delimiter=";" if header.count(";") > header.count(",") else ",")
    written = [column.strip() for column in next(reader, [])]
    columns = [column.casefold() for column in written]
    kind = _kind(columns, name)
    for number, cells in enumerate(reader, start=2):
        if cells and not (number == _HASHTAGS and cells[0].startswith("#")):
            yield number, partial(_as_json, written, cells), partial(_record, kind, columns, cells)


def _as_json(columns: list[str], cells: list[str]) -> str:
    return json.dumps(dict(zip(columns, cells, strict=True)), ensure_ascii=False, separators=(",", ":"))


def _record(kind: _Kind, columns: list[str], cells: list[str]) -> Record:
    if len(cells) != len(columns):
        raise CellError("row", f"has {len(cells)} cells under {len(columns)} columns")
    return kind.record(Row(dict(zip(columns, cells, strict=True))))


def _kind(columns: list[str], name: str) -> _Kind:
    for kind in _KINDS:
        if kind.marks <= set(columns):
            missing = [column for column in kind.required if column not in columns]
            if missing:
                raise TableError(
                    f"{name}: a {kind.name} table without the columns {', '.join(missing)}. Export them too."
                )
            return kind
    raise TableError(
        f"{name}: none of the tables that hudhud reads. It takes a UCDP GED CSV (columns type_of_violence, side_a), an "
        "ACLED CSV (event_id_cnty), an AWSD CSV (Incident ID, Means of attack), what `hudhud incidents --format jsonl` "
        "or csv writes, and what `hudhud export --profile` jsonl, csv or hxl writes."
    )
