"""What looks like a count and is none: dates, ages, measures, names with a number, figures of speech."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hudhud.reading import number_words as words_of
from hudhud.reading.number_words import HYPHENS, stands

_WHOLE = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)\Z", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d\Z", re.ASCII)
_OLDEST = 120
_STREETS = frozenset("street avenue road boulevard drive lane court highway st ave rd blvd".split())


def moves(words: Sequence[str], at: int) -> bool:
    """ "rose from 9 to 14", "rose by five to 14": what counts is where it went to."""
    return (
        at >= 1 and words[at - 1] in ("from", "by") and not words_of.RISING.isdisjoint(words[max(0, at - 6) : at - 1])
    )


def is_no_count(words: Sequence[str], at: int, end: int, capitals: Sequence[bool]) -> bool:
    """Whether the number at `at:end` is a date, an age, a measure, a name or half of a figure of speech."""
    after, later = (words[i] if i < len(words) else "" for i in (end, end + 1))
    before, earlier = (words[i] if i >= 0 else "" for i in (at - 1, at - 2))
    if after in words_of.UNITS_OF_MEASURE or (after in words_of.UNIT_FILLERS and later in words_of.UNITS_OF_MEASURE):
        return True
    if before in words_of.NUMBERED or before.endswith(words_of.CURRENCY) or before == "per":
        return True
    if stands(words, at - 2, ("average", "of")) or (after == "and" and words[end + 1 : end + 3] == ["a", "half"]):
        return True
    if after in HYPHENS and later in words_of.COMPOUNDS:
        return True
    if (after in (".", ":") and later.isdigit()) or (before in (".", ":") and earlier.isdigit() and at >= 2):
        return True  # a time or a decimal
    if moves(words, at) and not _is_range(words, at, end):
        return True  # "rose to 14 from 9", "rose by five"
    digits = _WHOLE.match(words[at]) is not None
    if digits and end < len(words) and capitals[end] and not _STREETS.isdisjoint(words[end : end + 4]):
        return True  # "942 Main Street"
    if digits and before in words_of.DESIGNATORS and at and capitals[at - 1]:
        return True
    return (
        (digits and (_is_age(words, at, end, capitals) or _is_day(words, at, end)))
        or _is_year(words, at, end)
        or (words[at] == "one" and end == at + 1 and _is_pronoun_one(words, at, end))
    )


def _is_range(words: Sequence[str], at: int, end: int) -> bool:
    return end - at > 1 and any(w in {"to", *HYPHENS} for w in words[at:end])


def _is_age(words: Sequence[str], at: int, end: int, capitals: Sequence[bool]) -> bool:
    """ "Salim Ahmad, 34, was hit"; "aged 5 and 7"."""
    if any(w in ("aged", "ages") for w in words[max(0, at - 4) : at]):
        between = words[max(0, at - 4) : at]
        return all(w in {"aged", "ages", "and", "or", "to", ",", "between", "from", *HYPHENS} or w.isdigit()
                   for w in between[next(i for i, w in enumerate(between) if w in ("aged", "ages")) :])  # fmt: skip
    age = words[at].isdigit() and int(words[at]) <= _OLDEST
    named = at >= 2 and words[at - 1] == "," and capitals[at - 2] and words[at - 2] not in words_of.MONTHS
    return age and named and end < len(words) and words[end] in {",", "."}


def _is_day(words: Sequence[str], at: int, end: int) -> bool:
    near = (words[at - 1] if at else "", words[end] if end < len(words) else "")
    last = words[end - 1]
    day = last.isdigit() and 1 <= int(last) <= 31
    return day and (near[1] in words_of.MONTHS or (near[0] in words_of.MONTHS and near[0] not in {"may", "march"})
                    or (near[0] in {"may", "march"} and not near[1].isalpha()))  # fmt: skip


def _is_year(words: Sequence[str], at: int, end: int) -> bool:
    """A bare four-figure number with a preposition, an article or a month before it; "1,900" is a count."""
    if not _YEAR.match(words[at]) or not (end == at + 1 or _YEAR.match(words[end - 1])):
        return False
    before, earlier = (words[i] if i >= 0 else "" for i in (at - 1, at - 2))
    if before in words_of.BEFORE_YEAR or before in words_of.MONTHS:
        return True
    if before == "," and (earlier in words_of.MONTHS or (earlier.isdigit() and int(earlier) <= 31)):
        return True
    if before in words_of.DETERMINERS:
        return int(words[at]) % 100 != 0
    linked = before in {"to", "and", "or", *HYPHENS} and _YEAR.match(earlier)
    return bool(linked) or (before == "between" and end > at + 1) or (before.isdigit() and int(before) <= 31)


def _is_pronoun_one(words: Sequence[str], at: int, end: int) -> bool:
    before, after = words[at - 1] if at else "", words[end] if end < len(words) else ""
    if before in words_of.NOT_ALONE_BEFORE_ONE or after in {"another", "side", "hand", "point", "thing"}:
        return True
    if after != "of" or end + 2 >= len(words) or words[end + 1] not in words_of.OF_THE:
        return False
    return words[end + 2] in words_of.RANKINGS or words[end + 2].endswith(words_of.RANKED)
