"""The parent's side: it hands untrusted bytes to the worker process, waits so long and no longer, and goes on.

The worker's answers are checked on arrival (`wire.py`); a worker that answers nonsense is ended like one that
does not answer.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from hudhud import errors
from hudhud.capture.files import files_of
from hudhud.capture.isolation.wire import (
    BrokenFrameError,
    Frame,
    capture_from,
    receive,
    send,
    source_from,
    source_header,
    source_parts,
)
from hudhud.capture.source import Capture, Failure, Source
from hudhud.configuration import IsolationLimits
from hudhud.errors import CaptureError, HudhudError

_ENTRY = "hudhud.capture.isolation.worker"
_KEPT_VARIABLES = frozenset(
    "PATH PYTHONPATH PYTHONHOME VIRTUAL_ENV LANG LC_ALL LC_CTYPE TMPDIR SYSTEMROOT LD_LIBRARY_PATH "
    "OPENBLAS_CORETYPE OPENBLAS_L2_SIZE".split()
)
_RECYCLED_AFTER = 2_000
"""Documents: what libraries keep for themselves grows with each."""
_START_SECONDS = 60.0


@dataclass(frozen=True)
class Skipped:
    """A report that was not wanted, for its bytes are known."""

    source: Source


class _DeadError(Exception):
    """The worker ended, sent nonsense or took too long; the message says which."""


class Warden:
    """Keeps one worker process, started when it is first needed. Close it, or use it in a `with`."""

    def __init__(self, limits: IsolationLimits | None = None, *, entry: str = _ENTRY) -> None:
        self.limits = limits or IsolationLimits()
        self._entry = entry
        self._worker: _Worker | None = None

    def __enter__(self) -> Warden:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def start(self) -> None:
        """Start the worker now, so that it is ready when the first document comes."""
        if self._worker is None or self._worker.documents >= _RECYCLED_AFTER:
            self.close()
            self._worker = _Worker(self._entry, self.limits)

    def take_in(  # what the user says of reports, each by its name
        self,
        path: Path,
        *,
        shown: str | None = None,
        columns: Mapping[str, str] | None = None,
        published: date | None = None,
        language: str | None = None,
        wanted: Callable[[str], bool] = lambda digest: True,
    ) -> Iterator[Capture | Failure | Skipped]:
        """Every report under a path, in the order of names and of their places in a file.

        Args:
            path: a file or a folder.
            shown: what messages call it instead of its path.
            columns: which key or column holds what, see `Source.columns`.
            published: as in `capture_source`.
            language: as in `capture_source`.
            wanted: given the SHA-256 of a report's bytes, whether to take it apart.

        Raises:
            CaptureError: at once, where the path is missing or holds no files.
        """
        given = {"columns": dict(columns or {}), **_given(published, language)}
        return self._files([(str(file), shown) for file in files_of(path)], given, wanted)

    def take(self, source: Source, *, published: date | None = None, language: str | None = None) -> Capture | Failure:
        """One report whose bytes are at hand."""
        self.start()
        assert self._worker is not None
        try:
            header = {"source": source_header(source), **_given(published, language)}
            self._worker.send("take", header, source_parts(source))
            return _taken(self._worker.receive(), source)
        except _DeadError as death:
            self.close()
            return _deadly(source, death)

    def ask(self, operation: str, payload: bytes, **arguments: Any) -> Any:
        """What one of the worker's operations makes of some bytes; JSON.

        Raises HudhudError as the operation does, CaptureError where the worker did not survive it.
        """
        self.start()
        assert self._worker is not None
        try:
            self._worker.send(operation, arguments, [payload])
            frame = self._worker.receive()
        except _DeadError as death:
            self.close()
            raise CaptureError(f"{operation}: {death}") from death
        if frame.kind == "answer":
            return frame.header["value"]
        raise _error(frame)

    def _files(
        self, paths: Sequence[tuple[str, str | None]], given: Mapping[str, Any], wanted: Callable[[str], bool]
    ) -> Iterator[Capture | Failure | Skipped]:
        at = _Position()
        while at.file < len(paths):
            self.start()
            assert self._worker is not None
            ready: list[Capture | Failure | Skipped] = []
            try:
                request = {"paths": paths, "first": at.file, "skip": at.item, **given}
                self._worker.send("files", request)
                # What is ready goes out only once the worker has the next report to take apart: the two then work
                # side by side.
                for one in self._one_by_one(self._worker, at, wanted):
                    if one is None:
                        yield from ready
                        ready = []
                    else:
                        ready.append(one)
                at.file = len(paths)
            except _DeadError as death:
                self.close()
                ready.append(at.lost(paths, death))
            yield from ready

    @staticmethod
    def _one_by_one(
        worker: _Worker, at: _Position, wanted: Callable[[str], bool]
    ) -> Iterator[Capture | Failure | Skipped | None]:
        """What the worker sends of some files; None whenever it was just given work."""
        while (frame := worker.receive()).kind != "end":
            if frame.kind == "file":
                at.begin(int(frame.header["index"]))
            elif frame.kind == "source":
                at.source = _received(frame)
                if wanted(at.source.digest):
                    worker.send("parse")
                    yield None
                else:
                    worker.send("skip")
                    yield Skipped(at.source)
                    at.done()
            else:
                taken = _taken(frame, at.source)
                at.done()
                yield taken


@dataclass
class _Position:
    """Where in some files the worker is, so that another can go on behind it."""

    file: int = 0
    item: int = 0
    source: Source | None = None
    """What it takes apart now; None while it looks for the next."""

    def begin(self, file: int) -> None:
        if file != self.file:
            self.file, self.item = file, 0

    def done(self) -> None:
        self.item += 1
        self.source = None

    def lost(self, paths: Sequence[tuple[str, str | None]], death: _DeadError) -> Failure:
        """What is said of the report, or of the rest of the file, that the worker died of; go on behind it."""
        if self.source is not None:
            failure = _deadly(self.source, death)
            self.done()
            return failure
        (path, named), before = paths[self.file], self.item
        shown = named or path
        self.file, self.item = self.file + 1, 0
        behind = f" behind report {before}" if before else ""
        return Failure(
            shown, CaptureError(f"{shown}: what stands{behind} could not be taken apart ({death}); left out")
        )


class _Worker:
    """One worker process and the two pipes to it."""

    def __init__(self, entry: str, limits: IsolationLimits) -> None:
        self.documents = 0
        self._limits = limits
        self._ready = False
        environment = {name: value for name, value in os.environ.items() if name in _KEPT_VARIABLES}
        command = [sys.executable, "-c", f"import sys; from {entry} import main; main(sys.argv[1:])"]
        self._process = subprocess.Popen(
            [*command, str(limits.memory_mb)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment | {"PYTHONSAFEPATH": "1", "OMP_NUM_THREADS": "1"}, close_fds=True, start_new_session=True,
        )  # fmt: skip

    def send(self, kind: str, header: Mapping[str, Any] | None = None, parts: Sequence[bytes] = ()) -> None:
        self.documents += kind in ("parse", "take")
        assert self._process.stdin is not None
        try:
            send(self._process.stdin, kind, header, parts)
        except OSError as error:
            raise _DeadError(self._how_it_ended()) from error

    def receive(self) -> Frame:
        """The next frame, within the time that one document may take."""
        if not self._ready:
            self._ready = self._frame(_START_SECONDS).kind == "ready"
        return self._frame(self._limits.seconds)

    def _frame(self, seconds: float) -> Frame:
        assert self._process.stdout is not None
        try:
            return receive(_Timed(self._process.stdout.fileno(), time.monotonic() + seconds))
        except TimeoutError as error:
            raise _DeadError(f"it took longer than {seconds:g} s") from error
        except (BrokenFrameError, OSError) as error:
            raise _DeadError(self._how_it_ended()) from error

    def _how_it_ended(self) -> str:
        try:
            status = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return "its process sent nonsense"
        if status == 3:
            return f"it needed more than {self._limits.memory_mb:,} MB of memory"
        return f"its process was ended by signal {-status}" if status < 0 else f"its process ended with status {status}"

    def end(self) -> None:
        """End the process, whatever it does, and wait for it."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was still to be written has nobody to read it
        self._process.wait()


