"""Others' tables in a ledger: kept as they are, once, with a decision, and missed where somebody touched them."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hudhud import pipeline
from hudhud.errors import LedgerError, TableError
from hudhud.ledger import Imports, Ledger, verify
from hudhud.publish.exports import json_lines

AWSD_ROW = {
    "Incident ID": "90001", "Year": "2019", "Month": "4", "Day": "9", "Country Code": "SY", "Country": "Syrian Arab "
    "Republic", "Region": "Homs", "District": "Tadmur", "City": "Sukhna", "Total killed": "2", "Total wounded": "0",
    "Total kidnapped": "1", "Means of attack": "Shooting", "Location": "Road", "Latitude": "34.9",
    "Longitude": "38.9", "Actor name": "Unknown", "Source": "Media", "Details": "Made up,\nin two lines.",
}  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Any:
    with Ledger.open(tmp_path / "l.db") as opened:
        yield opened


def write(path: Path, *changes: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(AWSD_ROW))
        writer.writeheader()
        writer.writerows(AWSD_ROW | change for change in changes or ({},))
    return path


def test_a_row_is_kept_as_it_came_beside_what_it_says(ledger: Ledger, tmp_path: Path) -> None:
    path = write(tmp_path / "awsd.csv")
    done = pipeline.import_table(ledger, path, "awsd")
    assert done is not None
    assert (done.name, done.origin, done.rows, done.refused) == ("awsd.csv", "awsd", 1, 0)
    assert done.file == hashlib.sha256(path.read_bytes()).hexdigest()
    [body] = Imports(ledger).bodies(done.file)
    assert json.loads(body) == AWSD_ROW
    [record] = Imports(ledger).records()
    assert (record.id, record.types, record.perpetrators) == ("awsd-90001", ("attack",), ())
    assert record.place is not None
    assert (record.place.country, record.place.precision) == ("SY", "near")
    assert {(t.harm, t.low, t.high) for t in record.totals} == {("killed", 2, None), ("abducted", 1, None)}
    assert pipeline.incidents(ledger) == []
    [decision] = [d for d in ledger.decisions() if d.action == "import"]
    assert decision.subject == done.file
    assert Imports(ledger).files() == [done]


def test_the_same_file_is_imported_once(ledger: Ledger, tmp_path: Path) -> None:
    first = write(tmp_path / "awsd.csv")
    assert pipeline.import_table(ledger, first, "awsd") is not None
    head = [d.seq for d in ledger.decisions()]
    assert pipeline.import_table(ledger, first.rename(tmp_path / "again.csv"), "awsd") is None
    assert [d.seq for d in ledger.decisions()] == head


def test_a_newer_file_speaks_for_its_rows(ledger: Ledger, tmp_path: Path) -> None:
    pipeline.import_table(ledger, write(tmp_path / "1.csv", {}, {"Incident ID": "90002"}), "awsd")
    pipeline.import_table(ledger, write(tmp_path / "2.csv", {"Total killed": "3"}), "awsd")
    killed = {one.id: one.total("killed") for one in Imports(ledger).records("awsd")}
    assert {name: toll and toll.low for name, toll in killed.items()} == {"awsd-90001": 3, "awsd-90002": 2}
    assert Imports(ledger).records("ucdp") == []


def test_rows_that_cannot_be_understood_are_told_and_counted(ledger: Ledger, tmp_path: Path) -> None:
    told: list[TableError] = []
    path = write(tmp_path / "awsd.csv", {}, {"Incident ID": "2", "Day": "31"}, {"Incident ID": "3", "Year": ""})
    done = pipeline.import_table(ledger, path, "awsd", told.append)
    assert done is not None
    assert (done.rows, done.refused, len(told)) == (1, 2, 3)
    assert "row 3, day" in str(told[0])


@pytest.mark.parametrize(
    ("change", "origin", "why"),
    [({}, "ucdp", "is a table of awsd"), ({"Year": ""}, "awsd", "no row that can be understood")],
)
def test_another_table_leaves_nothing(
    ledger: Ledger, tmp_path: Path, change: dict[str, str], origin: Any, why: str
) -> None:
    with pytest.raises(TableError, match=why):
        pipeline.import_table(ledger, write(tmp_path / "awsd.csv", change), origin)
    assert Imports(ledger).records() == []
    assert list(ledger.decisions()) == []


def test_our_own_export_comes_in_without_loss(examples: Ledger, ledger: Ledger, tmp_path: Path) -> None:
    path = pipeline.export(examples, "jsonl", tmp_path / "all.jsonl").path
    done = pipeline.import_table(ledger, path, "hudhud")
    assert done is not None
    lines = path.read_text(encoding="utf-8").splitlines()
    assert list(Imports(ledger).bodies(done.file)) == lines
    back = [json_lines.item_of(json.loads(body))[0].incident for body in Imports(ledger).bodies(done.file)]
    assert back == pipeline.incidents(examples)
    assert {one.origin for one in Imports(ledger).records()} == {"hudhud"}


def _touched(path: Path, statement: str) -> list[str]:
    with closing(sqlite3.connect(path)) as file, file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {name}")
        file.execute(statement)
    with Ledger.open(path, create=False, read_only=True) as opened:
        return [p for p in verify(opened).problems if "trigger" not in p]


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE imported SET body = replace(body, '\"2\"', '\"1\"')", "are not those that decision"),
        ("UPDATE imported SET record = replace(record, '\"low\":2', '\"low\":1')", "are not those that decision"),
        ("UPDATE imported SET record = 'x'", "are not those that decision"),
        ("DELETE FROM imported WHERE row = 2", "are not those that decision"),
        ("DELETE FROM imported", "are missing"),
        ("UPDATE imported SET file = 'f' || substr(file, 2)", "No import decision speaks of"),
    ],
)
def test_verify_misses_what_was_touched(tmp_path: Path, statement: str, problem: str) -> None:
    path = tmp_path / "l.db"
    with Ledger.open(path) as opened:
        pipeline.import_table(opened, write(tmp_path / "awsd.csv", {}, {"Incident ID": "2"}), "awsd")
        result = verify(opened)
        assert (result.problems, result.imported) == ([], 2)
    assert any(problem in one for one in _touched(path, statement))


def test_a_row_cannot_be_changed_through_the_ledger(ledger: Ledger, tmp_path: Path) -> None:
    pipeline.import_table(ledger, write(tmp_path / "awsd.csv"), "awsd")
    with pytest.raises(LedgerError, match="append-only"), ledger.writing() as connection:
        connection.exec_driver_sql("UPDATE imported SET body = ''")
