"""Taking reports in through a worker process: whatever a document does to it, the run goes on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hudhud.capture.files import files_of
from hudhud.capture.isolation.child import Child, GoneError
from hudhud.capture.isolation.wire import Frame, MalformedError, capture_of, error_of, source_frame, source_of
from hudhud.capture.source import Capture, Failure, Source
from hudhud.configuration import IsolationLimits
from hudhud.errors import CaptureError

WORKER = "hudhud.capture.isolation.worker"
# Whatever the libraries lose in that time is then given back.
_MOST_DOCUMENTS = 5_000


@dataclass(frozen=True)
class Held:
    """A report that was not wanted, and so was not taken apart."""

    source: Source


Taken = Capture | Failure | Held


class Warden:
    """Workers, started when they are needed and ended with this context.

    Threads may share a warden, and a stream may stand open while something else is asked: each has a
    worker of its own for that time.
    """

    def __init__(self, limits: IsolationLimits | None = None, *, worker: str = WORKER) -> None:
        self._limits = limits or IsolationLimits()
        self._worker = worker
        self._idle: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def prepare(self) -> None:
        """Start a worker now, to be ready once it is needed; does not wait for it."""
        if not self._idle:
            self._idle.append(Child(self._worker, self._limits))

    def close(self) -> None:
        """End the workers that wait; one that still works ends with its stream."""
        while self._idle:
            self._idle.pop().end()

    def take_in(
        self,
        path: Path,
        *,
        columns: Mapping[str, str] | None = None,
        published: date | None = None,
        language: str | None = None,
        wanted: Callable[[str], bool] = lambda digest: True,
    ) -> Iterator[Taken]:
        """Every report under a path as `capture.take_in` gives them, and `Held` where the digest is not wanted.

        The next report is taken apart while the caller has the last one. Raises CaptureError at once
        where `capture.take_in` does.
        """
        said = {"columns": dict(columns or {}), **_words(published, language)}
        return self._one_ahead(files_of(path), said, wanted)

    def take(self, source: Source, *, published: date | None = None, language: str | None = None) -> Capture | Failure:
        """One report whose bytes are at hand, as `capture_source`."""
        try:
            with self._a_child() as child:
                child.documents += 1
                child.ask(source_frame(source, **_words(published, language)))
                return _outcome(child.answer(), source)
        except (GoneError, MalformedError) as error:
            return self._lost(source.origin, error, source)

    def ask(self, operation: str, payload: bytes, **words: Any) -> Any:
        """What an operation makes of bytes, as JSON gives it back.

        Raises the operation's HudhudError, or CaptureError where it ended or outlasted the worker.
        """
        try:
            with self._a_child() as child:
                child.documents += 1
                child.ask(Frame({"kind": "ask", "operation": operation, "words": words}, (payload,)))
                answer = child.answer()
                if answer.kind not in ("told", "failure"):
                    raise MalformedError(f"{answer.kind} for an answer")
        except (GoneError, MalformedError) as error:
            raise self._lost(operation, error).error from error
        if answer.kind == "failure":
            raise error_of(answer.said)
        return answer.said.get("told")

    def _one_ahead(self, paths: list[Path], said: Mapping[str, Any], wanted: Callable[[str], bool]) -> Iterator[Taken]:
        """Outcomes are handed on when the worker has been given the next report to do."""
        waiting: list[Taken] = []
        for path in paths:
            for each in self._reports(path, said, wanted):
                if each is None or waiting:
                    yield from waiting
                    waiting.clear()
                if each is not None:
                    waiting.append(each)
        yield from waiting

    def _reports(self, path: Path, said: Mapping[str, Any], wanted: Callable[[str], bool]) -> Iterator[Taken | None]:
        """The reports of one file; None at the moment when the worker has something to do."""
        stream = _Stream(path, said, wanted)
        while not stream.over:
            try:
                with self._a_child() as child:
                    yield from stream.go_on(child)
            except (GoneError, MalformedError) as error:
                yield self._lost(stream.source.origin if stream.source else str(path), error, stream.source)
                # Without a report in work it died looking for the next one, and would die there again.
                stream.over = stream.source is None
                stream.behind += 1
                stream.source = None

    @contextmanager
    def _a_child(self) -> Iterator[Child]:
        """A worker for as long as it is needed; whatever goes wrong inside ends it."""
        child = self._rested() or Child(self._worker, self._limits)
        try:
            yield child
        except BaseException:
            child.end()
            raise
        if child.tired or child.documents >= _MOST_DOCUMENTS:
            child.end()
        else:
            self._idle.append(child)

    def _rested(self) -> Child | None:
        """One that waits and still runs."""
        while True:
            try:
                child = self._idle.pop()  # in one step, so that threads never share one
            except IndexError:
                return None
            if child.alive:
                return child
            child.end()

    def _lost(self, origin: str, error: GoneError | MalformedError, source: Source | None = None) -> Failure:
        how = str(error) if isinstance(error, GoneError) else "spoke nonsense from"
        limits = f"{self._limits.seconds:g} s, {self._limits.memory_mb:,} MB"
        told = CaptureError(f"{origin}: {how} the process that was to take it apart ({limits}); quarantined")
        return Failure(origin, told, source, deadly=True)


class _Stream:
    """How far the reports of one file have come, so that another worker can go on behind them."""

    def __init__(self, path: Path, said: Mapping[str, Any], wanted: Callable[[str], bool]) -> None:
        self.over = False
        self.behind = 0
        self.source: Source | None = None
        self._path = path
        self._said = said
        self._wanted = wanted

    def go_on(self, child: Child) -> Iterator[Taken | None]:
        """Until the file is over or the worker should rest. Raises GoneError, MalformedError."""
        request = {"kind": "sources", "behind": self.behind, **self._said}
        child.ask(Frame(request, (os.fsencode(self._path),)))
        while True:
            frame = child.answer()
            if frame.kind == "end":
                self.over = True
                return
            if frame.kind == "passing":
                continue
            if frame.kind == "source":
                yield from self._one(child, source_of(frame))
            else:
                yield _failure(frame, source_of(frame) if "source" in frame.said else None)
            self.behind += 1
            self.source = None
            if child.tired:
                # It is in the middle of the file: it can only be ended.
                child.end()
                return

    def _one(self, child: Child, source: Source) -> Iterator[Taken | None]:
        if not self._wanted(source.digest):
            child.ask(Frame({"kind": "skip"}))
            yield Held(source)
            return
        self.source = source
        child.documents += 1
        child.ask(Frame({"kind": "parse"}))
        yield None
        yield _outcome(child.answer(), source)


def _words(published: date | None, language: str | None) -> dict[str, str | None]:
    return {"published": published.isoformat() if published else None, "language": language}


def _outcome(frame: Frame, source: Source) -> Capture | Failure:
    return capture_of(frame, source) if frame.kind == "capture" else _failure(frame, source)


def _failure(frame: Frame, source: Source | None) -> Failure:
    if frame.kind != "failure":
        raise MalformedError(f"{frame.kind} where a document or an error was due")
    origin = source.origin if source else str(frame.said.get("origin"))
    return Failure(origin, error_of(frame.said), source, deadly=frame.said.get("deadly") is True)
