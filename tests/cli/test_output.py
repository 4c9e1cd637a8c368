"""What the commands print: for people at any width, for programs in any form."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from cli_samples import Run, json_lines, report

from hudhud import pipeline
from hudhud.ledger import Ledger
from hudhud.publish.terminal import cut, safe, said_once
from hudhud.reading import Reader

ESCAPES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="session")
def demo_ledger(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "ledger.db"
    with Ledger.open(path) as ledger:
        pipeline.demo(ledger, reader)
    return path


@pytest.fixture
def demo(run: Run, demo_ledger: Path, ledger_path: Path) -> Run:
    """`hudhud` over a ledger of the examples."""
    shutil.copy(demo_ledger, ledger_path)
    return run


def test_without_arguments_it_helps(run: Run) -> None:
    result = run()
    assert result.exit_code == 0
    assert "Start with: hudhud demo" in result.stdout
    assert "build" in run("gazetteer").stdout


def test_the_demo_prints_incidents_and_what_to_do_next(demo: Run) -> None:
    result = demo("demo")
    assert "incidents in 21 example reports" in result.stdout
    assert "Sukhna" in result.stdout
    next_one = re.search(r"hudhud show (i[0-9a-f]{6})", result.stdout)
    assert next_one is not None
    page = demo("show", next_one[1], "--why")
    assert page.exit_code == 0
    assert "what was compared" in page.stdout


@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize("command", [["incidents"], ["search", "killed"], ["verify"]])
def test_nothing_is_wider_than_the_screen(demo: Run, columns: int, command: list[str]) -> None:
    result = demo(*command, columns=columns)
    assert result.exit_code == 0
    limit = 10_000 if command == ["verify"] else columns
    assert max(map(len, result.stdout.splitlines())) <= limit


def test_no_word_of_the_incident_table_is_cut_at_80_columns(demo: Run) -> None:
    table = demo("incidents", columns=80).stdout
    assert "civilians" in table
    assert "Rapid Support" in table
    assert "…" not in table


def test_incidents_as_json_lines(demo: Run) -> None:
    records = [json.loads(line) for line in demo("incidents", "--format", "jsonl").stdout.splitlines()]
    assert len(records) > 15
    assert all({"id", "documents", "types", "harms", "place", "date_start"} <= set(r) for r in records)
    shown = json.loads(demo("show", records[0]["id"], "--format", "jsonl").stdout)
    assert shown == records[0]


def test_incidents_as_csv(demo: Run) -> None:
    lines = [json.loads(x) for x in demo("incidents", "--format", "jsonl").stdout.splitlines()]
    rows = list(csv.DictReader(io.StringIO(demo("incidents", "--format", "csv").stdout)))
    assert [r["id"] for r in rows] == [x["id"] for x in lines]
    assert [r["place_name"] for r in rows] == [(x["place"] or {}).get("name", "") for x in lines]
    assert json.loads(rows[0]["harms"]) == lines[0]["harms"]


def test_a_filter_that_fits_nothing_says_so(demo: Run) -> None:
    assert "no incident fits" in demo("incidents", "--place", "Atlantis").stdout
    assert demo("incidents", "--place", "Atlantis", "--format", "jsonl").stdout == ""
    assert "no report has these words" in demo("search", "xylophone").stdout


def test_a_spreadsheet_runs_nothing(run: Run, tmp_path: Path) -> None:
    bundle = json_lines(
        tmp_path / "bundle.jsonl",
        {"doc_id": "=cmd|' /C calc'!A0", "title": "@SUM(1+1)", "text": "Seven soldiers were killed in Homs."},
        {"doc_id": "-2+3", "title": " =1+1", "text": "Eight soldiers were killed in Homs."},
        {"doc_id": "plain", "title": "+1", "text": "The market was open and the weather was mild that day."},
    )
    rows = list(csv.reader(io.StringIO(run("read", bundle, "--format", "csv").stdout)))
    assert len(rows) == 4
    assert rows[1][0] == "'=cmd|' /C calc'!A0"
    assert not [cell for row in rows for cell in row if cell.strip()[:1] in {"=", "+", "-", "@"}]


def test_captured_text_does_not_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    evil = "\x1b[31m\x9b2J\x07\u202e[/bold] "
    bundle = json_lines(
        tmp_path / "bundle.jsonl",
        {"doc_id": f"{evil}id", "title": f"{evil}title", "published": "2023-02-18",
         "text": f"{evil} Gunmen killed seven soldiers near Palmyra on Friday, the {evil} Example Observatory said."},
    )  # fmt: skip
    assert run("add", bundle).exit_code == 0
    for command in (["read", str(bundle)], ["incidents"], ["search", "killed"], ["show", "i", "--why"]):
        forms = ["table", "jsonl", "csv"]
        for form in forms:
            result = run(*command, "--format", form)
            assert result.exit_code == 0, (command, form, result.output)
            assert not ESCAPES.search(result.output.replace("\n", "")), (command, form)


def test_json_lines_keep_what_they_escape(run: Run, tmp_path: Path) -> None:
    bundle = json_lines(
        tmp_path / "bundle.jsonl", {"doc_id": "a\x9b\u202eb", "text": "It was a quiet day in the town."}
    )
    line = run("read", bundle, "--format", "jsonl").stdout
    assert json.loads(line)["doc_id"] == "a\x9b\u202eb"


def test_an_untitled_file_goes_by_its_name(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "field-note.txt"
    path.write_text("Seven soldiers were killed near Palmyra on 17 February 2023.\n")
    assert "field-note.txt" in run("read", path).stdout


def test_titles_that_repeat_themselves_are_said_once() -> None:
    once = "Homs desert | Sixteen gatherers found dead - The Example Observatory"
    assert said_once(" ".join([once] * 3)) == once
    assert said_once(f"{once} {once[:30]}") == once
    assert said_once(once) == once
    assert said_once("War on war on war on drugs") == "War on war on war on drugs"
    assert said_once("") == ""


def test_safe_and_cut() -> None:
    assert safe("a\n b\x1b[0m\u202e\ud800") == "a b�[0m�"
    assert cut("abcdef", 4) == "abc…"


def test_verify_as_json(run: Run, tmp_path: Path) -> None:
    run("add", report(tmp_path))
    told = json.loads(run("verify", "--format", "jsonl").stdout)
    assert told["ok"] is True
    assert told["documents"] == 1
    assert told["problems"] == []
