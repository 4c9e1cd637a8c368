"""What counts in a stretch of days, and what may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hudhud import codebook
from hudhud.model.exports import Item
from hudhud.publish.report.content import Account, Figure, Range, Span, Stretch, Summed

COUNTED = frozenset({"occurred", "attempted"})
"""What was threatened or denied harmed nobody."""
EVERYBODY = "all"
_MOST_BARS = 60
_UNITS = (("day", 0.75), ("week", 7), ("month", 30), ("quarter", 91))
"""By how many days one more of them is worth a bar; after six weeks a day is too thin."""


@dataclass(frozen=True, slots=True)
class Share:
    """Items by how they lie to a stretch of days."""

    inside: tuple[Item, ...]
    maybe: tuple[Item, ...]
    """Their dates are too wide to say."""


def share(items: Iterable[Item], span: Span | None, *, undated: bool = False) -> Share:
    """Who lies wholly in a stretch, and who may; `undated`: those without a date are in it as well."""
    inside, maybe = [], []
    for item in items:
        when = item.incident.when
        if when is None or span is None:
            if undated:
                inside.append(item)
        elif span.start <= when.start and when.end <= span.end:
            inside.append(item)
        elif when.start <= span.end and span.start <= when.end:
            maybe.append(item)
    return Share(tuple(inside), tuple(maybe))


def _counted(items: Iterable[Item]) -> list[Item]:
    return [item for item in items if item.incident.status in COUNTED]


def single(items: Iterable[Item]) -> list[Item]:
    """Incidents that took place or were tried, without sums over several."""
    return [item for item in _counted(items) if not item.incident.aggregate]


def summed(items: Sequence[Item], account: Account) -> list[Summed]:
    """The people in them, sums never added to what they cover."""
    return list(account([item.incident for item in items], {item.incident.id: item.covers for item in items}))


def range_of(one: Summed) -> Range:
    """A sum without a number has none; it is not 0."""
    return Range(one.low, one.best, one.high)


def figures(items: Sequence[Item], account: Account) -> tuple[Figure, ...]:
    """The key figures, in the codebook's order."""
    every = summed(items, account)
    harms, groups = codebook.load()["harms"], codebook.load()["groups"]
    return tuple(
        Figure(
            harm=one.harm,
            label=harms[one.harm].label,
            everybody=range_of(one),
            groups=tuple(
                (groups[part.group].label, range_of(part))
                for part in every
                if part.harm == one.harm and part.group != EVERYBODY
            ),
            told=sum(any(row.harm == one.harm for row in item.incident.harms) for item in _counted(items)),
        )
        for one in every
        if one.group == EVERYBODY
    )


def stretch(items: Sequence[Item], span: Span, account: Account) -> Stretch:
    """What a period holds, as it is compared with others."""
    found = share(items, span)
    reports = {reference.document_id for item in found.inside for reference in item.references}
    harms = {one.harm: range_of(one) for one in summed(found.inside, account) if one.group == EVERYBODY}
    return Stretch(span, len(single(found.inside)), len(single(found.maybe)), len(reports), harms)


def covered(items: Iterable[Item]) -> Span | None:
    """From the first day to the last; sums over long times do not stretch it, where anything else is dated."""
    dated = [(item.incident.when, item.incident.aggregate) for item in items if item.incident.when]
    plain = [when for when, aggregate in dated if not aggregate] or [when for when, _ in dated]
    return Span(min(w.start for w in plain), max(w.end for w in plain)) if plain else None


def parts(span: Span) -> tuple[str, tuple[Span, ...]]:
    """A stretch in days, weeks, months, quarters or years, so that bars can be told apart, and the name of one.

    Of more than so many years the last ones.
    """
    for unit, days in _UNITS:
        if span.days <= _MOST_BARS * days:
            return unit, tuple(_cut(span, unit))
    first = date(max(1, span.end.year - _MOST_BARS + 1), 1, 1)
    return "year", tuple(_cut(Span(max(first, span.start), span.end), "year"))


def _cut(span: Span, unit: str) -> Iterator[Span]:
    start: date | None = span.start
    while start is not None and start <= span.end:
        following = _next(start, unit)
        yield Span(start, min(following - timedelta(1), span.end) if following else span.end)
        start = following


def _next(day: date, unit: str) -> date | None:
    """The first day of the stretch after a day's: weeks from Monday on, months from the first."""
    if day.year == date.max.year:
        return None
    if unit == "day":
        return day + timedelta(1)
    if unit == "week":
        return day + timedelta(7 - day.weekday())
    if unit == "year":
        return date(day.year + 1, 1, 1)
    months = day.year * 12 + day.month - 1
    months += 1 if unit == "month" else 3 - (day.month - 1) % 3
    return date(months // 12, months % 12 + 1, 1)
