"""The tail of severities, beside published figures and beside a truth that is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import powerlaw
import pytest

from hudhud.analysis.tails import choose_least, fit_lognormal, fit_power_law, resample

TERRORISM = Path(powerlaw.__file__).parent / "reference_data" / "terrorism.txt"


@pytest.fixture(scope="module")
def sizes() -> np.ndarray:
    if not TERRORISM.exists():
        pytest.skip("this powerlaw brings no figures of terrorism")
    return np.loadtxt(TERRORISM).astype(int)


def test_terrorism_as_clauset_and_woodard_found_it(sizes: np.ndarray) -> None:
    least = choose_least(sizes)
    assert least == 12
    assert int((sizes >= least).sum()) == 547
    assert fit_power_law(sizes, least).slope == pytest.approx(2.37, abs=0.02)


def test_our_exponent_is_that_of_another_implementation(sizes: np.ndarray) -> None:
    theirs = powerlaw.Fit(sizes, xmin=12, discrete=True, estimate_discrete=False, verbose=False).power_law.alpha
    assert fit_power_law(sizes, 12).slope == pytest.approx(theirs, abs=0.02)


def test_the_chance_of_the_largest_event(sizes: np.ndarray) -> None:
    drawn = resample(sizes, 10, draws=200, seed=1)
    chances = {kind: np.median(drawn.chance(kind, 2749)) for kind in ("power law", "lognormal")}
    assert chances["power law"] == pytest.approx(0.28, abs=0.05)
    assert chances["lognormal"] < chances["power law"]


def test_a_known_exponent_is_found_and_a_lognormal_bends() -> None:
    chance = np.random.default_rng(3)
    straight = 10 * (1 - chance.random(4000)) ** (-1 / 1.5)
    assert fit_power_law(straight, 10, discrete=False).slope == pytest.approx(2.5, abs=0.1)
    bent = np.exp(chance.normal(1.0, 1.0, 20_000))
    tail = fit_lognormal(bent, 3, discrete=False)
    assert tail.survival(30.0) == pytest.approx((bent >= 30).sum() / (bent >= 3).sum(), rel=0.25)
