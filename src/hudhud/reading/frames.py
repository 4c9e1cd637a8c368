"""Within a sentence: which harms, dates, places and parties belong to one incident.

A frame is what one sentence says about one incident. A sentence that dates two things differently
tells of two; otherwise it tells of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hudhud.actors import Registry
from hudhud.reading import parties
from hudhud.reading.calendar import Anchors, Resolved, resolve
from hudhud.reading.events import Trigger
from hudhud.reading.factuality import Judgement
from hudhud.reading.harm_claims import Harm
from hudhud.reading.lexicon import Lexicon
from hudhud.reading.parse import lemma
from hudhud.reading.parties import PartyFound
from hudhud.reading.sentences import Sentence, Telling, Timed
from hudhud.reading.where import PlaceFound

if TYPE_CHECKING:
    from spacy.tokens import Token

_DEFAULT_TYPES = {"arrested": "arrest", "abducted": "abduction"}
_VERB_TYPES = {"behead": "execution", "execute": "execution", "decapitate": "execution", "capture": "arrest",
               "rescue": "raid", "lynch": "mob_violence"}  # fmt: skip
_SEVERAL = {"small", "smaller", "less", "lesser", "other", "separate", "scattered", "various", "several", "sporadic",
            "isolated", "multiple", "numerous", "different", "minor"}  # fmt: skip
# A place under one of these is where somebody is from, lives, is kept or is based: not where it happened.
_ELSEWHERE = {"station", "base", "hail", "reside", "live", "deliver", "transfer", "visit", "travel", "come", "arrive",
              "bear", "originate", "displace", "locate", "head", "link", "return", "flee",
              "bury", "treat", "belong", "build", "inhabit"}  # fmt: skip

_OF_STAMPS = frozenset(
    "posted updated published last first created modified on at by am pm a.m. p.m. est edt cst cdt mst mdt pst pdt gmt "
    "utc et ct mt pt local time".split()
)
# What is done when an incident is over, by courts, police and mourners: its day is not the incident's.
_AFTERWARDS = frozenset(
    """indict charge sentence convict acquit arraign plead appear testify book bury mourn honor honour remember
    reassure identify rule hearing accuse schedule surrender face extradite""".split()
)


@dataclass(frozen=True)
class Dated:
    """A resolved date and the words it rests on."""

    resolved: Resolved
    tokens: tuple[Token, ...]
    kind: str = ""
    """Of the time expression: day, weekday, deictic and so on."""


@dataclass
class Frame:
    """What one sentence says about one incident."""

    sentence: Sentence
    tellings: list[Telling]
    judgement: Judgement
    types: list[tuple[str, tuple[Token, ...]]]
    date: Dated | None = None
    places: list[PlaceFound] = field(default_factory=list)
    parties: list[PartyFound] = field(default_factory=list)
    aggregate: bool = False

    @property
    def harms(self) -> list[Harm]:
        return [t.harm for t in self.tellings if t.harm is not None]

    @property
    def triggers(self) -> list[Trigger]:
        return [t.trigger for t in self.tellings if t.trigger is not None]

    @property
    def points_back(self) -> bool:
        """Whether it takes up something told before ("the attack", "that raid")."""
        return any(t.definite and not t.plural for t in self.triggers) or any(
            t.definite and t.plural and lemma(t.token) in {"attack", "strike", "clash"} for t in self.triggers
        )

    @property
    def counted(self) -> bool:
        """Whether any harm has a number or names somebody."""
        return any(h.victims.count.qualifier != "word" for h in self.harms)


def build(
    sentence: Sentence, anchors: Anchors, lexicon: Lexicon, registry: Registry
) -> tuple[list[Frame], list[Dated], Anchors]:
    """The frames of a sentence, its dates whether or not a frame took them, and the anchors after them."""
    dated, anchors = _dates(sentence, anchors)
    told = [t for t in sentence.tellings if t.judgement.status is not None]
    frames = []
    for date, tellings in _clusters(told, dated):
        frame = Frame(sentence, tellings, _status(tellings), _types(tellings, sentence), date)
        frame.aggregate = _aggregate(frame, lexicon)
        frame.parties = _parties(frame, registry)
        frames.append(frame)
    _share_places(frames, sentence)
    return frames, dated, anchors


def _dates(sentence: Sentence, anchors: Anchors) -> tuple[list[Dated], Anchors]:
    """Resolve the time expressions from left to right; the narrative moves with those that date something."""
    out: list[Dated] = []
    for timed in () if stamp(sentence) else _without_checks(sentence.times):
        resolved = resolve(timed.expression, anchors)
        if resolved is None or timed.expression.scope:
            continue
        out.append(Dated(resolved, timed.tokens, timed.expression.kind))
        anchors = anchors.told(resolved.when)
    return out, anchors


def stamp(sentence: Sentence) -> bool:
    """Whether a line says only when it was written: "Updated: May 3, 2015 - 4:10 PM", "May 3, 2015"."""
    if sentence.tellings or not sentence.times:
        return False
    timed = {t.i for one in sentence.times for t in one.tokens}
    words = {t.lower_ for t in sentence.span if t.i not in timed and t.is_alpha}
    return words <= _OF_STAMPS


def _without_checks(times: Sequence[Timed]) -> list[Timed]:
    """ "Six days later, on Friday": the weekday only confirms the day before it."""
    out: list[Timed] = []
    for timed in times:
        before = out[-1] if out else None
        if before is not None and 0 <= timed.tokens[0].i - before.tokens[-1].i <= 3:
            kinds = (before.expression.kind, timed.expression.kind)
            if kinds in {("offset", "weekday"), ("day", "weekday")}:
                continue
            if kinds in {("weekday", "day"), ("weekday", "offset"), ("deictic", "weekday"), ("deictic", "day")}:
                out[-1] = Timed(timed.expression, (*before.tokens, *timed.tokens))
                continue
        out.append(timed)
    return out


def _clusters(told: list[Telling], dated: list[Dated]) -> list[tuple[Dated | None, list[Telling]]]:
    if not told:
        return []
    owners = {id(t): _date_of(t, dated) for t in told}
    loose = [t for t in told if owners[id(t)] is None]
    used = {id(d) for d in owners.values() if d is not None}
    free = [d for d in dated if id(d) not in used]
    for telling in loose:
        near = _nearest_relative(telling, [t for t in told if owners[id(t)] is not None])
        if near is not None:
            owners[id(telling)] = owners[id(near)]
        elif len(dated) == 1 and (free or len(used) == 1) and not _parted(telling, dated[0], told):
            owners[id(telling)] = dated[0]
    groups: list[tuple[Dated | None, list[Telling]]] = []
    for telling in told:
        date = owners[id(telling)]
        for known, members in groups:
            if known is date:
                members.append(telling)
                break
        else:
            groups.append((date, [telling]))
    return _fold_undated(groups)


def _fold_undated(groups: list[tuple[Dated | None, list[Telling]]]) -> list[tuple[Dated | None, list[Telling]]]:
    """An event word without a date or a harm of its own goes with the only dated group."""
    with_date = [g for g in groups if g[0] is not None]
    if len(with_date) != 1 or len(groups) != 2:
        return groups
    undated = next(g for g in groups if g[0] is None)
    if any(t.harm for t in undated[1]) and any(t.harm for t in with_date[0][1]):
        return groups
    return [(with_date[0][0], sorted([*with_date[0][1], *undated[1]], key=lambda t: t.token.i))]


def _date_of(telling: Telling, dated: list[Dated]) -> Dated | None:
    """The date whose phrase hangs on this telling, or on the verb right above it."""
    best: tuple[tuple[int, int], Dated] | None = None
    for date in dated:
        governor = outer_head(date.tokens)
        if governor != telling.token and governor.pos_ == "VERB" and lemma(governor) in _AFTERWARDS:
            continue
        steps = _steps_up(governor, telling.token)
        if steps is None:
            up = _steps_up(telling.token, governor)
            steps = None if up is None or _blocked(telling.token, governor) else up + 1
        if steps is not None:
            cost = (steps, abs(date.tokens[0].i - telling.token.i))
            if best is None or cost < best[0]:
                best = (cost, date)
    return best[1] if best else None


def outer_head(tokens: Sequence[Token]) -> Token:
    """The word outside a date's tokens that its phrase hangs on."""
    inside = {t.i for t in tokens}
    outer = next((t for t in tokens if t.head.i not in inside), tokens[0])
    head = outer.head
    while (
        head.dep_ in {"prep", "pobj", "npadvmod", "advmod", "nummod", "compound", "pcomp", "quantmod"}
        and head.head != head
        and head.pos_ in {"ADP", "NUM", "ADV", "NOUN", "PROPN", "ADJ", "SCONJ"}
    ):
        if head.pos_ in {"NOUN", "PROPN"} and head.dep_ == "pobj":
            break
        head = head.head
    return head


