"""Time expressions into intervals, given when the report was published and what was dated last.

Conventions, where the words leave a choice: a weekday without a date is the latest one up to the
day of publication; a date without a year is the latest such date up to publication; a week runs
Sunday to Saturday, as in the English-language press; "early", "mid" and "late" are thirds of a
month and four-month thirds of a year; a winter is named after the year that it begins in; "a week
later" is the week that a day seven days on falls in. When the publication day is itself an
interval, relative expressions widen by it. Nothing ends after publication.
"""

from __future__ import annotations

import calendar as _calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hudhud.model import When
from hudhud.reading.time_expression import SEASONS, TimeExpression

_DAY = timedelta(days=1)
_BESIDE = 3  # characters between a weekday and the date that it goes with
_MAX_WIDTH = 31  # days; a weekday spread wider than a month says nothing
_GOES_ON = timedelta(days=31)  # how far ahead a narrative's next date without a year is looked for


@dataclass(frozen=True)
class Anchors:
    """What relative expressions count from: publication, and the narrative's last date."""

    published: When | None
    narrative: When | None = None

    def told(self, when: When | None) -> Anchors:
        """The anchors after the narrative has dated something."""
        return replace(self, narrative=when) if when is not None and when.precision == "day" else self


@dataclass(frozen=True)
class Resolved:
    """An interval and how it came about, in words."""

    when: When
    reason: str


def month_end(year: int, month: int) -> int:
    """The last day of a month."""
    return _calendar.monthrange(year, month)[1]


