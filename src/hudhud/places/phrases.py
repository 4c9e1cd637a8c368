"""Take the words of a place apart: relation ("20 km south of"), kind of place ("province"), name.

Nothing here knows any place; `relations` looks the names up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hudhud.places.geometry import compass

RelationKind = Literal["near", "distance", "direction", "between", "countryside", "part"]
Sort = Literal["settlement", "site", "province", "district", "countryside", "desert", "border"]


@dataclass(frozen=True, slots=True)
class Relation:
    """How an incident lies to a named place, in the report's words."""

    words: str
    kind: RelationKind
    km: float | None = None
    bearing: float | None = None
    other: str | None = None
    """The second place of "between A and B"."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name without the words that only say what sort of place it is."""

    name: str
    sort: Sort | None = None
    part: str | None = None
    """The compass word of "southern Syria"."""
    within: tuple[str, ...] = ()
    """The larger places that follow: "Sukhna, Homs province"."""


_NUMBER = (
    r"(?P<number>\d[\d,]*(?:\.\d+)?|a dozen|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen"
    r"|twenty|thirty|forty|fifty)"
)
_WORD_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "a dozen": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50,
}  # fmt: skip
_UNITS = {"k": 1.0, "mi": 1.609344, "me": 0.001, "m": 0.001, "na": 1.852}
# "30 km NE of Menaka": capitals alone are winds, "s of" is none.
_WIND = r"(?:(?:north|south|east|west)(?:[\s-]?(?:north|south|east|west)){0,2}|(?-i:[NS]?[NS]?[EW]|[NS]))"
_DISTANCE = re.compile(
    rf"\b{_NUMBER}[\s-]*(?P<unit>k(?:ilo)?m(?:et(?:re|er))?s?|kms?|mi(?:le)?s?|met(?:re|er)s?|m|nautical miles?)\b"
    rf"(?:\s*\([^)]*\))?(?:\s+(?:to\s+the\s+|(?:in\s+)?the\s+|due\s+)?(?P<wind>{_WIND})(?:ern)?\b)?", re.IGNORECASE,
)  # fmt: skip
_DIRECTION = re.compile(rf"\b(?:to\s+the\s+|just\s+|due\s+|further\s+)*({_WIND})(?:ern)?\s+of\b", re.IGNORECASE)
_COUNTRYSIDE = re.compile(
    r"\b(?:country\s?side|rural\s+(?:areas?|parts?|communities)|hinterland|reef|rif)\b", re.IGNORECASE
)
_NEAR = re.compile(
    r"\b(?:near(?:by)?|outside|outskirts?|close\s+to|just\s+off|around|next\s+to|not\s+far\s+from|vicinity|up\s+the"
    r"|down\s+the|on\s+the\s+(?:road|way|highway|edges?)|adjacent|beyond|toward?s?|along|in\s+the\s+area\s+of"
    r"|surrounding|(?:away\s+)?from|entrances?|by)\b"
    r"|\boff(?:\s+(?:the\s+)?(?:\w+\s+)?(?:coast|shores?)(?:\s+of)?)?$", re.IGNORECASE,
)  # fmt: skip
_BETWEEN = re.compile(
    r"^(?P<words>.*?\b(?:between|linking|connecting|from))\s+(?P<one>.+?)\s+(?:and|with|to)\s+(?P<two>.+)$",
    re.IGNORECASE,
)


def parse_relation(words: str, other: str | None = None) -> Relation | None:
    """The relation that the words before a place state; None where they state none ("in", "at").

    `other` is the second place where the words end in "between".
    """
    text = " ".join(words.split())
    if other:
        return Relation(text, "between", other=other)
    if found := _DISTANCE.search(text):
        number = found["number"].lower()
        amount = float(_WORD_NUMBERS[number] if number in _WORD_NUMBERS else number.replace(",", ""))
        unit = found["unit"].lower()
        scale = next(_UNITS[start] for start in ("na", "k", "mi", "me", "m") if unit.startswith(start))
        bearing = compass(found["wind"]) if found["wind"] else None
        return Relation(text, "distance", km=round(amount * scale, 3), bearing=bearing)
    if _COUNTRYSIDE.search(text):
        return Relation(text, "countryside")
    if found := _DIRECTION.search(text):
        return Relation(text, "direction", bearing=compass(found[1]))
    if _NEAR.search(text):
        return Relation(text, "near")
    return None


_BEFORE_NAME = re.compile(r"\b(?:of|near|outside|from|to|around|off|beyond|towards?|along)\s+", re.IGNORECASE)
_ROAD = re.compile(r"between|road|highway|linking|connecting", re.IGNORECASE)


_EDGE_AFTER = re.compile(
    rf"^(?:the\s+)?(?P<name>.+?)(?:['’]s?)?\s+(?P<words>(?:{_WIND}(?:ern)?\s+)?(?:outskirts?|periphery|environs|coast))$",
    re.IGNORECASE,
)  # fmt: skip


def read_phrase(phrase: str) -> tuple[str, Relation | None]:
    """Name and relation of a whole phrase: "20 km south of Homs" is "Homs" and its relation."""
    text = " ".join(phrase.split())
    road = _BETWEEN.match(text)
    if road and _ROAD.search(road["words"]):
        return road["one"], parse_relation(road["words"], road["two"])
    # "of" binds names too ("Gulf of Aden"): only words that state a relation are taken off.
    for end in sorted((found.end() for found in _BEFORE_NAME.finditer(text)), reverse=True):
        relation = parse_relation(text[:end])
        if relation and text[end:]:
            return text[end:], relation
    if edge := _EDGE_AFTER.match(text):
        return edge["name"], Relation(edge["words"], "near")
    return text, None


