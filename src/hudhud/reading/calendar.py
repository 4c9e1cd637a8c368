"""Time expressions into intervals, given when the report was published and what was dated last.

Conventions, where the words leave a choice: a weekday without a date is the latest one up to the
day of publication; a date without a year is the latest such date up to publication; a week runs
Sunday to Saturday, as in the English-language press; "early", "mid" and "late" are thirds of a
month and four-month thirds of a year; a winter is named after the year that it begins in; "a week
later" is the week that a day seven days on falls in. When the publication day is itself an
interval, relative expressions widen by it. Nothing ends after publication.

A history tells one thing after another without regard to its publication: there (`Anchors.chronicle`)
a date without a year lies in the year told last, and "the next month" follows the month told last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Literal

from hudhud.model import When
from hudhud.reading.time_expression import SEASONS, TimeExpression, Unit
from hudhud.reading.time_intervals import ONE_DAY, month_end, part_of_month, part_of_year, safe
from hudhud.reading.time_publication import infer_published

__all__ = ["Anchors", "Resolved", "infer_published", "resolve"]

_MAX_WIDTH = 31  # days; a weekday spread wider than a month says nothing
_PRECISION: dict[Unit, Literal["day", "week", "month", "year"]] = {
    "day": "day", "week": "week", "month": "month", "year": "year",
}  # fmt: skip
_GOES_ON = timedelta(days=31)  # how far ahead a narrative's next date without a year is looked for


@dataclass(frozen=True)
class Anchors:
    """What relative expressions count from: publication, and the narrative's last date.

    In a chronicle `narrative` is whatever was dated last, be it a year, and `told_day` the last day.
    """

    published: When | None
    narrative: When | None = None
    chronicle: bool = False
    told_day: When | None = None

    def told(self, when: When | None) -> Anchors:
        """The anchors after the narrative has dated something."""
        if when is None or (when.precision != "day" and not self.chronicle):
            return self
        day = when if when.precision == "day" else self.told_day
        return replace(self, narrative=when, told_day=day)


@dataclass(frozen=True)
class Resolved:
    """An interval and how it came about, in words."""

    when: When
    reason: str


def resolve(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    """The interval that `e` means, or None where the words do not pin one down."""
    if not e.can_date:
        return None
    if e.year_shift is not None and anchors.narrative:
        e = replace(e, year=anchors.narrative.end.year + e.year_shift)
    found = _RESOLVERS[e.kind](e, anchors)
    if found is None or anchors.published is None:
        return found
    last = anchors.published.end
    when = found.when
    if when.start > last:
        return None  # a plan, a typing error or a wrong publication date: no incident lies in the future
    if when.end > last:
        return Resolved(When(start=when.start, end=last, precision=_wider(when)), found.reason + ", up to publication")
    return found


def _wider(when: When) -> str:
    return when.precision if when.precision != "day" else "range"


def _latest(month: int, day: int, anchors: Anchors) -> date | None:
    """This month and day in the latest year up to publication that has it.

    Without a publication date it is the one nearest to the narrative's last date. A narrative that
    is told in an earlier year goes on in it: after "3 May 2014", "on 9 May" is six days later.
    """
    if anchors.chronicle and anchors.narrative:
        return _in_chronicle(month, day, anchors.narrative, anchors.told_day)
    reference = anchors.published.start if anchors.published else None
    told = anchors.narrative.start if anchors.narrative else None
    if told is not None:
        near = [d for y in (told.year - 1, told.year, told.year + 1) if (d := safe(y, month, day))]
        if reference is None:
            return min(near, key=lambda d: abs(d - told), default=None)
        following = next((d for d in near if timedelta(0) <= d - told <= _GOES_ON), None)
        if following is not None and following <= reference:
            return following
    if reference is None:
        return None
    years = range(reference.year, reference.year - 9, -1)
    return next((d for y in years if (d := safe(y, month, day)) and d <= reference), None)


def _in_chronicle(month: int, day: int, told: When, told_day: When | None) -> date | None:
    """The day in the year of the last day told, if it is near: a year named since may be an aside.

    Else the day in the year told last.
    """
    if told_day is not None:
        years = (told_day.start.year + n for n in (0, 1))
        near = (d for y in years if (d := safe(y, month, day)))
        soon = next((d for d in near if -_GOES_ON <= d - told_day.start <= _GOES_ON), None)
        if soon is not None:
            return soon
    return safe(told.end.year, month, day)


def _latest_in_a_month(day: int, anchors: Anchors) -> date | None:
    """This day of the narrative's month, or of the next one if that is past; else the latest up to publication."""
    reference = anchors.published.start if anchors.published else None
    told = anchors.narrative.start if anchors.narrative else None
    if told is not None:
        ahead = (told + n * ONE_DAY for n in range(_GOES_ON.days))
        following = next((d for d in ahead if d.day == day), None)
        if anchors.chronicle or reference is None or (following and following <= reference):
            return following
    if reference is None:
        return None
    return next((d for n in range(62) if (d := reference - n * ONE_DAY).day == day), None)


