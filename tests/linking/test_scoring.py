"""Keys, scores and their words: the same alone as in a batch."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hudhud.linking import Link, Profile, keys, packed, score_all, score_new, unpacked, weights
from hudhud.linking.scoring import KEPT
from hudhud.linking.settings import COMPARED
from tests.linking.linking_samples import NOWHERE, PALMYRA, RAQQA, UNDATED, day, meaning, profile


def share_a_key(a: Profile, b: Profile) -> bool:
    return bool(set(keys(a)) & set(keys(b)))


BARE: dict[str, Any] = {"near": (), "around": (), "story": (), "named": (), "name_pairs": (), "killed": None}


def test_neighbouring_days_share_a_key() -> None:
    for first in range(15, 19):
        assert share_a_key(profile(**BARE, **day(f"2023-02-{first}")), profile(**BARE, **day(f"2023-02-{first + 1}")))


def test_points_some_fifty_kilometres_apart_share_a_key() -> None:
    for step in range(10):
        here = PALMYRA | {"place": "here", "lat": 34.0 + step / 10, "lon": 38.0 + step / 10}
        there = PALMYRA | {"place": "there", "lat": 34.45 + step / 10, "lon": 38.45 + step / 10}
        assert share_a_key(profile(**BARE | here), profile(**BARE | there))


def test_other_days_and_places_share_none() -> None:
    assert not share_a_key(profile(**BARE), profile(**BARE | RAQQA))
    assert not share_a_key(profile(**BARE), profile(**BARE | day("2023-03-17")))


def test_an_undated_mention_meets_those_of_the_days_before_its_publication() -> None:
    assert share_a_key(profile(**BARE | UNDATED), profile(**BARE))


def test_rare_names_lead_to_a_report_of_months_later() -> None:
    named = {"story": ("rasafa", "zakur"), "name_pairs": ("zakur rasafa",)}
    assert share_a_key(profile(**BARE | named), profile(**BARE | named | NOWHERE | day("2023-09-01")))


def test_a_profile_survives_being_kept() -> None:
    kept = profile()
    assert unpacked(*packed(kept)) == kept


def test_the_same_attack_is_linked_and_another_is_not() -> None:
    a, b, c = profile(), profile(), profile(**RAQQA, **day("2023-05-01"), vector=meaning(2))
    links = {(x.one, x.other): x for x in score_all([a, b, c])}
    assert links[a.mention, b.mention].weight > weights()["threshold"]
    assert all(x.weight < 0 for pair, x in links.items() if c.mention in pair)


def test_a_weight_is_the_sum_of_what_was_compared() -> None:
    (link,) = score_all([profile(), profile()])
    start = math.log2(weights()["prior"] / (1 - weights()["prior"]))
    assert link.weight == pytest.approx(start + sum(c.weight for c in link.comparisons), abs=0.1)
    assert [c.name for c in link.comparisons] == [one.name for one in COMPARED]
    assert {c.name: c.words for c in link.comparisons}["date"] == "the same day"


def test_every_outcome_has_words_of_its_own_and_a_weight() -> None:
    for one in COMPARED:
        words = [level.words for level in one.levels] + [one.otherwise]
        assert len(set(words)) == len(words)
        assert all(words)
        assert len(weights()["comparisons"][one.name]) == len(words)


def told(links: list[Link]) -> dict[tuple[str, str], tuple[float, tuple[str, ...]]]:
    return {(x.one, x.other): (x.weight, tuple(c.words for c in x.comparisons)) for x in links}


CHANGES: list[dict[str, Any]] = [
    {}, day("2023-02-18"), UNDATED, NOWHERE, RAQQA, {"killed": 17.0}, {"story": ("rasafa",)}, {"actors": ()},
    {"vector": meaning(3)}, {"types": ("shelling",)},
]  # fmt: skip


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(range(len(CHANGES))), min_size=3, max_size=9), st.integers(1, 8))
def test_a_report_that_comes_alone_gets_the_links_of_a_batch(chosen: list[int], cut: int) -> None:
    some = [profile(**CHANGES[n]) for n in chosen]
    old, new = some[:cut], some[cut:]
    fresh = {p.mention for p in new}
    at_once = {pair: v for pair, v in told(score_all(some)).items() if set(pair) & fresh}
    assert told(score_new(new, old)) == at_once
    assert all(weight >= KEPT for weight, _ in at_once.values())


def test_nothing_to_compare_is_no_error() -> None:
    assert score_all([]) == score_all([profile()]) == score_new([], [profile()]) == score_new([profile()], []) == []
