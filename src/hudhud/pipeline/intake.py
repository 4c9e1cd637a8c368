"""Where reports come from: paths, addresses, standard input, each to captures, failures, or what is known."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType

from hudhud.capture import Capture, Failure
from hudhud.capture.fetching import Fetcher, source_of
from hudhud.capture.isolation import Skipped, Warden
from hudhud.configuration import Configuration
from hudhud.errors import CaptureError, FetchError, HudhudError
from hudhud.model import Fetch
from hudhud.pipeline.progress import Progress, silent

STANDARD_INPUT = "-"
_PIECE = 2**20


@dataclass(frozen=True)
class Given:
    """What the user says of all reports that come in together."""

    published: date | None = None
    """When they came out, where they do not say."""
    language: str | None = None
    """Above what is detected."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Of tables, which key or column holds what."""
    again: bool = False
    """Also what is in quarantine."""


@dataclass(frozen=True)
class Unfetched:
    """An address that gave no report: an error, or word that the known one is still the same."""

    origin: str
    fetch: Fetch | None
    error: HudhudError | None


Taken = Capture | Failure | Skipped | Unfetched


@dataclass(frozen=True)
class Known:
    """What a ledger knows already, so that it need not come in again."""

    document: Callable[[str], bool]
    """Whether a report with these bytes, by their SHA-256, is not to be taken apart."""
    fetch: Callable[[str], Fetch | None]
    """The last fetch of an address that brought a report."""


NOTHING_KNOWN = Known(lambda digest: False, lambda url: None)


def is_address(text: str) -> bool:
    """Whether an input is to be fetched."""
    return text.lower().startswith(("http://", "https://"))


class Intake:
    """Takes reports in. The worker process starts at once, the client when the first address comes."""

    def __init__(self, configuration: Configuration, given: Given, progress: Progress = silent) -> None:
        self.given = given
        self.configuration = configuration
        self.progress = progress
        self.warden = Warden(configuration.isolation)
        self.warden.start()
        self._fetcher: Fetcher | None = None

    def __enter__(self) -> Intake:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.warden.close()

    @property
    def fetcher(self) -> Fetcher:
        """The client. Raises FetchError where it is not allowed to ask anybody."""
        if self._fetcher is None:
            self._fetcher = Fetcher(self.configuration, waiting=self._waiting)
        return self._fetcher

    def _waiting(self, host: str, seconds: float) -> None:
        self.progress(f"waiting {seconds:.0f} s as {host} asks", 0, None)

    def take_in(self, inputs: Iterable[str | Path], known: Known = NOTHING_KNOWN) -> Iterator[Taken]:
        """Every report of the inputs, in their order; one that fails spoils no other."""
        for each in inputs:
            text = str(each)
            if is_address(text):
                yield self._fetched(text, known)
            elif text == STANDARD_INPUT:
                yield from self._standard_input(known)
            else:
                yield from self._files(Path(each), None, known)

    def _files(self, path: Path, shown: str | None, known: Known) -> Iterator[Taken]:
        given = self.given
        try:
            yield from self.warden.take_in(
                path, shown=shown, columns=given.columns, published=given.published, language=given.language,
                wanted=lambda digest: not known.document(digest),
            )  # fmt: skip
        except CaptureError as error:
            yield Failure(shown or str(path), error)

    def _standard_input(self, known: Known) -> Iterator[Taken]:
        """Kept in a file for as long as it takes: an archive may be larger than the memory."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "input")
            with path.open("wb") as file:
                while piece := sys.stdin.buffer.read(_PIECE):
                    file.write(piece)
            yield from self._files(path, "standard input", known)

    def _fetched(self, address: str, known: Known) -> Taken:
        self.progress(f"fetching {address[:60]}", 0, None)
        try:
            found = self.fetcher.fetch(address, known=known.fetch(address))
        except FetchError as error:
            return Unfetched(address, None, error)
        if found.unchanged:
            return Unfetched(address, found.fetch, None)
        if found.fetch.error is not None:
            return Unfetched(address, found.fetch, FetchError(f"{address}: {found.fetch.error}"))
        try:
            source = source_of(found)
        except CaptureError as error:
            return Unfetched(address, found.fetch, error)
        if known.document(source.digest):
            return Skipped(source)
        return self.warden.take(source, published=self.given.published, language=self.given.language)
