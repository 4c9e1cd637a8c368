"""What a second person codes of an incident, apart from all that the ledger holds to be true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  # a field is named so
from datetime import datetime
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from hudhud.model.claims import EventType

CodedField = Literal["event_type", "date", "place", "perpetrator", "killed", "injured"]
CODED_FIELDS: tuple[CodedField, ...] = get_args(CodedField)

_Name = Annotated[str, Field(min_length=1, max_length=200)]
_People = Annotated[int, Field(ge=0, lt=10**9)]


class Coding(BaseModel):
    """An incident in the words of one coder. None: the reports do not say it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    event_type: EventType | None = None
    date: Day | None = None
    """The first day on which it may have happened."""
    place: _Name | None = None
    perpetrator: _Name | None = None
    killed: _People | None = None
    """The best figure, over everybody."""
    injured: _People | None = None

    def value(self, field: CodedField) -> str | int | Day | None:
        """What is coded of a field."""
        found: str | int | Day | None = getattr(self, field)
        return found


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codings of one incident: by the decision that stands, and by a person who did not see it."""

    id: int
    incident: str
    first: str
    """Who decided; `decision` is its number."""
    decision: int
    said: Coding
    second: str
    says: Coding
    at: datetime
    settled_by: str | None = None
    """Which editor looked at where they differ."""
