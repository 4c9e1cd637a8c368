"""A stretch of a file of JSON Lines: the lines that begin in it, to their last byte."""

from __future__ import annotations

import io
from typing import Any

from hudhud.capture.decoding import LARGEST_REPORT
from hudhud.scale.storage import Folder

_PIECE = 1 << 20


class LinesFile(io.RawIOBase):
    """A file of Arrow's as Python's own, with `readline`, which Arrow's lacks."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return bytes(self._file.read(None if size < 0 else size))

    def readinto(self, buffer: Any) -> int:
        some = self._file.read(len(buffer))
        buffer[: len(some)] = some
        return len(some)

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def readline(self, size: int | None = -1) -> bytes:
        """Up to a line's end, or `size` bytes."""
        start, parts, left = self.tell(), bytearray(), -1 if size is None or size < 0 else size
        while left != 0:
            some = self.read(_PIECE if left < 0 else min(_PIECE, left))
            end = some.find(b"\n") + 1
            parts += some[:end] if end else some
            if end or not some:
                break
            left -= len(some) if left > 0 else 0
        self.seek(start + len(parts))
        return bytes(parts)


def lines_in(folder: Folder, path: str, start: int, end: int) -> bytes:
    """The lines of a file that begin from byte `start` up to `end`.

    A line too long for a report is cut off, still too long: it is refused where lines are told apart.
    """
    with folder.file(path) as file:
        # The byte before says whether a line begins at `start` or runs into it.
        file.seek(max(0, start - 1))
        held = bytearray(file.read(end - max(0, start - 1)))
        first = held.find(b"\n") + 1 if start else 0
        if start and not first:
            return b""
        over = 0
        if first == len(held):  # the last byte ends a line, and what follows begins in the next stretch
            return b""
        while not held.endswith(b"\n") and over <= LARGEST_REPORT:
            more = file.read(_PIECE)
            if not more:
                break
            line_end = more.find(b"\n") + 1
            held += more[:line_end] if line_end else more
            over += len(more)
        return bytes(held[first:])


def lines_begun(folder: Folder, path: str, start: int, end: int) -> int:
    """How many lines of a file begin from byte `start` up to `end`."""
    found = 0 if start else 1
    with folder.file(path) as file:
        file.seek(max(0, start - 1))
        left = end - 1 - max(0, start - 1)
        while left > 0 and (some := file.read(min(_PIECE, left))):
            found += some.count(b"\n")
            left -= len(some)
    return found