def _day(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.day is not None
    if e.month is None:
        when = _latest_in_a_month(e.day, anchors)
        reason = "day as written, month from what was told before or from publication"
    else:
        when = safe(e.year, e.month, e.day) if e.year else _latest(e.month, e.day, anchors)
        reason = "date as written" if e.year else "day and month as written, year from publication"
    return Resolved(When(start=when, end=when, precision="day"), reason) if when else None


def _day_range(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.month is not None and e.day is not None and e.last_day is not None
    last_month = e.last_month or e.month
    end = safe(e.year, last_month, e.last_day) if e.year else _latest(last_month, e.last_day, anchors)
    if end is None:
        return None
    start = safe(e.first_year or (end.year if e.month <= last_month else end.year - 1), e.month, e.day)
    if start is None or start > end:
        return None
    return Resolved(When(start=start, end=end, precision="range"), "first and last day as written")


def _month(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.month is not None
    final = e.last_month or e.month
    named = date(e.year, final, 1) if e.year else _latest(final, 1, anchors)
    if named is None:
        return None
    year = named.year
    reference = anchors.published.start if anchors.published else None
    if e.shift and reference and (year, e.month) == (reference.year, reference.month):
        year -= 1
    if e.direction and anchors.narrative:
        year += _years_over(named, e, anchors.narrative)
    start, _ = part_of_month(e.first_year or (year if e.month <= final else year - 1), e.month, e.part)
    _, end = part_of_month(year, final, e.part)
    if start > end:
        return None
    precision = "range" if e.part else "month" if not e.last_month else "season" if _months(start, end) < 7 else "year"
    reason = "month as written" if e.year else "month as written, year from publication"
    return Resolved(When(start=start, end=end, precision=precision), reason)


def _years_over(named: date, e: TimeExpression, told: When) -> int:
    """How many years on the next, or the previous, such month or season begins."""
    if e.direction == "later":
        return 1 if named <= told.start else 0
    return -1 if named >= told.start else 0


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month + 1


def _year(e: TimeExpression, _: Anchors) -> Resolved | None:
    assert e.year is not None
    start, end = part_of_year(e.first_year or e.year, e.part)[0], part_of_year(e.year, e.part)[1]
    return Resolved(When(start=start, end=end, precision="year"), "year as written")


def _season(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    first, last = SEASONS[e.season or ""]

    def in_year(year: int) -> When:
        final = year + 1 if last < first else year
        return When(start=date(year, first, 1), end=date(final, last, month_end(final, last)), precision="season")

    if e.year is not None:
        return Resolved(in_year(e.year), "season as written")
    if anchors.chronicle and anchors.narrative:
        year = anchors.narrative.end.year
        year += _years_over(in_year(year).start, e, anchors.narrative) if e.direction else e.shift
        return Resolved(in_year(year), "season as written, year told last")
    if anchors.published is None:
        return None
    reference = anchors.published.start
    seasons = [in_year(y) for y in range(reference.year, reference.year - 3, -1)]
    # "last winter" is over; "this winter" has begun.
    past = [s for s in seasons if (s.end < reference if e.shift else s.start <= reference)]
    return Resolved(past[0], "season as written, year from publication")


def _weekday(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.weekday is not None
    if anchors.chronicle and anchors.told_day and not e.count:
        ahead = (anchors.told_day.start + n * ONE_DAY for n in range(7))
        named = next(d for d in ahead if d.weekday() == e.weekday)
        return Resolved(When(start=named, end=named, precision="day"), "weekday, the next after the last day told")
    if anchors.published is None:
        return None
    days = (e.count or 1) - 1
    weekday = (e.weekday + days) % 7

    def before(day: date) -> date:
        back = (day.weekday() - weekday) % 7
        # "last Friday" said on a Friday is a week ago.
        return day - timedelta(days=back or (7 if e.shift else 0))

    start, end = before(anchors.published.start) - days * ONE_DAY, before(anchors.published.end)
    if start == end:
        return Resolved(When(start=start, end=end, precision="day"), "weekday, the latest up to publication")
    if (end - start).days > _MAX_WIDTH:
        return None
    reason = "weekdays, the latest up to publication" if days else "weekday, publication day not known"
    return Resolved(When(start=start, end=end, precision="range"), reason)


def _deictic(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    if anchors.published is None:
        return None
    start = anchors.published.start + e.shift * ONE_DAY
    end = anchors.published.end + (e.shift + (e.count or 1) - 1) * ONE_DAY
    if (end - start).days > _MAX_WIDTH:
        return None
    return Resolved(
        When(start=start, end=end, precision="day" if start == end else "range"), "counted from publication"
    )


def _period(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    if anchors.chronicle and anchors.narrative:
        return _offset(replace(e, kind="offset", count=-e.shift, direction="earlier"), anchors)
    if anchors.published is None:
        return None
    first, last = (_period_of(day, e) for day in (anchors.published.start, anchors.published.end))
    if first is None or last is None:
        return None
    precision = "range" if e.part == "mid" or (e.part and e.unit == "month") else _PRECISION[e.unit]
    if e.day is not None:
        precision = "day" if first[0] == last[1] else "range"
    when = When(start=first[0], end=last[1], precision=precision)
    return Resolved(when, f"the {e.unit} of publication" if not e.shift else f"the {e.unit} before publication")


def _period_of(day: date, e: TimeExpression) -> tuple[date, date] | None:
    """The week, month or year that lies `shift` of them from the one with `day`; or a part of it."""
    if e.unit == "week":
        sunday = day - timedelta(days=(day.weekday() + 1) % 7) + e.shift * 7 * ONE_DAY
        return sunday, sunday + 6 * ONE_DAY
    if e.unit not in ("month", "year"):
        return None
    months = day.year * 12 + day.month - 1 + e.shift * (12 if e.unit == "year" else 1)
    year, month = divmod(months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    if e.unit == "year":
        return part_of_year(year, e.part)
    if e.day is not None:
        one = safe(year, month + 1, e.day)
        return (one, one) if one else None
    return part_of_month(year, month + 1, e.part)


def _offset(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.count is not None
    if e.direction == "ago" and not anchors.chronicle:
        return _ago(e, anchors)
    base = anchors.told_day if anchors.chronicle and e.unit == "day" else anchors.narrative
    if base is None:
        return None
    count = e.count * (1 if e.direction == "later" else -1)
    reason = f"{e.count} {e.unit}s {e.direction} than {base.start.isoformat()}, the last date told"
    if e.unit == "day":
        days = count * ONE_DAY
        return Resolved(When(start=base.start + days, end=base.end + days, precision=base.precision), reason)
    step = replace(e, kind="period", shift=count)
    first, last = _period_of(base.start, step), _period_of(base.end, step)
    if first is None or last is None:
        return None
    return Resolved(When(start=first[0], end=last[1], precision=_PRECISION[e.unit]), reason)


def _ago(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.count is not None
    if anchors.published is None:
        return None
    base = anchors.published
    if e.unit == "day":
        start, end = base.start - e.count * ONE_DAY, base.end - e.count * ONE_DAY
        return Resolved(
            When(start=start, end=end, precision="day" if start == end else "range"),
            "counted from publication",
        )
    if e.unit == "week":
        shifted = replace(e, kind="period", shift=-e.count)
        return _period(shifted, anchors)
    if e.unit == "year" and not (e.count == 1 and e.approximate):
        return _period(replace(e, kind="period", shift=-e.count), anchors)
    # "almost a year ago" is that month a year back or the one after it; "a month ago" is that month.
    months = e.count * (12 if e.unit == "year" else 1)
    first = _period_of(base.start, replace(e, unit="month", shift=-months))
    last = _period_of(base.end, replace(e, unit="month", shift=-months + (1 if e.approximate else 0)))
    if first is None or last is None:
        return None
    precision = "range" if e.approximate else "month"
    return Resolved(When(start=first[0], end=last[1], precision=precision), "counted back from publication in months")


def _same_day(_: TimeExpression, anchors: Anchors) -> Resolved | None:
    told = anchors.told_day if anchors.chronicle else anchors.narrative
    return Resolved(told, "the last date told") if told else None


_RESOLVERS = {
    "day": _day, "day_range": _day_range, "month": _month, "year": _year, "season": _season,
    "weekday": _weekday, "deictic": _deictic, "period": _period, "offset": _offset, "same_day": _same_day,
}  # fmt: skip
