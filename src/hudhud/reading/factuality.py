"""Did it happen? Words told as done, tried, threatened or denied; and words that tell of nothing done.

`judge` returns a status of the codebook, or None with the reason in words where the passage tells
no incident: a plan, a habit, a hypothesis, a negation, a disaster.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from hudhud.reading.lexicon import Lexicon
from hudhud.reading.parse import lemma

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_ARMS_OF_ACCIDENTS = frozenset({"shooting", "gun", "firearm", "gunshot", "rifle"})
_CLAUSE_ENDS = {"relcl", "ccomp", "advcl", "conj"}


@dataclass(frozen=True)
class Judgement:
    """`status` is None where nothing happened that could be an incident; `reason` says why."""

    status: str | None
    reason: str


OCCURRED = Judgement("occurred", "told as having happened")


def judge(token: Token, sentence: Span, headline: bool, lexicon: Lexicon) -> Judgement:
    """Judge one trigger by its own words, then by what it hangs on, then by its sentence."""
    for rule in (_own_words, _governed, _clause):
        found = rule(token, lexicon)
        if found is not None:
            return found
    shot = lemma(token) in {"shoot", "stab"}  # arms did it, though the accident may be of hunting
    if not shot and (cause := _disaster(token, sentence, lexicon)) is not None:
        return Judgement(None, f"caused by {cause}, not by violence")
    if any(phrase in sentence.text.lower() for phrase in lexicon.fiction):
        return Judgement(None, "told as fiction")
    if _habitual(token, sentence, lexicon):
        return Judgement(None, "a habit or a trend, not one incident")
    if not headline and token.pos_ == "VERB" and token.tag_ in {"VBP", "VBZ"} and not _has_auxiliary(token):
        return Judgement(None, "present tense: a general statement")
    return OCCURRED


def _own_words(token: Token, lexicon: Lexicon) -> Judgement | None:
    """Negation, modals, and adjectives such as "attempted" on the trigger itself."""
    children = {c.lower_: c for c in token.children}
    words = {lemma(c) for c in token.children if c.dep_ in {"amod", "compound", "advmod"}} | set(children)
    if (lemma(token) != "survive" and any(c.dep_ == "neg" for c in token.children)) or children.keys() & {
        "no",
        "without",
    }:
        return Judgement(None, "negated")
    if words & {"attempted", "foiled", "thwarted", "failed", "abortive", "unsuccessful", "botched", "foil", "thwart"}:
        return Judgement("attempted", "called attempted")
    if (
        words & {"alleged", "planned", "possible", "potential", "future", "further", "imminent"}
        and token.pos_ == "NOUN"
    ):
        return None if words & {"alleged"} else Judgement(None, "not told as done")
    if any(c.dep_ == "aux" and c.lower_ in lexicon.status["irrealis"] for c in token.children):
        return Judgement(None, "told as possible or to come")
    if any(c.dep_ == "mark" and c.lower_ in lexicon.status["hypothetical"] for c in token.children):
        return Judgement(None, "hypothetical")
    return None


def _governed(token: Token, lexicon: Lexicon) -> Judgement | None:
    """What the trigger hangs on: "planning an attack", "tried to storm", "foiled an attack", "denied"."""
    below = token
    for ancestor in islice(token.ancestors, 4):
        word = lemma(ancestor)
        linked = below.dep_ in {
            "dobj",
            "xcomp",
            "pobj",
            "pcomp",
            "prep",
            "ccomp",
            "acl",
            "advcl",
            "nsubjpass",
            "conj",
            "amod",
            "dep",
        }
        infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in below.children) and below.tag_ == "VB"
        if linked and word in {"foil", "thwart", "repel", "avert", "abort", "disrupt", "prevent", "intercept"}:
            return Judgement("attempted", f"{ancestor.text!r}")
        if linked and word in {"attempt", "try", "fail", "bid"} and (infinitive or ancestor.pos_ == "NOUN"):
            return Judgement("attempted", f"{ancestor.text!r}")
        if linked and word in {"threaten", "vow", "threat"}:
            return Judgement("threatened", f"{ancestor.text!r}")
        if linked and word in {"deny", "refute"}:
            return Judgement("denied", f"{ancestor.text!r}")
        if word in lexicon.status["planning"] and below.dep_ in {
            "dobj",
            "xcomp",
            "pobj",
            "pcomp",
            "prep",
            "acl",
            "ccomp",
            "dep",
        }:
            return Judgement(None, f"under {ancestor.text!r}: planned, wanted or feared")
        if (
            infinitive
            and below.dep_ in {"advcl", "acl", "xcomp", "relcl"}
            and word not in {"manage", "continue", "begin", "start", "go", "lead"}
        ):
            return Judgement(None, "an aim, not told as done")
        if (
            any(c.dep_ == "aux" and c.lower_ in lexicon.status["irrealis"] for c in ancestor.children)
            and below.dep_ != "advcl"
        ):
            return Judgement(None, "told as possible or to come")
        if any(c.dep_ == "mark" and c.lower_ in lexicon.status["hypothetical"] for c in ancestor.children):
            return Judgement(None, "hypothetical")
        if any(c.dep_ == "neg" for c in ancestor.children) and below.dep_ in {"dobj", "attr", "xcomp"}:
            return Judgement(None, "negated")
        if below.dep_ in {"relcl", "advcl", "parataxis"}:
            break
        below = ancestor
    return None


def _clause(token: Token, _: Lexicon) -> Judgement | None:
    """ "No one was killed", "none of the soldiers were hurt"."""
    shared = token.head.children if token.dep_ == "conj" else ()  # "no one was killed or injured"
    for child in (*token.children, *shared):
        if child.dep_ in {"nsubj", "nsubjpass", "dobj"}:
            words = {child.lower_} | {c.lower_ for c in child.children}
            if words & {"no", "none", "nobody", "neither"}:
                return Judgement(None, "negated")
    return None


def _disaster(token: Token, sentence: Span, lexicon: Lexicon) -> str | None:
    """The disaster or accident that the trigger's own clause names as its cause."""
    related = {t for c in token.children if c.dep_ in {"nsubj", "agent", "prep", "nsubjpass"} for t in c.subtree}
    if token.dep_ in {"relcl", "acl"}:
        related |= {token.head, *(c for c in token.head.children if c.dep_ in {"compound", "amod"})}
    if token.pos_ == "NOUN":
        related |= set(token.subtree) | {token.head}
    for word in related:
        if _is_disaster(word, lexicon) or (word in token.children and _is_fire(word)):
            return word.text
    return None


