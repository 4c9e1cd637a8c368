"""JSON Lines → one report a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from hudhud.capture.decoding import LARGEST_REPORT
from hudhud.capture.source import Failure, Source
from hudhud.errors import CaptureError


def lines(file: BinaryIO, origin: str, before: int = 0) -> Iterator[Source | Failure]:
    """The lines, read one by one: such a file may be larger than the memory. Raises CaptureError if there is none.

    `before`: how many lines stand before these, where the file is a part of another.
    """
    empty = True
    number = before
    while line := file.readline(LARGEST_REPORT + 1):
        number += 1
        name = f"{origin}, line {number}"
        if len(line) > LARGEST_REPORT:
            empty = False
            yield Failure(name, CaptureError(f"{name}: too large for one report; split it"))
            while not line.endswith(b"\n") and (line := file.readline(LARGEST_REPORT)):
                pass
            continue
        content = line.rstrip(b"\r\n")
        if content.strip(b"\xef\xbb\xbf \t"):
            empty = False
            yield Source(name, content, "application/json")
    if empty:
        raise CaptureError(f"{origin}: the file is empty; check that it was saved or downloaded completely")


def is_lines(first_line: bytes) -> bool:
    """Whether a file's first line is a JSON object of its own."""
    if not first_line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first_line), dict)
    except (ValueError, RecursionError):
        return False
