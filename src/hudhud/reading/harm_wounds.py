"""Wounds told without a verb of harm: "hit by a bullet", "with a gunshot wound", "two shot, one fatally"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from hudhud.model import Count
from hudhud.reading.harm_claims import Harm, aged, claims, objects, subjects
from hudhud.reading.parse import behind_of, lemma
from hudhud.reading.victims import SentenceVictims, Victims

if TYPE_CHECKING:
    from spacy.tokens import Token

_SHOT = frozenset("bullet gunfire shrapnel gunshot buckshot pellet crossfire shot fire round fragment splinter".split())
_BODY = frozenset(
    """leg arm head chest back abdomen stomach foot hand shoulder neck thigh hip knee torso face side buttock ankle
    finger wrist groin body""".split()
)
_SUFFER = frozenset("suffer sustain receive have".split())
_MADE_BY_ARMS = frozenset("gunshot bullet stab shrapnel knife gun shotgun".split())
_FATAL = frozenset("fatal mortal".split())
_DEAD = frozenset("dead die kill death body fatal fatally".split())
_DEADLY = frozenset("dead death deadly killed killing fatal fatally died dies murdered slain".split())
_TAKING = frozenset("take rush transport airlift fly bring send".split())
_WHERE_TREATED = frozenset("hospital clinic infirmary".split())
_BY_ARMS = frozenset("shooting shoot gunfire gunshot bullet stabbing stab bombing explosion blast attack".split())
_SUSPECTED = frozenset("suspect shooter gunman attacker assailant bomber".split())


def find(token: Token, seen: SentenceVictims) -> Iterator[Harm]:
    """The harms that one word of hitting or wounding tells."""
    word = lemma(token)
    if token.pos_ == "VERB" and word in {"hit", "strike", "graze"}:
        yield from _hit(token, seen)
    elif token.pos_ == "NOUN" and word == "wound":
        yield from _wound(token, seen)
    elif token.pos_ == "NOUN" and word == "injury" and lemma(token.head) in {"suffer", "sustain", "receive"}:
        yield from claims("injured", token, subjects(token.head), seen, "suffered injuries")
    elif token.pos_ == "VERB" and word in _TAKING:
        yield from _to_hospital(token, seen)
    elif token.lower_ == "shot" and token.pos_ in {"NOUN", "PROPN"}:
        yield from _shot(token, seen)
    elif token.pos_ in {"NOUN", "VERB"} and word in {"shooting", "stabbing", "shoot", "stab"} and token.tag_ != "VBD":
        yield from _shooting_of(token, seen)
    elif token.lower_ == "fatally":
        yield from _one_fatally(token, seen)


def without_the_dead(found: list[Harm]) -> list[Harm]:
    """ "Two men were shot, one fatally": of the two, one was wounded."""
    dead = next((h for h in found if h.rule == _PART), None)
    if dead is None or dead.victims.count.low is None:
        return found
    out = []
    for harm in found:
        count = harm.victims.count
        if harm.harm != "injured" or count.low is None or count.low != count.high:
            out.append(harm)
        elif count.low > dead.victims.count.low:
            left = count.low - dead.victims.count.low
            victims = replace(harm.victims, count=Count(low=left, high=left))
            out.append(replace(harm, victims=victims, derived=True, rule=f"{harm.rule}, less the dead"))
    return out


_PART = "a part of those shot, 'fatally'"


def _shot(token: Token, seen: SentenceVictims) -> Iterator[Harm]:
    """ "A 3-year-old shot in the street", "4 shot at a wedding": the parse takes the participle for a noun.

    Whose shot it was, or what kind of shot, makes it one.
    """
    heads = [c for c in token.children if c.lower_ == "old"]
    own = any(c.dep_ in {"det", "poss"} or c.lower_ == "of" for c in token.children)
    if not heads and not own and token.i > token.sent.start:
        one_of_many = token.dep_ == "nsubj" and token.nbor(-1).like_num  # "One shot protects a child"
        heads = [] if one_of_many else _right_before(token, seen)
    harm = "killed" if any(t.lower_ in _DEADLY for t in token.sent if not _of_a_part(t)) else "injured"
    yield from claims(harm, token, heads, seen, "a person or a number before 'shot'")


def _right_before(token: Token, seen: SentenceVictims) -> list[Token]:
    """The number or the person right before a word, an age between commas left out ("boy, 12, shot")."""
    before = aged(token.nbor(-1)) or token.nbor(-1)
    if before.text == ",":
        return []
    if seen.quantity_of(before) is not None and (before.like_num or seen.is_person(before)):
        return [before]
    known = lemma(before) in seen.lexicon.groups and before.pos_ == "NOUN"
    return [before] if known and seen.lexicon.groups[lemma(before)] not in {"security_forces", "fighters"} else []


def _of_a_part(token: Token) -> bool:
    """ "one fatally": the others were wounded."""
    return token.lower_ == "fatally" and token.i > token.sent.start and token.nbor(-1).like_num


def _shooting_of(token: Token, seen: SentenceVictims) -> Iterator[Harm]:
    """ "the fatal shooting of a shopkeeper", "the stabbing of two students"; not "the shooting of a film"."""
    if victims := behind_of(token):
        harm = "killed" if any(t.lower_ in _DEADLY for t in token.sent) else "injured"
        yield from claims(harm, token, victims, seen, f"{token.text!r} of")


def _hit(token: Token, seen: SentenceVictims) -> Iterator[Harm]:
    """ "was struck by a stray bullet", "was hit in the leg", "a bullet hit a girl"."""
    below = [(p, c) for p in token.children if p.dep_ in {"prep", "agent"} for c in p.children if c.dep_ == "pobj"]
    by_shot = any(p.lower_ in {"by", "with"} and _names_shot(c) for p, c in below)
    in_body = any(p.lower_ in {"in", "on", "through"} and lemma(c) in _BODY for p, c in below)
    if by_shot or in_body:
        passive = any(c.dep_ == "nsubjpass" for c in token.children)
        heads = subjects(token) if passive or not objects(token) else objects(token)
        yield from claims("injured", token, heads, seen, f"{token.text!r} by a shot or in the body")
    elif any(_names_shot(s) for s in token.children if s.dep_ == "nsubj"):
        yield from claims("injured", token, objects(token), seen, f"object of a shot that {token.text!r}")


def _names_shot(noun: Token) -> bool:
    return lemma(noun) in _SHOT or any(lemma(c) in {"bullet", "gun", "shotgun"} for c in noun.children)


def _wound(token: Token, seen: SentenceVictims) -> Iterator[Harm]:
    """ "suffered a gunshot wound", "was taken to hospital with gunshot wounds"; not "died of his wounds"."""
    kinds = {lemma(c) for c in token.children if c.dep_ in {"compound", "amod", "nmod"}}
    dead = any(lemma(t) in _DEAD - _FATAL for t in token.sent)
    if not kinds & _MADE_BY_ARMS or (dead and not kinds & _FATAL):
        return  # "were found dead with gunshot wounds"
    harm = "killed" if kinds & _FATAL else "injured"
    governor = token.head
    if governor.pos_ == "VERB" and lemma(governor) in _SUFFER:
        yield from claims(harm, token, subjects(governor), seen, "suffered a wound of arms")
    elif governor.lower_ == "from" and lemma(governor.head) in {"suffer", "bleed"}:
        yield from claims(harm, token, _sufferers(governor.head), seen, "suffered from a wound of arms")
    elif governor.lower_ == "with":
        bearer = governor.head
        if bearer.pos_ == "VERB":
            passive = [c for c in bearer.children if c.dep_ == "nsubjpass"]
            heads = passive or objects(bearer) or subjects(bearer)
        else:
            heads = [_first_joined(bearer)]
        yield from claims(harm, token, heads, seen, "with a wound of arms")


def _first_joined(noun: Token) -> Token:
    """ "a boy and a woman with gunshot wounds": both."""
    while noun.dep_ == "conj" and noun.head.pos_ in {"NOUN", "PROPN", "ADJ"}:
        noun = noun.head
    return noun


def _to_hospital(token: Token, seen: SentenceVictims) -> Iterator[Harm]:
    """ "Two people were taken to hospital after a shooting", "a blast sent four to the clinic"."""
    there = any(
        lemma(place) in _WHERE_TREATED
        for to in token.children
        if to.lower_ == "to"
        for place in to.children
        if place.dep_ == "pobj"
    )
    words = {lemma(t) for t in token.sent}
    if not there or not words & _BY_ARMS or words & _DEAD:
        return
    heads = [c for c in token.children if c.dep_ == "nsubjpass"] or objects(token)
    heads = [h for h in heads if h.pos_ != "PRON" and lemma(h) not in _SUSPECTED]
    yield from claims("injured", token, heads, seen, "taken to be treated after violence")


def _sufferers(verb: Token) -> list[Token]:
    """ "found a man suffering from": the man, not who found him."""
    if verb.dep_ in {"xcomp", "ccomp", "advcl"} and not any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children):
        return objects(verb.head) or subjects(verb)
    return subjects(verb)


def _one_fatally(token: Token, seen: SentenceVictims) -> Iterator[Harm]:
    """ "Two men were shot, one fatally"."""
    at = token.i - seen.sentence.start
    quantity = next((q for q in seen.quantities if q.end == at and not q.in_words), None)
    shot = any(lemma(t) in {"shoot", "shot", "stab", "wound", "injure"} for t in seen.sentence[:at])
    if quantity is None or not shot:
        return
    tokens = tuple(seen.sentence[quantity.start : at])
    yield Harm("killed", token, Victims(tokens[0], tokens, quantity.count, "unknown", "one", named=False), _PART)
