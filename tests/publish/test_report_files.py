"""`hudhud report`: whole or not at all, errors in one line, claims held against the record."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hudhud import pipeline
from hudhud.cli.main import cli
from hudhud.ledger import Board, Ledger


@pytest.fixture
def path(examples_ledger: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(examples_ledger, tmp_path / "examples.db"))


def _run(path: Path, *given: object) -> Result:
    return CliRunner().invoke(cli, ["report", "--ledger", str(path), *map(str, given)])


def test_a_report_says_the_sums_that_the_list_says(path: Path, tmp_path: Path) -> None:
    ran = _run(path, "--out", tmp_path / "out.html", "--title", "Two weeks in February")
    assert ran.exit_code == 0, ran.output
    text = (tmp_path / "out.html").read_text("utf-8")
    with Ledger.open(path, read_only=True) as ledger:
        view = pipeline.view(ledger)
        killed = next(one for one in view.account(view.incidents) if (one.harm, one.group) == ("killed", "all"))
        assert Board(ledger).state() in text
    assert f"at least {killed.low:,}, best {killed.best:,}" in text
    assert '<h1><bdi dir="ltr">Two weeks in February</bdi></h1>' in text
    assert all(one.id in text for one in view.incidents)


def test_the_same_state_and_filter_give_the_same_report(path: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        _run(path, "--out", tmp_path / f"{name}.html", "--since", "2023-02-15")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_claim_is_held_against_the_record(path: Path, tmp_path: Path) -> None:
    claim = "the deadliest IS attack in Syria since January 2022"
    ran = _run(path, "--out", tmp_path / "out.html", "--check", claim)
    assert ran.exit_code == 0, ran.output
    text = (tmp_path / "out.html").read_text("utf-8")
    assert f"<h3>Is it true? “{claim}”</h3>" in text
    assert "Understood as" in text
    ran = _run(path, "--out", tmp_path / "other.html", "--check", "bananas are yellow")
    assert (ran.exit_code, ran.output.count("\n")) == (1, 1)
    assert not (tmp_path / "other.html").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--out", "out.docx"], "a report ends in .html or .pdf"),
        (["--out", "out.html", "--last", "none.html"], "cannot be read"),
        (["--out", "out.html", "--last", "examples.db"], "no report of hudhud's"),
        (["--out", "out.html", "--since", "2023-02-20", "--until", "2023-02-10"], "ends before"),
        (["--out", "nowhere/out.html"], "check the path"),
    ],
)
def test_what_cannot_be_is_one_line(
    given: list[str], said: str, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = _run(path, *given)
    assert (ran.exit_code, ran.output.count("\n")) == (1, 1), ran.output
    assert said in ran.output
    assert [one.name for one in tmp_path.iterdir() if not one.name.startswith("examples.db")] == []


def test_without_weasyprint_it_says_what_to_install(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    ran = _run(path, "--out", tmp_path / "out.pdf")
    assert (ran.exit_code, ran.output.count("\n")) == (1, 1)
    assert "pip install 'hudhud[pdf]'" in ran.output
    assert _run(path, "--out", tmp_path / "out.html").exit_code == 0


def test_a_failure_leaves_the_old_file(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.html"
    out.write_text("the old one")
    monkeypatch.setattr("hudhud.pipeline.reporting.page", lambda _: (_ for _ in ()).throw(OSError(28, "No space left")))
    assert _run(path, "--out", out).exit_code == 1
    assert out.read_text() == "the old one"
    assert [one.name for one in tmp_path.iterdir() if "unfinished" in one.name] == []
