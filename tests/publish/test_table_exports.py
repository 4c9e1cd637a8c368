"""Tables of incidents as other tools open them: CSV, HXL, Excel, Parquet."""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
import subprocess
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import hxl
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from hudhud import pipeline
from hudhud.codebook import load
from hudhud.ledger import Ledger
from hudhud.model import Assessment, Claim, Count, Evidence, HarmValue, Incident, Member, Mention, Place, When
from hudhud.model.claims import HARM_FIELDS
from hudhud.model.exports import Header, Item, Reference
from hudhud.pipeline.exports import items
from hudhud.publish.cells import safe_cell
from hudhud.publish.exports import PROFILES, __main__, workbook
from hudhud.publish.exports.columns import COLUMNS, claim_rows, row, shared_cells

HEADER = Header("7-00ff", "1.2.3", "harm=killed", "default 12ab")
HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "\u200b=1", "\ufeff@x", "＝1",
    "=cmd|' /C calc'!A0", "a\u202eb", "a\x1b[2Jb", "a\x00b", "a\ufffeb", '"quoted", and; more',
)  # fmt: skip


def incident(
    name: str = "Sukhna",
    harms: tuple[tuple[str, str, int | None, int | None, int | None], ...] = (("killed", "civilians", 3, 5, 7),),
    when: tuple[str, str, str] | None = ("2023-02-17", "2023-02-17", "day"),
    **more: Any,
) -> Item:
    """An item made by hand, with one report that claims what it holds."""
    figures = [
        Assessment(harm=h, group=g, low=low, best=best, high=high, by=("Desk",), reason="made", claims=())
        for h, g, low, best, high in harms
    ]
    value = HarmValue(harm="killed", group="civilians", count=Count(low=3, high=None, qualifier="at_least"))
    claim = Claim(value=value, evidence=Evidence(verbatim=name or "x", span_start=0, span_end=len(name or "x")),
                  confidence=0.5, reason="made", reader="test", reader_version="1")  # fmt: skip
    member = Member(mention=Mention(id="m1", claims=(claim,)), document_id="ab" * 32, doc_id="d1", title=name,
                    publisher=name, published=None, published_basis="unknown")  # fmt: skip
    start, end, precision = when or ("", "", "")
    said: dict[str, Any] = {
        "id": "i0123456789", "members": (member,), "types": ("attack",), "status": "occurred", "aggregate": False,
        "when": When(start=date.fromisoformat(start), end=date.fromisoformat(end), precision=precision)
        if when else None,
        "place": Place(name=name, country="SY", lat=-34.885, lon=-38.871, precision="exact"),
        "perpetrators": (name,), "harms": tuple(figures),
        "totals": tuple(f.model_copy(update={"group": "mixed"}) for f in figures), "conflicts": (),
    } | more  # fmt: skip
    told = Reference("ab" * 32, "d1", name, name, None, date(2023, 2, 18), "https://news.example.org/1", "en",
                     datetime(2023, 2, 19, tzinfo=UTC))  # fmt: skip
    return Item(Incident(**said), "https://desk.example.org/incidents/i0123456789", (told,))


def cells_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_columns_and_cells_go_together(examples: Ledger) -> None:
    for item in items(examples, pipeline.Filter()):
        cells = dict(zip((c.name for c in COLUMNS), row(item, shared_cells(HEADER)), strict=True))
        for total in item.incident.totals:
            found = [cells[f"{total.harm}_{name}"] for name in ("low", "best", "high")]
            assert found == [total.low, total.best, total.high]
        assert [cells[f"export_{n}"] for n in ("state", "filter", "policy")] == [
            "7-00ff",
            "harm=killed",
            "default 12ab",
        ]
    assert len({c.name for c in COLUMNS}) == len(COLUMNS) == len({c.tag for c in COLUMNS})
    assert [e.code for e in load()["harms"].entries] == list(HARM_FIELDS)


def test_pandas_reads_the_csv_with_its_types(examples: Ledger, tmp_path: Path) -> None:
    done = pipeline.export(examples, "csv", tmp_path / "all.csv")
    frame = pd.read_csv(done.path, parse_dates=["date_start"], dtype={"killed_best": "Int64"})
    every = list(items(examples, pipeline.Filter()))
    assert list(frame["id"]) == [one.incident.id for one in every]
    killed = [one.incident.totals for one in every]
    best = [next((t.best for t in some if t.harm == "killed"), None) for some in killed]
    assert [None if v is pd.NA else v for v in frame["killed_best"]] == best
    assert set(frame["export_state"]) == {done.header.state}


