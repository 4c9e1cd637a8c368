"""The pages say what the code does."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

from hudhud import pipeline
from hudhud.cli import cli, reference
from hudhud.codebook import __main__ as codebook_page
from hudhud.codebook import load

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]


def _refresh() -> ModuleType:
    spec = importlib.util.spec_from_file_location("refresh", DOCS / "refresh.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


refresh = _refresh()


def test_the_codebook_page_is_fresh() -> None:
    assert (DOCS / "codebook.md").read_text("utf-8") == codebook_page.page(load()), "run: make docs"


def test_the_commands_page_is_fresh() -> None:
    assert (DOCS / "commands.md").read_text("utf-8") == reference.page(), "run: make docs"


@pytest.mark.parametrize(("name", "command"), list(reference.commands(cli, "hudhud")), ids=str)
def test_every_command_and_option_is_documented(name: str, command: click.Command) -> None:
    page = (DOCS / "commands.md").read_text("utf-8")
    section = page.split(f"## {name}\n", 1)[1].split("\n## ", 1)[0]
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert any(f"`{flag}" in section for flag in parameter.opts), parameter.opts
            assert parameter.help


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", [ROOT / "README.md", DOCS / "tutorial.md"], ids=lambda path: path.name)
def test_the_commands_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every `hudhud …` in it that ends, in its order, up to a pipe. Ids in it stand for the incident the demo names."""
    # What the commands write stays here; what they read is the checkout's.
    for entry in ROOT.iterdir():
        (tmp_path / entry.name).symlink_to(entry)
    monkeypatch.chdir(tmp_path)
    reader = pipeline.open_default_reader()
    monkeypatch.setattr(pipeline, "open_default_reader", lambda *_: reader)
    runner = CliRunner(env={"HUDHUD_LEDGER": str(tmp_path / "ledger.db"), "COLUMNS": "80"})
    text = page.read_text("utf-8")
    found = refresh.commands(text) + [
        part for line in re.findall(r"^    (hudhud .*)$", text, re.MULTILINE) for part in line.split(" && ")
    ]
    assert found
    incident = ""
    for line in found:
        words = shlex.split(line.split(" | ")[0].replace("make demo", "hudhud demo"))
        assert words[0] == "hudhud"
        if words[1] == "serve":
            continue  # it does not end by itself; tests/cli/test_serving.py runs it
        result = runner.invoke(cli, [incident if refresh.ID.fullmatch(w) else w for w in words[1:]])
        assert result.exit_code == 0, (line, result.output)
        assert result.stdout.strip(), line
        named = re.search(r"Next: hudhud show (\w+)", result.stdout)
        incident = named[1] if named else incident


def test_the_python_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").symlink_to(pipeline.example_reports())
    exec(compile(code, "README.md", "exec"), {})
    assert "civilians" in capsys.readouterr().out


def test_what_the_makefile_offers_is_what_the_pages_name() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    named = set(re.findall(r"(?:`|^    )make ([a-z]+)", text, re.MULTILINE))
    assert {"demo", "test"} <= named <= targets


def test_an_excerpt_says_where_it_was_cut() -> None:
    table = ["title", "a", "───", "one Sukhna", "two lines", "───", "Homs", "───", "Sukhna", "───", "end"]
    kept = ["title", "a", "───", "one Sukhna", "two lines", "───", " …", "Sukhna", "───", "end"]
    assert refresh.abridged(table, "3; Sukhna; last 1") == kept
    assert refresh.abridged(table, None) == table
    assert refresh.abridged(table, "2; Raqqa; last 1") == ["title", "a", " …", "end"]


def test_no_page_names_a_place_that_only_one_machine_has() -> None:
    for page in [*PAGES, *sorted((ROOT / "requirements").glob("*.txt"))]:
        text = page.read_text("utf-8")
        assert "file:/" not in text
        assert "index-url" not in text
        assert not re.search(r"(?<![\w.])/(?:tmp|home|opt|root)/", text), page
