"""What the rules of the date grammar are made of: patterns of words, and readers of what they matched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hudhud.reading.time_expression import MONTHS, NUMBERS, ORDINALS, TENS, WEEKDAYS, DayPart, Part, TimeExpression


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


MONTH = _any(MONTHS)
SHORT_OR_LONG_WEEKDAY = _any(WEEKDAYS)
WEEKDAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
SMALL = "one|two|three|four|five|six|seven|eight|nine"
NUMBER = rf"\d{{1,3}}|(?:{'|'.join(TENS)})(?:[\s-](?:{SMALL}))?|{_any(NUMBERS)}"
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
ORDINAL = _any(ORDINALS)
SEASON = "spring|summer|autumn|winter"
_PARTS: dict[str, Part] = {
    "early": "early", "beginning of": "early", "start of": "early", "mid": "mid", "middle of": "mid", "late": "late",
    "end of": "late", "close of": "late", "first half of": "first half", "latter half of": "second half",
    "second half of": "second half",
}  # fmt: skip
PART = rf"(?:(?P<part>(?:the\s+)?(?:very\s+)?(?:{'|'.join(_PARTS)}))[\s-]+)"
SEPARATOR = r"[\s,،.]{1,3}"
TO = r"\s*(?:-|–|—|to|and|until|till|through|into)\s*"
NO_PEOPLE = (
    r"(?!\s*(?:people|persons|civilians|soldiers|policemen|villagers|men|women|children|others|killed|dead|were|was)\b)"
)
# After a bare number of four digits: what shows that it counts something.
COUNTS_SOMETHING = (
    r"(?:\s*(?:%|(?:percent|per\s+cent|men|women|children|people|troops|soldiers|civilians|sailors|marines|cavalry|infantry|"
    r"fighters|workers|families|ships|warships|vessels|planes|tanks|guns|vehicles|horses|houses|homes|km|kilomet(?:er|re)s|"
    r"miles|feet|met(?:er|re)s|yards|acres|tons|tonnes|aircraft|killed|dead|deaths|wounded|casualties|prisoners|members|"
    r"other|others|more|years?|days?|hours?|or\s+so)\b|\s*to\s+\d,))"
)
HOURS = r"(?:morning|afternoon|evening|noon|dawn|night)"
_DAYPARTS: dict[str, DayPart] = {
    "morning": "morning", "dawn": "morning", "early hours": "morning", "noon": "noon", "midday": "noon",
    "afternoon": "afternoon", "evening": "evening", "dusk": "evening", "night": "night", "overnight": "night",
    "tonight": "night", "midnight": "night",
}  # fmt: skip
_DAYPART = re.compile(rf"\b(?:{_any(_DAYPARTS)})\b", re.I)
# "on the night of 3 May", "in the early hours of Friday": what may lead up to a day.
_LEADING_DAYPART = re.compile(
    rf"\b(?P<daypart>{_any(_DAYPARTS)})(?:\s+hours)?(?:\s+(?:of|on)|,)?(?:\s+the)?\s+\Z", re.I
)
# ... and what may follow it: "3 May at dawn", "on Friday in the early hours".
_TRAILING_DAYPART = re.compile(
    rf"(?:[\s,]+(?:at|around|in|during)(?:\s+the)?(?:\s+(?:early|late))?)?\s+(?P<daypart>{_any(_DAYPARTS)})\b", re.I
)

Maker = Callable[[re.Match[str]], TimeExpression | None]
Rule = tuple[re.Pattern[str], Maker]


@dataclass(frozen=True)
class Rules:
    """Rules in their order, run only on texts that hold one of the letters in `needs`, lower case; () is any text."""

    needs: tuple[str, ...]
    rules: tuple[Rule, ...]

    def may_match(self, lowered: str) -> bool:
        return not self.needs or any(word in lowered for word in self.needs)


MONTH_LETTERS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAY_LETTERS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNIT_LETTERS = (
    "day", "week", "month", "year", "hour", "night", "dawn", "dusk", "noon", "morning", "evening", "minute", "decade",
    "centur",
)  # fmt: skip
SEASON_LETTERS = ("spring", "summer", "autumn", "winter", "fall")


class NoDate(Exception):  # noqa: N818  # not an error: the words are taken, and date nothing
    """The words look like a date and are none: a day to come, the name of a day, a verb."""


def rule(pattern: str, maker: Maker) -> Rule:
    """A pattern, whatever the case of its letters, and what makes an expression of its matches."""
    return re.compile(pattern, re.I), maker


def nothing(_: re.Match[str]) -> TimeExpression | None:
    """Take the words and date nothing."""
    raise NoDate


def number(text: str) -> int | None:
    """A number in digits or in words up to ninety-nine."""
    text = text.lower()
    if text.isdigit():
        return int(text)
    tens, _, rest = text.replace(" ", "-").partition("-")
    if tens in TENS:
        return TENS[tens] + (NUMBERS[rest] if rest else 0)
    return NUMBERS.get(text)


def digits(text: str | None) -> int | None:
    """The number that the digits in `text` make ("12th")."""
    return int(re.sub(r"\D", "", text)) if text else None


def day_number(text: str) -> int | None:
    """The day of a month: digits, or an ordinal in words."""
    return ORDINALS.get(text.lower()) or digits(text)


def month_number(text: str | None) -> int | None:
    """The month. "may", "march" and the short forms are months only with their capital."""
    if not text:
        return None
    if text[0].islower() and (text in ("may", "march") or len(text) < 4):
        raise NoDate
    return MONTHS[text.lower()]


def part_of(match: re.Match[str]) -> Part | None:
    """Which part of a period the group "part" names."""
    part = match.groupdict().get("part")
    if not part:
        return None
    words = re.sub(r"\s+", " ", part.lower())
    return _PARTS[words.removeprefix("the ").removeprefix("very ")]


def daypart_within(text: str) -> DayPart | None:
    """The part of the day that `text` names."""
    found = _DAYPART.search(text)
    return _DAYPARTS[found[0].lower()] if found else None


def daypart_around(text: str, start: int, end: int) -> DayPart | None:
    """The part of the day that the words beside `start:end` name."""
    found = _LEADING_DAYPART.search(text, max(0, start - 40), start) or _TRAILING_DAYPART.match(text, end)
    return _DAYPARTS[found["daypart"].lower()] if found else None
