"""Sums over incidents: nobody is counted twice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudhud.model import Count, Incident
from hudhud.reconcile import Sum, account, incident
from tests.reconcile.told import at_least, claim, exactly, in_words, report


def killed(name: str, count: Count, group: str = "civilians", **more: str) -> Incident:
    return incident([report(name, claim("killed", group, count), **more)])


def everybody(incidents: list[Incident], covers: dict[str, list[str]] | None = None) -> Sum:
    return next(s for s in account(incidents, covers) if s.group == "all")


def test_an_aggregate_is_not_added_to_what_it_covers() -> None:
    small, two, three = killed("all", exactly(12)), killed("b", exactly(2)), killed("c", exactly(3))
    whole = everybody([small, two, three], {small.id: [two.id, three.id]})
    assert (whole.low, whole.best, whole.high) == (12, 12, 12)
    assert whole.incidents == (small.id,)


def test_incidents_that_outgrow_their_aggregate_count() -> None:
    small, two, three = killed("all", exactly(12)), killed("b", exactly(6)), killed("c", exactly(8))
    assert everybody([small, two, three], {small.id: [two.id, three.id]}).best == 14


def test_an_aggregate_within_an_aggregate() -> None:
    year, month, one, other = (killed(n, exactly(k)) for n, k in (("y", 50), ("m", 12), ("b", 20), ("c", 35)))
    assert everybody([year, month, one, other], {year.id: [month.id, other.id], month.id: [one.id]}).best == 55


def test_aggregates_that_share_an_incident_have_bounds() -> None:
    ten, twelve, shared, own = (killed(n, exactly(k)) for n, k in (("a", 10), ("b", 12), ("s", 4), ("o", 3)))
    whole = everybody([ten, twelve, shared, own], {ten.id: [shared.id, own.id], twelve.id: [shared.id]})
    # At least the twelve and the three that they do not hold; at most the seven, three more and eight more.
    assert (whole.low, whole.high) == (15, 18)


def test_an_aggregate_that_covers_itself_is_refused() -> None:
    one, other = killed("a", exactly(1)), killed("b", exactly(2))
    with pytest.raises(ValueError, match="covers itself"):
        account([one, other], {one.id: [other.id], other.id: [one.id]})


def test_a_subtotal_is_not_added_to_its_total() -> None:
    one = incident([
        report("a", claim("killed", "unknown", exactly(53)), claim("killed", "civilians", exactly(46), start=50),
               claim("killed", "security_forces", exactly(7), start=90)),
    ])  # fmt: skip
    assert (everybody([one]).low, everybody([one]).high) == (53, 53)


def test_what_is_denied_does_not_count_and_what_has_no_number_is_named() -> None:
    words = killed("w", in_words("dozens"))
    sums = everybody([killed("a", exactly(5)), killed("d", exactly(9), status="denied"), words])
    assert sums.best == 5
    assert words.id in sums.notes[0]


def test_what_is_bounded_only_from_above_is_not_told_as_none() -> None:
    whole = everybody([killed("a", Count(qualifier="at_most", high=400, words="up to 400"))])
    assert (whole.low, whole.high) == (None, 400)
    assert whole.words == "killed: at most 400"
    none = everybody([killed("b", exactly(0))])
    assert (none.low, none.best, none.words) == (0, 0, "killed: 0")
    unnumbered = everybody([killed("c", in_words("dozens"))])
    assert (unnumbered.low, unnumbered.best) == (None, None)
    assert unnumbered.words.startswith("killed: no lower bound told; not counted")


def test_a_group_stays_open_where_somebody_counts_people_at_large() -> None:
    sums = account([killed("a", exactly(5)), killed("b", exactly(9), group="unknown")])
    civilians = next(s for s in sums if s.group == "civilians")
    assert (civilians.low, civilians.high, civilians.interval) == (5, None, None)


Counts = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=2, max_size=6)


@settings(deadline=None)
@given(Counts, st.data())
def test_a_sum_is_between_its_largest_part_and_all_added(counts: list[tuple[int, bool]], data: st.DataObject) -> None:
    made = [killed(str(n), at_least(k) if open_ else exactly(k)) for n, (k, open_) in enumerate(counts)]
    ids = [one.id for one in made]
    covers = {}
    for at, name in enumerate(ids[:-1]):
        below = data.draw(st.sets(st.sampled_from(ids[at + 1 :])))
        if below:
            covers[name] = sorted(below)
    whole, added = everybody(made, covers), everybody(made)
    assert whole.low <= added.low
    assert whole.best <= added.best
    assert whole.low >= max(k for k, _ in counts)
    assert whole.high is None or whole.low <= whole.best <= whole.high
    assert everybody(made[::-1], covers).best == whole.best
