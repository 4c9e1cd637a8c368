"""Which of the places that share a name is meant: a score, the sum of a few stated parts."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from hudhud.places.geometry import distance_km
from hudhud.places.sources import Kind

Matched = Literal["exact", "folded", "key", "written"]

# A country of the document outweighs all the rest together; the rest was tuned on half of three news
# collections (LGL, TR-News, GeoVirus). Calibrated as a set: do not tune one value in isolation.
_IN_COUNTRY = 30.0
_NEXT_COUNTRY = -0.5
_NEXT_DOOR = 2.0
_MATCHED: dict[Matched, float] = {"exact": 1.0, "folded": 0.6, "key": -1.0, "written": 0.0}
_OWN_NAME = 2.0
_LIKENESS = 4.0
_PER_TENFOLD_POPULATION = 1.0
_PER_DOUBLED_FAME = 0.5
_KIND: dict[Kind, float] = {
    "country": 6.0, "admin1": 0.5, "populated": 0.0, "region": 6.0, "site": 3.0, "area": 3.0, "admin2": -1.5,
}  # fmt: skip
# A province's population is a sum over its places: its people are not its fame.
_DIVISION_POPULATION_CAP = 3_000_000
_PER_TENFOLD_DISTANCE = -1.5
_DISTANCE_KM = 25.0

# Below this likeness of letters, two names that share a key are two names. At 0.81, two in three of the
# spellings in supplement.yaml reach another of their group by key alone (three in four with no limit),
# and one in 400 foreign places is taken for a Syrian one (eight in 400 at 0.6, "Hamsi" for Homs among them).
LIKE_ENOUGH = 0.81


class Candidate(NamedTuple):
    """An entry as the database gives it, with how it matched."""

    id: str
    name: str
    kind: Kind
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    population: int
    fame: int
    matched: Matched
    spelling: str
    likeness: float
    """1 where the entry's own name is the one asked for; in between only where keys matched."""


def likeness_to(asked: str) -> Callable[[str], float]:
    """How alike other folded names are to `asked`, from 0 to 1; 0 for all below LIKE_ENOUGH.

    The cheap upper bounds come first: a short key in a large country has a hundred names.
    """
    matcher = SequenceMatcher(None, "", asked, autojunk=False)

    def likeness(other: str) -> float:
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() < LIKE_ENOUGH or matcher.quick_ratio() < LIKE_ENOUGH:
            return 0.0
        ratio = matcher.ratio()
        return ratio if ratio >= LIKE_ENOUGH else 0.0

    return likeness


def score(
    c: Candidate, countries: Sequence[str], next_door: Collection[str], near: tuple[float, float] | None
) -> float:
    """How likely `c` is meant. Only the order has a meaning."""
    people = min(c.population, _DIVISION_POPULATION_CAP) if c.kind in ("admin1", "admin2") else c.population
    total = _MATCHED[c.matched] + _KIND[c.kind]
    total += c.likeness * (_LIKENESS if c.matched == "key" else _OWN_NAME)
    total += _PER_TENFOLD_POPULATION * math.log10(1 + people) + _PER_DOUBLED_FAME * math.log2(1 + c.fame)
    if c.country in countries:
        total += _IN_COUNTRY + _NEXT_COUNTRY * countries.index(c.country)
    elif c.country in next_door:
        total += _NEXT_DOOR
    if near is not None and c.lat is not None and c.lon is not None:
        km = distance_km(*near, c.lat, c.lon)
        total += _PER_TENFOLD_DISTANCE * math.log10(1 + km / _DISTANCE_KM)
    return total
