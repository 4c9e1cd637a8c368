"""Feeds that are watched: what one says when it is asked, and how it has fared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, ConfigDict

from hudhud.model.documents import AboutField, Found

EntryState = Literal["waiting", "done", "given_up"]


class Entry(BaseModel):
    """One entry of a feed; it has a `url`, a `text`, or both."""

    model_config = ConfigDict(frozen=True)

    id: str
    """What the feed calls it, else its address."""
    url: str | None = None
    """http or https, and whole."""
    title: Found | None = None
    author: Found | None = None
    published: Found | None = None
    updated: Found | None = None
    language: Found | None = None
    publisher: Found | None = None
    """The feed's own title is only taken for it."""
    text: str | None = None
    """The whole report as HTML, where the feed carries it."""

    @property
    def about(self) -> Mapping[AboutField, Found]:
        """What a document is given along; a date of change stands in for a missing date of publication, as guessed."""
        published = self.published
        if published is None and self.updated is not None:
            published = self.updated.model_copy(update={"guessed": True})
        url = Found(value=self.url, where="feed entry link") if self.url else None
        fields: dict[AboutField, Found | None] = {
            "title": self.title, "publisher": self.publisher, "author": self.author, "published": published,
            "modified": self.updated, "url": url, "language": self.language,
        }  # fmt: skip
        return {name: found for name, found in fields.items() if found is not None}

    @property
    def mark(self) -> str:
        """Changes where the feed says that the entry did; of one without a date of change, never while it has a url."""
        if self.updated is not None:
            return self.updated.value
        return "" if self.url else sha256((self.text or "").encode("utf-8", "replace")).hexdigest()


class FeedContent(BaseModel):
    """What a feed said when it was asked."""

    model_config = ConfigDict(frozen=True)

    title: str | None = None
    entries: tuple[Entry, ...] = ()
    minutes: float | None = None
    """How long the feed asks to be left alone."""
    left_out: int = 0
    """Entries that are too many, or have neither a web address nor a text."""
    problem: str | None = None
    """In one line, why nothing could be read in it."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as the schedule has it."""

    id: int
    url: str
    title: str | None
    etag: str | None
    last_modified: str | None
    last_success: datetime | None
    failures: int
    """In a row."""


@dataclass(frozen=True, slots=True)
class Queued:
    """An entry that waits to be taken in."""

    id: int
    feed: str
    """The feed's address."""
    entry: Entry
    tries: int
    document: str | None
    """Of the last time it was taken in; None where it never was."""


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """How a feed has fared. Counts are of entries but for `versions`."""

    url: str
    title: str | None
    added: datetime
    next_at: datetime
    last_try: datetime | None
    last_success: datetime | None
    failures: int
    last_error: str | None
    new: int
    """Brought a document that nobody had."""
    versions: int
    """Documents that were taken in again because the feed said that they changed, and had."""
    duplicates: int
    """Were held already, or are new and repeat a story that was."""
    waiting: int
    given_up: int
    entry_error: str | None
    """Why the last entry that failed did so."""
