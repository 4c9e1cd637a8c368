"""CSV → one report a row: its bytes are the table's header and the row's own, so that each explains itself.

Of RFC 4180 with the usual freedoms: the delimiter is a comma, semicolon, tab or bar, whichever parts the
header into the most columns; a quoted cell may hold line feeds; a byte order mark may stand in front.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from hudhud.capture.decoding import LARGEST_REPORT
from hudhud.capture.source import Failure, Source
from hudhud.errors import CaptureError

_DELIMITERS = ",;\t|"
_LONGEST_HEADER = 1_000_000
# Each costs reading on until a report's largest size; a table of nothing else is no table.
_MOST_UNCLOSED = 20
# The module's own limit of 131,072 characters a cell is shorter than some reports; bytes are counted here.
csv.field_size_limit(2**31 - 1)


def rows(file: BinaryIO, origin: str) -> Iterator[Source | Failure]:
    """The rows of a table, read one by one; an empty line is passed over. Raises CaptureError for no table."""
    header, number = _header(file, origin)
    delimiter = delimiter_of(header.decode("utf-8-sig")).encode()
    unclosed = 0
    empty = True
    while True:
        begun = file.tell()
        row, lines, whole = _row(file, delimiter)
        if not row:
            break
        number += 1
        name = f"{origin}, line {number}"
        if not whole:
            unclosed += 1
            yield Failure(name, CaptureError(f"{name}: a quote is opened and not closed; close it or leave it out"))
            if unclosed == _MOST_UNCLOSED:
                raise CaptureError(f"{name}: the {unclosed}th quote that is not closed; save the table again as CSV")
            file.seek(begun)
            _skip_line(file)
            empty = False
            continue
        number += lines - 1
        if not row.strip():
            continue
        empty = False
        if len(row) > LARGEST_REPORT:
            yield Failure(name, CaptureError(f"{name}: too large for one report; split it"))
            continue
        end = b"" if header.endswith((b"\n", b"\r")) else b"\n"
        yield Source(name, header + end + row.rstrip(b"\r\n"), "text/csv")
    if empty:
        raise CaptureError(f"{origin}: the table has no rows; check that it was saved or downloaded completely")


def delimiter_of(header: str) -> str:
    """What parts the header into the most columns; a comma where nothing does."""
    return max(_DELIMITERS, key=lambda delimiter: len(next(csv.reader([header], delimiter=delimiter), [])))


def is_table(beginning: bytes, text_column: str) -> bool:
    """Whether the first line parts into cells, one of which is the name of the column for the text."""
    try:
        header = beginning.removeprefix(codecs.BOM_UTF8).splitlines()[0].decode("utf-8")
        names = next(csv.reader([header], delimiter=delimiter_of(header)), [])
    except (IndexError, UnicodeDecodeError, csv.Error):
        return False
    return len(names) > 1 and text_column.casefold() in (name.strip().casefold() for name in names)


def cells_of(text: str, origin: str) -> tuple[list[str], list[str]]:
    """Names of the columns, and the cells of the one row. Raises CaptureError where they do not fit each other."""
    header = text.removeprefix("\ufeff")
    try:
        delimiter = delimiter_of(header.splitlines()[0] if header else "")
        parted = [row for row in csv.reader(io.StringIO(header, newline=""), delimiter=delimiter) if row]
    except csv.Error as error:
        raise CaptureError(f"{origin}: is no row of a table ({error}); save the table again as CSV") from error
    if len(parted) != 2:
        raise CaptureError(f"{origin}: is {len(parted) - 1} rows, not one; save the table again with quoted cells")
    names, cells = [name.strip() for name in parted[0]], parted[1]
    if len(cells) != len(names):
        raise CaptureError(
            f"{origin}: has {len(cells)} cells where the header has {len(names)} columns; quote the cells that hold "
            f"{'a tab' if delimiter == chr(9) else repr(delimiter)} or a quote"
        )
    return names, cells


def _header(file: BinaryIO, origin: str) -> tuple[bytes, int]:
    """The first line that is not empty, and its number."""
    number = 0
    while line := file.readline(_LONGEST_HEADER + 1):
        number += 1
        if line.strip(codecs.BOM_UTF8 + b" \t\r\n"):
            break
    else:
        raise CaptureError(f"{origin}: the file is empty; check that it was saved or downloaded completely")
    if len(line) > _LONGEST_HEADER:
        raise CaptureError(f"{origin}: its first line is too long for a table's header; check that it is CSV")
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CaptureError(f"{origin}: a table in UTF-16; save it as CSV in UTF-8")
    if b"\x00" in line:
        raise CaptureError(f"{origin}: is a binary file, not a table; save it as CSV")
    try:
        line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaptureError(
            f"{origin}: its header is not UTF-8 (byte 0x{line[error.start]:02X}); "
            "convert it first, for example with: iconv -f WINDOWS-1252 -t UTF-8"
        ) from error
    if line.rstrip(b"\r\n").count(b'"') % 2:
        raise CaptureError(f"{origin}: a line feed or a lone quote in the header; write the header in one line")
    if b"\r" in line.rstrip(b"\r\n"):
        raise CaptureError(f"{origin}: its lines end with single carriage returns; save it again as CSV")
    return line, number


def _row(file: BinaryIO, delimiter: bytes) -> tuple[bytes, int, bool]:
    """The next row's bytes, how many lines they are, and whether every quote is closed in them."""
    parts: list[bytes] = []
    size = lines = 0
    inside = False
    while line := file.readline(LARGEST_REPORT + 1):
        ends = line.endswith(b"\n")
        inside = _is_inside(line, delimiter, inside, starts=not parts)
        parts.append(line)
        lines += 1
        size += len(line)
        if not inside or size > LARGEST_REPORT:
            if not ends:
                _skip_line(file)
            break
    return b"".join(parts), lines, not inside


def _is_inside(line: bytes, delimiter: bytes, inside: bool, *, starts: bool) -> bool:
    """Whether a quoted cell is open behind the line; a quote opens only where a cell begins."""
    at = 0
    if starts and line.startswith(b'"'):
        inside, at = True, 1
    while True:
        if inside:
            at = line.find(b'"', at)
            if at < 0:
                return True
            if line[at + 1 : at + 2] == b'"':
                at += 2
                continue
            inside, at = False, at + 1
        else:
            at = line.find(delimiter + b'"', at)
            if at < 0:
                return False
            inside, at = True, at + 2


def _skip_line(file: BinaryIO) -> None:
    while (rest := file.readline(LARGEST_REPORT)) and not rest.endswith(b"\n"):
        pass
