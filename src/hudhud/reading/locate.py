"""Which of a frame's places is where it happened, and where that is.

The most specific place wins. A village that the gazetteer lacks takes the coordinates of the known
place that the sentence puts it near; without one it keeps its name and gets no coordinates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from hudhud.actors import Registry
from hudhud.model import Place
from hudhud.places import Entry, Gazetteer, Resolved, Toponym, compass, locate, resolve_all
from hudhud.reading import where
from hudhud.reading.frames import Frame
from hudhud.reading.sentences import Sentence
from hudhud.reading.where import PlaceFound

_WIDE = {"region", "country", "province"}
_RANK = {"exact": 5.0, "near": 4.0, "district": 3.0, "province": 2.0, "region": 1.0, "country": 0.0}
_NAMES = re.compile(r"[A-Z][\w’'-]*(?:\s+(?:of\s+)?[A-Z][\w’'-]*){0,2}")
_COMMA = re.compile(r",\s+")
_PRIOR_SHARE = 0.4
# A place names its country less than the country's own name does (4), and as surely as it is known.
_PLACE_WEIGHT = 2.0
_AUTHORITY = re.compile(
    r"(?P<place>[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)?)\s+(?:\w+\s+)?"
    r"(?i:civil defen[cs]e|police|health (?:ministry|directorate|authorities)|hospital|governor|mayor|municipality"
    r"|sheriff|fire department|medics|officials|residents)\b"
)
# A direction or a distance from a known place; "countryside" and "province" say too little.
_CLOSE = re.compile(
    r"\b(?:near|outside|km|kilomet|mile|close to|next to|vicinity|outskirts|adjacent"
    r"|(?:north|south|east|west)\w*(?:-\w+)?\s+of)\b",
    re.I,
)


@dataclass(frozen=True)
class LocatedPlace:
    """The place of a frame, with the words it rests on and why it was chosen."""

    place: Place
    found: PlaceFound
    sentence: Sentence
    reason: str
    entry: Entry | None = None

    @property
    def wide(self) -> bool:
        return self.place.precision in _WIDE

    @property
    def specific(self) -> bool:
        return not self.wide

    @property
    def rank(self) -> float:
        """How closely it fixes the incident; a known place before an unknown one of its kind."""
        known = 0.5 if self.place.gazetteer_id else 0.0
        return _RANK[self.place.precision] + known - (1.5 if self.found.origin else 0.0)


@dataclass(frozen=True)
class Locator:
    """Locates frames of one document, preferring the countries that it speaks of."""

    gazetteer: Gazetteer
    registry: Registry
    countries: tuple[str, ...]
    foreign: frozenset[str]
    """Adjectives of states other than the document's own: their soldiers are foreign forces."""
    meant: Mapping[str, tuple[float, float]]
    """Where the names that prepositions show to be places lie, each taken beside the others."""

    @classmethod
    def of(cls, text: str, gazetteer: Gazetteer, registry: Registry) -> Locator:
        """Find the document's countries: those named as places weigh, those named as armies little."""
        toponyms, weights = _named_places(text, gazetteer, registry)
        for found in resolve_all(toponyms, text, gazetteer):
            if found is not None and found.entry.kind != "country" and found.entry.country:
                weights[found.entry.country] += _PLACE_WEIGHT * found.probability
        for match in registry.find(text):
            # Who is quoted and who fights says where: the Syrian Observatory reports on Syria.
            if match.actor.country and match.actor.kind != "state_forces":
                weights[match.actor.country] += 2
        # Codes settle ties, so that a document gives the same countries on every machine.
        top = sorted(((c, w) for c, w in weights.items() if w > 0), key=lambda pair: (-pair[1], pair[0]))[:4]
        countries = tuple(code for code, weight in top if weight >= _PRIOR_SHARE * top[0][1])
        foreign = frozenset(
            actor.name.removesuffix(" forces").lower()
            for actor in registry.actors.values()
            if actor.id.startswith("state-") and actor.country not in countries[:1]
        )
        meant = _points(toponyms, resolve_all(toponyms, text, gazetteer, countries))
        return cls(gazetteer, registry, countries, foreign, meant)

    def best(self, frame: Frame) -> LocatedPlace | None:
        """The most specific place of a frame, the first of equals."""
        found = self._all(frame)
        if not found:
            return self._of_label(frame.sentence) or self._of_authority(frame.sentence)
        chosen = max(found, key=lambda p: p.rank)
        if chosen.place.lat is None and chosen.specific and chosen.place.precision != "district":
            return self._beside(chosen, found)
        return chosen

    def _of_label(self, sentence: Sentence) -> LocatedPlace | None:
        """The place that heads a bulletin's paragraph: where in that province it happened is not said."""
        heading = where.label(sentence.parsed.doc[:])
        if heading is None or sentence.parsed.block.kind == "headline":
            return None
        located = locate(heading.text.title(), self.gazetteer, self.countries)
        if located.entry is None or located.entry.kind not in {"populated", "admin1", "admin2", "site"}:
            return None
        place = located.place.model_copy(
            update={"name": heading.text, "lat": None, "lon": None, "precision": "province"}
        )
        found = where.PlaceFound(heading.text, heading.text, tuple(heading), False, heading.root)
        return LocatedPlace(place, found, sentence, f"heads the paragraph; {located.reason}", located.entry)

    def _of_authority(self, sentence: Sentence) -> LocatedPlace | None:
        """ "Gaza's civil defence says": a local authority speaks of its own place; where in it is not said."""
        match = _AUTHORITY.match(sentence.source.name) if sentence.source is not None else None
        if match is None or sentence.source is None:
            return None
        located = locate(match["place"].removesuffix("’s").removesuffix("'s"), self.gazetteer, self.countries)
        if located.entry is None or located.entry.kind in {"country", "region"}:
            return None
        place = located.place.model_copy(update={"lat": None, "lon": None, "precision": "province"})
        tokens = sentence.source.tokens
        found = where.PlaceFound(match["place"], match["place"], tuple(tokens), False, tokens[0])
        return LocatedPlace(
            place, found, sentence, f"the place of the authority quoted; {located.reason}", located.entry
        )

    def _all(self, frame: Frame) -> list[LocatedPlace]:
        """Every place of the frame; a name that many places bear is taken near the best known of the others."""
        first = [self.placed(p, frame.sentence) for p in frame.places]
        out = []
        for index, located in enumerate(first):
            others = [o.entry for i, o in enumerate(first) if i != index and o.entry is not None]
            anchor = max(others, key=lambda e: e.population, default=None)
            if anchor is None or anchor.lat is None or anchor.lon is None:
                out.append(located)
            else:
                out.append(self.placed(located.found, frame.sentence, (anchor.lat, anchor.lon)))
        return out

    def placed(self, place: PlaceFound, sentence: Sentence, near: tuple[float, float] | None = None) -> LocatedPlace:
        """Where a place of a sentence is; of a name that many bear, the one nearest to `near`."""
        located = locate(place.phrase, self.gazetteer, self.countries, near or self.meant.get(place.name))
        value = located.place
        if value.gazetteer_id is None or value.precision in {"exact", "near", "province"}:
            value = value.model_copy(update={"name": place.name if value.precision != "region" else value.name})
        return LocatedPlace(value, place, sentence, located.reason, located.entry)

    def _beside(self, unknown: LocatedPlace, found: list[LocatedPlace]) -> LocatedPlace:
        """ "Shourik village, around 5 km east of Qamishli": the known place lends its coordinates."""
        known = [o for o in found if o.place.lat is not None and o is not unknown]
        close = [o for o in known if _CLOSE.search(o.found.phrase)]
        for other in close:
            lent = other.place.model_dump(include={"lat", "lon", "country", "admin1", "gazetteer_id"})
            place = unknown.place.model_copy(update={**lent, "precision": "near", "relation": other.found.phrase})
            reason = f"{unknown.found.name} is not in the gazetteer; put at {other.found.phrase!r}: {other.reason}"
            return LocatedPlace(place, unknown.found, unknown.sentence, reason)
        return unknown


