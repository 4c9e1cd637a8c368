"""The process that takes untrusted bytes apart: it reads frames from standard input and answers on standard output.

It is given nothing but bytes and paths to read, has bounded memory, writes no file and ends with its parent.
What it cannot do on its own is close the network and the file system to itself: a parser that was taken over
could still read what the user can read. Run hudhud under a user or in a container of its own where that matters.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from hudhud.capture.document import capture_source
from hudhud.capture.files import sources
from hudhud.capture.isolation.operations import OPERATIONS
from hudhud.capture.isolation.wire import (
    BrokenFrameError,
    Frame,
    Readable,
    Writable,
    capture_header,
    capture_parts,
    receive,
    send,
    source_from,
    source_header,
    source_parts,
)
from hudhud.capture.language import prepare
from hudhud.capture.source import Failure, Source
from hudhud.errors import HudhudError

_PR_SET_PDEATHSIG = 1


class _OutOfMemory(Exception):  # noqa: N818  # no error of the document alone: the process is to end
    """The memory that was granted is used up; nothing here can be relied on any more."""


def main(arguments: Sequence[str]) -> None:
    """Serve until standard input ends. The one argument: megabytes of memory on top of what starting needs."""
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not fall among the frames.
    os.dup2(2, 1)
    _end_with_parent()
    _warm_up()
    _limit(int(arguments[0]))
    requests = sys.stdin.buffer
    try:
        send(answers, "ready")
        while True:
            _serve(receive(requests), requests, answers)
    except BrokenFrameError:
        return  # the parent is gone or done
    except _OutOfMemory:
        os._exit(3)


def _serve(request: Frame, requests: Readable, answers: Writable) -> None:
    header = request.header
    if request.kind == "files":
        _stream(header, requests, answers)
    elif request.kind == "take":
        _take(source_from(header["source"], request.parts), header, answers)
    else:
        _ask(request, answers)


def _stream(header: Mapping[str, Any], requests: Readable, answers: Writable) -> None:
    """Every report of some files, one after another; before it parses one it asks whether that is wanted."""
    skip = header["skip"]
    for index in range(header["first"], len(header["paths"])):
        send(answers, "file", {"index": index})
        path, shown = header["paths"][index]
        for number, item in enumerate(_sources(Path(path), header["columns"], shown)):
            if number < skip:
                continue
            if isinstance(item, Failure):
                _fail(item.origin, item.error, answers)
                continue
            send(answers, "source", source_header(item), source_parts(item))
            if receive(requests).kind == "parse":
                _take(item, header, answers)
        skip = 0
    send(answers, "end")


def _sources(path: Path, columns: Mapping[str, str], shown: str | None) -> Iterator[Source | Failure]:
    try:
        yield from sources(path, columns, shown)
    except MemoryError as error:
        raise _OutOfMemory from error


def _take(source: Source, header: Mapping[str, Any], answers: Writable) -> None:
    day = header["published"]
    try:
        taken = capture_source(source, published=date.fromisoformat(day) if day else None, language=header["language"])
    except HudhudError as error:
        _fail(source.origin, error, answers)
    except MemoryError as error:
        raise _OutOfMemory from error
    except Exception as error:  # a parser's defect is this document's failure, and is reported
        send(answers, "broken", {"why": f"{type(error).__name__}: {error}"[:500]})
    else:
        send(answers, "captured", capture_header(taken), capture_parts(taken))


def _ask(request: Frame, answers: Writable) -> None:
    try:
        value = OPERATIONS[request.kind](request.parts[0], **request.header)
    except HudhudError as error:
        _fail("", error, answers)
    except MemoryError as error:
        raise _OutOfMemory from error
    except Exception as error:  # as above
        send(answers, "broken", {"why": f"{type(error).__name__}: {error}"[:500]})
    else:
        send(answers, "answer", {"value": value})


def _fail(origin: str, error: HudhudError, answers: Writable) -> None:
    send(answers, "failure", {"origin": origin, "error": type(error).__name__, "message": str(error)})


def _warm_up() -> None:
    """Load what a page needs before the limits hold: they are for documents alone, and loading writes files."""
    page = b"<html><body><p>Four people were killed in the town on Monday, the police said.</p></body></html>"
    capture_source(Source("warming up", page, "text/html"))
    prepare()


def _limit(megabytes: int) -> None:
    """Bound the memory, forbid writing files and core dumps; systems without such limits go on without."""
    try:
        import resource  # noqa: PLC0415  # POSIX alone has it
    except ImportError:
        return
    used = _virtual_memory()
    limits = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0}
    if used is not None:
        limits[resource.RLIMIT_AS] = used + megabytes * 2**20
    for which, most in limits.items():
        resource.setrlimit(which, (most, most))


def _virtual_memory() -> int | None:
    """Bytes; None where the system does not say as Linux does."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[0]
    except OSError:
        return None
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _end_with_parent() -> None:
    """On Linux the kernel ends this process with its parent, also where it never comes to read again."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1:])
