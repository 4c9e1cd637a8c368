"""Names in a report: words that it always writes with a capital, and numbers of two figures and more."""

from __future__ import annotations

import re

from hudhud.learned.encoder import Encoder

_WORD = re.compile(r"[^\W\d_][\w'’-]*|\d{2,}")
_POSSESSIVE = re.compile(r"['’]s?$")
_COMMON = 12_000
"""The encoder's vocabulary is in the order of how common its words are; places and first names that
the news is full of stand before this rank, surnames and villages mostly behind it or not at all."""


def names_in(text: str) -> set[str]:
    """The names of `text`, small letters; none that also stands in small letters in it."""
    capital: set[str] = set()
    small: set[str] = set()
    for found in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", found.group())
        if len(word) > 1:
            (small if word[0].islower() else capital).add(word.casefold())
    return capital - small


def full_names(text: str, names: set[str]) -> set[str]:
    """Two of `names` beside each other ("first last", "4200 fairfield")."""
    found: set[str] = set()
    before, end = "", -2
    for one in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", one.group()).casefold()
        known = word in names and not one.group()[0].islower()
        if known and before and text[end : one.start()] == " ":
            found.add(f"{before} {word}")
        before, end = (word, one.end()) if known else ("", -2)
    return found


def rare_names(names: set[str]) -> set[str]:
    """Those of `names` that are neither numbers nor among the common words of English."""
    encoder = Encoder.open()
    return {name for name in names if not name.isdigit() and encoder.rank(name, _COMMON) is None}
