"""The form of what passes between the warden and its worker: length-prefixed frames, never pickles.

A frame is two lengths, a JSON object, and raw blobs whose sizes the object lists under `sizes`. What
comes from the worker is checked here before anything is made of it: a worker that was taken over can
send wrong words, but no code and no offsets that lead outside a text.
"""

from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from hudhud.capture.source import Capture, Source
from hudhud.errors import CaptureError, FetchError, HudhudError, LanguageError, TableError
from hudhud.model import AboutField, Block, Document, Fetch, Found, MediaType, ReadingCopy, Skipped

_LENGTHS = struct.Struct("<IQ")
_LONGEST_HEADER = 64 * 2**20
_LONGEST_BODY = 512 * 2**20
_CHUNK = 2**20
_LONGEST_MESSAGE = 2_000
# What a worker may say went wrong; anything else becomes a CaptureError.
_ERRORS: Mapping[str, type[HudhudError]] = {each.__name__: each for each in (CaptureError, FetchError, TableError)}


class MalformedError(ValueError):
    """A frame that no worker of ours would send."""


@dataclass(frozen=True)
class Frame:
    """One message: what is said, and the bytes that come with it."""

    said: Mapping[str, Any]
    blobs: tuple[bytes, ...] = ()

    @property
    def kind(self) -> str:
        """What it is: "source", "capture", "failure", "end" …"""
        return str(self.said.get("kind"))


def write(frame: Frame, put: Callable[[bytes], object]) -> None:
    """Send a frame whole; the other side may then wait for it."""
    header = json.dumps({**frame.said, "sizes": [len(blob) for blob in frame.blobs]}).encode()
    body = b"".join(frame.blobs)
    if len(header) > _LONGEST_HEADER or len(body) > _LONGEST_BODY:
        raise CaptureError("what was found in it is too large to be handed on; split it")
    put(_LENGTHS.pack(len(header), len(body)) + header)
    put(body)


def read(get: Callable[[int], bytes | None]) -> Frame:
    """The next frame. `get(n)` gives at most n bytes, none at the end.

    Raises EOFError where the other side is gone, MalformedError where what it sent is no frame.
    """
    header_length, body_length = _LENGTHS.unpack(_exactly(_LENGTHS.size, get))
    if header_length > _LONGEST_HEADER or body_length > _LONGEST_BODY:
        raise MalformedError(f"a frame of {header_length} and {body_length} bytes")
    try:
        said = json.loads(_exactly(header_length, get))
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"a header that is no JSON ({error})") from error
    sizes = said.get("sizes") if isinstance(said, dict) else None
    if not isinstance(sizes, list) or not all(type(size) is int and size >= 0 for size in sizes):
        raise MalformedError("a header without sizes")
    if sum(sizes) != body_length:
        raise MalformedError(f"sizes that do not add up to {body_length}")
    return Frame(said, tuple(_exactly(size, get) for size in sizes))


def _exactly(length: int, get: Callable[[int], bytes | None]) -> bytes:
    # In pieces: a length that lies must not make room for what never comes.
    pieces: list[bytes] = []
    while length:
        piece = get(min(length, _CHUNK))
        if not piece:
            raise EOFError
        pieces.append(piece)
        length -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class _SourceForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    origin: Annotated[str, Field(max_length=10_000)]
    media_type: MediaType
    name: str | None
    charset: str | None
    columns: dict[str, str]
    about: dict[AboutField, Found]
    captured_at: datetime | None
    fetch: dict[str, Any] | None


def source_frame(source: Source, **more: object) -> Frame:
    """A source as a frame: its bytes first, then the records of the exchange it came with."""
    fetch: dict[str, Any] | None = None
    records: tuple[bytes, ...] = ()
    if source.fetch is not None:
        fetch = source.fetch.model_dump(mode="json", exclude={"records"})
        fetch["records"] = [record.model_dump(exclude={"content"}) for record in source.fetch.records]
        records = tuple(record.content for record in source.fetch.records)
    form = {
        "origin": _sayable(source.origin),
        "media_type": source.media_type,
        "name": source.name,
        "charset": source.charset,
        "columns": dict(source.columns),
        "about": {key: found.model_dump() for key, found in source.about.items()},
        "captured_at": source.captured_at.isoformat() if source.captured_at else None,
        "fetch": fetch,
    }
    return Frame({"kind": "source", "source": form, **more}, (source.content, *records))


