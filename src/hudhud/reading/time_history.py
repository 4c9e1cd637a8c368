"""The rules for how a history dates: bare years and months, antiquity, decades, "the end of that year".

In a report of the day the same words are too often no date. Decades, centuries, hours and years
before Christ are found and date no incident.
"""

from __future__ import annotations

import re
from typing import Literal

from hudhud.reading.time_dates import HISTORIC, month, season, year
from hudhud.reading.time_expression import ORDINALS, TimeExpression
from hudhud.reading.time_relative import offset, step
from hudhud.reading.time_words import (
    COUNTS_SOMETHING,
    MONTH,
    NUMBER,
    ORDINAL,
    PART,
    TO,
    Maker,
    NoDate,
    Rule,
    digits,
    month_number,
    rule,
)

_BC = r"(?:B\.\s?C\.(?:\s?E\.)?|BCE?\b|B\.C\b)"
_ANTIQUE = r"[1-3]?\d{1,3}"
_SEASONS = r"spring|summer|autumn|fall|winter"
# "In 480", said of antiquity: three digits that count nothing.
_ANCIENT = (
    rf"\b(?:in|by|from|until|since|during|early|late)\s+"
    rf"(?P<span>(?P<y>[1-9]\d\d))\b(?![.,]?\d|[-–%]|{COUNTS_SOMETHING}|\s+[a-z]+s\b(?<!\bwas)(?<!\bhis))"
)
_IN_IT = r"(?:early|earlier|late|later)\s+(?:in\s+)?"


def _before_christ(m: re.Match[str]) -> TimeExpression | None:
    groups = m.groupdict()
    last = int(m["y"])
    first = int(groups["y1"]) if groups.get("y1") else None
    if first is not None and len(m["y"]) < len(groups["y1"]) > 2:
        last = int(groups["y1"][: -len(m["y"])] + m["y"])  # "449/8"
    if first is not None and first <= last:
        return None
    if groups.get("m"):
        return TimeExpression(*m.span(), kind="month", month=month_number(m["m"]), year=last, before_christ=True)
    if groups.get("s"):
        return TimeExpression(*m.span(), kind="season", season=season(m).season, year=last, before_christ=True)
    second = m.start("y") if first else None
    return TimeExpression(*m.span(), kind="year", year=last, first_year=first, second=second, before_christ=True)


def _century(m: re.Match[str]) -> TimeExpression:
    words = m["c"].lower()
    count = ORDINALS.get(words) or (21 if words.startswith("twenty") else int(re.sub(r"\D", "", words)))
    return TimeExpression(*m.span(), kind="century", year=100 * (count - 1), before_christ=bool(m["bc"]))


def _decade(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="decade", year=int(m["y"]), before_christ=bool(m["bc"]))


def _short_decade(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="decade", year=1900 + int(m["short"]))