def _is_disaster(word: Token, lexicon: Lexicon) -> bool:
    if lemma(word) == "accident" and {lemma(c) for c in word.children} & _ARMS_OF_ACCIDENTS:
        return False
    return bool({word.lower_, lemma(word), word.lower_.removesuffix("s")} & lexicon.disasters)


def _is_fire(word: Token) -> bool:
    """A fire that burns; "artillery fire" and "a sniper's fire" have somebody's arms before them."""
    if lemma(word) != "fire" or word.dep_ not in {"nsubj", "nsubjpass"}:
        return False
    before = {c.lower_ for c in word.children if c.dep_ in {"compound", "amod", "poss", "nmod"}}
    return before <= {"house", "hotel", "factory", "forest", "market", "huge", "massive", "big", "large", "apartment"}


def disaster_named(sentence: Span, lexicon: Lexicon) -> str | None:
    """The first disaster, accident or illness that a sentence names."""
    text = sentence.text.lower()
    phrase = next((p for p in lexicon.disaster_phrases if p in text), None)
    return phrase or next((t.text for t in sentence if _is_disaster(t, lexicon)), None)


def _habitual(token: Token, sentence: Span, lexicon: Lexicon) -> bool:
    habits = lexicon.status["habitual"]
    text = sentence.text.lower()
    governor = next((a for a in (token, *token.ancestors) if a.pos_ in {"VERB", "AUX"}), token)
    own = {c.lower_ for c in (*token.children, *governor.children) if c.dep_ in {"advmod", "amod"}}
    if own & habits:
        return True
    if any(" " in phrase and phrase in text for phrase in habits) and not _dated(governor):
        return True
    perfect = any(c.lower_ in {"has", "have"} and c.dep_ == "aux" for c in governor.children)
    return perfect and "since" in text and _plural_object(governor)


def _dated(verb: Token) -> bool:
    return any(c.ent_type_ == "DATE" and any(t.pos_ in {"PROPN", "NUM"} for t in c.subtree) for c in verb.subtree)


def _plural_object(verb: Token) -> bool:
    return any(c.dep_ == "dobj" and c.tag_ in {"NNS", "NNPS"} for c in verb.children)


def _has_auxiliary(token: Token) -> bool:
    return any(c.dep_ in {"aux", "auxpass"} for c in token.children)
