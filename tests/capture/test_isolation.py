import json
import os
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hudhud.capture import Capture, Failure, Source, take_in
from hudhud.capture.isolation import Held, Warden, wire
from hudhud.configuration import IsolationLimits
from hudhud.errors import CaptureError, LanguageError
from hudhud.model import Fetch, Found, WarcRecord
from hudhud.pipeline import example_reports

GOOD = "Gunmen killed {} soldiers in the town of Tall Rifat on Monday, a local official said.".format
QUICK = IsolationLimits(seconds=1.5, memory_mb=300)


@pytest.fixture
def warden():
    with Warden(QUICK, worker="hostile_worker") as warden:
        yield warden


def running(pid):
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def gone_within(pid, seconds):
    until = time.monotonic() + seconds
    while running(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not running(pid)


def same(ours, theirs):
    document = ours.document.model_copy(update={"captured_at": theirs.document.captured_at})
    assert document == theirs.document
    assert ours.source == theirs.source
    for part in ("text", "starts", "ends", "blocks", "skipped"):
        assert getattr(ours.copy, part) == getattr(theirs.copy, part)


def test_the_examples_come_out_as_they_do_without_a_worker():
    with Warden() as warden:
        ours, theirs = list(warden.take_in(example_reports())), list(take_in(example_reports()))
    assert len(ours) == len(theirs) >= 20
    for mine, other in zip(ours, theirs, strict=True):
        same(mine, other)


def test_what_is_held_already_is_not_taken_apart(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(GOOD(number))
    with Warden() as warden:
        first = [each.document.id for each in warden.take_in(tmp_path)]
        again = list(warden.take_in(tmp_path, wanted=lambda digest: digest == first[1]))
    assert [type(each) for each in again] == [Held, Capture, Held]
    assert [each.source.digest for each in again] == first


def test_a_run_over_good_and_bad_goes_on_and_every_good_one_comes_out(tmp_path, warden):
    deeds = ["EXIT", "ENDLESS", "BOMB", "EXIT", "EXIT", "EXIT", "UNFORESEEN", "NONSENSE"]
    lines = [{"text": GOOD(number), "doc_id": f"line {number}"} for number in range(3)]
    for number, deed in enumerate(deeds):
        (tmp_path / f"{number}-a.txt").write_text(GOOD(number))
        (tmp_path / f"{number}-b.txt").write_text(deed)
    (tmp_path / "8.jsonl").write_text("\n".join(map(json.dumps, lines)))
    (tmp_path / "9.txt").write_text("")
    found = list(warden.take_in(tmp_path))
    good = [each for each in found if isinstance(each, Capture)]
    assert [each.document.text for each in good] == [GOOD(n) for n in range(len(deeds))] + [GOOD(n) for n in range(3)]
    bad = [each for each in found if isinstance(each, Failure)]
    assert [each.deadly for each in bad] == [True] * len(deeds) + [False]
    for failure, deed in zip(bad, deeds, strict=False):
        assert failure.source.content == deed.encode()
        assert isinstance(failure.error, CaptureError)
        assert "quarantined" in str(failure.error)
        assert "\n" not in str(failure.error)
        assert failure.origin in str(failure.error)
    assert "outlasted" in str(bad[1].error)
    assert "memory" in str(bad[2].error)
    assert "nonsense" in str(bad[-2].error)


def test_lines_behind_a_deadly_one_are_taken_in(tmp_path, warden):
    lines = [json.dumps({"text": GOOD(number)}) for number in range(5)]
    # Not JSON, but the worker that looks at it is ended before it could say so.
    lines[2:2] = ["EXIT"] * 3
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(lines))
    found = list(warden.take_in(path))
    assert [isinstance(each, Capture) for each in found] == [True] * 2 + [False] * 3 + [True] * 3
    assert [each.origin for each in found[2:5]] == [f"{path}, line {number}" for number in (3, 4, 5)]


def test_an_archive_that_ends_its_worker_fails_from_there_on(tmp_path, warden):
    lines = [json.dumps({"text": GOOD(1)}), json.dumps({"text": "THE ARCHIVE ENDS"}), json.dumps({"text": GOOD(2)})]
    (tmp_path / "1.jsonl").write_text("\n".join(lines))
    (tmp_path / "2.txt").write_text(GOOD(3))
    first, failure, other = warden.take_in(tmp_path)
    assert isinstance(first, Capture)
    assert isinstance(other, Capture)
    assert failure.deadly
    assert failure.source is None
    assert failure.origin == str(tmp_path / "1.jsonl")


def test_one_source_at_hand(warden):
    day = take_in(example_reports())
    example = next(day)
    same(warden.take(example.source), example)
    assert warden.take(Source("x", b"EXIT", "text/plain")).deadly
    foreign = warden.take(Source("x", "Ceci est un rapport tout en langue française. ".encode() * 9, "text/plain"))
    assert isinstance(foreign.error, LanguageError)
    assert not foreign.deadly
    # One stream stands open while something else is asked.
    stream = warden.take_in(example_reports())
    next(stream)
    same(warden.take(example.source), example)
    assert len(list(stream)) >= 19


def test_operations(warden, tmp_path):
    assert warden.ask("echo", b"abc", word="x") == {"length": 3, "word": "x"}
    warden.ask("print", b"mixed into the answers?")
    with pytest.raises(CaptureError, match="memory"):
        warden.ask("memory", b"", mb=400)
    assert warden.ask("memory", b"", mb=20) == 20 * 2**20
    with pytest.raises(CaptureError, match="ended"):
        warden.ask("exit", b"")
    with pytest.raises(CaptureError, match="KeyError"):
        warden.ask("unforeseen", b"")
    assert warden.ask("file", b"x", path=str(tmp_path / "new")) == "File too large"


def test_the_environment_is_reduced(warden, monkeypatch):
    monkeypatch.setenv("DATABASE_PASSWORD", "hunter2")
    assert "DATABASE_PASSWORD" not in warden.ask("environment", b"")


@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"no frame at all, but longer than the lengths of one",
        struct.pack("<IQ", 2**32 - 1, 0),
        struct.pack("<IQ", 2, 2**60) + b"{}",
        struct.pack("<IQ", 2, 0) + b"{}",
        struct.pack("<IQ", 4, 0) + b"[[[[",
        struct.pack("<IQ", 13, 5) + b'{"sizes":[6]}',
        struct.pack("<IQ", 14, 5) + b'{"sizes":[-5]}',
        struct.pack("<IQ", 5000, 0) + b"[",
    ],
)
def test_frames_that_are_none_end_the_worker_and_nothing_else(warden, bytes_sent):
    begun = time.monotonic()
    with pytest.raises(CaptureError, match=r"nonsense|outlasted"):
        warden.ask("nonsense", bytes_sent)
    assert time.monotonic() - begun < 10
    assert warden.ask("echo", b"") == {"length": 0}


