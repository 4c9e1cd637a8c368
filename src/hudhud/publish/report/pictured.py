"""The map and the timeline of a report, and in words what they cannot show."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from hudhud.model import Incident
from hudhud.model.exports import Item
from hudhud.publish.pictures import Bar, Spot, map_picture, timeline_picture
from hudhud.publish.pictures.places import DRAWN
from hudhud.publish.report.content import Account, Captured, Map, Range, Span, Timeline
from hudhud.publish.report.counting import EVERYBODY, parts, range_of, single, summed
from hudhud.publish.terminal import counted, place_words

_NARROW_MAP, _NARROW_TIMELINE = (330, 330), (330, 280)


def mapped(items: Sequence[Item]) -> Map:
    """Incidents that took place, where they are told closely enough; the others counted."""
    every = [item.incident for item in single(items)]
    spots = [_spot(one) for one in every if one.place is not None and one.place.lat is not None]
    drawn = [spot for spot in spots if spot.precision in DRAWN]
    coarse = Counter(_coarsely(one) for one in every if _is_coarse(one))
    nowhere = sum(one.place is None for one in every)
    most_first = sorted(coarse.items(), key=lambda pair: (-pair[1], pair[0]))
    beneath = tuple((Captured(place), number) for place, number in most_first)
    return Map(map_picture(drawn), map_picture(drawn, *_NARROW_MAP), len(drawn), beneath, nowhere)


def _spot(one: Incident) -> Spot:
    place = one.place
    assert place is not None and place.lat is not None and place.lon is not None  # `mapped` asks only for these
    return Spot(place.lat, place.lon, place.precision, _killed(one), place_words(place))


def _killed(one: Incident) -> bool:
    """Whether anybody is told to have been killed, in whatever number; one that is left out is one."""
    return any(row.harm == "killed" and row.high != 0 for row in one.totals)


def _is_coarse(one: Incident) -> bool:
    return one.place is not None and (one.place.lat is None or one.place.precision not in DRAWN)


def _coarsely(one: Incident) -> str:
    """The division or country of a place that is on no map; several places of one stand together."""
    place = one.place
    assert place is not None  # `_is_coarse`
    if place.precision in {"region", "country"} or not place.admin1:
        return place_words(place)
    return f"{place.admin1}, {place.country}" if place.country else place.admin1


def timed(items: Sequence[Item], span: Span | None, account: Account) -> Timeline:
    """Incidents and people killed by stretches of time. What fits no single stretch is counted as left."""
    every = len(single(items))
    if span is None:
        return Timeline(None, None, (), "", every)
    unit, stretches = parts(span)
    bars: list[Bar] = []
    rows: list[tuple[str, int, str]] = []
    labels = _labels(stretches, unit)
    for (one, own), label in zip(_sorted_into(stretches, items).items(), labels, strict=True):
        incidents = len(single(own))
        sums = (found for found in summed(own, account) if (found.harm, found.group) == ("killed", EVERYBODY))
        toll = next(map(range_of, sums), None)
        told = toll.words if toll else "not told"
        words = f"{one.words}: {counted(incidents, 'incident')}; people killed: {told}"
        known = toll or Range(0, 0, 0)
        bars.append(Bar(label, words, incidents, known.low or 0, known.best or 0, known.high))
        if own:
            rows.append((one.words, incidents, told))
    narrow = timeline_picture(bars, *_NARROW_TIMELINE)
    left = every - sum(bar.incidents for bar in bars)
    return Timeline(timeline_picture(bars), narrow, tuple(rows), unit, left)


def _sorted_into(stretches: Sequence[Span], items: Sequence[Item]) -> dict[Span, list[Item]]:
    """Each item in the stretch that holds all of its days."""
    found: dict[Span, list[Item]] = {one: [] for one in stretches}
    ends = [one.end for one in stretches]
    for item in items:
        when = item.incident.when
        at = bisect_left(ends, when.end) if when else len(ends)
        if when and at < len(ends) and stretches[at].start <= when.start:
            found[stretches[at]].append(item)
    return found


def _labels(stretches: Sequence[Span], unit: str) -> list[str]:
    """The day, month or year below a bar; the year where it is another than before."""
    said = [_label(stretches[0], unit, year=True)]
    return said + [_label(one, unit, year=one.start.year != before.start.year) for before, one in pairwise(stretches)]


def _label(one: Span, unit: str, *, year: bool) -> str:
    if unit == "year":
        return str(one.start.year)
    if unit == "quarter":
        return f"{one.start.year}" if year else ""
    if unit == "month":
        return f"{one.start:%b} {one.start.year}" if year else f"{one.start:%b}"
    return f"{one.start.day} {one.start:%b}"
