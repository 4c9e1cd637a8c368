"""How figures moved, told only where no step of the way tells of few people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from hudhud.model.exports import Item, Move
from hudhud.publish.policy.figures import TOTALS
from hudhud.publish.policy.rules import Minimum, Rules


def moves_told(item: Item, hidden: frozenset[str], rules: Rules, named: Callable[[str], str]) -> Iterator[Move]:
    """The moves that leave, their reports under the names that `named` gives.

    Of people whose small figures stay behind, a harm's moves leave together or not at all: not where a figure on
    the way was small, where a step is (5, then 6: one more), or where the figures of another group would tell
    what is between. Those of sums never do: a sum less what is known of its parts would tell of one.
    """
    if item.covers or item.incident.aggregate:
        return
    ways: dict[tuple[str, str], list[Move]] = {}
    for one in item.moves:
        ways.setdefault((one.harm, one.group), []).append(one)
    public = {r.doc_id for r in item.references if rules.outlet_of(r.publisher, r.url)}
    rows = {(one.harm, one.group) for one in item.incident.harms} | ways.keys()
    for (harm, group), way in ways.items():
        guarded = group in rules.minimum.groups or group in TOTALS
        others = any(other == harm and whose != group for other, whose in rows)
        if guarded and (harm in hidden or others or _tells_of_few(way, rules.minimum)):
            continue
        for one in way:
            # The day on which an unnamed source spoke may tell who it was; what follows from others is of nobody.
            day = one.day if one.reports and public.issuperset(one.reports) else None
            yield replace(one, day=day, reports=tuple(map(named, one.reports)))


def _tells_of_few(way: list[Move], minimum: Minimum) -> bool:
    bounds = [(one.low, one.best, one.high) for one in way]
    figures = [n for three in bounds for n in three if n is not None]
    steps = [abs(b - a) for one, other in pairwise(bounds) for a in one for b in other
             if a is not None and b is not None]  # fmt: skip
    return any(0 < n < minimum.people for n in (*figures, *steps))
