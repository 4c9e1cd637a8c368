"""Names in a report: words that it always writes with a capital, numbers and ages; and words of titles."""

from __future__ import annotations

import re

from hudhud.learned.encoder import Encoder

_WORD = re.compile(r"[^\W\d_][\w'’-]*|\d{2,}")
_POSSESSIVE = re.compile(r"['’]s?$")
_AGE = re.compile(r"\b(\d{1,3})[- ](year|month)s?[- ]old\b")
_AGE_BEHIND = re.compile(r"[^\W\d_][\w'’.-]*, (\d{1,2})[,;.)]")
_TITLE_WORD = re.compile(r"[^\W\d_][\w'’-]+|\d+")
_TITLE_END = re.compile(r"\s[-–—|]\s")
_TITLE_LEAST = 20  # characters before a dash; what follows so much of a title is the publisher's name
_USUAL, _COMMON, _EVERY = 3_000, 12_000, 100_000
"""The encoder's vocabulary is in the order of how common its words are; places and first names that
the news is full of stand before the second rank, surnames and villages mostly behind it or not at all.
Before the first stand months, weekdays and "Police"."""

_EMPTY = frozenset(
    "a an and are as at after by for from has have he in is it its of on or over says she that the to was were"
    " with".split()
)


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


def usual_names(names: set[str]) -> set[str]:
    """Numbers, and those of `names` that the encoder's vocabulary holds, without its commonest words."""
    encoder = Encoder.open()
    known = {name for name in names if name.isdigit() or encoder.rank(name, _USUAL) is None}
    return known - unknown_names(names)


def unknown_names(names: set[str]) -> set[str]:
    """Those of `names` that are neither numbers nor words of the encoder's vocabulary."""
    encoder = Encoder.open()
    return {name for name in names if not name.isdigit() and encoder.rank(name, _EVERY) is None}


def ages_in(text: str) -> set[str]:
    """People's ages, as "6 year" and "18 month": "6-year-old", and "Nidal, 6," behind a name."""
    behind = {f"{found[1]} year" for found in _AGE_BEHIND.finditer(text) if found[0][0].isupper()}
    return behind | {f"{found[1]} {found[2]}" for found in _AGE.finditer(text.casefold())}


def title_words(title: str | None) -> set[str]:
    """The words of a report's title without the publisher's name and without the emptiest words."""
    words = {_POSSESSIVE.sub("", w).casefold() for w in _TITLE_WORD.findall(_parted(title or "")[0])}
    return words - _EMPTY


def publisher_words(title: str | None) -> set[str]:
    """The words of the publisher's name, where the title ends with it."""
    return {w.casefold() for w in re.findall(r"\w+", _parted(title or "")[1])}


def _parted(title: str) -> tuple[str, str]:
    ends = [found.start() for found in _TITLE_END.finditer(title) if found.start() >= _TITLE_LEAST]
    end = min(ends, default=len(title))
    return title[:end], title[end:]
