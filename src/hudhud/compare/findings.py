"""Pairs at the least cost in all, one to one; and what is left over on either side."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from hudhud.compare.likeness import CUT, MOST_DAYS, Kin, Side, cost, differences, side, why_not
from hudhud.model import Record
from hudhud.model.comparisons import Finding

_NEVER_NOTHING = 1e-6
"""Added to every cost: the solver takes 0 for no pair."""

_MOVED = (-60, -30, 30, 60)
"""Days away from the true ones, in the same season of the war."""

_FEWEST = 20


def compared(ours: Sequence[Record], theirs: Sequence[Record], kin: Kin) -> list[Finding]:
    """Every record of both sides, in one finding each.

    Theirs are compared where they lie within the days and countries that ours tell of; outside of them that one is
    missing says nothing.
    """
    mine, left_out = _sorted_out(ours, kin)
    other, left_out_too = _sorted_out(theirs, kin)
    inside, outside = _within(other, mine)
    pairs = _pairs(mine, inside)
    found = [_pair(mine[i], inside[j], paid) for i, j, paid in pairs]
    matched_ours, matched_theirs = {i for i, _, _ in pairs}, {j for _, j, _ in pairs}
    found += [Finding("ours_only", s.record, None) for i, s in enumerate(mine) if i not in matched_ours]
    found += [Finding("theirs_only", None, s.record) for j, s in enumerate(inside) if j not in matched_theirs]
    found += [Finding("not_compared", one, None, reason=why) for one, why in left_out]
    found += [Finding("not_compared", None, one, reason=why) for one, why in (*left_out_too, *outside)]
    return found


def by_chance(ours: Sequence[Record], theirs: Sequence[Record], kin: Kin) -> float | None:
    """How many pairs come about where none is true: with ours moved by a month and by two, either way.

    None where fewer than `_FEWEST` of ours still lie within the days of theirs, so that nothing can be said.
    """
    mine, _ = _sorted_out(ours, kin)
    other, _ = _sorted_out(theirs, kin)
    if not mine or not other:
        return None
    first, last = other[0].when.start, max(s.when.end for s in other)
    made = moved = 0
    for days in _MOVED:
        there = [s for s in (_moved(one, days) for one in mine) if first <= s.when.start and s.when.end <= last]
        made, moved = made + len(_pairs(there, other)), moved + len(there)
    within = sum(first <= s.when.start and s.when.end <= last for s in mine)
    return made / moved * within if moved >= _FEWEST else None


def _moved(one: Side, days: int) -> Side:
    step = timedelta(days=days)
    return replace(one, when=one.when.model_copy(update={"start": one.when.start + step, "end": one.when.end + step}))


_Left = list[tuple[Record, str]]


def _sorted_out(records: Iterable[Record], kin: Kin) -> tuple[list[Side], _Left]:
    good, left = [], []
    for one in records:
        why = why_not(one)
        if why is None:
            good.append(side(one, kin))
        else:
            left.append((one, why))
    return sorted(good, key=lambda s: (s.when.start, s.record.id)), left


def _within(theirs: Sequence[Side], ours: Sequence[Side]) -> tuple[list[Side], _Left]:
    """Those within the days and countries of ours, and the others with the reason."""
    countries = {s.place.country for s in ours}
    first = min((s.when.start for s in ours), default=date.max)
    last = max((s.when.end for s in ours), default=date.min)
    inside, outside = [], []
    for one in theirs:
        if one.when.end < first or one.when.start > last:
            outside.append((one.record, "outside the days that the ledger tells of"))
        elif one.place.country is not None and None not in countries and one.place.country not in countries:
            outside.append((one.record, "in a country that the ledger does not tell of"))
        else:
            inside.append(one)
    return inside, outside


def _candidates(ours: Sequence[Side], theirs: Sequence[Side]) -> Iterator[tuple[int, int, float]]:
    """Pairs that could be one incident, with their cost; both sides are sorted by their first day."""
    starts = [s.when.start for s in theirs]
    widest = max((s.when.end - s.when.start for s in theirs), default=timedelta())
    slack = timedelta(days=MOST_DAYS)
    for i, one in enumerate(ours):
        first = bisect_left(starts, one.when.start - slack - widest)
        last = bisect_right(starts, one.when.end + slack)
        for j in range(first, last):
            paid = cost(one, theirs[j])
            if paid is not None:
                yield i, j, paid


def _pairs(ours: Sequence[Side], theirs: Sequence[Side]) -> list[tuple[int, int, float]]:
    """The pairs that together cost least, where to leave one of ours alone costs `CUT`."""
    found = list(_candidates(ours, theirs))
    if not found:
        return []
    rows = sorted({i for i, _, _ in found})
    number = {i: n for n, i in enumerate(rows)}
    # Beside the columns of theirs, each of ours has one of its own, which leaves it alone.
    alone = [(n, len(theirs) + n, CUT) for n in range(len(rows))]
    at = [(number[i], j, paid) for i, j, paid in found] + alone
    row, column, weight = (np.array(part) for part in zip(*at, strict=True))
    shape = (len(rows), len(theirs) + len(rows))
    graph = csr_array((weight + _NEVER_NOTHING, (row, column)), shape=shape)
    chosen = zip(*min_weight_full_bipartite_matching(graph), strict=True)
    paid_for = {(i, j): paid for i, j, paid in found}
    return [(rows[n], int(j), paid_for[rows[n], int(j)]) for n, j in chosen if j < len(theirs)]


def _pair(ours: Side, theirs: Side, paid: float) -> Finding:
    found, unsaid = differences(ours, theirs)
    return Finding("differ" if found else "agree", ours.record, theirs.record, found, unsaid, round(paid, 3))
