"""The process in which untrusted bytes are taken apart; started by `Warden`, and alone with its pipes.

It answers one request at a time:

- "sources": the reports of one path. Each is sent as it is found, and taken apart where the answer
  is "parse"; at last "end".
- "source": one report whose bytes come with it.
- "ask": an operation by its name.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, Any

from hudhud.capture import language
from hudhud.capture.document import capture_source
from hudhud.capture.files import sources
from hudhud.capture.isolation import limits
from hudhud.capture.isolation.operations import OPERATIONS, Operation
from hudhud.capture.isolation.wire import (
    Frame,
    MalformedError,
    capture_frame,
    error_said,
    read,
    source_frame,
    source_of,
    write,
)
from hudhud.capture.source import Failure, Source
from hudhud.errors import CaptureError, HudhudError

_SIGN_OF_LIFE = 256


class Worker:
    """The worker's side of the pipes."""

    def __init__(self, requests: IO[bytes], answers: IO[bytes], seconds: float, memory_mb: int) -> None:
        self._requests = requests
        self._answers = answers
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._at_first_mb = limits.largest_memory_mb()

    def serve(self, operations: Mapping[str, Operation]) -> None:
        """Answer until the warden is gone."""
        self._send(Frame({"kind": "ready"}))
        while True:
            try:
                request = read(self._requests.read)
            except EOFError:
                return
            limits.start_clock(self._seconds)
            if request.kind == "sources":
                self._reports(request)
            elif request.kind == "source":
                self._send(self._taken(source_of(request), request.said))
            elif request.kind == "ask":
                self._send(self._asked(request, operations))
            else:
                raise MalformedError(f"asked for {request.kind}")

    def _send(self, frame: Frame) -> None:
        limits.stop_clock()
        tired = limits.largest_memory_mb() - self._at_first_mb > self._memory_mb / 2
        write(Frame({"tired": tired, **frame.said}, frame.blobs), self._answers.write)
        self._answers.flush()

    def _reports(self, request: Frame) -> None:
        said = request.said
        path = Path(os.fsdecode(request.blobs[0]))
        found = _found(path, said["columns"])
        for number, item in enumerate(_guarded(found, str(path), self._memory_mb)):
            if number < said["behind"]:
                if number % _SIGN_OF_LIFE == 0:
                    self._send(Frame({"kind": "passing"}))
                    limits.start_clock(self._seconds)
                continue
            if isinstance(item, Frame):
                self._send(item)
            elif isinstance(item, Failure):
                self._send(_failed(item))
            else:
                self._send(source_frame(item))
                parse = read(self._requests.read).kind == "parse"
                limits.start_clock(self._seconds)
                if parse:
                    self._send(self._taken(item, said))
            limits.start_clock(self._seconds)
        self._send(Frame({"kind": "end"}))

    def _taken(self, source: Source, said: Mapping[str, Any]) -> Frame:
        published = said["published"]

        def taken() -> Frame:
            day = date.fromisoformat(published) if published else None
            return capture_frame(capture_source(source, published=day, language=said["language"]))

        return _answer(taken, source.origin, self._memory_mb)

    def _asked(self, request: Frame, operations: Mapping[str, Operation]) -> Frame:
        name, words = request.said["operation"], request.said["words"]
        return _answer(
            lambda: Frame({"kind": "told", "told": operations[name](request.blobs[0], words)}), name, self._memory_mb
        )


def _found(path: Path, columns: Mapping[str, str]) -> Iterator[Source | Failure]:
    """The one place that knows how the reports of a file are found."""
    for item in sources(path):
        yield replace(item, columns=columns) if columns and isinstance(item, Source) else item


def _guarded(items: Iterator[Source | Failure], origin: str, memory_mb: int) -> Iterator[Source | Failure | Frame]:
    """The items; where finding the next one fails in a way that nobody foresaw, that and nothing more."""
    while True:
        try:
            item = next(items)
        except StopIteration:
            return
        except MemoryError:
            yield _too_much(origin, memory_mb)
            return
        except Exception as error:  # whatever a library makes of hostile bytes is the file's fault
            yield _unforeseen(origin, error)
            return
        yield item


def _answer(work: Callable[[], Frame], origin: str, memory_mb: int) -> Frame:
    try:
        return work()
    except HudhudError as error:
        return Frame({"kind": "failure", "origin": origin, "deadly": False, **error_said(error)})
    except MemoryError:
        return _too_much(origin, memory_mb)
    except Exception as error:  # as above: one report's fault, not the run's
        return _unforeseen(origin, error)


def _failed(failure: Failure) -> Frame:
    said = {"kind": "failure", "deadly": failure.deadly, **error_said(failure.error)}
    if failure.source is None:
        return Frame({"origin": failure.origin, **said})
    with_bytes = source_frame(failure.source)
    return Frame({**with_bytes.said, "origin": failure.origin, **said}, with_bytes.blobs)


def _too_much(origin: str, memory_mb: int) -> Frame:
    error = CaptureError(f"{origin}: needs more than {memory_mb:,} MB of memory to be taken apart; quarantined")
    # What memory is left in this process is nobody's guess.
    return Frame({"kind": "failure", "origin": origin, "deadly": True, "tired": True, **error_said(error)})


def _unforeseen(origin: str, error: Exception) -> Frame:
    told = CaptureError(f"{origin}: cannot be taken apart ({type(error).__name__}: {str(error)[:200]}); quarantined")
    return Frame({"kind": "failure", "origin": origin, "deadly": True, **error_said(told)})


def main(operations: Mapping[str, Operation] = OPERATIONS) -> None:
    """Serve on standard input and output. Arguments: seconds, MiB of memory."""
    seconds, memory_mb = float(sys.argv[1]), int(sys.argv[2])
    # Whatever a library prints must not end up between our answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    language.prepare()
    limits.give_up(memory_mb)
    Worker(sys.stdin.buffer, answers, seconds, memory_mb).serve(operations)


if __name__ == "__main__":
    main()
