"""An Excel workbook: incidents, claims, sources and the codebook, with typed cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from hudhud import codebook
from hudhud.errors import ExportError
from hudhud.model.exports import Header, Item
from hudhud.publish.cells import safe_cell
from hudhud.publish.exports.columns import (
    CLAIM_COLUMNS,
    COLUMNS,
    SOURCE_COLUMNS,
    Cell,
    claim_rows,
    row,
    shared_cells,
    source_rows,
)
from hudhud.publish.exports.profile import Column, Profile

_ROWS = 1_048_576
"""Of a sheet, its header included; more go on to a second sheet."""
_LONGEST = 32_767
"""Characters of a cell, as Excel counts them."""
_CUT = " […]"
# Excel's calendar counts from here, and took 1900 for a leap year.
_FIRST_DAY = date(1900, 3, 1)
_NO_DAY = datetime(1980, 1, 1)  # what the members of the archive carry too
_WIDTHS = {"text": 24, "whole": 9, "number": 11, "date": 12, "truth": 10}
_VOCABULARY_COLUMNS = (
    Column("vocabulary", "text", "What the code is of."),
    Column("code", "text", "As it stands in the other sheets."),
    Column("label", "text", "In words."),
    Column("definition", "text", "What it means."),
)


class _Sheet:
    """Rows under columns, on as many sheets as they need."""

    def __init__(self, book: Any, name: str, columns: Sequence[Column], most: int) -> None:
        self._book, self._name, self._columns, self._most = book, name, columns, most
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._sheets = 0
        self._next = 0
        self._begin()

    def _begin(self) -> None:
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 1)
        for number, column in enumerate(self._columns):
            width = max(_WIDTHS[column.kind], min(len(column.name) + 3, 34))
            self._sheet.set_column(number, number, width, self._day if column.kind == "date" else None)
        for number, column in enumerate(self._columns):
            self._sheet.write_string(0, number, column.name, self._head)
        self._next = 1

    def add(self, cells: Iterable[Cell]) -> None:
        """One row; a new sheet where this one is full."""
        if self._next == self._most:
            self.end()
            self._begin()
        for number, cell in enumerate(cells):
            if cell is not None and cell != "":
                self._write(number, cell)
        self._next += 1

    def _write(self, number: int, cell: Cell) -> None:
        if isinstance(cell, str):
            self._sheet.write_string(self._next, number, _fitting(cell))
        elif isinstance(cell, bool):
            self._sheet.write_boolean(self._next, number, cell)
        elif isinstance(cell, date):
            if cell < _FIRST_DAY:
                self._sheet.write_string(self._next, number, cell.isoformat())
            else:
                self._sheet.write_datetime(self._next, number, cell, self._day)
        else:
            self._sheet.write_number(self._next, number, cell)

    def end(self) -> None:
        """Let readers of the sheet filter what is in it."""
        self._sheet.autofilter(0, 0, max(self._next - 1, 1), len(self._columns) - 1)


def write(items: Iterable[Item], header: Header, path: Path, most: int = _ROWS) -> int:
    """Four kinds of sheets, of at most `most` rows each; returns how many incidents there are."""
    shared = shared_cells(header)
    # Rows leave memory as soon as the next begins; what looks like an address or a formula stays text.
    book: Any = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False,
                                                "strings_to_urls": False, "strings_to_numbers": False})  # fmt: skip
    # Of no day: two workbooks of one state are the same bytes.
    book.set_properties({"title": "Incidents", "comments": _said(header), "created": _NO_DAY})
    incidents = _Sheet(book, "incidents", COLUMNS, most)
    claims = _Sheet(book, "claims", CLAIM_COLUMNS, most)
    sources = _Sheet(book, "sources", SOURCE_COLUMNS, most)
    codes = _Sheet(book, "codebook", _VOCABULARY_COLUMNS, most)
    written = 0
    try:
        for item in items:
            incidents.add(row(item, shared))
            _add_all(claims, claim_rows(item))
            _add_all(sources, source_rows(item))
            written += 1
        _add_all(codes, _codes())
        for sheet in (incidents, claims, sources, codes):
            sheet.end()
    finally:
        try:
            book.close()
        except FileCreateError as error:
            raise ExportError(f"{path}: cannot be written ({error})") from None
    return written


def _add_all(sheet: _Sheet, rows: Iterable[Sequence[Cell]]) -> None:
    for one in rows:
        sheet.add(one)


def _said(header: Header) -> str:
    """The header, for the properties of the file."""
    said = f"hudhud {header.version}; state {header.state}; filter {header.filter or 'none'}"
    return f"{said}; policy {header.policy or 'none: not for the public'}"


def _codes() -> Iterator[list[Cell]]:
    """What every column means, then every code."""
    for column in COLUMNS:
        yield ["column of incidents", column.name, column.tag, column.about]
    for vocabulary in codebook.load().vocabularies.values():
        for entry in vocabulary.entries:
            yield [vocabulary.name, entry.code, entry.label, entry.definition]


def _fitting(text: str) -> str:
    """A text without harm, cut to what a cell holds; Excel counts characters beyond the first 65,536 twice."""
    safe: str = safe_cell(text)
    units = len(safe) if safe.isascii() else len(safe.encode("utf-16-le")) // 2
    if units <= _LONGEST:
        return safe
    room = _LONGEST - len(_CUT)
    return safe.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + _CUT


_LOSES = (
    "Which claims stand behind which figure, Hudhud's own estimate, and why a figure is the best one.",
    "Figures of groups other than civilians, but as the claims sheet has them from report to report.",
    f'Of a text longer than {_LONGEST:,} characters, what goes beyond; it ends in "{_CUT.strip()}".',
    "Dates before March 1900 as dates: they stand as text.",
    "What stands in one cell together stands between semicolons; a semicolon within a part is not told apart.",
)
_RULES = (
    f'A sheet holds {_ROWS - 1:,} rows; what is beyond goes on to a second of the same name ("claims 2").',
    "State, filter and policy stand in every row of the incidents and in the file's properties.",
    "Addresses are text, not links, so that nothing is opened by a touch.",
)
PROFILE = Profile("xlsx", ".xlsx", "a workbook of incidents, claims, sources and the codebook", _LOSES, write,
                  {"incidents": COLUMNS, "claims": CLAIM_COLUMNS, "sources": SOURCE_COLUMNS,
                   "codebook": _VOCABULARY_COLUMNS}, _RULES)  # fmt: skip
