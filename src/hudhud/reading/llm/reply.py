"""What a model is asked to return: values that point at words. Its JSON schema is printed from here."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hudhud.model.claims import EventType, Group, Harm, Status

_FENCED = re.compile(r"^\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*$", re.S)
_MOST = 60
_Quote = Annotated[str, Field(min_length=1, max_length=600)]
_Number = Annotated[int, Field(ge=0, le=10**9)]


class UnusableError(Exception):
    """A reply that is not what was asked for, and why."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    quote: _Quote


class TypeSaid(_Part):
    """An event type."""

    type: EventType


class DateSaid(_Part):
    """When; the words alone, since hudhud resolves them."""


class PlaceSaid(_Part):
    """Where."""

    name: Annotated[str, Field(min_length=1, max_length=200)]


class PartySaid(_Part):
    """Who did it."""

    name: Annotated[str, Field(min_length=1, max_length=200)]


class HarmSaid(_Part):
    """How many of whom suffered what. Both bounds are null where no number is said."""

    harm: Harm
    group: Group = "unknown"
    low: _Number | None = None
    high: _Number | None = None
    said_by: Annotated[str, Field(max_length=200)] | None = None


class IncidentSaid(BaseModel):
    """One incident."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    status: Status = "occurred"
    sum_of_several: bool = False
    types: Annotated[tuple[TypeSaid, ...], Field(max_length=8)] = ()
    date: DateSaid | None = None
    place: PlaceSaid | None = None
    perpetrators: Annotated[tuple[PartySaid, ...], Field(max_length=8)] = ()
    harms: Annotated[tuple[HarmSaid, ...], Field(max_length=24)] = ()


class Reply(BaseModel):
    """Everything that one part of a report tells."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    incidents: Annotated[tuple[IncidentSaid, ...], Field(max_length=_MOST)]


def schema() -> dict[str, Any]:
    """The JSON schema of a reply."""
    return Reply.model_json_schema()


def parsed(text: str) -> Reply:
    """The reply in a model's text.

    Raises:
        UnusableError: it is no JSON, or not of this form; the message says what is wrong, for the model to mend.
    """
    fenced = _FENCED.match(text)
    try:
        return Reply.model_validate(json.loads(fenced[1] if fenced else text))
    except json.JSONDecodeError as error:
        raise UnusableError(f"it is not valid JSON: {error.msg} at character {error.pos}") from error
    except RecursionError as error:
        raise UnusableError("its JSON is nested too deeply") from error
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:5])
        raise UnusableError("; ".join(wrong)) from error
    except ValueError as error:  # numbers of thousands of digits
        raise UnusableError(f"it is not valid JSON: {error}") from error
