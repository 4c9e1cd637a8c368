"""Days and months of the calendar as the time rules count them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from hudhud.reading.time_expression import Part

ONE_DAY = timedelta(days=1)
_MONTHS_OF_YEAR: dict[Part | None, tuple[int, int]] = {
    None: (1, 12), "early": (1, 4), "mid": (5, 8), "late": (9, 12), "first half": (1, 6), "second half": (7, 12),
}  # fmt: skip
_DAYS_OF_MONTH: dict[Part | None, tuple[int, int]] = {
    None: (1, 31), "early": (1, 10), "mid": (11, 20), "late": (21, 31), "first half": (1, 15), "second half": (16, 31),
}  # fmt: skip


def month_end(year: int, month: int) -> int:
    """The last day of a month."""
    return calendar.monthrange(year, month)[1]


def safe(year: int, month: int, day: int) -> date | None:
    """The date, or None where the month has no such day."""
    return date(year, month, day) if 1 <= day <= month_end(year, month) else None


def part_of_year(year: int, part: Part | None) -> tuple[date, date]:
    """The first and last day of a year or of a part of it."""
    first, last = _MONTHS_OF_YEAR[part]
    return date(year, first, 1), date(year, last, month_end(year, last))


def part_of_month(year: int, month: int, part: Part | None) -> tuple[date, date]:
    """The first and last day of a month or of a part of it."""
    first, last = _DAYS_OF_MONTH[part]
    return date(year, month, first), date(year, month, min(last, month_end(year, month)))