def test_negative_numbers_stay_numbers_and_open_bounds_empty(tmp_path: Path) -> None:
    PROFILES["csv"].write([incident(harms=(("killed", "civilians", 16, 16, None),))], HEADER, tmp_path / "a.csv")
    (cells,) = cells_of(tmp_path / "a.csv")
    assert (cells["latitude"], cells["longitude"]) == ("-34.885", "-38.871")
    assert (cells["killed_low"], cells["killed_best"], cells["killed_high"]) == ("16", "16", "")
    assert (cells["injured_low"], cells["injured_best"]) == ("", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula_or_steers_a_screen(text: str, tmp_path: Path) -> None:
    safe = safe_cell(text)
    assert safe.lstrip("\u200b\ufeff\u00a0 \t\n")[:1] not in {"=", "+", "-", "@", "＝"}
    assert not set(safe) & {"\x00", "\x1b", "\r", "\u202e", "\ud800", "\ufffe"}
    for name in ("csv", "hxl", "xlsx"):
        path = tmp_path / f"a.{name}"
        PROFILES[name].write([incident(text)], HEADER, path)
        if name == "xlsx":
            found = sheet(path, "incidents")[0]
            assert {c.data_type for one in openpyxl.load_workbook(path)["incidents"] for c in one} <= set("snbd")
        else:
            found = cells_of(path)[-1]
        assert found["place"] == found["perpetrators"] == safe


def sheet(path: Path, name: str) -> list[dict[str, Any]]:
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        head, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(head, one, strict=True)) for one in rows]


def test_a_workbook_has_typed_cells_and_its_four_sheets(examples: Ledger, tmp_path: Path) -> None:
    done = pipeline.export(examples, "xlsx", tmp_path / "all.xlsx")
    every = list(items(examples, pipeline.Filter()))
    book = openpyxl.load_workbook(done.path)
    assert book.sheetnames == ["incidents", "claims", "sources", "codebook"]
    for one in book.worksheets:
        assert one.freeze_panes == "B2"
        assert one.auto_filter.ref == one.dimensions
    rows = sheet(done.path, "incidents")
    assert [one["id"] for one in rows] == [one.incident.id for one in every]
    for cells, item in zip(rows, every, strict=True):
        assert cells["date_start"] == (
            item.incident.when and datetime.combine(item.incident.when.start, datetime.min.time())
        )
        assert isinstance(cells["aggregate"], bool)
        killed = next((t for t in item.incident.totals if t.harm == "killed"), None)
        assert cells["killed_low"] == (killed and killed.low)
    assert len(sheet(done.path, "claims")) == sum(len(list(claim_rows(one))) for one in every)
    assert len(sheet(done.path, "sources")) == sum(len(one.references) for one in every)
    assert {one["vocabulary"] for one in sheet(done.path, "codebook")} > set(load().vocabularies)
    assert done.header.state in book.properties.description


def test_a_full_sheet_goes_on_to_a_second(tmp_path: Path) -> None:
    made = [incident(f"Place {n}") for n in range(5)]
    assert workbook.write(made, HEADER, tmp_path / "a.xlsx", most=3) == 5
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    found = [
        s["place"] for name in ("incidents", "incidents 2", "incidents 3") for s in sheet(tmp_path / "a.xlsx", name)
    ]
    assert found == [f"Place {n}" for n in range(5)]
    assert book["incidents 3"].freeze_panes == "B2"


def test_old_days_and_long_texts_have_room_in_a_workbook(tmp_path: Path) -> None:
    old = incident("𝄞" * 20_000, when=("1899-05-01", "1899-05-31", "month"))
    workbook.write([old], HEADER, tmp_path / "a.xlsx")
    (cells,) = sheet(tmp_path / "a.xlsx", "incidents")
    assert cells["date_start"] == "1899-05-01"
    assert cells["place"].endswith(" […]")
    assert len(cells["place"].encode("utf-16-le")) // 2 <= 32_767


