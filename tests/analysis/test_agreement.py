"""Krippendorff's alpha beside figures that he published, and where there is none."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hudhud.analysis.agreement import LEAST_UNITS, Level, agreement

# Krippendorff (2011), his example C: four observers, twelve units, some of them missed.
_OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
EXAMPLE = [tuple(None if sign == "." else int(sign) for sign in unit)
           for unit in zip(*(row.split() for row in _OBSERVERS), strict=True)]  # fmt: skip


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_the_published_example(level: Level, alpha: float) -> None:
    found = agreement(EXAMPLE, level)
    assert found.units == 11  # the twelfth was coded once
    assert found.alpha == pytest.approx(alpha, abs=0.0005)
    assert found.interval is not None
    assert found.interval[0] < alpha < found.interval[1]


def test_two_observers_and_two_values() -> None:
    # Krippendorff (2011), his example A: ten units, 0.095.
    one, other = "0 1 0 0 0 0 0 0 1 0".split(), "1 1 1 0 0 1 0 0 0 0".split()
    assert agreement(list(zip(one, other, strict=True)), "nominal").alpha == pytest.approx(0.095, abs=0.0005)


def test_two_observers_and_several_values() -> None:
    # Krippendorff (2011), his example B: twelve units, five values, 0.692.
    one, other = "a a b b d c c c e d d a".split(), "b a b b b c c c e d d d".split()
    assert agreement(list(zip(one, other, strict=True)), "nominal").alpha == pytest.approx(0.692, abs=0.0005)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_one_value_alone_is_no_agreement(level: Level) -> None:
    found = agreement([(7, 7)] * 30, level)
    assert (found.alpha, found.interval, found.problem) == (None, None, "constant")
    assert agreement([(0, 0)] * 30, level).problem == "constant"


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_where_all_agree_alpha_is_one_and_no_interval_is_made_up(level: Level) -> None:
    found = agreement([(n % 4, n % 4) for n in range(20)], level)
    assert (found.alpha, found.interval) == (1.0, None)


def test_of_too_few_nothing_is_said() -> None:
    few = [(n, n + n % 2) for n in range(LEAST_UNITS - 1)]
    alone: list[tuple[int | None, int | None]] = [(3, None)] * 50
    assert agreement([*few, *alone, (None, None)], "ratio").problem == "few"
    assert agreement([*few, *alone, (None, None)], "ratio").units == LEAST_UNITS - 1
    assert agreement([*few, (9, 9)], "ratio").alpha is not None
    assert agreement([], "nominal").problem == "few"


def test_who_avoids_the_other_is_below_chance() -> None:
    found = agreement([("a", "b"), ("b", "a")] * 10, "nominal")
    assert found.alpha is not None and found.alpha < 0
    assert found.interval is not None and found.interval[0] >= -1


def test_zero_and_zero_are_the_same_count() -> None:
    counts = [(0, 0), (0, 1), (5, 5), (16, 16), (0, 0), (40, 42), (3, 3), (7, 7), (1, 1), (2, 2)]
    found = agreement(counts, "ratio").alpha
    assert found is not None and 0.5 < found < 1
    with pytest.raises(ValueError, match="below 0"):
        agreement([(-1, 2)] * 5 + [(3, 4)] * 5, "ratio")


codings = st.lists(st.tuples(*[st.one_of(st.none(), st.integers(0, 6))] * 3), min_size=10, max_size=40)


@settings(max_examples=60, deadline=None)
@given(codings, st.integers(0, 99), st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_neither_coders_nor_units_have_an_order(units: list[tuple[int | None, ...]], seed: int, level: Level) -> None:
    found = agreement(units, level, least=2)
    shuffled = [random.Random(seed).sample(unit, 3) for unit in units]
    random.Random(seed).shuffle(shuffled)
    again = agreement(shuffled, level, least=2)
    assert (found.units, found.problem) == (again.units, again.problem)
    if found.alpha is None or again.alpha is None:
        assert found.alpha is again.alpha
        return
    assert math.isclose(found.alpha, again.alpha, abs_tol=1e-9)
    assert found.alpha <= 1
    if found.interval:
        assert -1 <= found.interval[0] <= found.interval[1] <= 1


@settings(max_examples=40, deadline=None)
@given(codings, st.integers(1, 9), st.integers(-50, 50))
def test_an_interval_scale_has_neither_zero_nor_unit(
    units: list[tuple[int | None, ...]], times: int, plus: int
) -> None:
    other = [tuple(None if v is None else times * v + plus for v in unit) for unit in units]
    one, two = agreement(units, "interval", least=2).alpha, agreement(other, "interval", least=2).alpha
    assert (one is None and two is None) or math.isclose(one or 0, two or 0, abs_tol=1e-6)


def test_the_interval_narrows_with_what_was_coded() -> None:
    chance = random.Random(4)

    def width(units: int) -> float:
        data = [(kind, kind if chance.random() < 0.8 else chance.randrange(4)) for kind in
                (chance.randrange(4) for _ in range(units))]  # fmt: skip
        found = agreement(data, "nominal").interval
        assert found is not None
        return found[1] - found[0]

    assert width(400) < width(100) / 1.5 < width(30)
