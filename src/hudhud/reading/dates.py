"""Time expressions in text, as what they say; `calendar.py` turns them into intervals.

The grammar is regular and works on a sentence's text. An expression knows its words, its kind, and
the role its preposition gives it: "since January" bounds a scope and dates no incident, unless a
"when" clause follows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Literal

from hudhud.reading.time_expression import (
    HOLIDAYS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    WEEKDAYS,
    Part,
    TimeExpression,
    Unit,
)

__all__ = ["TimeExpression", "expressions"]

_M = "|".join(sorted(MONTHS, key=len, reverse=True))
_W = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_LONG_W = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_N = r"\d{1,2}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d(?!\d|,\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
_SEASON = "spring|summer|autumn|winter"
_PART_WORDS = "early|mid|the middle of|middle of|late|the end of|end of|the beginning of|the start of"
_PART = rf"(?:(?P<part>{_PART_WORDS})[\s-]+)"
_SEP = r"[\s,،.]{1,3}"
_TO = r"\s*(?:-|–|—|to|and|until|till|through|into)\s*"
_PEOPLE = (
    r"(?!\s*(?:people|persons|civilians|soldiers|policemen|villagers|men|women|children|others|killed|dead|were|was)\b)"
)
_HOURS = r"(?:morning|afternoon|evening|noon|dawn|night)"

_PARTS: dict[str, Part] = {
    "early": "early", "the beginning of": "early", "the start of": "early", "mid": "mid", "middle of": "mid",
    "the middle of": "mid", "late": "late", "the end of": "late", "end of": "late",
}  # fmt: skip
_SCOPE = re.compile(
    r"\b(?:since(?:\s+\w+)?|until|till|before|prior to|every|each|up to|by|after)\s+(?:the\s+|last\s+)?$",
    re.I,
)
_DATING_CLAUSE = re.compile(r"\s*,?\s*when\b", re.I)
# What may stand between "at dawn" and the date that it belongs to.
_JOINT = re.compile(r"[\s,]*(?:on|of)?[\s,]*(?:the\s+)?\Z", re.I)

_Maker = Callable[[re.Match[str]], TimeExpression | None]


class _NoDate(Exception):  # noqa: N818  # not an error: the words are taken, and date nothing
    """The words look like a date and are none: a day to come, the name of a day, a verb."""


def _nothing(_: re.Match[str]) -> TimeExpression | None:
    raise _NoDate


def _number(text: str) -> int | None:
    text = text.lower()
    return int(text) if text.isdigit() else NUMBERS.get(text)


def _int(text: str | None) -> int | None:
    return int(re.sub(r"\D", "", text)) if text else None


def _day_number(text: str) -> int | None:
    return ORDINALS.get(text.lower()) or _int(text)


def _month_number(text: str | None) -> int | None:
    """The month. "may", "march" and the short forms are months only with their capital."""
    if not text:
        return None
    if text[0].islower() and (text in ("may", "march") or len(text) < 4):
        raise _NoDate
    return MONTHS[text.lower()]


def _part(match: re.Match[str]) -> Part | None:
    part = match.groupdict().get("part")
    return _PARTS[part.lower()] if part else None


def _day(m: re.Match[str]) -> TimeExpression:
    year = m.groupdict().get("y")
    return TimeExpression(*m.span(), kind="day", day=_day_number(m["d"]), month=_month_number(m["m"]), year=_int(year))


def _day_range(m: re.Match[str]) -> TimeExpression | None:
    first, last = _int(m["d"]), _int(m["d2"])
    groups = m.groupdict()
    month, month2 = _month_number(m["m"]), _month_number(groups.get("m2"))
    if first is None or last is None or (not month2 and first >= last):
        return None
    return TimeExpression(
        *m.span(), kind="day_range", day=first, month=month, last_day=last, last_month=month2,
        year=_int(groups.get("y")), first_year=_int(groups.get("y1")),
    )  # fmt: skip


def _iso(m: re.Match[str]) -> TimeExpression | None:
    year, month, day = (int(g) for g in m.groups())
    return TimeExpression(*m.span(), kind="day", day=day, month=month, year=year) if 1 <= month <= 12 else None


def _numeric(m: re.Match[str]) -> TimeExpression | None:
    # 13/02/2023 can only be day first and 02/13/2023 only month first; 03/02/2023 says neither, 3/3/2023 both.
    first, second, year = int(m[1]), int(m[2]), int(m[3])
    if (first > 12 >= second >= 1 and first <= 31) or 1 <= first == second <= 12:
        return TimeExpression(*m.span(), kind="day", day=first, month=second, year=year)
    if second > 12 >= first >= 1 and second <= 31:
        return TimeExpression(*m.span(), kind="day", day=second, month=first, year=year)
    return None


def _holiday(m: re.Match[str]) -> TimeExpression:
    month, day = HOLIDAYS[m["h"].lower().replace("’", "'")]
    return TimeExpression(*m.span(), kind="day", day=day, month=month, year=_int(m["y"]))


def _month(m: re.Match[str]) -> TimeExpression:
    groups = m.groupdict()
    return TimeExpression(
        *m.span(), kind="month", month=_month_number(m["m"]), year=_int(groups.get("y")), part=_part(m),
        last_month=_month_number(groups.get("m2")), first_year=_int(groups.get("y1")),
    )  # fmt: skip


def _relative_month(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="month", month=_month_number(m["m"]), shift=-1, part=_part(m))


def _year(m: re.Match[str]) -> TimeExpression | None:
    first, year = _int(m.groupdict().get("y1")), int(m["y"])
    if first is not None and first >= year:
        return None
    return TimeExpression(*m.span("span"), kind="year", year=year, first_year=first, part=_part(m))


def _season(m: re.Match[str]) -> TimeExpression:
    name = {"fall": "autumn"}.get(m["s"].lower(), m["s"].lower())
    groups = m.groupdict()
    return TimeExpression(
        *m.span(), kind="season", season=name, year=_int(groups.get("y")), shift=-1 if groups.get("last") else 0
    )


def _weekday(m: re.Match[str]) -> TimeExpression:
    if m["w"][0].islower() and len(m["w"]) < 6:
        raise _NoDate  # "sat", "sun"
    first, last = WEEKDAYS[m["w"].lower()], m.groupdict().get("w2")
    days = (WEEKDAYS[last.lower()] - first) % 7 + 1 if last else None
    return TimeExpression(*m.span(), kind="weekday", weekday=first, count=days,
                          shift=-1 if m.groupdict().get("last") else 0)  # fmt: skip


def _deictic(shift: int, days: int = 1) -> _Maker:
    return lambda m: TimeExpression(*m.span(), kind="deictic", shift=shift, count=days)


def _last_days(m: re.Match[str]) -> TimeExpression | None:
    """ "In the past 48 hours", "over the last three days": up to the day of publication."""
    count = _number(m["n"])
    per = {"h": 1 / 24, "d": 1, "w": 7}[m["unit"][0].lower()]
    days = math.ceil((count or 0) * per)
    return TimeExpression(*m.span(), kind="deictic", shift=-days, count=days + 1) if days else None


def _period(m: re.Match[str]) -> TimeExpression:
    shift = -1 if m["which"].lower() in ("last", "previous") else 0
    unit: Unit = {"w": "week", "m": "month", "y": "year"}[m["unit"][0].lower()]  # type: ignore[assignment]
    day = _int(m.groupdict().get("d"))
    part = _part(m) if unit != "week" else None
    return TimeExpression(*m.span(), kind="period", unit=unit, shift=shift, part=part, day=day)


def _offset(m: re.Match[str]) -> TimeExpression | None:
    count = _number(m["n"])
    if not count:
        return None
    word, unit_word = m["dir"].lower(), m["unit"].lower()
    direction: Literal["ago", "later", "earlier"] = (
        "ago" if word == "ago" else "later" if word in ("later", "after") else "earlier"
    )
    if unit_word.startswith("fortnight"):
        count, unit_word = 2 * count, "week"
    unit: Unit = {"d": "day", "w": "week", "m": "month", "y": "year"}[unit_word[0]]  # type: ignore[assignment]
    approximate = bool(m.groupdict().get("approx"))
    return TimeExpression(
        *m.span(), kind="offset", count=count, unit=unit, direction=direction, approximate=approximate
    )


def _next(unit: Unit, direction: Literal["later", "earlier"] = "later") -> _Maker:
    return lambda m: TimeExpression(*m.span(), kind="offset", count=1, unit=unit, direction=direction)


def _same_day(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="same_day")


def _p(pattern: str, maker: _Maker) -> tuple[re.Pattern[str], _Maker]:
    return re.compile(pattern, re.I), maker


# In order: an expression inside one found before it is dropped, so the more specific come first.
_GRAMMAR: tuple[tuple[re.Pattern[str], _Maker], ...] = (
    # Days to come, days with a name of their own, and movable feasts.
    _p(rf"\b(?:next|coming|following)\s+(?:{_LONG_W}|{_SEASON}|{_M})\b", _nothing),
    _p(r"\bcoming\s+(?:days?|weeks?|months?|years?)\b|\bnext\s+(?:days|weeks|months|years)\b", _nothing),
    _p(r"(?<!the\s)\bnext\s+(?:week|month|year)\b", _nothing),
    _p(r"\blater\s+this\s+(?:week|month|year)\b", _nothing),
    _p(
        r"\b(?:palm|easter|bloody|black|good|holy|ash|maundy|whit|super)\s+(?:sunday|monday|tuesday|wednesday|thursday|"
        r"friday|saturday)\b",
        _nothing,
    ),
    _p(r"\b(?:orthodox|coptic|armenian|ethiopian)\s+(?:christmas|new\s+year['’]?s?)(?:\s+(?:eve|day))?\b", _nothing),
    # Days.
    _p(rf"\b({_YEAR})[-/](\d\d)[-/](\d\d)(?=T\d|\b)", _iso),
    _p(rf"\b(\d{{1,2}})[/.](\d{{1,2}})[/.]({_YEAR})\b", _numeric),
    _p(rf"\b(?P<h>{'|'.join(HOLIDAYS)})\b(?:{_SEP}(?:of\s+)?(?P<y>{_YEAR})\b)?".replace("'", "['’]"), _holiday),
    _p(
        rf"\b(?P<m>{_M})\.?\s+(?P<d>{_DAY})(?:{_SEP}(?P<y1>{_YEAR}))?{_TO}(?:(?P<m2>{_M})\.?\s+)?(?P<d2>{_DAY})"
        rf"(?:{_SEP}(?P<y>{_YEAR}))?\b{_PEOPLE}",
        _day_range,
    ),
    _p(
        rf"\b(?P<d>{_DAY})\s+(?P<m>{_M})\b\.?(?:{_SEP}(?P<y1>{_YEAR}))?{_TO}(?:the\s+)?(?P<d2>{_DAY})\s+"
        rf"(?P<m2>{_M})\b\.?(?:{_SEP}(?P<y>{_YEAR})\b)?",
        _day_range,
    ),
    _p(rf"\b(?P<d>{_DAY}){_TO}(?P<d2>{_DAY})\s+(?:of\s+)?(?P<m>{_M})\b\.?(?:{_SEP}(?P<y>{_YEAR})\b)?", _day_range),
    _p(rf"\b(?P<m>{_M})\.?\s+(?P<d>{_DAY}){_SEP}(?P<y>{_YEAR})\b", _day),
    _p(
        rf"\b(?<!in\s)(?<!during\s)(?P<m>{_M})\.?\s+(?:the\s+)?(?P<d>{_DAY}|{_ORDINAL})(?:{_SEP}(?P<y>{_YEAR}))?\b"
        rf"(?!(?:st|nd|rd|th)?\s+(?:battalion|brigade|division))(?![,.]\d){_PEOPLE}",
        _day,
    ),
    _p(
        rf"\b(?P<d>{_DAY}|(?:{_ORDINAL})(?=\s+of))(?:\s+of)?\s+(?P<m>{_M})\b\.?(?:{_SEP}(?P<y>{_YEAR})\b)?",
        _day,
    ),
    _p(rf"\bthe\s+(?P<d>{_DAY})\s+of\s+(?P<which>this|last|the\s+previous)\s+(?P<unit>month)\b", _period),
    # Months.
    _p(
        rf"\b(?P<m>{_M})(?:\s+(?P<y1>{_YEAR}))?{_TO}(?P<m2>{_M})\.?,?\s+(?P<y>{_YEAR})\b",
        _month,
    ),
    _p(rf"\b(?:between|from)\s+(?P<m>{_M}){_TO}(?P<m2>{_M})\b(?!\s+\d)", _month),
    _p(rf"\b(?:{_PART})?(?P<m>{_M})\.?,?\s+(?:of\s+)?(?P<y>{_YEAR})\b", _month),
    _p(rf"\b(?:{_PART})?last\s+(?P<m>{_M})\b", _relative_month),
    _p(
        rf"\b(?:in|during|throughout|since|until|by|of|for)\s+(?:{_PART})?(?P<m>{_M})\b"
        rf"(?!\s+{_DAY}(?:st|nd|rd|th|{_SEP}{_YEAR})\b)",
        _month,
    ),
    _p(rf"\b(?:{_PART})(?P<m>{_M})\b(?!\s+\d)", _month),
    # Seasons and years.
    _p(
        rf"\b(?:in\s+(?:the\s+)?)?(?:{_PART})?(?P<s>spring|summer|autumn|fall|winter)(?:\s+(?:of\s+)?(?P<y>{_YEAR}))"
        r"(?:[-/–](?:\d\d)?\d\d)?\b",
        _season,
    ),
    _p(rf"\b(?:(?P<last>last)|this(?:\s+past)?)\s+(?P<s>{_SEASON})\b", _season),
    _p(rf"\b(?:between|from|in|during)\s+(?P<span>(?P<y1>{_YEAR}){_TO}(?P<y>{_YEAR}))\b", _year),
    _p(rf"\b(?P<span>{_PART}(?P<y>{_YEAR}))\b(?!\s*(?:people|civilians))", _year),
    _p(
        rf"\b(?:in|during|of|since|until|by|from|throughout|and)[\s-]+(?P<span>(?P<y>{_YEAR}))"
        r"\b(?!\s*(?:people|civilians))",
        _year,
    ),
    # Counted from publication or from the last date told.
    _p(
        rf"\b(?:(?P<approx>almost|nearly|about|around|some|more than|over)\s+)?(?P<n>{_N})\s+"
        r"(?P<unit>days?|weeks?|fortnights?|months?|years?)\s+(?P<dir>ago|later|earlier|after|before)\b(?!\s+yesterday)",
        _offset,
    ),
    _p(
        rf"\b(?:in|over|during|within|for)\s+the\s+(?:last|past|previous)\s+(?P<n>\d{{1,3}}|{_N})\s+"
        r"(?P<unit>hours|days|weeks)\b",
        _last_days,
    ),
    _p(rf"\b(?:{_N})\s+hours\s+ago\b", _deictic(-1, 2)),
    _p(rf"\b(?:the\s+)?(?:next|following)\s+(?:day|{_HOURS})\b|\bthe\s+day\s+after\b(?!\s+tomorrow)", _next("day")),
    _p(r"\bthe\s+(?:day\s+before\s+yesterday)\b", _deictic(-2)),
    _p(r"\b(?:the|a)\s+(?:previous\s+day|day\s+(?:earlier|before))\b", _next("day", "earlier")),
    _p(r"\bthe\s+(?:following|next)\s+week\b", _next("week")),
    _p(rf"\b(?:the\s+same|that\s+same|that)\s+(?:day|{_HOURS})\b", _same_day),
    _p(
        r"\b(?:in\s+the\s+(?:early\s+|late\s+)?(?:morning|afternoon|evening)|at\s+(?:dawn|noon|dusk|night)|around\s+(?:dawn|noon))\b",
        _same_day,
    ),
    _p(rf"\b(?:yesterday(?:\s+{_HOURS})?|last\s+(?:night|evening))\b", _deictic(-1)),
    _p(
        rf"\b(?:overnight\s+(?:from\s+)?)?(?P<w>{_LONG_W})(?:\s+{_HOURS})?(?:\s+and\s+into|\s+into|\s+to|\s*[-–])"
        rf"\s*(?P<w2>{_LONG_W})\b",
        _weekday,
    ),
    _p(rf"\bbetween\s+(?P<w>{_LONG_W})\s+and\s+(?P<w2>{_LONG_W})\b", _weekday),
    _p(r"\bovernight\b(?!\s+(?:on|into)\b)", _deictic(-1, 2)),
    _p(r"\b(?:(?:earlier\s+)?today|tonight|this\s+(?:morning|afternoon|evening|noon|dawn))\b", _deictic(0)),
    _p(rf"\b(?:early\s+|late\s+)?(?P<last>last|past|previous)\s+(?P<w>{_LONG_W})\b", _weekday),
    _p(rf"\b(?:early\s+|late\s+)?(?P<w>{_LONG_W})(?:\s+{_HOURS})?(?:['’]s)?\b(?!\s+\d{{1,2}}\s*(?:{_M})\b)", _weekday),
    _p(rf"\bon\s+(?P<w>{_W})\b", _weekday),
    _p(
        rf"\b(?:{_PART})?(?:earlier\s+)?(?:the\s+)?(?P<which>this|last|previous)\s+(?P<unit>week|month|year)\b",
        _period,
    ),
)


def expressions(text: str) -> list[TimeExpression]:
    """The time expressions in `text`, left to right, none inside another."""
    found: list[TimeExpression] = []
    taken: list[tuple[int, int]] = []
    for pattern, maker in _GRAMMAR:
        for match in pattern.finditer(text):
            try:
                made = maker(match)
            except _NoDate:
                taken.append(match.span())
                continue
            if made and not any(made.start < end and start < made.end for start, end in taken):
                found.append(made)
                taken.append((made.start, made.end))
    found.sort(key=lambda e: e.start)
    return [_with_scope(e, text) for e in found if not _belongs_to_another(e, found, text)]


def _belongs_to_another(e: TimeExpression, found: list[TimeExpression], text: str) -> bool:
    """ "At dawn on Friday": the hour says nothing beside the day."""
    if e.kind != "same_day":
        return False
    gaps = ((e.end, o.start) if o.start >= e.end else (o.end, e.start) for o in found if o is not e)
    return any(_JOINT.match(text[start:end]) is not None for start, end in gaps)


def _with_scope(e: TimeExpression, text: str) -> TimeExpression:
    # The month and year patterns take their preposition in: look at it there as well as before.
    lead = re.match(r"(?:since|until|by)\b", text[e.start : e.end], re.I)
    before = text[max(0, e.start - 30) : e.start]
    inside_year = e.kind == "year" and re.search(r"\b(?:since|until|by)\s+(?:\w+\s+)?$", before, re.I)
    is_scope = bool(lead or inside_year or _SCOPE.search(before))
    if is_scope and _DATING_CLAUSE.match(text[e.end :]):
        is_scope = False
    if not is_scope:
        return e
    return TimeExpression(**{**e.__dict__, "scope": True})
