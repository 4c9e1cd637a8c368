"""What answers rest on: the incidents of a ledger or of somebody's table, and a question's scope in their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from hudhud.actors import load as load_registry
from hudhud.analysis.scope import Scope
from hudhud.codebook.countries import country_of
from hudhud.errors import AnalysisError, TableError
from hudhud.ledger import Board, Ledger
from hudhud.model import Record
from hudhud.model.filters import Filter
from hudhud.pipeline.incidents import unlinked
from hudhud.places.spelling import fold
from hudhud.tables import stream_table

_SHOWN = 3


@dataclass(frozen=True)
class Holdings:
    """Incidents to answer from, and what is known to be missing among them."""

    name: str
    records: tuple[Record, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """What a question is about, in a person's words; what is None is not asked for."""

    country: str | None = None
    """A name or ISO 3166-1 alpha-2."""
    admin1: str | None = None
    actor: str | None = None
    """Who did it, by any name that the registry or the records have."""
    involving: str | None = None
    """Who was on either side."""
    event_type: str | None = None
    group: str | None = None
    since: date | None = None
    until: date | None = None


def records_of(source: Ledger | Path) -> Holdings:
    """Everything in a ledger, or in a table of UCDP, ACLED or hudhud.

    A table's rows that cannot be understood are left out and said among the gaps.

    Raises:
        TableError: the file is no such table.
        AnalysisError: there is no incident.
    """
    if isinstance(source, Ledger):
        waiting = unlinked(source)
        gaps = (f"{waiting:,} reports of the ledger are not linked yet and count nowhere.",) if waiting else ()
        found = Holdings(f"ledger {source.name}", tuple(Board(source).records(Filter())), gaps)
    else:
        refused: list[TableError] = []
        records = tuple(stream_table(source, refused.append))
        found = Holdings(str(source), records, _refused(refused))
    if not found.records:
        raise AnalysisError(f"{found.name} holds no incident to answer from; add reports first, or give a table")
    return found


def _refused(errors: Sequence[TableError]) -> tuple[str, ...]:
    if not errors:
        return ()
    *rows, summary = (str(e) for e in errors)
    return (f"{summary} {'; '.join(rows[:_SHOWN])}{'; …' if len(rows) > _SHOWN else ''}",)


def scope_of(records: Iterable[Record], subject: Subject) -> Scope:
    """A question's scope in the names that these records have.

    An actor's name leads to all of its names and to those of its parts; a name that leads to nothing is an
    error and never an empty scope.

    Raises:
        AnalysisError: no record has such a country, admin-1 or actor.
    """
    every = list(records)
    sides = {name for r in every for name in (*r.perpetrators, *r.targets)}
    doers = {name for r in every for name in r.perpetrators}
    divisions = {r.place.admin1 for r in every if r.place and r.place.admin1}
    country = _country(subject.country, every)
    return Scope(
        countries=frozenset({country} if country else ()),
        admin1=_named(subject.admin1, divisions, "admin-1", _same_division),
        perpetrators=_named(subject.actor, doers, "perpetrator", _same_actor),
        involving=_named(subject.involving, sides, "side", _same_actor),
        types=frozenset({subject.event_type} if subject.event_type else ()),
        group=subject.group,
        since=subject.since,
        until=subject.until,
    )


def place_scope(records: Iterable[Record], scope: Scope, said: str) -> Scope:
    """A scope narrowed to a place by its name: a country, else an admin-1, else a settlement of the records.

    Raises:
        AnalysisError: no record has such a place.
    """
    placed = [r.place for r in records if r.place is not None]
    code = country_of(said)
    if code is not None and any(p.country == code for p in placed):
        return replace(scope, countries=frozenset({code}))
    divisions = frozenset(p.admin1 for p in placed if p.admin1 and _same_division(said, p.admin1))
    if divisions:
        return replace(scope, admin1=divisions)
    own = [p for p in placed if _same_division(said, _SETTLEMENT.sub("", p.name))]
    if not own:
        raise AnalysisError(f"no incident of the record is in {said!r}, so nothing can be said of it")
    return replace(
        scope,
        places=frozenset(p.name for p in own),
        countries=frozenset(p.country for p in own if p.country),
    )


# What UCDP adds to a settlement's name.
_SETTLEMENT = re.compile(r"\s+(?:city|town|village|area|camp)$", re.I)


def _country(said: str | None, records: Sequence[Record]) -> str | None:
    if said is None:
        return None
    code = said.upper() if len(said) == 2 else country_of(said)
    known = {r.place.country for r in records if r.place and r.place.country}
    if code not in known:
        raise AnalysisError(f"no incident in country {said!r}; there are {_listed(known)}")
    return code


def _named(said: str | None, known: set[str], what: str, same: Callable[[str, str], bool]) -> frozenset[str]:
    if said is None:
        return frozenset()
    found = frozenset(name for name in known if same(said, name))
    if not found:
        near = get_close_matches(said, sorted(known), n=4, cutoff=0.5) or sorted(known)
        raise AnalysisError(f"no incident has the {what} {said!r}; there are {_listed(near)}")
    return found


def _same(said: str, name: str) -> bool:
    return fold(said) == fold(name)


# What tables put beside a division's own name.
_DIVISION = re.compile(r"\b(?:governorate|province|region|state|district|oblast|department|county|prefecture)\b", re.I)


def _same_division(said: str, name: str) -> bool:
    return said.casefold() == name.casefold() or _bare(said) == _bare(name)


def _bare(name: str) -> str:
    return fold(_DIVISION.sub("", name), article=True)


def _same_actor(said: str, name: str) -> bool:
    if _same(said, name):
        return True
    return not _actor_ids(said).isdisjoint(kin(name)[1])


# How UCDP and ACLED write what the registry calls otherwise: "Islamic State (Syria)", "Government of Syria",
# "Military Forces of Syria (2000-2024)".
_ADDED = re.compile(r"\s*\([^)]*\)$")
_FORCES_OF = re.compile(r"(?:government|(?:military|police) forces) of (?:the )?(.+)", re.IGNORECASE)


@lru_cache(maxsize=50_000)
def _actor_ids(name: str) -> frozenset[str]:
    """A government's forces may be several of the registry's, one after another."""
    registry, plain = load_registry(), _ADDED.sub("", name)
    if found := registry.named(name) or registry.named(plain):
        return frozenset({found.id})
    state = _FORCES_OF.fullmatch(plain)
    code = country_of(state[1]) if state else None
    forces = (a for a in registry.actors.values() if code and a.country == code and a.kind == "state_forces")
    return frozenset(a.id for a in forces if a.parent is None)


def kin(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """The registry's ids of an actor however a table calls it, and those with all that stand above it."""
    own = _actor_ids(name)
    return own, own.union(*(_above(one) for one in own))


@lru_cache(maxsize=5_000)
def _above(actor_id: str) -> frozenset[str]:
    return frozenset(actor.id for actor in load_registry().above(actor_id))


def _listed(names: Iterable[str]) -> str:
    some = sorted(names)
    return (", ".join(some[:8]) + (", …" if len(some) > 8 else "")) or "none that is named"
