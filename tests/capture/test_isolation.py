"""The worker process: what it does to the good documents, and what becomes of those that end it."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hudhud import pipeline
from hudhud.capture import Capture, Failure, Source, capture_source, take_in
from hudhud.capture.isolation import Skipped, Warden
from hudhud.configuration import IsolationLimits
from hudhud.errors import CaptureError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes cannot be waited for with select there")

ROOT = Path(__file__).parents[2]
GOOD = "Gunmen killed four farmers near Sukhna on Monday, local sources said."


@pytest.fixture(scope="module")
def warden() -> Iterator[Warden]:
    with Warden() as kept:
        yield kept


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Warden]:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    with Warden(IsolationLimits(seconds=2, memory_mb=300), entry="tests.capture.hostile_worker") as kept:
        yield kept


def text(words: str) -> Source:
    return Source(words[:20], words.encode(), "text/plain")


def same(one: Capture, other: Capture) -> bool:
    changing = {"captured_at"}
    return (
        one.document.model_dump(exclude=changing) == other.document.model_dump(exclude=changing)
        and one.copy.text == other.copy.text
        and list(one.copy.starts) == list(other.copy.starts)
        and list(one.copy.ends) == list(other.copy.ends)
        and (one.copy.blocks, one.copy.skipped) == (other.copy.blocks, other.copy.skipped)
    )


def test_the_examples_come_back_as_they_are_in_process(warden: Warden) -> None:
    here = list(take_in(pipeline.example_reports()))
    there = list(warden.take_in(pipeline.example_reports()))
    assert len(here) == len(there) == 21
    for one, other in zip(here, there, strict=True):
        assert isinstance(one, Capture) and isinstance(other, Capture)
        assert same(one, other)


def test_bytes_at_hand_come_back_as_they_are_in_process(warden: Warden) -> None:
    page = Source("https://news.example/a", f"<p>{GOOD} \U0001f6a9</p>".encode(), "text/html", name="a")
    taken = warden.take(page)
    assert isinstance(taken, Capture)
    assert same(taken, capture_source(page))


def test_errors_come_back_as_what_they_are(warden: Warden) -> None:
    empty = warden.take(text("   "))
    french = warden.take(text("Des hommes armés ont tué quatre agriculteurs près de la ville lundi dernier. " * 4))
    assert isinstance(empty, Failure) and type(empty.error) is CaptureError and not empty.deadly
    assert isinstance(french, Capture) and french.document.language == "fr"


def test_what_is_known_is_not_taken_apart(warden: Warden, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD)
    (tmp_path / "b.txt").write_text(GOOD + " Others fled.")
    known = text(GOOD).digest
    first, second = warden.take_in(tmp_path, wanted=lambda digest: digest != known)
    assert isinstance(first, Skipped) and first.source.digest == known
    assert isinstance(second, Capture)


def test_a_missing_path_is_an_error_at_once(warden: Warden, tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="no such file"):
        warden.take_in(tmp_path / "none")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("LOOP", "it took longer than 2 s"),
        ("EXIT", "ended with status 9"),
        ("KILL", "ended by signal 9"),
        ("BOMB", "more than 300 MB of memory"),
        ("DEFECT", "taking it apart failed: ZeroDivisionError"),
        ("GARBAGE", "sent nonsense"),
        ("HUGE", "sent nonsense"),
        ("LIE", "sent nonsense"),
    ],
)
def test_a_document_that_breaks_its_worker_is_said_and_the_next_goes_on(hostile: Warden, words: str, why: str) -> None:
    begun = time.monotonic()
    broken = hostile.take(text(words))
    assert isinstance(broken, Failure) and broken.deadly
    assert why in str(broken.error) and "put into quarantine" in str(broken.error)
    assert broken.source is not None and broken.source.content == words.encode()
    assert isinstance(hostile.take(text(GOOD)), Capture)
    assert time.monotonic() - begun < 20


def test_good_reports_come_out_between_deadly_ones(hostile: Warden, tmp_path: Path) -> None:
    words = [GOOD, "KILL", "EXIT", "KILL", f"{GOOD} Two.", "LOOP", f"{GOOD} Three."]
    lines = [json.dumps({"text": each}) for each in words]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    (tmp_path / "b.txt").write_text(f"{GOOD} Four.")
    found = list(hostile.take_in(tmp_path))
    assert [isinstance(each, Capture) for each in found] == [True, False, False, False, True, False, True, True]
    assert [each.origin.rpartition(" ")[2] for each in found if isinstance(each, Failure)] == ["2", "3", "4", "6"]


def test_a_file_that_ends_its_worker_between_reports_is_left_and_the_next_one_read(
    hostile: Warden, tmp_path: Path
) -> None:
    lines = [json.dumps({"text": f"{GOOD} {number}."}) for number in range(4)]
    (tmp_path / "a-breaks-off.jsonl").write_text("\n".join(lines))
    (tmp_path / "b.txt").write_text(GOOD)
    one, two, rest, last = hostile.take_in(tmp_path)
    assert isinstance(one, Capture) and isinstance(two, Capture) and isinstance(last, Capture)
    assert isinstance(rest, Failure)
    assert "what stands behind report 2 could not be taken apart" in str(rest.error)


def test_a_worker_writes_no_file_and_knows_no_secret(hostile: Warden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDHUD_SMTP_PASSWORD", "secret")
    broken = hostile.take(text("WRITE " + GOOD))
    assert isinstance(broken, Failure) and broken.deadly
    assert "HUDHUD_SMTP_PASSWORD" not in hostile.ask("environment", b"")
    assert hostile.ask("length", b"abc") == 3


def test_closing_ends_the_process(tmp_path: Path) -> None:
    kept = Warden()
    kept.start()
    assert kept._worker is not None
    process = kept._worker._process
    kept.close()
    assert process.returncode is not None
    assert isinstance(kept.take(text(GOOD)), Capture)
    kept.close()
