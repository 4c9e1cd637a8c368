"""Which incidents a sum of several ("a hundred since January") covers, so that nobody is counted twice.

An aggregate never merges with a single incident: it names no one of them. What it may sum follows from
what both say of time, place, harm, actor and kind; what is not said contradicts nothing, but makes it
less sure. A smaller aggregate within a larger one is covered as well.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from hudhud.linking.profile import Lineage
from hudhud.model import Assessment, Incident, Party, Place, When
from hudhud.model.geometry import distance_km

Sureness = Literal["said", "likely", "possible"]
Where = Literal["inside", "perhaps", "unknown", "outside"]

_WIDTHS = ("exact", "near", "district", "province", "region", "country")
_REACH_KM = {"exact": 10.0, "near": 20.0, "district": 40.0, "province": 120.0, "region": 300.0}
_ANY_KIND = frozenset({"other", "attack", "armed_clash"})
_STRIKES = frozenset({"air_strike", "drone_strike", "shelling", "explosion", "suicide_bombing", "landmine"})
_ANY_GROUP = frozenset({"mixed", "unknown"})
_WEAK_DATE = 0.6
# "Twelve others in smaller attacks": the figure leaves out what the report tells beside it.
_APART = re.compile(r"\b(?:others?|another|elsewhere|additional|further|besides|more(?! than\b))\b", re.IGNORECASE)


@dataclass(frozen=True)
class Covered:
    """An incident that an aggregate sums or may sum.

    `said`: one report tells both, and all that it says of them fits. `likely`: one report tells both and
    leaves something open, or two reports agree in time, place and actor. `possible`: nothing speaks
    against it.
    """

    incident: str
    sureness: Sureness
    reason: str


@dataclass(frozen=True)
class _Scope:
    """What of an incident decides whether one lies within another. Days are proleptic ordinals."""

    id: str
    aggregate: bool
    status: str
    first: int
    last: int
    sure_date: bool
    place: Place | None
    country: str | None
    admin1: str | None
    kinds: frozenset[str]
    actors: frozenset[str]
    lineage: frozenset[str]
    """The actors with their parents."""
    named: str
    harms: tuple[Assessment, ...]
    documents: frozenset[str]
    apart_in: frozenset[str]
    """The documents whose words set its figures apart from what else they tell."""

    @property
    def size(self) -> tuple[int, int, int]:
        """Only what is smaller is covered: so no two aggregates cover each other, round no corner either."""
        width = _WIDTHS.index(self.place.precision) if self.place else len(_WIDTHS)
        return self.last - self.first, width, max((_least(h) for h in self.harms), default=0)


def covers(incidents: Sequence[Incident], lineage: Lineage = lambda actor: ()) -> Mapping[str, tuple[Covered, ...]]:
    """For each aggregate among `incidents` what it covers, by day; nothing where it has no day or no figure.

    `lineage` leads from an actor to its parents: what a branch did is in the sum of the whole.
    """
    found: dict[str, tuple[Covered, ...]] = {one.id: () for one in incidents if one.aggregate}
    scopes = sorted(filter(None, (_scope(one, lineage) for one in incidents)), key=lambda s: (s.first, s.last, s.id))
    index = _Index(scopes)
    for whole in scopes:
        if whole.aggregate and whole.harms:
            found[whole.id] = tuple(_covered(whole, index.within(whole)))
    return found


def _scope(one: Incident, lineage: Lineage) -> _Scope | None:
    if one.when is None:
        return None
    parties = [value for member in one.members for _, value in member.mention.of(Party)]
    actors = {value.actor_id or value.name.casefold() for value in parties}
    place = one.place
    return _Scope(
        id=one.id,
        aggregate=one.aggregate,
        status=one.status,
        first=one.when.start.toordinal(),
        last=one.when.end.toordinal(),
        sure_date=_confidence(one, one.when) >= _WEAK_DATE,
        place=place,
        country=place.country if place else None,
        admin1=place.admin1.casefold() if place and place.admin1 else None,
        kinds=frozenset(one.types),
        actors=frozenset(actors),
        lineage=frozenset(x for actor in actors for x in (actor, *lineage(actor))),
        named=", ".join(one.perpetrators),
        harms=one.harms,
        documents=frozenset(one.documents),
        apart_in=frozenset(_set_apart(one)) if one.aggregate else frozenset(),
    )


def _confidence(one: Incident, when: When) -> float:
    given = (claim.confidence for m in one.members for claim, value in m.mention.of(When) if value == when)
    return max(given, default=0.0)


def _set_apart(one: Incident) -> Iterator[str]:
    """In "killed 40 and wounded 100 others" the others are beside the 40: only the first figure's words tell."""
    for member in one.members:
        words = [claim.evidence for claim, _ in member.mention.harms]
        if words and _APART.search(min(words, key=lambda w: w.span_start).verbatim):
            yield member.doc_id


