"""A language model's reading from the command line: what is said before and after, and both readings side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hudhud.cli.main import cli
from tests.reading.model_server import ModelServer, says

REPORT = "Gunmen killed 16 farmers near Palmyra on Friday, a doctor said. Four others were wounded.\n"
SAID = {"incidents": [{"harms": [
    {"harm": "killed", "low": 16, "high": 16, "quote": "killed 16 farmers"},
    {"harm": "killed", "low": 61, "high": 61, "quote": "killed 61 farmers"},
]}]}  # fmt: skip


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words, catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.txt").write_text(REPORT)
    return tmp_path


def settings(url: str) -> str:
    return f'[reader.llm]\nurl = "{url}"\nmodel = "tiny"\ncache = "replies.sqlite"\ntries = 1\n'


def test_a_model_stands_beside_the_rules(folder: Path) -> None:
    with ModelServer(says(json.dumps(SAID))) as server:
        (folder / "hudhud.toml").write_text(settings(server.url))
        asked = ("read", "report.txt", "--published", "2023-02-19", "--reader", "rules-en", "--reader", "llm")
        done = run(*asked, "--format", "jsonl")
    assert done.exit_code == 0
    (mention,) = json.loads(done.stdout)["mentions"]
    (killed,) = [harm for harm in mention["harms"] if harm["harm"] == "killed"]
    assert (killed["low"], killed["reader"]) == (16, "rules-en")
    assert [(each["reader"], each["agrees"]) for each in killed["beside"]] == [("llm", True)]
    said = " ".join(done.stderr.split())
    assert f"go to the model tiny on this machine ({server.url})" in said
    assert "1 values kept, 1 dropped that the words do not bear out; 1 questions asked" in said
    assert "answered from replies.sqlite" in said
    # The server is gone; its replies are not.
    assert run(*asked, "--format", "jsonl").stdout == done.stdout


def test_without_settings_it_says_what_to_set(folder: Path) -> None:
    done = run("read", "report.txt", "--reader", "llm")
    assert done.exit_code == 1
    assert "the reader llm has no model and no url; set model" in " ".join(done.stderr.split())


def test_a_server_that_is_not_there_leaves_nothing(folder: Path) -> None:
    with ModelServer(says("{}")) as server:
        (folder / "hudhud.toml").write_text(settings(server.url))
    done = run("add", "report.txt", "--reader", "rules-en", "--reader", "llm")
    assert done.exit_code == 1
    assert "nobody answers there; is the server running?" in " ".join(done.stderr.split())
    assert not (folder / "hudhud.db").exists()
