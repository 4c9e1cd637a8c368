"""The number grammar: words to counts whose bounds are those of the words.

Works on plain tokens (as spaCy splits them: "sixty-one" is three tokens), without a parse, so that
it can be tested word by word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hudhud.model import Count

_UNITS = {
    w: i
    for i, w in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen""".split()
    )
}
_TENS = {w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_DIGITS = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)\Z")
_JOINED_RANGE = re.compile(r"(\d+)[-–—](\d+)\Z")
_PLUS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)\+\Z")
_HYPHENS = {"-", "–", "—"}

# Longest first; matched against the lower-case words that end just before the number.
_LEFT = sorted(
    {
        "at least": "at_least", "no fewer than": "at_least", "no less than": "at_least",
        "not less than": "at_least", "not fewer than": "at_least", "a minimum of": "at_least",
        "at the least": "at_least", "at a minimum": "at_least",
        "more than": "more_than", "over": "more_than", "well over": "more_than", "upwards of": "more_than",
        "in excess of": "more_than", "above": "more_than", "upward of": "more_than",
        "up to": "at_most", "as many as": "at_most", "at most": "at_most", "no more than": "at_most",
        "not more than": "at_most", "a maximum of": "at_most", "as much as": "at_most",
        "fewer than": "less_than", "less than": "less_than", "under": "less_than",
        "about": "about", "around": "about", "roughly": "about", "approximately": "about", "some": "about",
        "nearly": "about", "almost": "about", "close to": "about", "an estimated": "about",
        "estimated": "about", "approx.": "about", "approx": "about", "~": "about", "circa": "about",
        "a reported": "exact", "a total of": "exact", "a further": "exact", "another": "exact",
        "just over": "more_than", "just under": "less_than", "well above": "more_than",
    }.items(),
    key=lambda item: -len(item[0].split()),
)  # fmt: skip
_RIGHT = sorted(
    {"or more": "at_least", "or so": "about", "at least": "at_least", "or fewer": "at_most",
     "at most": "at_most", "or less": "at_most"}.items(),
    key=lambda item: -len(item[0].split()),
)  # fmt: skip
# Quantities without a number. They stay words.
_WORDS = sorted(
    ["dozens", "scores", "hundreds", "thousands", "tens of thousands", "hundreds of thousands", "several",
     "many", "a number", "numbers", "large numbers", "a large number", "a few", "few", "numerous", "multiple",
     "countless", "a handful", "various", "an unknown number", "an unspecified number",
     "an undetermined number", "the rest", "some", "others", "several dozen", "several hundred",
     "a small number", "tens", "most", "dozens more", "several others", "many others", "many more",
     "an undisclosed number", "the remainder", "several more", "some others", "large number"],
    key=lambda phrase: -len(phrase.split()),
)  # fmt: skip
_NOT_A_COUNT_AFTER = {
    "%", "percent", "per", "km", "kilometre", "kilometres", "kilometer", "kilometers", "mile", "miles", "metre",
    "metres", "meter", "meters", "m", "am", "pm", "a.m.", "p.m.", "o'clock", "hour", "hours", "minute", "minutes",
    "day", "days", "week", "weeks", "month", "months", "year", "years", "gmt", "utc", "tons", "tonnes", "dollars",
    "euros", "kg", "hectares", "acres", "mm", "caliber", "calibre", "times", "pounds",
}  # fmt: skip
_MONTHS = set(
    """january february march april may june july august september october november december jan feb
    mar apr jun jul aug sep sept oct nov dec jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec.""".split()
)
_RISING = {"rose", "risen", "rising", "rises", "climbed", "climbs", "increased", "jumped", "grew", "grown",
           "revised", "went", "gone", "soared", "moved", "updated", "raised"}  # fmt: skip


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


