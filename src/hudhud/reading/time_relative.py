"""The rules for what counts from publication or from the last date told: "last week", "two days later"."""

from __future__ import annotations

import math
import re
from typing import Literal

from hudhud.reading.time_expression import WEEKDAYS, TimeExpression, Unit
from hudhud.reading.time_words import (
    DAY,
    HOURS,
    MONTH,
    NUMBER,
    PART,
    SEASON,
    SHORT_OR_LONG_WEEKDAY,
    WEEKDAY,
    Maker,
    NoDate,
    Rule,
    digits,
    nothing,
    number,
    part_of,
    rule,
)

_UNITS: dict[str, Unit] = {
    "minute": "minute", "hour": "hour", "day": "day", "night": "day", "week": "week", "month": "month",
    "year": "year", "decade": "decade", "century": "century", "centurie": "century",
}  # fmt: skip


def unit_of(word: str) -> Unit:
    """The unit that a word names, in the singular or the plural; a night counts as a day."""
    return _UNITS[word.lower().removesuffix("s")]


def _weekday(m: re.Match[str]) -> TimeExpression:
    if m["w"][0].islower() and len(m["w"]) < 6:
        raise NoDate  # "sat", "sun"
    first, last = WEEKDAYS[m["w"].lower()], m.groupdict().get("w2")
    days = (WEEKDAYS[last.lower()] - first) % 7 + 1 if last else None
    return TimeExpression(*m.span(), kind="weekday", weekday=first, count=days,
                          shift=-1 if m.groupdict().get("last") else 0)  # fmt: skip


def _weekend(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="weekday", weekday=WEEKDAYS["saturday"], count=2)


def _deictic(shift: int, days: int = 1) -> Maker:
    return lambda m: TimeExpression(*m.span(), kind="deictic", shift=shift, count=days)


def _last_days(m: re.Match[str]) -> TimeExpression | None:
    """ "In the past 48 hours", "over the last three days": up to the day of publication."""
    count = number(m["n"])
    per = {"h": 1 / 24, "d": 1, "w": 7}[m["unit"][0].lower()]
    days = math.ceil((count or 0) * per)
    return TimeExpression(*m.span(), kind="deictic", shift=-days, count=days + 1) if days else None


def period(m: re.Match[str]) -> TimeExpression:
    """This, or the last, week, month or year, from the groups which, unit, part and d."""
    shift = -1 if m["which"].lower() in ("last", "previous") else 0
    unit = unit_of(m["unit"])
    part = part_of(m) if unit != "week" else None
    return TimeExpression(
        *m.span(), kind="period", unit=unit, shift=shift, part=part, day=digits(m.groupdict().get("d"))
    )


def offset(m: re.Match[str]) -> TimeExpression | None:
    """A count of units from a date, from the groups n, unit, dir and approx."""
    count = number(m["n"])
    if not count:
        return None
    word, unit_word = m["dir"].lower(), m["unit"].lower()
    direction: Literal["ago", "later", "earlier"] = (
        "ago" if word == "ago" else "later" if word in ("later", "after") else "earlier"
    )
    if unit_word.startswith("fortnight"):
        count, unit_word = 2 * count, "week"
    approximate = bool(m.groupdict().get("approx"))
    return TimeExpression(
        *m.span(), kind="offset", count=count, unit=unit_of(unit_word), direction=direction, approximate=approximate
    )


def step(unit: Unit, direction: Literal["later", "earlier"] = "later", count: int = 1) -> Maker:
    """So many units from the last date told; 0 is the unit that it lies in."""
    return lambda m: TimeExpression(
        *m.span(), kind="offset", count=count, unit=unit, direction=direction, part=part_of(m)
    )


def _same_day(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="same_day")


SHORT_WEEKDAY: Rule = rule(rf"\bon\s+(?P<w>{SHORT_OR_LONG_WEEKDAY})\b", _weekday)

# Days to come, days with a name of their own, and movable feasts.
NOT_DATES: tuple[Rule, ...] = (
    rule(rf"\b(?:next|coming|following)\s+(?:{WEEKDAY}|{SEASON}|{MONTH})\b", nothing),
    rule(r"\bcoming\s+(?:days?|weeks?|months?|years?)\b|\bnext\s+(?:days|weeks|months|years)\b", nothing),
    rule(r"(?<!the\s)\bnext\s+(?:week|month|year)\b", nothing),
    rule(r"\blater\s+this\s+(?:week|month|year)\b", nothing),
    rule(
        r"\b(?:palm|easter|bloody|black|good|holy|ash|maundy|whit|super)\s+(?:sunday|monday|tuesday|wednesday|thursday|"
        r"friday|saturday)\b",
        nothing,
    ),
    rule(r"\b(?:orthodox|coptic|armenian|ethiopian)\s+(?:christmas|new\s+year['’]?s?)(?:\s+(?:eve|day))?\b", nothing),
)

