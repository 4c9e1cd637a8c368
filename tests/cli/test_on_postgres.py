"""Every command over a ledger in PostgreSQL says what it says over the same ledger in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hudhud.cli import cli
from hudhud.ledger import Board, Ledger
from hudhud.pipeline import Filter
from tests.databases import Server


def ran(where: str, *arguments: str) -> Result:
    return CliRunner(env={"HUDHUD_LEDGER": where, "COLUMNS": "100", "NO_COLOR": "1"}).invoke(cli, list(arguments))


@pytest.fixture(scope="module")
def url(postgres: Server, examples_in_postgres: str) -> str:
    return postgres.new(examples_in_postgres)


@pytest.fixture(scope="module")
def incident(examples_ledger: Path) -> str:
    with Ledger.open(examples_ledger, read_only=True) as ledger:
        return max(Board(ledger).records(Filter()), key=lambda one: len(one.documents)).id


SIGNED = ("--by", "Amal", "--reason", "two sources")

COMMANDS = [
    "incidents", "incidents --format jsonl", "incidents --place SY --format csv", "incidents --sum",
    "incidents --since 2023-02-01 --harm killed --at-least 5 --format jsonl",
    "show {incident}", "show {incident} --why", "show {incident} --history", "show {incident} --format jsonl",
    "verify", "verify --format jsonl", "log --machine --format jsonl", "quarantine", "feeds --format jsonl",
    "actor islamic-state", "trend --format jsonl", "hotspots --format jsonl",
]  # fmt: skip


@pytest.mark.postgres
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_the_same(command: str, url: str, examples_ledger: Path, incident: str) -> None:
    arguments = command.format(incident=incident).split()
    here, there = ran(str(examples_ledger), *arguments), ran(url, *arguments)
    assert there.exit_code == here.exit_code, there.output
    assert there.output.replace(url, "LEDGER") == here.output.replace(str(examples_ledger), "LEDGER")


@pytest.mark.postgres
def test_a_search_finds_the_same_reports(url: str, examples_ledger: Path) -> None:
    for words in ("truffle", '"islamic state"', "state islamic", "kill*"):
        here, there = (ran(where, "search", words, "--format", "jsonl") for where in (str(examples_ledger), url))
        found = [{json.loads(line)["doc_id"] for line in one.output.splitlines()} for one in (here, there)]
        assert found[0] == found[1] != set(), words


@pytest.mark.postgres
def test_a_ledger_is_filled_judged_and_published(
    postgres: Server, tmp_path: Path, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    url = postgres.new()
    assert ran(url, "demo").exit_code == 0
    lines = [json.loads(line) for line in ran(url, "incidents", "--format", "jsonl").output.splitlines()]
    assert incident in {one["id"] for one in lines}
    again = ran(url, "demo")
    assert again.exit_code == 0
    decided = ran(url, "decide", "accept", incident, *SIGNED)
    assert decided.exit_code == 0, decided.output
    number = json.loads(ran(url, "log", "--format", "jsonl").output.splitlines()[0])["seq"]
    assert ran(url, "decide", "undo", str(number), *SIGNED).exit_code == 0
    linked = ran(url, "link")
    assert linked.exit_code == 0, linked.output
    assert [json.loads(line) for line in ran(url, "incidents", "--format", "jsonl").output.splitlines()] == lines
    out = ran(url, "export", "--profile", "csv", "--out", str(tmp_path / "out.csv"))
    assert out.exit_code == 0, out.output
    assert ran(url, "verify").exit_code == 0
    assert (ran(url, "incidents").output).count(url) == 0
