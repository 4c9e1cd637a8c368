"""Reports in: read alone, or captured, read, kept and linked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from hudhud.capture import Capture, Failure, Source
from hudhud.capture.isolation import Skipped
from hudhud.configuration import Configuration
from hudhud.configuration import load as load_configuration
from hudhud.errors import CaptureError, GazetteerError, HudhudError
from hudhud.ledger import Custody, Ledger
from hudhud.ledger import exists as ledger_exists
from hudhud.model import Document, Reading
from hudhud.model.readers import Offer
from hudhud.pipeline.intake import Given, Intake, Known, Taken, Unfetched
from hudhud.pipeline.links import link_new
from hudhud.pipeline.progress import MACHINE, Progress, silent
from hudhud.places import Gazetteer
from hudhud.places import build as build_gazetteer
from hudhud.places import default_path as gazetteer_path
from hudhud.reading import Readers, chosen, offers, tools


@dataclass(frozen=True)
class Outcome:
    """What became of one report: read, or not and why."""

    origin: str
    document: Document | None = None
    reading: Reading | None = None
    error: HudhudError | None = None
    added: bool = False


def open_default_reader(
    progress: Progress = silent, names: Sequence[str] = (), configuration: Configuration | None = None
) -> Readers:
    """The readers, with the gazetteer built first if this machine has none yet.

    Args:
        progress: is told what is being done.
        names: which, the most trusted first; else those of the configuration, else the rules of every language.
        configuration: where it is not that of `hudhud.toml` here.
    """
    configuration = configuration or load_configuration()
    wanted = chosen(names or configuration.readers)
    if not gazetteer_path().exists():
        gazetteer_build(progress)
    progress("loading the language model", 0, None)
    return Readers.open(wanted, tools(Gazetteer.open()), configuration.reader)


def readers(progress: Progress = silent, configuration: Configuration | None = None) -> list[Offer]:
    """Every installed reader, with what it says of itself. The arguments are those of `open_default_reader`."""
    configuration = configuration or load_configuration()
    gazetteer_build(progress)
    progress("starting the readers", 0, None)
    return offers(tools(Gazetteer.open()), configuration.reader)


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
    reader: Readers,
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
            yield _read(taken, reader, progress)


def add(
    inputs: Iterable[str | Path],
    ledger: Ledger,
    reader: Readers,
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
    reader: Readers,
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
            outcome = _read(first, reader, progress)
            if outcome.error is not None:
                yield outcome
                continue
            with Ledger.open(location) as ledger:
                keeper = Keeper(ledger, reader, progress)
                yield keeper.keep_read(first.source, outcome)
                for taken in incoming:
                    yield keeper.keep(taken)
                link_new(ledger, progress)


class Keeper:
    """Reads what was taken in and keeps it in a ledger, with the exchange that it came by."""

    def __init__(self, ledger: Ledger, reader: Readers, progress: Progress = silent) -> None:
        self.ledger = ledger
        self.custody = Custody(ledger)
        self.reader = reader
        self.progress = progress
        self._signatures = reader.signatures

    def known(self, *, again: bool = False) -> Known:
        """What need not come in again; `again`: but what is in quarantine is tried once more."""

        def document(digest: str) -> bool:
            return self._is_read(digest) or (not again and bool(self.custody.quarantine(digest)))

        return Known(document, self.custody.last)

    def _is_read(self, digest: str) -> bool:
        return any(self.ledger.has(digest, *signature) for signature in self._signatures)

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
        if source is not None:
            self._note_unread(source, taken.error)
        if source is not None and taken.deadly:
            self.custody.put_apart(source.content, source.origin, str(taken.error), MACHINE)
        return _not_read(taken)

    def _note_unread(self, source: Source, error: HudhudError) -> None:
        """Of a report that came by an exchange, the exchange is kept, and that the report could not be read."""
        if source.fetch is not None:
            fetch = source.fetch.model_copy(update={"document": None, "error": str(error)})
            self.custody.keep(fetch, MACHINE)

    def _read(self, taken: Capture) -> Outcome:
        source = taken.source
        if self._is_read(taken.document.id):  # twice in one run
            return self._known(source)
        return self.keep_read(source, _read(taken, self.reader, self.progress))

    def keep_read(self, source: Source, outcome: Outcome) -> Outcome:
        """Keep what was read of a report, or that it could not be read."""
        if outcome.document is None or outcome.reading is None:
            if outcome.error is not None:
                self._note_unread(source, outcome.error)
            return outcome
        added = self.ledger.add(outcome.document, outcome.reading, actor=MACHINE, fetch=source.fetch)
        return replace(outcome, added=added)

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


def _read(taken: Capture, reader: Readers, progress: Progress) -> Outcome:
    document = taken.document
    progress(f"reading {document.doc_id[:40]}", 0, None)
    try:
        return Outcome(taken.source.origin, document, reader.read(document, taken.copy))
    except HudhudError as error:
        return Outcome(taken.source.origin, error=error)


def _not_read(taken: Failure | Skipped | Unfetched) -> Outcome:
    if isinstance(taken, Skipped):
        return Outcome(taken.source.origin)
    return Outcome(taken.origin, error=taken.error)


def example_reports() -> Path:
    """The folder of the bundled example reports."""
    return Path(str(resources.files("hudhud.examples").joinpath("reports")))


def demo(ledger: Ledger, reader: Readers, progress: Progress = silent) -> list[Outcome]:
    """Add the bundled examples to a ledger."""
    return list(add([example_reports()], ledger, reader, progress=progress))
