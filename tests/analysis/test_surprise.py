"""How surprising one incident is, and when that cannot be told."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from made_records import made

from hudhud.analysis.drawing import literal
from hudhud.analysis.scope import Scope
from hudhud.analysis.surprise import Surprise, plot_surprise, surprise
from hudhud.analysis.tails import middle_and_interval, resample
from hudhud.errors import AnalysisError
from hudhud.model import Record

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import analysis_tails as bench

UNTIL = date(2023, 12, 31)


def incidents(events: int = 200, seed: int = 4) -> list[Record]:
    chance = np.random.default_rng(seed)
    sizes = np.floor(5 * (1 - chance.random(events)) ** (-1 / 1.4)).astype(int)
    return [
        made(n, int(d), int(s)) for n, (d, s) in enumerate(zip(chance.integers(0, 1400, events), sizes, strict=True))
    ]


@pytest.fixture(scope="module")
def largest() -> Surprise:
    return surprise(incidents(), Scope(), until=UNTIL, least=5)


def test_the_largest_is_weighed_by_both_tails_and_their_average(largest: Surprise) -> None:
    assert largest.told
    assert largest.rank == 1
    assert [t.kind for t in largest.tails] == ["power law", "lognormal", "average"]
    power, log, average = largest.tails
    for name in ("single", "seen", "ahead"):
        chances = [getattr(t, name) for t in (power, log, average)]
        assert all(c.interval[0] <= c.best <= c.interval[1] for c in chances)
        assert min(c.best for c in chances[:2]) <= chances[2].best <= max(c.best for c in chances[:2])
        assert chances[2].interval[0] <= max(c.interval[0] for c in chances[:2])
    assert average.single.best < average.ahead.best < average.seen.best
    assert "power law" in largest.words
    assert "lognormal" in largest.words


def test_more_months_ahead_make_it_likelier() -> None:
    records = incidents()
    one, ten = (surprise(records, Scope(), until=UNTIL, least=5, months=m).tails[2].ahead for m in (1, 120))
    assert one.best < ten.best
    with pytest.raises(AnalysisError, match="at least 1"):
        surprise(records, Scope(), months=0)


def test_a_common_size_surprises_nobody() -> None:
    records = incidents()
    least = next(r for r in records if (r.total("killed") or 0) and r.totals[0].best == 6)
    found = surprise(records, Scope(), least.id, until=UNTIL, least=20)
    assert found.told
    assert not found.tails
    assert "below the tail" in found.words
    assert found.at_least.best > 0.3


@pytest.mark.parametrize("records", [incidents(25), [made(n, n, 7) for n in range(60)]], ids=["too few", "all alike"])
def test_a_tail_without_enough_sizes_tells_nothing(records: list[Record]) -> None:
    found = surprise(records, Scope(), until=UNTIL)
    assert not found.told
    assert not found.tails
    assert "cannot be told" in found.words
    assert plot_surprise(found).axes


def test_nearly_equal_sizes_do_not_break_the_resamples() -> None:
    found = surprise([made(n, n, 2 if n else 3) for n in range(60)], Scope(), until=UNTIL, least=2)
    assert all(0 <= t.single.best <= 1 for t in found.tails)


def test_sums_and_what_has_no_figure_are_left_out_and_named() -> None:
    records = [*incidents(60), made(900, 3, 5000, aggregate=True), made(901, 4), made(902, 5, 0)]
    found = surprise(records, Scope(), until=UNTIL)
    assert found.size < 5000
    assert len(found.sizes) == 60
    assert [gap.split(" incidents ")[0] for gap in found.basis.gaps] == ["1 of 63"] * 3
    with pytest.raises(AnalysisError, match="a sum"):
        surprise(records, Scope(), "i900")
    with pytest.raises(AnalysisError, match="no incident has the id"):
        surprise(records, Scope(), "i999")
    with pytest.raises(AnalysisError, match="no incident in scope"):
        surprise(records, Scope(perpetrators=frozenset({"Nobody"})))


def test_an_estimated_interval_is_drawn_from_and_a_reported_range_is_only_told() -> None:
    rest = incidents(120)
    told = surprise([*rest, made(900, 3, (100, 150, 400))], Scope(), "i900", until=UNTIL, least=5)
    drawn = surprise([*rest, made(900, 3, (100, 150, 400), interval=(100, 400))], Scope(), "i900", until=UNTIL, least=5)
    assert told.size_interval == drawn.size_interval == (100, 400)
    widths = [np.diff(np.log(f.tails[0].single.interval))[0] for f in (told, drawn)]
    assert widths[0] < widths[1]


def test_names_from_the_data_draw_nothing_but_themselves(largest: Surprise) -> None:
    figure = plot_surprise(largest)
    figure.canvas.draw()
    assert literal("a $\\frac{x}$ name\nwith\tmore") == r"a \$\frac{x}\$ name with more"
    assert len(literal("x" * 500)) == 60
    hostile = surprise([made(n, n, 5 + n % 40, by=("$\\bad{",)) for n in range(80)],
                       Scope(perpetrators=frozenset({"$\\bad{"})))  # fmt: skip
    plot_surprise(hostile).canvas.draw()


def test_intervals_of_both_tails_together_hold_the_truth() -> None:
    held = {name: share for truth, by_name in bench.coverage(3).items() for name, share in by_name.items()
            if name.startswith("both")}  # fmt: skip
    assert np.mean(list(held.values())) >= 0.6


@pytest.mark.skipif(importlib.util.find_spec("powerlaw") is None, reason="the powerlaw package is not installed")
def test_the_chance_of_the_largest_act_of_terror() -> None:
    file = bench.terrorism_file()
    if file is None:
        pytest.skip("this powerlaw brings no figures of terrorism")
    found = bench.on_terrorism(file, 300)
    assert found["largest, power law"] == pytest.approx(0.28, abs=0.03)
    assert found["largest, lognormal"] == pytest.approx(0.12, abs=0.04)


def test_power_laws_from_resamples_lie_about_the_fitted_one() -> None:
    sizes = np.floor(10 * (1 - np.random.default_rng(8).random(40)) ** (-1 / 1.4))
    drawn = resample(sizes, 10, draws=300)
    middle, (low, high) = middle_and_interval(np.array([t.slope for t in drawn.power_law]))
    assert low < 2.4 < high
    assert 1.8 < middle < 3.2
