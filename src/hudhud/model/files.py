"""A picture or file that somebody attaches as evidence: its bytes, and what a decision keeps of it."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from hudhud.errors import DecisionError

MOST_BYTES = 20_000_000
"""Of one file, where nobody says otherwise."""
LONGEST_NAME = 200

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
"""Kinds of pictures that a workbench may show after it drew them anew."""

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"OggS", "application/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_MARKUP = (
    (b"<svg", "image/svg+xml"),
    (b"<!doctype html", "text/html"),
    (b"<html", "text/html"),
    (b"<?xml", "text/xml"),
)
_LOOKED_AT = 1024


class FileAnchor(BaseModel):
    """A file as a decision names it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    name: str
    """As whoever attached it called it, without folders and signs that cannot be seen."""
    media_type: str
    """By its first bytes, not by its name."""
    size: Annotated[int, Field(gt=0)]
    """In bytes."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to be kept. Make one with `File.of`."""

    anchor: FileAnchor
    content: bytes

    @classmethod
    def of(cls, name: str, content: bytes, most: int = MOST_BYTES) -> File:
        """A file by its name and bytes.

        Args:
            name: as it was called; folders before it are left out.
            content: its bytes, kept as they are.
            most: so many bytes are taken.

        Raises:
            DecisionError: it is empty or too large.
        """
        shown = proper_name(name)
        if not content:
            raise DecisionError(f"{shown} is empty; attach a file with something in it")
        if len(content) > most:
            raise DecisionError(
                f"{shown} has {len(content) / 1e6:.1f} MB, and {most / 1e6:g} MB are the most; attach a smaller one"
            )
        digest = hashlib.sha256(content).hexdigest()
        return cls(FileAnchor(sha256=digest, name=shown, media_type=media_type(content), size=len(content)), content)


def proper_name(name: str) -> str:
    """The last part of a path, each sign that cannot be seen made "\ufffd": such signs let "exe" look like "png"."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    seen = "".join(sign if sign.isprintable() else "\ufffd" for sign in last)
    return " ".join(seen.split())[:LONGEST_NAME] or "unnamed"


def media_type(content: bytes) -> str:
    """The kind of a file by its first bytes; `application/octet-stream` where they say nothing."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return "video/mp4"
    first = content[:_LOOKED_AT].lower().removeprefix(b"\xef\xbb\xbf").lstrip()
    for part, kind in _MARKUP:
        if part in first:
            return kind
    return "text/plain" if _is_text(content) else "application/octet-stream"


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
