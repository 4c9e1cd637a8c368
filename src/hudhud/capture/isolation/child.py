"""One worker process as its warden sees it: started, spoken to against a clock, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from time import monotonic
from typing import IO, cast

from hudhud.capture.isolation.wire import Frame, MalformedError, read, write
from hudhud.configuration import IsolationLimits
from hudhud.errors import CaptureError

# Loading the libraries, on a machine that is busy.
_SECONDS_TO_START = 120.0
# An answer that waited for us while we were away is only written out once we come to read.
_LEAST_SECONDS = 5.0
_SMALL = 2_000
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")


class GoneError(Exception):
    """The process ended, outlasted its time, or spoke nonsense; the message is that verb with its object."""


class Child:
    """A running worker. Any `GoneError` leaves it ended."""

    def __init__(self, entry: str, limits: IsolationLimits) -> None:
        self.documents = 0
        self.tired = False
        self._seconds = limits.seconds
        self._asked_at = monotonic()
        self._outlasted = False
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-P", "-m", entry, str(limits.seconds), str(limits.memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=_environment(),
            start_new_session=True,
        )
        self._entry = entry
        self._ready = False

    def start(self) -> None:
        """Wait until it is ready. Raises CaptureError where it never will be."""
        if self._ready:
            return
        try:
            with self._watched(_SECONDS_TO_START):
                self._ready = read(self._out.read).kind == "ready"
        except (EOFError, MalformedError, OSError, GoneError):
            self._ready = False
        if not self._ready:
            self.end()
            raise CaptureError(
                "the process that takes reports apart cannot be started; see what is wrong with: "
                f"{sys.executable} -m {self._entry} 30 2048"
            )

    def ask(self, frame: Frame) -> None:
        """Send a request or an answer; from now the time counts. Raises GoneError, CaptureError as `start`."""
        self.start()
        try:
            # A small one fits into the empty pipe; a clock for each would cost more than the writing.
            with self._watched(self._seconds) if sum(map(len, frame.blobs)) > _SMALL else nullcontext():
                write(frame, self._put)
        except OSError as error:
            raise self._gone("ended") from error
        self._asked_at = monotonic()

    def answer(self) -> Frame:
        """What it says next. Raises GoneError."""
        left = max(self._asked_at + self._seconds - monotonic(), min(_LEAST_SECONDS, self._seconds))
        try:
            with self._watched(left):
                frame = read(self._out.read)
        except (EOFError, OSError) as error:
            raise self._gone("ended") from error
        except MalformedError as error:
            raise self._gone("spoke nonsense from") from error
        self._asked_at = monotonic()
        self.tired = self.tired or frame.said.get("tired") is True
        return frame

    def end(self) -> None:
        """End it and whatever it started; leaves no zombie."""
        with suppress(ProcessLookupError, PermissionError):
            # Its own session, so that nothing of ours is in the group; gone for good only once waited for.
            if hasattr(os, "killpg") and self._process.returncode is None:
                os.killpg(self._process.pid, signal.SIGKILL)
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    @property
    def alive(self) -> bool:
        """Whether it still runs; one that waits may have been ended from outside."""
        return self._process.poll() is None

    @property
    def _out(self) -> IO[bytes]:
        return cast(IO[bytes], self._process.stdout)

    def _put(self, content: bytes) -> None:
        pipe, rest = cast(IO[bytes], self._process.stdin), memoryview(content)
        while rest:
            rest = rest[pipe.write(rest) :]

    def _gone(self, how: str) -> GoneError:
        self.end()
        return GoneError("outlasted" if self._outlasted else how)

    @contextmanager
    def _watched(self, seconds: float) -> Iterator[None]:
        """The process does not live longer than this unless what is inside is over by then."""
        timer = threading.Timer(seconds, self._time_is_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
        if self._outlasted:
            raise self._gone("outlasted")

    def _time_is_up(self) -> None:
        self._outlasted = True
        self._process.kill()


def _environment() -> dict[str, str]:
    """What the libraries need and nothing else: no keys and passwords of the user's."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    paths = os.pathsep.join(each for each in sys.path if each)
    return kept | {"PYTHONPATH": paths, "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
