"""Fetches, quarantine and versions: kept with their decisions, once, and missed where somebody touched them."""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from ledger_samples import make_document, make_reading, sample

from hudhud.ledger import Custody, Ledger, verify
from hudhud.model import Fetch, Found, WarcRecord

ME = "hudhud test"
LOOP = b"%PDF-1.7 loop"
LOOP_ID = hashlib.sha256(LOOP).hexdigest()
URL = "https://news.example/attack"


def record(number: int, kind: str = "response") -> WarcRecord:
    return WarcRecord.of(f"urn:uuid:{number:08d}", kind, f"WARC/1.1\r\nrecord {number}".encode())  # type: ignore[arg-type]


def fetch_of(document: str | None, number: int, **more: object) -> Fetch:
    said = {
        "url": URL,
        "final_url": URL,
        "at": datetime(2024, 3, 1, 12, 0, number, tzinfo=timezone(timedelta(hours=3))),
        "status": 200,
        "document": document,
        "etag": f'"{number}"',
        "records": (record(2 * number, "request"), record(2 * number + 1)),
    }
    return Fetch.model_validate(said | more)


@pytest.fixture
def kept(ledger: Ledger) -> Ledger:
    document, reading = sample(1)
    ledger.add(document, reading, actor=ME, fetch=fetch_of(document.id, 1))
    Custody(ledger).keep(fetch_of(None, 2, status=404, error="status 404: gone", etag=None), ME)
    Custody(ledger).put_apart(LOOP, "/a.pdf", "outlasted its 30 s", ME)
    return ledger


def test_a_fetch_comes_back_as_it_was_kept(kept: Ledger) -> None:
    document, _ = sample(1)
    custody = Custody(kept)
    (found,) = custody.fetches(document.id)
    assert found == fetch_of(document.id, 1)
    assert gzip.decompress(found.records[1].content) == b"WARC/1.1\r\nrecord 3"
    last = custody.last(URL)
    assert last is not None
    assert (last.etag, last.records) == ('"1"', ())
    assert custody.last("https://news.example/other") is None


def test_the_same_bytes_again_are_no_new_document_but_a_new_fetch(kept: Ledger) -> None:
    document, reading = sample(1)
    before = kept.head()
    assert kept.add(document, reading, actor=ME, fetch=fetch_of(document.id, 3)) is False
    assert kept.head() == before + 1
    assert [one.at.second for one in Custody(kept).fetches(document.id)] == [1, 3]
    assert verify(kept).problems == []


def test_an_archive_added_twice_changes_nothing(kept: Ledger) -> None:
    document, reading = sample(1)
    before = kept.head()
    kept.add(document, reading, actor=ME, fetch=fetch_of(document.id, 1))
    assert Custody(kept).keep(fetch_of(None, 2), ME) is False
    assert kept.head() == before


def test_what_is_captured_again_under_a_name_is_a_version(ledger: Ledger) -> None:
    first, then = (make_document(text, URL) for text in ("Four were killed.", "Five were killed."))
    for number, document in enumerate((first, then)):
        ledger.add(document, make_reading(document), actor=ME, fetch=fetch_of(document.id, number))
    versions = Custody(ledger).versions(URL)
    assert [one.id for one in versions] == [first.id, then.id]
    assert [one.last_seen for one in versions] == [fetch_of(None, n).at for n in range(2)]
    assert ledger.document(URL).id == then.id


def test_what_is_known_of_a_document_comes_back_and_is_covered(ledger: Ledger, path: Path) -> None:
    about = {"published": Found(value="2024-03-01", where="URL path", guessed=True)}
    document = make_document("Four were killed.", "a", about=about, media_type="message/rfc822", text_type="text/html")
    ledger.add(document, make_reading(document), actor=ME)
    assert ledger.document("a") == document
    assert verify(ledger).problems == []
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("DROP TRIGGER documents_no_update")
        raw.execute("UPDATE documents SET about = replace(about, 'true', 'false')")
    assert any("are not those that decision" in problem for problem in verify(ledger).problems)


def test_an_untouched_custody_has_no_problems(kept: Ledger) -> None:
    found = verify(kept)
    assert found.problems == []
    assert (found.custody.fetches, found.custody.records, found.custody.quarantined) == (2, 4, 1)


TAMPERINGS = [
    ("UPDATE warc_records SET content = x'00' WHERE seq = 2", "WARC record urn:uuid:00000003 of the fetch of"),
    ("UPDATE warc_records SET sha256 = 'f' WHERE seq = 2", "or the records of the fetch"),
    ("DELETE FROM warc_records WHERE seq = 4", "or the records of the fetch"),
    ("UPDATE fetches SET status = 200 WHERE seq = 2", "or the records of the fetch"),
    ("UPDATE fetches SET url = 'https://else.example' WHERE seq = 2", "No fetch decision speaks of"),
    ("DELETE FROM fetches WHERE seq = 1", "The fetch of https://news.example/attack, which decision 1 recorded"),
    ("UPDATE quarantined SET reason = 'none'", "The origin or reason of quarantined file"),
    ("UPDATE quarantined SET content = x'00'", "The bytes of quarantined file"),
    ("DELETE FROM quarantined", f"Quarantined file {LOOP_ID[:12]}, which decision"),
    ("INSERT INTO fetches(url, final_url, at) VALUES ('u', 'u', '2024-01-01 00:00:00')", "No fetch decision"),
    ("INSERT INTO quarantined(id, origin, at, reason, content) VALUES ('1', '', '2024-01-01 00:00:00', '', x'')",
     "No quarantine decision"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "message"), TAMPERINGS)
def test_tampering_with_custody_is_found(kept: Ledger, path: Path, sql: str, message: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute(sql)
    assert any(message in problem for problem in verify(kept).problems)


def test_a_ledger_says_when_bytes_are_in_quarantine(kept: Ledger) -> None:
    (one,) = Custody(kept).quarantine(LOOP_ID)
    assert (one.origin, one.size, one.reason) == ("/a.pdf", 13, "outlasted its 30 s")
    assert one.at.tzinfo == UTC
    assert Custody(kept).quarantine("1" * 64) == []
