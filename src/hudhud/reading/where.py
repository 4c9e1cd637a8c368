"""Places in a sentence: names that stand in a place slot, with what relates the incident to them.

A name is taken for a place only where the syntax calls for one ("in X", "X village", "outside X") or
the parser calls it one; the gazetteer alone would find places in every surname. What the words around
the name make of it ("20 km south of", "countryside") is for `places` to say: here they are kept with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hudhud.actors import Registry

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_PREPOSITIONS = frozenset(
    """in at near outside inside around on across from throughout over into toward towards off beside between of to
    along within through hit""".split()
)
_GENERIC = frozenset(
    """town village city hamlet camp camps district province governorate state region countryside area desert
    neighborhood neighbourhood suburb outskirts vicinity prison airport airbase base crossing county municipality
    subdistrict department reef rural border capital villages towns port hill checkpoint market mountains mountain
    forest locality township enclave strip island valley oblast division highway road""".split()
)
# A name that ends so is a spot inside a town, and no place apart from it.
_INSIDE_TOWNS = frozenset(
    """street st avenue ave road rd boulevard blvd drive lane court way place block square plaza park club bar lounge
    restaurant cafe school college university apartments hotel motel mall church mosque temple synagogue hospital clinic
    theater theatre cinema store shop supermarket market roundabout bridge station stadium gym arena bakery factory
    cemetery library""".split()
)
_DIRECTIONS = r"(?:north|south|east|west|north-?east|north-?west|south-?east|south-?west|central)(?:ern)?"
_RURAL = frozenset({"countryside", "suburbs", "outskirts"})  # "Aleppo northern countryside" is not Aleppo
_DIRECTION_WORD = re.compile(rf"{_DIRECTIONS}$", re.I)
# What stands before a name and relates the incident to it. Taken whole: `places` reads the words.
_RELATION = re.compile(
    rf"\d+(?:\.\d+)?\s*(?:km|kilomet(?:er|re)s?|miles?)\s+(?:to the\s+)?{_DIRECTIONS}\s+of\s+$"
    rf"|(?:the\s+)?{_DIRECTIONS}\s+(?:(?:of|to)\s+)?$"
    r"|(?:near(?:by)?|(?:just\s+)?outside|close to|around|(?:in|on)?\s*the (?:vicinity|outskirts|edge) of|next to"
    r"|adjacent to|not far from|beside)\s+(?:the\s+)?$"
    r"|(?:the\s+)?(?:(?:[a-z]+ern|north|south|east|west)\s+)?(?:countryside|reef|rural parts?)\s+(?:of\s+)?$"
    r"|(?:rural|reef)\s+$",
    re.I,
)
_LEAD_IN = re.compile(
    r"(?:the\s+)?(?:(?!(?:near|outside|of|in|at|from|to|and|by|around|beside)\b)\w+\s+){0,2}?"
    r"(?:town|village|city|province|governorate|district|camp|area|region)s?(?:\s+of)?\s+$",
    re.I,
)
_ARTICLES = {"al", "el", "as", "ash", "ad", "ar", "an", "at", "az", "ez"}
# Of "the northeastern city of" only "city of" says what sort of place follows.
_LEAD_NOUN = re.compile(r"\w+(?:\s+of)?\s+$")
# "AMMAN, Feb. 17 (Agency) -": where it was written, not where it happened.
_DATELINE = re.compile(r"^\s*[A-Z][\w’'/ -]{2,30}(?:,[^-–—:]{2,40})?(?:\([^)]{2,30}\))?\s*[-–—]{1,2}\s")
# "DEIR EZZOR: On Saturday gunmen …": a bulletin's heading inside its paragraph.
_LABEL = re.compile(r"^\s*((?:[A-Z][\w’'-]+[ ]?){1,4})(?:province|governorate|state|countryside)?\s*[:|]\s", re.U)
_NEVER = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun god
    allah isis facebook twitter telegram ramadan eid christmas easter internet covid-19 m4 m5""".split()
)
_JOINERS = frozenset("- ‑ ’ ' de la del el al as ash ad ar an at az of ez es bin abu".split())


@dataclass(frozen=True)
class PlaceFound:
    """A name in a place slot, before the gazetteer has been asked."""

    name: str
    phrase: str
    """The name with the words that relate the incident to it or say what sort of place it is."""
    tokens: tuple[Token, ...]
    origin: bool
    """Behind "from": more often where somebody comes from than where it happened."""
    governor: Token = field(compare=False)
    """The word that the place phrase hangs on; leads to the trigger that it locates."""

    @property
    def inside_a_town(self) -> bool:
        """Whether the name is that of a street, a club, a school: a spot that lies in some town."""
        return self.name.split()[-1].lower() in _INSIDE_TOWNS


def find(sentence: Span, registry: Registry) -> list[PlaceFound]:
    """The places that a sentence names, left to right."""
    out: list[PlaceFound] = []
    skip = _dateline_end(sentence)
    for run in _runs(sentence):
        found = _place(run, sentence, registry) if run[0].i >= skip else None
        if found is not None:
            out.append(found)
    return out


def _dateline_end(sentence: Span) -> int:
    """The first token behind a dateline; the sentence's first where it has none."""
    match = _DATELINE.match(sentence.text) if sentence.start == 0 else None
    if match is None:
        return sentence.start
    return next((t.i for t in sentence if t.idx - sentence.start_char >= match.end()), sentence.start)


def label(block: Span) -> Span | None:
    """The heading that a bulletin's paragraph begins with, if any."""
    match = _LABEL.match(block.text)
    if match is None:
        return None
    found: Span | None = block.char_span(match.start(1), len(match[1].rstrip()) + match.start(1))
    return found


