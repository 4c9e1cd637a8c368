"""Adding: safe to repeat, safe to kill, the same in the end."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_samples import Run, json_lines, report

from hudhud import pipeline
from hudhud.ledger import Ledger, Linkage, verify
from hudhud.reading import Reader

REPORTS = 60


def state(path: Path) -> tuple[object, str, str]:
    """Counts, head of the chain, and everything in the tables."""
    with Ledger.open(path, create=False, read_only=True) as ledger:
        digest = hashlib.sha256()
        with ledger.snapshot() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            for line in driver.iterdump():
                digest.update(line.encode())
        return ledger.counts(), verify(ledger).head, digest.hexdigest()


def test_adding_twice_changes_nothing(run: Run, tmp_path: Path, ledger_path: Path) -> None:
    for number, killed in enumerate(("seven", "eight"), 1):
        report(tmp_path, number, killed)
    first = run("add", tmp_path / "report-001.txt", tmp_path / "report-002.txt")
    assert "2 added, 0 already there, 0 not read" in first.stdout
    before = state(ledger_path)
    second = run("add", tmp_path / "report-001.txt", tmp_path / "report-002.txt")
    assert second.exit_code == 0
    assert "0 added, 2 already there, 0 not read" in second.stdout
    assert state(ledger_path) == before


def test_nothing_new_is_not_compared_again(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", report(tmp_path))

    def compared(*_: object) -> None:
        raise AssertionError("linked without need")

    monkeypatch.setattr(pipeline.links, "score_new", compared)
    assert run("add", report(tmp_path)).exit_code == 0


def test_two_reports_of_one_incident_are_linked_across_runs(run: Run, tmp_path: Path, ledger_path: Path) -> None:
    run("add", report(tmp_path, 1, "seven"))
    run("add", report(tmp_path, 2, "eight"))
    with Ledger.open(ledger_path) as ledger:
        (one,) = pipeline.incidents(ledger)
    assert one.documents == ("palmyra-1", "palmyra-2")


def test_a_report_in_two_places_is_one_document(run: Run, tmp_path: Path, ledger_path: Path) -> None:
    first, copy = report(tmp_path), report(tmp_path, name="copy.txt")
    assert "1 added, 1 already there" in run("add", first, copy).stdout
    assert state(ledger_path)[0].documents == 1  # type: ignore[attr-defined]


def test_bundles_keep_their_names_and_their_mentions_are_not_believed(
    run: Run, tmp_path: Path, ledger_path: Path
) -> None:
    bundle = json_lines(
        tmp_path / "bundle.jsonl",
        {"doc_id": "named", "published": "2023-02-18", "language": "en", "title": "Ambush", "publisher": "Example Post",
         "text": "Gunmen killed seven soldiers near Palmyra on Friday.",
         "mentions": [{"id": "m", "types": ["attack"], "harms": [{"harm": "killed", "low": 9000, "high": 9000}]}]},
    )  # fmt: skip
    assert run("add", bundle).exit_code == 0
    with Ledger.open(ledger_path) as ledger:
        document = ledger.document("named")
        reading = ledger.reading(document.id)
    assert (document.title, document.publisher) == ("Ambush", "Example Post")
    assert reading is not None
    assert [(v.count.low, v.count.high) for m in reading.mentions for _, v in m.harms] == [(7, 7)]


def test_what_read_prints_can_be_taken_in_again(run: Run, tmp_path: Path) -> None:
    bundle = json_lines(
        tmp_path / "bundle.jsonl",
        {"doc_id": "a", "published": "2023-02-18", "text": "Gunmen killed seven soldiers near Palmyra on Friday."},
    )
    first = run("read", bundle, "--format", "jsonl").stdout
    assert first == run("read", bundle, "--format", "jsonl").stdout


@pytest.fixture
def many(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    words = "two three four five six seven eight nine ten eleven".split()
    for number in range(REPORTS):
        report(folder, number, words[number % len(words)])
    return folder


def test_a_killed_add_is_finished_by_the_next(run: Run, reader: Reader, tmp_path: Path, many: Path) -> None:
    whole, broken = tmp_path / "whole.db", tmp_path / "broken.db"
    assert run("add", many, "--ledger", whole).exit_code == 0

    command = [sys.executable, "-c", "from hudhud.cli import main; main()", "add", str(many), "--ledger", str(broken)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        kept = _wait_for_documents(child, broken, 5)
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    assert 5 <= kept < REPORTS

    assert run("verify", "--ledger", broken).exit_code == 0
    finished = run("add", many, "--ledger", broken)
    assert finished.exit_code == 0
    assert run("verify", "--ledger", broken).exit_code == 0
    with Ledger.open(whole) as one, Ledger.open(broken) as other:
        names = [d.doc_id for d in other.documents()]
        assert len(names) == len(set(names)) == REPORTS
        assert names == [d.doc_id for d in one.documents()]
        links = [
            sorted(Linkage(x).links(Linkage(x).memberships()), key=lambda link: (link.one, link.other))
            for x in (one, other)
        ]
        assert links[0]
        assert links[0] == links[1]
        assert pipeline.incidents(one) == pipeline.incidents(other)


def _wait_for_documents(child: subprocess.Popen[bytes], path: Path, wanted: int) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and child.poll() is None:
        if path.exists() and path.stat().st_size:
            try:
                with Ledger.open(path, create=False, read_only=True) as ledger:
                    documents = ledger.counts().documents
            except Exception:  # it is just being made
                documents = 0
            if documents >= wanted:
                return documents
        time.sleep(0.005)
    raise AssertionError("the child ended, or kept nothing")
