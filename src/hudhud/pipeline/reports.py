"""Reports in: read alone, or captured, read, kept and linked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import chain
from pathlib import Path

from hudhud.capture import Capture, Failure, Source
from hudhud.capture.isolation import Skipped
from hudhud.configuration import Configuration
from hudhud.configuration import load as load_configuration
from hudhud.errors import CaptureError, GazetteerError, HudhudError
from hudhud.ledger import Custody, Ledger
from hudhud.ledger import exists as ledger_exists
from hudhud.model import Document, Reading
from hudhud.pipeline.intake import Given, Intake, Known, Taken, Unfetched
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
    inputs: Iterable[str | Path],
    reader: Reader,
    *,
    given: Given | None = None,
    configuration: Configuration | None = None,
    progress: Progress = silent,
) -> Iterator[Outcome]:
    """Read every report of the inputs; nothing is stored.

    Args:
        inputs: paths of files and folders, addresses, "-" for standard input.
        reader: see `open_default_reader`.
        given: what the user says of the reports.
        configuration: limits and the contact, where they are not those of `hudhud.toml` here.
        progress: is told what is being done.
    """
    with Intake(configuration or load_configuration(), given or Given(), progress) as intake:
        for taken in intake.take_in(inputs):
            if not isinstance(taken, Capture):
                yield _not_read(taken)
                continue
            document = taken.document
            progress(f"reading {document.doc_id[:40]}", 0, None)
            yield Outcome(taken.source.origin, document, reader.read(document, taken.copy))


def add(
    inputs: Iterable[str | Path],
    ledger: Ledger,
    reader: Reader,
    *,
    given: Given | None = None,
    configuration: Configuration | None = None,
    progress: Progress = silent,
) -> Iterator[Outcome]:
    """Capture, read and store every report of the inputs, then link. Safe to stop and to repeat.

    Arguments as for `read`. A report that the ledger already holds in this reading is not read again. Each
    report is stored whole or not at all; linking takes up whatever an earlier run left unlinked.
    """
    given = given or Given()
    with Intake(configuration or load_configuration(ledger.path), given, progress) as intake:
        keeper = Keeper(ledger, reader, progress)
        for taken in intake.take_in(inputs, keeper.known(again=given.again)):
            yield keeper.keep(taken)
    link_new(ledger, progress)


def add_at(
    location: str | Path,
    inputs: Iterable[str | Path],
    reader: Reader,
    *,
    given: Given | None = None,
    configuration: Configuration | None = None,
    progress: Progress = silent,
) -> Iterator[Outcome]:
    """`add` to the ledger at `location`, which is made only once there is a report to keep."""
    if ledger_exists(location):
        with Ledger.open(location) as ledger:
            yield from add(inputs, ledger, reader, given=given, configuration=configuration, progress=progress)
        return
    with Intake(configuration or load_configuration(location), given or Given(), progress) as intake:
        incoming = intake.take_in(inputs)
        for first in incoming:
            if not isinstance(first, Capture):
                yield _not_read(first)
                continue
            with Ledger.open(location) as ledger:
                keeper = Keeper(ledger, reader, progress)
                for taken in chain([first], incoming):
                    yield keeper.keep(taken)
                link_new(ledger, progress)


class Keeper:
    """Reads what was taken in and keeps it in a ledger, with the exchange that it came by."""

    def __init__(self, ledger: Ledger, reader: Reader, progress: Progress = silent) -> None:
        self.ledger = ledger
        self.custody = Custody(ledger)
        self.reader = reader
        self.progress = progress

    def known(self, *, again: bool = False) -> Known:
        """What need not come in again; `again`: but what is in quarantine is tried once more."""

        def document(digest: str) -> bool:
            return self._is_read(digest) or (not again and bool(self.custody.quarantine(digest)))

        return Known(document, self.custody.last)

    def _is_read(self, digest: str) -> bool:
        return self.ledger.has(digest, self.reader.name, self.reader.version, self.reader.config_hash)

    def keep(self, taken: Taken) -> Outcome:
        """Read and keep one report, or what became of it, in one transaction."""
        if isinstance(taken, Capture):
            return self._read(taken)
        if isinstance(taken, Skipped):
            return self._known(taken.source)
        if isinstance(taken, Unfetched):
            if taken.fetch is not None:
                self.custody.keep(taken.fetch, MACHINE)
            return _not_read(taken)
        source = taken.source
        if source is not None and source.fetch is not None:
            fetch = source.fetch.model_copy(update={"document": None, "error": str(taken.error)})
            self.custody.keep(fetch, MACHINE)
        if source is not None and taken.deadly:
            self.custody.put_apart(source.content, source.origin, str(taken.error), MACHINE)
        return _not_read(taken)

    def _read(self, taken: Capture) -> Outcome:
        document, source = taken.document, taken.source
        if self._is_read(document.id):  # twice in one run
            return self._known(source)
        self.progress(f"reading {document.doc_id[:40]}", 0, None)
        reading = self.reader.read(document, taken.copy)
        added = self.ledger.add(document, reading, actor=MACHINE, fetch=source.fetch)
        return Outcome(source.origin, document, reading, added=added)

    def _known(self, source: Source) -> Outcome:
        if not self._is_read(source.digest):
            (kept,) = self.custody.quarantine(source.digest)
            return Outcome(source.origin, error=CaptureError(
                f"{source.origin}: is in quarantine since {kept.at:%Y-%m-%d}; see 'hudhud quarantine', "
                "or try it once more with --again"
            ))  # fmt: skip
        if source.fetch is not None:
            self.custody.keep(source.fetch, MACHINE)
        return Outcome(source.origin, self.ledger.document(source.digest))


def _not_read(taken: Failure | Skipped | Unfetched) -> Outcome:
    if isinstance(taken, Skipped):
        return Outcome(taken.source.origin)
    return Outcome(taken.origin, error=taken.error)


def example_reports() -> Path:
    """The folder of the bundled example reports."""
    return Path(str(resources.files("hudhud.examples").joinpath("reports")))


def demo(ledger: Ledger, reader: Reader, progress: Progress = silent) -> list[Outcome]:
    """Add the bundled examples to a ledger."""
    return list(add([example_reports()], ledger, reader, progress=progress))