def _steps_up(start: Token, goal: Token) -> int | None:
    """How many arcs lead from `start` up to `goal`; None if it is not above."""
    if start == goal:
        return 0
    for steps, ancestor in enumerate(start.ancestors, 1):
        if ancestor == goal:
            return steps
    return None


def _blocked(token: Token, governor: Token) -> bool:
    """Whether a relative clause stands between the two."""
    for ancestor in (token, *token.ancestors):
        if ancestor == governor:
            return False
        if ancestor.dep_ == "relcl" and ancestor != token:
            return True
    return True


def _parted(telling: Telling, date: Dated, told: Sequence[Telling]) -> bool:
    """Whether the date stands inside a relative clause that the telling is not in, or dates what was done later.

    "A man who shot two people was indicted on Monday": the day is the court's.
    """
    governor = outer_head(date.tokens)
    later = lemma(governor) in _AFTERWARDS and all(t.token != governor for t in told)
    if later and governor in telling.token.ancestors:
        return True
    for ancestor in outer_head(date.tokens).ancestors:
        if ancestor.dep_ in {"relcl"} and _steps_up(telling.token, ancestor) is None:
            return True
    return False


def _nearest_relative(telling: Telling, dated: list[Telling]) -> Telling | None:
    best: tuple[int, Telling] | None = None
    for other in dated:
        steps = _steps_up(telling.token, other.token)
        if steps is None:
            steps = _steps_up(other.token, telling.token)
        if steps is not None and (best is None or steps < best[0]):
            best = (steps, other)
    return best[1] if best else None


