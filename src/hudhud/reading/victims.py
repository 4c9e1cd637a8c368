"""From the head of a noun phrase to how many people of which group it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hudhud.model import Count
from hudhud.reading.lexicon import Lexicon
from hudhud.reading.numbers import Quantity, quantities
from hudhud.reading.parse import behind_of, conjuncts, lemma, subtree

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_NAME_PARTS = {"compound", "flat", "amod", "nmod", "nummod", "det", "poss", "quantmod", "advmod", "punct", "case"}
_SINGULAR = {"a", "an", "one", "another", "his", "her", "its", "their", "the", "this", "that", "my"}
_HONORIFICS = {"mr.", "mrs.", "ms.", "dr.", "mr", "mrs", "ms", "dr"}
_REFLEXIVES = {"himself", "herself"}
_SINGULAR_PRONOUNS = {"he", "him", "she", "her", *_REFLEXIVES}
_CHILD = 15  # years
_COLLECTIVE = {"family", "group", "crowd", "community", "household", "people", "police", "military", "army", "troop",
               "personnel", "staff", "crew", "team", "cell", "convoy", "patrol", "unit", "force", "battalion",
               "brigade", "company", "number", "population", "public", "security", "remains"}  # fmt: skip
_PLURAL_WITHOUT_S = {"people", "police", "personnel", "military", "staff", "troops", "others", "dead", "injured",
                     "wounded", "missing", "forces", "crew"}  # fmt: skip
_NUMBER_NOUNS = {
    "dozen",
    "score",
    "hundred",
    "thousand",
    "number",
    "handful",
    "ten",
    "rest",
    "majority",
    "couple",
    "half",
}
_PERSON_ENDINGS = ("er", "or", "ist", "man", "woman", "ian", "ee", "ant", "men", "women")


@dataclass(frozen=True)
class Victims:
    """So many people, as one noun phrase gives them. `tokens` are the phrase's words, in order."""

    head: Token
    tokens: tuple[Token, ...]
    count: Count
    group: str
    noun: str
    named: bool
    """The phrase names a person or describes a single one."""
    pronoun: bool = False


