"""Paths → documents: a report, a table or an archive of many, or a folder of all these."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from hudhud.capture.archives import wacz_pages, warc_pages
from hudhud.capture.decoding import LARGEST_REPORT
from hudhud.capture.document import capture_source
from hudhud.capture.messages import is_message
from hudhud.capture.source import Capture, Failure, Source
from hudhud.capture.tables import csv_rows, is_json_object, json_lines
from hudhud.errors import CaptureError, HudhudError
from hudhud.model.documents import Document, MediaType

_BY_SUFFIX: dict[str, MediaType] = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".pdf": "application/pdf",
    ".eml": "message/rfc822",
}
_MANY = {
    "json lines": (".jsonl", ".ndjson"),
    "csv": (".csv", ".tsv"),
    "warc": (".warc", ".warc.gz"),
    "wacz": (".wacz",),
}
_FORMS = "text, HTML, PDF, EML, WARC, CSV or JSON Lines"
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


def sources(
    path: Path, columns: Mapping[str, str] | None = None, shown: str | None = None
) -> Iterator[Source | Failure]:
    """The reports of one file, not yet decoded: one, or as many as a table or archive holds.

    `columns` says of tables which column holds what, `shown` what messages call the file.
    """
    shown = shown or str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise CaptureError(f"{shown}: is not a regular file; give a file of {_FORMS}")
        yield from _of_kind(path, columns or {}, shown)
    except OSError as error:
        yield Failure(shown, _unreadable(path, error))
    except CaptureError as error:
        yield Failure(shown, error)


def _of_kind(path: Path, columns: Mapping[str, str], shown: str) -> Iterator[Source | Failure]:
    match _kind(path):
        case "json lines":
            return json_lines(path, columns, shown)
        case "csv":
            return csv_rows(path, columns, shown)
        case "warc":
            return warc_pages(path, shown)
        case "wacz":
            return wacz_pages(path, shown)
    return _whole(path, columns, shown)


def _whole(path: Path, columns: Mapping[str, str], shown: str) -> Iterator[Source | Failure]:
    with path.open("rb") as file:
        content = file.read(LARGEST_REPORT + 1)
    if len(content) > LARGEST_REPORT:
        raise CaptureError(
            f"{shown}: {path.stat().st_size / 1e6:.0f} MB is too large for one report; "
            f"split it into reports of less than {LARGEST_REPORT // 2**20} MB"
        )
    yield Source(shown, content, _media_type(path, content), columns=columns)


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
    """The files under a path, in the order of names; see `take_in` for what is refused."""
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
        raise CaptureError(f"{path}: the folder holds no files; give one with reports as {_FORMS}")
    return found


def _walk(folder: Path) -> Iterator[Path]:
    """All files below a folder; links to folders are not followed, since they may lead in circles."""
    # A folder that cannot be listed is handed on as if it were a file, so that it is reported.
    closed: list[Path] = []
    for parent, names, files in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        names[:] = [name for name in names if not name.startswith(".")]
        yield from (Path(parent, name) for name in files if not name.startswith("."))
    yield from closed


def _kind(path: Path) -> str | None:
    """Which kind of file of many reports it is, by its name or else its beginning; None for a single report."""
    name = path.name.lower()
    for kind, suffixes in _MANY.items():
        if name.endswith(suffixes):
            return kind
    if path.suffix.lower() in _BY_SUFFIX:
        return None
    with path.open("rb") as file:
        first = file.readline(LARGEST_REPORT)
    if first.lstrip(b"\xef\xbb\xbf \t").startswith(b"{") and is_json_object(first):
        return "json lines"
    if first.startswith(b"WARC/") or (first.startswith(b"\x1f\x8b") and _unpacked(first).startswith(b"WARC/")):
        return "warc"
    if first.startswith(b"PK\x03\x04") and zipfile.is_zipfile(path) and b"archive/" in first[:4096]:
        return "wacz"
    return None


def _unpacked(beginning: bytes) -> bytes:
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(beginning, 16)
    except zlib.error:
        return b""


def _media_type(path: Path, content: bytes) -> MediaType:
    known = _BY_SUFFIX.get(path.suffix.lower())
    if known is not None:
        return known
    if path.suffix.lower() == ".json":
        return "application/json"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if is_message(content[:20_000]):
        return "message/rfc822"
    beginning = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_page = beginning.startswith(b"<") and any(mark in beginning for mark in _PAGE_MARKS)
    return "text/html" if is_page else "text/plain"


def _unreadable(path: Path, error: OSError | ValueError) -> CaptureError:
    if isinstance(error, PermissionError):
        return CaptureError(f"{path}: permission denied; allow reading it, for example with: chmod +r")
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return CaptureError(f"{str(path)!r}: cannot be read ({why}); check the path and the disk")