def _status(tellings: list[Telling]) -> Judgement:
    """Harm done makes an attempt an incident that occurred."""
    for telling in tellings:
        if telling.harm is not None:
            return telling.judgement
    return next((t.judgement for t in tellings if t.judgement.status != "occurred"), tellings[0].judgement)


def _types(tellings: list[Telling], sentence: Sentence) -> list[tuple[str, tuple[Token, ...]]]:
    """Event types with the words for them: of the telling words, then of weapons named beside them."""
    out: dict[str, tuple[Token, ...]] = {}
    for telling in tellings:
        if telling.trigger is not None:
            for kind in telling.trigger.types:
                out.setdefault(kind, telling.trigger.phrase)
        elif telling.harm is not None:
            kind = _VERB_TYPES.get(lemma(telling.token)) or _DEFAULT_TYPES.get(telling.harm.harm, "")
            if kind:
                out.setdefault(kind, (telling.token,))
    harmed = next((t for t in tellings if t.harm is not None), None)
    if not out and harmed is not None:
        out["other" if "toll" in sentence.text.lower() else "attack"] = (harmed.token,)
    for means in _means(tellings, sentence):
        for kind in means.types:
            out.setdefault(kind, means.phrase)
    arrested = any(t.harm is not None and t.harm.harm == "arrested" for t in tellings)
    if "attack" in out and not arrested:
        out.pop("arrest", None)
    return list(out.items())


def _means(tellings: list[Telling], sentence: Sentence) -> list[Trigger]:
    """The weapons named beside these tellings rather than beside others of the sentence."""

    def nearest(means: Trigger) -> Telling | None:
        told = [t for t in sentence.tellings if t.judgement.status is not None]
        return min(told, key=lambda t: abs(t.token.i - means.token.i), default=None)

    return [m for m in sentence.means if any(nearest(m) is t for t in tellings)]


def _aggregate(frame: Frame, lexicon: Lexicon) -> bool:
    """Whether one figure sums several incidents: a toll since a day, "smaller attacks", a country's day."""
    text = frame.sentence.text.lower()
    if frame.harms and any(phrase in text for phrase in lexicon.aggregate_alone):
        return True
    if "since " in text and any(_perfect(h) for h in frame.harms):
        return True  # "since February 230 people have been killed"
    plural = [t for t in frame.triggers if t.plural]
    if any(lemma(c) in _SEVERAL for t in plural for c in t.token.children if c.dep_ == "amod"):
        return True
    summed = bool(plural) or any(w in text for w in ("across ", "daily", "monthly", "so far"))
    return summed and any(phrase in text for phrase in lexicon.aggregate_words)


def _parties(frame: Frame, registry: Registry) -> list[PartyFound]:
    """The parties of all tellings; an actor who is a victim here is not the one who did it."""
    victims = {t.i for h in frame.harms for t in h.victims.tokens}
    kinds = [kind for kind, _ in frame.types]
    out: list[PartyFound] = []
    means = _means(frame.tellings, frame.sentence)
    for token in (*(t.token for t in frame.tellings), *(m.token for m in means)):
        for party in parties.find(token, kinds, frame.sentence.span, registry):
            if {t.i for t in party.tokens} & victims and party.role != "side":
                continue
            if not any(p.name == party.name or (p.pronoun and not party.pronoun) for p in out):
                out.append(party)
    named = [p for p in out if not p.pronoun]
    return named or out[:1]


def _perfect(harm: Harm) -> bool:
    return any(c.dep_ == "aux" and c.lower_ in {"have", "has", "had"} for c in harm.trigger.children)


def _share_places(frames: list[Frame], sentence: Sentence) -> None:
    """Give each place to the frame whose words it hangs on; with one frame, all that fit."""
    vouching = {t.i for t in sentence.source.tokens} if sentence.source else set()
    for place in sentence.places:
        if _elsewhere(place) or vouching & {t.i for t in place.tokens}:
            continue
        if len(frames) == 1:
            frames[0].places.append(place)
            continue
        best: tuple[int, Frame] | None = None
        for frame in frames:
            for telling in frame.tellings:
                steps = _steps_up(place.governor, telling.token)
                distance = steps if steps is not None else 20 + abs(place.tokens[0].i - telling.token.i)
                if best is None or distance < best[0]:
                    best = (distance, frame)
        if best is not None:
            best[1].places.append(place)


def _elsewhere(place: PlaceFound) -> bool:
    for steps, ancestor in enumerate((place.governor, *place.governor.ancestors)):
        if steps > 3:
            break
        if lemma(ancestor) in _ELSEWHERE and ancestor.pos_ in {"VERB", "ADJ"}:
            return not any(lemma(c) in {"calm", "quiet", "peace", "violence"} for c in ancestor.children)
        if ancestor.pos_ == "VERB":
            return False
    return False