def source_of(frame: Frame) -> Source:
    """The source that a frame holds. Raises MalformedError."""
    try:
        form = _SourceForm.model_validate(frame.said.get("source"))
        content, *members = frame.blobs
        fetch = None
        if form.fetch is not None:
            records = [
                {**dict(record), "content": member}
                for record, member in zip(form.fetch.get("records", ()), members, strict=True)
            ]
            fetch = Fetch.model_validate({**form.fetch, "records": records})
    except (ValidationError, ValueError, TypeError) as error:
        raise MalformedError(f"a source that is none ({error})") from error
    return Source(
        origin=form.origin,
        content=content,
        media_type=form.media_type,
        name=form.name,
        charset=form.charset,
        columns=form.columns,
        about=form.about,
        captured_at=form.captured_at,
        fetch=fetch,
    )


def capture_frame(taken: Capture, **more: object) -> Frame:
    """What was made of a source that the other side holds: the document without its bytes, and the copy."""
    copy = taken.copy
    said = {
        "kind": "capture",
        "document": taken.document.model_dump(mode="json", exclude={"content", "text"}),
        "blocks": [(block.start, block.end, block.kind) for block in copy.blocks],
        "skipped": [(each.start, each.end, each.reason) for each in copy.skipped],
        **more,
    }
    blobs = (taken.document.text.encode(), copy.text.encode(), *map(_packed, (copy.starts, copy.ends)))
    return Frame(said, blobs)


def capture_of(frame: Frame, source: Source) -> Capture:
    """The document and the copy in a frame, of bytes that we hold ourselves. Raises MalformedError."""
    try:
        text, copied, starts, ends = frame.blobs
        fields = dict(frame.said["document"]) | {"text": text.decode(), "content": source.content}
        document = Document.model_validate(fields)
        if document.media_type != source.media_type:
            raise MalformedError(f"{document.media_type} made of {source.media_type}")
        read_text = copied.decode()
        blocks = _BLOCKS.validate_python([dict(zip(_BLOCK, each, strict=True)) for each in frame.said["blocks"]])
        skipped = _SKIPPED.validate_python([dict(zip(_SKIP, each, strict=True)) for each in frame.said["skipped"]])
        _check_map(starts, ends, len(read_text), len(document.text))
        _check_ranges(blocks, len(read_text))
        _check_ranges(skipped, len(document.text))
        copy = ReadingCopy(read_text, _unpacked(starts), _unpacked(ends), blocks, skipped)
    except (ValidationError, ValueError, TypeError, KeyError) as error:
        raise MalformedError(f"a document that is none ({error})") from error
    return Capture(document, copy, source)


_BLOCK = ("start", "end", "kind")
_SKIP = ("start", "end", "reason")
_BLOCKS = TypeAdapter(list[Block])
_SKIPPED = TypeAdapter(list[Skipped])


def _packed(offsets: Sequence[int]) -> bytes:
    packed = offsets if isinstance(offsets, array) and offsets.typecode == "I" else array("I", offsets)
    return packed.tobytes()


def _unpacked(packed: bytes) -> array[int]:
    offsets = array("I")
    offsets.frombytes(packed)
    return offsets


def _check_map(starts: bytes, ends: bytes, characters: int, length: int) -> None:
    first, last = (np.frombuffer(each, dtype=np.uintc) for each in (starts, ends))
    if not len(first) == len(last) == characters:
        raise MalformedError("a map of another length than its text")
    if characters and not (np.all(first <= last) and np.all(first[:-1] <= first[1:]) and np.all(last[:-1] <= last[1:])):
        raise MalformedError("a map that runs backwards")
    if characters and last[-1] > length:
        raise MalformedError("a map that leads outside the text")


def _check_ranges(ranges: Sequence[Block] | Sequence[Skipped], length: int) -> None:
    if any(not 0 <= each.start <= each.end <= length for each in ranges):
        raise MalformedError("a stretch outside the text")


def error_said(error: HudhudError) -> dict[str, str]:
    """An error in words that `error_of` understands."""
    if isinstance(error, LanguageError):
        return {"error": "LanguageError", "name": _sayable(error.name), "language": _sayable(error.language)}
    return {"error": type(error).__name__, "message": _sayable(str(error))}


def error_of(said: Mapping[str, Any]) -> HudhudError:
    """The error that a frame tells of; of a kind that a worker may raise, in one line that is safe to print."""
    if said.get("error") == "LanguageError":
        return LanguageError(_printable(said.get("name")), _printable(said.get("language"))[:40])
    return _ERRORS.get(str(said.get("error")), CaptureError)(_printable(said.get("message")))


def _printable(text: object) -> str:
    shown = "".join(each if each.isprintable() else " " for each in str(text)[:_LONGEST_MESSAGE])
    return " ".join(shown.split())


def _sayable(text: str) -> str:
    # Names of files may hold bytes of no encoding, which no JSON can carry.
    return text.encode("utf-8", "replace").decode()
