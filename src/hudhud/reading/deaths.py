"""One person, two harms: who was shot and then died is killed, and no longer wounded.

A figure of the wounded that a later sentence takes a death from is lowered or dropped; "the victim was
shot in the chest" after "a man was shot dead" wounds nobody else.
"""

from __future__ import annotations

from dataclasses import replace

from hudhud.model import Count
from hudhud.reading.parse import lemma
from hudhud.reading.story import HarmTold, Story
from hudhud.reading.victims import Victims

_LATE_DAYS = 60
_DEFINITE = {"the", "this", "that", "their", "his", "her"}
_SELVES = {"himself", "herself"}
_LIVES = {"wound", "injure", "hurt", "injury", "graze"}
_OTHER = {"another", "other", "second", "third"}
_MALE = frozenset("man boy son brother father husband boyfriend nephew grandson himself he".split())
_FEMALE = frozenset("woman girl daughter sister mother wife girlfriend niece granddaughter herself she".split())
_YOUNG = frozenset("boy girl child toddler baby infant teen teenager teenage juvenile".split())
_GROWN = frozenset("man woman father mother husband wife officer policeman deputy soldier adult".split())
_APART = ((_MALE, _FEMALE), (_YOUNG, _GROWN))
_ANYBODY = {"victim", "man", "woman", "boy", "girl", "child", "teen", "teenager", "person", "patient", "toddler", "one"}


def later_in_hospital(new: Story, story: Story) -> bool:
    """ "Two more died in hospital over the weekend": of the incident told before, on a later day."""
    if new.date is None or story.date is None or any(h.harm.harm != "killed" for h in new.harms) or not new.harms:
        return False
    if not any(lemma(h.harm.trigger) in {"die", "succumb"} for h in new.harms):
        return False
    words = {lemma(t) for t in new.frames[0].sentence.span}
    days = (new.date.resolved.when.start - story.date.resolved.when.end).days
    return bool(words & {"hospital", "wound", "injury", "clinic"}) and 0 <= days <= _LATE_DAYS


def told_of_the_dead(told: HarmTold, harms: list[HarmTold]) -> bool:
    """Whether the wounding is that of one already told dead."""
    victims = told.harm.victims
    if told.harm.harm != "injured" or not _one(victims):
        return False
    dead = [h for h in harms if h.harm.harm == "killed" and _one(h.harm.victims)]
    return any(
        (_points_back(victims) and _alike(victims, h.harm.victims)) or _told_twice(told, h, len(dead)) for h in dead
    )


def without_who_died(harms: list[HarmTold], told: HarmTold) -> list[HarmTold]:
    """The story's harms once `told` is known: the wounded less the one who has died."""
    victims = told.harm.victims
    if told.harm.harm != "killed" or not _one(victims):
        return harms
    for at, known in enumerate(harms):
        if known.harm.harm != "injured" or known.sentence is told.sentence or known.harm.derived:
            continue
        if _one(known.harm.victims):
            if (_points_back(victims) and _alike(victims, known.harm.victims)) or _told_twice(known, told):
                return [*harms[:at], *harms[at + 1 :]]
        elif (
            _of_them(victims, known.harm.victims)
            and (count := known.harm.victims.count).qualifier == "exact"
            and count.low
        ):
            left = Count(low=count.low - 1, high=count.low - 1)
            harm = replace(known.harm, derived=True, victims=replace(known.harm.victims, count=left))
            harm = replace(harm, rule=f"{harm.rule}, less one who died")
            return [*harms[:at], replace(known, harm=harm), *harms[at + 1 :]]
    return harms


def _one(victims: Victims) -> bool:
    return (victims.count.low, victims.count.high) == (1, 1)


def _told_twice(wounded: HarmTold, dead: HarmTold, of: int = 1) -> bool:
    """ "A teen was shot", "a teenage boy was shot dead": the only two told, and nothing sets them apart.

    Being shot may kill; who is said to be wounded or hurt lives.
    """
    if of > 1 or wounded.sentence is dead.sentence or lemma(wounded.harm.trigger) in _LIVES:
        return False
    a, b = wounded.harm.victims, dead.harm.victims
    words = [{t.lower_ for t in v.tokens} | {lemma(t) for t in v.tokens} for v in (a, b)]
    if any(w & _OTHER for w in words):
        return False
    ages = [{t for t in w if t.isdecimal()} for w in words]
    if ages[0] and ages[1] and ages[0] != ages[1]:
        return False
    return all(not (words[0] & one and words[1] & other) for one, other in (*_APART, *((b, a) for a, b in _APART)))


def _points_back(victims: Victims) -> bool:
    return (
        victims.pronoun
        or victims.head.lower_ in _SELVES
        or victims.tokens[0].lower_ in _DEFINITE
        or victims.head.ent_type_ == "PERSON"
    )


def _of_them(victims: Victims, all_of_them: Victims) -> bool:
    """ "one of them", "one of the four victims"; "three others wounded" are without the dead already."""
    words = [t.lower_ for t in victims.tokens]
    if words[:1] != ["one"] or any(t.lower_ in {"other", "others", "more"} for t in all_of_them.tokens):
        return False
    numerals = [t for t in victims.tokens[1:] if t.like_num]
    if numerals:
        return numerals[0].lower_ in {t.lower_ for t in all_of_them.tokens}
    return words[:2] == ["one", "of"] or lemma(victims.head) == "victim"


def _alike(a: Victims, b: Victims) -> bool:
    """Whether the two may be one person: a pronoun, the same noun or name, or a noun that fits anybody."""
    if a.pronoun or b.pronoun or a.head.lower_ in _SELVES:
        return True
    ours, theirs = lemma(a.head), lemma(b.head)
    return ours == theirs or ours in _ANYBODY or (a.head.ent_type_ == "PERSON" and not b.head.ent_type_)
