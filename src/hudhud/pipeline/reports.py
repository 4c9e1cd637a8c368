"""Reports in: read alone, or captured, read, kept and linked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources
from itertools import chain
from pathlib import Path

from hudhud.capture import Capture, Failure, take_in
from hudhud.errors import CaptureError, GazetteerError, HudhudError
from hudhud.ledger import Ledger
from hudhud.model import Document, Reading
from hudhud.pipeline.links import link_new
from hudhud.pipeline.progress import MACHINE, Progress, silent
from hudhud.places import Gazetteer
from hudhud.places import build as build_gazetteer
from hudhud.places import default_path as gazetteer_path
from hudhud.reading import Reader, open_reader


@dataclass(frozen=True)
class Outcome:
    """What became of one report: read, or not and why."""

    origin: str
    document: Document | None = None
    reading: Reading | None = None
    error: HudhudError | None = None
    added: bool = False


def open_default_reader(progress: Progress = silent) -> Reader:
    """The English reader, with the gazetteer built first if this machine has none yet."""
    if not gazetteer_path().exists():
        gazetteer_build(progress)
    progress("loading the language model", 0, None)
    return open_reader(Gazetteer.open())


def gazetteer_build(progress: Progress = silent, *, again: bool = False) -> Path:
    """Compile the gazetteer from the installed packages, once for each machine and version.

    A sound one is left as it is, unless `again` is set.
    """
    target = gazetteer_path()
    if not again and _opens(target):
        return target
    build_gazetteer(target, lambda done, total: progress("compiling the gazetteer", done, total))
    return target


def _opens(gazetteer: Path) -> bool:
    try:
        Gazetteer.open(gazetteer).close()
    except GazetteerError:
        return False
    return True


def read(
    paths: Iterable[Path],
    reader: Reader,
    *,
    published: date | None = None,
    language: str | None = None,
    progress: Progress = silent,
) -> Iterator[Outcome]:
    """Read every report under `paths`; nothing is stored."""
    for captured, outcome in _captured(paths, published, language):
        if captured is None:
            yield outcome
            continue
        document = captured.document
        progress(f"reading {document.doc_id[:40]}", 0, None)
        yield Outcome(outcome.origin, document, reader.read(document, captured.copy))


def _captured(
    paths: Iterable[Path], published: date | None, language: str | None
) -> Iterator[tuple[Capture | None, Outcome]]:
    for path in paths:
        try:
            for item in take_in(path, published=published, language=language):
                if isinstance(item, Failure):
                    yield None, Outcome(item.origin, error=item.error)
                else:
                    yield item, Outcome(item.source.origin, item.document)
        except CaptureError as error:
            yield None, Outcome(str(path), error=error)


def add(
    paths: Iterable[Path],
    ledger: Ledger,
    reader: Reader,
    *,
    published: date | None = None,
    language: str | None = None,
    progress: Progress = silent,
) -> Iterator[Outcome]:
    """Capture, read and store every report under `paths`, then link. Safe to stop and to repeat.

    A report that the ledger already holds in this reading is not read again. Each report is stored
    whole or not at all; linking takes up whatever an earlier run left unlinked.
    """
    yield from _add(_captured(paths, published, language), ledger, reader, progress)


def add_at(
    location: str | Path,
    paths: Iterable[Path],
    reader: Reader,
    *,
    published: date | None = None,
    language: str | None = None,
    progress: Progress = silent,
) -> Iterator[Outcome]:
    """`add` to the ledger at `location`, which is opened, and made, only once there is a report to keep."""
    captured = _captured(paths, published, language)
    for first, outcome in captured:
        if first is None:
            yield outcome
            continue
        with Ledger.open(location) as ledger:
            yield from _add(chain([(first, outcome)], captured), ledger, reader, progress)


def _add(
    captured: Iterable[tuple[Capture | None, Outcome]], ledger: Ledger, reader: Reader, progress: Progress
) -> Iterator[Outcome]:
    for taken, outcome in captured:
        if taken is None or ledger.has(taken.document.id, reader.name, reader.version, reader.config_hash):
            yield outcome
        else:
            document = taken.document
            progress(f"reading {document.doc_id[:40]}", 0, None)
            reading = reader.read(document, taken.copy)
            added = ledger.add(document, reading, actor=MACHINE)
            yield Outcome(outcome.origin, document, reading, added=added)
    link_new(ledger, progress)


def example_reports() -> Path:
    """The folder of the bundled example reports."""
    return Path(str(resources.files("hudhud.examples").joinpath("reports")))


def demo(ledger: Ledger, reader: Reader, progress: Progress = silent) -> list[Outcome]:
    """Add the bundled examples to a ledger."""
    return list(add([example_reports()], ledger, reader, progress=progress))
