"""Months ahead by district: when nothing is said, what stands beside it, and whether intervals hold."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from made_records import made

from hudhud.analysis.discounted import Foretold, foretell
from hudhud.analysis.forecast import forecast, plot_forecast, score
from hudhud.analysis.scope import Scope
from hudhud.errors import AnalysisError
from hudhud.model import Record

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from analysis_forecast import UCDP, measure

PLACES = ("Barq", "Nahr", "Tall")


def monthly(months: int, *, means: tuple[float, ...] = (8.0, 3.0, 0.0), seed: int = 1) -> list[Record]:
    """From January 2020 on, so many incidents a month in each place; a sum in Tall keeps that place in the table."""
    chance = np.random.default_rng(seed)
    records = [made(0, date(2020, 1, 1), aggregate=True, admin1="Tall")]
    for month in range(months):
        for place, mean in zip(PLACES, means, strict=True):
            for _ in range(chance.poisson(mean)):
                day = date(2020 + month // 12, month % 12 + 1, int(chance.integers(1, 29)))
                records.append(made(len(records), day, 2, admin1=place))
    return records


UNTIL = date(2021, 12, 31)


def test_both_others_and_past_scores_stand_beside_it() -> None:
    found = forecast(monthly(24), Scope(), what="incidents", until=UNTIL)
    assert found.told
    assert found.origin == date(2021, 12, 1)
    first = found.places[0]
    assert first.name == "Barq"
    assert [m.month for m in first.ahead] == [date(2022, m, 1) for m in range(1, 7)]
    assert all(m.interval[0] <= m.median <= m.interval[1] for m in first.ahead)
    assert first.ahead[0].interval[0] < 8 < first.ahead[0].interval[1]
    assert first.last_value == first.series.counts[-1]
    assert first.last_twelve == pytest.approx(first.series.counts[-12:].mean())
    assert [s.months for s in found.scores] == [1, 2, 3, 4, 5, 6]
    assert all(s.forecasts == 3 * (24 - 11 - s.months) for s in found.scores)
    assert all(s.model < s.last_value for s in found.scores)
    assert "last twelve months" in found.words
    assert "last value" in found.words


def test_a_place_where_nothing_ever_was_gets_no_forecast() -> None:
    found = forecast(monthly(24), Scope(), what="incidents", until=UNTIL)
    silent = next(p for p in found.places if p.name == "Tall")
    assert silent.silent
    assert silent.ahead == ()
    assert any("1 of 3 districts never had one" in gap for gap in found.basis.gaps)
    none = forecast(monthly(24), Scope(perpetrators=frozenset({"Nobody"})), what="incidents", until=UNTIL)
    assert not none.told
    assert "None was counted" in none.words
    assert plot_forecast(none).axes


def test_a_short_history_is_too_early_and_an_unfinished_month_no_month() -> None:
    assert "Too early to say" in forecast(monthly(17), Scope(), what="incidents", until=date(2021, 5, 31)).words
    whole, unfinished = (forecast(monthly(24), Scope(), what="incidents", until=d) for d in (UNTIL, date(2021, 12, 30)))
    assert unfinished.origin == date(2021, 11, 1)
    assert len(unfinished.places[0].series) == len(whole.places[0].series) - 1
    with pytest.raises(AnalysisError, match="1 to 6"):
        forecast(monthly(2), Scope(), months=7)
    with pytest.raises(AnalysisError, match="first-level district"):
        forecast([made(1, 3, 4, admin1=None)], Scope())


def test_records_without_a_district_are_told_of() -> None:
    found = forecast([*monthly(24), made(9000, date(2021, 3, 3), 2, admin1=None)], Scope(), until=UNTIL)
    assert any("1 records that may be in scope name no first-level district" in gap for gap in found.basis.gaps)
    assert any("Whole months from 2020-01-01 to 2021-12-31" in gap for gap in found.basis.gaps)


def test_no_forecast_knows_what_comes_after_it() -> None:
    counts = np.random.default_rng(3).negative_binomial(2, 0.1, (30, 4))
    for ahead in (1, 4):
        whole, part = foretell(counts, ahead), foretell(counts[:20], ahead)
        np.testing.assert_allclose(whole.mean[:20], part.mean)
        np.testing.assert_allclose(whole.dispersion[:20], part.dispersion)


def test_intervals_hold_nine_in_ten_and_say_when_they_start_at_nothing() -> None:
    chance = np.random.default_rng(5)
    levels = np.exp(chance.normal(2, 1, 12) + np.cumsum(chance.normal(0, 0.15, (48, 12)), axis=0))
    counts = chance.negative_binomial(3, 3 / (3 + levels))
    for ahead in (1, 3, 6):
        found = score(counts, foretell(counts, ahead), ahead)
        assert found is not None
        assert 0.84 <= found.coverage <= 0.98
        assert found.skill > -0.05
    few = Foretold(np.array([0.5, 50.0]), np.array([0.5, 0.1]))
    low, high = few.interval()
    assert low[0] == 0 < low[1] < 50 < high[1]
    assert high[0] == few.quantile(0.9)[0]


def test_names_from_the_data_draw_nothing_but_themselves() -> None:
    records = [made(n, date(2020 + n // 36, n // 3 % 12 + 1, 5), 3, admin1="$\\bad{ \n name") for n in range(72)]
    figure = plot_forecast(forecast(records, Scope(), until=UNTIL))
    figure.canvas.draw()
    assert "\n" not in figure.axes[0].get_title()


@pytest.mark.skipif(not UCDP.exists(), reason=f"no events at {UCDP}")
def test_syria_is_foretold_better_than_by_the_last_year() -> None:
    found = measure()
    for name, skill in (("deaths", 0.15), ("IS events", 0.30)):
        scores = found[name]["2018 on"]
        assert scores["1"]["skill"] >= skill
        assert min(scores["3"]["skill"], scores["6"]["skill"]) >= 0
        assert all(0.85 <= one["coverage"] <= 0.95 for one in scores.values())
