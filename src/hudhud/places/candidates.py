"""What a name in a text may mean: entries of the gazetteer, by the name itself or by what it simplifies to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hudhud.places.gazetteer import Entry, Gazetteer
from hudhud.places.phrases import take_apart

# Hundreds of places are called San Antonio; the smallest of them are never meant.
_AT_MOST = 150

_POSSESSIVE = re.compile(r"['’]s?$")
_SHORTENED = (
    (re.compile(r"\bSt\.? (?=\w)"), "Saint "), (re.compile(r"\bSaint (?=\w)"), "St. "),
    (re.compile(r"\bSte\.? (?=\w)"), "Sainte "), (re.compile(r"\bMt\.? (?=\w)"), "Mount "),
    (re.compile(r"\bMount (?=\w)"), "Mt. "), (re.compile(r"\bFt\.? (?=\w)"), "Fort "),
    (re.compile(r"\bFort (?=\w)"), "Ft. "), (re.compile(r"\bN\. (?=\w)"), "North "),
    (re.compile(r"\bS\. (?=\w)"), "South "), (re.compile(r"\bE\. (?=\w)"), "East "),
    (re.compile(r"\bW\. (?=\w)"), "West "), (re.compile(r"\bTwp\.?"), "Township"), (re.compile(r"\bCo\.$"), "County"),
)  # fmt: skip
# "Lyme Borough", "Chestatee River", "Gatwick Airport": at or near the place whose name goes before.
_THING = re.compile(
    r"^(?:the\s+)?(?P<name>.+?)\s+(?:township|parish|borough|county|shire|metro(?:politan)?|(?:greater\s+)?area|region"
    r"|rivers?|creek|lake|bay|harbou?r|port|beach|park|valley|hills?|heights|mountains?|island|junction|station|square"
    r"|street|avenue|road|(?:(?:inter)?national|regional|municipal)?\s*airport|university|college|(?:high\s+)?school"
    r"|hospital|medical center|museum|stadium|church|cathedral|mosque|prison|jail|nuclear (?:power )?plant|reservoir)$",
    re.IGNORECASE,
)  # fmt: skip
_OF = re.compile(r"^(?:the\s+)?(?:[\w-]+\s+){0,2}(?:of|de|del)\s+(?:the\s+)?(?P<name>.+)$", re.IGNORECASE)
_ENDS = re.compile(r"^(?:(?:Lake|Port|Mount|Camp|Greater|Downtown|Old|New|Upper|Lower|Inner|Mid)\s+)(?P<name>.+)$")


@dataclass(frozen=True, slots=True)
class Meaning:
    """An entry that a name may stand for, and whether the name had to be simplified to find it."""

    entry: Entry
    simplified: bool = False


def meanings(name: str, gazetteer: Gazetteer, countries: Sequence[str] = ()) -> list[Meaning]:
    """Every located entry that `name` may mean, the best known first; at most 150.

    What the name says as it stands comes first; the head of a longer name ("Hamilton Township", "north
    London") is asked for only where the whole is unknown, and spellings that merely sound alike only in
    the given countries.
    """
    found: dict[str, Meaning] = {}
    for spelling in _spellings(name):
        for entry in gazetteer.bearing(spelling):
            found.setdefault(entry.id, Meaning(entry))
    if not found:
        for head in _heads(name):
            found = {entry.id: Meaning(entry, simplified=True) for entry in gazetteer.bearing(head)}
            if found:
                break
    if not found and countries:
        found = {e.id: Meaning(e) for e in gazetteer.lookup(name, countries=tuple(countries))}
    located = [m for m in found.values() if m.entry.lat is not None and m.entry.lon is not None]
    located.sort(key=lambda m: (-m.entry.population, -m.entry.fame, m.entry.id))
    return located[:_AT_MOST]


def _spellings(name: str) -> Iterator[str]:
    """The name, and the same with its abbreviated words in full and the other way round."""
    text = " ".join(name.split())
    yield text
    plain = _POSSESSIVE.sub("", text)
    if plain != text:
        yield plain
    if plain.lower().startswith("the "):
        yield plain[4:]
    for pattern, full in _SHORTENED:
        other = pattern.sub(full, plain)
        if other != plain:
            yield other


def _heads(name: str) -> Iterator[str]:
    """Names that a longer name contains, the nearest to the whole first."""
    text = _POSSESSIVE.sub("", " ".join(name.split()))
    for reading in take_apart(text)[1:]:
        yield reading.name
    for pattern in (_THING, _ENDS, _OF):
        if found := pattern.match(text):
            yield found["name"]
            yield from (again["name"] for p in (_THING, _ENDS) if (again := p.match(found["name"])))
    if "," in text:
        yield text.split(",")[0]
    for mark in ("-", "/", "–"):
        if mark in text:
            yield text.split(mark)[0].strip()
