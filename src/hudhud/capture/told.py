"""What one report's bytes say: its text, and what is known beside it with where that was found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hudhud.model import AboutField, Found, TextType

GIVEN = "given with the command"
_ISO_DATE = re.compile(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Told:
    """A report taken out of its bytes, before it is cleaned."""

    text: str
    encoding: str
    text_type: TextType = "text/plain"
    about: Mapping[AboutField, Found] = field(default_factory=dict)
    doc_id: str | None = None
    """The name that whoever wrote it for hudhud gave it."""
    own_day_first: bool = False
    """Whether its own date outranks the one given with the command, as in tables of many reports."""


def iso_date(text: str | None) -> date | None:
    """The day of an ISO 8601 date or time as it is written, in no other time zone; None if it is none."""
    match = _ISO_DATE.match(text or "")
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
