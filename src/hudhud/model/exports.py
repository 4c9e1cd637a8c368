"""What leaves the ledger: incidents with their reports, and which state of which ledger they were taken from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hudhud.model.incidents import Incident


@dataclass(frozen=True, slots=True)
class Reference:
    """A report behind an incident, without its text."""

    document_id: str
    """SHA-256 of its bytes."""
    doc_id: str
    title: str | None
    publisher: str | None
    author: str | None
    published: date | None
    """As the report says it; None where it says nothing, whatever was inferred."""
    url: str | None
    """The address that the report gives itself, else that it was fetched from."""
    language: str
    captured_at: datetime
    repeats: str | None = None
    """The `doc_id` of the report whose story it repeats."""


@dataclass(frozen=True, slots=True)
class Move:
    """A figure of one harm and group as it stood from a day on, until the next of the same."""

    day: date | None
    """The day that the reports behind it were out; None where it is not known or not told."""
    harm: str
    group: str
    low: int | None
    best: int | None
    high: int | None
    reports: tuple[str, ...]
    """The `doc_id`s of the day's reports that speak of it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One incident on its way out."""

    incident: Incident
    permalink: str
    references: tuple[Reference, ...]
    """The reports of the incident's members, each once, in their order."""
    covers: tuple[str, ...] = ()
    """Of a sum, the ids of the incidents that it covers."""
    covered_by: tuple[str, ...] = ()
    """The ids of the sums that cover it; who adds up must leave out either."""
    kinds: tuple[str | None, ...] = ()
    """What each perpetrator is, in their order, as the codebook's actor kinds have it; None where not known."""
    disputed: tuple[str, ...] = ()
    """What the reports contradict each other on: "date", or a harm; only where it was asked for, as are `moves`."""
    moves: tuple[Move, ...] = ()
    """How the figures moved as reports came in, by day."""


@dataclass(frozen=True, slots=True)
class Header:
    """What all lines of one export share. Two exports with equal headers hold the same."""

    state: str
    """Number and hash of the newest decision of the ledger's chain ("1204-9f86d081884c7d65")."""
    version: str
    """Of hudhud."""
    filter: str
    """Which incidents were asked for, as the query of a workbench address; "" for all."""
    policy: str | None = None
    """Name and SHA-256 of the do-no-harm policy that the export went through; None where it is not public."""
