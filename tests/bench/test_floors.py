"""The floors: what falls is seen, what rises may be kept, nothing is lowered unasked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
run = pytest.importorskip("run", reason="the benches need scikit-learn")


def result(value: float | None, floor: float | None, at_most: bool = False) -> run.Result:
    return run.Result("b", run.Measure("m", 0.7, at_most=at_most), value, floor)


@pytest.mark.parametrize(
    ("value", "floor", "at_most", "fell"),
    [
        (0.80, 0.80, False, False),
        (0.798, 0.80, False, False),
        (0.79, 0.80, False, True),
        (None, 0.80, False, True),
        (0.10, None, False, False),
        (0.05, 0.04, True, True),
        (0.03, 0.04, True, False),
    ],
)
def test_what_falls_below_its_floor_is_seen(
    value: float | None, floor: float | None, at_most: bool, fell: bool
) -> None:
    assert result(value, floor, at_most).fell is fell


def test_raising_keeps_what_fell_and_takes_what_rose() -> None:
    record = {"b": {"data": "hash"}}
    assert run._new_floors([result(0.7, 0.8)], record, [])["b"]["floors"] == {"m": 0.8}
    assert run._new_floors([result(0.9, 0.8)], record, [])["b"]["floors"] == {"m": 0.9}
    assert run._new_floors([result(0.02, 0.04, True)], record, [])["b"]["floors"] == {"m": 0.02}


def test_a_floor_falls_only_by_name() -> None:
    record = {"b": {"data": "hash"}}
    assert run._new_floors([result(0.7, 0.8)], record, ["b: m"])["b"]["floors"] == {"m": 0.7}
    assert run._new_floors([result(0.7, 0.8)], record, ["b: other"])["b"]["floors"] == {"m": 0.8}
