"""Words that tell of an incident, with the event types that they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hudhud.actors import Registry
from hudhud.reading.lexicon import Lexicon
from hudhud.reading.parse import behind_of, lemma

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_LONGEST_PHRASE = 5
_MINERALS = {"gold", "coal", "copper", "diamond", "lithium", "cobalt", "salt", "iron", "data"}
_WHAT_WEAPONS_DO = frozenset("explode detonate go blow fall land hit strike rain target rip tear".split())
_WHAT_IS_DONE_WITH_THEM = frozenset(
    "run step drive fire launch lob throw drop detonate tread trigger hurl set plant".split()
)
_CROWDS = frozenset(
    """man people crowd mob youth group force rider villager resident herder local protester team unit convoy cell side
    party army military band wave hand""".split()
)
_FILMED = frozenset("film movie scene series video episode documentary advert picture".split())
_VERBLIKE = {"VERB"}
_NOUNLIKE = {"NOUN", "PROPN"}
# Verbs of the lexicon that as nouns say something else ("a hurricane storms", "target group").
_VERB_ONLY = {"storm", "target", "fire", "shell", "burn", "loot", "rob", "hang", "detain"}
_NOT_EVENTS_AS_VERBS = {"battle", "combat", "mine", "massacre", "landing", "rocket", "bomb"}


@dataclass(frozen=True)
class Trigger:
    """A word or phrase that tells of violence. `means` alone name a weapon, not an incident."""

    token: Token
    types: tuple[str, ...]
    phrase: tuple[Token, ...]
    means: bool = False

    @property
    def plural(self) -> bool:
        return self.token.tag_ in {"NNS", "NNPS"}

    @property
    def definite(self) -> bool:
        """Points back: "the attack", "Friday's attack", "that raid"; "it happened" does nothing else."""
        if not self.types:
            return True
        if self.token.pos_ not in _NOUNLIKE and self.token.tag_ != "VBG":
            return False
        return any(
            (c.dep_ == "det" and c.lower_ in {"the", "this", "that", "these", "those"}) or c.dep_ == "poss"
            for c in self.token.children
        )


def find(sentence: Span, lexicon: Lexicon, registry: Registry) -> list[Trigger]:
    """The triggers in a sentence, phrases before the words inside them."""
    out: list[Trigger] = []
    taken: set[int] = set()
    begins = [token.lower_ in lexicon.phrase_beginnings for token in sentence]
    for size in range(_LONGEST_PHRASE, 0, -1):
        for at in range(len(sentence) - size + 1):
            if size > 1 and not begins[at]:
                continue
            tokens = tuple(sentence[at : at + size])
            if taken & {t.i for t in tokens}:
                continue
            trigger = _phrase(tokens, lexicon) if size > 1 else _word(tokens[0], lexicon, registry)
            if trigger is not None:
                out.append(trigger)
                taken |= {t.i for t in tokens}
    return sorted(out, key=lambda t: t.token.i)


def _phrase(tokens: tuple[Token, ...], lexicon: Lexicon) -> Trigger | None:
    text = "".join(t.text_with_ws for t in tokens).strip().lower()
    ends = (text, text.removesuffix("s"), text.removesuffix("es"), text.removesuffix("ing"), text.removesuffix("ings"))
    for form in ends:
        if form in lexicon.event_phrases:
            head = next((t for t in reversed(tokens) if t.pos_ in _NOUNLIKE | _VERBLIKE), tokens[-1])
            verb = next((t for t in tokens if t.pos_ == "VERB"), None)
            return Trigger(verb or head, (lexicon.event_phrases[form],), tokens, form in lexicon.means)
    return None


def _word(token: Token, lexicon: Lexicon, registry: Registry) -> Trigger | None:
    word = lemma(token)
    if token.pos_ in _NOUNLIKE and token.ent_type_ != "PERSON":
        return _noun(token, word, lexicon, registry)
    if token.pos_ in _VERBLIKE:
        return _verb(token, word, lexicon, registry)
    if token.pos_ == "ADJ" and word == "suicide":
        return Trigger(token, ("suicide_bombing",), (token,), means=True)
    return None


def _noun(token: Token, word: str, lexicon: Lexicon, registry: Registry) -> Trigger | None:
    if word in _VERB_ONLY or (word == "mine" and any(c.lower_ in _MINERALS for c in token.children)):
        return None
    if word in lexicon.strikes_of_states and _by_state(token, registry):
        return Trigger(token, ("air_strike",) if word != "raid" or not _is_us(token) else ("raid",), (token,))
    if word == "shooting" and any(lemma(t) in _FILMED for t in behind_of(token)):
        return None
    if word == "strike":
        return Trigger(token, ("attack",), (token,)) if token.head.pos_ != "NOUN" else None
    kind = lexicon.event_words.get(word) or lexicon.event_words.get(token.lower_)
    if kind is None:
        return None
    if any(c.lower_ in {"heart", "panic", "asthma", "media", "verbal"} for c in token.children):
        return None
    means = word in lexicon.means or token.lower_ in lexicon.means
    return Trigger(token, (kind,), (token,), means and not _goes_off(token))


def _goes_off(token: Token) -> bool:
    """Whether a weapon does what it is for: "a mine blew up", "two rockets fell", "ran over a mine"."""
    verb = token.head if token.dep_ != "pobj" else token.head.head
    if verb.pos_ != "VERB" or verb.tag_ not in {"VBD", "VBN", "VBG"}:
        return False
    if token.dep_ in {"nsubj", "nsubjpass"}:
        return lemma(verb) in _WHAT_WEAPONS_DO
    return lemma(verb) in _WHAT_IS_DONE_WITH_THEM and token.dep_ in {"dobj", "pobj"}


def _by_state(token: Token, registry: Registry) -> bool:
    """Whether a state or a coalition stands right before the noun ("two Israeli strikes")."""
    before = token.doc[max(token.sent.start, token.i - 3) : token.i]
    matches = registry.find(before.text) if len(before) else []
    return any(m.actor.kind in {"state_forces", "coalition"} and m.actor.id != "syrian-regime" for m in matches)


def _is_us(token: Token) -> bool:
    return bool(
        {t.lower_ for t in token.doc[max(token.sent.start, token.i - 3) : token.i]} & {"us", "u.s.", "american"}
    )


def _verb(token: Token, word: str, lexicon: Lexicon, registry: Registry) -> Trigger | None:
    if word in {"carry", "launch", "conduct", "stage", "mount", "execute"} and any(
        c.dep_ in {"dobj", "nsubjpass"} and c.pos_ in _NOUNLIKE for c in token.children
    ):
        return None  # "carried out an attack": the noun tells
    if _happened(token, word, lexicon):
        return Trigger(token, (), (token,))
    kind = lexicon.event_words.get(word)
    if word in lexicon.actor_verbs and _harmless_subject(token, lexicon, registry):
        return None
    if kind is not None and word not in _NOT_EVENTS_AS_VERBS and kind not in {"protest"}:
        return Trigger(token, (kind,), (token,))
    if word in lexicon.actor_verbs and word not in {"seize", "take", "conduct", "carry", "launch"}:
        return Trigger(token, (_verb_type(word),), (token,)) if _armed_agent(token, lexicon, registry) else None
    if word == "fight" and any(c.dep_ in {"dobj", "prep"} for c in token.children):
        return Trigger(token, ("armed_clash",), (token,))
    return None


def _happened(token: Token, word: str, lexicon: Lexicon) -> bool:
    """ "The incident happened on Monday": dates or places what was told, and tells of nothing new."""
    took_place = word == "take" and any(lemma(c) == "place" for c in token.children)
    if word not in {"happen", "occur", "unfold"} and not took_place:
        return False
    subjects = [c for c in token.children if c.dep_ == "nsubj"]
    return any(s.lower_ in {"it", "this"} or lemma(s) in lexicon.back_reference for s in subjects)


def _harmless_subject(token: Token, lexicon: Lexicon, registry: Registry) -> bool:
    """ "Tourists stormed the beaches", "Wolves attacked a flock": a noun as subject that bears no arms."""
    for subject in token.children:
        if subject.dep_ == "nsubj" and subject.pos_ == "NOUN":
            group = lexicon.groups.get(lemma(subject))
            unarmed = group in {None, "civilians"} and lemma(subject) not in _CROWDS
            return unarmed and not _armed_agent(token, lexicon, registry)
    return False


def _verb_type(word: str) -> str:
    return {"bombard": "shelling", "shell": "shelling", "pound": "shelling", "bomb": "explosion", "raid": "raid"}.get(
        word, "attack"
    )


def _armed_agent(token: Token, lexicon: Lexicon, registry: Registry) -> bool:
    """Whether an armed actor, a weapon or an attack is the verb's subject or agent."""
    parts = [c for c in token.children if c.dep_ in {"nsubj", "agent"}]
    if not parts and token.dep_ in {"conj", "xcomp"}:
        parts = [c for c in token.head.children if c.dep_ in {"nsubj", "agent"}]
    if not parts and token.dep_ in {"relcl", "acl"}:
        parts = [token.head]
    for part in parts:
        words = {lemma(t) for t in part.subtree} | {t.lower_ for t in part.subtree}
        text = token.doc[part.left_edge.i : part.right_edge.i + 1].text
        if words & set(registry.unnamed) or words & lexicon.means or any(w in lexicon.event_words for w in words):
            return True
        if any(m.actor.kind != "source" for m in registry.find(text)):
            return True
        if part.lower_ in {"they", "who", "which", "that"} or words & {"fighter", "jet", "sniper", "aircraft", "plane"}:
            return True
    return False