DAY_OF_MONTH: Rule = rule(
    rf"\bthe\s+(?P<d>{DAY})\s+of\s+(?P<which>this|last|the\s+previous)\s+(?P<unit>month)\b", period
)

# Counted from publication or from the last date told.
COUNTED: tuple[Rule, ...] = (
    rule(
        rf"\b(?:(?P<approx>almost|nearly|about|around|some|more than|over)\s+)?(?P<n>{NUMBER})\s+"
        r"(?P<unit>days?|nights?|weeks?|fortnights?|months?|years?)\s+(?P<dir>ago|later|earlier|after|before)\b(?!\s+yesterday)",
        offset,
    ),
    rule(
        rf"\b(?:in|over|during|within|for)\s+the\s+(?:last|past|previous)\s+(?P<n>{NUMBER})\s+"
        r"(?P<unit>hours|days|weeks)\b",
        _last_days,
    ),
    rule(rf"\b(?:{NUMBER})\s+hours\s+ago\b", _deictic(-1, 2)),
    rule(rf"\b(?:the\s+)?(?:next|following)\s+(?:day|{HOURS})\b|\bthe\s+day\s+after\b(?!\s+tomorrow)", step("day")),
    rule(r"\bthe\s+(?:day\s+before\s+yesterday)\b", _deictic(-2)),
    rule(
        rf"\b(?:the|a)\s+(?:previous\s+(?:day|{HOURS})|(?:day|{HOURS})\s+(?:earlier|before))\b(?!\s+(?:yesterday|last))",
        step("day", "earlier"),
    ),
    rule(r"\bthe\s+(?:following|next)\s+week\b", step("week")),
    rule(r"\bthe\s+week\s+(?:before|earlier)\b(?!\s+last)", step("week", "earlier")),
    rule(rf"\b(?:the\s+same|that\s+same|that)\s+(?:day|{HOURS})\b", _same_day),
    rule(
        r"\bin\s+the\s+(?:early|small)\s+hours(?:\s+of\s+the\s+morning)?\b(?!\s+of\s+(?:the|an?|its|their)\b)|"
        r"\b(?:in\s+the\s+(?:early\s+|late\s+)?(?:morning|afternoon|evening)|at\s+(?:dawn|noon|dusk|night)|around\s+(?:dawn|noon))\b",
        _same_day,
    ),
    rule(rf"\b(?:yesterday(?:\s+{HOURS})?|last\s+(?:night|evening))\b", _deictic(-1)),
    rule(
        rf"\b(?:overnight\s+(?:from\s+)?)?(?P<w>{WEEKDAY})(?:\s+{HOURS})?(?:\s+and\s+into|\s+into|\s+to|\s*[-–])"
        rf"\s*(?P<w2>{WEEKDAY})\b",
        _weekday,
    ),
    rule(rf"\bbetween\s+(?P<w>{WEEKDAY})\s+and\s+(?P<w2>{WEEKDAY})\b", _weekday),
    rule(r"\bovernight\b(?!\s+(?:on|into)\b)", _deictic(-1, 2)),
    rule(r"\b(?:(?:earlier\s+)?today|tonight|this\s+(?:morning|afternoon|evening|noon|dawn))\b", _deictic(0)),
    rule(rf"\b(?:early\s+|late\s+)?(?P<last>last|past|previous)\s+(?P<w>{WEEKDAY})\b", _weekday),
    rule(r"\b(?:over|at|during|on)\s+the\s+weekend\b|\b(?:last|this\s+past|the\s+past)\s+weekend\b", _weekend),
    rule(
        rf"\b(?:early\s+|late\s+)?(?P<w>{WEEKDAY})(?:\s+{HOURS})?(?:['’]s)?\b(?!\s+\d{{1,2}}\s*(?:{MONTH})\b)", _weekday
    ),
    rule(
        rf"\b(?:{PART})?(?:earlier\s+)?(?:the\s+)?(?P<which>this|last|previous)\s+(?P<unit>week|month|year)\b", period
    ),
)
