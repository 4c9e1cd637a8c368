"""Pairs and clusters: what joins, what never does, and that order changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from hudhud.linking import clusters, link
from hudhud.model import Count, Member
from tests.conftest import make_member

Make = Callable[..., Member]
PALMYRA = ("Palmyra", 34.562, 38.284)
RAQQA = ("Raqqa", 35.953, 39.008)


def groups(members: list[Member]) -> set[frozenset[str]]:
    return {frozenset(m.mention.id for m in g) for g in clusters(members, link(members))}


def joined(*members: Member) -> bool:
    return len(groups(list(members))) == 1


def test_one_day_and_place_with_climbing_counts_is_one_incident(member: Make) -> None:
    early = member("a", harms=(("killed", "civilians", Count(low=36, qualifier="at_least")),))
    late = member("b", harms=(("killed", "civilians", Count(low=61, qualifier="at_least")),))
    assert joined(early, late)


def test_a_day_apart_still_meets_but_a_week_does_not(member: Make) -> None:
    assert joined(member("a", "2023-02-17"), member("b", "2023-02-18"))
    assert not joined(member("a", "2023-02-11"), member("b", "2023-02-17"))


def test_places_out_of_reach_stay_apart(member: Make) -> None:
    assert not joined(member("a", place=PALMYRA), member("b", place=RAQQA))


def test_counts_too_far_apart_are_two_incidents(member: Make) -> None:
    few = member("a", harms=(("killed", "civilians", Count(low=2, high=2)),))
    many = member("b", harms=(("killed", "civilians", Count(low=61, high=61)),))
    assert not joined(few, many)


def test_two_mentions_of_one_document_stay_apart(member: Make) -> None:
    assert not joined(member("a", number=0), member("a", number=1))


def test_a_sum_never_joins_a_single_incident(member: Make) -> None:
    assert not joined(member("a"), member("b", aggregate=True))


def test_what_was_attempted_does_not_join_what_occurred(member: Make) -> None:
    assert not joined(member("a"), member("b", status="attempted"))


def test_without_dates_nothing_links(member: Make) -> None:
    assert not joined(member("a", None), member("b", None))


def test_different_actors_speak_against(member: Make) -> None:
    far = ("Sukhna", 34.885, 38.871), ("near Sukhna", 34.6, 38.6)
    one = member("a", place=far[0], actors=("Islamic State",))
    other = member("b", "2023-02-18", place=far[1], actors=("Israeli forces",))
    assert not joined(one, other)


def test_a_chain_does_not_join_ends_that_exclude_each_other(member: Make) -> None:
    first, middle, last = member("a", "2023-02-16"), member("b", "2023-02-17"), member("c", "2023-02-18")
    found = groups([first, middle, last])
    assert frozenset({"m-a-0", "m-c-0"}) not in {g & {"m-a-0", "m-c-0"} for g in found if len(g) > 1}
    assert len(found) == 2


def test_a_link_gives_its_reasons_in_words(member: Make) -> None:
    (found,) = link([member("a", actors=("Islamic State",)), member("b", actors=("Islamic State",))])
    assert {c.name for c in found.comparisons} == {"date", "place", "kind", "actors", "counts"}
    assert "both 2023-02-17" in found.reason and "both Islamic State" in found.reason


def test_only_pairs_with_something_new_are_compared(member: Make) -> None:
    members = [member("a"), member("b"), member("c")]
    found = link(members, new=["m-c-0"])
    assert {frozenset((x.one, x.other)) for x in found} == {
        frozenset({"m-a-0", "m-c-0"}),
        frozenset({"m-b-0", "m-c-0"}),
    }


@st.composite
def ledgers(draw: st.DrawFn) -> list[Member]:
    count = draw(st.integers(2, 8))
    return [
        make_member(
            f"d{i}",
            f"2023-02-{draw(st.integers(10, 20)):02}",
            draw(st.sampled_from([PALMYRA, RAQQA, ("Sukhna", 34.885, 38.871), None])),
            harms=(("killed", "civilians", Count(low=draw(st.integers(1, 80)), qualifier="at_least")),),
            actors=draw(st.sampled_from([(), ("Islamic State",), ("Turkish forces",)])),
        )
        for i in range(count)
    ]


@settings(max_examples=80, deadline=None)
@given(ledgers(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_no_cluster(members: list[Member], random: object) -> None:
    shuffled = list(members)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert groups(members) == groups(shuffled)


@settings(max_examples=60, deadline=None)
@given(ledgers())
def test_linking_one_by_one_gives_what_linking_all_at_once_gives(members: list[Member]) -> None:
    piecewise = [x for n in range(1, len(members)) for x in link(members[: n + 1], new=[members[n].mention.id])]
    pairs = {(x.one, x.other, x.score) for x in piecewise}
    assert pairs == {(x.one, x.other, x.score) for x in link(members)}