def resolve(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    """The interval that `e` means, or None where the words do not pin one down."""
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


def _safe(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= day <= month_end(year, month) else None


def _latest(month: int, day: int, anchors: Anchors) -> date | None:
    """This month and day in the latest year up to publication that has it.

    Without a publication date it is the one nearest to the narrative's last date. A narrative that
    is told in an earlier year goes on in it: after "3 May 2014", "on 9 May" is six days later.
    """
    reference = anchors.published.start if anchors.published else None
    told = anchors.narrative.start if anchors.narrative else None
    if told is not None:
        near = [d for y in (told.year - 1, told.year, told.year + 1) if (d := _safe(y, month, day))]
        if reference is None:
            return min(near, key=lambda d: abs(d - told), default=None)
        following = next((d for d in near if timedelta(0) <= d - told <= _GOES_ON), None)
        if following is not None and following <= reference:
            return following
    if reference is None:
        return None
    years = range(reference.year, reference.year - 9, -1)
    return next((d for y in years if (d := _safe(y, month, day)) and d <= reference), None)


def _day(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.month is not None and e.day is not None
    when = _safe(e.year, e.month, e.day) if e.year else _latest(e.month, e.day, anchors)
    if when is None:
        return None
    reason = "date as written" if e.year else "day and month as written, year from publication"
    return Resolved(When(start=when, end=when, precision="day"), reason)


def _day_range(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.month is not None and e.day is not None and e.last_day is not None
    last_month = e.last_month or e.month
    end = _safe(e.year, last_month, e.last_day) if e.year else _latest(last_month, e.last_day, anchors)
    if end is None:
        return None
    start = _safe(e.first_year or (end.year if e.month <= last_month else end.year - 1), e.month, e.day)
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
    first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}.get(e.part or "", (1, 31))
    start = date(e.first_year or (year if e.month <= final else year - 1), e.month, first)
    end = date(year, final, min(last, month_end(year, final)))
    if start > end:
        return None
    precision = "range" if e.part else "month" if not e.last_month else "season" if _months(start, end) < 7 else "year"
    reason = "month as written" if e.year else "month as written, year from publication"
    return Resolved(When(start=start, end=end, precision=precision), reason)


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month + 1


def _year(e: TimeExpression, _: Anchors) -> Resolved | None:
    assert e.year is not None
    first, last = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}.get(e.part or "", (1, 12))
    when = When(
        start=date(e.first_year or e.year, first, 1), end=date(e.year, last, month_end(e.year, last)), precision="year"
    )
    return Resolved(when, "year as written")


def _season(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    first, last = SEASONS[e.season or ""]

    def in_year(year: int) -> When:
        final = year + 1 if last < first else year
        return When(start=date(year, first, 1), end=date(final, last, month_end(final, last)), precision="season")

    if e.year is not None:
        return Resolved(in_year(e.year), "season as written")
    if anchors.published is None:
        return None
    reference = anchors.published.start
    seasons = [in_year(y) for y in range(reference.year, reference.year - 3, -1)]
    # "last winter" is over; "this winter" has begun.
    past = [s for s in seasons if (s.end < reference if e.shift else s.start <= reference)]
    return Resolved(past[0], "season as written, year from publication")


def _weekday(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.weekday is not None
    if anchors.published is None:
        return None
    days = (e.count or 1) - 1
    weekday = (e.weekday + days) % 7

    def before(day: date) -> date:
        back = (day.weekday() - weekday) % 7
        # "last Friday" said on a Friday is a week ago.
        return day - timedelta(days=back or (7 if e.shift else 0))

    start, end = before(anchors.published.start) - days * _DAY, before(anchors.published.end)
    if start == end:
        return Resolved(When(start=start, end=end, precision="day"), "weekday, the latest up to publication")
    if (end - start).days > _MAX_WIDTH:
        return None
    reason = "weekdays, the latest up to publication" if days else "weekday, publication day not known"
    return Resolved(When(start=start, end=end, precision="range"), reason)


def _deictic(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    if anchors.published is None:
        return None
    start = anchors.published.start + e.shift * _DAY
    end = anchors.published.end + (e.shift + (e.count or 1) - 1) * _DAY
    if (end - start).days > _MAX_WIDTH:
        return None
    return Resolved(
        When(start=start, end=end, precision="day" if start == end else "range"), "counted from publication"
    )


def _period(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    if anchors.published is None:
        return None
    first, last = (_period_of(day, e) for day in (anchors.published.start, anchors.published.end))
    if first is None or last is None:
        return None
    precision = "range" if e.part == "mid" or (e.part and e.unit == "month") else e.unit
    if e.day is not None:
        precision = "day" if first[0] == last[1] else "range"
    when = When(start=first[0], end=last[1], precision=precision)
    return Resolved(when, f"the {e.unit} of publication" if not e.shift else f"the {e.unit} before publication")


def _period_of(day: date, e: TimeExpression) -> tuple[date, date] | None:
    """The week, month or year that lies `shift` of them from the one with `day`; or a part of it."""
    if e.unit == "week":
        sunday = day - timedelta(days=(day.weekday() + 1) % 7) + e.shift * 7 * _DAY
        return sunday, sunday + 6 * _DAY
    if e.unit == "month":
        year, month = divmod(day.year * 12 + day.month - 1 + e.shift, 12)
        return _part_of_month(year, month + 1, e)
    first, last = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}.get(e.part or "", (1, 12))
    year = day.year + e.shift
    return date(year, first, 1), date(year, last, month_end(year, last))


def _part_of_month(year: int, month: int, e: TimeExpression) -> tuple[date, date] | None:
    if e.day is not None:
        one = _safe(year, month, e.day)
        return (one, one) if one else None
    first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}.get(e.part or "", (1, 31))
    return date(year, month, first), date(year, month, min(last, month_end(year, month)))


def _offset(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.count is not None
    if e.direction == "ago":
        return _ago(e, anchors)
    base = anchors.narrative
    if base is None:
        return None
    count = e.count * (1 if e.direction == "later" else -1)
    reason = f"{e.count} {e.unit}s {e.direction} than {base.start.isoformat()}, the last date told"
    if e.unit == "day":
        days = count * _DAY
        return Resolved(When(start=base.start + days, end=base.end + days, precision=base.precision), reason)
    step = replace(e, kind="period", shift=count)
    first, last = _period_of(base.start, step), _period_of(base.end, step)
    if first is None or last is None:
        return None
    return Resolved(When(start=first[0], end=last[1], precision=e.unit), reason)


def _ago(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.count is not None
    if anchors.published is None:
        return None
    base = anchors.published
    if e.unit == "day":
        start, end = base.start - e.count * _DAY, base.end - e.count * _DAY
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
    return Resolved(anchors.narrative, "the last date told") if anchors.narrative else None


_RESOLVERS = {
    "day": _day, "day_range": _day_range, "month": _month, "year": _year, "season": _season,
    "weekday": _weekday, "deictic": _deictic, "period": _period, "offset": _offset, "same_day": _same_day,
}  # fmt: skip


def infer_published(texts: Sequence[Sequence[TimeExpression]], captured: date) -> tuple[When, str] | None:
    """When a report that gives no publication date must have been published.

    A weekday tied to a day and month ("February 11 … six days later, on Friday") leaves only some
    years; the latest year that the report names as past, and the day of capture, leave fewer. Only
    when a single year is left is it taken.

    Args:
        texts: for each sentence in order, its time expressions.
        captured: the day the report was taken in; nothing can be published later.
    """
    flat = [e for sentence in texts for e in sentence]
    ties = _weekday_ties(texts)
    named = [e.year for e in flat if e.year and e.year <= captured.year]
    if not ties or not named:
        return None
    years = [y for y in range(max(named), captured.year + 1) if all(tie.fits(y) for tie in ties)]
    if len(years) != 1:
        return None
    year = years[0]
    days = _news_days(texts, year)
    if not days:
        return None
    earliest = max(days)
    this_month = any(e.kind == "period" and e.unit == "month" and e.shift == 0 for e in flat)
    latest = date(year, earliest.month, month_end(year, earliest.month)) if this_month else date(year, 12, 31)
    latest = min(latest, captured)
    tie = ties[0]
    tied = date(year, tie.month, tie.day) + tie.later * _DAY
    reason = (
        f"{tied:%A} and {tied:%B} {tied.day} fall together in {year} alone "
        f"among the years from {max(named)}, the latest that it names, to its capture"
    )
    return When(start=earliest, end=latest, precision="range" if earliest != latest else "day"), reason


@dataclass(frozen=True)
class _Tie:
    """A day of the year, some days after a month and day, that a text gives a weekday."""

    month: int
    day: int
    later: int
    weekday: int

    def fits(self, year: int) -> bool:
        named = _safe(year, self.month, self.day)
        return named is not None and (named + self.later * _DAY).weekday() == self.weekday


def _weekday_ties(texts: Sequence[Sequence[TimeExpression]]) -> list[_Tie]:
    """The days without a year that the narrative ties to a weekday."""
    out: list[_Tie] = []
    last: tuple[int, int, int] | None = None
    for sentence in texts:
        here: tuple[int, int, int] | None = None
        before: TimeExpression | None = None
        for e in sentence:
            if e.kind == "day" and e.year is None and e.month and e.day:
                here = last = (e.month, e.day, 0)
                if before is not None and before.weekday is not None and e.start - before.end <= _BESIDE:
                    out.append(_Tie(*here, before.weekday))  # "Monday 27 February"
            elif e.kind == "offset" and e.unit == "day" and e.direction == "later" and last and e.count:
                here = last = (*last[:2], last[2] + e.count)
            elif e.kind == "weekday" and here and e.weekday is not None and not e.shift and not e.count:
                out.append(_Tie(*here, e.weekday))
            before = e if e.kind == "weekday" and not e.shift and not e.count else None
    return out


def _news_days(texts: Sequence[Sequence[TimeExpression]], year: int) -> list[date]:
    out: list[date] = []
    for sentence in texts:
        for e in sentence:
            if e.kind == "day" and e.year in (None, year) and e.month and e.day:
                when = _safe(year, e.month, e.day)
                if when:
                    out.append(when)
            elif e.kind == "offset" and e.direction == "later" and e.unit == "day" and out and e.count:
                out.append(out[-1] + e.count * _DAY)
    return out
