"""The commands that answer, over a table and over a ledger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_samples import Run, complaint, report

from tests.answer_samples import attacks

HISTORY = ("--baseline", "2017-01-02", "2018-12-30")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return attacks(tmp_path_factory.mktemp("tables") / "attacks.csv")


def test_a_return_is_found_told_and_drawn(run_bare: Run, table: Path, tmp_path: Path) -> None:
    plot = tmp_path / "trend.svg"
    told = run_bare("trend", "--table", table, "--actor", "ISIS", *HISTORY, "--plot", plot)
    assert told.exit_code == 0, told.output
    assert "lasting" in told.output and "incidents a week" in told.output and "Assumed:" in told.output
    assert plot.read_text("utf-8").lstrip().startswith("<?xml")
    (line,) = run_bare("trend", "--table", table, *HISTORY, "--format", "jsonl").output.splitlines()
    answer = json.loads(line)
    assert answer["verdict"] == "lasting"
    assert len(answer["incidents"]) > 300 and answer["assumptions"]
    assert run_bare("trend", "--table", table, *HISTORY, "--format", "csv").output.startswith("baseline,a week,low")


def test_hot_cells_and_repeats(run_bare: Run, table: Path, tmp_path: Path) -> None:
    told = run_bare("hotspots", "--table", table, "--admin1", "Homs", "--plot", tmp_path / "hot.png", columns=130)
    assert told.exit_code == 0, told.output
    assert "of each other" in told.output and "Tel Sahl village" in told.output
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"hot.png", "hot-near-repeats.png", "hot-set-off.png"}


def test_a_size_beside_the_tail_and_the_months_ahead(run_bare: Run, table: Path) -> None:
    told = run_bare("surprise", "--table", table, "--least", "5", "--format", "jsonl")
    assert told.exit_code == 0, told.output
    rows = json.loads(told.output)["rows"]
    assert {row["tail"] for row in rows} == {"power law", "lognormal", "average"}
    assert all(row["low"] <= row["chance"] <= row["high"] for row in rows)
    ahead = run_bare("forecast", "--table", table, "--count", "incidents", "--months", "3", "--format", "jsonl")
    assert ahead.exit_code == 0, ahead.output
    answer = json.loads(ahead.output)
    assert len({row["month"] for row in answer["rows"]}) == len(answer["rows"]) == 3
    assert all(row["low"] <= row["median"] <= row["high"] for row in answer["rows"])
    assert "no incident has the id 'x'" in complaint(run_bare("surprise", "--table", table, "--incident", "x"))


def test_lists_of_persons_and_nothing_else(run_bare: Run, table: Path, tmp_path: Path) -> None:
    lists = tmp_path / "lists.csv"
    rows = ["1,0,0"] * 60 + ["0,1,0"] * 50 + ["0,0,1"] * 40 + ["1,1,0"] * 20 + ["1,0,1"] * 15 + ["0,1,1"] * 12
    lists.write_text("\n".join(["camp,hospital,registry", *rows, *["1,1,1"] * 6]) + "\n", "utf-8")
    told = run_bare("undercount", lists, "--format", "jsonl")
    assert told.exit_code == 0, told.output
    answer = json.loads(told.output)
    assert answer["verdict"] == "a lower bound"
    assert all(row["low"] <= row["victims"] <= row["high"] and row["named"] == 203 for row in answer["rows"])
    assert "not of persons by list" in complaint(run_bare("undercount", table))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--actor", "Nobody at all"), "no incident has the perpetrator 'Nobody at all'; there are IS"),
        (("--plot", "trend.jpeg.txt"), "a plot is written as .svg, .png or .pdf"),
        (("--since", "2019-11-01"), "baseline"),
    ],
)
def test_what_cannot_be_answered_is_one_line(run_bare: Run, table: Path, options: tuple[str, ...], words: str) -> None:
    assert words in complaint(run_bare("trend", "--table", table, *options))


def test_a_ledger_answers_and_an_empty_one_says_so(run: Run, tmp_path: Path) -> None:
    assert "no ledger" in complaint(run("trend")).casefold()
    run("add", report(tmp_path))
    assert "do not hold a whole week" in complaint(run("trend"))
    told = run("hotspots", "--actor", "IS")
    assert told.exit_code == 0 and "cannot be told" in told.output


def test_a_claim_is_checked_against_a_table(run: Run, table: Path, tmp_path: Path) -> None:
    claim = "more than 100 people were killed in Syria in 2018"
    told = run("check", claim, "--table", table, "--plot", tmp_path / "claim.svg")
    assert told.exit_code == 0, told.output
    assert "supported" in told.output and "Understood as" in told.output and (tmp_path / "claim.svg").exists()
    (line,) = run("check", claim, "--table", table, "--format", "jsonl").output.splitlines()
    answer = json.loads(line)
    assert answer["probability"]["low"] <= answer["probability"]["best"] <= answer["probability"]["high"]
    assert run("check", claim, "--table", table, "--format", "csv").output.startswith("incident,role,days,where,killed")


def test_the_claims_of_a_report_are_checked_and_a_report_without_one_says_so(run: Run, tmp_path: Path) -> None:
    first = report(tmp_path, 1)
    second = tmp_path / "worst.txt"
    second.write_text(
        "Title: Worst attack in months\nPublished: 2023-05-03\nLanguage: en\nDoc-Id: worst\n\n---\n"
        "Gunmen of the Islamic State killed 31 soldiers near Sukhna on Tuesday, the Example Observatory said. "
        "It was the deadliest IS attack in Syria since January 2023.\n"
    )
    run("add", first, second)
    told = run("check", "--document", "worst")
    assert told.exit_code == 0, told.output
    assert "Is it true?" in told.output and "31 killed" in told.output
    assert "no claim about many incidents" in complaint(run("check", "--document", "palmyra-1"))
    assert "give a claim in quotes" in complaint(run("check"))
    assert "not understood" in complaint(run("check", "the deadliest attack by Jund al-Nil in Syria since 2020"))
