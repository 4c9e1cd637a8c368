"""How an incident's figures moved as reports came in, as a table and for plotting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hudhud.model import Assessment, Claim, Member
from hudhud.reconcile.tolls import assess

Bounds = tuple[int | None, int | None, int | None]
"""Low, best, high."""


@dataclass(frozen=True)
class Revision:
    """A figure of one harm and group as it stood from a day on."""

    day: date | None
    """The day that the reports behind it were out; None for those without a date, which come last."""
    harm: str
    group: str
    low: int | None
    best: int | None
    high: int | None
    before: Bounds | None
    """What it was; None for the first figure."""
    by: tuple[str, ...]
    """Who gave the new figures."""
    documents: tuple[str, ...]
    """The reports of that day that speak of it, by doc_id."""
    current: bool
    """No later report moved it."""

    @property
    def after(self) -> Bounds:
        return self.low, self.best, self.high


def history(
    members: Sequence[Member],
    copies: Mapping[str, str] | None = None,
    doubted: Mapping[str, frozenset[Claim]] | None = None,
) -> tuple[Revision, ...]:
    """The first figure of each harm and group, and each change, by day of publication."""
    found: list[Revision] = []
    standing: dict[tuple[str, str], Bounds] = {}
    seen: set[str] = set()
    for day in sorted({_day(m) for m in members}):
        fresh = {m.doc_id for m in members if _day(m) == day}
        seen |= fresh
        rows = assess([m for m in members if m.doc_id in seen and _day(m) <= day], copies, doubted).harms
        for row in rows:
            key, bounds = (row.harm, row.group), (row.low, row.best, row.high)
            if bounds != (None, None, None) and bounds != standing.get(key):
                found.append(_revision(row, day, standing.get(key), fresh))
                standing[key] = bounds
    last = {(r.harm, r.group): r for r in found}
    return tuple(_settled(r, r is last[r.harm, r.group]) for r in found)


def _day(member: Member) -> date:
    return member.published.end if member.published else date.max


def _revision(row: Assessment, day: date, before: Bounds | None, fresh: set[str]) -> Revision:
    told = [(doc, claim) for doc, claim in row.claims if doc in fresh]
    by = tuple(dict.fromkeys(claim.attributed_to or doc for doc, claim in told))
    documents = tuple(dict.fromkeys(doc for doc, _ in told))
    known = day if day != date.max else None
    return Revision(known, row.harm, row.group, row.low, row.best, row.high, before, by, documents, False)


def _settled(revision: Revision, current: bool) -> Revision:
    return Revision(**{**vars(revision), "current": current})