def _runs(sentence: Span) -> list[list[Token]]:
    """Maximal stretches of capitalised words with the joiners that names have ("Deir ez-Zor")."""
    runs: list[list[Token]] = []
    current: list[Token] = []
    for token in sentence:
        if (
            _is_name(token)
            or (current and token.lower_ in _JOINERS and _continues(token, current))
            or (not current and token.lower_ in _ARTICLES and token.i + 1 < sentence.end and _follows_article(token))
        ):
            current.append(token)
        else:
            _close(current, runs)
            current = []
    _close(current, runs)
    return runs


def _follows_article(token: Token) -> bool:
    following = token.nbor()
    if token.lower_ in {"as", "at", "an"}:
        return following.text in {"-", "‑"}
    return following.text in {"-", "‑"} or following.text[:1].isupper()


def _is_name(token: Token) -> bool:
    if not token.text[:1].isupper() or token.lower_ in _NEVER or not any(c.isalpha() for c in token.text):
        return (
            token.pos_ == "PROPN"
            and token.text[:1].isalpha()
            and token.text[:1].isupper()
            and token.lower_ not in _NEVER
        )
    return token.pos_ in {"PROPN", "NOUN", "ADJ"} or token.ent_type_ in {"GPE", "LOC", "FAC"}


def _continues(token: Token, current: list[Token]) -> bool:
    if token.i + 1 >= len(token.doc):
        return False
    following = token.nbor()
    if token.text in {"-", "‑", "’", "'"}:
        return not current[-1].whitespace_ and not token.whitespace_ and following.text[:1].isalpha()
    if token.lower_ == "of":
        return False
    return following.text[:1].isupper() or following.text in {"-", "‑"}


def _close(current: list[Token], runs: list[list[Token]]) -> None:
    while current and current[-1].lower_ in _JOINERS:
        current.pop()
    if current:
        runs.append(list(current))


def _place(run: list[Token], sentence: Span, registry: Registry) -> PlaceFound | None:
    if (actor := registry.named(_text(run))) is not None and actor.kind != "state_forces":
        return None  # "Islamic State" is no province called Islamic
    run, generic = _strip_generic(run)
    first, last = run[0], run[-1]
    before = sentence.doc[max(sentence.start, first.i - 9) : first.i].text_with_ws if first.i > sentence.start else ""
    following = sentence.doc[last.i + 1] if last.i + 1 < sentence.end else None
    if following is not None and _DIRECTION_WORD.match(following.text) and following.i + 1 < sentence.end:
        following = following.nbor() if following.nbor().lower_ in _RURAL else following
    if generic is None and following is not None and following.lower_ in _GENERIC:
        generic = following.lower_
    lead = _LEAD_IN.search(before)
    if not _in_slot(run, before, generic, lead is not None) or _is_actor(_text(run), generic, registry):
        return None
    behind = before[: lead.start()] if lead else before
    relation = _RELATION.search(behind) or _RELATION.search(before)
    noun = _LEAD_NOUN.search(lead.group()) if lead else None
    if generic == "area":
        generic = None  # "Qarah area" is about Qarah, no wider
    parts = (
        relation.group() if relation else "",
        noun.group() if noun and not relation else "",
        _text(run),
        generic,
    )
    words = " ".join(" ".join(part.split()) for part in parts if part and part.strip())
    origin = bool(re.search(r"\bfrom\s+(?:the\s+)?$", behind))
    return PlaceFound(_text(run), words, tuple(run), origin, _governor(first, run))


def _strip_generic(run: list[Token]) -> tuple[list[Token], str | None]:
    """ "Damascus Countryside", "Idlib Province": the noun is not part of the name."""
    generic = None
    while len(run) > 1 and run[-1].lower_ in _GENERIC:
        generic = run[-1].lower_
        run = run[:-1]
    while len(run) > 1 and run[0].lower_ in {"reef", "rural", "the"}:
        generic = "countryside" if run[0].lower_ in {"reef", "rural"} else generic
        run = run[1:]
    return run, generic


def _in_slot(run: list[Token], before: str, generic: str | None, lead: bool) -> bool:
    if generic is not None or lead:
        return True
    kinds = {t.ent_type_ for t in run}
    if kinds & {"GPE", "LOC", "FAC"}:
        return not all(t.dep_ in {"nsubj", "amod"} for t in run if t.ent_type_)
    if kinds & {"PERSON", "NORP", "DATE", "TIME"} and "ORG" not in kinds and not _preposition(before, strict=True):
        return False
    return _preposition(before, strict="PERSON" in kinds or "ORG" in kinds)


def _preposition(before: str, strict: bool) -> bool:
    words = re.findall(r"[\w-]+", before.lower())
    if not words:
        return False
    last = words[-1]
    if (
        last in {"the", *("north", "south", "east", "west", "central", "northern", "southern", "eastern", "western")}
        and len(words) > 1
    ):
        last = words[-2]
    allowed = (
        {"in", "at", "near", "outside", "inside", "around", "across"} if strict else _PREPOSITIONS - {"of", "to", "hit"}
    )
    return last in allowed or bool(_RELATION.search(before))


def _is_actor(name: str, generic: str | None, registry: Registry) -> bool:
    actor = registry.named(name)
    if actor is None:
        return False
    if actor.kind == "state_forces" and actor.country and not actor.name.startswith(name):
        return name.isupper() and len(name) < 4 and generic is None  # "US" as a country locates nothing by itself
    return generic is None


def _governor(first: Token, run: Sequence[Token]) -> Token:
    inside = {t.i for t in run}
    token = next((t for t in run if t.head.i not in inside), first)
    return token.head


def _text(run: Sequence[Token]) -> str:
    return "".join(t.text_with_ws for t in run).strip()
