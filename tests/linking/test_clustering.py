"""Groups of mentions: what joins, what never does, and that order changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudhud.linking import Profile, clusters, components
from tests.linking.linking_samples import UNDATED, day, profile

BITS = 2.0


@dataclass(frozen=True)
class Tie:
    one: str
    other: str
    weight: float


def tie(a: Profile, b: Profile, weight: float) -> Tie:
    one, other = sorted((a.mention, b.mention))
    return Tie(one, other, weight)


def grouped(some: list[Profile], ties: list[Tie], **decided: Any) -> set[frozenset[str]]:
    return {frozenset(g) for g in clusters({p.mention: p for p in some}, ties, BITS, **decided)}


def together(found: set[frozenset[str]], *some: Profile) -> bool:
    return any({p.mention for p in some} <= group for group in found)


def test_a_strong_link_joins_and_a_weak_one_does_not() -> None:
    a, b = profile(), profile()
    assert together(grouped([a, b], [tie(a, b, BITS)]), a, b)
    assert not together(grouped([a, b], [tie(a, b, BITS - 0.1)]), a, b)


def test_a_chain_does_not_join_what_excludes_each_other() -> None:
    a, b, c = profile(**day("2023-02-16")), profile(**day("2023-02-17")), profile(**day("2023-02-18"))
    found = grouped([a, b, c], [tie(a, b, 9), tie(b, c, 8), tie(a, c, 7)])
    assert together(found, a, b)
    assert not together(found, b, c)


def test_one_strong_link_does_not_carry_a_chain() -> None:
    a, b, c = profile(), profile(), profile()
    assert not together(grouped([a, b, c], [tie(a, b, 9), tie(b, c, 4)]), a, c)
    assert together(grouped([a, b, c], [tie(a, b, 9), tie(b, c, 4), tie(a, c, 1)]), a, b, c)


def test_of_two_mentions_of_one_report_the_better_tied_stays() -> None:
    a, b = profile(), profile()
    twin, other_twin = profile(document="r"), profile(document="r", **UNDATED)
    ties = [tie(a, twin, 9), tie(b, other_twin, 8), tie(a, b, 7), tie(b, twin, 7)]
    found = grouped([a, b, twin, other_twin], ties)
    assert together(found, a, b, twin)
    assert frozenset({other_twin.mention}) in found


def test_two_mentions_of_one_report_never_meet() -> None:
    a, b = profile(document="r"), profile(document="r")
    assert not together(grouped([a, b], [tie(a, b, 20)]), a, b)


def test_a_persons_same_joins_what_a_rule_keeps_apart() -> None:
    a, b = profile(**day("2023-02-11")), profile(**day("2023-02-17"))
    assert together(grouped([a, b], [], must=[(b.mention, a.mention)]), a, b)


def test_a_persons_different_is_never_bridged() -> None:
    a, b, c = profile(), profile(), profile()
    ties = [tie(a, b, 9), tie(b, c, 9), tie(a, c, 9)]
    found = grouped([a, b, c], ties, cannot=[(c.mention, a.mention)])
    assert not together(found, a, c)
    assert not together(grouped([a, b, c], ties, must=[(a.mention, b.mention), (b.mention, c.mention)],
                                cannot=[(a.mention, c.mention)]), a, c)  # fmt: skip


def test_what_a_person_joined_is_not_put_out_for_a_twin() -> None:
    a, b, c = profile(), profile(), profile()
    held, twin = profile(document="r"), profile(document="r")
    ties = [tie(a, twin, 9), tie(b, c, 9), tie(a, b, 8), tie(a, c, 8), tie(b, twin, 8), tie(c, twin, 8)]
    found = grouped([a, b, c, held, twin], ties, must=[(b.mention, held.mention)])
    assert together(found, b, held)


def test_components_are_what_pairs_connect() -> None:
    found = components("abcde", [("a", "b"), ("c", "b"), ("d", "x")])
    assert {frozenset(c) for c in found} == {frozenset("abc"), frozenset("d"), frozenset("e")}


DAYS = ("2023-02-16", "2023-02-17", "2023-02-18")


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Profile], list[Tie], list[tuple[str, str]], list[tuple[str, str]]]:
    some = [
        profile(document=f"r{draw(st.integers(0, 4))}", **day(draw(st.sampled_from(DAYS))))
        for _ in range(draw(st.integers(2, 8)))
    ]
    pairs = list(combinations([p.mention for p in some], 2))
    weights = st.floats(-4, 12, allow_nan=False)
    ties = [Tie(*sorted(pair), draw(weights)) for pair in draw(st.lists(st.sampled_from(pairs), unique=True))]
    must = draw(st.lists(st.sampled_from(pairs), max_size=1))
    cannot = [p for p in draw(st.lists(st.sampled_from(pairs), max_size=2)) if p not in must]
    return some, ties, must, cannot


@given(worlds(), st.randoms())
def test_order_changes_nothing(world: tuple[Any, ...], chance: Any) -> None:
    some, ties, must, cannot = world
    first = grouped(some, ties, must=must, cannot=cannot)
    chance.shuffle(some)
    chance.shuffle(ties)
    assert grouped(some, ties, must=[(b, a) for a, b in must], cannot=[(b, a) for a, b in cannot]) == first
    assert sorted(m for group in first for m in group) == sorted(p.mention for p in some)


@given(worlds(), st.randoms())
def test_ids_decide_nothing(world: tuple[Any, ...], chance: Any) -> None:
    some, ties, must, cannot = world
    # Few different weights, so that many are equal; each mention has its own place in its report.
    some = [replace(one, told_at=(10 * n, 10 * n + 5)) for n, one in enumerate(some)]
    ties = [replace(one, weight=float(round(one.weight / 4) * 4)) for one in ties]
    names = [p.mention for p in some]
    other = dict(zip(names, chance.sample([f"x{n:02}" for n in range(len(names))], len(names)), strict=True))
    renamed = [replace(p, mention=other[p.mention]) for p in some]
    moved = [Tie(*sorted((other[t.one], other[t.other])), t.weight) for t in ties]
    pairs = [[(other[a], other[b]) for a, b in given] for given in (must, cannot)]
    found = grouped(renamed, moved, must=pairs[0], cannot=pairs[1])
    expected = grouped(some, ties, must=must, cannot=cannot)
    assert found == {frozenset(other[name] for name in group) for group in expected}


@given(worlds())
def test_parts_that_nothing_strong_connects_can_be_grouped_alone(world: tuple[Any, ...]) -> None:
    some, ties, must, cannot = world
    strong = [(t.one, t.other) for t in ties if t.weight >= BITS] + must
    by_name = {p.mention: p for p in some}
    alone = set()
    for part in components(by_name, strong):
        alone |= grouped([by_name[m] for m in part], ties, must=must, cannot=cannot)
    assert alone == grouped(some, ties, must=must, cannot=cannot)


@given(worlds())
def test_nothing_that_is_held_apart_meets(world: tuple[Any, ...]) -> None:
    some, ties, must, cannot = world
    for group in grouped(some, ties, must=must, cannot=cannot):
        assert not any({a, b} <= group for a, b in cannot)


@pytest.mark.parametrize("weight", [BITS, 30.0])
def test_a_weight_is_no_reason_to_join_a_sum_with_an_incident(weight: float) -> None:
    a, b = profile(aggregate=True), profile()
    assert not together(grouped([a, b], [tie(a, b, weight)]), a, b)
