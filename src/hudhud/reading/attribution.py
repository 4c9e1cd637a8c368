"""Who says so: the source that a sentence names for what it tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hudhud.actors import Registry
from hudhud.reading.lexicon import Lexicon
from hudhud.reading.parse import lemma

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_ACCORDING = re.compile(
    r"\b(?:according to|as per|per|citing|quoting|by the (?:\w+ )?(?:count|tally|figures|reckoning) of)\s+"
    r"|\bby\s+(?=the\s+[\w ]{3,40}['’]s\s+(?:\w+\s+)?(?:count|tally|figures)\b)",
    re.I,
)
_BACK = re.compile(
    r"^(?:the\s+)?(?:same|war|uk-based|britain-based|rights)?\s*"
    r"(?:monitor|monitoring group|observatory|watchdog|source|sources|agency|group|statement|report|official|officials|"
    r"network|ministry|spokesman|spokesperson)$",
    re.I,
)
PRONOUNS = {"it", "he", "she", "they"}
_HEADLINE_TAIL = re.compile(r":\s*(?P<who>(?:[A-Z][\w.’'-]*\s?){1,6})\s*(?:[-–—|].*)?$")
_HEADLINE_HEAD = re.compile(r"^(?P<who>(?:[A-Z][\w.’'-]*\s?){1,5}):\s")
_STOP = {
    "which",
    "who",
    "that",
    "adding",
    "without",
    "as",
    "after",
    "when",
    "on",
    "in",
    "while",
    "reporting",
    "because",
}


@dataclass(frozen=True)
class Source:
    """Who is said to have said so. `name` is the registry's form where it knows the source."""

    name: str
    tokens: tuple[Token, ...]
    trailing: bool
    """Stands behind what it vouches for ("…, according to X"), and so may vouch for what details it."""
    back: bool = False
    """"the monitor", "the same source": means whoever was named before."""
    known: bool = False
    """A source of the registry."""


def find(sentence: Span, lexicon: Lexicon, registry: Registry, headline: bool) -> Source | None:
    """The sentence's source, or None where it speaks in the document's own voice."""
    if headline:
        found = _in_headline(sentence, lexicon, registry)
        if found is not None:
            return found
    said, cited = _reporting_verb(sentence, lexicon, registry), _according_to(sentence, registry)
    if said is not None and said.known:
        return said
    return cited or said


def _according_to(sentence: Span, registry: Registry) -> Source | None:
    match = _ACCORDING.search(sentence.text)
    if match is None:
        return None
    tokens = [t for t in sentence if t.idx - sentence.start_char >= match.end()]
    phrase: list[Token] = []
    for token in tokens:
        if token.text in {",", ".", ";", ":", "—", "–", "”", '"', "'s", "’s"} or (phrase and token.lower_ in _STOP):
            break
        if phrase and token.pos_ in {"VERB", "AUX"} and token.dep_ != "amod":
            break
        phrase.append(token)
        if len(phrase) > 12:
            break
    if not phrase:
        return None
    return _named(phrase, sentence, registry, trailing=match.start() > len(sentence.text) // 3)


def _reporting_verb(sentence: Span, lexicon: Lexicon, registry: Registry) -> Source | None:
    for verb in sentence:
        if verb.pos_ != "VERB" or lemma(verb) not in lexicon.reporting_verbs:
            continue
        passive = any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children)
        complement = any(
            c.dep_ in {"ccomp", "dobj", "parataxis"} or c.lower_ == "of" for c in verb.children
        ) or verb.dep_ in {
            "parataxis",
            "ROOT",
        }
        complement = complement or verb.i >= sentence.end - 3  # "…, the observatory reported."
        if not complement or (verb.dep_ == "amod") or any(c.dep_ == "neg" for c in verb.children):
            continue
        for subject in (c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}):
            if passive and verb.lower_ not in {"quoted", "cited"}:
                continue
            phrase = _subject_phrase(subject)
            if _can_speak(subject, phrase, lexicon, registry):
                return _named(phrase, sentence, registry, trailing=subject.i > verb.i or verb.i - sentence.start > 8)
    return None


def _subject_phrase(subject: Token) -> list[Token]:
    skip = {t.i for c in subject.children if c.dep_ in {"relcl", "acl", "appos", "punct", "advcl"} for t in c.subtree}
    return [t for t in subject.subtree if t.i not in skip and abs(t.i - subject.i) < 10]


def _can_speak(subject: Token, phrase: list[Token], lexicon: Lexicon, registry: Registry) -> bool:
    if subject.lower_ in PRONOUNS or subject.ent_type_ in {"PERSON", "ORG"}:
        return True
    word = lemma(subject)
    if word in lexicon.source_nouns or (
        subject.pos_ == "NOUN" and word.endswith(("er", "or", "ist", "man", "woman", "ian"))
    ):
        return True
    return bool(registry.find(_text(phrase))) and subject.lower_ not in {"attack", "strike", "strikes", "attacks"}


def _in_headline(sentence: Span, lexicon: Lexicon, registry: Registry) -> Source | None:
    for pattern in (_HEADLINE_TAIL, _HEADLINE_HEAD):
        match = pattern.search(sentence.text)
        if match is None:
            continue
        at = sentence.start_char + match.start("who")
        phrase = [t for t in sentence if at <= t.idx < sentence.start_char + match.end("who")]
        words = {lemma(t) for t in phrase} | {t.lower_ for t in phrase}
        if phrase and (words & lexicon.source_nouns or registry.find(_text(phrase))):
            return _named(phrase, sentence, registry, trailing=True)
    return None


def _text(tokens: list[Token]) -> str:
    return "".join(t.text_with_ws for t in tokens).strip()


def _named(phrase: list[Token], sentence: Span, registry: Registry, trailing: bool) -> Source:
    while phrase and (phrase[0].pos_ in {"DET", "ADP", "PUNCT", "ADV"} or phrase[0].lower_ in {"several", "local"}):
        if len(phrase) == 1 or phrase[0].lower_ == "local":
            break
        phrase = phrase[1:]
    text = _text(phrase)
    tokens = tuple(phrase)
    known = [m for m in registry.find(text) if m.actor.kind == "source"]
    if known:
        return Source(known[0].actor.name, tokens, trailing, known=True)
    if _BACK.match(text) or text.lower() in PRONOUNS:
        return Source(text, tokens, trailing, back=True)
    return Source(text.strip(" ,.“”\"'()"), tokens, trailing)
