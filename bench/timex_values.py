"""What our time expressions are worth in TIMEX2's notation, read one after another through a history.

The product's grammar finds them (`dates.chronicle`) and its calendar counts them (`Anchors.chronicle`);
here the outcome is only spelled: 1939-09, 1941-SU, P3D, PAST_REF, 194 for a decade, BC0480, X where
nothing is said. As HeidelTime does, "early", "end of" and "about" change no value, a winter has the
year that it begins in, and "today" in a history is PRESENT_REF.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from hudhud.model import When
from hudhud.reading import dates
from hudhud.reading.calendar import Anchors, resolve
from hudhud.reading.time_expression import DayPart, Part, TimeExpression, Unit

# The calendar knows no years before Christ. They are counted as years of a far future, in the right order.
_BIRTH_OF_CHRIST = 9000
_FAR = 5000
_MIDDLE_AGES = 1000
_SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "winter": "WI"}
_DAYPARTS: dict[DayPart, str] = {
    "morning": "TMO", "noon": "TMI", "afternoon": "TAF", "evening": "TEV", "night": "TNI",
}  # fmt: skip
_LENGTHS: dict[Unit, str] = {
    "minute": "PT{}M", "hour": "PT{}H", "day": "P{}D", "week": "P{}W", "month": "P{}M", "year": "P{}Y",
    "decade": "P{}DE", "century": "P{}CE",
}  # fmt: skip
_UNKNOWN: dict[Unit, str] = {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX", "year": "XXXX"}
_HALVES: dict[Part, str] = {"first half": "-H1", "second half": "-H2"}


@dataclass(frozen=True)
class Timex:
    """A span of a text and its value."""

    start: int
    end: int
    value: str


class Narrator:
    """Reads a history line by line and remembers what was dated last."""

    def __init__(self) -> None:
        self._anchors = Anchors(None, None, chronicle=True)

    def read(self, line: str) -> Iterator[Timex]:
        """The values of the expressions in one line, offsets into the line."""
        for found in dates.chronicle(line):
            e = _ordered(self._antique(found))
            if e.kind in ("year", "season") and e.year is not None and e.year < _MIDDLE_AGES:
                continue  # three digits, and nothing says antiquity
            resolved = resolve(e, self._anchors)
            when = resolved.when if resolved else None
            yield from self._spelled(e, when)
            if when is not None and not _aside(found, line):
                last = When(start=when.end, end=when.end, precision="day") if e.kind == "day_range" else when
                self._anchors = self._anchors.told(last)

    def _antique(self, e: TimeExpression) -> TimeExpression:
        """ "In 480" is a year before Christ in a history that has been telling of such."""
        told = self._anchors.narrative
        early = e.kind in ("year", "season") and e.year is not None and e.year < _MIDDLE_AGES
        return replace(e, before_christ=True) if early and told is not None and told.end.year > _FAR else e

    def _spelled(self, e: TimeExpression, when: When | None) -> Iterator[Timex]:
        if e.second is not None and when is not None:
            width = {"day_range": 10, "month": 7, "year": 4}[e.kind]
            yield Timex(e.start, e.second, _date(when.start, width))
            yield Timex(e.second, e.end, _date(when.end, width))
            return
        value = self._value(e, when)
        if value is not None:
            yield Timex(e.start, e.end, value)

    def _value(self, e: TimeExpression, when: When | None) -> str | None:
        match e.kind:
            case "duration":
                return _LENGTHS[e.unit].format("X" if e.count is None else e.count)
            case "reference":
                return f"{(e.tense or 'present').upper()}_REF"
            case "set":
                return _UNKNOWN.get(e.unit, "XXXX-XX-XX") + _daytime(e)
            case "decade":
                return f"BC{(e.year or 0) // 10:03d}" if e.before_christ else str((e.year or 0) // 10)
            case "century":
                return ("BC" if e.before_christ else "") + f"{(e.year or 0) // 100:02d}"
            case "clock":
                told = self._anchors.told_day
                return (_date(told.start, 10) if told else _UNKNOWN["day"]) + _daytime(e)
            case "deictic":
                return "PRESENT_REF" if not e.shift and not e.daypart else _UNKNOWN["day"] + _daytime(e)
        return _of_interval(e, when) if when else _unresolved(e)


def _aside(e: TimeExpression, line: str) -> bool:
    """Whether the narrative does not move to it: in brackets, or a year that bounds a time ("until 1963")."""
    return (e.scope and e.kind == "year") or line.rfind("(", 0, e.start) > line.rfind(")", 0, e.start)


def _ordered(e: TimeExpression) -> TimeExpression:
    """The expression with a year before Christ as one that the calendar can count with."""
    if not e.before_christ or e.kind in ("decade", "century"):
        return e
    first = _BIRTH_OF_CHRIST - e.first_year if e.first_year else None
    return replace(e, year=_BIRTH_OF_CHRIST - (e.year or 0), first_year=first, before_christ=False)


def _date(day: date, width: int) -> str:
    """The first `width` letters of a day: 4 the year, 7 the month, 10 all."""
    year = f"BC{_BIRTH_OF_CHRIST - day.year:04d}" if day.year > _FAR else f"{day.year:04d}"
    return year + f"-{day.month:02d}-{day.day:02d}"[: width - 4]


def _daytime(e: TimeExpression) -> str:
    if e.hour is not None:
        return f"T{e.hour:02d}:{e.minute or 0:02d}"
    return _DAYPARTS[e.daypart] if e.daypart else ""


def _of_interval(e: TimeExpression, when: When) -> str:
    unit = e.unit if e.kind in ("offset", "period") else e.kind
    if unit == "season":
        return f"{_date(when.start, 4)}-{_SEASONS[e.season or '']}"
    if unit == "year":
        return _date(when.start, 4) + _HALVES.get(e.part or "early", "")
    if unit == "month":
        return _date(when.start, 7 if (when.start.month, when.start.year) == (when.end.month, when.end.year) else 4)
    if unit == "week":
        year, week, _ = when.end.isocalendar()
        return f"{year:04d}-W{week:02d}"
    return _date(when.start, 10) + _daytime(e)


def _unresolved(e: TimeExpression) -> str:
    if e.kind == "weekday":
        return f"XXXX-WXX-{(e.weekday or 0) + 1}"
    if e.kind == "season":
        return f"XXXX-{_SEASONS[e.season or '']}"
    if e.kind in ("day", "month") and e.month:
        return f"XXXX-{e.month:02d}" + (f"-{e.day:02d}" if e.day else "")
    unit: Unit = e.unit if e.kind in ("offset", "period") else "day"
    return _UNKNOWN[unit] + (_daytime(e) if unit == "day" else "")
