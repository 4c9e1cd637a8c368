"""An alert: one incident that a rule asks to be told of, in the words that were sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from hudhud.model.claims import When
from hudhud.model.incidents import Member


class Alert(BaseModel):
    """What is said of one incident by one rule, the same on every channel and at every try."""

    model_config = ConfigDict(frozen=True)

    key: str
    """A name of its own: by it a receiver knows one that comes twice."""
    rule: str
    incident: str
    at: datetime
    line: str
    """All of it in one line."""
    text: str
    """Plain text, lines of it."""
    record: Mapping[str, Any]
    """The same for programs."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An alert on its way over one channel."""

    id: int
    channel: str
    tries: int
    alert: Alert


@dataclass(frozen=True, slots=True)
class Undelivered:
    """An alert that could not be sent so far."""

    rule: str
    incident: str
    channel: str
    tries: int
    next_at: datetime
    error: str


def told_again(old: Member, new: Member) -> bool:
    """Whether a mention of a report's later version may be what an older version told: nothing of it speaks against."""
    if old.doc_id != new.doc_id or old.document_id == new.document_id:
        return False
    here, there = old.mention.place, new.mention.place
    same_place = here is None or there is None or (here.gazetteer_id or here.name) == (there.gazetteer_id or there.name)
    return same_place and _may_be_one_day(old.mention.when, new.mention.when)


def _may_be_one_day(one: When | None, other: When | None) -> bool:
    return one is None or other is None or (one.start <= other.end and other.start <= one.end)