class _Index:
    """Incidents by what they must share with an aggregate, each list in the order of its first days."""

    def __init__(self, scopes: Sequence[_Scope]) -> None:
        self.rows: dict[tuple[str, ...], list[_Scope]] = defaultdict(list)
        for scope in scopes:
            for key in _keys_of_part(scope):
                self.rows[key].append(scope)
        self.days = {key: [scope.first for scope in rows] for key, rows in self.rows.items()}

    def within(self, whole: _Scope) -> list[_Scope]:
        """The incidents whose days lie within the aggregate's, and whose place and actors may."""
        found: dict[str, _Scope] = {}
        for key in _keys_of_whole(whole):
            days = self.days.get(key, ())
            rows = self.rows.get(key, ())
            for part in rows[bisect_left(days, whole.first) : bisect_right(days, whole.last)]:
                if part.last <= whole.last:
                    found[part.id] = part
        return sorted(found.values(), key=lambda s: (s.first, s.last, s.id))


def _keys_of_part(part: _Scope) -> Iterator[tuple[str, ...]]:
    yield ("any",)
    yield from (("document", name) for name in part.documents)
    yield from (("actor", name) for name in part.lineage)
    if part.country is None:
        yield from (("actor, no country", name) for name in part.lineage)
        if part.place and part.place.lat is not None:
            yield ("point alone",)
    else:
        yield "country", part.country
        yield "admin1", part.country, part.admin1 or ""


def _keys_of_whole(whole: _Scope) -> Iterator[tuple[str, ...]]:
    yield from (("document", name) for name in whole.documents)
    if whole.place is None or (whole.country is None and whole.place.lat is None):
        yield from (("actor", name) for name in whole.lineage)
        return
    if whole.country is None:
        yield ("any",)
        return
    yield ("point alone",)
    yield from (("actor, no country", name) for name in whole.lineage)
    if whole.admin1 and whole.place.precision not in {"country", "region"}:
        yield "admin1", whole.country, whole.admin1
        yield "admin1", whole.country, ""
    else:
        yield "country", whole.country


def _covered(whole: _Scope, parts: Iterable[_Scope]) -> list[Covered]:
    found = [(part, one) for part in parts if (one := _judged(whole, part)) is not None]
    said = [part for part, one in found if one.sureness == "said" and not part.aggregate]
    if not _overflows(whole, said):
        return [one for _, one in found]
    return [_doubted(one) if part in said else one for part, one in found]


def _doubted(one: Covered) -> Covered:
    return replace(
        one, sureness="possible", reason=f"{one.reason}; with what else is told there it is more than the sum"
    )


def _overflows(whole: _Scope, parts: Sequence[_Scope]) -> bool:
    """Whether the parts add up to more than the sum can be."""
    for harm in whole.harms:
        told = sum(max((_least(h) for h in part.harms if _within(h, harm)), default=0) for part in parts)
        if harm.high is not None and told > harm.high:
            return True
    return False


def _within(part: Assessment, whole: Assessment) -> bool:
    """Whether all whom the part counts belong to those whom the whole counts."""
    return part.harm == whole.harm and (part.group == whole.group or whole.group in _ANY_GROUP)


def _least(harm: Assessment) -> int:
    return harm.low if harm.low is not None else harm.best or 0


def _judged(whole: _Scope, part: _Scope) -> Covered | None:
    """How surely `whole`, whose days hold those of `part`, covers it; None where something contradicts."""
    if part.id == whole.id or part.status != whole.status:
        return None
    if part.aggregate and part.size >= whole.size:
        return None
    together = whole.documents & part.documents
    if together & whole.apart_in or not _kinds_fit(whole.kinds, part.kinds):
        return None
    acting = whole.lineage & part.actors or part.lineage & whole.actors
    if whole.actors and part.actors and not acting:
        return None
    figure = _figure(whole.harms, part.harms)
    if figure is None:
        return None
    where = _where(whole, part)
    sureness = _sureness(where, bool(together), bool(acting), whole.sure_date and part.sure_date)
    if sureness is None:
        return None
    return Covered(part.id, sureness, "; ".join(_reasons(whole, part, where, sorted(together), figure)))


