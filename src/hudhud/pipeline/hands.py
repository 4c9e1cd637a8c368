"""The hands of watching: they fetch with the client, take apart in the worker, and keep in the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from hudhud.capture import Source
from hudhud.capture.fetching import Fetched, Fetcher, source_of
from hudhud.capture.isolation import Skipped
from hudhud.configuration import Configuration
from hudhud.errors import HudhudError
from hudhud.ledger import Custody, Ledger
from hudhud.model import Fetch
from hudhud.model.feeds import FeedContent
from hudhud.pipeline.intake import Given, Intake
from hudhud.pipeline.progress import MACHINE, Progress, silent
from hudhud.pipeline.reports import Keeper, Outcome
from hudhud.reading import Readers


class LedgerHands:
    """Everything that watching asks of others, over one ledger. See `watching_hands.Hands`."""

    def __init__(self, intake: Intake, ledger: Ledger, reader: Readers, progress: Progress) -> None:
        self._intake = intake
        self._custody = Custody(ledger)
        self._keeper = Keeper(ledger, reader, progress)
        self._known = self._keeper.known()

    @property
    def _fetcher(self) -> Fetcher:
        return self._intake.fetcher

    def fetch_feed(self, url: str, known: Fetch | None) -> Fetched:
        """Ask for a feed; `known` is the last answer. What comes is no document."""
        found = self._fetcher.fetch(url, known=known, accept=("feed", "json", "html", "text"))
        return replace(found, fetch=found.fetch.model_copy(update={"document": None}))

    def fetch(self, url: str) -> Fetched:
        """Ask for a report; one that did not change since it was last captured comes back as unchanged."""
        return self._fetcher.fetch(url, known=self._custody.last(url))

    def source_of(self, fetched: Fetched) -> Source:
        """The report that came back."""
        return source_of(fetched)

    def note(self, fetch: Fetch) -> None:
        """Keep the exchange of a fetch that brought no report."""
        self._custody.keep(fetch, MACHINE)

    def entries(self, content: bytes, url: str, content_type: str | None) -> FeedContent:
        """A feed's entries, taken apart by the worker."""
        try:
            said = self._intake.warden.ask("feed", content, url=url, content_type=content_type)
        except HudhudError as error:
            return FeedContent(problem=str(error))
        return FeedContent.model_validate(said)

    def feeds_in(self, content: bytes) -> list[str]:
        """The addresses of a list of feeds, taken apart by the worker."""
        return [str(url) for url in self._intake.warden.ask("feeds in", content)]

    def keep(self, source: Source) -> Outcome:
        """Take a report apart in the worker, read it and keep it."""
        known = self._known.document(source.digest)
        return self._keeper.keep(Skipped(source) if known else self._intake.warden.take(source))

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Post to an address under the rules of fetching; the status."""
        return self._fetcher.post(url, body, headers)[0]


@contextmanager
def open_hands(
    configuration: Configuration, ledger: Ledger, reader: Readers, progress: Progress = silent
) -> Iterator[LedgerHands]:
    """Hands that fetch with this configuration and keep into this ledger."""
    with Intake(configuration, Given(), progress) as intake:
        yield LedgerHands(intake, ledger, reader, progress)
