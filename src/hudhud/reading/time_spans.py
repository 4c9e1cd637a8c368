"""The rules for what says how long, how often and roughly when, and dates nothing: "for three days", "now".

They follow the lexical triggers of the TIMEX2 guidelines (Ferro et al. 2005).
"""

from __future__ import annotations

import re

from hudhud.reading.time_expression import Tense, TimeExpression, Unit
from hudhud.reading.time_relative import unit_of
from hudhud.reading.time_words import NUMBER, Maker, Rule, daypart_within, number, rule

_UNITS = "minutes|hours|days|weeks|months|years|decades|centuries"
_UNIT = "minute|hour|day|week|month|year|decade|century"
# What may stand between a number and its unit; nothing in "a bad day", "a few days", "30 a day", "two or three years".
_ADJECTIVE = (
    r"(?<!\ba\s)(?<!\ban\s)(?!(?:a|an|per|the|each|every|of|to|and|or|in|on|by|for|at|few|couple|several|dozen|many|with|"
    r"from|that)\s)[a-z]+\s+|(?:full|whole|entire|mere|single|further|solid)\s+"
)
_ROW = r"next|last|past|first|final|following|previous|preceding|intervening|coming|remaining|early|later|ensuing"
_SOME = (
    rf"a\s+few|a\s+couple\s+of|several|many|some|few|a\s+number\s+of|numerous|"
    rf"(?:the\s+)?(?:{_ROW})(?:\s+(?:few|several|couple\s+of))?"
)
_OFTEN: dict[str, Unit] = {
    "daily": "day", "nightly": "day", "weekly": "week", "monthly": "month", "annual": "year", "annually": "year",
    "yearly": "year", "hourly": "hour",
}  # fmt: skip


def _duration(m: re.Match[str]) -> TimeExpression:
    """A length: so many units, one where the unit is singular, an unknown number where it is plural."""
    word, unit = m.groupdict().get("n"), m["unit"]
    count = None if unit.lower().endswith("s") else 1
    if word:
        count = number(word) or 100  # "a hundred"
    return TimeExpression(*m.span(), kind="duration", count=count, unit=unit_of(unit))


def _length(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="duration", unit=unit_of(m["unit"] or m["units"]))


def _age(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span("n"), kind="duration", count=number(m["n"]), unit="year")


def _half_century(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="duration", count=50 if m["share"].lower() == "half" else 25, unit="year")


def _reference(tense: Tense) -> Maker:
    return lambda m: TimeExpression(*m.span(), kind="reference", tense=tense)


def _vague_offset(m: re.Match[str]) -> TimeExpression:
    tense: Tense = "future" if m["dir"].lower() in ("later", "afterwards") else "past"
    return TimeExpression(*m.span(), kind="reference", tense=tense)


def _set(m: re.Match[str]) -> TimeExpression:
    groups = m.groupdict()
    often = (groups.get("often") or "").lower()
    night = often == "nightly" or (groups.get("unit") or "").lower() == "night"
    unit = _OFTEN[often] if often else unit_of(m["unit"])
    return TimeExpression(*m.span(), kind="set", unit=unit, daypart="night" if night else None)


def _some_daypart(m: re.Match[str]) -> TimeExpression:
    return TimeExpression(*m.span(), kind="set", unit="day", daypart=daypart_within(m[0]))


# Before the rules of the news: what these would take for a date.
BEFORE_DATES: tuple[Rule, ...] = (
    rule(r"\bfrom\s+this\s+day\s+forward\b", _reference("future")),
    rule(r"\bpresent[\s-]day\b|\bthis\s+day\b", _reference("present")),
    rule(rf"\bfor\s+the\s+(?:next|following)\s+(?P<unit>{_UNIT})\b", _duration),
    rule(rf"\b(?:the\s+)?(?:first|last|final|opening)\s+(?P<unit>{_UNIT})\s+of\b", _duration),
    rule(
        rf"\b(?:the\s+)?(?:first|last|past|final|previous|next|following|coming)\s+(?P<n>{NUMBER})\s+(?P<unit>{_UNITS})\b",
        _duration,
    ),
    rule(
        r"\bat\s+night\b|\b(?:one|by)\s+(?:night|morning|afternoon|evening)\b|\bnightfall\b",
        _some_daypart,
    ),
)

AFTER_DATES: tuple[Rule, ...] = (
    # How long.
    rule(
        rf"\b(?:(?:{_SOME}|just|only)\s+)?(?:days|weeks|months|years|decades|centuries|hours)\s+"
        r"(?P<dir>ago|later|earlier|afterwards|previously)\b",
        _vague_offset,
    ),
    rule(
        rf"(?<![\d.,$-])\b(?P<n>\d{{1,4}}|(?:a|one)\s+hundred|{NUMBER})(?:[-–]|\s+)(?:{_ADJECTIVE})?"
        rf"(?P<unit>{_UNITS}|{_UNIT})(?:[-\s](?:old|long)\b|\s+of\s+age\b)?\b",
        _duration,
    ),
    rule(rf"\b(?P<n>{NUMBER})(?=\s+or\s+(?:{NUMBER})\s+(?P<unit>{_UNITS})\b)", _duration),
    rule(rf"\b(?:aged|age|age\s+of)\s+(?P<n>{NUMBER})\b(?!\s*[-–])", _age),
    rule(rf"\b(?P<unit>{_UNITS}|{_UNIT})(?:[\s-]?long|-old)\b", _duration),
    rule(rf"(?:(?<=\d)/|\b(?:per|each|whole|entire|another)\s+)(?P<unit>{_UNIT})\b", _duration),
    rule(r"\b(?P<share>half|quarter)(?:\s+of)?(?:\s+a|-a)?[\s-]century\b", _half_century),
    rule(rf"\b(?:{_SOME})\s+(?:[a-z]+\s+)?(?P<unit>{_UNITS})\b", _duration),
    rule(rf"\b(?:the\s+)?(?:first|last|final|past|opening)\s+(?P<unit>{_UNIT})\b", _duration),
    rule(r"\b(?:the\s+)?(?:next|following|previous)\s+(?P<unit>decade|century)\b", _duration),
    # How often.
    rule(rf"\b(?P<often>{'|'.join(_OFTEN)})\b|\bevery\s*(?P<unit>day|week|month|year|night)\b", _set),
    rule(r"\bnight\b(?!\s+(?:of|on)\b)", _some_daypart),
    # Now, then, and to come.
    rule(
        r"\b(?:right\s+now|now|currently|current|nowadays|these\s+days|presently|at\s+present|the\s+present|to\s+date|"
        r"to\s+this\s+day|(?:at|during|by|around)\s+this\s+time)\b",
        _reference("present"),
    ),
    rule(
        r"\b(?:former|formerly|recent|(?<!as\s)recently|lately|the\s+past|long\s+ago|onetime)\b",
        _reference("past"),
    ),
    rule(r"\bfuture\b", _reference("future")),
    # A length that only its plural tells.
    rule(
        r"\b(?:the\s+)(?P<unit>days|weeks|months|years|decades|centuries)\b(?!\s+\d{4})|"
        r"\b(?P<units>days|weeks|months|years|decades|centuries)\s+(?:of|after|before|following|to)\b",
        _length,
    ),
)
