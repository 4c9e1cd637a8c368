"""Near repeats, self-excitation and hot cells on made-up incidents."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from hudhud.analysis.cells import benjamini_hochberg, hot_cells, over_dispersion, plot_hot_cells
from hudhud.analysis.hawkes import plot_self_excitation, self_excitation
from hudhud.analysis.hawkes_likelihood import top_and_interval
from hudhud.analysis.knox import near_repeat, plot_near_repeat
from hudhud.analysis.where_when import Points, points_of
from hudhud.model import Place, Record, When

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import analysis_space as bench

FIRST = date(2021, 1, 1)
NONE = Points((), np.empty(0, dtype=np.int64), np.empty(0), np.empty(0), ())


def record(
    n: int, day: int, place: tuple[float, float] | None = (34.5, 38.5), precision: str = "exact", days: int = 1,
    status: str = "occurred", aggregate: bool = False,
) -> Record:  # fmt: skip
    start = FIRST + timedelta(days=day)
    when = When(start=start, end=start + timedelta(days=days - 1), precision="day" if days == 1 else "range")
    where = None if place is None else Place(name="Sahl", lat=place[0], lon=place[1], precision=precision)
    return Record(id=f"i{n}", types=("attack",), status=status, aggregate=aggregate, when=when, place=where,
                  perpetrators=(), tolls=(), totals=(), sources=(), documents=())  # fmt: skip


def test_only_days_and_points_are_used_and_the_rest_is_told() -> None:
    records = [record(1, 5), record(2, 0), record(3, 1, precision="district"), record(4, 1, days=3),
               record(5, 1, aggregate=True), record(6, 1, status="denied"), record(7, 2, place=None)]  # fmt: skip
    points = points_of(records)
    assert points.ids == ("i2", "i1")
    assert list(np.diff(points.days)) == [5]
    assert [gap.split(" incidents ")[0] for gap in points.gaps] == ["1 of 7", "1 of 7", "1 of 7", "2 of 7"]
    assert points_of(records, with_place=False).ids == ("i2", "i3", "i7", "i1")


def test_repeats_are_found_where_they_are() -> None:
    found = near_repeat(bench._followed(np.random.default_rng(2)), permutations=199)
    assert found.told
    assert found.p_value <= 0.01
    assert found.ratio > 1.2
    assert "another nearby is likelier" in found.words
    assert found.expected_range[0] <= found.expected <= found.expected_range[1]
    assert plot_near_repeat(found).axes


def test_a_front_that_moves_is_not_taken_for_repeats() -> None:
    found = bench.near_repeats(40)
    assert found["false, all speeds"] <= 0.12
    assert found["found where they are"] >= 0.7


def test_a_quick_front_cannot_be_told() -> None:
    found = near_repeat(bench._front(np.random.default_rng(1), speed=3.0), permutations=99)
    assert not found.told
    assert "the fighting moves" in found.words


@pytest.mark.parametrize("points", [NONE, points_of([record(1, 0)]), points_of([record(n, n) for n in range(6)])])
def test_too_few_incidents_cannot_be_told(points: Points) -> None:
    for words in (near_repeat(points, permutations=9).words, self_excitation(points).words, hot_cells(points).words):
        assert "cannot be told from these data" in words
    assert plot_self_excitation(self_excitation(points)).axes
    assert plot_hot_cells(hot_cells(points)).axes


def test_incidents_that_set_off_others_are_told_from_a_falling_rate() -> None:
    found = bench.self_excitations(12)
    assert abs(found["halved, 40% set off"]["mean"] - 0.4) < 0.12
    assert found["halved, 40% set off"]["coverage"] >= 0.75
    assert found["falling, 0% set off"]["mean"] <= 0.15


def test_self_excitation_of_days() -> None:
    rng = np.random.default_rng(11)
    times = bench.excited(rng, lambda t: np.where(t < 360, 0.5, 0.25), 0.5)
    days = 737_000 + np.floor(times).astype(np.int64)
    points = Points(tuple(f"i{n}" for n in range(len(days))), days, np.zeros(len(days)), np.zeros(len(days)), ())
    found = self_excitation(points)
    assert found.told
    assert found.interval[0] < 0.5 < found.interval[1]
    assert found.decay_interval[0] < 4 < found.decay_interval[1]
    assert len(found.background) == len(found.edges) - 1 == 8
    assert sum(found.background[:4]) > 1.3 * sum(found.background[4:])
    assert all(
        low <= rate <= high for rate, (low, high) in zip(found.background, found.background_intervals, strict=True)
    )
    assert "were set off by earlier ones" in found.words
    assert plot_self_excitation(found).axes


def test_the_top_of_a_profile_and_its_interval() -> None:
    at = np.linspace(0, 1, 21)
    top, (low, high) = top_and_interval(at, -((at - 0.52) ** 2) / (2 * 0.1**2))
    assert top == pytest.approx(0.52, abs=1e-6)
    assert (low, high) == pytest.approx((0.52 - 0.196, 0.52 + 0.196), abs=0.01)


def test_benjamini_and_hochbergs_values() -> None:
    assert benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.5])) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])


def test_over_dispersion_is_nought_for_steady_cells_and_one_for_bursts() -> None:
    assert over_dispersion(np.full((10, 4), 5)) == 0.0
    bursts = np.zeros((40, 4), dtype=np.int64)
    bursts[np.arange(40), np.arange(40) % 4] = 8
    assert over_dispersion(bursts) == pytest.approx(0.95, abs=0.1)
    assert over_dispersion(np.full((10, 1), 5)) is None


def test_a_cell_that_rises_is_hot() -> None:
    points, risen = bench._places(np.random.default_rng(6))
    found = hot_cells(points)
    called = {cell.h3 for cell in found.hot}
    assert found.told
    assert len(called & risen) >= 3
    assert "times the area's change" in found.words
    first = found.cells[0]
    assert first.ratio_interval[0] > 1
    assert len(first.ids) == first.recent
    assert plot_hot_cells(found).axes


def test_nothing_is_hot_where_all_cells_rise_alike() -> None:
    places = [(34.5 + k / 2, 38.5) for k in range(4)]
    steady = [record(10 * d + k, d, place) for d in range(0, 360, 6) for k, place in enumerate(places)]
    more = [record(9000 + 10 * d + k, d, place) for d in range(270, 360, 6) for k, place in enumerate(places)]
    found = hot_cells(points_of(steady + more))
    assert not found.hot
    assert "none rose more than chance" in found.words