def cardinal(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The whole number that begins at token `at`, and the token after it; None where none does."""
    word = words[at]
    if _DIGITS.match(word):
        value, end = int(word.replace(",", "")), at + 1
        if end < len(words) and words[end] in ("thousand", "million"):
            return value * _SCALES[words[end]], end + 1
        return value, end
    return _spelled(words, at)


def _spelled(words: Sequence[str], at: int) -> tuple[int, int] | None:
    total, current, end, seen = 0, 0, at, False
    while end < len(words):
        word = words[end]
        if word in _UNITS and not (seen and current % 10 and current % 100 not in _TENS.values()):
            if seen and words[end - 1] not in {*_HYPHENS, "and", *_TENS, *_SCALES}:
                break
            current += _UNITS[word]
        elif word in _TENS and not (seen and current % 100):
            current += _TENS[word]
        elif word in _SCALES and seen:
            if word == "hundred":
                current *= 100
            else:
                total, current = total + current * _SCALES[word], 0
        elif word == "dozen" and seen and current:
            current *= 12
        elif word in ("a", "an") and not seen and end + 1 < len(words) and words[end + 1] in (*_SCALES, "dozen"):
            current = 1
        elif seen and word in (*_HYPHENS, "and") and _continues(words, end):
            end += 1
            continue
        else:
            break
        seen = True
        end += 1
    return (total + current, end) if seen else None


def _continues(words: Sequence[str], at: int) -> bool:
    """Whether a hyphen or "and" at `at` stands inside a number ("sixty-one", "a hundred and two")."""
    if at + 1 >= len(words) or words[at + 1] not in {**_UNITS, **_TENS}:
        return False
    return words[at - 1] in (_TENS if words[at] in _HYPHENS else _SCALES)


def quantities(tokens: Sequence[str]) -> list[Quantity]:
    """All quantities in a sentence, left to right, none inside another."""
    words = [t.lower() for t in tokens]
    found: list[Quantity] = []
    at = 0
    while at < len(words):
        quantity = _numeric(words, at) or _verbal(words, at)
        if quantity is None:
            at += 1
            continue
        found.append(quantity)
        at = quantity.end
    return _spread(found, words)


def _numeric(words: Sequence[str], at: int) -> Quantity | None:
    if (half := _half_a_dozen(words, at)) is not None:
        return half
    joined, plus = _JOINED_RANGE.match(words[at]), _PLUS.match(words[at])
    if joined:
        low, high, end = int(joined[1]), int(joined[2]), at + 1
        if low < high and not _is_date_or_unit(words, at, end):
            return _bounded(words, at, end, Count(low=low, high=high, qualifier="range"))
        return None
    if plus:
        return _bounded(words, at, at + 1, Count(low=int(plus[1].replace(",", "")), qualifier="at_least"))
    first = cardinal(words, at)
    if first is None or _is_date_or_unit(words, at, first[1]):
        return None
    value, end = first
    second = _second_of_range(words, at, end)
    if second is not None:
        other, end = second
        if _rises(words, at):
            return _bounded(words, at, end, _count(other, "exact"))
        if value < other:
            return _bounded(words, at, end, Count(low=value, high=other, qualifier="range"))
        return None
    return _bounded(words, at, end, _count(value, "about" if "dozen" in words[at:end] else "exact"))


def _half_a_dozen(words: Sequence[str], at: int) -> Quantity | None:
    for phrase, value in (
        ("half a dozen", 6),
        ("half dozen", 6),
        ("a couple", 2),
        ("a pair", 2),
        ("a trio", 3),
    ):
        size = len(phrase.split())
        if list(words[at : at + size]) == phrase.split():
            return _bounded(words, at, at + size, _count(value, "about" if value != 3 else "exact"))
    return None


def _second_of_range(words: Sequence[str], at: int, end: int) -> tuple[int, int] | None:
    """The second number of "10 to 15", "10 or 15", "between 10 and 15"."""
    if end + 1 >= len(words):
        return None
    joint = words[end]
    between = at > 0 and words[at - 1] == "between"
    if joint in ("to", "or", *_HYPHENS) or (joint == "and" and between):
        return cardinal(words, end + 1)
    return None


def _rises(words: Sequence[str], at: int) -> bool:
    """ "rose from 9 to 14": what counts is where it rose to."""
    return at >= 1 and words[at - 1] == "from" and any(w in _RISING for w in words[max(0, at - 5) : at - 1])


def _is_date_or_unit(words: Sequence[str], at: int, end: int) -> bool:
    after = words[end] if end < len(words) else ""
    before = words[at - 1] if at else ""
    if after in _NOT_A_COUNT_AFTER or before in {"$", "€", "£", "no.", "number", "aged", "age", "#"}:
        return True
    if after in _HYPHENS and end + 1 < len(words) and words[end + 1] in {
        "year", "month", "day", "hour", "week", "km", "minute", "mile", "metre", "meter", "storey", "story", "mm",
    }:  # fmt: skip
        return True
    if after in (".", ":") and end + 1 < len(words) and words[end + 1].isdigit():
        return True  # a time or a decimal
    day_of_month = (before in _MONTHS or after in _MONTHS) and words[at].isdigit() and int(words[at]) <= 31
    year = bool(re.fullmatch(r"(?:19|20)\d\d", words[at])) and (
        before in {"in", "since", "of", "until", "by", "during", "from", "late", "early", ",", "year", "mid", "-"}
        or before in _MONTHS or (before.isdigit() and int(before) <= 31)
    )  # fmt: skip
    return day_of_month or year


def _count(value: int, qualifier: str, words: str | None = None) -> Count:
    if qualifier in ("at_least", "more_than"):
        return Count(low=value, qualifier=qualifier)
    if qualifier in ("at_most", "less_than"):
        return Count(high=value, qualifier=qualifier)
    return Count(low=value, high=value, qualifier=qualifier)


def _bounded(words: Sequence[str], at: int, end: int, count: Count) -> Quantity:
    """Take in the qualifier before the number or behind it."""
    start, qualifier = at, count.qualifier
    if start and words[start - 1] in ("between", "from") and qualifier == "range":
        start -= 1
    for phrase, meaning in _RIGHT:
        size = len(phrase.split())
        if list(words[end : end + size]) == phrase.split():
            end, qualifier = end + size, meaning
            break
    for phrase, meaning in _LEFT:
        size = len(phrase.split())
        if start >= size and list(words[start - size : start]) == phrase.split():
            start -= size
            qualifier = meaning if meaning != "exact" else qualifier
            break
    if count.qualifier == "range":
        # "at least 10 to 15": the outer bound wins only where it widens the range.
        widened = Count(low=count.low, qualifier="at_least") if qualifier == "at_least" else count
        return Quantity(start, end, at, widened)
    value = count.low if count.low is not None else count.high
    assert value is not None  # a numeric count always has one bound
    return Quantity(start, end, at, _count(value, qualifier))


def _verbal(words: Sequence[str], at: int) -> Quantity | None:
    for phrase in _WORDS:
        size = len(phrase.split())
        if list(words[at : at + size]) == phrase.split():
            return Quantity(at, at + size, at, Count(qualifier="word", words=" ".join(words[at : at + size])))
    return None


def _spread(found: list[Quantity], words: Sequence[str]) -> list[Quantity]:
    """ "at least 16 civilians and seven soldiers": the bound reaches over "and" to a bare number.

    It reaches no further than a comma, a verb's worth of words (four tokens) or another qualifier.
    """
    out: list[Quantity] = []
    for quantity in found:
        before = out[-1] if out else None
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
            quantity = Quantity(
                quantity.start, quantity.end, quantity.number_start,
                Count(low=quantity.count.low, qualifier="at_least"),
            )  # fmt: skip
        out.append(quantity)
    return out
