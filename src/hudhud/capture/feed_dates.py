"""Dates of feeds as ISO 8601, no more precise than they are, in the time zone that they are given in."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from time import struct_time

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LIKE_ISO = re.compile(r"\d{4}-")


def moment(said: object, parsed: struct_time | None = None) -> str | None:
    """A date or time in ISO 8601.

    Args:
        said: as it stands in the feed.
        parsed: what feedparser understood, in UTC, for forms that only it knows.
    """
    if not isinstance(said, str) or not 8 <= len(said := said.strip()) <= 80:
        return None
    try:
        if _DAY.fullmatch(said):
            return date.fromisoformat(said).isoformat()
        found = _iso(said) or _mail(said)
        # Of what looks like ISO 8601 and is none it makes some other day.
        if found is None and parsed is not None and ":" in said and not _LIKE_ISO.match(said):
            return datetime(*parsed[:6]).isoformat() + "+00:00"
    except (ValueError, TypeError, OverflowError):
        return None
    if found is None:
        return None
    return found.isoformat() if ":" in said or "T" in said else found.date().isoformat()


def _iso(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        return None


def _mail(said: str) -> datetime | None:
    """As mail and RSS write it: "Fri, 01 Mar 2024 23:30:00 -0500"."""
    try:
        return parsedate_to_datetime(said if ":" in said else f"{said} 00:00:00")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
