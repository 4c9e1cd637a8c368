"""The number grammar: words to counts whose bounds are those of the words.

Works on plain tokens (as spaCy splits them: "sixty-one" is three tokens), without a parse, so that
it can be tested word by word. What looks like a number and counts nobody (dates, ages, distances,
money, scores) gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from hudhud.model import Count
from hudhud.reading import number_words as words_of
from hudhud.reading.not_counts import is_no_count, moves
from hudhud.reading.number_words import GROUPS, HYPHENS, SCALES, TENS, UNITS, stands

_WHOLE = r"\d{1,3}(?:,\d{3})+|\d+"
_DIGITS = re.compile(rf"(?:{_WHOLE})\Z", re.ASCII)
_DECIMAL = re.compile(r"\d+\.\d+\Z", re.ASCII)
_JOINED_RANGE = re.compile(rf"({_WHOLE})[-–—]({_WHOLE})\Z", re.ASCII)
_PLUS = re.compile(rf"({_WHOLE})\+\Z", re.ASCII)
_LOW, _HIGH = ("at_least", "more_than"), ("at_most", "less_than")
_LARGEST = 10**12  # nothing counts more people; a longer row of digits is a telephone or a serial number


_WORDS_BY_FIRST: dict[str, list[tuple[str, ...]]] = {}
for _phrase in words_of.WORDS:  # in the order of the list, which puts longer phrases first
    _WORDS_BY_FIRST.setdefault(_phrase[0], []).append(_phrase)
_FRACTIONS_BEGIN = frozenset(phrase[0] for phrase in words_of.FRACTIONS)


@dataclass(frozen=True)
class Quantity:
    """A count and where it stands: tokens `start:end`, the number itself `number_start:end`."""

    start: int
    end: int
    number_start: int
    count: Count

    @property
    def in_words(self) -> bool:
        return self.count.qualifier == "word"


@dataclass(frozen=True)
class _Nothing:
    """Tokens up to `end` that hold numbers and count nobody."""

    end: int


_Found = Quantity | _Nothing | None


def quantities(tokens: Sequence[str]) -> list[Quantity]:
    """All quantities in a sentence, left to right, none inside another."""
    words = [t.lower() for t in tokens]
    capitals = [t[:1].isupper() for t in tokens]
    numeric: list[Quantity] = []
    at = 0
    while at < len(words):
        found = _numeric(words, at, numeric[-1].end if numeric else 0, capitals)
        if isinstance(found, Quantity):
            numeric.append(found)
        at = max(found.end, at + 1) if found is not None else at + 1
    return _spread(sorted([*numeric, *_verbal(words, numeric)], key=lambda q: q.start), words)


def cardinal(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The whole number that begins at token `at`, and the token after it; None where none does."""
    word = words[at]
    scale = SCALES.get(words[at + 1]) if at + 1 < len(words) else None
    if _DIGITS.match(word):
        digits = word.replace(",", "")
        if (len(digits) > 1 and digits[0] == "0") or len(digits) > len(str(_LARGEST)):
            return None  # "0530" is a time
        return (int(digits) * scale, at + 2) if scale else (int(digits), at + 1)
    if _DECIMAL.match(word) and scale:
        value = Fraction(word) * scale
        return (int(value), at + 2) if value.denominator == 1 else None
    return _spelled(words, at)


