"""`hudhud import` and `hudhud compare`, from the shell's side."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hudhud import pipeline
from hudhud.cli.main import cli
from hudhud.ledger import Ledger


def run(*arguments: str) -> Any:
    return CliRunner().invoke(cli, arguments)


@pytest.fixture
def elsewhere(examples: Ledger, tmp_path: Path) -> Path:
    """Another's ledger, which is ours: every record of it has its partner here."""
    path = tmp_path / "elsewhere.jsonl"
    pipeline.export(examples, "jsonl", path)
    return path


def test_our_own_export_agrees_with_us_in_everything(examples: Ledger, elsewhere: Path) -> None:
    ledger = examples.name
    done = run("import", str(elsewhere), "--from", "hudhud", "--ledger", ledger)
    assert (done.exit_code, "imported" in done.stdout) == (0, True)
    assert "already" in run("import", str(elsewhere), "--from", "hudhud", "--ledger", ledger).stdout
    listed = run("compare", "--ledger", ledger, "--format", "jsonl")
    found = [json.loads(line) for line in listed.stdout.splitlines()]
    pairs = [one for one in found if one["outcome"] in {"agree", "differ"}]
    assert pairs
    assert all(one["outcome"] == "agree" and one["ours_id"] == one["theirs_id"] for one in pairs)
    assert {one["outcome"] for one in found} == {"agree", "not_compared"}
    everything = len(pipeline.incidents(examples))
    assert len([one for one in found if one["ours_id"]]) == everything
    assert len([one for one in found if one["theirs_id"]]) == everything


def test_the_table_ends_in_words_and_csv_has_the_same_rows(examples: Ledger, elsewhere: Path) -> None:
    ledger = examples.name
    run("import", str(elsewhere), "--from", "hudhud", "--ledger", ledger)
    shown = run("compare", "--ledger", ledger)
    assert shown.exit_code == 0
    assert "agree in what both tell, 0 differ" in shown.stdout
    assert "Not compared of the ledger's" in shown.stdout
    rows = list(csv.DictReader(run("compare", "--ledger", ledger, "--format", "csv").stdout.splitlines()))
    lines = run("compare", "--ledger", ledger, "--format", "jsonl").stdout.splitlines()
    assert [row["outcome"] for row in rows] == [json.loads(line)["outcome"] for line in lines]


def test_a_filter_chooses_what_is_printed_and_changes_no_pair(examples: Ledger, elsewhere: Path) -> None:
    ledger = examples.name
    run("import", str(elsewhere), "--from", "hudhud", "--ledger", ledger)
    some = ("--since", "2023-01-01", "--harm", "killed", "--at-least", "5")

    def pairs(*more: str) -> set[tuple[str, str]]:
        lines = run("compare", "--ledger", ledger, "--format", "jsonl", "--only", "agree", *more).stdout.splitlines()
        return {(one["ours_id"], one["theirs_id"]) for one in map(json.loads, lines)}

    assert pairs(*some) < pairs()
    assert pairs(*some)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("compare",), "hudhud import FILE --from"),
        (("compare", "--from", "acled"), "of acled"),
        (("import", "missing.csv", "--from", "ucdp"), "cannot be opened"),
    ],
)
def test_what_cannot_be_done_is_one_line(examples: Ledger, arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments, "--ledger", examples.name)
    assert done.exit_code == 1
    assert done.stderr.startswith("hudhud: ")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
