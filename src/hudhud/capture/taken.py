"""What taking a report's bytes apart gives, before its document is made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from hudhud.errors import CaptureError
from hudhud.model import AboutField, Found
from hudhud.model.documents import TextType

_ISO_DATE = re.compile(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
GIVEN = "given on the command line"
IN_ADDRESS = "URL path"
"""Where a day was read that the address names under which the report was found."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A report's text and what it says of itself."""

    text: str
    encoding: str
    text_type: TextType = "text/plain"
    about: Mapping[AboutField, Found] = field(default_factory=dict)
    language: str | None = None
    """ISO 639-1, where it was written down for hudhud: it is believed above the words themselves."""
    doc_id: str | None = None


def iso_date(text: str | None) -> date | None:
    """The day of an ISO 8601 date or time as it is written, in no other time zone; None if it is none."""
    match = _ISO_DATE.match(text or "")
    if match is None:
        return None
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3])).date()
    except ValueError:
        return None


def one_line(text: str) -> str:
    """The text in one line, at most 500 characters; empty where half a character is in it."""
    if any("\ud800" <= character <= "\udfff" for character in text[:10_000]):
        return ""
    return " ".join(text[:10_000].split())[:500]


def found(value: str | None, where: str, *, guessed: bool = False) -> Found | None:
    """Words that stand there; None for no words."""
    line = one_line(value or "")
    return Found(value=line, where=where, guessed=guessed) if line else None


def found_date(value: str | None, where: str, *, guessed: bool = False) -> Found | None:
    """A date or time in ISO 8601 as it stands there, its day alone if the rest is no time; None if it is no date."""
    day = iso_date(value)
    if day is None:
        return None
    written = (value or "").strip()
    try:
        datetime.fromisoformat(written)
    except ValueError:
        written = day.isoformat()
    return Found(value=written, where=where, guessed=guessed)


def written_date(value: str | None, where: str, origin: str) -> Found | None:
    """As `found_date`, for a place that holds a date or nothing. Raises CaptureError for anything else."""
    day = found_date(value, where)
    if value is not None and day is None:
        raise CaptureError(f"{origin}: {value[:40]!r} is not a date; write it as 2023-02-17 or leave it out")
    return day


def known(**places: Found | None) -> dict[AboutField, Found]:
    """Those of the places that hold something, by the field that they hold."""
    return {name: each for name, each in places.items() if each is not None}  # type: ignore[misc]


def settled(*candidates: Found | None) -> Found | None:
    """The first that was marked for it, else the first that was guessed."""
    there = [each for each in candidates if each is not None]
    return next((each for each in there if not each.guessed), there[0] if there else None)


def day_of(published: Found | None) -> date | None:
    """The day of publication to read by: a guessed one only if the report was filed under it.

    What a program put into a file, or what was found by looking over a page, stands in `about` alone: a
    wrong day would move every "on Tuesday" of the report.
    """
    if published is None or (published.guessed and published.where != IN_ADDRESS):
        return None
    return iso_date(published.value)
