"""What `hudhud incidents` prints, read back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from hudhud.cli.shared import print_records
from hudhud.errors import TableError
from hudhud.model import Assessment, Incident, Place, When
from hudhud.publish.records import incident_record
from hudhud.tables import read_table


def incident() -> Incident:
    toll = Assessment(
        harm="killed", group="civilians", low=3, best=5, high=None,
        by=("Nadir Agency (also in 2 copies)", "Watch Post"),
        reason="most say so", claims=(), interval=(3, 9), estimate=6,
    )  # fmt: skip
    return Incident(
        id="i0123456789",
        members=(),
        types=("shelling", "attack"),
        status="occurred",
        aggregate=False,
        when=When(start=date(2021, 4, 1), end=date(2021, 4, 30), precision="month"),
        place=Place(name="+Sahl", country="SY", lat=35.5, lon=36.5, precision="near", relation="outside"),
        perpetrators=("Syrian government",),
        harms=(toll,),
        totals=(toll.model_copy(update={"group": "mixed"}),),
        conflicts=("Two dates.",),
    )


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_incident_comes_back(tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    one = incident()
    print_records([incident_record(one)], form)
    path = tmp_path / f"incidents.{form}"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    (record,) = read_table(path)
    assert (record.id, record.types, record.when) == (one.id, one.types, one.when)
    assert record.place is not None
    assert (record.place.name, record.place.lat, record.place.precision) == ("+Sahl", 35.5, "near")
    (toll,) = record.tolls
    assert (toll.low, toll.best, toll.high, toll.interval, toll.estimate) == (3, 5, None, (3, 9), 6)
    assert record.totals[0].group == "all"
    assert record.sources == ("Nadir Agency", "Watch Post")
    assert record.conflicts == ("Two dates.",)


def test_lines_that_are_no_incident_are_named(tmp_path: Path) -> None:
    good = incident_record(incident())
    lines = [good, good | {"id": "i1", "status": "dreamt"}, {"id": "i2"}, good | {"id": "i3", "harms": [4]}]
    path = tmp_path / "incidents.jsonl"
    path.write_text("\n".join([*map(json.dumps, lines), "{broken"]), encoding="utf-8")
    told: list[str] = []
    assert [r.id for r in read_table(path, lambda error: told.append(str(error)))] == [good["id"]]
    assert "row 2, status: " in told[0]
    assert "row 3, documents: is missing" in told[1]
    assert "row 4, line: " in told[2]
    assert "row 5, line: is not JSON" in told[3]
    with pytest.raises(TableError, match="4 of 5 rows"):
        read_table(path)
