"""Numbers in Arabic words and digits, over folded text.

The grammar of the numeral: units and tens joined by "and" (thirty-five is "five and thirty"), the
teens in two words, hundreds and thousands with a dual and a counted plural, and each in its genders
and cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hudhud.reading.arabic.folding import fold

_UNITS = {
    "واحد واحده احد احدي": 1,
    "اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي": 2,
    "ثلاث ثلاثه": 3,
    "اربع اربعه": 4,
    "خمس خمسه": 5,
    "ست سته": 6,
    "سبع سبعه": 7,
    "ثمان ثماني ثمانيه": 8,
    "تسع تسعه": 9,
}
_UNIT = {word: value for words, value in _UNITS.items() for word in words.split()}
_TEEN = frozenset({"عشر", "عشره"})
_TENS_STEMS = ("عشر", "ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_TENS = {stem + case: 10 * ten for ten, stem in enumerate(_TENS_STEMS, 2) for case in ("ون", "ين")}
_HUNDRED = {"مائه": 100, "مايه": 100, "ميه": 100, "مئه": 100, "مائتان": 200, "مايتان": 200, "مايتين": 200}
_HUNDRED |= {"ميتان": 200, "ميتين": 200}
_JOINED = {unit + hundred: _UNIT[unit] * 100 for unit in _UNIT if _UNIT[unit] > 2 for hundred in ("مايه", "ميه")}
# The scales, largest first: the word for one, for two, and those that stand behind a number of them.
_SCALES = (
    (1_000_000, {"مليون": 1, "مليونا": 1, "مليونان": 2, "مليونين": 2}, frozenset({"ملايين", "مليون", "مليونا"})),
    (1_000, {"الف": 1, "الفا": 1, "الفان": 2, "الفين": 2}, frozenset({"الاف", "الف", "الفا"})),
)
# Alone these are "someone", a Sunday or a dual whose noun is not there: they count only before "ten".
_ONLY_IN_TEENS = frozenset({"احد", "احدي", "اثنا", "اثني", "اثنتا", "اثنتي"})
# A numeral in digits that is part of a date, a time or a fraction is no number of people.
# "And" is written onto the digits behind it.
_WORD = re.compile(
    r"(?<![^\Wو])(?<![./⁄:,-])\d{1,3}(?:,\d{3})+(?!\w|[./⁄:,-]\d)"
    r"|(?<![^\Wو])(?<![./⁄:,-])\d{1,7}(?!\w|[./⁄:,-]\d)"
    r"|[^\W\d_]+"
)
_AND = "و"


@dataclass(frozen=True)
class Numeral:
    """A whole number and the half-open range of the original text that says it."""

    value: int
    start: int
    end: int


def numerals(text: str) -> Iterator[Numeral]:
    """Every numeral of the original text, in order, none inside another."""
    folded = fold(text)
    found = list(_WORD.finditer(folded.text))
    words = [match.group() for match in found]
    at = last = 0
    while at < len(words):
        read = cardinal(words, at) or (cardinal([words[at][1:], *words[at + 1 :]], 0) if _joined(words[at]) else None)
        if read is None:
            at += 1
            continue
        value, end = read
        # A numeral that opens with "and" was read from a list of its own.
        opened = found[at].start()
        if cardinal(words, at) is None:
            opened, end = opened + 1, at + end
        at = end
        start, stop = folded.original(opened, found[end - 1].end())
        # One character may fold to several words; two numerals are never told by one.
        if start >= last:
            yield Numeral(value, start, stop)
            last = stop


def cardinal(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The number that starts at word `at` of folded words, and the word after it; None where none starts.

    "Thirty-five thousand and two hundred" is a group below a thousand with its scale, "and", and another group whose
    scale is smaller.
    """
    total, end, ceiling = 0, at, 1_000_000_000
    while end < len(words):
        group = _group(words, end, joined=end > at)
        if group is None or group[0] >= ceiling:
            break
        value, end, scale = group
        total, ceiling = total + value, scale
        if scale == 1:
            break
    return (total, end) if end > at else None


def _group(words: Sequence[str], at: int, *, joined: bool) -> tuple[int, int, int] | None:
    """A number below a thousand with the scale behind it: its value, the word after it, and the scale."""
    if joined and not _joined(words[at]):
        return None
    first = words[at][1:] if joined else words[at]
    for scale, alone, _ in _SCALES:
        if first in alone:
            return alone[first] * scale, at + 1, scale
    below = _digits(first, at) or _below_thousand([first, *words[at + 1 :]], at)
    if below is None:
        return None
    value, end = below
    for scale, _, behind in _SCALES:
        if value < 1000 and end < len(words) and words[end] in behind:
            return value * scale, end + 1, scale
    return value, end, 1


def _digits(word: str, at: int) -> tuple[int, int] | None:
    plain = word.replace(",", "")
    return (int(plain), at + 1) if plain.isdecimal() else None


def _below_thousand(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Hundreds, then tens and units, joined by "and"; `at` is where the first of the words stands."""
    total, end, ceiling = 0, 0, 1000
    while end < len(words):
        word = words[end]
        if end:
            if not _joined(word):
                break
            word = word[1:]
        part = _part([word, *words[end + 1 : end + 3]])
        if part is None or part[0] >= ceiling:
            break
        value, length = part
        # What comes behind may be the next group's: "two hundred thousand and five", "five and thirty thousand".
        total, end, ceiling = total + value, end + length, 100 if value >= 100 else 0
    return (total, at + end) if end else None


def _joined(word: str) -> bool:
    return len(word) > 2 and word.startswith(_AND)


def _part(words: Sequence[str]) -> tuple[int, int] | None:
    """One member of a numeral and how many words it takes."""
    first = words[0]
    second = words[1] if len(words) > 1 else ""
    unit = _UNIT.get(first)
    if unit is not None:
        if second in _TEEN:
            return unit + 10, 2
        if unit > 2 and second in _HUNDRED:
            return unit * 100, 2
        ten = _TENS.get(second[1:]) if _joined(second) else None
        if ten is not None:
            return unit + ten, 2
        return None if first in _ONLY_IN_TEENS else (unit, 1)
    if first in _TEEN:
        return 10, 1
    for table in (_TENS, _HUNDRED, _JOINED):
        if first in table:
            return table[first], 1
    return None
