"""Keys, scores and their words: the same alone as in a batch."""

from __future__ import annotations

import logging
import math
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hudhud.linking import Link, Profile, keys, packed, score_all, score_new, unpacked, weights
from hudhud.linking.scoring import KEPT, score_with
from hudhud.linking.settings import COMPARED
from tests.linking.linking_samples import NOWHERE, PALMYRA, RAQQA, UNDATED, day, meaning, profile


def share_a_key(a: Profile, b: Profile) -> bool:
    return bool(set(keys(a)) & set(keys(b)))


BARE: dict[str, Any] = {
    "around": (), "story": (), "named": (), "name_pairs": (), "title": (), "published": None, "killed": None,
}  # fmt: skip


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
    assert not share_a_key(profile(**BARE), profile(**BARE | day("2023-07-17")))


def test_an_undated_mention_meets_those_of_the_days_before_its_publication() -> None:
    assert share_a_key(profile(**BARE | UNDATED | {"published": date(2023, 2, 18).toordinal()}), profile(**BARE))


def test_rare_names_lead_to_a_report_of_months_later() -> None:
    named = {"story": ("rasafa", "zakur"), "name_pairs": ("zakur rasafa",)}
    assert share_a_key(profile(**BARE | named), profile(**BARE | named | NOWHERE | day("2023-09-01")))


def test_titles_lead_to_a_report_of_the_same_days() -> None:
    told = {"title": ("gatherers", "killed", "zakur"), "usual": ("zakur",), "published": date(2023, 2, 18).toordinal()}
    elsewhere = NOWHERE | day("2023-02-01")
    assert share_a_key(profile(**BARE | told), profile(**BARE | elsewhere | told))
    later = told | {"published": date(2023, 3, 18).toordinal()}
    assert not share_a_key(profile(**BARE | told), profile(**BARE | elsewhere | later))
    nameless = told | {"usual": ()}
    assert not share_a_key(profile(**BARE | nameless), profile(**BARE | elsewhere | nameless)), "common words alone"


def test_a_place_leads_to_reports_of_the_same_weeks() -> None:
    weeks = {"published": date(2023, 2, 18).toordinal()}, {"published": date(2023, 3, 1).toordinal()}
    assert share_a_key(profile(**BARE | weeks[0]), profile(**BARE | day("2023-02-28") | weeks[1]))


def test_a_profile_survives_being_kept() -> None:
    kept = profile()
    assert unpacked(*packed(kept)) == kept


def test_the_same_attack_is_linked_and_another_is_not() -> None:
    told = {"unknown": ("zakur",), "ages": ("60 year",), "title": ("bomb", "market"), "vector": meaning(2)}
    a, b, c = profile(), profile(), profile(**RAQQA, **day("2023-05-01"), **told)
    links = {(x.one, x.other): x for x in score_all([a, b, c])}
    assert links[a.mention, b.mention].weight > weights()["threshold"]
    assert all(x.weight < weights()["threshold"] for pair, x in links.items() if c.mention in pair)


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


def words_of(link: Link) -> dict[str, tuple[str, float]]:
    return {c.name: (c.words, c.weight) for c in link.comparisons}


def test_what_neither_gives_is_not_told_as_an_outcome_of_the_same_weight() -> None:
    """Of actors that nobody names no link may say that one is the other's parent, though both weigh 0."""
    unnamed = {"actors": (), "lineage": (), **NOWHERE, "killed": None, "victims": ()}
    (link,) = score_all([profile(**unnamed), profile(**unnamed)])
    words = words_of(link)
    assert words["actors"] == words["place"] == ("not given by both", 0.0)
    assert words["killed"] == ("no number in both", 0.0)


def test_outcomes_of_equal_weight_are_told_apart() -> None:
    same = {"m": 0.02, "u": 0.01}
    flat = {one.name: [same] * (len(one.levels) + 1) for one in COMPARED}
    some = [
        profile(**case) for case in ({}, {}, day("2023-02-18"), {"killed": 15.0}, {"types": ("shelling",)}, NOWHERE)
    ]
    trained = told(score_with(weights(), some, -30.0))
    level = told(score_with({**weights(), "comparisons": flat}, some, -30.0))
    assert len(trained) == 15
    assert {pair: words for pair, (_, words) in level.items()} == {pair: words for pair, (_, words) in trained.items()}


def test_scoring_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    score_all([profile(), profile()])
    score_new([profile()], [profile()])
    assert capfd.readouterr() == ("", "")


def test_other_warnings_of_splink_are_not_swallowed(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("splink.internals.settings").warning("something else")
    logging.getLogger("splink.internals.linker").error("an error")
    assert [r.getMessage() for r in caplog.records] == ["something else", "an error"]


@given(st.integers(0, 400), st.integers(-1, 1), st.integers(1, 30))
def test_intervals_that_meet_or_are_a_day_apart_share_a_key(first: int, gap: int, length: int) -> None:
    start = date(2023, 1, 1).toordinal() + first
    one = profile(**BARE, day_from=start, day_to=start + length - 1)
    other = profile(**BARE, day_from=start + length - 1 + gap, day_to=start + length - 1 + gap)
    assert share_a_key(one, other)
    assert keys(one) == sorted(set(keys(one)))


@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(0, 6.28), st.floats(0, 0.49))
def test_points_within_half_a_degree_share_a_key(lat: float, lon: float, way: float, far: float) -> None:
    here = {**PALMYRA, "place": "here", "lat": lat, "lon": lon}
    there = {**here, "place": "there", "lat": lat + far * math.sin(way), "lon": lon + far * math.cos(way)}
    assert share_a_key(profile(**BARE | here), profile(**BARE | there))


def test_an_interval_of_months_and_a_country_block_nothing() -> None:
    alone = {**BARE, "actors": (), "published": None, **NOWHERE}
    assert keys(profile(**alone | {"day_from": 738_000, "day_to": 738_090})) == []
    wide = {**BARE, "place": "syria", "reach": 1500.0}
    assert not any(":c0" in key for key in keys(profile(**wide)))
    assert any(":p:syria" in key for key in keys(profile(**wide)))


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


def test_the_order_of_profiles_changes_no_link() -> None:
    some = [profile(**change) for change in CHANGES]
    assert told(score_all(some)) == told(score_all(some[::-1]))


def test_nothing_to_compare_is_no_error() -> None:
    assert score_all([]) == score_all([profile()]) == score_new([], [profile()]) == score_new([profile()], []) == []