class SentenceVictims:
    """Finds victims in one sentence; the number grammar runs over it once."""

    def __init__(self, sentence: Span, lexicon: Lexicon, country_forces: frozenset[str] = frozenset()) -> None:
        self.sentence = sentence
        self.lexicon = lexicon
        self.quantities = quantities([t.text for t in sentence])
        self._foreign = country_forces

    def of(self, head: Token) -> list[Victims]:
        """The victims that `head` and what is joined to it stand for.

        "61 civilians and seven soldiers" are two; "dozens of civilians and soldiers" are one, mixed.
        """
        out: list[Victims] = []
        heads = [*conjuncts(head), *_named_beside(head)]
        if head.ent_type_ == "PERSON":
            heads = [h for h in heads if h.ent_type_ == "PERSON" or self.quantity_of(h) or h is head]
        for one in heads:
            if one is not head and self._in_subgroup(one, head):
                continue
            found = self._one(one)
            if found is None:
                continue
            joins = (out and found.count.qualifier == "word" and self.quantity_of(one) is None
                     and out[-1].count.qualifier != "exact")  # fmt: skip
            if joins:
                out[-1] = self._joined(out[-1], found)
            else:
                out.append(found)
        return out

    def is_person(self, head: Token) -> bool:
        """Whether the phrase can stand for people at all."""
        word = lemma(head)
        if word in self.lexicon.not_people or head.lower_ in self.lexicon.not_people:
            return False
        if word in self.lexicon.groups or head.lower_ in _PLURAL_WITHOUT_S or head.ent_type_ == "PERSON":
            return True
        if _age(head) is not None or any(c.lower_ in _HONORIFICS for c in head.children):
            return True
        if head.pos_ == "PRON":
            return head.lower_ in _SINGULAR_PRONOUNS or head.lower_ in {"others", "another", "some", "many", "several"}
        quantity = self.quantity_of(head)
        if quantity is not None:
            return head.ent_type_ not in {"MONEY", "PERCENT", "DATE", "TIME", "QUANTITY"}
        return (
            head.pos_ in {"NOUN", "PROPN"}
            and word.endswith(_PERSON_ENDINGS)
            and head.ent_type_ not in {"GPE", "LOC", "ORG", "FAC"}
        )

    def _one(self, head: Token) -> Victims | None:
        if not self.is_person(head):
            return None
        tokens = self._phrase(head)
        if not tokens:
            return None
        quantity = self.quantity_of(head)
        noun_head = self._noun_of(head)
        group = self.group(noun_head, tokens)
        if quantity is not None:
            count = quantity.count
            inside = range(self.sentence.start + quantity.start, self.sentence.start + quantity.end)
            tokens = tuple(sorted({*tokens, *(self.sentence.doc[i] for i in inside)}, key=lambda t: t.i))
            family = self._family_size(head)
            return Victims(head, tokens, family or count, group, noun_head.text, named=False)
        if (family := self._family_size(head)) is not None:
            return Victims(head, tuple(subtree(head)), family, "civilians", noun_head.text, named=False)
        if self._is_single(head):
            one = Count(low=1, high=1)
            pronoun = head.pos_ == "PRON" and head.lower_ not in _REFLEXIVES
            return Victims(head, tokens, one, group, noun_head.text, named=True, pronoun=pronoun)
        if head.pos_ == "PRON" and head.lower_ not in {"others", "some", "many", "several"}:
            return None
        words = " ".join(t.text for t in tokens)
        return Victims(head, tokens, Count(qualifier="word", words=words), group, noun_head.text, named=False)

    def quantity_of(self, head: Token) -> Quantity | None:
        """The quantity that counts `head`: it covers the head, a numeral child, or stands just before."""
        at = head.i - self.sentence.start
        left = min((t.i for t in head.children if t.dep_ in _NAME_PARTS and t.i < head.i), default=head.i)
        for quantity in self.quantities:
            if quantity.start <= at < quantity.end:
                return quantity
            numerals = {
                c.i - self.sentence.start for c in head.children if c.dep_ in ("nummod", "amod", "det", "quantmod")
            }
            if any(quantity.start <= n < quantity.end for n in numerals):
                return quantity
            between = self.sentence[quantity.end : at] if quantity.end <= at else None
            adjacent = between is not None and (
                quantity.end == at
                or (quantity.start + self.sentence.start >= left - 1 and len(between) <= 5
                    and all(t.head.i == head.i or t.head.i in {b.i for b in between} for t in between)
                    and all(t.pos_ in {"ADJ", "NOUN", "PROPN", "PUNCT", "ADV"} and t.text != "," for t in between))
            )  # fmt: skip
            if adjacent and quantity.end <= at:
                return quantity
        return None

    def _noun_of(self, head: Token) -> Token:
        """In "dozens of civilians" and "five of the soldiers" the noun behind "of"."""
        if head.like_num or lemma(head) in _NUMBER_NOUNS:
            for pobj in behind_of(head):
                return pobj
        return head

    def _family_size(self, head: Token) -> Count | None:
        """ "a family of six"."""
        if lemma(head) not in {"family", "group", "crew", "household"}:
            return None
        for prep in head.children:
            if prep.lower_ == "of":
                for child in prep.children:
                    at = child.i - self.sentence.start
                    q = next((q for q in self.quantities if q.start <= at < q.end and not q.in_words), None)
                    if q is not None and child.dep_ == "pobj" and (child.like_num or child.pos_ == "NUM"):
                        return q.count
        return None

    def _is_single(self, head: Token) -> bool:
        word = lemma(head)
        if head.pos_ == "PRON":
            return head.lower_ in _SINGULAR_PRONOUNS or head.lower_ == "another"
        if head.ent_type_ == "PERSON" and head.tag_ != "NNPS":
            return True
        if word == "staff" and any(c.lower_ in {"a", "an", "another"} for c in head.children):
            return True  # "a staff of the agency", as much of the field writes
        if head.tag_ in {"NNS", "NNPS"} or word in _COLLECTIVE or head.lower_ in _PLURAL_WITHOUT_S:
            return False
        if _age(head) is not None:
            return True
        determined = any(_determines(c) for c in head.children)
        named = head.tag_ == "NNP" and head.ent_type_ not in {"GPE", "LOC", "ORG", "FAC", "NORP", "DATE"}
        # A headline's "Boy, 3, wounded" begins with what the parse takes for a cry.
        return head.tag_ in {"NN", "NNP", "UH"} and (determined or named or word in self.lexicon.groups)

    def _phrase(self, head: Token) -> tuple[Token, ...]:
        """The noun phrase up to its head, and a name in apposition or an "of" phrase behind it."""
        keep = {head}
        if _age(head) is not None:
            keep.update(t for t in head.subtree if t.i < head.i)
        for child in head.children:
            if (child.dep_ in _NAME_PARTS and child.i < head.i and child.pos_ != "PUNCT") or (
                child.dep_ in {"appos"} and child.ent_type_ == "PERSON"
            ):
                keep.update(t for t in child.subtree)
            elif child.dep_ == "prep" and child.lower_ == "of" and child.i == head.i + 1:
                keep.update(t for t in child.subtree if t.i - head.i < 8)
        ordered = sorted(keep, key=lambda t: t.i)
        while ordered and ordered[-1].is_punct:
            ordered.pop()
        return tuple(ordered)

    def _in_subgroup(self, token: Token, top: Token) -> bool:
        """Whether `token` stands under "including" or the like below `top`."""
        for ancestor in token.ancestors:
            if ancestor.lower_ in {"including", "include", "among", "includes"}:
                return True
            if ancestor is top:
                break
        return False

    def _joined(self, first: Victims, second: Victims) -> Victims:
        tokens = tuple(sorted({*first.tokens, *second.tokens}, key=lambda t: t.i))
        group = first.group if first.group == second.group else "mixed"
        words = first.count.words
        if first.count.qualifier == "word" and not self.quantity_of(first.head):
            words = " ".join(t.text for t in tokens)
        count = first.count.model_copy(update={"words": words}) if words != first.count.words else first.count
        return Victims(first.head, tokens, count, group, first.noun, named=False)

    def group(self, noun: Token, tokens: Sequence[Token]) -> str:
        """The group of a noun phrase: by its noun, by words before it, and by those it names as included."""
        base = self._group_of_word(noun)
        if base == "unknown" and noun.ent_type_ == "PERSON":
            titles = (self.lexicon.groups.get(lemma(t)) for t in tokens if t is not noun)
            base = next((g for g in titles if g in {"security_forces", "fighters", "civilians"}), base)
        before = {t.lower_ for t in tokens if t.i < noun.i} | {lemma(t) for t in tokens if t.i < noun.i}
        before |= {c.lower_ for c in noun.children if c.i < noun.i}
        modifiers = self.lexicon.group_modifiers
        if base == "security_forces" and before & self._foreign:
            return "foreign_forces"
        if base in {"fighters", "unknown", "security_forces"} and before & modifiers["security_forces"]:
            base = "security_forces"
        elif base == "unknown" and before & modifiers["civilians"]:
            base = "civilians"
        elif base == "unknown" and before & modifiers["fighters"]:
            base = "fighters"
        if base == "unknown":
            base = self._group_of_members(noun) or base
        return self._with_included(noun, base)

    def _group_of_word(self, noun: Token) -> str:
        word = lemma(noun)
        if (age := _age(noun)) is not None:
            return "civilians" if age <= _CHILD else "unknown"
        found = self.lexicon.groups.get(word) or self.lexicon.groups.get(noun.lower_)
        if found is None and noun.lower_ in {"personnel", "forces", "staff", "members"}:
            return "security_forces" if noun.lower_ in {"personnel", "forces"} else "unknown"
        if found is None and word.endswith(("man", "men", "er")):
            return "civilians" if noun.ent_type_ != "PERSON" else "unknown"
        return found or "unknown"

    def _group_of_members(self, noun: Token) -> str | None:
        """ "members of the Hezbollah militia": by the words behind "of"."""
        behind = {t.lower_ for pobj in behind_of(noun) for t in pobj.subtree}
        if behind & self.lexicon.group_modifiers["fighters"]:
            return "fighters"
        if behind & self.lexicon.group_modifiers["security_forces"]:
            return "security_forces"
        return "civilians" if behind & {"family", "community", "families", "public"} else None

    def _with_included(self, noun: Token, base: str) -> str:
        """ "people, including a woman and security personnel" are mixed; "people, mostly displaced" civilians."""
        if base not in {"unknown", "civilians", "security_forces"}:
            return base
        included = [t for t in noun.subtree if t.i > noun.i and t.pos_ in {"NOUN", "PROPN"} and _counts_among(t, noun)]
        groups = {self._group_of_word(t) for t in included} & {"civilians", "security_forces", "fighters"}
        if len(groups | ({base} - {"unknown"})) > 1:
            return "mixed"
        return next(iter(groups)) if base == "unknown" and groups == {"civilians"} else base


