"""Others' records, as their files give them: kept beside what was read, never as reports of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from hudhud.model.records import Record

Origin = Literal["ucdp", "acled", "awsd", "hudhud"]
ORIGINS: tuple[Origin, ...] = get_args(Origin)


@dataclass(frozen=True, slots=True)
class Imported:
    """One row of a file and what it says."""

    number: int
    """As a spreadsheet counts; of JSON Lines the line."""
    body: str
    """The row as it came."""
    record: Record

    def line(self) -> bytes:
        """What the digest of an import goes over."""
        return f"{self.number}\0{self.body}\0{self.record.model_dump_json()}\n".encode()


@dataclass(frozen=True, slots=True)
class Import:
    """A file that was imported."""

    file: str
    """SHA-256 of its bytes."""
    name: str
    origin: Origin
    rows: int
    refused: int
    """Rows that could not be understood and are not here."""
    at: datetime
    actor: str
