"""Which incidents a question is about, and which may be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from hudhud.model import Record, Toll

Fit = Literal["in", "maybe", "out"]

_WIDE = frozenset({"district", "province", "region", "country"})
"""Precisions of places that may hold a settlement that is asked for."""


@dataclass(frozen=True)
class Scope:
    """What an answer is about; an empty condition asks nothing."""

    countries: frozenset[str] = frozenset()
    """ISO 3166-1 alpha-2."""
    admin1: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    """Names of settlements and the like, as the records have them."""
    perpetrators: frozenset[str] = frozenset()
    """Names as the records have them; one of them did it."""
    involving: frozenset[str] = frozenset()
    """One of them is on either side."""
    types: frozenset[str] = frozenset()
    group: str | None = None
    """Only people of this group are counted; None is everybody."""
    since: date | None = None
    until: date | None = None
    """The last day, included."""

    def fit(self, record: Record) -> Fit:
        """Whether a record is in scope; "maybe" where it does not say enough to tell."""
        if record.status != "occurred":
            return "out"
        country = record.place.country if record.place else None
        admin1 = record.place.admin1 if record.place else None
        sides = record.perpetrators + record.targets
        answers = {
            _one_of(self.countries, (country,) if country else ()),
            _one_of(self.admin1, (admin1,) if admin1 else ()),
            self._at(record),
            _one_of(self.perpetrators, record.perpetrators),
            _one_of(self.involving, sides),
            _one_of(self.types, record.types),
            self._in_time(record),
        }
        return "out" if "out" in answers else "maybe" if "maybe" in answers else "in"

    def during(self, since: date | None, until: date | None) -> Scope:
        """The same over other days."""
        return replace(self, since=since, until=until)

    def toll(self, record: Record, harm: str) -> Toll | None:
        """The toll of a harm over the scope's group; None where nothing is said of it."""
        if self.group is None:
            return record.total(harm)
        return next((t for t in record.tolls if t.harm == harm and t.group == self.group), None)

    def words(self) -> str:
        """The scope in a few words, for titles."""
        where = self.places or self.admin1 or self.countries
        parts = [
            " or ".join(sorted(self.perpetrators)),
            "involving " + " or ".join(sorted(self.involving)) if self.involving else "",
            " or ".join(sorted(t.replace("_", " ") for t in self.types)),
            "in " + " or ".join(sorted(where)) if where else "",
        ]
        return ", ".join(p for p in parts if p) or "all incidents"

    def _at(self, record: Record) -> Fit:
        if record.place is not None and record.place.precision in _WIDE and self.places:
            return "in" if record.place.name in self.places else "maybe"
        return _one_of(self.places, (record.place.name,) if record.place else ())

    def _in_time(self, record: Record) -> Fit:
        if self.since is None and self.until is None:
            return "in"
        if record.when is None:
            return "maybe"
        first, last = self.since or date.min, self.until or date.max
        if record.when.end < first or record.when.start > last:
            return "out"
        return "in" if first <= record.when.start and record.when.end <= last else "maybe"


def _one_of(wanted: frozenset[str], found: tuple[str, ...]) -> Fit:
    if not wanted:
        return "in"
    if not found:
        return "maybe"
    names = {w.casefold() for w in wanted}
    return "in" if any(f.casefold() in names for f in found) else "out"
