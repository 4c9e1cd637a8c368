"""Time expressions in text, as what they say; `calendar.py` turns them into intervals.

The grammar is regular and works on a sentence's text. An expression knows its words, its kind, and
the role its preposition gives it: "since January" bounds a scope and dates no incident, unless a
"when" clause follows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thur thurs", "friday fri",
         "saturday sat", "sunday sun"))
    for name in names.split()
}  # fmt: skip
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 2)}
NUMBERS = {
    w: n
    for n, w in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
} | {"a": 1, "an": 1, "several": 0, "a few": 0, "couple": 2}

Kind = Literal["day", "month", "year", "season", "weekday", "deictic", "offset", "period", "same_day", "day_range"]
Part = Literal["early", "mid", "late"]
Unit = Literal["day", "week", "month", "year"]


@dataclass(frozen=True)
class TimeExpression:
    """What a stretch of text says about time. `start:end` are offsets into the text searched.

    Which of the fields are set depends on `kind`: day (day, month, maybe year), day_range (also
    last_day, maybe last_month), month and season (maybe year and part), year (maybe part), weekday
    (weekday, shift), deictic (shift in days from publication), period (unit, shift in units),
    offset (count, unit, direction).
    """

    start: int
    end: int
    kind: Kind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    last_month: int | None = None
    weekday: int | None = None
    part: Part | None = None
    unit: Unit = "day"
    count: int | None = None
    shift: int = 0
    direction: Literal["ago", "later", "earlier"] | None = None
    season: str | None = None
    approximate: bool = False
    scope: bool = False
    """Bounds a period ("since", "until", "every") instead of dating something."""


_M = "|".join(sorted((m for m in MONTHS if m != "may"), key=len, reverse=True)) + "|may"
_W = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_LONG_W = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_N = r"\d{1,2}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_PART = r"(?:(?P<part>early|mid|middle of|late|the end of|the beginning of|the start of)[\s-]+)"
_SEP = r"[\s,،.]{1,3}"

_PARTS: dict[str, Part] = {
    "early": "early", "the beginning of": "early", "the start of": "early",
    "mid": "mid", "middle of": "mid", "late": "late", "the end of": "late",
}  # fmt: skip
_SCOPE = re.compile(
    r"(?:\bsince(?:\s+\w+)?|\buntil|\btill|\bbefore|\bprior to|\bevery|\beach|\bup to|\bby|\bafter)\s+(?:the\s+|last\s+)?$",
    re.I,
)
_DATING_CLAUSE = re.compile(r"\s*,?\s*when\b", re.I)

_Maker = Callable[[re.Match[str]], TimeExpression | None]


def _number(text: str | None) -> int | None:
    if not text:
        return None
    text = text.lower()
    return int(text) if text.isdigit() else NUMBERS.get(text)


def _int(text: str | None) -> int | None:
    return int(re.sub(r"\D", "", text)) if text else None


def _part(match: re.Match[str]) -> Part | None:
    part = match.groupdict().get("part")
    return _PARTS[part.lower()] if part else None


def _day(m: re.Match[str]) -> TimeExpression:
    year = m.groupdict().get("y")
    return TimeExpression(*m.span(), kind="day", day=_int(m["d"]), month=MONTHS[m["m"].lower()], year=_int(year))


def _day_range(m: re.Match[str]) -> TimeExpression | None:
    first, last = _int(m["d"]), _int(m["d2"])
    month2 = m.groupdict().get("m2")
    if first is None or last is None or (not month2 and first >= last):
        return None
    return TimeExpression(
        *m.span(), kind="day_range", day=first, month=MONTHS[m["m"].lower()], last_day=last,
        last_month=MONTHS[month2.lower()] if month2 else None, year=_int(m.groupdict().get("y")),
    )  # fmt: skip


def _iso(m: re.Match[str]) -> TimeExpression | None:
    year, month, day = (int(g) for g in m.groups())
    return TimeExpression(*m.span(), kind="day", day=day, month=month, year=year) if 1 <= month <= 12 else None


def _numeric(m: re.Match[str]) -> TimeExpression | None:
    # 13/02/2023 can only be day first and 02/13/2023 only month first; 03/02/2023 says neither.
    first, second, year = int(m[1]), int(m[2]), int(m[3])
    if first > 12 >= second >= 1 and first <= 31:
        return TimeExpression(*m.span(), kind="day", day=first, month=second, year=year)
    if second > 12 >= first >= 1 and second <= 31:
        return TimeExpression(*m.span(), kind="day", day=second, month=first, year=year)
    return None


def _month(m: re.Match[str]) -> TimeExpression:
    year = m.groupdict().get("y")
    return TimeExpression(*m.span(), kind="month", month=MONTHS[m["m"].lower()], year=_int(year), part=_part(m))


def _relative_month(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="month", month=MONTHS[m["m"].lower()], shift=-1, part=_part(m))


def _year(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span("span"), kind="year", year=int(m["y"]), part=_part(m))


def _season(m: re.Match[str]) -> TimeExpression:
    name = {"fall": "autumn"}.get(m["s"].lower(), m["s"].lower())
    return TimeExpression(*m.span(), kind="season", season=name, year=_int(m["y"]), shift=-1 if m["last"] else 0)


def _weekday(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="weekday", weekday=WEEKDAYS[m["w"].lower()],
                          shift=-1 if m.groupdict().get("last") else 0)  # fmt: skip


def _deictic(shift: int) -> _Maker:
    return lambda m: TimeExpression(*m.span(), kind="deictic", shift=shift)


def _overnight(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="deictic", shift=-1, count=2)


def _period(m: re.Match[str]) -> TimeExpression:
    shift = -1 if m["which"].lower() in ("last", "previous") else 0
    unit: Unit = "month" if m["unit"].lower() == "month" else "week" if m["unit"].lower() == "week" else "year"
    return TimeExpression(*m.span(), kind="period", unit=unit, shift=shift)


def _offset(m: re.Match[str]) -> TimeExpression | None:
    count = _number(m["n"])
    if not count:
        return None
    word = m["dir"].lower()
    direction: Literal["ago", "later", "earlier"] = (
        "ago" if word == "ago" else "later" if word in ("later", "after") else "earlier"
    )
    approximate = bool(m.groupdict().get("approx"))
    unit: Unit = {"d": "day", "w": "week", "m": "month", "y": "year"}[m["unit"][0].lower()]  # type: ignore[assignment]
    return TimeExpression(
        *m.span(), kind="offset", count=count, unit=unit, direction=direction, approximate=approximate
    )


def _next_day(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="offset", count=1, unit="day", direction="later")


def _day_before(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="offset", count=1, unit="day", direction="earlier")


def _same_day(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="same_day")


def _p(pattern: str, maker: _Maker) -> tuple[re.Pattern[str], _Maker]:
    return re.compile(pattern, re.I), maker


# In order: an expression inside one found before it is dropped, so the more specific come first.
_GRAMMAR: tuple[tuple[re.Pattern[str], _Maker], ...] = (
    _p(rf"\b({_YEAR})-(\d\d)-(\d\d)\b", _iso),
    _p(rf"\b(\d{{1,2}})[/.](\d{{1,2}})[/.]({_YEAR})\b", _numeric),
    _p(
        rf"\b(?P<m>{_M})\.?\s+(?P<d>{_DAY})\s*(?:-|–|to|and|until|through)\s*(?:(?P<m2>{_M})\.?\s+)?(?P<d2>{_DAY})"
        rf"(?:{_SEP}(?P<y>{_YEAR}))?\b(?!\s*(?:people|civilians|soldiers|killed|were|was))",
        _day_range,
    ),
    _p(
        rf"\b(?P<d>{_DAY})\s*(?:-|–|to|and)\s*(?P<d2>{_DAY})\s+(?P<m>{_M})\b(?:{_SEP}(?P<y>{_YEAR}))?",
        _day_range,
    ),
    _p(
        rf"\b(?P<m>{_M})\.?\s+(?P<d>{_DAY})(?:{_SEP}(?P<y>{_YEAR}))?\b(?!\s*(?:people|civilians|soldiers|killed))",
        _day,
    ),
    _p(rf"\b(?P<d>{_DAY})(?:\s+of)?\s+(?P<m>{_M})\b\.?(?:{_SEP}(?P<y>{_YEAR})\b)?", _day),
    _p(rf"\b(?:{_PART})?(?P<m>{_M})\.?,?\s+(?:of\s+)?(?P<y>{_YEAR})\b", _month),
    _p(rf"\blast\s+(?P<m>{_M})\b", _relative_month),
    _p(rf"\b(?:in|during|throughout|since|until|by|of|for)\s+(?:{_PART})?(?P<m>{_M})\b(?!\s+\d)", _month),
    _p(rf"\b(?:{_PART})(?P<m>{_M})\b(?!\s+\d)", _month),
    _p(
        rf"\b(?:(?P<last>last)\s+)?(?:in\s+(?:the\s+)?)?(?P<s>spring|summer|autumn|fall|winter)(?:\s+(?:of\s+)?(?P<y>{_YEAR}))\b",
        _season,
    ),
    _p(r"\b(?P<last>last)\s+(?P<s>spring|summer|autumn|winter)(?P<y>(?!))?\b", _season),
    _p(
        rf"\b(?:in|during|of|since|until|by|from|throughout|late|early|mid|and)[\s-]+(?P<span>(?:{_PART})?(?P<y>{_YEAR}))"
        r"\b(?!,?\d|\s*(?:people|civilians))",
        _year,
    ),
    _p(
        rf"\b(?:(?P<approx>almost|nearly|about|around|some|more than|over)\s+)?(?P<n>{_N})\s+(?P<unit>days?|weeks?|months?|years?)"
        r"\s+(?P<dir>ago|later|earlier|after|before)\b",
        _offset,
    ),
    _p(r"\b(?:the\s+)?(?:next|following)\s+day\b", _next_day),
    _p(r"\b(?:the|a)\s+(?:previous\s+day|day\s+(?:earlier|before))\b", _day_before),
    _p(r"\b(?:the\s+same|that\s+same|that)\s+(?:day|morning|afternoon|evening|night)\b", _same_day),
    _p(r"\b(?:in\s+the\s+(?:early\s+|late\s+)?(?:morning|afternoon|evening)|at\s+(?:dawn|noon|night))\b", _same_day),
    _p(r"\b(?:the\s+day\s+before\s+yesterday)\b", _deictic(-2)),
    _p(r"\b(?:yesterday|last\s+night)\b", _deictic(-1)),
    _p(r"\bovernight\b", _overnight),
    _p(r"\b(?:today|tonight|this\s+(?:morning|afternoon|evening|noon|dawn))\b", _deictic(0)),
    _p(rf"\b(?P<last>last|past|previous)\s+(?P<w>{_LONG_W})\b", _weekday),
    _p(rf"\b(?P<w>{_LONG_W})(?:['’]s)?\b(?!\s+\d{{1,2}}\s*(?:{_M}))", _weekday),
    _p(rf"\bon\s+(?P<w>{_W})\b", _weekday),
    _p(r"\b(?:earlier\s+)?(?P<which>this|last|previous)\s+(?P<unit>week|month|year)\b", _period),
)


def expressions(text: str) -> list[TimeExpression]:
    """The time expressions in `text`, left to right, none inside another."""
    found: list[TimeExpression] = []
    for pattern, maker in _GRAMMAR:
        for match in pattern.finditer(text):
            made = maker(match)
            if made and not any(made.start < e.end and e.start < made.end for e in found):
                found.append(made)
    found.sort(key=lambda e: e.start)
    return [_with_scope(e, text) for e in found]


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
