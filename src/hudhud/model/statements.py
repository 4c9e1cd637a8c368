"""What a report says besides incidents: standing figures, leaders, and claims about the record.

None of them is an incident or adds to one. Each is a claim with its words, like those of a mention.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hudhud.codebook import code_of
from hudhud.model.claims import Count, EventType, Evidence, Group, Harm, When

StandingKind = Annotated[str, code_of("standings")]
LeaderRole = Annotated[str, code_of("leader_roles")]
LeaderChange = Annotated[str, code_of("leader_changes")]
RecordKind = Annotated[str, code_of("record_kinds")]
RecordMeasure = Annotated[str, code_of("record_measures")]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Share(_Value):
    """A part of a whole, as the words say it: "about half", "40 percent"."""

    words: str
    low: float | None = Field(default=None, ge=0, le=1)
    high: float | None = Field(default=None, ge=0, le=1)


class Standing(_Value):
    """So many are, stand or are held, at a time and not by an incident."""

    type: Literal["standing"] = "standing"
    actor: str
    """Whose people they are; where only the holder is named, the holder."""
    actor_id: str | None = None
    what: StandingKind
    count: Count | None = None
    share: Share | None = None
    """Of the figure that the same words give before, where no number is given."""
    within: StandingKind | None = None
    """What the figure before counts, of which this is a part."""
    noun: str | None = None
    """Who is counted, in the report's words."""
    holder: str | None = None
    """Of detainees, who holds them."""
    when: When | None = None
    """As of when, where the words say so; else as of the saying."""

    @model_validator(mode="after")
    def _says_how_many(self) -> Standing:
        if self.count is None and self.share is None:
            raise ValueError("a standing figure needs a count or a share")
        return self


class Leadership(_Value):
    """Somebody's place in an armed actor, or what became of it."""

    type: Literal["leadership"] = "leadership"
    actor: str
    actor_id: str | None = None
    person: str | None = None
    """The name as written; None where the words name nobody ("his replacement")."""
    role: LeaderRole
    change: LeaderChange
    predecessor: str | None = None
    successor: str | None = None
    pseudonym: str | None = None
    """Another name of the person's."""
    when: When | None = None


class RecordClaim(_Value):
    """A claim about many incidents at once, with its scope as far as it is said."""

    type: Literal["record"] = "record"
    kind: RecordKind
    predicate: str
    """The comparing words: "deadliest", "less active every year", "rose"."""
    measure: RecordMeasure
    direction: Literal["most", "least", "up", "down", "same"] | None = None
    actor: str | None = None
    actor_id: str | None = None
    event: str | None = None
    """The events compared, in the report's words."""
    event_types: tuple[EventType, ...] = ()
    harm: Harm | None = None
    group: Group | None = None
    place: str | None = None
    since: When | None = None
    """The scope begins here."""
    period: When | None = None
    """The scope, where both its ends are said."""
    scope: str | None = None
    """The scope's own words ("in more than a year", "in the ten-day battle")."""
    one_of: bool = False
    """ "One of the deadliest"."""
    quantity: Count | None = None
    percent: float | None = None
    times: float | None = None
    """How many times as many: "doubled" is 2."""


StatementValue = Annotated[Standing | Leadership | RecordClaim, Field(discriminator="type")]


class Statement(BaseModel):
    """A standing figure, a leader or a claim about the record, with its words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: StatementValue
    evidence: Evidence
    attributed_to: str | None = None
    """Who is said to have said so; None where the document speaks in its own voice."""
    said: When | None = None
    """When it was said: the publication, as far as it is known."""
    confidence: float = Field(ge=0, le=1)
    reason: str
    reader: str
    reader_version: str

    @property
    def kind(self) -> str:
        return self.value.type

    @property
    def actor_id(self) -> str | None:
        return self.value.actor_id

    @property
    def when(self) -> When | None:
        """What it holds for: the time that it tells of, else that of saying."""
        own = None if isinstance(self.value, RecordClaim) else self.value.when
        return own or self.said

    def id_in(self, document_id: str, ordinal: int) -> str:
        """A name that stays the same when the same statement is read again."""
        seed = f"{document_id}|{ordinal}|{self.model_dump_json()}"
        return "s" + hashlib.sha256(seed.encode()).hexdigest()[:16]


class Told(BaseModel):
    """A statement with the document it stands in."""

    model_config = ConfigDict(frozen=True)

    statement: Statement
    document_id: str
    doc_id: str
    title: str | None
    publisher: str | None
    published: When | None