def _clock(m: re.Match[str]) -> TimeExpression | None:
    groups = m.groupdict()
    hour, minute = int(m["h"]), int(groups.get("min") or 0)
    half = (groups.get("half") or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return TimeExpression(*m.span(), kind="clock", hour=hour, minute=minute) if hour <= 24 and minute < 60 else None


def _moved(direction: Literal["later", "earlier"]) -> Maker:
    """ "The following June", "the previous summer"."""

    def make(m: re.Match[str]) -> TimeExpression:
        base = season(m) if m.groupdict().get("s") else month(m)
        return TimeExpression(*m.span(), kind=base.kind, month=base.month, season=base.season, direction=direction)

    return make


def _christmas(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="day", day=25, month=12, year=digits(m["y"] or m["y2"]))


def _named_month(m: re.Match[str]) -> TimeExpression:
    if not m["m"][0].isupper():
        raise NoDate
    return month(m)


def _same_daypart(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="same_day")


# Before the rules of the news: what these would cut short.
SPECIFIC: tuple[Rule, ...] = (
    rule(rf"\b(?:{PART})?(?P<m>{MONTH})\s+(?:of\s+)?(?P<y>{_ANTIQUE})(?:[-/–]\d+)?\s*{_BC}", _before_christ),
    rule(rf"\b(?:{PART})?(?P<s>{_SEASONS})\s+(?:of\s+)?(?P<y>{_ANTIQUE})(?:[-/–]\d+)?\s*{_BC}", _before_christ),
    rule(rf"\b(?P<y1>{_ANTIQUE})(?:\s*{_BC})?(?:{TO}|/)(?P<y>{_ANTIQUE})\s*{_BC}", _before_christ),
    rule(rf"\b(?:{PART})?(?P<y>{_ANTIQUE})\s*{_BC}", _before_christ),
    rule(
        rf"\b(?:{PART}(?:the\s+)?)?(?P<c>\d{{1,2}}(?:st|nd|rd|th)|twenty[\s-]first|{ORDINAL})[\s-]+(?:century|centuries)"
        rf"\b(?P<bc>\s*{_BC})?",
        _century,
    ),
    rule(rf"\b(?:{PART}(?:the\s+)?)?(?P<y>1\d\d0|20\d0)['’]?s\b(?P<bc>)", _decade),
    rule(rf"\b(?:{PART}(?:the\s+)?|the\s+)['’]?(?P<short>[2-9]0)s\b", _short_decade),
    rule(rf"\b(?:{PART}(?:the\s+)?)?(?P<y>\d{{1,3}}0)['’]?s(?P<bc>\s*{_BC})", _decade),
    rule(r"\b(?P<h>\d{1,2})(?:[:.](?P<min>\d\d))?\s*(?P<half>a\.?m\b|p\.?m\b)\.?", _clock),
    rule(r"\b(?P<h>[01]?\d|2[0-4])[:h](?P<min>[0-5]\d)\b(?:\s*(?:hours|hrs|GMT|UTC)\b)?", _clock),
    rule(r"\b(?P<h>[01]\d|2[0-4])(?P<min>[0-5]\d)\s*(?:hours|hrs|GMT|UTC)\b", _clock),
    rule(
        rf"\b(?:at|by|before|until|on|after)\s+christmas(?:\s+(?:day\s+)?(?:of\s+)?(?P<y>{HISTORIC}))?\b|"
        rf"\bchristmas\s+(?:of\s+)?(?P<y2>{HISTORIC})\b",
        _christmas,
    ),
    # The year and the month that the narrative is in, and those beside them.
    rule(rf"\b(?:{_IN_IT})?(?:{PART})?(?:the\s+|in\s+)?(?:that|same)\s+year\b", step("year", count=0)),
    rule(rf"\b(?:{PART}|{_IN_IT})(?:the|this)\s+year\b", step("year", count=0)),
    rule(
        r"\b(?:rest\s+of|during|throughout|in|for)\s+(?:the|that)\s+year\b(?!\s+\d)|\byear['’]s\s+end\b|"
        r"\bat\s+the\s+time\b(?!\s+of)|\b(?:at|by|during|around)\s+that\s+time\b",
        step("year", count=0),
    ),
    rule(rf"\b(?:{_IN_IT})?(?:{PART})?(?:the\s+)?(?:that|same)\s+month\b", step("month", count=0)),
    rule(rf"\b(?:{PART}|{_IN_IT})(?:the|this)\s+month\b", step("month", count=0)),
    rule(
        rf"\b(?<!for\sthe\s)(?:{PART})?(?:the\s+)?(?<!for\sthe\s)(?:next|following)\s+year\b|\bthe\s+year\s+after\b",
        step("year"),
    ),
    rule(
        rf"\b(?:{PART})?(?:the\s+)?(?:previous|preceding|prior)\s+year\b|\bthe\s+year\s+before\b",
        step("year", "earlier"),
    ),
    rule(rf"\b(?:{PART})?(?:the\s+)?(?:next|following)\s+month\b", step("month")),
    rule(rf"\b(?:{PART})?(?:the\s+)?(?:previous|preceding|prior)\s+month\b", step("month", "earlier")),
    rule(rf"\b(?:the\s+)?(?:next|following)\s+(?:(?P<m>{MONTH})|(?P<s>{_SEASONS}))\b(?!\s+\d)", _moved("later")),
    rule(rf"\b(?:the\s+)?(?:previous|preceding)\s+(?:(?P<m>{MONTH})|(?P<s>{_SEASONS}))\b(?!\s+\d)", _moved("earlier")),
    rule(
        rf"\b(?:(?P<approx>almost|nearly|about|around|some|more than|over)\s+)?(?P<n>{NUMBER})\s+"
        r"(?P<unit>days?|weeks?|months?|years?)\s+(?P<dir>previously)\b",
        offset,
    ),
    rule(r"\bday\s+(?:after|following)\b", step("day")),
)

YEAR_RANGE: Rule = rule(
    rf"\b(?P<span>(?P<y1>{HISTORIC})(?:\s*[-–—/]\s*|\s+(?:to|until|through)\s+)(?P<y>(?:{HISTORIC})|\d\d))\b(?![-/]\d)",
    year,
)

# After the rules of the news.
GENERAL: tuple[Rule, ...] = (
    rule(
        rf"(?<![\d,.$£€#-])\b(?<!resolution\s)(?P<span>(?P<y>{HISTORIC}))\b(?![.,]\d|[-–]\w|{COUNTS_SOMETHING})", year
    ),
    rule(_ANCIENT, year),
    rule(rf"\b(?P<s>{_SEASONS})\s+(?:of\s+)?(?P<y>[1-9]\d\d)\b(?![.,]?\d|[-–%]|{COUNTS_SOMETHING})", season),
    rule(rf"\b(?P<m>{MONTH})(?:{TO}|/)(?P<m2>{MONTH})\b(?!\s+\d)", _named_month),
    rule(
        r"\b(?P<m>january|february|april|june|july|august|september|october|november|december)\b(?!\s+\d)", _named_month
    ),
    rule(
        r"\b(?:(?:a|and|to|or|from|after|before|around|between|until|till)\s+|[-–—/]\s*)(?P<m>may|march)\b(?!\s+\d)",
        _named_month,
    ),
    rule(
        rf"\b(?:(?:later\s+)?(?:in|during)\s+)?(?:that\s+|the\s+)?(?:{PART})?(?:the\s+)?(?P<s>spring|summer|autumn|winter)\b",
        season,
    ),
    rule(rf"\b(?:in|during|by|until|that|same)\s+(?:the\s+)?(?:{PART})?(?P<s>fall)\b(?!\s+of)", season),
    rule(r"\b(?P<s>fall)\s+(?:campaign|offensive)\b", season),
    rule(
        r"\b(?:the\s+)?(?:later\s+)?(?:that|same)\s+(?:morning|afternoon|evening|night|dawn)\b|"
        r"\b(?:earlier|later|late|early)\s+(?:in\s+)?(?:the|that)\s+day\b|\bthe\s+(?:morning|afternoon|evening|night)\b(?!\s+of)",
        _same_daypart,
    ),
)
