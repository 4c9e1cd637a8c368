"""Score pairs of mentions from different documents.

First version: hand-set weights over date, place, kind, actors and counts, each pair keeping the
comparisons behind its score. What excludes a pair is kept apart from what speaks for it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from hudhud.model import Count, Member, Mention, Place, When
from hudhud.model.geometry import distance_km

THRESHOLD = 0.6
_NEAR_KM, _REACH_KM = 15.0, 50.0
_MAX_RATIO = 8.0  # a toll that climbs further than this within one incident is another incident
_BLOCK_DAYS = 7
_STRIKES = frozenset({"air_strike", "drone_strike", "shelling", "explosion", "suicide_bombing", "landmine"})


@dataclass(frozen=True)
class Comparison:
    """One thing compared: what was found, in words, and what it adds to the score."""

    name: str
    level: str
    weight: float


@dataclass(frozen=True)
class Link:
    """Two mentions held to tell of one incident, with the reasons."""

    one: str
    other: str
    score: float
    comparisons: tuple[Comparison, ...]

    @property
    def reason(self) -> str:
        return "; ".join(f"{c.name}: {c.level}" for c in self.comparisons)


def link(members: Sequence[Member], new: Iterable[str] | None = None) -> list[Link]:
    """All links among `members` that reach the threshold, best first.

    Args:
        members: mentions with their documents.
        new: mention ids; if given, only pairs with at least one of them are compared.

    A pair's score depends on the two mentions alone, so that the order of arrival changes nothing.
    """
    fresh = set(new) if new is not None else None
    found = []
    for a, b in _candidates(members):
        if fresh is not None and a.mention.id not in fresh and b.mention.id not in fresh:
            continue
        scored = compare(a, b)
        if scored is not None and scored.score >= THRESHOLD:
            found.append(scored)
    return sorted(found, key=lambda x: (-x.score, x.one, x.other))


def _candidates(members: Sequence[Member]) -> Iterator[tuple[Member, Member]]:
    """Pairs whose dates fall into one or neighbouring weeks; wide intervals stand in each week they touch."""
    blocks: dict[int, list[int]] = defaultdict(list)
    for index, member in enumerate(members):
        when = member.mention.when
        if when is None:
            continue
        first, last = when.start.toordinal() // _BLOCK_DAYS, when.end.toordinal() // _BLOCK_DAYS
        for block in range(first, min(last, first + 60) + 1):
            blocks[block].append(index)
    seen: set[tuple[int, int]] = set()
    for block, indices in blocks.items():
        near = indices + blocks.get(block + 1, [])
        for i in indices:
            for j in near:
                pair = (i, j) if i < j else (j, i)
                if i != j and pair not in seen:
                    seen.add(pair)
                    yield members[pair[0]], members[pair[1]]


def compare(a: Member, b: Member) -> Link | None:
    """The link of two mentions, or None where something excludes that they tell of one incident."""
    if a.document_id == b.document_id or a.doc_id == b.doc_id or excluded(a.mention, b.mention):
        return None
    parts = [_dates(a.mention.when, b.mention.when), _places(a.mention.place, b.mention.place),
             _kinds(a.mention, b.mention), _actors(a.mention, b.mention), _counts(a.mention, b.mention)]  # fmt: skip
    one, other = sorted((a.mention.id, b.mention.id))
    score = 1 / (1 + math.exp(-sum(p.weight for p in parts)))
    return Link(one, other, round(score, 4), tuple(parts))


def excluded(a: Mention, b: Mention) -> bool:
    """Whether dates, places, kinds, status or counts rule out one incident."""
    if a.aggregate != b.aggregate or a.status != b.status:
        return True
    if a.aggregate and (a.when != b.when or (a.place and a.place.name) != (b.place and b.place.name)):
        return True
    if a.when and b.when and _gap_days(a.when, b.when) > _slack(a.when, b.when):
        return True
    if _apart(a.place, b.place):
        return True
    return not _kinds_meet(set(a.types), set(b.types)) or _incompatible_counts(a, b) is not None


def _slack(a: When, b: When) -> int:
    """Reports of one night differ by a day; wider intervals must meet."""
    return 1 if a.precision == b.precision == "day" else 0


def _gap_days(a: When, b: When) -> int:
    return max(0, (max(a.start, b.start) - min(a.end, b.end)) // timedelta(days=1))


def _km(a: Place, b: Place) -> float | None:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    return distance_km(a.lat, a.lon, b.lat, b.lon)


def _apart(a: Place | None, b: Place | None) -> bool:
    if a is None or b is None:
        return False
    if a.country and b.country and a.country != b.country:
        return True
    distance = _km(a, b)
    if distance is not None:
        return distance > _REACH_KM
    return bool(a.admin1 and b.admin1 and a.admin1 != b.admin1 and "region" not in {a.precision, b.precision})


def _kinds_meet(a: set[str], b: set[str]) -> bool:
    if a & b or not a or not b or {"other", "attack", "armed_clash"} & (a | b):
        return not ({"protest"} in (a, b) and a != b)
    return bool(a & _STRIKES and b & _STRIKES) or bool({"raid", "arrest"} & a and {"raid", "arrest"} & b)


def _incompatible_counts(a: Mention, b: Mention) -> str | None:
    for _, mine in a.harms:
        for _, theirs in b.harms:
            if mine.harm != theirs.harm or mine.group != theirs.group:
                continue
            x, y = _middle(mine.count), _middle(theirs.count)
            if x and y and max(x, y) / min(x, y) > _MAX_RATIO:
                return f"{mine.harm} {x:g} against {y:g}"
    return None


def _middle(count: Count) -> float | None:
    known = [v for v in (count.low, count.high) if v is not None]
    return sum(known) / len(known) if known else None


def _dates(a: When | None, b: When | None) -> Comparison:
    if a is None or b is None:
        return Comparison("date", "not given by both", -1.0)
    if a == b and a.precision == "day":
        return Comparison("date", f"both {a.start.isoformat()}", 2.0)
    if _gap_days(a, b) == 1:
        return Comparison("date", "a day apart", 0.5)
    if a.precision == b.precision == "day":
        return Comparison("date", f"both {a.start.isoformat()}", 2.0)
    widest = max((a.end - a.start).days, (b.end - b.start).days)
    # A month meets nearly everything in it: alone it says little.
    weight = 1.0 if widest <= 7 else 0.2 if widest <= 31 else 0.0
    return Comparison("date", f"intervals of up to {widest + 1} days meet", weight)


def _places(a: Place | None, b: Place | None) -> Comparison:
    if a is None or b is None:
        return Comparison("place", "not given by both", -1.2)
    distance = _km(a, b)
    if distance is not None and distance <= _NEAR_KM:
        return Comparison("place", f"{a.name} and {b.name}, {distance:.0f} km apart", 2.0)
    if distance is not None:
        return Comparison("place", f"{a.name} and {b.name}, {distance:.0f} km apart", 0.2)
    if a.name.casefold() == b.name.casefold():
        return Comparison("place", f"both {a.name}", 1.5)
    if a.admin1 and a.admin1 == b.admin1:
        return Comparison("place", f"both in {a.admin1}", 0.5)
    return Comparison("place", "one may lie in the other", -0.5)


def _kinds(a: Mention, b: Mention) -> Comparison:
    shared = sorted(set(a.types) & set(b.types))
    if shared:
        return Comparison("kind", f"both {', '.join(shared)}", 0.5)
    return Comparison("kind", "compatible", -0.3)


def _actors(a: Mention, b: Mention) -> Comparison:
    mine, theirs = set(a.perpetrators), set(b.perpetrators)
    if not mine or not theirs:
        return Comparison("actors", "not given by both", 0.0)
    if mine & theirs:
        return Comparison("actors", f"both {', '.join(sorted(mine & theirs))}", 0.8)
    return Comparison("actors", "different", -1.5)


def _counts(a: Mention, b: Mention) -> Comparison:
    best: tuple[float, str] | None = None
    for _, mine in a.harms:
        for _, theirs in b.harms:
            x, y = _middle(mine.count), _middle(theirs.count)
            if mine.harm != theirs.harm or not x or not y:
                continue
            ratio = max(x, y) / min(x, y)
            weight = 0.8 if ratio == 1 else 0.3 if ratio <= 2 else -0.5
            if best is None or weight > best[0]:
                best = (weight, f"{mine.harm} {x:g} and {y:g}")
    if best is None:
        return Comparison("counts", "none to compare", -0.2)
    return Comparison("counts", best[1], best[0])
