from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import cast

import pytest
from cli_samples import Run

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline"))

from watched_site import FEED, Site, many, page

from hudhud import pipeline
from hudhud.cli.watching import _stopping
from hudhud.errors import FetchError, HudhudError
from hudhud.ledger import Feeds, Ledger
from hudhud.reading import Readers, Tools

OTHER = "http://bad.test/feed"


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes | HudhudError]:
    """A site of two entries, and a feed that fails."""
    found = many(2) | {OTHER: FetchError(f"{OTHER}: no answer")}
    monkeypatch.setattr(pipeline, "open_default_reader", lambda *_: Readers([], cast("Tools", None)))
    monkeypatch.setattr(pipeline, "open_hands", lambda configuration, ledger, _: nullcontext(Site(ledger, found)))
    return found


@pytest.mark.usefixtures("pages")
def test_a_line_for_everything_that_happens(run_bare: Run, ledger_path: Path) -> None:
    (ledger_path.parent / "hudhud.toml").write_text('[[alert]]\nname = "many"\nkilled_at_least = 5\n')
    shown = run_bare("watch", "--once", FEED)
    assert shown.exit_code == 0, shown.output
    lines = shown.stdout.splitlines()
    assert lines[0] == f"feed        {FEED} · 2 new or changed"
    assert lines[1] == "new         Report 0 · http://site.test/0"
    assert lines[3].startswith("ALERT       many: ")
    assert len(lines) == 4
    again = run_bare("watch", "--once")
    assert (again.exit_code, again.stdout) == (0, "")


@pytest.mark.usefixtures("pages")
def test_a_failure_is_said_and_ends_badly(run_bare: Run, tmp_path: Path) -> None:
    listed = tmp_path / "feeds.opml"
    listed.write_text(f"<opml><body><outline xmlUrl='{OTHER}'/><outline xmlUrl='{FEED}'/></body></opml>")
    shown = run_bare("watch", "--once", listed)
    assert shown.exit_code == 1
    assert shown.stderr == f"hudhud: {OTHER}: no answer\n"
    assert shown.stdout.count("new  ") == 2


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize(("given", "error"), [
    ((), "no feed is watched yet; give an address, or a file that lists some"),
    (("nowhere.opml",), "nowhere.opml: No such file or directory; give a file that lists feeds"),
    (("feeds.txt",), "feeds.txt: line 1 is no web address: 'ftp://a.test'"),
])  # fmt: skip
def test_what_is_no_list_is_one_line(
    run_bare: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...], error: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("feeds.txt").write_text("ftp://a.test\n")
    shown = run_bare("watch", "--once", *given)
    assert shown.exit_code == 1
    assert shown.stderr.startswith(f"hudhud: {error}")
    assert shown.stderr.count("\n") == 1


def test_how_feeds_fare(run_bare: Run, pages: dict[str, bytes | HudhudError]) -> None:
    assert run_bare("feeds").exit_code == 1  # no ledger
    pages["http://site.test/1"] = page(1, killed=0).replace(b"<html>", b"\x00")
    run_bare("watch", "--once", FEED, OTHER)
    shown = run_bare("feeds", columns=140)
    assert shown.exit_code == 0
    for words in ("2 feeds", "never", "failed 1 time in a row: http://bad.test/feed: no answer", "1 new", "1 waiting"):
        assert words in shown.stdout, words
    assert "Site" in run_bare("feeds", columns=60).stdout
    bad, good = (json.loads(line) for line in run_bare("feeds", "--format", "jsonl").stdout.splitlines())
    assert (bad["url"], bad["failures"], bad["last_success"]) == (OTHER, 1, None)
    assert (good["url"], good["title"], good["new"], good["waiting"]) == (FEED, "Site", 1, 1)
    assert "binary" in good["entry_error"]
    rows = list(csv.DictReader(io.StringIO(run_bare("feeds", "--format", "csv").stdout)))
    assert [row["new"] for row in rows] == ["0", "1"]


@pytest.mark.usefixtures("pages")
def test_an_alert_that_could_not_be_sent_is_shown(run_bare: Run, ledger_path: Path) -> None:
    (ledger_path.parent / "hudhud.toml").write_text(
        '[[alert]]\nname = "many"\nkilled_at_least = 5\nto = ["email"]\n'
        '[smtp]\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\nsender = "a@b.test"\nto = ["c@d.test"]\n'
    )
    shown = run_bare("watch", "--once", FEED)
    assert shown.exit_code == 1
    assert "mail by 127.0.0.1: " in shown.stderr
    told = run_bare("feeds")
    assert told.exit_code == 0
    assert "hudhud: alert many for i" in told.stderr
    assert "not sent by email after 1 try, again at" in told.stderr


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_and_the_second_ends(stop: signal.Signals) -> None:
    before = signal.getsignal(stop)
    with _stopping() as stopped:
        assert not stopped.is_set()
        assert signal.getsignal(stop) is not before
        signal.raise_signal(stop)
        assert stopped.is_set()
        assert signal.getsignal(stop) is before


def test_it_ends_cleanly_between_two_documents(run_bare: Run, ledger_path: Path) -> None:
    script = Path(__file__).with_name("watch_process.py")
    with subprocess.Popen(
        [sys.executable, "-u", str(script), str(ledger_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("kept"):
                    break
            second = run_bare("watch", "--once")
            assert second.stderr == f"hudhud: another 'hudhud watch' is at work on {ledger_path}; stop it first\n"
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, err) == (0, "")
    with Ledger.open(ledger_path) as ledger:
        health = Feeds(ledger).health()[0]
        assert 1 <= health.new < 8
        assert (health.new + health.waiting, ledger.counts().documents) == (8, health.new)
    assert out.count("new  ") == health.new
