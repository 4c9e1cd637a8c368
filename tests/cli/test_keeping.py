"""Where reports come from and how they are kept, on the command line."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli_samples import Run, complaint, report
from click.testing import CliRunner, Result

from hudhud import pipeline
from hudhud.capture import Failure, Source
from hudhud.cli import cli
from hudhud.errors import CaptureError
from hudhud.ledger import Custody, Ledger
from hudhud.model import Fetch
from hudhud.pipeline.reports import Keeper
from hudhud.reading import Reader

TEXT = "Gunmen of the Islamic State killed seven soldiers in an ambush near Palmyra on Friday, officials said."


def test_a_document_says_where_each_thing_was_found(run: Run, tmp_path: Path) -> None:
    run("add", report(tmp_path))
    shown = run("document", "palmyra-1", columns=160)
    assert shown.exit_code == 0
    assert "2023-02-18  header line Published" in shown.stdout
    record = json.loads(run("document", "palmyra-1", "--format", "jsonl").stdout)
    assert record["about"]["title"]["value"] == "Soldiers killed near Palmyra"
    assert [version["id"] for version in record["versions"]] == [record["id"]]
    assert "no document" in complaint(run("document", "none"))


def test_what_changed_between_versions(run: Run, tmp_path: Path) -> None:
    run("add", report(tmp_path))
    run("add", report(tmp_path, killed="nine"))
    shown = run("document", "palmyra-1", "--diff", columns=200).stdout
    assert re.search(r"^-Gunmen .* killed seven soldiers", shown, re.MULTILINE)
    assert re.search(r"^\+Gunmen .* killed nine soldiers", shown, re.MULTILINE)
    assert "2 versions" in shown


def test_a_report_from_a_file_has_no_archive(run: Run, tmp_path: Path) -> None:
    run("add", report(tmp_path))
    assert "was not fetched" in complaint(run("document", "palmyra-1", "--warc", tmp_path / "a.warc.gz"))
    assert not (tmp_path / "a.warc.gz").exists()


def test_standard_input_of_any_kind(reader: Reader, ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "open_default_reader", lambda *_: reader)
    runner = CliRunner(env={"HUDHUD_LEDGER": str(ledger_path)})
    lines = "\n".join(json.dumps({"doc_id": f"in-{n}", "body": f"{TEXT} {n}"}) for n in range(3))
    added = runner.invoke(cli, ["add", "-", "--map", "text=body"], input=lines)
    assert "3 added, 0 already there, 0 not read" in added.stdout
    alone = runner.invoke(cli, ["add", "-"], input=TEXT)
    assert "1 added" in alone.stdout
    with Ledger.open(ledger_path) as ledger:
        assert {document.origin for document in ledger.documents()} == {
            "standard input", *(f"standard input, line {number}" for number in (1, 2, 3))
        }  # fmt: skip


def test_a_table_whose_columns_are_named_otherwise(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "posts.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["when", "words"], ["2023-02-18", TEXT], ["18.2.2023", TEXT + " Again."]])
    found = run("add", tmp_path / "posts.csv", "--map", "text=words,published=when")
    assert "1 added, 0 already there, 1 not read" in found.stdout
    assert "line 3" in complaint(found) and "is not a date" in complaint(found)
    unknown = run("add", tmp_path / "posts.csv", "--map", "words=text")
    assert unknown.exit_code == 2 and "no field 'words'" in unknown.stderr


def test_nothing_is_fetched_without_a_contact_or_from_inside(
    run: Run, tmp_path: Path, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "needs a contact" in complaint(run("add", "https://news.example/a"))
    monkeypatch.setenv("HUDHUD_CONTACT", "tests@example.org")
    assert "this machine itself" in complaint(run("add", "http://127.0.0.1/a"))
    assert not ledger_path.exists()
    (tmp_path / "hudhud.toml").write_text("contakt = 'x'")
    assert "`contakt`" in complaint(run("add", "http://127.0.0.1/a"))


def test_quarantine_is_listed_and_stands_until_somebody_tries_again(
    run: Run, tmp_path: Path, ledger_path: Path
) -> None:
    assert "nothing is in quarantine" in _with_ledger(run, tmp_path).stdout
    kept = report(tmp_path, 2)
    content = kept.read_bytes()
    with Ledger.open(ledger_path) as ledger:
        Custody(ledger).put_apart(content, str(kept), "it took longer than 30 s", "hudhud test")
    assert Source("a", content, "text/plain").digest[:12] in run("quarantine").stdout
    assert "is in quarantine since" in complaint(run("add", kept))
    assert "1 added" in run("add", kept, "--again").stdout
    assert "already there, 0 not read" in run("add", kept).stdout


def _with_ledger(run: Run, folder: Path) -> Result:
    run("add", report(folder))
    return run("quarantine")


def test_what_ends_its_process_goes_into_quarantine_with_its_exchange(reader: Reader, tmp_path: Path) -> None:
    at = datetime(2024, 3, 1, tzinfo=UTC)
    fetch = Fetch(url="https://news.example/a", final_url="https://news.example/a", at=at, status=200)
    source = Source("https://news.example/a", b"<p>deadly", "text/html", fetch=fetch)
    with Ledger.open(tmp_path / "l.db") as ledger:
        keeper = Keeper(ledger, reader)
        outcome = keeper.keep(Failure(source.origin, CaptureError("it took longer than 30 s"), source, deadly=True))
        assert str(outcome.error) == "it took longer than 30 s"
        (kept,) = Custody(ledger).quarantine()
        assert (kept.id, kept.reason) == (source.digest, "it took longer than 30 s")
        assert keeper.known().document(source.digest) and not keeper.known(again=True).document(source.digest)
        assert Custody(ledger).last(fetch.url) is None  # asked for anew, not whether it changed
        assert pipeline.verify(ledger).problems == []


def test_what_fails_otherwise_is_said_and_not_kept(reader: Reader, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.db") as ledger:
        outcome = Keeper(ledger, reader).keep(Failure("a", CaptureError("a: empty"), Source("a", b" ", "text/plain")))
        assert str(outcome.error) == "a: empty"
        assert (Custody(ledger).quarantine(), ledger.counts().decisions) == ([], 0)


def test_a_timestamp_needs_an_authority_that_answers(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", report(tmp_path))
    assert "needs a contact" in complaint(run("timestamp", "--authority", "https://time.example"))
    monkeypatch.setenv("HUDHUD_CONTACT", "tests@example.org")
    assert "this machine itself" in complaint(run("timestamp", "--authority", "http://localhost/tsa"))
    assert "holds no certificate" in complaint(run("verify", "--authority", report(tmp_path, 3)))
