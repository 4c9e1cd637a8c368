"""What rules out that two mentions tell of one incident, whatever their score.

The rules stand above the weights: no likeness bridges two days that exclude each other. A value that
the reader gave with little confidence excludes nothing.
"""

from __future__ import annotations

from hudhud.linking.profile import Profile
from hudhud.model.geometry import distance_km

_STRIKES = frozenset({"air_strike", "drone_strike", "shelling", "explosion", "suicide_bombing", "landmine"})
_ANY_KIND = frozenset({"other", "attack", "armed_clash"})
_MAX_RATIO = 8.0  # a toll that climbs further than this within one incident is another incident
_FROM = 4  # people; below it a ratio says nothing
_DAY_SLACK = 1  # reports of one night differ by a day


def excluded(a: Profile, b: Profile) -> str | None:
    """Why the two cannot be one incident, in words; None where nothing rules it out."""
    if a.document == b.document:
        return "they stand in one report, and its reader kept them apart"
    if a.aggregate != b.aggregate:
        return "the one sums several incidents, the other is one"
    if a.status != b.status:
        return f"the one {a.status}, the other {b.status}"
    return _aggregates(a, b) or _dates(a, b) or _places(a, b) or _kinds(a, b) or _counts(a, b)


def _aggregates(a: Profile, b: Profile) -> str | None:
    if a.aggregate and (a.day_from, a.day_to, a.place) != (b.day_from, b.day_to, b.place):
        return "they sum over different times or places"
    return None


def _dates(a: Profile, b: Profile) -> str | None:
    if a.day_from is None or b.day_from is None or a.day_to is None or b.day_to is None:
        return None
    if not (a.sure_date and b.sure_date) or _tells_day(a, b) or _tells_day(b, a):
        return None
    single = a.day_from == a.day_to and b.day_from == b.day_to
    gap = max(a.day_from, b.day_from) - min(a.day_to, b.day_to)
    return f"{gap} days lie between them" if gap > (_DAY_SLACK if single else 0) else None


def _places(a: Profile, b: Profile) -> str | None:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    distance = distance_km(a.lat, a.lon, b.lat, b.lon)
    reach = (a.reach or 0) + (b.reach or 0) + 30
    if distance > reach and (_names(a, b) or _names(b, a)):
        # Towns share names, and one report's town is another's countryside: then the weights judge.
        return None
    return f"{a.place} and {b.place} are {distance:.0f} km apart" if distance > reach else None


def _kinds(a: Profile, b: Profile) -> str | None:
    mine, theirs = set(a.types), set(b.types)
    if ({"protest"} in (mine, theirs)) and mine != theirs:
        return "the one is a protest"
    if mine & theirs or not mine or not theirs or _ANY_KIND & (mine | theirs):
        return None
    if (mine & _STRIKES and theirs & _STRIKES) or {"raid", "arrest"} >= mine | theirs:
        return None
    return f"{', '.join(sorted(mine))} against {', '.join(sorted(theirs))}"


def _counts(a: Profile, b: Profile) -> str | None:
    mine, theirs = _largest(a), _largest(b)
    for harm, group in sorted(mine.keys() & theirs.keys()):
        x, y = sorted((mine[harm, group], theirs[harm, group]))
        if y >= _FROM and y > _MAX_RATIO * x:
            return f"{harm}: {x:g} against {y:g}"
    return None


def _largest(profile: Profile) -> dict[tuple[str, str], float]:
    """Of each harm and group the largest figure: a report counts some of them apart."""
    largest: dict[tuple[str, str], float] = {}
    for harm, group, low, high in profile.counts:
        largest[harm, group] = max(largest.get((harm, group), 0.0), _middle(low, high))
    return largest


def _middle(low: int | None, high: int | None) -> float:
    known = [v for v in (low, high) if v is not None]
    return sum(known) / len(known)


def _tells_day(a: Profile, b: Profile) -> bool:
    """Whether `a` is given the day of `b` too: an arrest's day is not the killing's."""
    return b.day_from == b.day_to and b.day_from in a.told_days


def _names(a: Profile, b: Profile) -> bool:
    """Whether the report of `a` names the place of `b`."""
    return bool(b.place_words) and set(b.place_words) <= set(a.named)
