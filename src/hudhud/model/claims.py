"""One value of a mention, with the words it rests on.

The types keep what the words said: a bound stays a bound, a word without a number gets none, a
date is an interval as wide as the words left it, and nothing said is None, never 0.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hudhud.codebook import code_of

HARM_FIELDS = ("killed", "injured", "abducted", "missing", "released", "arrested", "displaced")

Harm = Annotated[str, code_of("harms")]
Group = Annotated[str, code_of("groups")]
EventType = Annotated[str, code_of("event_types")]
Status = Annotated[str, code_of("statuses")]
Qualifier = Annotated[str, code_of("qualifiers")]
DatePrecision = Annotated[str, code_of("date_precisions")]
PlacePrecision = Annotated[str, code_of("place_precisions")]

_OPEN_HIGH = {"at_least", "more_than"}
_OPEN_LOW = {"at_most", "less_than"}


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Count(_Value):
    """How many, as the words bound it. `low` and `high` count people; None is open or not said."""

    low: int | None = Field(default=None, ge=0)
    high: int | None = Field(default=None, ge=0)
    qualifier: Qualifier = "exact"
    words: str | None = None
    """The quantity's own words where they carry no number ("dozens", "the rest")."""

    @model_validator(mode="after")
    def _bounds_fit_the_qualifier(self) -> Count:
        low, high, kind = self.low, self.high, self.qualifier
        if kind == "word":
            if low is not None or high is not None or not self.words:
                raise ValueError("a quantity in words keeps its words and has no number")
        elif kind in _OPEN_HIGH:
            if low is None or high is not None:
                raise ValueError(f"{kind}: low is the number said, high is open")
        elif kind in _OPEN_LOW:
            if high is None or low is not None:
                raise ValueError(f"{kind}: high is the number said, low is open")
        elif low is None or high is None or low > high:
            raise ValueError(f"{kind}: low and high must both be known, and low at most high")
        return self


class HarmValue(_Value):
    """So many people of a group suffered a harm."""

    type: Literal["harm"] = "harm"
    harm: Harm
    group: Group
    count: Count
    victims: str | None = None
    """The victims in the report's words ("truffle hunters")."""
    derived: bool = False
    """True where no words state the figure and it follows from others."""


class When(_Value):
    """An interval of days, both ends included, never narrower than the words."""

    type: Literal["when"] = "when"
    start: date
    end: date
    precision: DatePrecision

    @model_validator(mode="after")
    def _ends_are_ordered(self) -> When:
        if self.start > self.end:
            raise ValueError("a date interval ends before it starts")
        if self.precision == "day" and self.start != self.end:
            raise ValueError("a day has one date; a longer interval needs a wider precision")
        return self


class Place(_Value):
    """Where, as written, with the gazetteer's entry and how closely it is fixed."""

    type: Literal["place"] = "place"
    name: str
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    admin1: str | None = None
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    precision: PlacePrecision
    relation: str | None = None
    """The words that relate the incident to the place ("outside", "20 km south of")."""
    gazetteer_id: str | None = None

    @model_validator(mode="after")
    def _both_coordinates_or_none(self) -> Place:
        if (self.lat is None) != (self.lon is None):
            raise ValueError("a place has both coordinates or neither")
        return self


class Party(_Value):
    """An actor on one side of an incident."""

    type: Literal["party"] = "party"
    name: str
    """Usual English form from the registry, else the report's words."""
    actor_id: str | None = None
    role: Literal["perpetrator", "side"] = "perpetrator"
    certainty: Literal["said", "suspected", "claimed"] = "said"


class EventKind(_Value):
    """What kind of event."""

    type: Literal["kind"] = "kind"
    event_type: EventType


class StatusValue(_Value):
    """Whether it took place."""

    type: Literal["status"] = "status"
    status: Status


Value = Annotated[HarmValue | When | Place | Party | EventKind | StatusValue, Field(discriminator="type")]

FieldName = Literal[
    "killed", "injured", "abducted", "missing", "released", "arrested", "displaced",
    "date", "place", "perpetrator", "event_type", "status",
]  # fmt: skip


class Evidence(_Value):
    """The words a value rests on: `Document.text[span_start:span_end] == verbatim`."""

    verbatim: str = Field(min_length=1)
    span_start: int = Field(ge=0)
    span_end: int

    @model_validator(mode="after")
    def _length_fits(self) -> Evidence:
        if self.span_end - self.span_start != len(self.verbatim):
            raise ValueError("the span is not as long as its words")
        return self


class Beside(_Value):
    """What another reader made of what a claim says; nothing, where `value` is None."""

    reader: str
    reader_version: str
    agrees: bool
    value: Value | None = None
    evidence: Evidence | None = None

    @model_validator(mode="after")
    def _words_with_value(self) -> Beside:
        if (self.value is None) != (self.evidence is None) or (self.agrees and self.value is None):
            raise ValueError("a value has its words, and who agrees has a value")
        return self


class Claim(BaseModel):
    """One value of a mention: what, by which words, according to whom, read by what, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Value
    evidence: Evidence
    attributed_to: str | None = None
    """Who is said to have said so; None where the document speaks in its own voice."""
    confidence: float = Field(ge=0, le=1)
    reason: str
    """Why the reader holds this, in a few words."""
    reader: str
    reader_version: str
    # Left out where empty: a claim of one reader keeps the form, id and digest that it always had.
    beside: tuple[Beside, ...] = Field(default=(), exclude_if=lambda beside: not beside)
    """What other readers of the same document read in its place."""

    @property
    def field(self) -> FieldName:
        match self.value:
            case HarmValue(harm=harm):
                return harm  # type: ignore[return-value]  # the codebook's harms are FieldName's first seven
            case When():
                return "date"
            case Place():
                return "place"
            case Party():
                return "perpetrator"
            case EventKind():
                return "event_type"
            case StatusValue():
                return "status"

    @property
    def low(self) -> int | None:
        return self.value.count.low if isinstance(self.value, HarmValue) else None

    @property
    def high(self) -> int | None:
        return self.value.count.high if isinstance(self.value, HarmValue) else None

    @property
    def qualifier(self) -> str | None:
        return self.value.count.qualifier if isinstance(self.value, HarmValue) else None

    def id_in(self, mention_id: str, ordinal: int) -> str:
        """A name that stays the same when the same claim is read again."""
        seed = f"{mention_id}|{ordinal}|{self.model_dump_json()}"
        return "c" + hashlib.sha256(seed.encode()).hexdigest()[:16]
