"""What one document says about one incident, and what one reader made of one document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from hudhud.model.claims import Claim, EventKind, HarmValue, Party, Place, StatusValue, When
from hudhud.model.statements import Statement

V = TypeVar("V", HarmValue, When, Place, Party, EventKind, StatusValue)


class Mention(BaseModel):
    """A set of claims of one document about one incident.

    The first claim of a kind is the reader's choice for that kind; harms are all meant.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    claims: tuple[Claim, ...]
    aggregate: bool = False
    """The text sums several incidents into one figure. Never added to the incidents that it sums."""

    def of(self, kind: type[V]) -> Iterator[tuple[Claim, V]]:
        """The claims whose value is of `kind`, each with its value."""
        for claim in self.claims:
            if isinstance(claim.value, kind):
                yield claim, claim.value

    @property
    def types(self) -> list[str]:
        return list(dict.fromkeys(v.event_type for _, v in self.of(EventKind)))

    @property
    def status(self) -> str:
        return next((v.status for _, v in self.of(StatusValue)), "occurred")

    @property
    def when(self) -> When | None:
        return next((v for _, v in self.of(When)), None)

    @property
    def place(self) -> Place | None:
        return next((v for _, v in self.of(Place)), None)

    @property
    def perpetrators(self) -> list[str]:
        return list(dict.fromkeys(v.name for _, v in self.of(Party)))

    @property
    def harms(self) -> list[tuple[Claim, HarmValue]]:
        return list(self.of(HarmValue))


class Reading(BaseModel):
    """One reader's result for one document.

    An empty `mentions` means: read, and nothing found. A document that could not be read has no
    Reading at all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    document_id: str
    published: When | None
    """The day given with the report, or the interval that its words leave; None where they leave it open."""
    published_basis: Literal["given", "inferred", "unknown"]
    published_reason: str | None = None
    mentions: tuple[Mention, ...]
    reader: str
    reader_version: str
    config_hash: str
    """Of the rules, models and gazetteer used: what else could change the result."""
    statements: tuple[Statement, ...] = ()
    """What the document says besides incidents, in the order of its words."""

    def digest(self) -> str:
        """SHA-256 of the whole reading in its canonical JSON form; chained into the ledger."""
        # Without statements the form is that of ledgers from before there were any: their chains stay whole.
        left_out = None if self.statements else {"statements"}
        return hashlib.sha256(self.model_dump_json(exclude=left_out).encode()).hexdigest()


def mention_id(document_id: str, reader: str, reader_version: str, config_hash: str, ordinal: int) -> str:
    """A name that stays the same when the same reader, configured alike, reads the same document again."""
    seed = f"{document_id}|{reader}|{reader_version}|{config_hash}|{ordinal}"
    return "m" + hashlib.sha256(seed.encode()).hexdigest()[:16]
