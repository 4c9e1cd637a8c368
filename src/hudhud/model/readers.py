"""What reads: the one door by which values come into a ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple, Protocol

from hudhud.model.documents import Document, ReadingCopy
from hudhud.model.mentions import Reading

ANY_LANGUAGE = "*"


class Signature(NamedTuple):
    """By whom a reading was made: two readings of a document with one signature are the same."""

    reader: str
    version: str
    config_hash: str


class Offer(NamedTuple):
    """A reader that an installed package offers, and what it says of itself."""

    name: str
    package: str
    """The package and its version."""
    default: bool
    """Whether it reads where nobody says otherwise."""
    languages: Collection[str] = ()
    version: str | None = None
    figures: Mapping[str, str] = {}
    problem: str | None = None
    """Why it cannot start; None where it can."""


class DocumentReader(Protocol):
    """Turns a document into mentions whose every claim carries its words.

    It may also have a `notice`, one line on what it will send where, which the person is told before anything is
    read, and a `summary`, one line on a run behind it.

    What it gives is a function of the document and of its signature alone: the same again gives the same again.
    A document without an incident is a `Reading` without mentions; what could not be read raises a `HudhudError`.
    """

    @property
    def name(self) -> str:
        """Short, without spaces; it signs claims, and is what `--reader` is given."""
        ...

    @property
    def version(self) -> str:
        """Changes with every change of the code that can change a reading."""
        ...

    @property
    def config_hash(self) -> str:
        """Of everything but the code that can change a reading: models, vocabulary, prompts, settings."""
        ...

    @property
    def languages(self) -> Collection[str]:
        """ISO 639-1 codes of what it reads, or `ANY_LANGUAGE`."""
        ...

    @property
    def figures(self) -> Mapping[str, str]:
        """What was measured of it, by what was measured: with the data and their part. Empty: nothing was."""
        ...

    def read(self, document: Document, copy: ReadingCopy) -> Reading:
        """Read one document, of which `copy` is the reading copy."""
        ...
