"""Time expressions in text, as what they say; `calendar.py` turns them into intervals.

The grammar is regular and works on a sentence's text. An expression knows its words, its kind, and
the role its preposition gives it: "since January" bounds a scope and dates no incident, unless a
"when" clause follows. `expressions` finds what may date an incident, `chronicle` also what says how
long, how often and roughly when, and the bare years and months of a history.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from hudhud.reading import time_dates, time_history, time_relative, time_spans
from hudhud.reading.time_expression import TimeExpression
from hudhud.reading.time_words import (
    MONTH_LETTERS,
    SEASON_LETTERS,
    UNIT_LETTERS,
    WEEKDAY_LETTERS,
    NoDate,
    Rules,
    daypart_around,
    daypart_within,
)

__all__ = ["TimeExpression", "chronicle", "expressions"]

_SCOPE = re.compile(
    r"\b(?:since(?:\s+\w+)?|until|till|before|prior to|every|each|up to|by|after)\s+(?:the\s+|last\s+)?$",
    re.I,
)
_DATING_CLAUSE = re.compile(r"\s*,?\s*when\b", re.I)
# What may stand between "at dawn" and the date that it belongs to.
_JOINT = re.compile(r"[\s,]*(?:hours\s+)?(?:on|of)?[\s,]*(?:the\s+)?\Z", re.I)
_AND = re.compile(r"\s*(?:,|-|–|and|or|to)\s*(?:in|on|the)?\s*", re.I)
_OF_YEAR = re.compile(r",?\s+of\s+(?:the\s+)?\Z", re.I)


# In order: an expression inside one found before it is dropped, so the more specific come first.
def _dates_of(years: str, century: tuple[str, ...]) -> tuple[Rules, ...]:
    return (
        Rules(century, time_dates.numeric_days(years)),
        Rules(("christmas", "year", "box", "hallow", "valentine", "may"), time_dates.holidays(years)),
        Rules(MONTH_LETTERS, time_dates.days(years)),
        Rules(("month",), (time_relative.DAY_OF_MONTH,)),
        Rules(MONTH_LETTERS, time_dates.months(years)),
        Rules(SEASON_LETTERS, time_dates.seasons(years)),
    )


_COUNTED = (
    Rules(UNIT_LETTERS, time_relative.COUNTED),
    Rules(WEEKDAY_LETTERS, (time_relative.SHORT_WEEKDAY,)),
    Rules(("on",), (time_dates.DAY_ALONE,)),
)
_NEWS = (
    Rules(("next", "coming", "following", "later", "day", "christmas", "year"), time_relative.NOT_DATES),
    *_dates_of(time_dates.RECENT, ("19", "20")),
    Rules(("19", "20"), time_dates.marked_years(time_dates.RECENT)),
    *_COUNTED,
)


@cache
def _chronicle_rules() -> tuple[Rules, ...]:
    return (
        Rules((), (*time_spans.BEFORE_DATES, *time_history.SPECIFIC)),
        *_dates_of(time_dates.HISTORIC, ("1", "20")),
        Rules(("1", "20"), (time_history.YEAR_RANGE, *time_dates.marked_years(time_dates.HISTORIC))),
        *_COUNTED,
        Rules((), (*time_history.GENERAL, *time_spans.AFTER_DATES)),
    )


def expressions(text: str) -> list[TimeExpression]:
    """The time expressions in `text` that may date an incident, left to right, none inside another."""
    found = _search(text, _NEWS)
    return [_with_scope(e, text) for e in found if not _belongs_to_another(e, found, text)]


def chronicle(text: str) -> list[TimeExpression]:
    """All time expressions in `text`, those too that date nothing, left to right, none inside another.

    For histories: any year from 1000 on counts, with or without a preposition. Those that cannot
    date an incident say so (`can_date`).
    """
    found = _year_shared(_joined(_search(text, _chronicle_rules()), text), text)
    return [_with_scope(e, text) for e in found if not _belongs_to_another(e, found, text)]


def _search(text: str, grammar: Sequence[Rules]) -> list[TimeExpression]:
    found: list[TimeExpression] = []
    taken: list[tuple[int, int]] = []
    lowered = text.lower()
    for pattern, maker in (rule for rules in grammar if rules.may_match(lowered) for rule in rules.rules):
        for match in pattern.finditer(text):
            try:
                made = maker(match)
            except NoDate:
                taken.append(match.span())
                continue
            if made and not any(made.start < end and start < made.end for start, end in taken):
                found.append(_with_daypart(made, text))
                taken.append((made.start, made.end))
    found.sort(key=lambda e: e.start)
    return found


def _with_daypart(e: TimeExpression, text: str) -> TimeExpression:
    if e.daypart or e.kind not in ("day", "weekday", "deictic", "same_day", "offset"):
        return e
    daypart = daypart_within(text[e.start : e.end]) or daypart_around(text, e.start, e.end)
    return replace(e, daypart=daypart) if daypart else e


def _joined(found: list[TimeExpression], text: str) -> list[TimeExpression]:
    """ "3 May at 5:30 am" is one expression, and so is "June of that year"."""
    out: list[TimeExpression] = []
    for e in found:
        before = out[-1] if out else None
        gap = text[before.end : e.start] if before else ""
        if before and before.kind == "clock" and e.kind == "day" and _JOINT.match(gap):
            out[-1] = replace(e, start=before.start, hour=before.hour, minute=before.minute)
        elif before and before.kind == "day" and e.kind == "clock" and re.fullmatch(r"[\s,]*(?:at\s+)?", gap):
            out[-1] = replace(before, end=e.end, hour=e.hour, minute=e.minute)
        elif before and before.kind == "weekday" and e.kind == "day" and re.fullmatch(r"[\s,]+(?:the\s+)?", gap):
            out[-1] = replace(e, start=before.start, daypart=before.daypart or e.daypart)
        elif before and _names_its_year(before, e) and _OF_YEAR.match(gap):
            out[-1] = replace(before, end=e.end, year_shift=_years_on(e))
        else:
            out.append(e)
    return out


def _year_shared(found: list[TimeExpression], text: str) -> list[TimeExpression]:
    """ "In spring and summer 1942": the year that the second names is that of the first."""
    out: list[TimeExpression] = []
    for e in reversed(found):
        after = out[-1] if out else None
        same = after is not None and e.kind == after.kind and e.kind in ("day", "month", "season") and not e.year
        if after is not None and same and after.year and _AND.fullmatch(text[e.end : after.start]):
            over = (e.month or 0) > (after.month or 0) and not after.before_christ  # "December and January 1942"
            out.append(replace(e, year=after.year - over, before_christ=after.before_christ))
        else:
            out.append(e)
    return out[::-1]


def _names_its_year(e: TimeExpression, year: TimeExpression) -> bool:
    """Whether `year` is "that year" or one beside it, and `e` a day, month or season without a year of its own."""
    beside = year.kind == "offset" and year.unit == "year" and abs(_years_on(year)) < 2
    return e.kind in ("day", "month", "season") and e.year is None and beside


def _years_on(e: TimeExpression) -> int:
    return (e.count or 0) * (1 if e.direction == "later" else -1)


def _belongs_to_another(e: TimeExpression, found: list[TimeExpression], text: str) -> bool:
    """ "At dawn on Friday": the hour says nothing beside the day."""
    if e.kind != "same_day" and not (e.kind == "set" and e.daypart):
        return False
    gaps = ((e.end, o.start) if o.start >= e.end else (o.end, e.start) for o in found if o is not e and o.can_date)
    return any(_JOINT.match(text[start:end]) is not None for start, end in gaps)


def _with_scope(e: TimeExpression, text: str) -> TimeExpression:
    # The month and year patterns take their preposition in: look at it there as well as before.
    lead = re.match(r"(?:since|until|by)\b", text[e.start : e.end], re.I)
    before = text[max(0, e.start - 30) : e.start]
    inside_year = e.kind == "year" and re.search(r"\b(?:since|until|by)\s+(?:\w+\s+)?$", before, re.I)
    is_scope = bool(lead or inside_year or _SCOPE.search(before))
    if is_scope and _DATING_CLAUSE.match(text[e.end :]):
        is_scope = False
    return replace(e, scope=True) if is_scope else e
