"""Input to partitions. The same files are always cut in the same way, so that a stopped run can go on.

A partition is a list of stretches: whole files, runs of lines of a file of JSON Lines, row groups of a Parquet
file. Small files share a partition, large ones are cut. The order is that of one machine: by name and line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any, BinaryIO, Literal, cast

import pyarrow as pa
import pyarrow.parquet as pq

from hudhud.capture.kinds import kind_of
from hudhud.errors import ScaleError
from hudhud.scale.lines import LinesFile
from hudhud.scale.storage import Entry, Folder

Kind = Literal["lines", "parquet", "file"]
_PARQUET = b"PAR1"
_NO_LINES = (".txt", ".html", ".htm", ".pdf", ".eml", ".warc", ".warc.gz", ".wacz", ".csv", ".tsv")
"""Taken whole without a look: there may be very many of them, and far away."""
_MOST_FILES = 200
"""In one partition: each is opened, and most are small."""


@dataclass(frozen=True)
class Stretch:
    """A part of one input file."""

    address: str
    """Of the folder or file that the user named."""
    path: str
    name: str
    kind: Kind
    start: int = 0
    """Bytes, or row groups of Parquet; lines belong to the stretch in which they begin."""
    end: int = 0
    before: int = 0
    """How many lines or rows of the file stand before it."""


@dataclass(frozen=True)
class Partition:
    """What one task reads."""

    number: int
    stretches: tuple[Stretch, ...]

    @property
    def name(self) -> str:
        """What its tables are called."""
        return f"{self.number:06d}"

    def to_json(self) -> str:
        """As a task is told it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Partition:
        """The partition that was told so."""
        told = json.loads(text)
        return cls(told["number"], tuple(Stretch(**one) for one in told["stretches"]))


@dataclass(frozen=True)
class Plan:
    """What a run reads and how, kept beside its result: a later run goes on only with the same."""

    inputs: str
    """SHA-256 over the names, sizes and times of all files, and the size of partitions."""
    reading: str
    """SHA-256 over what decides how they are read: readers, their configuration, what the user said."""
    begun: str
    """ISO 8601; what carries no time of its own counts as captured then."""
    readers: tuple[str, ...]
    """Name, version and configuration of each, for people."""
    partitions: int

    def to_json(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), indent=2)

    @classmethod
    def from_json(cls, content: bytes) -> Plan:
        """The plan that was kept so. Raises ScaleError for anything else."""
        try:
            told: dict[str, Any] = json.loads(content)
            return cls(**{**told, "readers": tuple(told["readers"])})
        except (ValueError, TypeError, KeyError) as error:
            raise ScaleError("plan.json is not one of hudhud's; give another folder, or --anew to clear it") from error


Count = Callable[[Sequence[Stretch]], list[int]]
"""How many lines begin in each of some stretches."""


def listed(addresses: Iterable[str]) -> list[tuple[str, Entry]]:
    """Every input file with the address that it was found under. Raises ScaleError where one has none."""
    return [(address, entry) for address in addresses for entry in Folder(address).entries()]


def fingerprint(files: Sequence[tuple[str, Entry]], size: int) -> str:
    """Names what is read: any file that was added, removed or changed gives another."""
    told = [[e.name, e.size, e.changed] for _, e in files]
    return hashlib.sha256(json.dumps([size, told]).encode()).hexdigest()


def partitions(files: Sequence[tuple[str, Entry]], size: int, text_key: str, count: Count) -> list[Partition]:
    """The input cut into partitions of about `size` bytes.

    `text_key` is the key that holds a report's text, by which JSON is told from other text.
    """
    cut = [stretch for address, entry in files for stretch in _cut(address, entry, size, text_key)]
    return [Partition(n, tuple(some)) for n, some in enumerate(_gathered(_numbered(cut, count), size))]


def _cut(address: str, entry: Entry, size: int, text_key: str) -> list[Stretch]:
    whole = Stretch(address, entry.path, entry.name, "file", 0, entry.size)
    if not entry.size or entry.name.lower().endswith(_NO_LINES):
        return [whole]
    with Folder(address).file(entry.path) as file:
        if file.read(len(_PARQUET)) == _PARQUET:
            return _row_groups(whole, file, size)
        file.seek(0)
        if kind_of(cast(BinaryIO, LinesFile(file)), entry.path, text_key) != "lines":
            return [whole]
    edges = [*range(0, entry.size, size), entry.size]
    return [replace(whole, kind="lines", start=a, end=b) for a, b in pairwise(edges)]


def _row_groups(whole: Stretch, file: Any, size: int) -> list[Stretch]:
    try:
        about = pq.ParquetFile(file).metadata
    except (pa.ArrowException, OSError):
        return [whole]  # what is wrong with it is said where it is read
    found: list[Stretch] = []
    first = before = rows = held = 0
    for number in range(about.num_row_groups):
        group = about.row_group(number)
        rows, held = rows + group.num_rows, held + group.total_byte_size
        if held >= size or number + 1 == about.num_row_groups:
            found.append(replace(whole, kind="parquet", start=first, end=number + 1, before=before))
            first, before, held = number + 1, before + rows, 0
            rows = 0
    return found or [replace(whole, kind="parquet", end=0)]


def _numbered(cut: Sequence[Stretch], count: Count) -> list[Stretch]:
    """With the lines before each stretch; only those files are counted that are in several."""
    several = [n for n in range(len(cut) - 1) if cut[n].kind == "lines" and cut[n + 1].start == cut[n].end
               and cut[n + 1].path == cut[n].path and cut[n + 1].start]  # fmt: skip
    lines = dict(zip(several, count([cut[n] for n in several]) if several else [], strict=True))
    found: list[Stretch] = []
    for number, stretch in enumerate(cut):
        before = found[-1].before + lines[number - 1] if number - 1 in lines else stretch.before
        found.append(replace(stretch, before=before))
    return found


def _gathered(cut: Iterable[Stretch], size: int) -> list[list[Stretch]]:
    found: list[list[Stretch]] = []
    held = 0
    for stretch in cut:
        length = size if stretch.kind == "parquet" else stretch.end - stretch.start
        if not found or held + length > size or len(found[-1]) >= _MOST_FILES:
            found.append([])
            held = 0
        found[-1].append(stretch)
        held += length
    return found
