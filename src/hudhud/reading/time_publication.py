"""When a report that gives no date must have been published, from what its dates and weekdays allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hudhud.model import When
from hudhud.reading.time_expression import TimeExpression
from hudhud.reading.time_intervals import ONE_DAY, month_end, safe

_BESIDE = 3  # characters between a weekday and the date that it goes with


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
    tied = date(year, tie.month, tie.day) + tie.later * ONE_DAY
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
        named = safe(year, self.month, self.day)
        return named is not None and (named + self.later * ONE_DAY).weekday() == self.weekday


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
                when = safe(year, e.month, e.day)
                if when:
                    out.append(when)
            elif e.kind == "offset" and e.direction == "later" and e.unit == "day" and out and e.count:
                out.append(out[-1] + e.count * ONE_DAY)
    return out
