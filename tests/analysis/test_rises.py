"""Alarms over weekly counts, and whether a rise is a step or a pulse."""

from __future__ import annotations

import numpy as np
import pytest

from hudhud.analysis.cusum import chart_for, run_length, watch
from hudhud.analysis.negative_binomial import level
from hudhud.analysis.step_or_pulse import step_or_pulse

BEFORE = np.random.default_rng(2).negative_binomial(5, 5 / (5 + 4.0), 104)
"""Two years of four incidents a week, more scattered than chance alone would have them."""


def test_false_alarms_come_as_rarely_as_asked() -> None:
    usual = level(BEFORE)
    chart = chart_for(usual, weeks_between_false_alarms=260)
    assert run_length(chart, usual.mean, usual.dispersion) > 200
    assert run_length(chart, 2 * usual.mean, usual.dispersion) < 15


def test_a_doubling_is_found_and_one_bad_week_is_not() -> None:
    chance = np.random.default_rng(7)
    clipped, plain = (chart_for(level(BEFORE), clipped=c) for c in (True, False))
    doubled = chance.negative_binomial(5, 5 / (5 + 8.0), (40, 30))
    first = [watch(clipped, weeks).alarms[:1] for weeks in doubled]
    assert np.median([alarms[0] if alarms else 30 for alarms in first]) <= 8
    steady = chance.negative_binomial(5, 5 / (5 + 4.0), (200, 8))
    steady[:, 0] += 8
    sounded = {name: np.mean([0 in watch(chart, weeks).alarms for weeks in steady])
               for name, chart in (("clipped", clipped), ("plain", plain))}  # fmt: skip
    assert sounded["clipped"] <= 0.10 <= sounded["plain"] + 0.10


def test_a_step_and_a_pulse_are_told_apart_and_neither_at_once() -> None:
    chance = np.random.default_rng(11)
    after = chance.negative_binomial(5, 5 / (5 + 12.0), 26)
    once = np.concatenate(([20, 16], chance.negative_binomial(5, 5 / (5 + 4.0), 24)))
    assert step_or_pulse(np.concatenate((BEFORE, after[:3])), 104).too_early
    sustained = step_or_pulse(np.concatenate((BEFORE, after)), 104)
    one_off = step_or_pulse(np.concatenate((BEFORE, once)), 104)
    assert sustained.step is not None and one_off.pulse is not None
    assert sustained.step > 0.9
    assert one_off.pulse > 0.8
    assert sustained.factor_interval is not None
    assert sustained.factor_interval[0] < 3.0 < sustained.factor_interval[1] * 1.5


@pytest.mark.parametrize("weeks", [0, 1])
def test_nothing_is_said_of_less_than_a_month(weeks: int) -> None:
    assert step_or_pulse(BEFORE[: 50 + weeks], 50).too_early
