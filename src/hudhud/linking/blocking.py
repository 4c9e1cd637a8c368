"""Which pairs are compared at all: mentions that share a key.

A mention's keys follow from its own profile alone, so that a report that arrives alone meets the same
candidates as in a batch. Days stand in buckets of two days and in buckets shifted by one, and points in
cells of one degree and in cells shifted by half: what is a day or some 50 km apart shares a key without
a join over ranges.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from math import floor

from hudhud.linking.profile import Profile

_WIDEST_DAYS = 31
_WIDEST_REACH = 150.0  # kilometres; wider places block nothing by their point
_UNDATED_DAYS = 3
_NAMES = 6
_PAIRS = 12
_SEASON = 60  # days; a name that is no rare one leads to reports of the same weeks alone
_TITLE_WORDS, _LONG = 8, 4
_MANY_KILLED, _MANY_INJURED = 3, 5


def keys(profile: Profile) -> list[str]:
    """The keys of one mention, none twice, sorted."""
    days = list(_day_buckets(profile))
    found: dict[str, None] = {}
    for day, what in product(days, (*_where(profile), *_who(profile), *_how_many(profile))):
        found[f"{day}:{what}"] = None
    rare = [pair for pair in profile.name_pairs if not set(pair.split()).isdisjoint(profile.story)]
    found |= dict.fromkeys(f"n:{pair}" for pair in _fewest(rare, _NAMES))
    for season, what in product(_seasons(profile), _in_season(profile)):
        found[f"{season}:{what}"] = None
    for issue, pair in product(_issues(profile), _title_pairs(profile)):
        found[f"{issue}:{' '.join(sorted(pair))}"] = None
    return sorted(found)


def _day_buckets(profile: Profile) -> Iterator[str]:
    """Buckets of the days it may have happened on; of an undated one the days up to its publication."""
    first, last = profile.day_from, profile.day_to
    if first is None or last is None:
        if profile.published is None:
            return
        first, last = profile.published - _UNDATED_DAYS, profile.published
    if last - first > _WIDEST_DAYS:
        return
    for shift in (0, 1):
        for bucket in range((first + shift) // 2, (last + shift) // 2 + 1):
            yield f"d{shift}{bucket}"


def _seasons(profile: Profile) -> Iterator[str]:
    day = profile.published if profile.published is not None else profile.day_to
    if day is not None:
        yield f"m0{day // _SEASON}"
        yield f"m1{(day + _SEASON // 2) // _SEASON}"


def _in_season(profile: Profile) -> Iterator[str]:
    yield from _fewest(profile.name_pairs, _PAIRS)
    if profile.place_words and profile.place is not None:
        yield f"p:{profile.place}"
    if profile.admin1 is not None:
        for word in _fewest(_long(_names_in_title(profile)), _TITLE_WORDS):
            yield f"t:{profile.admin1}:{word}"


def _names_in_title(profile: Profile) -> tuple[str, ...]:
    """ "Attack" and "killed" stand in every title; a name does not."""
    return tuple(sorted({*profile.title} & {*profile.unknown, *profile.usual}))


def _title_pairs(profile: Profile) -> Iterator[tuple[str, str]]:
    named = {*_names_in_title(profile)}
    for pair in combinations(_fewest(_long(profile.title), _TITLE_WORDS), 2):
        if not named.isdisjoint(pair):
            yield pair


def _issues(profile: Profile) -> Iterator[str]:
    """Buckets of two days of publication."""
    if profile.published is not None:
        yield f"q0{profile.published // 2}"
        yield f"q1{(profile.published + 1) // 2}"


def _long(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if len(word) >= _LONG)


def _where(profile: Profile) -> Iterator[str]:
    if profile.place is not None:
        yield f"p:{profile.place}"
    if profile.lat is None or profile.lon is None or (profile.reach or 0) > _WIDEST_REACH:
        return
    for north, east in product((0.0, 0.5), repeat=2):
        yield f"c{north}{east}:{floor(profile.lat + north)},{floor(profile.lon + east)}"


def _who(profile: Profile) -> Iterator[str]:
    for name in {*_fewest(profile.story, _NAMES), *_fewest(_words(profile.around), _NAMES)}:
        yield f"w:{name}"


def _words(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if not name.isdigit())


def _how_many(profile: Profile) -> Iterator[str]:
    killed, injured = profile.killed or 0, profile.injured or 0
    if killed >= _MANY_KILLED:
        yield f"k:{killed:g}:{profile.country}"
    if injured >= _MANY_INJURED:
        yield f"i:{injured:g}:{profile.country}"


def _fewest(names: Sequence[str], most: int) -> list[str]:
    """At most so many, by a hash: two mentions that share names choose the same ones of them."""
    return sorted(names, key=lambda name: hashlib.blake2b(name.encode(), digest_size=8).digest())[:most]
