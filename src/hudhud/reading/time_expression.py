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
        """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen""".split(), 1)
} | {"a": 1, "an": 1}  # fmt: skip
TENS = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}

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

DatingKind = Literal[
    "day", "month", "year", "season", "weekday", "deictic", "offset", "period", "same_day", "day_range"
]
OtherKind = Literal["decade", "century", "duration", "reference", "set", "clock"]
Kind = DatingKind | OtherKind
Part = Literal["early", "mid", "late", "first half", "second half"]
DayPart = Literal["morning", "noon", "afternoon", "evening", "night"]
Unit = Literal["minute", "hour", "day", "week", "month", "year", "decade", "century"]
Tense = Literal["past", "present", "future"]

OTHER_KINDS: frozenset[Kind] = frozenset({"decade", "century", "duration", "reference", "set", "clock"})


@dataclass(frozen=True)
class TimeExpression:
    """What a stretch of text says about time. `start:end` are offsets into the text searched.

    Which of the fields are set depends on `kind`: day (day, month unless it is left out, maybe
    year), day_range (also last_day, maybe last_month and first_year), month (maybe year, part,
    last_month and first_year), season (maybe year), year (maybe part and first_year), weekday
    (weekday, shift, count in days), deictic (shift in days from publication, count in days), period
    (unit, shift in units, maybe part or a day of the month), offset (count, unit, direction, maybe
    part). `year` is the year that it ends in.

    The other kinds date no incident: decade and century (year, the first of them), duration (count,
    None where the words give no number, and unit), reference (tense: "now", "former"), set (unit:
    "daily"), clock (hour, minute).
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
    year_shift: int | None = None
    """How many years on from the year told last it lies ("in May of the following year")."""
    daypart: DayPart | None = None
    hour: int | None = None
    minute: int | None = None
    tense: Tense | None = None
    before_christ: bool = False
    second: int | None = None
    """Where the last date of a range begins, as an offset into the text searched."""

    @property
    def can_date(self) -> bool:
        """Whether it says when something happened; how long, how often and "now" do not."""
        return self.kind not in OTHER_KINDS and not self.before_christ
