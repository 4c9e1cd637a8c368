"""Paths → documents: a file of one report or of many, or a folder of such files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from hudhud.capture.archives import wacz_reports, warc_reports
from hudhud.capture.decoding import LARGEST_REPORT
from hudhud.capture.document import capture_source
from hudhud.capture.json_lines import lines
from hudhud.capture.kinds import kind_of
from hudhud.capture.source import Capture, Failure, Source
from hudhud.capture.tables import rows
from hudhud.errors import CaptureError, HudhudError
from hudhud.model.documents import Document

Captured = Document | Failure
FORMS = "text, HTML, PDF, EML, WARC, WACZ, CSV or JSON Lines"
_NO_COLUMNS: Mapping[str, str] = MappingProxyType({})


def capture(
    path: Path,
    *,
    published: date | None = None,
    language: str | None = None,
    columns: Mapping[str, str] = _NO_COLUMNS,
) -> Iterator[Captured]:
    """The document of every report under a path; otherwise as `take_in`."""
    taken = take_in(path, published=published, language=language, columns=columns)
    return (each if isinstance(each, Failure) else each.document for each in taken)


def take_in(
    path: Path,
    *,
    published: date | None = None,
    language: str | None = None,
    columns: Mapping[str, str] = _NO_COLUMNS,
) -> Iterator[Capture | Failure]:
    """Every report under a path, in the order of names and lines; a report that fails is a `Failure`.

    `published` and `language` are as in `capture_source`, `columns` as in `sources`. Raises CaptureError
    at once if the path is missing, cannot be looked at, or is a folder without files.
    """
    paths = files_of(path)
    return _taken(paths, published, language, columns)


def sources(
    path: Path, columns: Mapping[str, str] = _NO_COLUMNS, shown: str | None = None
) -> Iterator[Source | Failure]:
    """The reports of one file, not yet taken apart, read one by one.

    `columns` says which key of JSON or column of CSV holds what (`parse_columns`), `shown` what messages call
    the file: one that goes by another name says nothing of its kind by its own.
    """
    origin = shown or str(path)
    try:
        with _opened(path) as file:
            yield from _reports(file, origin, "" if shown else path.name, columns)
    except OSError as error:
        yield Failure(origin, _unreadable(origin, error))
    except CaptureError as error:
        yield Failure(origin, error)


def files_of(path: Path) -> list[Path]:
    """The file itself, or those of a folder in the order of their names. Raises CaptureError where there are none."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise CaptureError(f"{path}: no such file or folder; check the path") from error
    except (OSError, ValueError) as error:
        raise _unreadable(str(path), error) from error
    if not stat.S_ISDIR(mode):
        return [path]
    found = sorted(_walk(path))
    if not found:
        raise CaptureError(f"{path}: the folder holds no files; give one with reports as {FORMS}")
    return found


def _taken(
    paths: list[Path], published: date | None, language: str | None, columns: Mapping[str, str]
) -> Iterator[Capture | Failure]:
    for path in paths:
        for source in sources(path, columns):
            if isinstance(source, Failure):
                yield source
                continue
            try:
                yield capture_source(source, published=published, language=language)
            except HudhudError as error:
                yield Failure(source.origin, error, source)


def _reports(file: BinaryIO, origin: str, name: str, columns: Mapping[str, str]) -> Iterator[Source | Failure]:
    kind = kind_of(file, name, columns.get("text", "text"))
    match kind:
        case "lines":
            yield from (_mapped(each, columns) for each in lines(file, origin))
        case "table":
            yield from (_mapped(each, columns) for each in rows(file, origin))
        case "warc":
            yield from warc_reports(file, origin)
        case "wacz":
            yield from wacz_reports(file, origin)
        case _:
            content = file.read(LARGEST_REPORT + 1)
            if len(content) > LARGEST_REPORT:
                raise CaptureError(
                    f"{origin}: {file.seek(0, os.SEEK_END) / 1e6:.0f} MB is too large for one report; "
                    f"split it into reports of less than {LARGEST_REPORT // 2**20} MB"
                )
            yield Source(origin, content, kind, columns=columns if kind == "application/json" else _NO_COLUMNS)


def _mapped(each: Source | Failure, columns: Mapping[str, str]) -> Source | Failure:
    if isinstance(each, Failure):
        return each
    return Source(each.origin, each.content, each.media_type, columns=columns)


def _opened(path: Path) -> BinaryIO:
    if not stat.S_ISREG(path.stat().st_mode):
        raise CaptureError(f"{path}: is not a regular file; give a file of {FORMS}")
    return path.open("rb")


def _walk(folder: Path) -> Iterator[Path]:
    """All files below a folder; links to folders are not followed, since they may lead in circles."""
    # A folder that cannot be listed is handed on as if it were a file, so that it is reported.
    closed: list[Path] = []
    for parent, names, files in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        names[:] = [name for name in names if not name.startswith(".")]
        yield from (Path(parent, name) for name in files if not name.startswith("."))
    yield from closed


def _unreadable(name: str, error: OSError | ValueError) -> CaptureError:
    if isinstance(error, PermissionError):
        return CaptureError(f"{name}: permission denied; allow reading it, for example with: chmod +r")
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return CaptureError(f"{name!r}: cannot be read ({why}); check the path and the disk")
