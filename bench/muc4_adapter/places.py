"""Places of the task's own lists in text, and the LOCATION fill made of those that belong to an incident."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from muc4_adapter.analysis import Analysis

RANKS = {
    **dict.fromkeys("DEPARTMENT PROVINCE REGION STATE INTENDANCY COMMISSARIAT AREA ZONE VALLEY".split(), 1),
    **dict.fromkeys("CITY TOWN MUNICIPALITY PORT VILLAGE JURISDICTION DISTRICT CAPITAL TOWNSHIP CANTON".split(), 2),
    **dict.fromkeys(
        """NEIGHBORHOOD SECTOR SUBURB UNIVERSITY SCHOOL FARM HAMLET AIRPORT JAIL QUARTER COLONY ESTATE HILL VOLCANO
        RIVER MOUNTAIN BASE""".split(), 3),
}  # fmt: skip
_KIND_WORDS = {word: word for word in RANKS} | {"DEPARTMENTS": "DEPARTMENT", "NEIGHBORHOODS": "NEIGHBORHOOD"}
_NATIONALITIES = {
    "SALVADORAN": "EL SALVADOR", "SALVADORANS": "EL SALVADOR", "COLOMBIAN": "COLOMBIA", "COLOMBIANS": "COLOMBIA",
    "PERUVIAN": "PERU", "PERUVIANS": "PERU", "GUATEMALAN": "GUATEMALA", "GUATEMALANS": "GUATEMALA",
    "HONDURAN": "HONDURAS", "HONDURANS": "HONDURAS", "CHILEAN": "CHILE", "CHILEANS": "CHILE", "BOLIVIAN": "BOLIVIA",
    "BOLIVIANS": "BOLIVIA", "ARGENTINE": "ARGENTINA", "ARGENTINIAN": "ARGENTINA", "ECUADORAN": "ECUADOR",
    "ECUADOREAN": "ECUADOR", "ECUADORIAN": "ECUADOR", "NICARAGUAN": "NICARAGUA", "PANAMANIAN": "PANAMA",
    "VENEZUELAN": "VENEZUELA", "SPANISH": "SPAIN", "SPANIARDS": "SPAIN", "SPANIARD": "SPAIN", "MEXICAN": "MEXICO",
    "BRAZILIAN": "BRAZIL", "SOVIET": "USSR", "SOVIETS": "USSR", "AMERICAN": "UNITED STATES",
    "AMERICANS": "UNITED STATES", "U.S.": "UNITED STATES", "US": "UNITED STATES", "U.S": "UNITED STATES",
    "NORTH AMERICAN": "UNITED STATES", "ISRAELI": "ISRAEL", "ITALIAN": "ITALY", "FRENCH": "FRANCE",
    "GERMAN": "WEST GERMANY", "WEST GERMAN": "WEST GERMANY", "DUTCH": "NETHERLANDS", "SWISS": "SWITZERLAND",
    "CUBAN": "CUBA", "JAPANESE": "JAPAN", "BRITISH": "UNITED KINGDOM", "CHINESE": "PEOPLES REP OF CHINA",
    "CANADIAN": "CANADA", "COSTA RICAN": "COSTA RICA", "NORWEGIAN": "NORWAY", "SWEDISH": "SWEDEN",
    "IRISH": "IRELAND", "BELGIAN": "BELGIUM", "PARAGUAYAN": "PARAGUAY", "URUGUAYAN": "URUGUAY",
    "AUSTRALIAN": "AUSTRALIA", "YUGOSLAV": "YUGOSLAVIA", "POLISH": "POLAND", "UNITED STATES": "UNITED STATES",
}  # fmt: skip
_DISTINCT = frozenset("DEPARTMENT PROVINCE STATE INTENDANCY COMMISSARIAT".split())
_NEAR = 8
"""Tokens between two places told as one inside the other."""
NINE = frozenset("EL SALVADOR,COLOMBIA,PERU,GUATEMALA,HONDURAS,CHILE,BOLIVIA,ARGENTINA,ECUADOR".split(","))


@dataclass(frozen=True)
class Entry:
    """A place of the lists: where it lies, what it is, the place that contains it ("" if none), and how often."""

    country: str
    kind: str
    container: str
    weight: float


@dataclass(frozen=True)
class Found:
    """A place or country named in tokens `start:end`; a country has no entries."""

    start: int
    end: int
    name: str
    entries: tuple[Entry, ...]
    kind: str

    @property
    def is_country(self) -> bool:
        return not self.entries and not self.kind


Lexicon = Mapping[str, tuple[Entry, ...]]


def read_lexicon(table: Mapping[str, Sequence[Sequence[object]]]) -> dict[str, tuple[Entry, ...]]:
    """The lexicon from its JSON form: name → [country, kind, container, weight]."""
    return {
        name: tuple(Entry(str(c), str(k), str(i), float(str(w))) for c, k, i, w in rows) for name, rows in table.items()
    }


def nationality(text: str) -> str | None:
    """The country that a phrase's adjective or name of a nation means."""
    words = re.findall(r"[A-Z.]+", text.upper())
    for size in (2, 1):
        for at in range(len(words) - size + 1):
            if country := _NATIONALITIES.get(" ".join(words[at : at + size])):
                return country
    return None