def _spelled(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """ "two hundred and six thousand, forty-one" without the comma: groups below a thousand, each with its scale."""
    total, end, smallest = 0, at, None
    while True:
        start = end + 1 if end > at and words[end : end + 1] == ["and"] else end
        group = _below_thousand(words, start, first=end == at)
        if group is None or (start > end and words[end - 1] not in SCALES):
            return (total, end) if end > at else None
        value, after = group
        scale = 1
        while after < len(words) and words[after] in GROUPS:
            scale, after = scale * GROUPS[words[after]], after + 1
        if smallest is not None and (scale >= smallest or value * scale >= smallest):
            return total, end
        if value * scale > _LARGEST:
            return (total, end) if end > at else None
        total, end, smallest = total + value * scale, after, scale
        if scale == 1:
            return total, end


def _below_thousand(words: Sequence[str], at: int, first: bool) -> tuple[int, int] | None:
    """One to three figures in words; "a hundred", "a dozen" only where a number begins."""
    if at >= len(words):
        return None
    following = words[at + 1] if at + 1 < len(words) else ""
    if first and words[at] in ("a", "an") and (following in SCALES or following == "dozen"):
        if following == "hundred":
            return _after_hundred(words, 100, at + 2)
        return (12, at + 2) if following == "dozen" else (1, at + 1)
    if first and words[at] == "dozen" and not (at and words[at - 1] in ("several", "few", "many")):
        return 12, at + 1
    small = _below_hundred(words, at)
    if small is None:
        return None
    value, end = small
    if end < len(words) and words[end] == "dozen":
        return value * 12, end + 1
    if end < len(words) and words[end] == "hundred" and value:
        return _after_hundred(words, value * 100, end + 1)
    return small


def _after_hundred(words: Sequence[str], hundreds: int, end: int) -> tuple[int, int]:
    rest = _below_hundred(words, end + 1 if words[end : end + 1] == ["and"] else end)
    return (hundreds + rest[0], rest[1]) if rest is not None and rest[0] else (hundreds, end)


def _below_hundred(words: Sequence[str], at: int) -> tuple[int, int] | None:
    word = words[at] if at < len(words) else ""
    if word in UNITS:
        return UNITS[word], at + 1
    if word not in TENS:
        return None
    unit = at + 2 if words[at + 1 : at + 2] and words[at + 1] in HYPHENS else at + 1
    one = UNITS.get(words[unit], 0) if unit < len(words) else 0
    return (TENS[word] + one, unit + 1) if 1 <= one <= 9 else (TENS[word], at + 1)


def _numeric(words: Sequence[str], at: int, floor: int, capitals: Sequence[bool]) -> _Found:
    """The quantity with a number that begins at `at`. Its qualifier may reach back as far as `floor`."""
    part = _fraction(words, at, floor) or _words_of_a_whole(words, at)
    if part is not None:
        return part
    for phrase, value, qualifier in words_of.FIXED:
        if stands(words, at, phrase):
            return _bounded(words, at, at + len(phrase), _count(value, value, qualifier), floor)
    if joined := _JOINED_RANGE.match(words[at]):
        low, high = (int(g.replace(",", "")) for g in joined.groups())
        if low >= high or high > _LARGEST or is_no_count(words, at, at + 1, capitals):
            return _Nothing(at + 1)
        return _bounded(words, at, at + 1, _count(low, high, "range"), floor)
    if (plus := _PLUS.match(words[at])) and (number := cardinal([plus[1]], 0)):
        return _bounded(words, at, at + 1, _count(number[0], number[0], "at_least"), floor)
    first = cardinal(words, at)
    if first is None:
        return None
    value, end = first
    second = _second_of_range(words, at, value, end)
    if second is not None:
        value, other, end = second
        if is_no_count(words, at, end, capitals):
            return _Nothing(end)
        if moves(words, at):
            return _bounded(words, at, end, _count(other, other, "exact"), floor)
        return _bounded(words, at, end, _count(value, other, "range"), floor) if value < other else _Nothing(end)
    if is_no_count(words, at, end, capitals):
        return _Nothing(end)
    whole = _whole_behind(words, end)
    return _bounded(words, at, whole, _count(value, value, "about" if "dozen" in words[at:end] else "exact"), floor)


def _fraction(words: Sequence[str], at: int, floor: int) -> _Found:
    """ "more than half of the 40" is more than 20. A fraction of nothing named stays a word."""
    if words[at] not in _FRACTIONS_BEGIN:
        return None
    for phrase, (above, below) in words_of.FRACTIONS.items():
        end = at + len(phrase)
        if not stands(words, at, phrase):
            continue
        start = end + 1 if words[end : end + 1] == ["of"] else end
        if start < len(words) and words[start] in words_of.OF_THE:
            start += 1
        number = cardinal(words, start) if start > end and start < len(words) else None
        if number is None:
            return None if phrase[-1] == "half" else _Nothing(end)
        part = Fraction(number[0] * above, below)
        low, high = int(part), -int(-part // 1)
        found = _bounded(words, at, number[1], _count(low, high, "about"), floor)
        return replace(found, number_start=at)
    return None


def _words_of_a_whole(words: Sequence[str], at: int) -> _Found:
    """ "some of the 20" is not 20, and "none of the 20" is nobody."""
    share = words[at]
    if share not in words_of.SHARES:
        return None
    end = _whole_behind(words, at + 1)
    if end == at + 1:
        return None
    if words_of.SHARES[share]:
        return _Nothing(end)
    return Quantity(at, end, at, Count(qualifier="word", words=" ".join(words[at:end])))


def _whole_behind(words: Sequence[str], end: int) -> int:
    """ "two of the four soldiers" counts two: the whole is taken into the quantity, and claimed by nobody."""
    of = 2 if words[end : end + 2] == ["out", "of"] else 1 if words[end : end + 1] == ["of"] else 0
    start = end + of
    if of and start < len(words) and words[start] in words_of.OF_THE:
        start += 1
    elif of < 2:
        return end
    number = cardinal(words, start) if start < len(words) else None
    return number[1] if number is not None else end


def _second_of_range(words: Sequence[str], at: int, value: int, end: int) -> tuple[int, int, int] | None:
    """Both numbers of "10 to 15", "10 or 15", "between 10 and 15", "two to three hundred", and where they end."""
    if end + 1 >= len(words):
        return None
    between = at > 0 and words[at - 1] == "between"
    joints: list[tuple[str, ...]] = [("to",), ("or",), (",", "possibly"), (",", "perhaps"), ("or", "possibly")]
    joints += [("or", "even"), *((h,) for h in HYPHENS), *([("and",)] if between else [])]
    for joint in sorted(joints, key=len, reverse=True):
        start = end + len(joint)
        if not stands(words, end, joint) or start >= len(words):
            continue
        second = cardinal(words, start)
        if second is None:
            continue
        scale = SCALES.get(words[second[1] - 1], 1)
        if second[1] - start > 1 and value * scale < second[0] and words[end - 1] not in SCALES:
            value *= scale
        return value, second[0], second[1]
    return None


def _count(low: int, high: int, qualifier: str) -> Count:
    if qualifier in _LOW:
        return Count(low=low, qualifier=qualifier)
    if qualifier in _HIGH:
        return Count(high=high, qualifier=qualifier)
    return Count(low=low, high=high, qualifier=qualifier)


def _bounded(words: Sequence[str], at: int, end: int, count: Count, floor: int) -> Quantity:
    """Take in the qualifier before the number or behind it."""
    low = count.low if count.low is not None else count.high
    high = count.high if count.high is not None else count.low
    assert low is not None and high is not None  # a numeric count always has one bound
    start, qualifier = at, count.qualifier
    if start > floor and words[start - 1] in ("between", "from") and qualifier == "range":
        start -= 1
    for phrase, meaning in words_of.RIGHT:
        if stands(words, end, phrase):
            end, qualifier = end + len(phrase), meaning
            break
    else:
        qualifier = _trailing(words, end) or qualifier
    left = next(
        ((p, m) for p, m in words_of.LEFT if start - len(p) >= floor and stands(words, start - len(p), p)), None
    )
    if left is not None:
        start -= len(left[0])
        qualifier = left[1] if left[1] != "exact" else qualifier
    if left is not None and left[1] in _LOW and stands(words, end, ("and", "possibly")):
        further = cardinal(words, end + 2) if end + 2 < len(words) else None
        end = further[1] if further else end  # "at least three and possibly five": five is nobody else
    if count.qualifier == "range" and qualifier in ("about", "exact"):
        qualifier = "range"
    return Quantity(start, end, at, _count(low, high, qualifier))


def _trailing(words: Sequence[str], end: int) -> str | None:
    """ "three civilians at least": the bound behind the counted noun, unless it belongs to another number."""
    for gap in range(3):
        if gap and not words[end + gap - 1 : end + gap][:1]:
            return None
        if gap and (not words[end + gap - 1].isalpha() or words[end + gap - 1] in {"and", "or", "at", "of", "to"}):
            return None
        for phrase, meaning in words_of.TRAILING:
            behind = end + gap + len(phrase)
            if stands(words, end + gap, phrase):
                return meaning if behind >= len(words) or cardinal(words, behind) is None else None
    return None


def _verbal(words: Sequence[str], numeric: Sequence[Quantity]) -> list[Quantity]:
    """The quantities without a number, outside those that have one."""
    taken = {i for q in numeric for i in range(q.start, q.end)}
    ends = {q.end for q in numeric}
    found: list[Quantity] = []
    at = 0
    while at < len(words):
        phrase = next((p for p in _WORDS_BY_FIRST.get(words[at], ()) if stands(words, at, p)), None)
        if phrase is None and words[at : at + 2] == ["half", "of"]:
            phrase = ("half",)
        end = at + len(phrase) if phrase else at + 1
        # "three others" are three; "the most wanted" are not most of anybody
        lone = (phrase == ("others",) and at in ends) or (phrase == ("most",) and words[max(0, at - 1)] == "the")
        if phrase and not lone and taken.isdisjoint(range(at, end)):
            found.append(Quantity(at, end, at, Count(qualifier="word", words=" ".join(phrase))))
        at = end
    return found


def _spread(found: list[Quantity], words: Sequence[str]) -> list[Quantity]:
    """ "at least 16 civilians and seven soldiers": the bound reaches over "and" to a bare number.

    It reaches no further than a comma, a verb's worth of words (four tokens) or another qualifier.
    """
    out: list[Quantity] = []
    for one in found:
        quantity, before = one, out[-1] if out else None
        if (
            before is not None
            and before.count.qualifier == "at_least"
            and quantity.count.qualifier == "exact"
            and quantity.start == quantity.number_start
            and words[quantity.start - 1] == "and"
            and quantity.start - before.end <= 4
            and not any(w in {",", ";", ".", "were", "was", "wounded", "injured", "including", "killed", "dead",
                              "wounding", "injuring", "killing"}
                        for w in words[before.end : quantity.start])
        ):  # fmt: skip
            quantity = replace(quantity, count=Count(low=quantity.count.low, qualifier="at_least"))
        out.append(quantity)
    return out