def _as_place(text: str, at: int) -> bool:
    return bool(re.search(r"\b(?:in|across|from|of|inside|into|near)\s+(?:the\s+)?$", text[max(0, at - 16) : at]))


def _named_places(text: str, gazetteer: Gazetteer, registry: Registry) -> tuple[list[Toponym], dict[str, float]]:
    """Names that stand where places do, and how much the countries among all names weigh.

    A place follows a preposition, or a comma joins it to the division or country that holds it
    ("NAPLES, Fla.", "in Baga, Borno").
    """
    toponyms: dict[int, Toponym] = {}
    weights: dict[str, float] = defaultdict(float)
    before: Toponym | None = None
    for found in _NAMES.finditer(text):
        name = _known_part(text, found, gazetteer)
        if not name:
            continue
        here, as_place = Toponym(name, found.start(), found.start() + len(name)), _as_place(text, found.start())
        if code := gazetteer.country(name):
            weights[code] += _country_weight(name, as_place, registry)
        joined = before is not None and _COMMA.fullmatch(text, before.end, here.start) is not None
        if joined and before is not None and (before.start in toponyms or _holds(name, gazetteer)):
            toponyms[before.start], toponyms[here.start] = before, here
        elif as_place:
            toponyms[here.start] = here
        before = here
    return [toponyms[start] for start in sorted(toponyms)], weights


def _known_part(text: str, found: re.Match[str], gazetteer: Gazetteer) -> str:
    """The longest beginning of a name that the gazetteer knows: "Homs" of "Homs Monday"; empty for none."""
    name = found.group()
    if text.startswith(".", found.end()) and any(e.matched == "written" for e in gazetteer.bearing(name + ".")):
        return name + "."
    words = reversed(list(re.finditer(r"\S+", name)))
    known = next((part for word in words if gazetteer.bearing(part := name[: word.end()])), "")
    return "" if compass(known) is not None else known  # "North" is a region of Cameroon, and of anywhere


def _holds(name: str, gazetteer: Gazetteer) -> bool:
    return any(e.kind in {"admin1", "country"} and (e.own or e.matched == "written") for e in gazetteer.bearing(name))


def _country_weight(name: str, as_place: bool, registry: Registry) -> int:
    """A country's name says most of where a report lies, an army's adjective least."""
    actor = registry.named(name)
    if actor is None or actor.kind != "state_forces":
        return 4
    adjective = actor.name.removesuffix(" forces") == name
    return 4 if as_place else 0 if adjective else 2


def _points(toponyms: list[Toponym], found: list[Resolved | None]) -> dict[str, tuple[float, float]]:
    return {
        t.name: (r.entry.lat, r.entry.lon)
        for t, r in zip(toponyms, found, strict=True)
        if r and r.entry.kind in {"populated", "site", "admin2"} and r.entry.lat is not None and r.entry.lon is not None
    }