@dataclass
class _Timed:
    """A pipe that is read until a deadline. Raises TimeoutError behind it."""

    descriptor: int
    deadline: float

    def read(self, size: int) -> bytes:
        found = bytearray()
        while len(found) < size:
            left = self.deadline - time.monotonic()
            if left <= 0 or not select.select([self.descriptor], [], [], left)[0]:
                raise TimeoutError
            some = os.read(self.descriptor, min(size - len(found), 2**20))
            if not some:
                break
            found += some
        return bytes(found)


def _given(published: date | None, language: str | None) -> dict[str, str | None]:
    return {"published": published.isoformat() if published else None, "language": language}


def _received(frame: Frame) -> Source:
    try:
        return source_from(frame.header, frame.parts)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _DeadError("its process sent nonsense") from error


def _taken(frame: Frame, source: Source | None) -> Capture | Failure:
    if frame.kind == "failure":
        return Failure(str(frame.header.get("origin")), _error(frame), source)
    if source is None:
        raise _DeadError("its process sent nonsense")
    if frame.kind == "broken":
        return _deadly(source, _DeadError(f"taking it apart failed: {frame.header.get('why')}"))
    try:
        return capture_from(frame.header, frame.parts, source)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _DeadError("its process sent nonsense") from error


def _deadly(source: Source, death: _DeadError) -> Failure:
    return Failure(source.origin, CaptureError(f"{source.origin}: {death}; put into quarantine"), source, deadly=True)


def _error(frame: Frame) -> HudhudError:
    """The error that the worker names, of ours alone."""
    said = frame.header
    if frame.kind == "broken":
        return CaptureError(f"it could not be taken apart: {said.get('why')}")
    kind = getattr(errors, str(said.get("error")), CaptureError)
    ours = isinstance(kind, type) and issubclass(kind, CaptureError)
    return (kind if ours else CaptureError)(str(said.get("message")))
