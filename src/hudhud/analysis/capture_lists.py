"""A person × list table: who stands on which of several lists of victims, after matching."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hudhud.errors import TableError

FEWEST, MOST = 3, 5
"""With two lists nothing shows whether they depend on each other; over six there are 18,154 graphs and more."""

_NOT_PERSONS = (
    "type_of_violence", "event_id_cnty", "date_precision", "fatalities", "best", "killed", "deaths", "date_start",
)  # fmt: skip
_WHY_PERSONS = (
    "Multiple systems estimation needs persons matched over lists that were made apart; news reports copy each other, "
    "so counts of news say nothing of those whom nobody reported."
)
_MARKS = {"0": 0, "1": 1, "0.0": 0, "1.0": 1}


@dataclass(frozen=True)
class ListTable:
    """How many persons stand on each combination of lists."""

    names: tuple[str, ...]
    counts: NDArray[np.int64]
    """Shape (2 ** lists,), in persons. Bit j of the index is set for those on list j; the first, for those on no
    list, is what is asked for and stands as 0."""

    @property
    def persons(self) -> int:
        return int(self.counts.sum())

    @property
    def sizes(self) -> tuple[int, ...]:
        """Persons on each list."""
        index = np.arange(len(self.counts))
        return tuple(int(self.counts[index >> j & 1 == 1].sum()) for j in range(len(self.names)))

    @property
    def shared(self) -> int:
        """Persons on two lists or more."""
        return int(self.counts[on_how_many(len(self.names)) > 1].sum())


def on_how_many(lists: int) -> NDArray[np.int64]:
    """By combination, how many lists it holds; shape (2 ** lists,)."""
    return np.asarray(membership(lists).sum(axis=1))


def membership(lists: int) -> NDArray[np.int64]:
    """By combination and list, 1 where the combination holds the list; shape (2 ** lists, lists)."""
    return np.asarray(np.arange(2**lists)[:, None] >> np.arange(lists) & 1)


def from_rows(names: Sequence[str], rows: NDArray[np.int64]) -> ListTable:
    """From a 0/1 matrix of shape (persons, lists). Raises TableError where it is no such table."""
    if not FEWEST <= len(names) <= MOST:
        raise TableError(
            f"{len(names)} lists ({', '.join(names) or 'none'}) cannot be used, {FEWEST} to {MOST} can. Fewer do not "
            "show whether they depend on each other; of more, name the ones to use or join those of one maker."
        )
    if not np.isin(rows, (0, 1)).all():
        raise TableError(f"a person × list table holds 0 and 1 alone. {_WHY_PERSONS}")
    nowhere = np.flatnonzero(rows.sum(axis=1) == 0)
    if len(nowhere):
        raise TableError(f"row {nowhere[0] + 2}: a person on no list. Those are what is estimated; remove such rows.")
    counts = np.bincount(rows @ (1 << np.arange(len(names))), minlength=2 ** len(names))
    table = ListTable(tuple(names), counts.astype(np.int64))
    _refuse_what_is_not_matched(table, rows)
    return table


def _refuse_what_is_not_matched(table: ListTable, rows: NDArray[np.int64]) -> None:
    empty = [name for name, size in zip(table.names, table.sizes, strict=True) if not size]
    if empty:
        raise TableError(f"nobody stands on the list {empty[0]}. Leave it out.")
    if not table.shared:
        raise TableError(
            "no person stands on two lists. Either the lists were never matched, or they cannot tell how many are "
            "missing."
        )
    for j in range(len(table.names)):
        for k in range(j):
            if np.array_equal(rows[:, j], rows[:, k]):
                raise TableError(
                    f"the lists {table.names[k]} and {table.names[j]} are the same. A copy is no second list: leave it "
                    "out."
                )


def read_lists(path: Path | str, lists: Sequence[str] = ()) -> ListTable:
    """A CSV with one row a person and one column a list, 1 where the person stands on it; a column of ids may lead.

    `lists` names the columns to use where the table has others. Raises TableError, with the reason, for anything
    that is not such a table: counts of incidents or of news most of all.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = [name.strip() for name in next(reader, [])]
            _refuse_incidents(header, str(path))
            used = _columns(header, lists, str(path))
            cells = list(_rows(reader, len(header), str(path)))
    except OSError as error:
        raise TableError(f"{path}: cannot be opened ({error.strerror or error}).") from None
    except (UnicodeDecodeError, csv.Error):
        raise TableError(f"{path}: is not a CSV in UTF-8.") from None
    if not lists:
        used = used[1:] if cells and _is_id([row[0] for row in cells], str(path)) else used
    matrix = np.array([[_mark(row[j], header[j], n, str(path)) for j in used] for n, row in enumerate(cells, start=2)])
    if not len(matrix):
        raise TableError(f"{path}: has no rows.")
    try:
        return from_rows([header[j] for j in used], matrix)
    except TableError as error:
        raise TableError(f"{path}: {error}") from None


def _refuse_incidents(header: Sequence[str], name: str) -> None:
    found = next((column for column in header if column.casefold() in _NOT_PERSONS), None)
    if found is not None or (header and header[0].startswith("{")):
        raise TableError(
            f"{name}: a table of incidents or counts{f' (column {found})' if found else ''}, not of persons by list. "
            f"{_WHY_PERSONS}"
        )


def _columns(header: Sequence[str], lists: Sequence[str], name: str) -> list[int]:
    missing = [one for one in lists if one not in header]
    if missing:
        raise TableError(f"{name}: no column {missing[0]}. It has {', '.join(header)}.")
    return [header.index(one) for one in lists] or list(range(len(header)))


def _rows(reader: Iterator[list[str]], width: int, name: str) -> Iterator[list[str]]:
    for number, row in enumerate(reader, start=2):
        if row and len(row) != width:
            raise TableError(f"{name}: row {number} has {len(row)} cells under {width} columns.")
        if row:
            yield row


def _is_id(cells: Sequence[str], name: str) -> bool:
    """Whether the first column names persons. A person named twice was not matched."""
    if all(cell.strip() in _MARKS for cell in cells):
        return False
    first: dict[str, int] = {}
    for number, cell in enumerate(cells, start=2):
        if cell in first:
            raise TableError(
                f"{name}: rows {first[cell]} and {number} are both {cell!r}. One row is one person: match the lists "
                f"first, or name the list columns. {_WHY_PERSONS}"
            )
        first[cell] = number
    return True


def _mark(cell: str, column: str, row: int, name: str) -> int:
    mark = _MARKS.get(cell.strip())
    if mark is None:
        raise TableError(
            f"{name}: row {row}, {column}: {cell!r} is neither 0 nor 1. Name the list columns if this is none; if it "
            f"counts people, it cannot be used. {_WHY_PERSONS}"
        )
    return mark
