"""Hands made of a fetcher, a process apart, and what keeps reports; each is known by the little that is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from hudhud.capture import Source
from hudhud.configuration import Configuration
from hudhud.errors import FetchError, HudhudError
from hudhud.ledger import Ledger
from hudhud.model import Fetch
from hudhud.model.feeds import FeedContent
from hudhud.pipeline.reports import Outcome
from hudhud.pipeline.watching_hands import Fetched, Hands
from hudhud.reading import Reader

_FEEDS = ("feed", "json")
_REPORTS = ("html", "text", "pdf")


class Fetches(Protocol):
    """What fetches."""

    def fetch(self, url: str, *, known: Fetch | None = None, accept: Collection[str] = _REPORTS) -> Fetched:
        """Ask for an address; `accept` names kinds of content."""


class Asked(Protocol):
    """What takes bytes apart in a process of its own."""

    def ask(self, operation: str, payload: bytes, **words: Any) -> Any:
        """What an operation of `capture.feed_operations` makes of bytes. Raises HudhudError."""


@dataclass(frozen=True)
class Work:
    """See `watching_hands.Hands`."""

    fetcher: Fetches
    warden: Asked
    take: Callable[[Fetched], Source]
    keep: Callable[[Source], Outcome]
    note: Callable[[Fetch], None]
    post: Callable[[str, bytes, Mapping[str, str]], int]

    def fetch_feed(self, url: str, known: Fetch | None) -> Fetched:
        return self.fetcher.fetch(url, known=known, accept=_FEEDS)

    def fetch(self, url: str) -> Fetched:
        return self.fetcher.fetch(url)

    def source_of(self, fetched: Fetched) -> Source:
        return self.take(fetched)

    def entries(self, content: bytes, url: str, content_type: str | None) -> FeedContent:
        try:
            said = self.warden.ask("feed", content, url=url, content_type=content_type)
        except HudhudError as error:
            return FeedContent(problem=str(error))
        return FeedContent.model_validate(said)

    def feeds_in(self, content: bytes) -> list[str]:
        found: list[str] = self.warden.ask("opml", content)
        return found


def open_hands(configuration: Configuration, ledger: Ledger, reader: Reader) -> AbstractContextManager[Hands]:
    """Hands that fetch with this configuration and keep into this ledger."""
    raise FetchError("this hudhud has nothing to fetch with; feeds cannot be watched")
