"""The form in which the two processes speak: a header in JSON, then raw bytes. Nothing in it can be run.

A frame is two lengths of four bytes, the header, the bytes. The header says what the frame is (`kind`) and how
long each part of the bytes is (`parts`). No pickle: a child that hostile bytes took over could send anything.
"""

from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from hudhud.capture.source import Capture, Source
from hudhud.model import AboutField, Block, Document, Fetch, Found, ReadingCopy, Skipped

MOST_BYTES = 1_500_000_000
"""Of one frame. Twenty million characters with two offsets each make a tenth of it."""
_LENGTHS = struct.Struct("!II")
_TEXT = ("utf-8", "surrogatepass")


class Writable(Protocol):
    """Where frames go."""

    def write(self, data: bytes, /) -> object: ...
    def flush(self) -> object: ...


class Readable(Protocol):
    """Where frames come from."""

    def read(self, size: int, /) -> bytes: ...


class BrokenFrameError(Exception):
    """What came is no frame, or the other side is gone."""


@dataclass(frozen=True)
class Frame:
    """One message."""

    kind: str
    header: Mapping[str, Any]
    parts: Sequence[bytes] = ()


def send(stream: Writable, kind: str, header: Mapping[str, Any] | None = None, parts: Sequence[bytes] = ()) -> None:
    """Write a frame."""
    said = json.dumps({"kind": kind, "parts": [len(part) for part in parts], **(header or {})}).encode()
    stream.write(_LENGTHS.pack(len(said), sum(map(len, parts))))
    stream.write(said)
    for part in parts:
        stream.write(part)
    stream.flush()


def receive(stream: Readable) -> Frame:
    """Read a frame. Raises BrokenFrameError where none comes or what comes is none."""
    said, length = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    if said + length > MOST_BYTES:
        raise BrokenFrameError("a frame is too large")
    try:
        header = json.loads(_exactly(stream, said))
        kind, sizes = header.pop("kind"), header.pop("parts")
        if not isinstance(kind, str) or min(sizes, default=0) < 0 or sum(sizes) != length:
            raise BrokenFrameError("a frame's parts do not add up")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BrokenFrameError("a frame's header makes no sense") from error
    return Frame(kind, header, [_exactly(stream, size) for size in sizes])


def _exactly(stream: Readable, size: int) -> bytes:
    found = stream.read(size)
    if len(found) != size:
        raise BrokenFrameError("the other side is gone")
    return found


def source_header(source: Source) -> dict[str, Any]:
    """Everything of a source but its bytes and its fetch's records."""
    fetch = source.fetch
    return {
        "origin": source.origin,
        "media_type": source.media_type,
        "name": source.name,
        "charset": source.charset,
        "columns": dict(source.columns),
        "about": {field: found.model_dump() for field, found in source.about.items()},
        "captured_at": source.captured_at.isoformat() if source.captured_at else None,
        "fetch": fetch.model_dump(mode="json", exclude={"records"}) if fetch else None,
        "records": [record.model_dump(include={"id", "kind", "sha256"}) for record in fetch.records] if fetch else [],
    }


def source_parts(source: Source) -> list[bytes]:
    """The bytes of a source, then those of its fetch's records."""
    return [source.content, *(record.content for record in (source.fetch.records if source.fetch else ()))]


def source_from(header: Mapping[str, Any], parts: Sequence[bytes]) -> Source:
    """A source as `source_header` and `source_parts` say it. Raises ValueError where they do not fit."""
    content, *members = parts
    records = [dict(said) | {"content": member} for said, member in zip(header["records"], members, strict=True)]
    fetch = Fetch.model_validate(header["fetch"] | {"records": records}) if header["fetch"] else None
    about: dict[AboutField, Found] = {field: Found.model_validate(found) for field, found in header["about"].items()}
    return Source(
        origin=str(header["origin"]),
        content=content,
        media_type=header["media_type"],
        name=header["name"],
        charset=header["charset"],
        columns=header["columns"],
        about=about,
        captured_at=datetime.fromisoformat(header["captured_at"]) if header["captured_at"] else None,
        fetch=fetch,
    )


def capture_header(capture: Capture) -> dict[str, Any]:
    """Everything of a capture but its source, its text and its copy's text and offsets."""
    copy = capture.copy
    return {
        "document": capture.document.model_dump(mode="json", exclude={"content", "text"}),
        "blocks": [(block.start, block.end, block.kind) for block in copy.blocks],
        "skipped": [(one.start, one.end, one.reason) for one in copy.skipped],
    }


def capture_parts(capture: Capture) -> list[bytes]:
    """The text, the copy's text, and the copy's offsets as unsigned 32-bit numbers of this machine."""
    copy = capture.copy
    texts = [capture.document.text.encode(*_TEXT), copy.text.encode(*_TEXT)]
    return [*texts, array("I", copy.starts).tobytes(), array("I", copy.ends).tobytes()]


def capture_from(header: Mapping[str, Any], parts: Sequence[bytes], source: Source) -> Capture:
    """A capture of a source as the two above say it. Raises ValueError where anything does not fit."""
    text, copied, starts, ends = parts
    document = Document.model_validate(header["document"] | {"content": source.content, "text": text.decode(*_TEXT)})
    copy = ReadingCopy(
        copied.decode(*_TEXT),
        _numbers(starts),
        _numbers(ends),
        [Block(start=start, end=end, kind=kind) for start, end, kind in header["blocks"]],
        [Skipped(start=start, end=end, reason=reason) for start, end, reason in header["skipped"]],
    )
    if max(copy.ends, default=0) > len(document.text):
        raise ValueError("a reading copy leads past the end of its text")
    return Capture(document, copy, source)


def _numbers(part: bytes) -> array[int]:
    found = array("I")
    found.frombytes(part)
    return found