def _kind_beside(analysis: Analysis, start: int, end: int) -> str:
    tokens = analysis.tokens
    if end < len(tokens) and tokens[end].text in _KIND_WORDS:
        return _KIND_WORDS[tokens[end].text]
    if start >= 2 and tokens[start - 1].text == "OF" and tokens[start - 2].text in _KIND_WORDS:
        return _KIND_WORDS[tokens[start - 2].text]
    if start >= 1 and tokens[start - 1].text in {"COLONIA", "BARRIO"}:
        return "NEIGHBORHOOD"
    return ""


def find(analysis: Analysis, lexicon: Lexicon, countries: frozenset[str]) -> list[Found]:
    """The places that a message names, in order, the longest name first; listed or told by a kind word."""
    tokens = analysis.tokens
    found: list[Found] = []
    at = 0
    while at < len(tokens):
        for size in range(min(6, len(tokens) - at), 0, -1):
            name = " ".join(t.text for t in tokens[at : at + size])
            entries = lexicon.get(name, ())
            kind = _kind_beside(analysis, at, at + size)
            if name in countries:
                found.append(Found(at, at + size, name, (), ""))
            elif entries and (kind or not all(t.common for t in tokens[at : at + size])):
                found.append(Found(at, at + size, name, entries, kind))
            else:
                continue
            at += size
            break
        else:
            at += 1
    taken = {i for f in found for i in range(f.start, f.end)}
    for phrase in analysis.phrases:
        kind = _kind_beside(analysis, phrase.start, phrase.end)
        if phrase.kind == "name" and kind and not taken & set(range(phrase.start, phrase.end)):
            found.append(Found(phrase.start, phrase.end, analysis.text(phrase), (), kind))
    return sorted(found, key=lambda f: f.start)


def country_votes(analysis: Analysis, found: Sequence[Found]) -> dict[str, float]:
    """How strongly each country is spoken of: names, nationalities, places, and the dateline."""
    votes: dict[str, float] = defaultdict(float)
    for place in found:
        if place.is_country:
            votes[place.name] += 1
        elif place.entries:
            best = max(place.entries, key=lambda e: e.weight)
            votes[best.country] += 0.5
    for token in analysis.tokens:
        if country := _NATIONALITIES.get(token.text):
            votes[country] += 0.7
    return votes


def settle(place: Found, country: str) -> Entry | None:
    """What a place is, if it lies in `country`. A kind word beside it decides where the lists leave a choice.

    "The Medellin area" is still the city, but "Cuscatlan department" is no town.
    """
    choice = [e for e in place.entries if e.country == country]
    if place.kind:
        told = [e for e in choice if e.kind == place.kind]
        if told or not choice or place.kind in _DISTINCT:
            choice = told or [Entry(country, place.kind, "", 0.0)]
    return max(choice, key=lambda e: e.weight, default=None)


def _beside(one: Found, two: Found) -> bool:
    return abs(one.start - two.start) <= _NEAR


def fill(country: str, places: Sequence[Found], lexicon: Lexicon) -> str:
    """The LOCATION fill of a country and the places of an incident, best first in `places`.

    With the best go those of other ranks that stand near it, or that the lists say it lies in.
    """
    settled = [(p, e) for p in places if (e := settle(p, country)) is not None and e.kind]
    if not settled:
        return country
    best, entry = settled[0]
    chosen = {RANKS.get(entry.kind, 3): (best.name, entry)}
    for place, other in settled[1:]:
        rank = RANKS.get(other.kind, 3)
        related = any(e.container == place.name for e in best.entries) or any(
            e.container == best.name for e in place.entries
        )
        if place.name != best.name and (related or _beside(place, best)):
            chosen.setdefault(rank, (place.name, other))
    deepest = chosen[max(chosen)][1]
    if deepest.container and max(chosen) == 3 and 2 not in chosen:
        inner = [e for e in lexicon.get(deepest.container, ()) if e.country == country]
        if inner:
            outer = max(inner, key=lambda e: e.weight)
            chosen.setdefault(RANKS.get(outer.kind, 2), (deepest.container, outer))
    return ": ".join([country, *(f"{name} ({e.kind})" for _, (name, e) in sorted(chosen.items(), key=lambda c: c[0]))])


def tabulate(paths: Sequence[tuple[str, float]]) -> dict[str, list[list[object]]]:
    """The lexicon's JSON form from location paths ("PERU: LIMA (CITY)") and their weights."""
    table: dict[str, dict[tuple[str, str, str], float]] = defaultdict(lambda: defaultdict(float))
    for path, weight in paths:
        parts = [p.strip() for p in path.split(":")]
        country, inside = parts[0], ""
        for part in parts[1:]:
            match = re.fullmatch(r"([^()]+?)\s*\(([A-Z ?/]+)\)", part)
            if not match or " - " in part:
                break
            name, kind = match[1].strip(), match[2].replace("?", "").split("/")[0].strip()
            if kind:
                table[name][country, kind, inside] += weight
            inside = name
    return {
        name: [[c, k, i, round(w, 1)] for (c, k, i), w in sorted(rows.items())] for name, rows in sorted(table.items())
    }
