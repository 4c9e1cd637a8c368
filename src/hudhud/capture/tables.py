"""Files of many reports, a line or a row each: JSON Lines and CSV, read bit by bit."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from hudhud.capture.decoding import LARGEST_REPORT
from hudhud.capture.records import delimiter_of
from hudhud.capture.source import Failure, Source
from hudhud.errors import CaptureError


def is_json_object(content: bytes) -> bool:
    """Whether a line is a JSON object."""
    try:
        return isinstance(json.loads(content), dict)
    except (ValueError, RecursionError):
        return False


def json_lines(path: Path, columns: Mapping[str, str], shown: str) -> Iterator[Source | Failure]:
    """The lines of a JSON Lines file, read one by one: such a file may be larger than the memory."""
    empty = True
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LARGEST_REPORT + 1):
            number += 1
            origin = f"{shown}, line {number}"
            if len(line) > LARGEST_REPORT:
                empty = False
                yield Failure(origin, CaptureError(f"{origin}: too large for one report; split it"))
                _skip_line(file.readline)
                continue
            content = line.rstrip(b"\r\n")
            if content.strip(b"\xef\xbb\xbf \t"):
                empty = False
                yield Source(origin, content, "application/json", columns=columns)
    if empty:
        raise CaptureError(f"{shown}: the file is empty; check that it was saved or downloaded completely")


def _skip_line(readline: Callable[[int], bytes]) -> None:
    while (rest := readline(LARGEST_REPORT)) and not rest.endswith(b"\n"):
        pass


@dataclass
class _Recorded:
    """The lines of a file as they go by, remembered until they are taken."""

    file: IO[str]
    lines: list[str] = field(default_factory=list)
    number: int = 0
    length: int = 0

    def __iter__(self) -> Iterator[str]:
        while line := self.file.readline(LARGEST_REPORT):
            self.number += 1
            self.length += len(line)
            if self.length > LARGEST_REPORT:
                raise csv.Error("a row is too large; a quotation mark may be missing")
            self.lines.append(line)
            yield line

    def taken(self) -> str:
        """The lines since the last time."""
        text = "".join(self.lines)
        self.lines, self.length = [], 0
        return text


def csv_rows(path: Path, columns: Mapping[str, str], shown: str) -> Iterator[Source | Failure]:
    """The rows of a table, each as a table of its own: the header's exact text and the row's.

    A byte order mark is left out, and UTF-16 becomes UTF-8. Raises CaptureError for an empty table.
    """
    with path.open("rb") as binary:
        mark = binary.read(4)
    encoding = "utf-16" if mark[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    with path.open(encoding=encoding, newline="") as file:
        lines = _Recorded(file)
        try:
            head = next(iter(lines), "")
            if not head.strip():
                raise CaptureError(f"{shown}: the table is empty; its first row must name its columns")
            head = lines.taken()
            yield from _rows(lines, head if head.endswith(("\n", "\r")) else head + "\n", columns, shown)
        except UnicodeError as error:
            raise CaptureError(
                f"{shown}, line {lines.number + 1}: not UTF-8; convert the table first, for example with: "
                "iconv -f WINDOWS-1252 -t UTF-8"
            ) from error


def _rows(lines: _Recorded, head: str, columns: Mapping[str, str], shown: str) -> Iterator[Source | Failure]:
    rows = csv.reader(iter(lines), delimiter=delimiter_of(head))
    empty = True
    while True:
        first = lines.number + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise CaptureError(f"{shown}, line {first}: no row of a table ({error}); the rest is left out") from error
        text = lines.taken()
        if row is None:
            break
        if not any(cell.strip() for cell in row):
            continue
        empty = False
        origin = f"{shown}, line {first}"
        yield Source(origin, (head + text).encode("utf-8", "surrogatepass"), "text/csv", columns=columns)
    if empty:
        raise CaptureError(f"{shown}: the table has a header and no rows")
