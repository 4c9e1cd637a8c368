"""On a worker: one partition of the input to three tables and a note that it is done.

The readers and the process that takes untrusted bytes apart are started once in each of Spark's Python
processes, and serve all the partitions that come to it.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from hudhud.capture import Capture, Failure, Source
from hudhud.capture.isolation import Skipped, Warden
from hudhud.capture.json_lines import lines
from hudhud.configuration import Configuration
from hudhud.errors import CaptureError, HudhudError, ScaleError
from hudhud.pipeline.intake import Given
from hudhud.pipeline.reports import open_default_reader
from hudhud.reading import Readers
from hudhud.scale.lines import lines_in
from hudhud.scale.parquet import rows_of
from hudhud.scale.planning import Partition, Stretch
from hudhud.scale.storage import Folder
from hudhud.scale.tables import SCHEMAS, Row, document_row, mention_rows, table_of, unread_row

DONE = "_done"
"""The folder of notes: one a partition, written last."""


@dataclass(frozen=True)
class Task:
    """What every partition of a run is read with."""

    out: str
    begun: str
    reading: str
    readers: tuple[str, ...]
    given: Given
    configuration: Configuration


@dataclass
class Written:
    """How much a partition gave."""

    documents: int = 0
    mentions: int = 0
    quarantine: int = 0

    def __add__(self, other: Written) -> Written:
        return Written(
            self.documents + other.documents, self.mentions + other.mentions, self.quarantine + other.quarantine
        )


def reading_of(reader: Readers, given: Given) -> str:
    """SHA-256 over what decides how reports are read, but for the reports."""
    said = [given.published.isoformat() if given.published else None, given.language, sorted(given.columns.items())]
    return hashlib.sha256(json.dumps([sorted(reader.signatures), said]).encode()).hexdigest()


def done_in(out: Folder) -> set[str]:
    """The names of the partitions that are done."""
    return {name.removesuffix(".json") for name in out.names(DONE)}


def written_in(out: Folder, name: str) -> Written:
    """What the note on a partition says. Raises ScaleError where it says something else."""
    try:
        return Written(**json.loads(out.read(f"{DONE}/{name}.json")))
    except (ValueError, TypeError) as error:
        raise ScaleError(
            f"{out.address}: the note on partition {name} is damaged; remove it, and read again"
        ) from error


@lru_cache(maxsize=1)
def _tools(readers: tuple[str, ...], configuration: str) -> tuple[Readers, Warden]:
    told = Configuration.model_validate_json(configuration)
    return open_default_reader(names=readers, configuration=told), Warden(told.isolation)


def read_partition(partition: Partition, task: Task) -> Written:
    """Read one partition and put its tables in place. Done twice it gives the same files.

    Raises ScaleError where this machine's readers are not those of the run.
    """
    reader, warden = _tools(task.readers, task.configuration.model_dump_json())
    if reading_of(reader, task.given) != task.reading:
        raise ScaleError("a worker has other readers, models or gazetteer than the machine that began; "
                         "give all of them the same environment")  # fmt: skip
    rows: dict[str, list[Row]] = {name: [] for name in SCHEMAS}
    for taken in _taken(partition, warden, task):
        _read(taken, reader, rows)
    out = Folder(task.out)
    for name, some in rows.items():
        out.write_table(f"{name}/{partition.name}.parquet", table_of(name, some))
    written = Written(**{name: len(some) for name, some in rows.items()})
    out.write(f"{DONE}/{partition.name}.json", json.dumps(vars(written)).encode())
    return written


def _read(taken: Capture | Failure, reader: Readers, rows: dict[str, list[Row]]) -> None:
    if isinstance(taken, Failure):
        rows["quarantine"].append(unread_row(taken.origin, taken.error, taken.source, taken.deadly))
        return
    document = taken.document
    try:
        reading = reader.read(document, taken.copy)
    except HudhudError as error:
        rows["quarantine"].append(unread_row(document.origin, error, taken.source, False))
        return
    rows["documents"].append(document_row(document, reading, taken.source.fetch))
    rows["mentions"] += mention_rows(document, reading)


def _taken(partition: Partition, warden: Warden, task: Task) -> Iterator[Capture | Failure]:
    # One time for all of a run: a partition that is read again gives the same documents.
    begun = datetime.fromisoformat(task.begun)
    given = task.given
    for stretch in partition.stretches:
        folder = _folder(stretch.address)
        if stretch.kind == "file":
            yield from (_at(one, begun) for one in _whole(folder, stretch, warden, given))
            continue
        found = rows_of(folder, stretch, given.columns) if stretch.kind == "parquet" else _lines(folder, stretch, given)
        for source in found:
            if isinstance(source, Failure):
                yield source
            else:
                dated = replace(source, captured_at=begun)
                yield _at(warden.take(dated, published=given.published, language=given.language), begun)


@lru_cache(maxsize=16)
def _folder(address: str) -> Folder:
    return Folder(address)


def _at(taken: Capture | Failure, begun: datetime) -> Capture | Failure:
    """A report that came without a time of its own is one of the run's beginning."""
    if isinstance(taken, Failure) or taken.source.captured_at is not None:
        return taken
    return replace(taken, document=taken.document.model_copy(update={"captured_at": begun}))


def _lines(folder: Folder, stretch: Stretch, given: Given) -> Iterator[Source | Failure]:
    content = lines_in(folder, stretch.path, stretch.start, stretch.end)
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        return
    for one in lines(io.BytesIO(content), stretch.name, stretch.before):
        yield one if isinstance(one, Failure) else replace(one, columns=given.columns)


def _whole(folder: Folder, stretch: Stretch, warden: Warden, given: Given) -> Iterator[Capture | Failure]:
    """A file as one machine takes it in; one from elsewhere is fetched first, under its own name."""
    if folder.local:
        yield from _file(Path(stretch.path), warden, given, lambda text: text.replace(stretch.path, stretch.name))
        return
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, PurePosixPath(stretch.path).name)
        with folder.file(stretch.path) as source, path.open("wb") as target:
            while piece := source.read(2**20):
                target.write(piece)
        yield from _file(path, warden, given, lambda text: text.replace(str(path), stretch.name))


def _file(path: Path, warden: Warden, given: Given, named: Callable[[str], str]) -> Iterator[Capture | Failure]:
    try:
        found: Iterable[Any] = warden.take_in(
            path, columns=given.columns, published=given.published, language=given.language
        )
    except CaptureError as error:
        yield Failure(named(str(path)), CaptureError(named(str(error))))
        return
    for one in found:
        if isinstance(one, Failure):
            source = replace(one.source, origin=named(one.source.origin)) if one.source else None
            yield Failure(named(one.origin), CaptureError(named(str(one.error))), source, one.deadly)
        elif not isinstance(one, Skipped):
            document = one.document.model_copy(update={"origin": named(one.document.origin)})
            yield replace(one, document=document, source=replace(one.source, origin=named(one.source.origin)))
