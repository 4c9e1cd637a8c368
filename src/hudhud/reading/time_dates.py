"""The rules for dates as the calendar writes them: days, ranges of days, months, seasons, years."""

from __future__ import annotations

import re

from hudhud.reading.time_expression import HOLIDAYS, TimeExpression
from hudhud.reading.time_words import (
    COUNTS_SOMETHING,
    DAY,
    MONTH,
    NO_PEOPLE,
    ORDINAL,
    PART,
    SEASON,
    SEPARATOR,
    TO,
    Rule,
    day_number,
    digits,
    month_number,
    part_of,
    rule,
)

RECENT = r"(?:19|20)\d\d(?!\d|,\d)"
"""The years that a report of the day names; any other number of four digits counts something."""
HISTORIC = r"1\d{3}(?!\d|,\d)|20\d\d(?!\d|,\d)"
_BEFORE = "in|during|throughout|since|until|by|of|for"
_BARE_DAY = r"(?:[1-9]|[12]\d|3[01])(?:st|nd|rd|th)"
# After "on the 14th": what shows that it is a day and no brigade, floor or anniversary.
_NO_NOUN = (
    r"(?=\s*(?:[,.;:)]|\Z|\b(?:and|or|when|as|in|at|near|by|a|an|the|after|before|to|of\s+(?:that|the\s+same))\b))"
)


def _day(m: re.Match[str]) -> TimeExpression:
    year = m.groupdict().get("y")
    return TimeExpression(*m.span(), kind="day", day=day_number(m["d"]), month=month_number(m["m"]), year=digits(year))


def _day_alone(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="day", day=digits(m["d"]))


