"""Texts as words, for databases whose own way to find words would differ from place to place.

A word is a run of letters and digits, and is compared in small letters without diacritics, as SQLite's full text
does it. No list of stop words and no stemming: what a text says is what is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from hudhud.ledger.search import Term

_WORD = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")
_MARKS = re.compile("[\u0300-\u036f]+")

LONGEST_WORD = 500
"""Letters of a word that count; a lexeme of PostgreSQL holds 2,046 bytes."""
MOST_BYTES = 900_000
"""Of the words of one text with their positions; a tsvector holds a megabyte."""
LAST_POSITION = 16_382
"""The last word of a text whose position is kept; words behind it are found, and phrases there are not."""
MOST_POSITIONS = 255
"""Of one word in one text."""
_GAP = 5
"""Positions between title and text, so that no phrase reaches from the one into the other."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as it is compared, and where it stands."""

    folded: str
    start: int
    end: int


def words_of(text: str) -> Iterator[Word]:
    """The words of a text in their order."""
    for match in _WORD.finditer(text):
        found = match.group()
        folded = found.lower() if found.isascii() else _folded(found)
        yield Word(folded[:LONGEST_WORD], match.start(), match.end())


def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", word.casefold())))


def vector(title: str | None, body: str) -> str:
    """A tsvector of a title, which weighs more, and a text; in PostgreSQL's notation."""
    positions: dict[str, list[str]] = {}
    size, at = 0, 0
    for weight, text in (("A", title or ""), ("", body)):
        for word in words_of(text):
            at += 1
            known = positions.get(word.folded)
            size += 2 if known is not None else len(word.folded.encode()) + 10
            if size > MOST_BYTES:
                break
            if known is None:
                known = positions[word.folded] = []
            if at <= LAST_POSITION and len(known) < MOST_POSITIONS:
                known.append(f"{at}{weight}")
        at += _GAP
    return " ".join(f"'{word}'" + (":" + ",".join(held) if held else "") for word, held in positions.items())


def query(terms: Sequence[Term]) -> str:
    """A tsquery for texts that hold all terms; in PostgreSQL's notation."""
    return " & ".join(f"({_phrase(term)})" for term in terms)


def _phrase(term: Term) -> str:
    return " <-> ".join(f"'{word.folded}'" for word in words_of(term.words)) + (":*" if term.prefix else "")


SNIPPET_WORDS = 24


def snippet(text: str, terms: Sequence[Term]) -> str:
    """The stretch of a text that holds most of what was sought, each find in [brackets]; empty without a word."""
    words = list(words_of(text))
    if not words:
        return ""
    finds = list(islice(_finds(words, terms), _FINDS_LOOKED_AT))
    begins = {max(0, min(start - SNIPPET_WORDS // 3, len(words) - SNIPPET_WORDS)) for start, _ in finds}
    first = max(begins, key=lambda begin: (_held(finds, begin), -begin), default=0)
    last = min(first + SNIPPET_WORDS, len(words))
    pieces = ["…" if first else ""]
    at = words[first].start if first else 0
    for start, end in finds:
        if start >= first and end <= last and words[start].start >= at:
            pieces += [text[at : words[start].start], "[", text[words[start].start : words[end - 1].end], "]"]
            at = words[end - 1].end
    pieces.append(text[at:] if last == len(words) else text[at : words[last - 1].end] + "…")
    return " ".join("".join(pieces).split())


_FINDS_LOOKED_AT = 200


def _held(finds: Sequence[tuple[int, int]], first: int) -> int:
    return sum(1 for start, end in finds if first <= start and end <= first + SNIPPET_WORDS)


def _finds(words: Sequence[Word], terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """The stretches of words that are a term, as numbers of the first and of the one behind the last."""
    sought = [([word.folded for word in words_of(term.words)], term.prefix) for term in terms]
    beginnings = tuple(phrase[0] for phrase, prefix in sought if prefix and len(phrase) == 1)
    starts = {phrase[0] for phrase, _ in sought}
    for at, word in enumerate(words):
        if word.folded not in starts and not word.folded.startswith(beginnings):
            continue
        for phrase, prefix in sought:
            *before, last = phrase
            held = [one.folded for one in words[at : at + len(phrase)]]
            ends = held[-1].startswith(last) if prefix else held[-1] == last
            if ends and held[:-1] == before:
                yield at, at + len(phrase)