def _sureness(where: Where, together: bool, acting: bool, sure_date: bool) -> Sureness | None:
    if where == "outside" or (where == "unknown" and not together and not acting):
        return None
    if not sure_date:
        return "possible"
    if together:
        return "said" if where == "inside" else "likely"
    return "likely" if where == "inside" and acting else "possible"


def _kinds_fit(whole: frozenset[str], part: frozenset[str]) -> bool:
    if not whole or not part or whole & part or _ANY_KIND & (whole | part):
        return True
    # What one report calls a strike is an explosion in the next.
    return bool(whole & _STRIKES and part & _STRIKES)


def _figure(whole: Sequence[Assessment], part: Sequence[Assessment]) -> str | None:
    """The harm that both count, in words; None where there is none, or a part is more than the whole."""
    shared = [(w, p) for w in whole for p in part if w.harm == p.harm and _groups_fit(w.group, p.group)]
    if not shared or any(w.high is not None and _within(p, w) and _least(p) > w.high for w, p in shared):
        return None
    return f"both count {', '.join(dict.fromkeys(w.harm for w, _ in shared))}"


def _groups_fit(whole: str, part: str) -> bool:
    return whole == part or whole in _ANY_GROUP or part in _ANY_GROUP


def _where(whole: _Scope, part: _Scope) -> Where:
    """Whether the part's place lies within the aggregate's area, as far as both are fixed."""
    area, place = whole.place, part.place
    if area is None or place is None:
        return "unknown"
    if whole.country and part.country and whole.country != part.country:
        return "outside"
    same_country = whole.country is not None and whole.country == part.country
    if area.precision == "country":
        return "inside" if same_country else "unknown"
    if same_country and area.precision != "region":
        known = whole.admin1 and part.admin1
        if known and whole.admin1 != part.admin1:
            return "outside"
        if known and area.precision == "province":
            return "inside"
        if _no_wider(place, area) and area.name.casefold() == place.name.casefold():
            return "inside"
        if part.admin1 == area.name.casefold():
            # "Across Homs" may mean the town or the province of its name.
            return "inside" if area.precision == "province" else "perhaps"
    return _by_distance(area, place)


def _by_distance(area: Place, place: Place) -> Where:
    if area.lat is None or area.lon is None or place.lat is None or place.lon is None:
        return "unknown"
    reach = _REACH_KM[area.precision]
    distance = distance_km(area.lat, area.lon, place.lat, place.lon)
    if distance > reach + _REACH_KM.get(place.precision, 0.0):
        return "unknown" if place.precision == "country" else "outside"
    # A region's or a province's point says where its middle is, not where it ends.
    round_area = area.precision not in {"region", "province"}
    return "inside" if round_area and distance <= reach and _no_wider(place, area) else "perhaps"


def _no_wider(place: Place, area: Place) -> bool:
    return _WIDTHS.index(place.precision) <= _WIDTHS.index(area.precision)


def _reasons(whole: _Scope, part: _Scope, where: Where, together: Sequence[str], figure: str) -> Iterator[str]:
    yield f"{', '.join(together)} tells both" if together else "told in different reports"
    unsure = "" if whole.sure_date and part.sure_date else ", the days being unsure"
    yield f"{_days(part)} is within {_days(whole)}{unsure}"
    if where == "unknown" or whole.place is None or part.place is None:
        yield "the places are not known well enough to tell"
    else:
        yield f"{part.place.name} {'lies' if where == 'inside' else 'may lie'} in {whole.place.name}"
    yield figure
    if whole.actors and part.actors:
        yield f"both by {part.named}" if part.named == whole.named else f"by {part.named}, in the sum by {whole.named}"
    else:
        yield "no actor is named for " + ("either" if not (whole.actors or part.actors) else "one of them")


def _days(scope: _Scope) -> str:
    first, last = (date.fromordinal(day).isoformat() for day in (scope.first, scope.last))
    return first if first == last else f"{first} to {last}"
