"""The model's own number: never below the best figure, inside its interval, and near a lone report."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudhud.model import Count
from hudhud.reconcile.measurement import Posterior, Weights, posterior, together
from hudhud.reconcile.setting import CIRCUMSTANCES, OF_ITSELF, SHAPES, Told, circumstances
from hudhud.reconcile.tolls import assess
from tests.reconcile.told import about, at_least, claim, exactly, report

TOLD = st.builds(Told, number=st.integers(0, 2000), kind=st.integers(0, 2), days=st.floats(0, 400),
                 repeat=st.booleans())  # fmt: skip


@pytest.mark.parametrize("make", [exactly, about, at_least])
@pytest.mark.parametrize("number", [1, 2, 3, 7, 16, 61, 400])
def test_a_lone_report_keeps_its_figure_and_the_estimate_is_near(make: Callable[[int], Count], number: int) -> None:
    row = assess([report("a", claim("killed", "civilians", make(number)), day="2024-01-01")]).harms[0]
    assert (row.low, row.best) == (number, number)
    assert row.estimate is not None
    assert number <= row.estimate <= 1.25 * number + 1


def test_many_sources_outweigh_one_that_says_far_more() -> None:
    said = [60, 60, 61, 60, 150]
    row = assess([
        report(f"d{n}", claim("killed", "civilians", exactly(number)), day=f"2024-01-0{n + 1}", publisher=f"P{n}")
        for n, number in enumerate(said)
    ]).harms[0]  # fmt: skip
    assert row.estimate is not None
    assert 60 <= row.estimate < 80


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from([exactly, about, at_least]), st.integers(0, 300)), min_size=1, max_size=6))
def test_the_estimate_is_no_less_than_the_best(said: list[tuple[Callable[[int], Count], int]]) -> None:
    members = [report(f"d{n}", claim("killed", "civilians", make(k))) for n, (make, k) in enumerate(said)]
    row = assess(members).harms[0]
    assert row.estimate is not None and row.best is not None and row.interval is not None
    assert row.best <= row.estimate <= row.interval[1]


@settings(deadline=None)
@given(st.lists(TOLD, min_size=1, max_size=30))
def test_the_correction_gives_probabilities_whatever_is_told(told: list[Told]) -> None:
    weights = Weights.loaded()
    mass = together(told, posterior(told, weights), weights).mass
    assert (mass >= 0).all()
    assert mass.sum() == pytest.approx(1)


def test_the_weights_have_a_name_each() -> None:
    correction = Weights.loaded().correction
    assert correction is not None
    assert len(correction.of_itself) == len(OF_ITSELF)
    assert [len(row) for row in correction.around] == [len(CIRCUMSTANCES)] * len(SHAPES)
    assert len(circumstances([Told(5, 0, 0.0, False)])) == len(correction.least) == len(correction.most)


def test_the_likeliest_stretch_starts_where_most_lies_just_above() -> None:
    numbers = np.array([90.0, 100, 103, 105, 120])
    likely = Posterior(numbers, numbers, numbers, np.array([0.3, 0.15, 0.15, 0.15, 0.25]))
    assert likely.likeliest(0.05, 0) == 100
    assert likely.likeliest(0.05, 101) == 103
    assert likely.likeliest(0.01, 0) == 90
