"""From the words of a place to a `Place`: entry, coordinates, and how closely the words fix them.

Coordinates are given only where the words fix a point: a named settlement or site, a place near one,
or a distance and direction from one. The middle of a province would be more than the report said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hudhud.model.claims import Place
from hudhud.places.gazetteer import Entry, Gazetteer
from hudhud.places.geometry import destination, distance_km, midpoint
from hudhud.places.phrases import Named, Relation, read_phrase, road_ends, take_apart
from hudhud.places.sources import Kind

Point = tuple[float, float]

_POINTS: frozenset[Kind] = frozenset(["populated", "site"])
_PRECISION: dict[Kind, str] = {
    "populated": "exact", "site": "exact", "admin2": "district", "area": "district", "admin1": "province",
    "region": "region", "country": "country",
}  # fmt: skip
_WANTED: dict[str | None, frozenset[Kind]] = {
    "settlement": _POINTS,
    "site": _POINTS,
    "province": frozenset(["admin1"]),
    "district": frozenset(["admin2", "area"]),
    # "The countryside of Homs" is said of cities and of provinces; either way it is a district.
    "countryside": frozenset(["populated", "admin2", "admin1", "area"]),
    "desert": frozenset(["admin1", "region", "area"]),
}
_SORT_PRECISION = {"province": "province", "district": "district", "countryside": "district", "desert": "province",
                   "site": "near"}  # fmt: skip
# Two places further apart than this do not fix what lies on the road between them.
_ROAD_KM = 60.0
# Outside the countries that the document names, only places that readers are expected to know.
_KNOWN_ABROAD = 100_000
_KNOWN_NEXT_DOOR = 15_000
_KNOWN_ANYWHERE = 1_000


@dataclass(frozen=True, slots=True)
class Located:
    """A place, and in one line which entry was taken and why."""

    place: Place
    reason: str
    entry: Entry | None = None


def locate(phrase: str, gazetteer: Gazetteer, countries: Sequence[str] = (), near: Point | None = None) -> Located:
    """Resolve a whole phrase: "20 km south of Palmyra", "the countryside of Hama", "southern Syria"."""
    for one, other, road in road_ends(phrase):
        if all(_known(end, gazetteer, countries, near) for end in (one, other)):
            return resolve(one, road, gazetteer, countries, near)
    name, relation = read_phrase(phrase)
    return resolve(name, relation, gazetteer, countries, near)


def _known(name: str, gazetteer: Gazetteer, countries: Sequence[str], near: Point | None) -> bool:
    """Whether `name` is a settlement's or a site's, without the help of its sound."""
    found = gazetteer.lookup(name, countries=countries, near=near, kinds=_POINTS)
    return any(e.matched != "key" and _believable(e, gazetteer, countries) for e in found)


def resolve(
    name: str,
    relation: Relation | None,
    gazetteer: Gazetteer,
    countries: Sequence[str] = (),
    near: Point | None = None,
) -> Located:
    """The place that `name` and its relation mean. An unknown name is kept, without coordinates."""
    readings = take_apart(name)
    for reading in readings:
        home, point, setting = _setting(reading, gazetteer, countries, near)
        if found := _as_country(name, reading, relation, gazetteer, home):
            return found
        entry, why = _choose(reading, relation, gazetteer, home, point, setting)
        if entry:
            if relation and relation.kind == "between":
                return _between(name, relation, entry, gazetteer, home)
            return _placed(name, reading, relation, entry, why)
    return _unknown(name, readings, relation, countries)


def _setting(
    reading: Named, gazetteer: Gazetteer, countries: Sequence[str], near: Point | None
) -> tuple[tuple[str, ...], Point | None, str | None]:
    """Countries, point and province to prefer, from the larger places that the name itself gives."""
    home, setting = tuple(countries), None
    for words in reversed(reading.within):
        if code := gazetteer.country(words):
            home = (code,)
            continue
        for larger in take_apart(words):
            entry = next(
                (e for e in (*gazetteer.lookup(larger.name, countries=home, near=near), *gazetteer.bearing(larger.name))
                 if e.kind in ("admin1", "admin2") and (not home or e.country in home)), None,
            )  # fmt: skip
            if entry and entry.country:
                home, setting = (entry.country,), entry.admin1
                if entry.lat is not None and entry.lon is not None:
                    near = (entry.lat, entry.lon)
                break
    return home, near, setting


def _as_country(
    name: str, reading: Named, relation: Relation | None, gazetteer: Gazetteer, home: Sequence[str]
) -> Located | None:
    """A country, a part of one, or a border: no coordinates."""
    code = gazetteer.country(reading.name)
    if reading.sort == "border":
        country = home[0] if home else code
        place = Place(name=name, country=country, precision="region", relation=relation and relation.words)
        return Located(place, "a border is a line: no coordinates")
    if not code or reading.sort in ("settlement", "site", "province", "district"):
        return None
    local = gazetteer.lookup(reading.name, countries=home, kinds=("populated", "admin1"))
    if code not in home and any(e.country in home and e.matched != "key" for e in local):
        return None  # "Georgia" in a report on the United States
    country_name = gazetteer.country_name(code)
    part = reading.part or reading.sort or (relation.words if relation else None)
    if part:
        place = Place(name=name, country=code, precision="region", relation=relation and relation.words)
        return Located(place, f"a part of {country_name} ({part}): no coordinates")
    return Located(Place(name=name, country=code, precision="country"), f"the country {country_name}")


def _choose(
    reading: Named,
    relation: Relation | None,
    gazetteer: Gazetteer,
    home: tuple[str, ...],
    near: Point | None,
    setting: str | None,
) -> tuple[Entry | None, str]:
    found = [e for e in gazetteer.lookup(reading.name, countries=home, near=near) if e.kind != "country"]
    found = [e for e in found if _believable(e, gazetteer, home)]
    if setting and (inside := [e for e in found if e.admin1 == setting]):
        found = inside
    if not found:
        return None, ""
    first, wanted = found[0], _WANTED.get(reading.sort)
    if reading.sort is None and reading.part is None:
        # A bare "Homs" is the city; a distance or a road is measured from the city in any case.
        wanted = _POINTS if first.kind in ("admin1", "admin2") else None
        if wanted and not any(e.kind in wanted and e.country == first.country for e in found):
            return first, ""
    elif reading.part is not None and reading.sort is None:
        wanted = frozenset(["admin1", "region", "area", "admin2"])
    if wanted is None:
        return first, ""
    same = [e for e in found if e.kind in wanted and e.country == first.country]
    if same:
        better = same[0] if reading.sort or reading.part or _well_known(same[0], first) else first
        return better, f"taken as {better.kind}" if better is not first else ""
    # "Raqqa district" may not be in the gazetteer while Raqqa is: the words still say how wide it is.
    return first, f"no {reading.sort or 'larger place'} of that name"


def _well_known(place: Entry, division: Entry) -> bool:
    """Whether a bare name means the town rather than the division that is called after it."""
    return division.kind == "admin2" or place.population >= 10_000 or place.fame >= 20


def _believable(entry: Entry, gazetteer: Gazetteer, home: Sequence[str]) -> bool:
    if entry.country in home or entry.country is None or entry.kind in ("region", "area", "site"):
        return True
    if not home:
        return entry.population >= _KNOWN_ANYWHERE or entry.kind == "admin1" or entry.fame >= 5
    if entry.matched != "exact":
        return False
    if any(entry.country in gazetteer.neighbours(code) for code in home):
        return entry.population >= _KNOWN_NEXT_DOOR or entry.kind == "admin1"
    return entry.kind != "admin2" and entry.population >= _KNOWN_ABROAD


def _describe(entry: Entry) -> str:
    where = ", ".join(filter(None, [entry.admin1_name if entry.kind != "admin1" else None, entry.country]))
    how = {
        "exact": "",
        "folded": ", but for accents and article",
        "key": ", by consonants",
        "written": ", as it is abbreviated",
    }[entry.matched]
    return f"{entry.name} ({entry.kind}{', ' + where if where else ''}; {entry.id}){how}"


def _placed(name: str, reading: Named, relation: Relation | None, entry: Entry, why: str) -> Located:
    precision = _SORT_PRECISION.get(reading.sort or "", _PRECISION[entry.kind])
    if reading.part and precision == "exact":
        precision = "district"
    point = (entry.lat, entry.lon) if entry.kind in _POINTS and precision in ("exact", "near") else None
    if precision == "near" and point is None:  # "the airport of Idlib province"
        precision = _PRECISION[entry.kind]
    notes = [_describe(entry), why]
    if relation and relation.kind == "countryside":
        precision, point = "district", None
    elif relation and (point or (relation.km is not None and entry.kind in _POINTS)):
        precision, point = "near", (entry.lat, entry.lon)
        if relation.kind == "distance" and relation.km is not None and relation.bearing is not None:
            point = destination(entry.lat or 0.0, entry.lon or 0.0, relation.bearing, relation.km)
            notes.append(f"{relation.km:g} km at {relation.bearing:g}°")
        elif relation.km is not None:
            notes.append(f"{relation.km:g} km in a direction not said")
    elif precision not in ("exact", "near"):
        notes.append("an area: no coordinates")
    lat, lon = point or (None, None)
    place = Place(
        name=name, country=entry.country, admin1=entry.admin1_name if entry.kind != "region" else None,
        lat=_rounded(lat), lon=_rounded(lon), precision=precision, relation=relation.words if relation else None,
        gazetteer_id=entry.id,
    )  # fmt: skip
    return Located(place, "; ".join(filter(None, notes)), entry)


def _rounded(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, 5)


def _between(name: str, relation: Relation, one: Entry, gazetteer: Gazetteer, home: tuple[str, ...]) -> Located:
    near = (one.lat, one.lon) if one.lat is not None and one.lon is not None else None
    other = resolve(relation.other or "", None, gazetteer, home or tuple(filter(None, [one.country])), near).entry
    words = f"{relation.words} {name} and {relation.other}"
    place = {"name": name, "country": one.country, "admin1": one.admin1_name, "relation": words}
    if other is None or near is None or other.lat is None or other.lon is None:
        return Located(Place(**place, precision="district"), f"{_describe(one)}; {relation.other} unknown", one)
    apart = distance_km(*near, other.lat, other.lon)
    if apart > _ROAD_KM or one.kind not in _POINTS or other.kind not in _POINTS:
        why = f"{_describe(one)} and {_describe(other)}; {apart:.0f} km apart: no coordinates"
        return Located(Place(**place, precision="district"), why, one)
    lat, lon = midpoint(*near, other.lat, other.lon)
    why = f"half way between {_describe(one)} and {_describe(other)}, {apart:.0f} km apart"
    return Located(Place(**place, lat=round(lat, 5), lon=round(lon, 5), precision="near"), why, one)


def _unknown(name: str, readings: Sequence[Named], relation: Relation | None, countries: Sequence[str]) -> Located:
    sort = next((r.sort for r in readings if r.sort), None)
    precision = _SORT_PRECISION.get(sort or "", "near" if relation else "exact")
    if relation and relation.kind == "countryside":
        precision = "district"
    country = countries[0] if len(set(countries)) == 1 else None
    place = Place(name=name, country=country, precision=precision, relation=relation.words if relation else None)
    return Located(place, "not in the gazetteer, or only as a small place in another country")