# Without the number of the character set it takes that of the machine.
_UTF8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_workbook(examples: Ledger, tmp_path: Path) -> None:
    done = pipeline.export(examples, "xlsx", tmp_path / "all.xlsx")
    command = ["soffice", "--headless", "--convert-to", _UTF8_CSV, "--outdir", str(tmp_path), str(done.path)]
    subprocess.run(command, check=True, timeout=120, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"})
    assert len(cells_of(tmp_path / "all.csv")) == done.rows


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_finds_no_formula_and_no_link(tmp_path: Path) -> None:
    tricks = ('=HYPERLINK("https://elsewhere.example/","x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "https://a.example")
    workbook.write([incident(trick) for trick in tricks], HEADER, tmp_path / "a.xlsx")
    command = ["soffice", "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")]
    subprocess.run(command, check=True, timeout=120, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"})
    seen = html.unescape((tmp_path / "a.fods").read_text(encoding="utf-8"))
    assert "SUM(A1)" in seen
    # It makes formulas of truth values itself.
    assert set(re.findall(r'table:formula="([^"]*)"', seen)) <= {"of:=FALSE()", "of:=TRUE()"}
    assert "xlink:href" not in seen
    assert "<text:a " not in seen
    command[3] = _UTF8_CSV
    subprocess.run(command, check=True, timeout=120, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"})
    places = [row["place"] for row in cells_of(tmp_path / "a.csv")]
    assert places == [safe_cell(trick) for trick in tricks]


def test_libhxl_takes_the_hashtags(examples: Ledger, tmp_path: Path) -> None:
    done = pipeline.export(examples, "hxl", tmp_path / "all.hxl.csv")
    wanted = ("#date+start", "#date+end", "#event+type", "#group+perp+name", "#affected+killed", "#affected+injured",
              "#affected+abducted", "#adm1+name", "#adm2+name", "#geo+lat", "#geo+lon", "#geo+precision",
              "#meta+source")  # fmt: skip
    with hxl.make_input(str(done.path), hxl.InputOptions(allow_local=True)) as opened:
        source = hxl.data(opened)
        assert [column.display_tag for column in source.columns] == [c.tag for c in COLUMNS]
        for pattern in wanted:
            assert any(hxl.TagPattern.parse(pattern).match(column) for column in source.columns), pattern
        rows = list(source)
    assert [one.values[0] for one in rows] == [one.incident.id for one in items(examples, pipeline.Filter())]
    with hxl.make_input(str(done.path), hxl.InputOptions(allow_local=True)) as opened:
        assert hxl.validate(hxl.data(opened))


def test_halves_of_characters_and_marks_of_xml_are_text(tmp_path: Path) -> None:
    assert safe_cell("a\ud800") == "a�"
    workbook.write([incident("_x0041_")], HEADER, tmp_path / "a.xlsx")
    # Excel reads it as it was; openpyxl leaves the mark of XML in.
    assert sheet(tmp_path / "a.xlsx", "incidents")[0]["place"] == "_x005F_x0041_"


def test_parquet_holds_figures_claims_and_the_header(examples: Ledger, tmp_path: Path) -> None:
    done = pipeline.export(examples, "parquet", tmp_path / "all.parquet")
    table = pq.read_table(done.path)
    every = list(items(examples, pipeline.Filter()))
    assert json.loads(table.schema.metadata[b"hudhud"])["state"] == done.header.state
    for cells, item in zip(table.to_pylist(), every, strict=True):
        one = item.incident
        assert cells["id"] == one.id
        assert cells["date_start"] == (one.when and one.when.start)
        assert cells["place"] == (one.place and one.place.model_dump(exclude={"type"}))
        assert [(t["harm"], t["low"], t["best"], t["high"], tuple(t["by"])) for t in cells["totals"]] == [
            (t.harm, t.low, t.best, t.high, t.by) for t in one.totals
        ]
        claims = [c for m in one.members for c in m.mention.claims]
        assert [
            Claim.model_validate({**_claim(c), "value": json.loads(c["value_json"])}) for c in cells["claims"]
        ] == claims
        assert [r["doc_id"] for r in cells["reports"]] == [r.doc_id for r in item.references]
    assert len(pd.read_parquet(done.path)) == len(every)


def _claim(cells: dict[str, Any]) -> dict[str, Any]:
    evidence = {name: cells[name] for name in ("verbatim", "span_start", "span_end")}
    plain = ("attributed_to", "confidence", "reason", "reader", "reader_version")
    return {"evidence": evidence} | {name: cells[name] for name in plain}


def test_many_incidents_are_several_row_groups(tmp_path: Path) -> None:
    one = incident()
    made = (replace(one, permalink=str(n)) for n in range(4001))
    assert PROFILES["parquet"].write(made, HEADER, tmp_path / "a.parquet") == 4001
    with pq.ParquetFile(tmp_path / "a.parquet") as file:
        assert file.num_row_groups == 5


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_nothing_is_a_file_too(name: str, tmp_path: Path) -> None:
    assert PROFILES[name].write([], HEADER, tmp_path / "none") == 0
    assert (tmp_path / "none").exists()


def test_the_page_of_profiles_is_current() -> None:
    page = Path(__file__).parents[2] / "docs" / "exports.md"
    assert page.read_text(encoding="utf-8") == __main__.page(PROFILES.values()), "run make docs"
