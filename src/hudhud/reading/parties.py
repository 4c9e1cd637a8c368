"""Who did it, by the words around a trigger; both sides of a clash."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hudhud.actors import Registry
from hudhud.reading.parse import lemma

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_BY = {"agent"}
_VERBS_OF_DOING = {"carry", "launch", "conduct", "stage", "mount", "execute", "perpetrate", "commit", "wage", "start",
                   "begin", "open", "fire", "target", "perform", "undertake", "hit"}  # fmt: skip
_SUSPECTED = re.compile(r"\b(?:suspected|believed|presumed|alleged(?:ly)?|thought to)\b", re.I)
_UNKNOWN = re.compile(r"\b(?:unknown|unidentified|unnamed)\b", re.I)
_WHO = r"(?P<who>[^.;:,]{3,60})"
_BLAME: tuple[tuple[re.Pattern[str], Literal["suspected", "claimed"], str], ...] = (
    (re.compile(rf"\b(?:blam(?:ed?|es|ing)|accus(?:ed?|es|ing))\s+(?:it\s+on\s+|the\s+\w+\s+on\s+)?{_WHO}", re.I),
     "suspected", "blamed"),
    (re.compile(rf"\b(?:blamed\s+on|attributed\s+to|pinned\s+on|believed\s+to\s+be|suspected\s+to\s+be|thought\s+to\s+be"
                rf"|suspect(?:ed|s)|(?:believed|thought)\s+to\s+belong\s+to)\s+(?:that\s+)?{_WHO}", re.I),
     "suspected", "blamed or suspected"),
    (re.compile(r"(?P<who>[^.;:,]{3,60}?)\s+(?:(?:has|have|had|later|also)\s+)*(?:claimed|claims|claiming|took|taken)"
                r"\s+(?:the\s+)?(?:responsibility|credit)", re.I), "claimed", "claims responsibility"),
    (re.compile(rf"\bresponsibility\b[^.;]{{0,40}}\bclaimed\s+by\s+{_WHO}", re.I), "claimed", "claims responsibility"),
)  # fmt: skip
# Nouns that, with "the", stand for an actor named before.
GENERIC = frozenset(
    """militants gunmen gunman fighters attackers assailants jihadists extremists terrorists insurgents rebels militant
    militiamen kidnappers bandits attacker""".split()
)
_DEFINITE = re.compile(r"(?:the|these|those|its)\s", re.I)
_SAME = re.compile(
    r"(?:the|this|that)\s+(?:same\s+)?(?:group|organi[sz]ation|militia|gang|movement)(?:['’]s)?"
    r"(?:\s+(?:fighters|members|cells|gunmen|militants))?$",
    re.I,
)
_NO_PART_OF_A_NAME = frozenset(
    "the a an of some several two three four by and suspected all those these many other armed".split()
)
_PRONOUNS = {"they", "he", "it", "who", "which", "she"}
_EVENT_OWNERS = {"amod", "compound", "poss", "nmod", "npadvmod"}
_CLASH_LINKS = {"between", "with", "against", "and"}


@dataclass(frozen=True)
class PartyFound:
    """An actor and the words that name it; `pronoun` stands for whoever acted last."""

    name: str
    actor_id: str | None
    tokens: tuple[Token, ...]
    role: Literal["perpetrator", "side"]
    certainty: Literal["said", "suspected", "claimed"]
    reason: str
    pronoun: bool = False


def find(trigger: Token, kinds: Iterable[str], sentence: Span, registry: Registry) -> list[PartyFound]:
    """The parties that the words around one trigger name, the closest construction first."""
    clash = "armed_clash" in set(kinds)
    out: list[PartyFound] = []
    for phrase, reason in _phrases(trigger, clash):
        out.extend(p for p in _actors(phrase, sentence, registry, clash, reason) if p.name not in {o.name for o in out})
    return out


def blamed(sentence: Span, registry: Registry) -> list[PartyFound]:
    """Those whom a sentence blames, suspects, or quotes as claiming what was told."""
    out: list[PartyFound] = []
    for pattern, certainty, reason in _BLAME:
        for match in pattern.finditer(sentence.text):
            at = sentence.start_char + match.start("who")
            tokens = [t for t in sentence if at <= t.idx < sentence.start_char + match.end("who")]
            for found in registry.find(match["who"]):
                if found.actor.kind == "source" or not tokens or any(o.name == found.actor.name for o in out):
                    continue
                words = tuple(t for t in tokens if at + found.start <= t.idx < at + found.end)
                out.append(
                    PartyFound(
                        found.actor.name, found.actor.id, words or tuple(tokens), "perpetrator", certainty, reason
                    )
                )
    return out


def _phrases(trigger: Token, clash: bool) -> Iterator[tuple[Token, str]]:
    """Heads of the phrases that may name who did it, each with the construction it stands in."""
    for child in trigger.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            yield from ((p, "by …") for p in child.children if p.dep_ in {"pobj", "pcomp"})
        elif child.dep_ == "prep" and clash and child.lower_ in _CLASH_LINKS:
            yield from ((p, f"{child.lower_} …") for p in child.children if p.dep_ == "pobj")
        elif child.dep_ == "acl":
            for agent in child.children:
                if agent.dep_ == "agent" or (agent.dep_ == "prep" and agent.lower_ == "by"):
                    yield from ((p, f"{child.text} by …") for p in agent.children if p.dep_ == "pobj")
        elif child.dep_ == "relcl" and lemma(child) in _VERBS_OF_DOING:
            yield from (
                (s, "subject of the clause") for s in child.children if s.dep_ == "nsubj" and s.lower_ not in _PRONOUNS
            )
    if trigger.pos_ in {"NOUN", "PROPN", "ADJ"}:
        yield from ((c, "owner of the event") for c in trigger.children if c.dep_ in _EVENT_OWNERS)
        governor = _verb_above(trigger)
        if governor is not None and lemma(governor) in _VERBS_OF_DOING:
            yield from _subject(governor)
    else:
        yield from _subject(trigger)


def _verb_above(token: Token) -> Token | None:
    for ancestor in token.ancestors:
        if ancestor.pos_ in {"VERB", "AUX"}:
            return ancestor
    return None


def _subject(verb: Token, depth: int = 0) -> Iterator[tuple[Token, str]]:
    if any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children):
        return
    own = [c for c in verb.children if c.dep_ == "nsubj"]
    if own:
        for subject in own:
            if subject.lower_ in {"who", "which", "that"} and verb.dep_ == "relcl":
                yield verb.head, "subject of the clause"
            else:
                yield subject, f"subject of {verb.text!r}"
    elif verb.dep_ in {"conj", "xcomp", "advcl", "pcomp"} and depth < 3:
        # "stormed a village, killing ten": the participle shares the main verb's subject.
        above = next((a for a in verb.ancestors if a.pos_ in {"VERB", "AUX"}), None)
        if above is not None:
            yield from _subject(above, depth + 1)
    elif verb.dep_ in {"acl", "relcl"} and verb.tag_ == "VBG":
        yield verb.head, "noun before the participle"


def _actors(head: Token, sentence: Span, registry: Registry, clash: bool, reason: str) -> Iterator[PartyFound]:
    role: Literal["perpetrator", "side"] = "side" if clash else "perpetrator"
    if head.lower_ in _PRONOUNS:
        yield PartyFound(head.text, None, (head,), role, "said", "pronoun: whoever acted last", pronoun=True)
        return
    tokens = _phrase(head)
    text, starts = _joined(tokens)
    if _SAME.match(text):
        yield PartyFound(text, None, tuple(tokens), role, "said", "stands for whoever acted last", pronoun=True)
        return
    suspected: Literal["said", "suspected"] = "suspected" if _SUSPECTED.search(text) else "said"
    matches = [m for m in registry.find(text) if m.actor.kind != "source"]
    for match in matches:
        words = tuple(t for t, at in zip(tokens, starts, strict=True) if match.start <= at < match.end)
        yield PartyFound(match.actor.name, match.actor.id, words or tuple(tokens), role, suspected, reason)
    if matches or _UNKNOWN.search(text):
        return
    described = next((u for u in registry.unnamed if re.search(rf"(?<!\w){re.escape(u)}(?!\w)", text, re.I)), None)
    if described is not None and head.ent_type_ not in {"PERSON", "GPE"}:
        name, why = _described(text, described), f"described, not named; {reason}"
        back = bool(_DEFINITE.match(text)) and described.lower() in GENERIC
        yield PartyFound(name, None, tuple(tokens), role, suspected, why, pronoun=back)


def _described(text: str, noun: str) -> str:
    """A short form of a description: its noun with the word before it, without articles."""
    match = re.search(rf"((?:[\w’'-]+\s+)?){re.escape(noun)}", text, re.I)
    words = match.group().split() if match else [noun]
    while len(words) > 1 and words[0].lower() in _NO_PART_OF_A_NAME:
        words = words[1:]
    return " ".join(words) if len(words) > 1 else words[0].lower()


def _phrase(head: Token) -> list[Token]:
    """The noun phrase without relative clauses and place phrases, which name other actors and grounds."""
    keep: list[Token] = []
    stack = [head]
    while stack:
        token = stack.pop()
        keep.append(token)
        for child in token.children:
            place = child.dep_ == "prep" and child.lower_ not in {"of", "from", "and"}
            loose = child.dep_ == "punct" and child.text not in {"-", "–"}
            if child.dep_ not in {"relcl", "acl", "appos", "nsubj", "advcl"} and not place and not loose:
                stack.append(child)
    return sorted(keep, key=lambda t: t.i)


def _joined(tokens: list[Token]) -> tuple[str, list[int]]:
    text, starts = "", []
    last: Token | None = None
    for token in tokens:
        if last is not None:
            text += " " if last.i + 1 != token.i or last.whitespace_ else ""
        starts.append(len(text))
        text += token.text
        last = token
    return text, starts