def _day_range(m: re.Match[str]) -> TimeExpression | None:
    first, last = digits(m["d"]), digits(m["d2"])
    groups = m.groupdict()
    month, month2 = month_number(m["m"]), month_number(groups.get("m2"))
    if first is None or last is None or (not month2 and first >= last):
        return None
    later = [m.start(name) for name in ("m2", "d2") if groups.get(name)]
    return TimeExpression(
        *m.span(), kind="day_range", day=first, month=month, last_day=last, last_month=month2,
        year=digits(groups.get("y")), first_year=digits(groups.get("y1")), second=min(later),
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
    return TimeExpression(*m.span(), kind="day", day=day, month=month, year=digits(m["y"]))


def month(m: re.Match[str]) -> TimeExpression:
    """A month or a row of months, from the groups m, m2, y, y1 and part."""
    groups = m.groupdict()
    return TimeExpression(
        *m.span(), kind="month", month=month_number(m["m"]), year=digits(groups.get("y")), part=part_of(m),
        last_month=month_number(groups.get("m2")), first_year=digits(groups.get("y1")),
        second=m.start("m2") if groups.get("m2") else None,
    )  # fmt: skip


def _relative_month(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="month", month=month_number(m["m"]), shift=-1, part=part_of(m))


def year(m: re.Match[str]) -> TimeExpression | None:
    """A year or a row of years, from the groups y, y1, part and span. "1939-45" ends in 1945."""
    first, last = digits(m.groupdict().get("y1")), int(m["y"])
    if first is not None and last < 100:
        last += first - first % 100
    if first is not None and first >= last:
        return None
    second = m.start("y") if first is not None else None
    return TimeExpression(*m.span("span"), kind="year", year=last, first_year=first, part=part_of(m), second=second)


def season(m: re.Match[str]) -> TimeExpression:
    """A season, from the groups s, y, last and part."""
    name = {"fall": "autumn"}.get(m["s"].lower(), m["s"].lower())
    groups = m.groupdict()
    return TimeExpression(
        *m.span(), kind="season", season=name, year=digits(groups.get("y")), shift=-1 if groups.get("last") else 0
    )


def numeric_days(years: str) -> tuple[Rule, ...]:
    """Rules for days in digits alone; `years` is the pattern of a year, here and below."""
    return (
        rule(rf"\b((?:{years}))[-/](\d\d)[-/](\d\d)(?=T\d|\b)", _iso),
        rule(rf"\b(\d{{1,2}})[/.](\d{{1,2}})[/.]((?:{years}))\b", _numeric),
    )


def holidays(years: str) -> tuple[Rule, ...]:
    """The rule for days with a name of their own."""
    return (
        rule(
            rf"\b(?P<h>{'|'.join(HOLIDAYS)})\b(?:{SEPARATOR}(?:of\s+)?(?P<y>{years})\b)?".replace("'", "['’]"), _holiday
        ),
    )


def days(years: str) -> tuple[Rule, ...]:
    """Rules for days with their month, alone or as the ends of a range. The more specific come first."""
    return (
        rule(
            rf"\b(?P<m>{MONTH})\.?\s+(?P<d>{DAY})(?:{SEPARATOR}(?P<y1>{years}))?(?:{TO}|/)(?:(?P<m2>{MONTH})\.?\s+)?"
            rf"(?P<d2>{DAY})(?:{SEPARATOR}(?P<y>{years}))?\b{NO_PEOPLE}",
            _day_range,
        ),
        rule(
            rf"\b(?P<d>{DAY})\s+(?P<m>{MONTH})\b\.?(?:{SEPARATOR}(?P<y1>{years}))?{TO}(?:the\s+)?(?P<d2>{DAY})\s+"
            rf"(?P<m2>{MONTH})\b\.?(?:{SEPARATOR}(?P<y>{years})\b)?",
            _day_range,
        ),
        rule(
            rf"\b(?P<d>{DAY})(?:{TO}|/)(?:the\s+)?(?P<d2>{DAY})\s+(?:of\s+)?(?P<m>{MONTH})\b\.?"
            rf"(?:{SEPARATOR}(?P<y>{years})\b)?",
            _day_range,
        ),
        rule(rf"\b(?P<m>{MONTH})\.?\s+(?P<d>{DAY}){SEPARATOR}(?P<y>{years})\b", _day),
        rule(
            rf"\b(?<!in\s)(?<!during\s)(?P<m>{MONTH})\.?\s+(?:the\s+)?(?P<d>{DAY}|{ORDINAL})"
            rf"(?:{SEPARATOR}(?P<y>{years}))?\b(?!(?:st|nd|rd|th)?\s+(?:battalion|brigade|division))(?![,.]\d){NO_PEOPLE}",
            _day,
        ),
        rule(
            rf"\b(?P<d>{DAY}|(?:{ORDINAL})(?=\s+of))(?:\s+of)?\s+(?P<m>{MONTH})\b\.?(?:{SEPARATOR}(?P<y>{years})\b)?",
            _day,
        ),
    )


def months(years: str) -> tuple[Rule, ...]:
    """Rules for months, alone or in a row."""
    return (
        rule(rf"\b(?P<m>{MONTH})(?:\s+(?P<y1>{years}))?(?:{TO}|/)(?P<m2>{MONTH})\.?,?\s+(?P<y>{years})\b", month),
        rule(rf"\b(?:between|from)\s+(?P<m>{MONTH}){TO}(?P<m2>{MONTH})\b(?!\s+\d)", month),
        rule(rf"\b(?:{PART})?(?P<m>{MONTH})\.?,?\s+(?:of\s+)?(?P<y>{years})\b", month),
        rule(rf"\b(?:{PART})?last\s+(?P<m>{MONTH})\b", _relative_month),
        rule(rf"\b(?:(?:{_BEFORE}|at)\s+)?{PART}(?P<m>{MONTH})\b(?!\s+\d)", month),
        rule(
            rf"\b(?:{_BEFORE})\s+(?P<m>{MONTH})\b"
            rf"(?!\s+{DAY}(?:st|nd|rd|th|{SEPARATOR}(?:{years}))\b)",
            month,
        ),
    )


def seasons(years: str) -> tuple[Rule, ...]:
    """Rules for seasons with their year, and for the last one and this one."""
    return (
        rule(
            rf"\b(?:in\s+(?:the\s+)?)?(?:{PART})?(?P<s>spring|summer|autumn|fall|winter)"
            rf"(?:,?\s+(?:of\s+)?(?P<y>{years}))(?:[-/–](?:\d\d)?\d\d)?\b",
            season,
        ),
        rule(rf"\b(?:(?P<last>last)|this(?:\s+past)?)\s+(?P<s>{SEASON})\b", season),
    )


def marked_years(years: str) -> tuple[Rule, ...]:
    """Rules for years that a preposition or a part marks as years."""
    return (
        rule(rf"\b(?:between|from|in|during)\s+(?P<span>(?P<y1>{years}){TO}(?P<y>{years}))\b", year),
        rule(rf"\b(?P<span>{PART}(?P<y>{years}))\b(?!\s*(?:people|civilians))", year),
        rule(
            rf"\b(?:in|during|since|until|throughout)[\s-]+(?P<span>(?P<y>{years}))\b(?!\s*(?:people|civilians))", year
        ),
        rule(rf"\b(?:of|by|from|and)[\s-]+(?P<span>(?P<y>{years}))\b(?!{COUNTS_SOMETHING})", year),
    )


DAY_ALONE: Rule = rule(rf"\bon\s+the\s+(?P<d>{_BARE_DAY})\b{_NO_NOUN}", _day_alone)
