"""The bytes of one report before they are looked into, and what became of those that could not be taken in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from hudhud.errors import HudhudError
from hudhud.model import AboutField, Document, Fetch, Found, MediaType, ReadingCopy


@dataclass(frozen=True)
class Source:
    """The bytes of one report and where they were found, with what is known of them from outside."""

    origin: str
    """A path or an address, with the line or record in it: what messages name."""
    content: bytes
    media_type: MediaType
    name: str | None = None
    """The `doc_id` it goes by, above anything that it says itself: what is captured again under it is a new version."""
    charset: str | None = None
    """The encoding that its carrier declared, such as an HTTP header."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """For JSON and CSV: which key holds `text`, `title`, `published` and so on, where it goes by another name."""
    about: Mapping[AboutField, Found] = field(default_factory=dict)
    """What its carrier says of it (a feed's entry): taken where the report says nothing itself."""
    captured_at: datetime | None = None
    """When an archive took it in; None for now."""
    fetch: Fetch | None = None
    """The exchange that it came with, to be kept beside it."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes: the id of the document that they make."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Failure:
    """A report that could not be taken in, and why; the others of its folder or file go on."""

    origin: str
    error: HudhudError
    source: Source | None = None
    """Its bytes, where they were had."""
    deadly: bool = False
    """Whether it ended, or outlasted, the process that was to take it apart."""


@dataclass(frozen=True)
class Capture:
    """One report taken in: its document, and the copy to read with its map back."""

    document: Document
    copy: ReadingCopy
    source: Source
