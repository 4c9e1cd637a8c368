"""Starting and stopping the workbench."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from cli_samples import Run, complaint

from hudhud import pipeline
from hudhud.capture import capture, reading_copy
from hudhud.ledger import Board, Ledger
from hudhud.model import Document
from hudhud.model.filters import Filter

SERVE = [sys.executable, "-u", "-c", "from hudhud.cli import main; main()", "serve", "--port", "0"]


@pytest.fixture
def there(ledger_path: Path) -> Path:
    Ledger.open(ledger_path).close()
    return ledger_path


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_stopped(there: Path, stop: signal.Signals) -> None:
    environment = {**os.environ, "HUDHUD_LEDGER": str(there), "COLUMNS": "60"}
    with subprocess.Popen(
        SERVE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(3)]
            root = re.match(r"Workbench at (http://127\.0\.0\.1:\d+/); Ctrl-C", lines[0])
            assert root, lines
            assert "first administrator" in lines[1]
            assert lines[2].startswith(f"{root[1]}invitation/")
            with urllib.request.urlopen(lines[2].strip(), timeout=20) as answer:
                assert b"You join as administrator" in answer.read()
                assert answer.headers["server"] is None
            process.send_signal(stop)
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, out, err) == (0, "Stopped.\n", "")


def test_what_was_not_linked_yet_is_linked_before_it_shows(ledger_path: Path, tmp_path: Path) -> None:
    report = tmp_path / "market.txt"
    report.write_text("A car bomb killed nine people at a market in Mosul on Monday, 4 March 2019.\n")
    (document,) = (d for d in capture(report) if isinstance(d, Document))
    with Ledger.open(ledger_path) as ledger:
        ledger.add(document, pipeline.open_default_reader().read(document, reading_copy(document)), actor="hudhud test")
        assert Board(ledger).count(Filter()) == 0
    environment = {**os.environ, "HUDHUD_LEDGER": str(ledger_path)}
    with subprocess.Popen(SERVE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            assert "Workbench at" in process.stdout.readline()
        finally:
            process.terminate()
    with Ledger.open(ledger_path, read_only=True) as ledger:
        assert Board(ledger).count(Filter()) == 1


def test_a_port_in_use_is_one_line(run_bare: Run, there: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = complaint(run_bare("serve", "--port", str(port)))
    assert f"cannot listen on 127.0.0.1, port {port}: address already in use; take another with --port" in line


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "workbench.example"])
def test_other_machines_are_kept_out_without_a_proxy(run_bare: Run, there: Path, host: str) -> None:
    assert "--behind-proxy NAME" in complaint(run_bare("serve", "--host", host))


def test_an_address_of_another_machine_is_one_line(run_bare: Run, there: Path) -> None:
    line = complaint(run_bare("serve", "--host", "192.0.2.1", "--behind-proxy", "hudhud.example"))
    assert "cannot listen on 192.0.2.1" in line


def test_a_ledger_that_is_not_there_is_not_made_to_be_served(run_bare: Run, ledger_path: Path) -> None:
    assert "no ledger" in complaint(run_bare("serve", "--port", "0"))
    assert not ledger_path.exists()


def test_missing_parts_are_one_line(run_bare: Run, there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert "pip install 'hudhud[web]'" in complaint(run_bare("serve"))


def test_the_other_commands_need_none_of_the_parts() -> None:
    code = "import hudhud.cli, sys; print([m for m in ('fastapi', 'uvicorn', 'argon2', 'jinja2') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
