"""WARC files (ISO 28500) → their records, byte for byte, in bounded memory.

`warcio` reads what is sound and writes what it finds amiss to standard error; an archive from the open
web needs a limit on each header, and must go on behind a record that is damaged. So the frame is read
here, and `warcio` takes apart what stands in it.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Protocol

GZIP = b"\x1f\x8b\x08"
_VERSION = re.compile(rb"WARC/\d\.\d\s*\Z")
_NEXT = re.compile(rb"\r?\nWARC/\d\.\d\r?\n")
_LONGEST_HEADER = 100_000
_CHUNK = 1 << 16
_MOST_DAMAGED = 1_000
_MOST_EMPTY_LINES = 1_000
# Pages shrink to a fifth, seldom to a fiftieth.
_LARGEST_RATIO = 200
_ALWAYS_EXPANDED = 1 << 26


@dataclass(frozen=True)
class RawRecord:
    """One record: its number in the file, its header (names in lower case), and its bytes."""

    number: int
    header: Mapping[str, str]
    head: bytes
    """The header as it stands in the file, with the empty line behind it."""
    block: bytes
    """What was asked for of the block: all of it, or nothing."""
    length: int
    """Of the whole block, in bytes."""

    @property
    def whole(self) -> bytes:
        """The record as in the file, if its block was read; between two records stand two line ends."""
        return self.head + self.block + b"\r\n\r\n"


@dataclass(frozen=True)
class Damage:
    """Why a record could not be read; the archive goes on behind it."""

    number: int
    why: str


class _DamageError(Exception):
    """The bytes at hand are no record, or no gzip member."""


Wanted = Callable[[Mapping[str, str], int], bool]
"""Whether the block behind a header, of so many bytes, is to be read rather than passed over."""


def records(file: BinaryIO, wanted: Wanted) -> Iterator[RawRecord | Damage]:
    """The records of an archive that can seek, gzipped or not; after a damaged one from the next that begins."""
    tape: _Tape = _Packed(file) if _begins(file) == GZIP else _Plain(file)
    number = damaged = 0
    while True:
        number += 1
        try:
            record = _record(tape, number, wanted)
        except _DamageError as error:
            damaged += 1
            yield Damage(number, str(error))
            if damaged == _MOST_DAMAGED:
                yield Damage(number + 1, f"the {damaged}th damaged record; the rest is not read")
                return
            if not tape.recover():
                return
            continue
        if record is None:
            return
        yield record


def _begins(file: BinaryIO) -> bytes:
    beginning = file.read(len(GZIP))
    file.seek(0)
    return beginning


def _record(tape: _Tape, number: int, wanted: Wanted) -> RawRecord | None:
    tape.mark()
    line = _first_line(tape)
    if not line:
        return None
    if not _VERSION.match(line):
        raise _DamageError(f"begins with {line[:20]!r}, not with a WARC version")
    tape.mark()
    head = line + _rest_of_header(tape)
    header = _fields(head)
    length = _length(header)
    keeps = wanted(header, length)
    block = tape.read(length) if keeps else b""
    passed = len(block) if keeps else tape.skip(length)
    if passed < length:
        raise _DamageError(f"says that it has {length} bytes, but has {passed}; the archive was cut off, or lies")
    behind = tape.readline(_CHUNK)
    if behind.strip():
        raise _DamageError(f"is longer than the {length} bytes that it says it has: {behind[:20]!r} stands behind them")
    return RawRecord(number, header, head, block, length)


def _first_line(tape: _Tape) -> bytes:
    """The first line that is not empty, in this gzip member or one behind it; none at the end."""
    for _ in range(_MOST_EMPTY_LINES):
        line = tape.readline(_CHUNK)
        if line.strip() or (not line and not tape.next_member()):
            return line
    raise _DamageError(f"does not begin: there are {_MOST_EMPTY_LINES} empty lines")


def _rest_of_header(tape: _Tape) -> bytes:
    lines: list[bytes] = []
    size = 0
    while line := tape.readline(_CHUNK):
        lines.append(line)
        size += len(line)
        if not line.strip():
            return b"".join(lines)
        if size > _LONGEST_HEADER:
            raise _DamageError("has a header without an end")
    raise _DamageError("ends inside its header")


def _fields(head: bytes) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _length(header: Mapping[str, str]) -> int:
    written = header.get("content-length", "")
    if not re.fullmatch(r"[0-9]{1,15}", written):
        raise _DamageError(f"gives no length in bytes, but {written[:20]!r}")
    return int(written)


class _Tape(Protocol):
    """Bytes that end at each gzip member, and can go on with the next."""

    def read(self, size: int) -> bytes: ...
    def readline(self, limit: int) -> bytes: ...
    def skip(self, size: int) -> int: ...
    def next_member(self) -> bool: ...
    def mark(self) -> None:
        """Here a record begins, or its version was just read: `recover` comes out behind it."""

    def recover(self) -> bool:
        """Go to where the next record seems to begin; False where none does."""


class _Plain:
    """An archive that is not compressed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, io.SEEK_END)
        self._mark = file.seek(0)

    def read(self, size: int) -> bytes:
        return self._file.read(size)

    def readline(self, limit: int) -> bytes:
        return self._file.readline(limit)

    def skip(self, size: int) -> int:
        size = min(size, self._size - self._file.tell())
        self._file.seek(size, io.SEEK_CUR)
        return size

    def next_member(self) -> bool:
        return False

    def mark(self) -> None:
        self._mark = self._file.tell()

    def recover(self) -> bool:
        # A record that claims too much has others inside it: look from its header on, not from its end.
        at = self._file.seek(self._mark)
        overlap = b""
        while chunk := self._file.read(_CHUNK):
            match = _NEXT.search(overlap + chunk)
            if match:
                self._file.seek(at - len(overlap) + match.start() + match.group().index(b"W"))
                return True
            at += len(chunk)
            overlap = (overlap + chunk)[-12:]
        return False


