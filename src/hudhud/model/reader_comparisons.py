"""What two readers make of the same reports, set beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from hudhud.model.claims import Claim

INCIDENT = "incident"
"""The field of a whole incident: whether a reader found it at all."""


@dataclass(frozen=True, slots=True)
class FieldRead:
    """One field of one incident of a report, as each of two readers has it. No claims: it gives no value there."""

    field: str
    """INCIDENT, date, place, event type, perpetrator, status, or a harm."""
    first: tuple[Claim, ...]
    second: tuple[Claim, ...]
    agrees: bool
    """Both give the same, or neither gives anything."""
    people: int = 0
    """How many people hang on the difference: that between the largest figures, or the one that only one gives."""


@dataclass(frozen=True, slots=True)
class FieldCompared:
    """How often two readers agree on a field, over the incidents that both found."""

    field: str
    agree: int
    differ: int
    only_first: int
    only_second: int
    interval: tuple[float, float] | None
    """Of the share that agrees, where both give a value: 95 % by Wilson; None where that is never."""
    alpha: float | None
    """Krippendorff's; None where too few have both values, or they do not vary."""
    alpha_interval: tuple[float, float] | None

    @property
    def share(self) -> float | None:
        """Of what both give a value for, how much agrees."""
        both = self.agree + self.differ
        return self.agree / both if both else None


@dataclass(frozen=True, slots=True)
class ReportCompared:
    """A report that both readers read, with all on which they differ."""

    doc_id: str
    title: str | None
    differences: tuple[FieldRead, ...]

    @property
    def people(self) -> int:
        """How many people hang on the differences."""
        return sum(one.people for one in self.differences)


@dataclass(frozen=True, slots=True)
class NotCompared:
    """A report that one reader could not read, or nobody could."""

    origin: str
    reader: str | None
    """None where the report could not be taken in."""
    reason: str
    failed: bool = True
    """False where the reader does not know the report's language, and says so."""


@dataclass(frozen=True, slots=True)
class ReadersCompared:
    """Two readers over some reports."""

    first: str
    second: str
    reports: int
    """Read by both."""
    fields: tuple[FieldCompared, ...]
    differing: tuple[ReportCompared, ...]
    """The reports on which they differ: those first on which most people hang, then most fields."""
    not_compared: tuple[NotCompared, ...]
