"""Which incidents are wanted: the same words on the command line, in a page's address and in an export."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Literal

Review = Literal["waiting", "accepted", "changed"]


@dataclass(frozen=True)
class Filter:
    """Everything that is set must hold. What is not said of an incident fits no filter that asks for it."""

    since: date | None = None
    """Ending on or after this day."""
    until: date | None = None
    """Starting on or before this day."""
    place: str | None = None
    """Part of the name of the place or of its admin-1, or the country's code."""
    actor: str | None = None
    """Part of a perpetrator's name."""
    event_type: str | None = None
    harm: str | None = None
    group: str | None = None
    status: str | None = None
    at_least: int | None = None
    """So many people of one harm, everybody or those of `group`, by the best figure, else by the bound from below."""
    sources: int | None = None
    """Told by at least so many sources, copies of one story being one."""
    conflict: bool | None = None
    aggregate: bool | None = None
    """Sums over several incidents alone, or none of them."""
    review: Review | None = None
    words: str | None = None
    """Words that all stand in the names of places, actors and kinds, or in the reports' titles."""
    box: tuple[float, float, float, float] | None = None
    """West, south, east, north, in degrees; west beyond east crosses the date line."""
    documents: frozenset[str] = field(default_factory=frozenset)
    """Told by one of these reports, by `doc_id`."""
    without: frozenset[str] = field(default_factory=frozenset)
    """Ids of incidents that whoever asks must not see; it is no wish of theirs and stands in no address."""


def said(one: Filter) -> dict[str, str]:
    """What a filter asks for, as it stands in a page's address and at the head of an export; the same words always."""
    found: dict[str, str] = {}
    for name in sorted(f.name for f in fields(one) if f.name != "without"):
        value = getattr(one, name)
        if value is None or value == frozenset():
            continue
        if isinstance(value, bool):
            found[name] = "yes" if value else "no"
        elif isinstance(value, tuple):
            found[name] = ",".join(f"{v:g}" for v in value)
        elif isinstance(value, frozenset):
            found[name] = ",".join(sorted(value))
        else:
            found[name] = value.isoformat() if isinstance(value, date) else str(value)
    return found
