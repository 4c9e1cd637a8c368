"""What a stretch of text can say about time, and the names that it says it with."""

from __future__ import annotations

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
} | {"a": 1, "an": 1}

ORDINALS = {
    name: number
    for number, name in enumerate(
        """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
        fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""".split(), 1)
}  # fmt: skip
HOLIDAYS = {
    "new year's eve": (12, 31), "new year's day": (1, 1), "christmas eve": (12, 24), "christmas day": (12, 25),
    "boxing day": (12, 26), "halloween": (10, 31), "valentine's day": (2, 14), "may day": (5, 1),
}  # fmt: skip

Kind = Literal["day", "month", "year", "season", "weekday", "deictic", "offset", "period", "same_day", "day_range"]
Part = Literal["early", "mid", "late"]
Unit = Literal["day", "week", "month", "year"]


@dataclass(frozen=True)
class TimeExpression:
    """What a stretch of text says about time. `start:end` are offsets into the text searched.

    Which of the fields are set depends on `kind`: day (day, month, maybe year), day_range (also
    last_day, maybe last_month and first_year), month (maybe year, part, last_month and first_year),
    season (maybe year), year (maybe part and first_year), weekday (weekday, shift, count in days),
    deictic (shift in days from publication, count in days), period (unit, shift in units, maybe part
    or a day of the month), offset (count, unit, direction). `year` is the year that it ends in.
    """

    start: int
    end: int
    kind: Kind
    year: int | None = None
    first_year: int | None = None
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
