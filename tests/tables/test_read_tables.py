"""Others' tables and our own exports, read into records."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from table_samples import ACLED_ROW, UCDP_ROW, write_csv

from hudhud.errors import TableError
from hudhud.model import Record
from hudhud.tables import read_table, stream_table

SHARED = Path(os.environ.get("HUDHUD_SHARED", Path(__file__).resolve().parents[3] / "shared"))
GED = SHARED / "bench" / "ucdp" / "ged_2023_sample1000.csv"


def ucdp(tmp_path: Path, **changes: str) -> Record:
    (record,) = read_table(write_csv(tmp_path / "ged.csv", [UCDP_ROW | changes]))
    return record


def acled(tmp_path: Path, **changes: str) -> Record:
    (record,) = read_table(write_csv(tmp_path / "acled.csv", [ACLED_ROW | changes]))
    return record


def killed(record: Record) -> dict[str, int | None]:
    return {t.group: t.best for t in record.tolls}


def test_a_ucdp_event_keeps_its_range_its_groups_and_both_sides(tmp_path: Path) -> None:
    one = ucdp(tmp_path)
    assert one.id == "ucdp-700001"
    assert one.perpetrators == ("Government of Syria", "IS")
    assert killed(one) == {"security_forces": 4, "fighters": 3, "civilians": 0, "unknown": 1}
    total = one.total("killed")
    assert total is not None
    assert (total.low, total.best, total.high) == (6, 8, 11)
    assert one.sources == ("Nadir Agency", "Watch Post")
    assert one.place is not None
    assert (one.place.country, one.place.precision, one.admin2) == ("SY", "near", "Tadmur district")


def test_one_sided_violence_has_a_doer_and_targets(tmp_path: Path) -> None:
    one = ucdp(tmp_path, type_of_violence="3", side_a="IS", side_b="Civilians", gwnoa="", deaths_a="0", deaths_b="0",
               deaths_civilians="8")  # fmt: skip
    assert (one.types, one.perpetrators, one.targets) == (("attack",), ("IS",), ("Civilians",))
    assert killed(one)["civilians"] == 8


def test_another_states_dead_are_foreign_forces_and_two_groups_dead_are_added(tmp_path: Path) -> None:
    abroad = ucdp(tmp_path, side_a="Government of Israel", side_b="Government of Syria", gwnoa="666", gwnob="652")
    assert killed(abroad) == {"foreign_forces": 4, "security_forces": 3, "civilians": 0, "unknown": 1}
    between = ucdp(tmp_path, type_of_violence="2", side_a="SDF", gwnoa="")
    assert killed(between) == {"fighters": 7, "civilians": 0, "unknown": 1}


def test_no_figure_is_none_and_nought_is_nought(tmp_path: Path) -> None:
    nothing = ucdp(tmp_path, low="", best="", high="").total("killed")
    assert nothing is not None
    assert (nothing.low, nothing.best, nothing.high) == (None, None, None)
    nobody = ucdp(tmp_path, low="0", best="0", high="3").total("killed")
    assert nobody is not None
    assert (nobody.low, nobody.best, nobody.high) == (0, 0, 3)


def test_figures_out_of_order_are_widened_and_said(tmp_path: Path) -> None:
    one = ucdp(tmp_path, low="9", best="8", high="11")
    total = one.total("killed")
    assert total is not None
    assert (total.low, total.best, total.high) == (8, 8, 11)
    assert "low 9, best 8, high 11" in one.conflicts[0]


@pytest.mark.parametrize(
    ("prec", "end", "precision", "aggregate"),
    [("1", "2018-05-02", "day", False), ("1", "2018-05-04", "range", False), ("2", "2018-05-02", "range", False),
     ("3", "2018-05-08", "week", False), ("4", "2018-05-31", "month", True), ("5", "2018-12-31", "year", True)],
)  # fmt: skip
def test_ucdp_dates_are_as_wide_as_the_row(
    tmp_path: Path, prec: str, end: str, precision: str, aggregate: bool
) -> None:
    one = ucdp(tmp_path, date_prec=prec, date_end=end)
    assert one.when is not None
    assert (one.when.precision, one.when.end.isoformat(), one.aggregate) == (precision, end, aggregate)


@pytest.mark.parametrize(
    ("prec", "precision"),
    [("1", "exact"), ("2", "near"), ("3", "district"), ("4", "province"), ("5", "region"), ("6", "country"),
     ("7", "region")],
)  # fmt: skip
def test_ucdp_places_are_as_wide_as_the_row(tmp_path: Path, prec: str, precision: str) -> None:
    place = ucdp(tmp_path, where_prec=f"{prec}.0").place
    assert place is not None
    assert place.precision == precision


@pytest.mark.parametrize(
    ("name", "letters"),
    [("DR Congo (Zaire)", "CD"), ("Russia (Soviet Union)", "RU"), ("Bosnia-Herzegovina", "BA"), ("Atlantis", None)],
)
def test_countries_by_the_names_of_ucdp(tmp_path: Path, name: str, letters: str | None) -> None:
    place = ucdp(tmp_path, country=name).place
    assert place is not None
    assert place.country == letters


def test_an_acled_event(tmp_path: Path) -> None:
    one = acled(tmp_path)
    assert (one.id, one.types, one.origin) == ("acled-SYR70001", ("shelling",), "acled")
    assert one.perpetrators == ("Military Forces of Syria (2000-2024)",)
    assert one.targets == ("Civilians (Syria)",)
    assert one.when is not None
    assert one.when.start == date(2021, 4, 3)
    total = one.total("killed")
    assert total is not None
    # ACLED's figure is the lowest that reports support; who the dead were is not told.
    assert (total.low, total.best, total.high, one.tolls) == (2, 2, None, ())


def test_acled_dates_that_are_a_week_or_a_month(tmp_path: Path) -> None:
    week, month = acled(tmp_path, time_precision="2").when, acled(tmp_path, time_precision="3").when
    assert week is not None
    assert month is not None
    assert (week.start, week.end, week.precision) == (date(2021, 3, 31), date(2021, 4, 6), "week")
    assert (month.start, month.end, month.precision) == (date(2021, 4, 1), date(2021, 4, 30), "month")


def test_acled_in_its_older_form_with_semicolons_and_numbers(tmp_path: Path) -> None:
    older = ACLED_ROW | {"inter1": "1", "inter2": "7", "event_date": "2021-04-03", "source": "Watch Post"}
    (one,) = read_table(write_csv(tmp_path / "older.csv", [older], delimiter=";"))
    assert one.targets == ("Civilians (Syria)",)


def test_an_acled_event_that_is_no_violence_has_no_type(tmp_path: Path) -> None:
    assert acled(tmp_path, event_type="Strategic developments", sub_event_type="Agreement").types == ()
    assert acled(tmp_path, event_type="Battles", sub_event_type="Armed clash").types == ("armed_clash",)


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [("date_start", "31/02/2018", "not a date"), ("deaths_a", "many", "not a number"), ("deaths_a", "-1", "count"),
     ("where_prec", "9", "none of 1, 2"), ("latitude", "134.5", "within -90"), ("date_end", "2018-05-01", "before"),
     ("side_a", "", "is empty")],
)  # fmt: skip
def test_a_row_that_cannot_be_understood_is_named(tmp_path: Path, column: str, cell: str, said: str) -> None:
    path = write_csv(tmp_path / "ged.csv", [UCDP_ROW, UCDP_ROW | {"id": "700002", column: cell}])
    with pytest.raises(TableError, match=rf"1 of 2 rows.*row 3, {column}: .*{said}") as error:
        read_table(path)
    assert "\n" not in str(error.value)


def test_refused_rows_are_told_one_by_one_and_left_out(tmp_path: Path) -> None:
    rows = [UCDP_ROW, UCDP_ROW | {"id": "700002", "best": "?"}, UCDP_ROW | {"id": "700003"}, UCDP_ROW]
    told: list[str] = []
    records = read_table(write_csv(tmp_path / "ged.csv", rows), lambda error: told.append(str(error)))
    assert [r.id for r in records] == ["ucdp-700001", "ucdp-700003"]
    assert len(told) == 3
    assert "row 5, id" in told[1]
    assert "2 of 4 rows" in told[2]


def test_a_table_is_read_as_it_streams(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "ged.csv", [UCDP_ROW | {"id": str(n)} for n in range(5)])
    stream = stream_table(path, lambda error: None)
    assert next(stream).id == "ucdp-0"
    stream.close()  # type: ignore[attr-defined]  # a generator


def test_what_is_no_table_of_ours(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="cannot be opened"):
        read_table(tmp_path / "missing.csv")
    with pytest.raises(TableError, match="none of the tables"):
        read_table(write_csv(tmp_path / "other.csv", [{"name": "x", "town": "y"}]))
    with pytest.raises(TableError, match="without the columns best"):
        read_table(write_csv(tmp_path / "cut.csv", [{k: v for k, v in UCDP_ROW.items() if k != "best"}]))
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(TableError, match="UTF-8"):
        read_table(binary)
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    with pytest.raises(TableError, match="none of the tables"):
        read_table(empty)


@pytest.mark.skipif(not GED.exists(), reason=f"no measuring data at {SHARED}")
def test_a_real_export_is_read_whole() -> None:
    records = read_table(GED)
    assert len(records) == 1000
    assert all(r.place is not None and r.place.country for r in records)
    assert sum(bool(r.conflicts) for r in records) == 13
    # The best figure is the sum of its groups.
    assert all(sum(t.best or 0 for t in r.tolls) == r.totals[0].best for r in records)
