"""Paths → documents: a file, a file of JSON Lines, or a folder of both."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from hudhud.capture.decoding import LARGEST_REPORT
from hudhud.capture.document import capture_source
from hudhud.capture.source import Capture, Failure, Source
from hudhud.errors import CaptureError, HudhudError
from hudhud.model.documents import Document, MediaType

_BY_SUFFIX: dict[str, MediaType] = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
}
_JSON_LINES = frozenset({".jsonl", ".ndjson"})
_PAGE_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body")


Captured = Document | Failure


def capture(path: Path, *, published: date | None = None, language: str | None = None) -> Iterator[Captured]:
    """The document of every report under a path; otherwise as `take_in`."""
    taken = take_in(path, published=published, language=language)
    return (each if isinstance(each, Failure) else each.document for each in taken)


def take_in(path: Path, *, published: date | None = None, language: str | None = None) -> Iterator[Capture | Failure]:
    """Every report under a path, in the order of names and lines; a report that fails is a `Failure`.

    `published` and `language` are as in `capture_source`. Raises CaptureError at once if the path is
    missing, cannot be looked at, or is a folder without files.
    """
    paths = files_of(path)
    return _taken(paths, published, language)


def sources(path: Path) -> Iterator[Source | Failure]:
    """The reports of one file, not yet decoded: one, or one a line for JSON Lines."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise CaptureError(f"{path}: is not a regular file; give a file of text, HTML or JSON Lines")
        if _holds_json_lines(path):
            yield from _lines(path)
            return
        with path.open("rb") as file:
            content = file.read(LARGEST_REPORT + 1)
        if len(content) > LARGEST_REPORT:
            raise CaptureError(
                f"{path}: {path.stat().st_size / 1e6:.0f} MB is too large for one report; "
                f"split it into reports of less than {LARGEST_REPORT // 2**20} MB"
            )
        yield Source(str(path), content, _media_type(path, content))
    except OSError as error:
        yield Failure(str(path), _unreadable(path, error))
    except CaptureError as error:
        yield Failure(str(path), error)


def _taken(paths: list[Path], published: date | None, language: str | None) -> Iterator[Capture | Failure]:
    for path in paths:
        for source in sources(path):
            if isinstance(source, Failure):
                yield source
                continue
            try:
                yield capture_source(source, published=published, language=language)
            except HudhudError as error:
                yield Failure(source.origin, error, source)


def files_of(path: Path) -> list[Path]:
    """The file, or those below the folder. Raises CaptureError as `take_in` does."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise CaptureError(f"{path}: no such file or folder; check the path") from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if not stat.S_ISDIR(mode):
        return [path]
    found = sorted(_walk(path))
    if not found:
        raise CaptureError(f"{path}: the folder holds no files; give one with reports as text, HTML or JSON Lines")
    return found


def _walk(folder: Path) -> Iterator[Path]:
    """All files below a folder; links to folders are not followed, since they may lead in circles."""
    # A folder that cannot be listed is handed on as if it were a file, so that it is reported.
    closed: list[Path] = []
    for parent, names, files in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        names[:] = [name for name in names if not name.startswith(".")]
        yield from (Path(parent, name) for name in files if not name.startswith("."))
    yield from closed


def _holds_json_lines(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix in _JSON_LINES:
        return True
    if suffix in _BY_SUFFIX:
        return False
    with path.open("rb") as file:
        first = file.readline(LARGEST_REPORT)
    return first.lstrip(b"\xef\xbb\xbf \t").startswith(b"{") and _is_object(first)


def _is_object(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content), dict)
    except (ValueError, RecursionError):
        return False


def _media_type(path: Path, content: bytes) -> MediaType:
    known = _BY_SUFFIX.get(path.suffix.lower())
    if known is not None:
        return known
    if path.suffix.lower() == ".json":
        return "application/json"
    beginning = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_page = beginning.startswith(b"<") and any(mark in beginning for mark in _PAGE_MARKS)
    return "text/html" if is_page else "text/plain"


def _lines(path: Path) -> Iterator[Source | Failure]:
    """The lines of a JSON Lines file, read one by one: such a file may be larger than the memory."""
    empty = True
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LARGEST_REPORT + 1):
            number += 1
            origin = f"{path}, line {number}"
            if len(line) > LARGEST_REPORT:
                empty = False
                yield Failure(origin, CaptureError(f"{origin}: too large for one report; split it"))
                _skip_line(file.readline)
                continue
            content = line.rstrip(b"\r\n")
            if content.strip(b"\xef\xbb\xbf \t"):
                empty = False
                yield Source(origin, content, "application/json")
    if empty:
        raise CaptureError(f"{path}: the file is empty; check that it was saved or downloaded completely")


def _skip_line(readline: Callable[[int], bytes]) -> None:
    while (rest := readline(LARGEST_REPORT)) and not rest.endswith(b"\n"):
        pass


def _unreadable(path: Path, error: OSError | ValueError) -> CaptureError:
    if isinstance(error, PermissionError):
        return CaptureError(f"{path}: permission denied; allow reading it, for example with: chmod +r")
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return CaptureError(f"{str(path)!r}: cannot be read ({why}); check the path and the disk")
