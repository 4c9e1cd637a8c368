"""Parsed messages: tokens with their syntax, sentences, and the phrases that may fill a slot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hudhud.reading import parse
from muc4_adapter.casing import Casing
from muc4_adapter.messages import Message

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Token as SpacyToken

_LEADING = frozenset(
    """a an the this that these those one two three four five six seven eight nine ten more most many several some all
    few any another other certain of at least about approximately some both each every his her its their our my your no
    only nearly almost than over between and or - -- ' " ` '' `` ( [ ) ] , . : ; including such as even also""".split()
)
_LINKS = frozenset("de la las los del y el san santa".split())
_BARE = frozenset("dead wounded injured victims casualties bodies hostages others kidnapped".split())
_LONGEST = 14


@dataclass(frozen=True)
class Token:
    """One token; `head` and `left` are indices into the message's tokens."""

    text: str
    lemma: str
    pos: str
    dep: str
    head: int
    entity: str
    sentence: int
    paragraph: int
    common: bool

    @property
    def small(self) -> str:
        return self.text.lower()


@dataclass(frozen=True)
class Phrase:
    """Tokens `start:end` of a message with the token that heads them; `kind` says how it was found."""

    start: int
    end: int
    head: int
    kind: str


@dataclass(frozen=True)
class Analysis:
    """A message with its tokens, sentences as (start, end) token ranges, and phrases in order."""

    message: Message
    tokens: tuple[Token, ...]
    sentences: tuple[tuple[int, int], ...]
    phrases: tuple[Phrase, ...]
    children: tuple[tuple[int, ...], ...]

    def words(self, start: int, end: int) -> str:
        """Tokens `start:end` as they stand in the text, one space apart, in capitals."""
        return join(t.text for t in self.tokens[start:end])

    def text(self, phrase: Phrase) -> str:
        """The phrase's words."""
        return self.words(phrase.start, phrase.end)


def join(words: Iterable[str]) -> str:
    """Words with single spaces, none before a mark or a possessive, without double quotes."""
    text = " ".join(w.upper() for w in words if w not in {'"', "''", "``"})
    return re.sub(r" ?- ?(?=\w)", "-", re.sub(r" (?=[,.;:)\]]|'S\b|')|(?<=[(\[]) ", "", text)).strip()


def _strip(doc: Doc, start: int, end: int) -> tuple[int, int]:
    while start < end - 1 and (doc[start].lower_ in _LEADING or doc[start].like_num or not doc[start].text.strip()):
        start += 1
    while end - 1 > start and (doc[end - 1].is_punct or doc[end - 1].lower_ in {"'s", "'", "the", "a"}):
        end -= 1
    return start, end


def _is_name(doc: Doc, casing: Casing, index: int) -> bool:
    word = doc[index].text
    return word[:1].isalpha() and not casing.is_common(word)


def _name_runs(doc: Doc, casing: Casing, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    while at < end:
        if not _is_name(doc, casing, at):
            at += 1
            continue
        stop = at + 1
        while stop < end and (
            _is_name(doc, casing, stop)
            or doc[stop].text in {"-", "."}
            or (doc[stop].lower_ in _LINKS and stop + 1 < end and _is_name(doc, casing, stop + 1))
        ):
            stop += 1
        while stop - 1 > at and doc[stop - 1].text in {"-", "."}:
            stop -= 1
        yield at, stop
        at = stop


def _head(doc: Doc, start: int, end: int) -> int:
    for index in range(end - 1, start - 1, -1):
        token = doc[index]
        if not start <= token.head.i < end or token.head.i == index:
            return index
    return end - 1


def _with_complement(token: SpacyToken, doc: Doc, end: int) -> int:
    """The end of the phrase with its first "of" complement, or `end`."""
    if end < len(doc) and doc[end].lower_ in {"of", "from", "for"} and doc[end].head.i <= end:
        for child in doc[end].children:
            if child.dep_ == "pobj":
                return int(max(t.i for t in child.subtree if t.i < child.i + 6 and t.dep_ != "relcl")) + 1
    return end


def _spans(doc: Doc, casing: Casing) -> Iterator[tuple[int, int, int, str]]:
    for chunk in doc.noun_chunks:
        start, end = _strip(doc, chunk.start, chunk.end)
        if chunk.root.pos_ == "PRON" and end - start == 1:
            continue
        yield start, end, chunk.root.i, "chunk"
        names = list(_name_runs(doc, casing, start, end))
        for low, high in names:
            if (low, high) != (start, end):
                yield low, high, high - 1, "name"
                if low > start and not any(a < low and b > start for a, b in names):
                    yield *_strip(doc, start, low), low - 1, "title"
        stop = _with_complement(chunk.root, doc, chunk.end)
        if end < stop <= start + _LONGEST:
            yield *_strip(doc, start, stop), chunk.root.i, "long"
    for low, high in _name_runs(doc, casing, 0, len(doc)):
        yield low, high, high - 1, "name"
    for token in doc:
        if token.lower_ in _BARE:
            yield token.i, token.i + 1, token.i, "bare"
        if token.pos_ in {"NOUN", "PROPN"} and token.text.isalpha() and token.dep_ in {"compound", "appos", "nmod"}:
            start = min(
                (c.i for c in token.children if c.dep_ in {"compound", "amod"} and c.i < token.i), default=token.i
            )
            yield start, token.i + 1, token.i, "inner"


def _phrases(doc: Doc, casing: Casing, offset: int) -> list[Phrase]:
    found: dict[tuple[int, int], Phrase] = {}
    for start, end, head, kind in _spans(doc, casing):
        if end - start > _LONGEST or not any(t.is_alpha for t in doc[start:end]):
            continue
        if doc[start].sent.start != doc[end - 1].sent.start:
            continue
        inner = head if start <= head < end else _head(doc, start, end)
        found.setdefault((start, end), Phrase(start + offset, end + offset, inner + offset, kind))
    return [found[key] for key in sorted(found)]


def _gather(message: Message, docs: Sequence[Doc], casing: Casing) -> Analysis:
    tokens: list[Token] = []
    sentences: list[tuple[int, int]] = []
    phrases: list[Phrase] = []
    for paragraph, doc in enumerate(docs):
        offset = len(tokens)
        for sentence in doc.sents:
            sentences.append((sentence.start + offset, sentence.end + offset))
            tokens += [
                Token(t.text.upper(), t.lemma_.lower(), t.pos_, t.dep_, t.head.i + offset, t.ent_type_,
                      len(sentences) - 1, paragraph, casing.is_common(t.text))
                for t in sentence
            ]  # fmt: skip
        phrases += _phrases(doc, casing, offset)
    children: list[list[int]] = [[] for _ in tokens]
    for index, token in enumerate(tokens):
        if token.head != index:
            children[token.head].append(index)
    return Analysis(message, tuple(tokens), tuple(sentences), tuple(phrases), tuple(map(tuple, children)))


def analyse(messages: Sequence[Message], casing: Casing) -> Iterator[Analysis]:
    """Parse messages with the product's parser, each paragraph on its own."""
    nlp = parse.model().nlp
    for message in messages:
        docs = list(nlp.pipe(casing.apply(p.replace('"', "")) for p in message.paragraphs))
        yield _gather(message, docs, casing)
