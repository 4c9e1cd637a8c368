"""Time expressions into intervals, given when the report was published and what was dated last.

Conventions, where the words leave a choice: a weekday without a date is the latest one up to the
day of publication; a date without a year is the latest such date up to publication; a week runs
Sunday to Saturday, as in the English-language press; "early", "mid" and "late" are thirds of a
month and four-month thirds of a year. When the publication day is itself an interval, relative
expressions widen by it. Nothing ends after publication.
"""

from __future__ import annotations

import calendar as _calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hudhud.model import When
from hudhud.reading.dates import SEASONS, TimeExpression

_DAY = timedelta(days=1)
_MAX_WIDTH = 31  # days; a weekday spread wider than a month says nothing


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


def _latest_year(month: int, day: int, anchors: Anchors) -> int | None:
    """The year that makes this month and day the latest one up to publication."""
    reference = anchors.published.start if anchors.published else None
    if reference is None:
        return anchors.narrative.start.year if anchors.narrative else None
    return reference.year if (month, day) <= (reference.month, reference.day) else reference.year - 1


def _day(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.month is not None and e.day is not None
    year = e.year or _latest_year(e.month, e.day, anchors)
    when = _safe(year, e.month, e.day) if year else None
    if when is None:
        return None
    reason = "date as written" if e.year else "day and month as written, year from publication"
    return Resolved(When(start=when, end=when, precision="day"), reason)


def _day_range(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.month is not None and e.day is not None and e.last_day is not None
    last_month = e.last_month or e.month
    year = e.year or _latest_year(last_month, e.last_day, anchors)
    if year is None:
        return None
    end = _safe(year, last_month, e.last_day)
    start = _safe(year if e.month <= last_month else year - 1, e.month, e.day)
    if start is None or end is None or start > end:
        return None
    return Resolved(When(start=start, end=end, precision="range"), "first and last day as written")


def _month(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.month is not None
    year = e.year or _latest_year(e.month, 1, anchors)
    if year is None:
        return None
    if (
        e.shift
        and anchors.published
        and (year, e.month) == (anchors.published.start.year, anchors.published.start.month)
    ):
        year -= 1
    first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}.get(e.part or "", (1, 31))
    when = When(
        start=date(year, e.month, first),
        end=date(year, e.month, min(last, month_end(year, e.month))),
        precision="range" if e.part else "month",
    )
    return Resolved(when, "month as written" if e.year else "month as written, year from publication")


def _year(e: TimeExpression, _: Anchors) -> Resolved | None:
    assert e.year is not None
    first, last = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}.get(e.part or "", (1, 12))
    when = When(start=date(e.year, first, 1), end=date(e.year, last, month_end(e.year, last)), precision="year")
    return Resolved(when, "year as written")


def _season(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    first, last = SEASONS[e.season or ""]
    year = e.year
    if year is None:
        if anchors.published is None:
            return None
        reference = anchors.published.start
        year = reference.year if (reference.month, 1) > (last, 1) else reference.year - 1
    end_year = year + 1 if last < first else year
    when = When(start=date(year, first, 1), end=date(end_year, last, month_end(end_year, last)), precision="season")
    return Resolved(when, "season as written")


def _weekday(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.weekday is not None
    if anchors.published is None:
        return None

    def before(day: date) -> date:
        back = (day.weekday() - e.weekday) % 7  # type: ignore[operator]
        # "last Friday" said on a Friday is a week ago.
        return day - timedelta(days=back or (7 if e.shift else 0))

    start, end = before(anchors.published.start), before(anchors.published.end)
    if start == end:
        return Resolved(When(start=start, end=end, precision="day"), "weekday, the latest up to publication")
    if (end - start).days > _MAX_WIDTH:
        return None
    return Resolved(When(start=start, end=end, precision="range"), "weekday, publication day not known")


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
    when = When(start=first[0], end=last[1], precision=e.unit if e.unit != "day" else "range")
    return Resolved(when, f"the {e.unit} of publication" if not e.shift else f"the {e.unit} before publication")


def _period_of(day: date, e: TimeExpression) -> tuple[date, date] | None:
    if e.unit == "week":
        sunday = day - timedelta(days=(day.weekday() + 1) % 7) + e.shift * 7 * _DAY
        return sunday, sunday + 6 * _DAY
    if e.unit == "month":
        year, month = divmod(day.year * 12 + day.month - 1 + e.shift, 12)
        return date(year, month + 1, 1), date(year, month + 1, month_end(year, month + 1))
    return date(day.year + e.shift, 1, 1), date(day.year + e.shift, 12, 31)


def _offset(e: TimeExpression, anchors: Anchors) -> Resolved | None:
    assert e.count is not None
    if e.direction == "ago":
        return _ago(e, anchors)
    base = anchors.narrative
    if base is None or e.unit not in ("day", "week"):
        return None
    days = e.count * (7 if e.unit == "week" else 1) * (1 if e.direction == "later" else -1)
    when = When(start=base.start + days * _DAY, end=base.end + days * _DAY, precision=base.precision)
    return Resolved(when, f"{e.count} {e.unit}s {e.direction} than {base.start.isoformat()}, the last date told")


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
    pairs = _weekday_constraints(texts)
    named = [e.year for e in flat if e.year and e.year <= captured.year]
    if not pairs or not named:
        return None
    years = [y for y in range(max(named), captured.year + 1) if all(_fits(y, *p) for p in pairs)]
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
    month, day, weekday = pairs[0]
    reason = (
        f"{_calendar.day_name[weekday]} and {_calendar.month_name[month]} {day} fall together in {year} alone "
        f"among the years from {max(named)}, the latest that it names, to its capture"
    )
    return When(start=earliest, end=latest, precision="range" if earliest != latest else "day"), reason


def _fits(year: int, month: int, day: int, weekday: int) -> bool:
    when = _safe(year, month, day)
    return when is not None and when.weekday() == weekday


def _weekday_constraints(texts: Sequence[Sequence[TimeExpression]]) -> list[tuple[int, int, int]]:
    """(month, day, weekday) triples that the narrative ties together."""
    out: list[tuple[int, int, int]] = []
    last: tuple[int, int] | None = None
    for sentence in texts:
        day_here: tuple[int, int] | None = None
        for e in sentence:
            if e.kind == "day" and e.year is None and e.month and e.day:
                day_here = last = (e.month, e.day)
            elif e.kind == "offset" and e.unit == "day" and e.direction == "later" and last and e.count:
                # Any leap year will do to add days within a narrative; 29 February is only off in March.
                moved = date(2023, *last) + e.count * _DAY if last != (2, 29) else None
                day_here = last = (moved.month, moved.day) if moved else None
            elif e.kind == "weekday" and day_here and e.weekday is not None and not e.shift:
                out.append((*day_here, e.weekday))
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