def _age(head: Token) -> int | None:
    """ "A 13-year-old": the age, where the phrase has no other noun."""
    if head.lower_ not in {"old", "olds"} or head.i - head.sent.start < 4:
        return None
    if head.dep_ in {"amod", "compound"} and head.head.lower_ != "shot":
        return None
    if head.nbor(-2).lower_ not in {"year", "month"} or not head.nbor(-4).like_num:
        return None
    years = head.nbor(-2).lower_ == "year" and head.nbor(-4).text.isdecimal()
    return int(head.nbor(-4).text) if years else 0


def _named_beside(head: Token) -> list[Token]:
    """ "a man named A B and a boy named C D": the parse joins the boy to the man's name."""
    names = [c for c in head.children if c.dep_ == "acl" and c.lower_ in {"named", "called"}]
    return [
        t
        for name in names
        for t in name.subtree
        if t.dep_ == "conj" and t.tag_ == "NN" and any(c.lower_ in {"a", "an", "another"} for c in t.children)
    ]


def _determines(child: Token) -> bool:
    if child.dep_ in {"det", "poss"}:
        return child.lower_ not in {"all", "both", "some", "no", "any"}
    return child.dep_ == "nmod" and any(c.dep_ == "case" for c in child.children)


def _counts_among(token: Token, noun: Token) -> bool:
    """Whether `token` is named as part of `noun`: "including …", "mostly …", or joined behind "of"."""
    path = [token, *token.ancestors]
    path = path[: path.index(noun)] if noun in path else path
    lead = {t.lower_ for t in path} | {c.lower_ for c in token.children}
    return bool(lead & {"including", "include", "mostly", "mainly", "among"}) or (
        token.dep_ == "conj" and token.head == noun and not any(c.dep_ == "nummod" for c in token.children)
    )