_ROAD_NAME = re.compile(
    r"^(?P<words>(?:.*\b(?:on|along|off|near|of)\s+)?(?:the\s+)?(?:main\s+)?)(?P<ends>[^\W\d_][^,]*?[-–—][^,]+?)\s+"
    r"(?P<road>roads?|highways?|motorways?)$", re.IGNORECASE,
)  # fmt: skip


def road_ends(phrase: str) -> tuple[tuple[str, str, Relation], ...]:
    """Ways to read a road by its ends: "on the Deir ez-Zor–Damascus road" may be parted at either dash."""
    found = _ROAD_NAME.match(" ".join(phrase.split()))
    if not found:
        return ()
    ends, road = found["ends"], found["road"]
    cuts = [dash.span() for dash in re.finditer(r"\s*[-–—]\s*", ends)]
    readings = []
    for start, stop in cuts:
        if ends[:start] and ends[stop:]:
            words = f"{found['words']}{road} between"
            readings.append((ends[:start], ends[stop:], Relation(words, "between", other=ends[stop:])))
    return tuple(readings)


_PROVINCES = r"provinces?|governorates?|states?|oblasts?|departments?|wilayat?|muhafazah?|prefecture|emirate"
_DISTRICTS = (
    r"(?:sub-?)?districts?|count(?:y|ies)|raion|rayon|territory|local government area|lga|cercle|township|nahiya"
    r"|municipality|localit(?:y|ies)|commune|zone|tehsil|woreda|area"
)
_SETTLEMENTS = r"villages?|towns?|cit(?:y|ies)|hamlets?|settlements?|community"
# At, but not the same as, the town that names them: "Damascus airport", "a camp at Hol", "a suburb of Homs".
_SITES = (
    r"(?:(?:refugee|idp|displacement|displaced)\s+)?camps?|farms?|markets?|(?:border\s+)?crossing|air\s?bases?|airports?|airfield"
    r"|dam|(?:military\s+)?base|checkpoint|junction|bridge|hospital|university|prison|mosque|church|oil\s?fields?"
    r"|neighbou?rhoods?|quarters?|suburbs?"
)
_RURAL = r"country\s?side|rural areas?|rural parts?|hinterland|reef|rif"
_SORTS: tuple[tuple[Sort, str], ...] = (
    ("countryside", _RURAL), ("province", _PROVINCES), ("district", _DISTRICTS), ("desert", "deserts?|steppe"),
    ("settlement", _SETTLEMENTS), ("site", _SITES),
)  # fmt: skip
_COMPASS = (
    r"(?:(?:far|deep|extreme)\s+)?(?:north|south|east|west|central|upper|lower)"
    r"(?:[\s-]?(?:north|south|east|west|central))?(?:ern(?:most)?)?"
)
_AFTER = {
    sort: re.compile(rf"^(?:the\s+)?(?P<name>.+?)(?:['’]s?)?\s+(?:(?P<part>{_COMPASS})\s+)?(?:{words})$", re.IGNORECASE)
    for sort, words in _SORTS
}
_BEFORE = {
    sort: re.compile(
        rf"^(?:the\s+|an?\s+)?(?:(?P<part>{_COMPASS})\s+)?(?:{words})\s+(?:of\s+(?:the\s+)?)(?P<name>.+)$",
        re.IGNORECASE,
    )
    for sort, words in _SORTS
}
_RURAL_BEFORE = re.compile(r"^(?:the\s+)?(?:rural|reef|rif)\s+(?P<name>.+)$", re.IGNORECASE)
_PART = re.compile(rf"^(?:the\s+)?(?P<part>{_COMPASS})\s+(?:parts?\s+of\s+)?(?P<name>[^\W\d_].+)$", re.IGNORECASE)
_PART_OF = re.compile(r"^(?:the\s+)?(?P<part>north|south|east|west|centre|center)\s+of\s+(?P<name>.+)$", re.IGNORECASE)
_BORDER = re.compile(r"\b(?:border|frontier)\b", re.IGNORECASE)
_WITHIN = re.compile(r"\s*,\s*|\s+in\s+(?:the\s+)?", re.IGNORECASE)


def take_apart(name: str) -> tuple[Named, ...]:
    """Readings of a name, the whole name first: "Hol camp" may be a camp's name, or a camp at Hol."""
    text = " ".join(name.split()).strip(" ,.;:")
    head, *rest = [part for part in _WITHIN.split(text) if part] or [text]
    within = tuple(rest)
    readings = [Named(head, within=within)]
    if head.lower().startswith("the "):
        readings.append(Named(head[4:], within=within))
    if _BORDER.search(head):
        return (*readings, Named(_BORDER.sub("", head).strip() or head, "border", within=within))
    readings += _with_sort(head, within)
    for pattern in (_PART_OF, _PART):
        if found := pattern.match(head):
            for inner in [Named(found["name"]), *_with_sort(found["name"], ())]:
                readings.append(Named(inner.name, inner.sort, found["part"], within))
            break
    return tuple(dict.fromkeys(readings))


def _with_sort(text: str, within: tuple[str, ...]) -> list[Named]:
    if found := _RURAL_BEFORE.match(text):
        return [Named(found["name"], "countryside", within=within)]
    readings: list[Named] = []
    for sort, _ in _SORTS:
        found = _AFTER[sort].match(text) or _BEFORE[sort].match(text)
        if not found:
            continue
        readings.append(Named(found["name"], sort, found["part"], within))
        # "the countryside of Hama province": the inner word says which Hama.
        readings += [Named(r.name, sort, found["part"], within) for r in _with_sort(found["name"], within)]
        break
    return readings
