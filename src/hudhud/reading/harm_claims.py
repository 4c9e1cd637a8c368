"""What the rules of harm share: a harm with its victims, and the parts of a clause that victims stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hudhud.reading.victims import SentenceVictims, Victims

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
OBJECTS = {"dobj", "obj", "iobj"}
_RELATIVE = {"who", "that", "which", "whom"}


@dataclass(frozen=True)
class Harm:
    """One harm to some victims, with the word that tells it."""

    harm: str
    trigger: Token
    victims: Victims
    rule: str
    derived: bool = False
    """The figure follows from others of the sentence."""

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Victims and trigger, from the first word to the last of either."""
        ends = (*self.victims.tokens, self.trigger)
        first, last = min(t.i for t in ends), max(t.i for t in ends)
        return tuple(self.trigger.doc[first : last + 1])


def claims(harm: str, trigger: Token, heads: Iterable[Token], seen: SentenceVictims, rule: str) -> Iterator[Harm]:
    """A harm for each group of victims that the heads stand for."""
    for head in heads:
        for victims in seen.of(antecedent(head)):
            yield Harm(harm, trigger, victims, rule)


def antecedent(head: Token) -> Token:
    """ "the people who were killed": the noun that the relative pronoun stands for."""
    if head.lower_ in _RELATIVE and head.head.dep_ == "relcl":
        return head.head.head
    return head


def aged(number: Token) -> Token | None:
    """Whose age a number between commas is ("a boy, 12,"); the number or the comma behind it is given."""
    if number.text == "," and number.i > number.sent.start:
        number = number.nbor(-1)
    if not number.text.isdecimal() or len(number.text) > 2 or number.i - number.sent.start < 2:
        return None
    comma, whose = number.nbor(-1), number.nbor(-2)
    behind = number.i + 1 < len(number.doc) and number.nbor().text == ","
    return whose if behind and comma.text == "," and whose.is_alpha else None


def subjects(token: Token) -> list[Token]:
    """A verb's subjects, or those that it shares with the verb or noun that it hangs on."""
    own = [c for c in token.children if c.dep_ in SUBJECTS]
    if not own and token.dep_ in {"conj", "xcomp"} and token.head.pos_ in {"VERB", "AUX"}:
        return subjects(token.head)
    if not own and token.dep_ in {"acl", "relcl"}:
        return [token.head]
    return own


def objects(token: Token) -> list[Token]:
    """A verb's objects."""
    return [c for c in token.children if c.dep_ in OBJECTS]


def just_before(token: Token, seen: SentenceVictims) -> list[Token]:
    """ "15 dead", "75 others injured", "six people, including two children, dead": the counted noun before."""
    at = token.i - seen.sentence.start
    if (
        token.lower_ in {"displaced", "missing"}
        and token.i + 1 < len(token.doc)
        and token.nbor().pos_ in {"NOUN", "PROPN"}
    ):
        return []  # "displaced people" says who they are
    before = [q for q in seen.quantities if q.end <= at and at - q.end <= 12]
    if not before:
        return []
    if seen.sentence[at - 1].i - seen.sentence.start < before[-1].end:
        return [seen.sentence[before[-1].end - 1]]
    for quantity in reversed(before):
        for candidate in seen.sentence[quantity.end : at]:
            if candidate.pos_ in {"VERB", "AUX"}:
                break
            if candidate.pos_ in {"NOUN", "PROPN", "PRON"} and seen.quantity_of(candidate) == quantity:
                if seen.is_person(candidate) and not under_marker(candidate):
                    return [candidate]
                break
    return []


def under_marker(token: Token) -> bool:
    """Whether the word stands under "including" or the like: it names a part of what was counted."""
    return any(a.lower_ in {"including", "among", "include"} for a in token.ancestors)
