"""How far apart two records are, in parts of a cost; and on what a pair differs.

    part      0                          at most                            nothing said
    date      the same days              0.35 for a day between             not compared
              + up to 0.4 where one interval is much wider than the other
    place     the same point             0.8 at the end of both reaches     the same admin-1 0.3
    actors    one in common, or related  0.4                                0.2
    killed    the ranges meet            0.4 (four times as many, or more)  0.2

A pair costs the sum, and above `CUT` nothing is one. What lies beyond the end of date or place is never a pair;
actors and figures are what sources differ on, so that either alone keeps no pair apart.

Where fights are dense, chance makes pairs too: of AWSD's 145 attacks in Syria 2016-2019, 77 found a partner in UCDP,
and 40 on other days. Costs and cut were set while looking at all of these. `findings.by_chance` measures it anew.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from hudhud.model import HARM_FIELDS, Place, Record, Toll, When
from hudhud.model.comparisons import Difference
from hudhud.model.geometry import REACH_KM, distance_km

CUT = 0.5
"""Two records further apart are no pair."""

MOST_DAYS = 1
"""Between the end of one and the start of the other: reports differ by the day of the news."""

Kin = Callable[[str], tuple[frozenset[str], frozenset[str]]]
"""From an actor's name to the registry's ids of it, and to those with all that stand above it; both empty where the
registry knows none."""

_A_DAY, _WIDTH = 0.35, 0.4
_REACH, _SAME_ADMIN1 = 0.8, 0.3
_UNRELATED, _UNSAID = 0.4, 0.2
_FIGURES, _TIMES = 0.4, 4.0
# Beside the wide reach of a region everything is near.
_WIDEST_KM = 200.0
_DIVISION = re.compile(r"\b(?:governorate|province|region|state|district|oblast|department|county|prefecture)\b")


@dataclass(frozen=True, slots=True)
class Side:
    """A record with what is asked of it for every pair."""

    record: Record
    when: When
    place: Place
    own: frozenset[str]
    """The registry's ids of the actors of either side."""
    above: frozenset[str]
    """The same with all that stand above them."""


def why_not(one: Record) -> str | None:
    """Why a record cannot be compared; None where it can."""
    if one.status not in {"occurred", "attempted"}:
        return f"it is told as {one.status}"
    if one.aggregate:
        return "it is a sum over several incidents, or over many days"
    if one.when is None:
        return "no date"
    if one.place is None:
        return "no place"
    if one.place.lat is None and not one.place.admin1:
        return "a place without coordinates or admin-1"
    return None


def side(one: Record, kin: Kin) -> Side:
    """What is asked of a record that can be compared."""
    assert one.when is not None and one.place is not None
    known = [kin(name) for name in (*one.perpetrators, *one.targets)]
    own, above = (frozenset().union(*(pair[n] for pair in known)) for n in (0, 1))
    return Side(one, one.when, one.place, own, above)


def cost(ours: Side, theirs: Side) -> float | None:
    """How far apart two records are; None where they cannot be one incident."""
    days, place = _date_cost(ours.when, theirs.when), _place_cost(ours.place, theirs.place)
    if days is None or place is None:
        return None
    total = days + place + _actor_cost(ours, theirs) + _figure_cost(ours.record, theirs.record)
    return total if total <= CUT else None


def days_between(one: When, other: When) -> int:
    """Days from the end of the earlier to the start of the later; 0 where they overlap."""
    return max(0, (other.start - one.end).days, (one.start - other.end).days)


def _date_cost(one: When, other: When) -> float | None:
    gap = days_between(one, other)
    if gap > MOST_DAYS:
        return None
    widths = [(when.end - when.start) / timedelta(days=1) + 1 for when in (one, other)]
    # A month holds thirty days: it overlaps with every one of them, and says little of each.
    wider = math.log2(max(widths) / min(widths)) / math.log2(366)
    return _A_DAY * gap + _WIDTH * wider