def test_documents_that_are_none_are_refused():
    taken = next(take_in(example_reports()))
    frame = wire.capture_frame(taken)
    same(wire.capture_of(frame, taken.source), taken)
    text, copied, starts, ends = frame.blobs
    other = Source("x", b"other bytes", "text/plain")
    backwards = starts[4:] + starts[:4]
    outside = ends[:-4] + b"\xff\xff\xff\x00"
    for said, blobs, source in (
        (frame.said, frame.blobs, other),
        (frame.said, frame.blobs[:3], taken.source),
        (frame.said, (text, copied, backwards, ends), taken.source),
        (frame.said, (text, copied, starts, outside), taken.source),
        (frame.said, (text, copied, starts[:-3], ends), taken.source),
        (frame.said, (text, b"\xff", starts, ends), taken.source),
        (frame.said | {"blocks": [[0, 10**9, "body"]]}, frame.blobs, taken.source),
        (frame.said | {"blocks": [[0, 1, "other"]]}, frame.blobs, taken.source),
        (frame.said | {"blocks": 5}, frame.blobs, taken.source),
        (frame.said | {"skipped": [[-1, 5, "x"]]}, frame.blobs, taken.source),
        ({}, frame.blobs, taken.source),
    ):
        with pytest.raises(wire.MalformedError):
            wire.capture_of(wire.Frame(said, blobs), source)


def test_a_source_keeps_all_that_is_known_of_it():
    record = WarcRecord.of("urn:uuid:1", "response", b"WARC/1.1 and so on")
    fetch = Fetch(
        url="https://a.example/",
        final_url="https://a.example/b",
        at="2024-03-01T10:00:00Z",
        status=200,
        records=[record],
    )
    source = Source(
        "x",
        b"bytes",
        "text/html",
        "name",
        "utf-8",
        {"text": "body"},
        {"title": Found(value="A", where="feed")},
        fetch.at,
        fetch,
    )
    assert wire.source_of(wire.source_frame(source)) == source


def test_errors_of_a_worker_cannot_write_to_the_terminal():
    error = wire.error_of({"error": "OSError", "message": "\x1b[2Jx: bad\nthing" + "y" * 10_000})
    assert type(error) is CaptureError
    assert str(error).isprintable()
    assert len(str(error)) <= 2_000


def test_a_worker_killed_from_outside_is_replaced(warden):
    pid = warden.ask("pid", b"")
    os.kill(pid, signal.SIGKILL)
    assert gone_within(pid, 5)
    assert warden.ask("pid", b"") != pid


def test_no_worker_outlives_its_warden(tmp_path):
    (tmp_path / "1.txt").write_text(GOOD(1))
    (tmp_path / "2.txt").write_text(GOOD(2))
    with Warden(QUICK, worker="hostile_worker") as warden:
        pid = warden.ask("pid", b"")
        stream = warden.take_in(tmp_path)
        next(stream)
        stream.close()
        assert not Path(f"/proc/{pid}").exists()
        pid = warden.ask("pid", b"")
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize(("operation", "seconds"), [("echo", 5), ("endless", 15)])
def test_no_worker_outlives_its_parent(operation, seconds):
    script = (
        "import os, sys, signal, threading\n"
        "from hudhud.capture.isolation import Warden\n"
        "from hudhud.configuration import IsolationLimits\n"
        "warden = Warden(IsolationLimits(seconds=3), worker='hostile_worker')\n"
        "print(warden.ask('pid', b''), flush=True)\n"
        "threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()\n"
        f"warden.ask({operation!r}, b'')\n"
        "signal.pause()\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == -signal.SIGKILL
    assert gone_within(int(done.stdout), seconds)


def test_a_worker_that_cannot_start_is_an_error_of_one_line():
    with (
        Warden(QUICK, worker="hudhud.no_such_worker") as warden,
        pytest.raises(CaptureError, match="cannot be started"),
    ):
        warden.ask("echo", b"")
