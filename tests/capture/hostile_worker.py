"""A worker whose parser does what hostile bytes might make one do. Started by tests in place of the real one."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hudhud.capture.isolation import operations, worker
from hudhud.capture.source import Capture, Failure, Source

_capture, _sources = worker.capture_source, worker.sources


def _taken(source: Source, **given: Any) -> Capture:
    content = source.content
    if b"LOOP" in content:
        while True:
            pass
    if b"EXIT" in content:
        os._exit(9)
    if b"KILL" in content:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"BOMB" in content:
        hoard = [bytearray(10**8) for _ in range(1000)]
        raise AssertionError(len(hoard))
    if b"DEFECT" in content:
        raise ZeroDivisionError("a parser's defect")
    if b"GARBAGE" in content:
        os.write(1, b"nothing on standard output is a frame")
        _answer(b"\x00\x00\x00\x02\x00\x00\x00\x00[]")
    if b"HUGE" in content:
        _answer(b"\xff\xff\xff\xff\xff\xff\xff\xff")
    taken = _capture(source, **given)
    if b"LIE" in content:
        lie = taken.document.model_copy(update={"id": "0" * 64})
        return Capture(lie, taken.copy, source)
    if b"WRITE" in content:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "written-by-a-worker").write_text("x" * 100)
    return taken


def _answer(frame: bytes) -> None:
    for descriptor in range(3, 16):
        try:
            if str(Path(f"/proc/self/fd/{descriptor}").readlink()).startswith("pipe:"):
                os.write(descriptor, frame)
        except OSError:
            continue


def _ending(path: Path, columns: Mapping[str, str], shown: str | None) -> Iterator[Source | Failure]:
    for number, source in enumerate(_sources(path, columns, shown)):
        if "breaks-off" in path.name and number == 2:
            os._exit(1)
        yield source


def main(arguments: list[str]) -> None:
    """As the real one."""
    worker.capture_source = _taken  # type: ignore[assignment]
    worker.sources = _ending  # type: ignore[assignment]
    operations.OPERATIONS = {"length": len, "environment": lambda _: sorted(os.environ)}
    worker.OPERATIONS = operations.OPERATIONS
    worker.main(arguments)
