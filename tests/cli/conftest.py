from __future__ import annotations

from pathlib import Path

import pytest
from cli_samples import Run
from click.testing import CliRunner, Result

from hudhud import pipeline
from hudhud.cli import cli
from hudhud.reading import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    return pipeline.open_default_reader()


@pytest.fixture
def ledger_path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def run(reader: Reader, ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`hudhud` within this process, with the reader that the session loaded."""
    monkeypatch.setattr(pipeline, "open_default_reader", lambda *_: reader)
    return bare(ledger_path)


@pytest.fixture
def run_bare(ledger_path: Path) -> Run:
    """`hudhud` within this process, which opens its own reader."""
    return bare(ledger_path)


def bare(ledger_path: Path) -> Run:
    def invoke(*arguments: str | Path, columns: int = 100) -> Result:
        runner = CliRunner(env={"HUDHUD_LEDGER": str(ledger_path), "COLUMNS": str(columns), "NO_COLOR": "1"})
        return runner.invoke(cli, [str(a) for a in arguments])

    return invoke
