"""From claims to ranges: bounds stay bounds, nothing is averaged, conflicts are named."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from hudhud.model import Assessment, Count, Incident, Member
from hudhud.reconcile import incident
from tests.conftest import make_member

Make = Callable[..., Member]
AT_LEAST_61 = Count(low=61, qualifier="at_least")


def harm(one: Incident, kind: str, group: str = "civilians") -> Assessment:
    return next(a for a in one.harms if (a.harm, a.group) == (kind, group))


def test_a_single_figure_is_its_own_range(member: Make) -> None:
    seven = harm(incident([member("a", harms=(("killed", "civilians", Count(low=7, high=7)),))]), "killed")
    assert (seven.low, seven.best, seven.high) == (7, 7, 7)


def test_at_least_stays_open_above(member: Make) -> None:
    found = harm(incident([member("a", harms=(("killed", "civilians", AT_LEAST_61),))]), "killed")
    assert (found.low, found.best, found.high) == (61, 61, None)
    assert "lower bound" in found.reason


def test_a_figure_as_large_closes_an_open_bound(member: Make) -> None:
    members = [
        member("a", harms=(("killed", "civilians", AT_LEAST_61),), published="2023-02-18"),
        member("b", harms=(("killed", "civilians", Count(low=68, high=68)),), published="2023-02-20"),
    ]
    found = harm(incident(members), "killed")
    assert (found.low, found.best, found.high) == (61, 68, 68)


def test_words_without_a_number_get_none(member: Make) -> None:
    found = harm(
        incident([member("a", harms=(("killed", "civilians", Count(qualifier="word", words="dozens")),))]), "killed"
    )
    assert (found.low, found.best, found.high, found.words) == (None, None, None, ("dozens",))


def test_a_later_toll_replaces_the_same_sources_earlier_one(member: Make) -> None:
    def told(doc: str, count: int, day: str) -> Member:
        return member(doc, harms=(("killed", "civilians", Count(low=count, high=count), "Observatory"),), published=day)

    found = harm(incident([told("a", 36, "2023-02-17"), told("b", 61, "2023-02-19")]), "killed")
    assert (found.low, found.best, found.high) == (61, 61, 61)
    assert "replaced" in found.reason
    assert len(found.claims) == 2, "the replaced figure is still shown"


def test_two_sources_keep_two_claims_and_a_range(member: Make) -> None:
    members = [
        member("a", harms=(("killed", "civilians", Count(low=46, high=46), "State media"),), published="2023-02-20"),
        member("b", harms=(("killed", "civilians", AT_LEAST_61, "Observatory"),), published="2023-02-20"),
    ]
    one = incident(members)
    found = harm(one, "killed")
    assert (found.low, found.high) == (46, None)
    assert found.by == ("State media", "Observatory")
    (sentence,) = one.conflicts
    assert "46 killed" in sentence and "61 killed" in sentence


def test_the_rest_of_those_taken_is_derived_and_says_so(member: Make) -> None:
    one = incident(
        [
            member(
                "a",
                harms=(
                    ("abducted", "civilians", Count(low=75, high=75, qualifier="about")),
                    ("killed", "mixed", Count(low=16, qualifier="at_least")),
                    ("released", "civilians", Count(low=25, high=25)),
                    ("missing", "civilians", Count(qualifier="word", words="the rest")),
                ),
            )
        ]
    )
    missing = harm(one, "missing")
    assert (missing.low, missing.high, missing.derived) == (None, 34, True)
    assert "derived" in missing.reason


def test_nothing_is_derived_where_nobody_speaks_of_the_rest(member: Make) -> None:
    one = incident([member("a", harms=(("abducted", "civilians", Count(low=75, high=75)),))])
    assert [a.harm for a in one.harms] == ["abducted"]


def test_a_figure_without_a_group_joins_the_group_that_another_gives_it(member: Make) -> None:
    taken = Count(low=75, high=75, qualifier="about")
    one = incident(
        [
            member("a", harms=(("abducted", "civilians", taken),)),
            member("b", harms=(("abducted", "unknown", taken), ("abducted", "unknown", Count(low=9, high=9)))),
        ]
    )
    assert [(a.group, a.low, len(a.claims)) for a in one.harms] == [("civilians", 75, 2), ("unknown", 9, 1)]


def test_different_days_are_named_as_a_conflict(member: Make) -> None:
    one = incident([member("a", "2023-02-17"), member("b", "2023-02-18")])
    assert any("2023-02-17" in c and "2023-02-18" in c for c in one.conflicts)


def test_the_id_stays_with_the_first_mention(member: Make) -> None:
    first, second = member("a"), member("b")
    assert incident([first]).id == incident([first, second]).id != incident([second]).id


@given(st.lists(st.tuples(st.integers(0, 500), st.booleans()), min_size=1, max_size=6))
def test_the_range_holds_every_standing_figure(figures: list[tuple[int, bool]]) -> None:
    counts = [Count(low=n, qualifier="at_least") if bound else Count(low=n, high=n) for n, bound in figures]
    members = [make_member(f"d{i}", harms=(("killed", "civilians", c),)) for i, c in enumerate(counts)]
    found = harm(incident(members), "killed")
    lows = [n for n, _ in figures]
    assert found.low == min(lows)
    assert found.high is None or found.high >= max(lows)
    assert found.best in lows
