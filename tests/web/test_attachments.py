"""Files attached as evidence: kept whole, shown only when drawn anew, given out only to be saved."""

from __future__ import annotations

import hashlib
import io
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from PIL import Image
from web_samples import FAST, Browser, join

from hudhud import pipeline
from hudhud.errors import DecisionError, UnknownNameError
from hudhud.ledger import Board, Ledger, verify
from hudhud.model import File, Incident
from hudhud.model.filters import Filter
from hudhud.pipeline import Wish
from hudhud.web import create_app
from hudhud.web.thumbnails import thumbnail

_GPS = {0x8825: {1: "N", 2: (34.0, 53.0, 6.0), 3: "E", 4: (38.0, 52.0, 15.0)}}


def picture(kind: str = "JPEG", size: tuple[int, int] = (900, 600), **options: Any) -> bytes:
    """A picture that says where and with what it was taken."""
    made = Image.new("RGB", size, (180, 90, 40))
    exif = Image.Exif()
    exif[0x0110] = "a camera of Rima"
    exif.get_ifd(0x8825).update(_GPS[0x8825])
    written = io.BytesIO()
    made.save(written, kind, **({"exif": exif} if kind in {"JPEG", "PNG", "WEBP"} else {}), **options)
    return written.getvalue()


def bomb(side: int) -> bytes:
    """A small PNG that unfolds to side × side points."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(b"\0" * 10_000)
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def app(examples: Ledger) -> FastAPI:
    return create_app(examples, replace(FAST, upload_bytes=300_000))


@pytest.fixture
def rima(app: FastAPI) -> Browser:
    return join(app, "Rima", "administrator")


@pytest.fixture
def one(examples: Ledger) -> Incident:
    """The incident that most reports tell of."""
    return max(pipeline.incidents(examples), key=lambda incident: len(incident.documents))


def send(browser: Browser, incident: str, name: str, content: bytes, reason: str = "sent by a witness") -> Any:
    return browser.post(
        f"/incident/{incident}/attachments",
        data={"csrf": browser.csrf, "reason": reason},
        files={"file": (name, content, "image/png")},
    )


def state(ledger: Ledger, incident: str) -> Any:
    return pipeline.show(ledger, incident), Board(ledger).rows(Filter(), "latest", None)


def test_what_is_attached_is_kept_whole_and_shown_small(rima: Browser, examples: Ledger, one: Incident) -> None:
    before, content = state(examples, one.id), picture()
    answer = send(rima, one.id, "gate <b>.jpg", content)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/incident/{one.id}#evidence")
    digest = hashlib.sha256(content).hexdigest()
    page = rima.get(f"/incident/{one.id}").text
    for words in (digest, "gate &lt;b&gt;.jpg", "sent by a witness", "image/jpeg", "Rima"):
        assert words in page
    assert state(examples, one.id) == before

    (told,) = rima.get(f"/api/incidents/{one.id}").json()["attachments"]
    assert (told["sha256"], told["size"], told["by"]) == (digest, len(content), "Rima")

    original = rima.get(f"/attachment/{digest}")
    assert original.content == content
    assert original.headers["content-disposition"].startswith("attachment;")
    assert original.headers["content-type"] == "application/octet-stream"
    assert original.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in original.headers["content-security-policy"]

    small = rima.get(f"/attachment/{digest}/picture")
    assert small.headers["content-type"] == "image/png"
    assert "sandbox" in small.headers["content-security-policy"]
    assert b"camera of Rima" in content and b"camera of Rima" not in small.content
    drawn = Image.open(io.BytesIO(small.content))
    assert (drawn.size, dict(drawn.getexif()), drawn.info) == ((480, 320), {}, {})
    assert verify(examples).problems == []
    assert verify(examples).files == 1


def test_undone_it_is_as_before_and_given_out_no_more(rima: Browser, examples: Ledger, one: Incident) -> None:
    page, content = rima.get(f"/incident/{one.id}").text, picture()
    before, digest = state(examples, one.id), hashlib.sha256(content).hexdigest()
    send(rima, one.id, "gate.jpg", content)
    (entry,) = pipeline.log(examples)
    wrong = rima.submit(f"/incident/{one.id}/attachments/undo", number=str(entry.decision.seq - 1))
    assert wrong.status_code == 422
    assert rima.submit(f"/incident/{one.id}/attachments/undo", number=str(entry.decision.seq)).status_code == 303
    assert state(examples, one.id) == before
    assert digest not in rima.get(f"/incident/{one.id}").text
    assert digest not in page
    assert rima.get(f"/attachment/{digest}").status_code == 404
    assert rima.get(f"/attachment/{digest}/picture").status_code == 404
    assert [e.decision.action for e in pipeline.log(examples)] == ["undo", "attach"]
    assert verify(examples).problems == []
    # The undo undone, it lies there again; and so it may be attached anew.
    pipeline.decide(examples, "Rima", "undo", str(entry.decision.seq + 1), "no, it is the gate")
    assert rima.get(f"/attachment/{digest}").content == content


def test_the_same_file_lies_once_beside_an_incident_and_at_several(examples: Ledger) -> None:
    one, other = pipeline.incidents(examples)[:2]
    file = File.of("a.txt", b"a witness")
    pipeline.decide(examples, "Rima", "attach", one.id, "why", Wish(file=file))
    with pytest.raises(DecisionError, match=r"attached to i\w+ already, by decision \d+ \(attach, by Rima"):
        pipeline.decide(examples, "Amal", "attach", one.id, "why", Wish(file=File.of("b.txt", b"a witness")))
    pipeline.decide(examples, "Amal", "attach", other.id, "here too", Wish(file=File.of("b.txt", b"a witness")))
    assert pipeline.attached_file(examples, file.anchor.sha256).content == b"a witness"
    with examples.snapshot() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM attachments").scalar() == 1
    assert verify(examples).problems == []


def test_it_follows_its_mention_when_incidents_are_split_and_joined(examples: Ledger, one: Incident) -> None:
    last = one.members[-1].mention.id
    pipeline.decide(examples, "Rima", "attach", last, "of this report", Wish(file=File.of("a.txt", b"a")))
    pipeline.decide(examples, "Rima", "split", one.id, "another day", Wish(apart=(last,)))
    there = pipeline.view_of(examples, last, sums=False)
    assert [r.ruling.file.name for r in there.attached(there.incidents[0]) if r.ruling.file] == ["a.txt"]
    here = pipeline.view_of(examples, one.id, sums=False)
    assert here.attached(here.incidents[0]) == []


def test_a_reviewer_who_looked_before_is_told_of_new_evidence(examples: Ledger, one: Incident) -> None:
    seen = examples.head()
    pipeline.decide(examples, "Amal", "attach", one.id, "why", Wish(file=File.of("a.txt", b"a")))
    with pytest.raises(DecisionError, match=r"Amal decided on this while you looked \(attach"):
        pipeline.decide(examples, "Rima", "accept", one.id, "why", Wish(seen=seen))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.png", b"", "empty.png is empty"),
        ("large.bin", b"x" * 300_001, "0.3 MB are the most"),
        ("", b"x", "Choose a file first"),
    ],
)
def test_what_is_refused_says_why_in_a_line(
    rima: Browser, examples: Ledger, one: Incident, name: str, content: bytes, words: str
) -> None:
    answer = send(rima, one.id, name, content)
    assert answer.status_code == 422
    assert words in answer.text
    assert pipeline.log(examples) == []


def test_far_too_large_a_body_is_refused_before_it_is_read(rima: Browser, one: Incident) -> None:
    answer = send(rima, one.id, "huge.bin", b"x" * 1_400_000)
    assert answer.status_code == 413
    assert "0.3 MB are the most" in answer.text


def test_a_form_without_a_file_or_for_nothing_is_refused(rima: Browser, one: Incident) -> None:
    plain = rima.submit(f"/incident/{one.id}/attachments", file="a text and no file")
    assert plain.status_code == 422
    assert send(rima, "i0000000000", "a.txt", b"a").status_code == 404
    two = rima.post(f"/incident/{one.id}/attachments", headers={"x-csrf-token": rima.csrf},
                    files=[("file", ("a", b"a")), ("file", ("b", b"b"))])  # fmt: skip
    assert two.status_code == 400
    api = rima.post("/api/decisions", headers={"x-csrf-token": rima.csrf},
                    json={"action": "attach", "subject": one.id, "reason": "why"})  # fmt: skip
    assert api.status_code == 422


HOSTILE = [
    ("page.html", b"<!doctype html><script>alert(1)</script>", "text/html"),
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"),
    ("photo.png", b"<svg onload='alert(1)'>", "image/svg+xml"),
    ("photo.jpg", b"\xff\xd8\xff<script>alert(1)</script>", "image/jpeg"),
    ("photo.gif", b"GIF89a<script>alert(1)</script>", "image/gif"),
    ("cut.png", picture("PNG")[:200], "image/png"),
    ("bomb.png", bomb(40_000), "image/png"),
    ("flat.png", bomb(0), "image/png"),
    ("sound.mp3", b"ID3\x04", "audio/mpeg"),
    ("nothing", b"\0\xff", "application/octet-stream"),
]


@pytest.mark.parametrize(("name", "content", "kind"), HOSTILE)
def test_nothing_hostile_is_shown(rima: Browser, one: Incident, name: str, content: bytes, kind: str) -> None:
    assert send(rima, one.id, name, content).status_code == 303
    page, digest = rima.get(f"/incident/{one.id}").text, hashlib.sha256(content).hexdigest()
    assert kind in page
    drawn = rima.get(f"/attachment/{digest}/picture")
    assert drawn.status_code == 404
    assert rima.get(f"/attachment/{digest}").headers["content-type"] == "application/octet-stream"
    if kind not in {"image/png", "image/jpeg", "image/gif"}:
        assert "<img" not in page


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_pictures_are_drawn_anew(kind: str) -> None:
    small = thumbnail(File.of("a", picture(kind, (40, 20))))
    assert small is not None
    assert Image.open(io.BytesIO(small)).size == (40, 20)


def test_a_picture_is_turned_as_its_camera_was_held() -> None:
    written, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 20)).save(written, "JPEG", exif=exif)
    small = thumbnail(File.of("a", written.getvalue()))
    assert small is not None
    assert Image.open(io.BytesIO(small)).size == (20, 60)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Rima\\gate.png", "gate.png"),
        ("gate\u202egnp.exe", "gate\ufffdgnp.exe"),
        ("a\r\nx-header: 1", "a\ufffd\ufffdx-header: 1"),
        ("\x00", "\ufffd"),
        ("/", "unnamed"),
        ("n" * 500, "n" * 200),
        ("half \ud800", "half \ufffd"),
    ],
)
def test_names_hold_no_path_and_no_tricks(name: str, kept: str) -> None:
    assert File.of(name, b"x").anchor.name == kept


def test_a_hostile_name_stays_within_its_header_and_its_place(rima: Browser, examples: Ledger, one: Incident) -> None:
    name = "\"><img src=x onerror=alert(1)>; filename*=x'' صورة.png"
    file = File.of(name, b"x")
    pipeline.decide(examples, "Rima", "attach", one.id, "why", Wish(file=file))
    answer = rima.get(f"/attachment/{file.anchor.sha256}")
    assert answer.headers["content-disposition"].endswith(f"filename*=UTF-8''{quote(file.anchor.name, safe='')}")
    page = rima.get(f"/incident/{one.id}").text
    assert "<img" not in page
    assert "&lt;img src=x" in page or "&lt;img" in page


def test_a_digest_that_is_none_leads_nowhere(rima: Browser, examples: Ledger) -> None:
    for digest in ("0" * 64, "%", "a" * 63, "x" * 64, "0"):
        assert rima.get(f"/attachment/{digest}").status_code == 404
        with pytest.raises(UnknownNameError):
            pipeline.attached_file(examples, digest)


@pytest.fixture
def tampered(examples: Ledger, one: Incident) -> Iterator[sqlite3.Connection]:
    """A connection past the ledger to one in which a file is attached."""
    pipeline.decide(examples, "Rima", "attach", one.id, "why", Wish(file=File.of("a.txt", b"a witness")))
    with closing(sqlite3.connect(examples.path, isolation_level=None)) as connection:
        for verb in ("update", "delete", "replace"):
            connection.execute(f"DROP TRIGGER attachments_no_{verb}")
        yield connection


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE attachments SET content = x'00'", "The bytes of file a.txt"),
        ("UPDATE attachments SET content = 'words'", "The bytes of file a.txt"),
        ("UPDATE attachments SET name = 'b.txt'", "The name, kind, size, time or hand of file b.txt"),
        ("UPDATE attachments SET media_type = 'image/png'", "is not what decision"),
        ("UPDATE attachments SET actor = 'Omar'", "is not what decision"),
        ("UPDATE attachments SET at = '2020-01-01 00:00:00.000000'", "is not what decision"),
        ("UPDATE attachments SET at = 'noon'", "File number 1 cannot be read"),
        ("DELETE FROM attachments", "attached, is missing"),
        ("DELETE FROM attachments", "The end of attachments is missing"),
        ("UPDATE attachments SET id = replace(id, 'a', 'b')", "No attach decision speaks of file a.txt"),
    ],
)
def test_verify_names_what_was_changed(examples: Ledger, tampered: sqlite3.Connection, sql: str, words: str) -> None:
    tampered.execute(sql)
    problems = verify(examples).problems
    assert any(words in problem for problem in problems), problems
    assert any("The trigger attachments_no_update" in problem for problem in problems)


@pytest.mark.sqlite
def test_attached_files_are_never_changed_in_place(examples: Ledger, one: Incident) -> None:
    pipeline.decide(examples, "Rima", "attach", one.id, "why", Wish(file=File.of("a.txt", b"a witness")))
    with closing(sqlite3.connect(examples.path, isolation_level=None)) as connection:
        for sql in ("UPDATE attachments SET name = 'b'", "DELETE FROM attachments",
                    "INSERT OR REPLACE INTO attachments SELECT * FROM attachments"):  # fmt: skip
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(sql)
