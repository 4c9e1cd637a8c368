"""AWSD rows: no closer than they say, and counts of aid workers as bounds from below."""

from __future__ import annotations

from datetime import date

import pytest

from hudhud.tables.awsd import record
from hudhud.tables.row import CellError, Row

ROW = {
    "incident id": "1", "year": "2019", "month": "4", "day": "9", "country": "Syria", "region": "Homs",
    "district": "Tadmur", "city": "Sukhna", "total killed": "2", "total wounded": "0", "total kidnapped": "0",
    "means of attack": "Landmine ", "location": "Home", "latitude": "34.9", "longitude": "38.9",
    "actor name": "Not applicable",
}  # fmt: skip


def test_counts_of_aid_workers_bound_everybody_from_below() -> None:
    one = record(Row(ROW))
    assert [(t.harm, t.group, t.low, t.best, t.high) for t in one.tolls] == [("killed", "civilians", 2, None, None)]
    assert one.total("injured") is None
    assert (one.types, one.perpetrators, one.targets) == (("landmine",), (), ("aid workers",))


@pytest.mark.parametrize(
    ("missing", "first", "last", "precision"),
    [
        ((), date(2019, 4, 9), date(2019, 4, 9), "day"),
        (("day",), date(2019, 4, 1), date(2019, 4, 30), "month"),
        (("day", "month"), date(2019, 1, 1), date(2019, 12, 31), "year"),
    ],
)
def test_a_date_is_as_wide_as_the_row_leaves_it(
    missing: tuple[str, ...], first: date, last: date, precision: str
) -> None:
    when = record(Row(ROW | dict.fromkeys(missing, ""))).when
    assert when is not None
    assert (when.start, when.end, when.precision) == (first, last, precision)


@pytest.mark.parametrize(
    ("missing", "name", "precision"),
    [
        ((), "Sukhna", "exact"),
        (("city",), "Tadmur", "district"),
        (("city", "district"), "Homs", "province"),
        (("city", "district", "region"), "Syria", "country"),
    ],
)
def test_a_place_is_as_close_as_its_narrowest_name(missing: tuple[str, ...], name: str, precision: str) -> None:
    place = record(Row(ROW | dict.fromkeys(missing, ""))).place
    assert place is not None
    assert (place.name, place.country, place.precision) == (name, "SY", precision)


def test_a_day_that_no_calendar_has_is_refused() -> None:
    with pytest.raises(CellError, match="day"):
        record(Row(ROW | {"day": "31"}))
