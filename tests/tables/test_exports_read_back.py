"""What `hudhud export` writes as tables, read back: nothing that the row holds is changed by the way."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from hudhud import pipeline
from hudhud.errors import TableError
from hudhud.ledger import Ledger
from hudhud.model import Assessment, Record
from hudhud.tables import read_table


def told(rows: tuple[Assessment, ...], group: str | None = None) -> dict[str, tuple[object, ...]]:
    """Bounds by harm, of one group or of all."""
    chosen = [row for row in rows if group is None or row.group == group]
    return {row.harm: (row.low, row.best, row.high, row.interval) for row in chosen}


def read(one: Record, group: str) -> dict[str, tuple[object, ...]]:
    rows = one.totals if group == "all" else [toll for toll in one.tolls if toll.group == group]
    return {row.harm: (row.low, row.best, row.high, row.interval) for row in rows}


@pytest.mark.sqlite
@pytest.mark.parametrize("profile", ["csv", "hxl"])
def test_a_wide_row_comes_back(examples: Ledger, tmp_path: Path, profile: str) -> None:
    done = pipeline.export(examples, profile, tmp_path / "all.csv")
    records = read_table(done.path)
    incidents = pipeline.incidents(examples)
    assert [one.id for one in records] == [one.id for one in incidents]
    for record, one in zip(records, incidents, strict=True):
        assert (record.types, record.status, record.aggregate) == (one.types, one.status, one.aggregate)
        assert record.when == one.when
        assert (record.place and record.place.name) == (one.place and one.place.name)
        assert (record.place and record.place.precision) == (one.place and one.place.precision)
        assert (record.place and record.place.country) == (one.place and one.place.country)
        assert record.perpetrators == one.perpetrators
        assert read(record, "all") == told(one.totals)
        assert read(record, "civilians") == told(one.harms, "civilians")
        assert set(record.conflicts) == {part.strip() for text in one.conflicts for part in text.split(";")}


@pytest.mark.sqlite
def test_the_row_of_hashtags_is_no_incident_and_a_broken_row_is_named(examples: Ledger, tmp_path: Path) -> None:
    path = pipeline.export(examples, "hxl", tmp_path / "all.csv").path
    with path.open(encoding="utf-8", newline="") as file:
        names, tags, first, *_ = csv.reader(file)
    assert tags[0].startswith("#")
    broken = [cell if name != "killed_low" else "-4" for name, cell in zip(names, first, strict=True)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, tags, broken])
    with pytest.raises(TableError, match="row 3, killed_low: '-4' is not a count of people"):
        read_table(path)
