"""What must hold whatever is reported."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from hudhud.model import Count, Member
from hudhud.reconcile import incident
from hudhud.reconcile.conflicts import reconcile
from hudhud.reconcile.constraints import bounds_of, feasible, ranges, system_of
from hudhud.reconcile.figures import gather
from hudhud.reconcile.tolls import Result, assess
from tests.reconcile.told import about, at_least, at_most, claim, exactly, identity, in_words, report

COUNTS = st.builds(
    lambda make, n: make(n), st.sampled_from([exactly, about, at_least, at_most]), st.integers(0, 40)
) | st.just(in_words("the rest"))  # fmt: skip
CLAIMS = st.tuples(
    st.sampled_from(["killed", "abducted", "released", "missing"]),
    st.sampled_from(["civilians", "security_forces", "unknown", "mixed"]),
    COUNTS, st.sampled_from([None, "A", "B"]), st.sampled_from([None, None, "children", "women"]),
)  # fmt: skip
REPORTS = st.lists(
    st.tuples(st.lists(CLAIMS, min_size=1, max_size=3), st.integers(1, 9) | st.none()), min_size=1, max_size=5
)
Told = list[tuple[list[tuple[str, str, Count, str | None, str | None]], int | None]]


def made(told: Told) -> list[Member]:
    return [
        report(f"d{n}", *(claim(*c, start=60 * at) for at, c in enumerate(claims)),  # type: ignore[misc]
               day=f"2024-01-0{day}" if day else None)
        for n, (claims, day) in enumerate(told)
    ]  # fmt: skip


def core(result: Result) -> list[tuple[object, ...]]:
    return [(a.harm, a.group, a.low, a.best, a.high, a.interval, a.estimate, a.derived)
            for a in (*result.harms, *result.totals)]  # fmt: skip


@settings(deadline=None)
@given(REPORTS)
def test_best_lies_in_the_range_and_in_the_interval(told: Told) -> None:
    result = assess(made(told))
    for row in (*result.harms, *result.totals):
        if row.low is not None and row.high is not None:
            assert row.low <= row.high
        for bound in (row.best, row.estimate):
            if bound is not None and row.interval is not None:
                assert row.interval[0] <= bound <= row.interval[1]
        if row.best is not None:
            assert row.low is None or row.low <= row.best
            assert row.high is None or row.best <= row.high


@settings(deadline=None)
@given(REPORTS, st.randoms())
def test_the_order_of_the_reports_is_of_no_account(told: Told, shuffler: random.Random) -> None:
    members = made(told)
    shuffled = members[:]
    shuffler.shuffle(shuffled)
    one, other = assess(members), assess(shuffled)
    assert core(one) == core(other)
    assert [c.words for c in one.conflicts] == [c.words for c in other.conflicts]


@settings(deadline=None)
@given(REPORTS, st.data())
def test_a_copy_changes_nothing(told: Told, data: st.DataObject) -> None:
    members = made(told)
    story = data.draw(st.sampled_from(members))
    again = story.model_copy(update={"document_id": identity("copy"), "doc_id": "copy", "publisher": "Paper"})
    one = assess(members)
    other = assess([*members, again], {identity("copy"): story.document_id})
    assert core(one) == core(other)
    assert [c.words for c in one.conflicts] == [c.words for c in other.conflicts]


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 60)), min_size=1, max_size=5), st.integers(1, 60))
def test_a_lower_bound_draws_nothing_below_itself(told: list[tuple[bool, int]], more: int) -> None:
    members = [report(f"d{n}", claim("killed", "civilians", exactly(k) if closed else at_least(k)))
               for n, (closed, k) in enumerate(told)]  # fmt: skip
    before = incident(members).harms[0]
    after = incident([*members, report("more", claim("killed", "civilians", at_least(more)))]).harms[0]
    assert before.best is not None and after.best is not None and before.low is not None
    assert after.best >= min(before.best, more)
    assert after.low == min(before.low, more)
    assert before.high is None or after.high is None or after.high >= before.high


@settings(deadline=None, max_examples=200)
@given(REPORTS)
def test_a_conflict_is_a_smallest_one(told: Told) -> None:
    figures = gather(made(told))
    system, bounds = system_of(figures), bounds_of(figures)
    kept, conflicts = reconcile(system, bounds)
    assert feasible(system, [b.loose() for b in kept])
    assert bool(conflicts) == (not feasible(system, [b.loose() for b in bounds]))
    for conflict in conflicts:
        bent = [b.loose() for b in conflict.bounds]
        assert not feasible(system, bent)
        for out in range(len(bent)):
            assert feasible(system, bent[:out] + bent[out + 1 :])


@settings(deadline=None)
@given(REPORTS)
def test_the_solver_agrees_on_what_can_hold(told: Told) -> None:
    figures = gather(made(told))
    system, bounds = system_of(figures), bounds_of(figures)
    found = ranges(system, bounds, system.nodes)
    assert (found is not None) == feasible(system, bounds)
    for bound in bounds if found else ():
        low, high = (found or {})[bound.node]
        assert low >= bound.low
        assert bound.high is None or (high is not None and high <= bound.high)
