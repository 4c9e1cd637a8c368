"""Sums inside one report, and what tolls may be."""

from __future__ import annotations

import numpy as np
import pytest

from hudhud.analysis.check.arithmetic import clashes
from hudhud.analysis.check.tolls import draw_tolls
from hudhud.analysis.scope import Scope
from hudhud.model import Count, Record, Toll
from hudhud.model.records import EVERYBODY
from tests.conftest import make_member

FEWER_THAN_12 = ("killed", "unknown", Count(high=12, qualifier="less_than"))
FIGHTERS = ("killed", "fighters", Count(low=13, high=13))
CIVILIAN = ("killed", "civilians", Count(low=1, high=1))


def test_parts_that_come_to_more_than_their_sum_are_found() -> None:
    (found,) = clashes([make_member("a", harms=(FEWER_THAN_12, FIGHTERS, CIVILIAN)).mention], [])
    assert (found.most, found.least, len(found.parts)) == (11, 14, 2)
    assert "allows 11 at most" in found.words and "come to 14 at least" in found.words


@pytest.mark.parametrize(
    "harms",
    [
        (("killed", "unknown", Count(low=14, high=14)), FIGHTERS, CIVILIAN),
        (("killed", "unknown", Count(low=12, qualifier="at_least")), FIGHTERS, CIVILIAN),
        (("killed", "unknown", Count(low=12, high=12, qualifier="about")), FIGHTERS, CIVILIAN),
        (("injured", "unknown", Count(low=2, high=2)), FIGHTERS, CIVILIAN),
        (FEWER_THAN_12, ("killed", "fighters", Count(low=11, high=11)), ("killed", "fighters", Count(low=6, high=6))),
        (FEWER_THAN_12,),
    ],
)
def test_what_fits_together_is_no_clash(harms: tuple[tuple[str, str, Count], ...]) -> None:
    assert clashes([make_member("a", harms=harms).mention], []) == []


def record(name: str, toll: Toll | None) -> Record:
    return Record(
        id=name, types=("attack",), status="occurred", aggregate=False, when=None, place=None, perpetrators=(),
        tolls=(), totals=(toll,) if toll else (), sources=(), documents=(),
    )  # fmt: skip


def toll(**figures: object) -> Toll:
    return Toll.model_validate(
        {"harm": "killed", "group": EVERYBODY, "low": None, "best": None, "high": None} | figures
    )


def test_draws_keep_to_what_is_told() -> None:
    records = [
        record("exact", toll(low=7, best=7, high=7)),
        record("interval", toll(low=16, best=18, high=24, estimate=18, interval=(14, 31))),
        record("open", toll(low=40)),
        record("at most", toll(high=30)),
        record("blank", None),
    ]
    drawn, known = draw_tolls(records, Scope(), "killed", 20_000, np.random.default_rng(1))
    assert known.tolist() == [True, True, True, True, False]
    assert (drawn[:, 0] == 7).all()
    low, middle, high = np.quantile(drawn[:, 1], [0.05, 0.5, 0.95])
    assert (abs(low - 14) <= 1, middle, abs(high - 31) <= 1) == (True, 18, True)
    assert drawn[:, 2].min() >= 40
    assert drawn[:, 3].min() >= 0
    assert set(np.unique(drawn[:, 4])) <= set(np.unique(drawn[:, :4]))
