"""What watching asks of others: fetching, taking feeds apart, taking reports in, posting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from hudhud.capture import Source
from hudhud.model import Fetch
from hudhud.model.feeds import FeedContent
from hudhud.pipeline.reports import Outcome


class Fetched(Protocol):
    """An address asked for: the exchange, and what came back."""

    @property
    def fetch(self) -> Fetch:
        """With `error` where nothing usable came back."""

    @property
    def content(self) -> bytes | None:
        """None where nothing usable came back, or nothing new."""

    @property
    def media_type(self) -> str | None: ...

    @property
    def charset(self) -> str | None: ...

    @property
    def unchanged(self) -> bool:
        """The server says that what was known is still so."""


class Hands(Protocol):
    """Everything that leaves this process, or takes apart what came into it."""

    def fetch_feed(self, url: str, known: Fetch | None) -> Fetched:
        """Ask for a feed, politely; `known` is the last answer. Raises FetchError, or says it in the fetch."""

    def fetch(self, url: str) -> Fetched:
        """Ask for a report in the same way."""

    def source_of(self, fetched: Fetched) -> Source:
        """The report that came back. Raises CaptureError where it can be none."""

    def note(self, fetch: Fetch) -> None:
        """Keep the exchange of a fetch that brought no report: a feed's."""

    def entries(self, content: bytes, url: str, content_type: str | None) -> FeedContent:
        """`capture.feeds.entries`, where it can do no harm."""

    def feeds_in(self, content: bytes) -> list[str]:
        """`capture.feed_lists.feeds_in`, where it can do no harm. Raises CaptureError."""

    def keep(self, source: Source) -> Outcome:
        """Take a report in, read it and keep it, in one transaction; errors are in the outcome."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Post to an address under the rules of fetching; the status. Raises FetchError."""