def _place_cost(one: Place, other: Place) -> float | None:
    if one.country and other.country and one.country != other.country:
        return None
    if one.lat is not None and one.lon is not None and other.lat is not None and other.lon is not None:
        allowed = min(_WIDEST_KM, REACH_KM[one.precision] + REACH_KM[other.precision])
        share = distance_km(one.lat, one.lon, other.lat, other.lon) / allowed
        return _REACH * share if share <= 1 else None
    if not one.admin1 or not other.admin1 or _division(one.admin1) != _division(other.admin1):
        return None
    return 0.0 if one.name.casefold() == other.name.casefold() else _SAME_ADMIN1


def _division(name: str) -> str:
    """A division's own name, in its barest spelling: "Deir ez-Zor Governorate" is "deirezzor"."""
    plain = unicodedata.normalize("NFKD", _DIVISION.sub("", name.casefold()))
    return "".join(c for c in plain if c.isalpha() and not unicodedata.combining(c))


def _actor_cost(ours: Side, theirs: Side) -> float:
    if not ours.own or not theirs.own:
        return _UNSAID
    return 0.0 if _related(ours, theirs) else _UNRELATED


def _related(ours: Side, theirs: Side) -> bool:
    """Whether an actor of one is an actor of the other, or stands above one; two with one parent are strangers."""
    return bool(ours.own & theirs.above or ours.above & theirs.own)


def _figure_cost(ours: Record, theirs: Record) -> float:
    one, other = _range(ours.total("killed")), _range(theirs.total("killed"))
    if one is None or other is None:
        return _UNSAID
    gap = _times(one, other)
    return min(_FIGURES, _FIGURES * math.log2(gap) / math.log2(_TIMES))


def _range(toll: Toll | None) -> tuple[float, float] | None:
    """What is said of a number, open ends far out; None where nothing is."""
    if toll is None or (toll.low is None and toll.best is None and toll.high is None):
        return None
    if toll.low is None and toll.high is None and toll.best is not None:
        return toll.best, toll.best
    low = toll.low if toll.low is not None else 0
    return low, toll.high if toll.high is not None else math.inf


def _times(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How many times the lower range must be taken to meet the upper one; 1 where they meet. Nobody counts as one."""
    lower, upper = sorted((one, other))
    return 1.0 if lower[1] >= upper[0] else (upper[0] + 1) / (lower[1] + 1)


def differences(ours: Side, theirs: Side) -> tuple[tuple[Difference, ...], tuple[str, ...]]:
    """On what a pair differs, and the fields that one side alone speaks of."""
    found, unsaid = [], []
    if days_between(ours.when, theirs.when):
        found.append(Difference("date", _days(ours.when), _days(theirs.when)))
    apart = _apart(ours.place, theirs.place)
    if apart is None:
        unsaid.append("place")
    elif apart:
        found.append(Difference("place", _where(ours.place), f"{_where(theirs.place)}, {apart:.0f} km away"))
    if not ours.own or not theirs.own:
        unsaid.append("actors")
    elif not _related(ours, theirs):
        found.append(Difference("actors", _names(ours.record), _names(theirs.record)))
    for harm in HARM_FIELDS:
        mine, other = ours.record.total(harm), theirs.record.total(harm)
        one, two = _range(mine), _range(other)
        if one is None and two is None:
            continue
        if one is None or two is None:
            unsaid.append(harm)
        elif _times(one, two) > 1:
            found.append(Difference(harm, _number(one), _number(two)))
    return tuple(found), tuple(unsaid)


def _apart(one: Place, other: Place) -> float | None:
    """Kilometres beyond what the wider precision allows, 0 within it; None where no distance can be told."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    km = distance_km(one.lat, one.lon, other.lat, other.lon)
    return km if km > max(REACH_KM[one.precision], REACH_KM[other.precision]) else 0.0


def _days(when: When) -> str:
    return when.start.isoformat() if when.start == when.end else f"{when.start} to {when.end}"


def _where(place: Place) -> str:
    return ", ".join(part for part in (place.name, place.admin1) if part)


def _names(one: Record) -> str:
    return ", ".join((*one.perpetrators, *one.targets))


def _number(one: tuple[float, float]) -> str:
    low, high = one
    if low == high:
        return f"{low:.0f}"
    return f"{low:.0f} or more" if high == math.inf else f"{low:.0f} to {high:.0f}"