class _Packed:
    """An archive of gzip members, by the standard one a record; some tools write one for everything."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._raw = file.read(_CHUNK)
        self._fresh = True
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._ready = b""
        self._at = 0
        self._taken = self._given = 0

    def read(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size > 0 and self._fill():
            parts.append(self._ready[self._at : self._at + size])
            self._at += len(parts[-1])
            size -= len(parts[-1])
        return b"".join(parts)

    def readline(self, limit: int) -> bytes:
        parts: list[bytes] = []
        while limit > 0 and self._fill():
            end = self._ready.find(b"\n", self._at, self._at + limit) + 1
            parts.append(self._ready[self._at : end or self._at + limit])
            self._at += len(parts[-1])
            limit -= len(parts[-1])
            if end:
                break
        return b"".join(parts)

    def skip(self, size: int) -> int:
        left = size
        while left > 0 and self._fill():
            step = min(left, len(self._ready) - self._at)
            self._at += step
            left -= step
        return size - left

    def next_member(self) -> bool:
        if not self._inflate.eof:
            return False
        # Some writers fill up with zeros.
        self._raw = self._inflate.unused_data.lstrip(b"\0")
        while not self._raw:
            chunk = self._file.read(_CHUNK)
            if not chunk:
                return False
            self._raw = chunk.lstrip(b"\0")
        self._begin()
        return True

    def mark(self) -> None:
        pass

    def recover(self) -> bool:
        try:
            while line := self.readline(_CHUNK):
                if _VERSION.match(line):
                    self._ready, self._at = line + self._ready[self._at :], 0
                    return True
        except _DamageError:
            return self._find_member()
        return self.next_member()

    def _find_member(self) -> bool:
        # A member that begins here is the one that was damaged: look behind its first bytes.
        overlap = self._raw[1:] if self._fresh else self._raw
        while True:
            at = overlap.find(GZIP)
            if at >= 0:
                self._raw = overlap[at:]
                self._begin()
                return True
            chunk = self._file.read(_CHUNK)
            if not chunk:
                return False
            overlap = overlap[-2:] + chunk

    def _begin(self) -> None:
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._ready, self._at, self._fresh = b"", 0, True
        self._taken = self._given = 0

    def _fill(self) -> bool:
        """Whether a byte of this member is at hand. Raises _DamageError where it is broken or cut off."""
        while self._at >= len(self._ready):
            if self._inflate.eof:
                return False
            if not self._raw:
                self._raw = self._file.read(_CHUNK)
                self._fresh = False
                if not self._raw:
                    raise _DamageError("is cut off: its gzip member has no end")
            try:
                self._ready, self._at = self._inflate.decompress(self._raw, _CHUNK), 0
            except zlib.error as error:
                raise _DamageError(f"is in a gzip member that is damaged ({error})") from error
            self._given += len(self._ready)
            self._taken += len(self._raw) - len(self._inflate.unconsumed_tail)
            if self._given > _ALWAYS_EXPANDED and self._given > _LARGEST_RATIO * self._taken:
                raise _DamageError(f"is in a gzip member that grows more than {_LARGEST_RATIO}-fold")
            self._raw = self._inflate.unconsumed_tail
            self._fresh = False
        return True
