"""What a response is: by its header, and by its first bytes where these say otherwise."""

from __future__ import annotations

import re
from collections.abc import Collection

from hudhud.model import MediaType

KINDS: dict[str, tuple[str, ...]] = {
    "html": ("text/html", "application/xhtml+xml"),
    "text": ("text/plain", "text/markdown"),
    "pdf": ("application/pdf", "application/x-pdf"),
    "feed": (
        "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml",
        "application/x-rss+xml",
    ),
    "json": ("application/json", "application/feed+json"),
    "csv": ("text/csv",),
    "message": ("message/rfc822",),
}  # fmt: skip
"""What can be asked for, and the media types that servers give it."""

MEDIA_TYPES: dict[str, MediaType] = {
    "html": "text/html",
    "text": "text/plain",
    "pdf": "application/pdf",
    "json": "application/json",
    "csv": "text/csv",
    "message": "message/rfc822",
}
"""A feed has none: its entries are reports, and it is not."""

_BY_NAME = {name: kind for kind, names in KINDS.items() for name in names}
# Types that servers give to whatever they do not know.
_SAYS_NOTHING = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/x-download", "text/plain"}
)
_NEVER = ("image/", "audio/", "video/", "font/", "model/")
_SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"....ftyp", re.DOTALL), "video/mp4"),
    (re.compile(rb"\x1aE\xdf\xa3"), "video/webm"),
    (re.compile(rb"OggS\x00"), "audio/ogg"),
    (re.compile(rb"PK\x03\x04"), "application/zip"),
    (re.compile(rb"\x1f\x8b\x08"), "application/gzip"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "application/x-7z-compressed"),
    (re.compile(rb"Rar!\x1a\x07"), "application/vnd.rar"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "application/msword"),
)
_PDF = re.compile(rb"\s{0,1024}%PDF-")
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
_PAGE = re.compile(rb"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_LOOKED_AT = 4096


def kind_of(declared: str, content: bytes) -> tuple[str | None, str]:
    """The key of `KINDS` that content is, None where it is none of them, and its media type.

    `declared` is the media type of the header without parameters, in lower case; empty where there is none.
    """
    start = content[:_LOOKED_AT]
    for signature, name in _SIGNATURES:
        if signature.match(start):
            return None, name
    if _PDF.match(start):
        return "pdf", "application/pdf"
    known = _BY_NAME.get(declared)
    if known in (None, "feed", "text", "html") and _FEED.search(start) and not _PAGE.search(start):
        return "feed", declared if known == "feed" else "application/xml"
    if (known == "feed" or declared in _SAYS_NOTHING) and _PAGE.search(start):
        return "html", "text/html"
    if known == "pdf":
        return None, "no PDF though it says so"
    if known is None and declared in _SAYS_NOTHING and b"\x00" not in start:
        return "text", "text/plain"
    return known, declared or "application/octet-stream"


def is_never_a_report(declared: str) -> bool:
    """Whether a header alone says that there is nothing to read."""
    return declared.startswith(_NEVER) or declared in ("application/zip", "application/x-zip-compressed")


def accepted(kinds: Collection[str]) -> str:
    """The Accept header that asks for these kinds."""
    return ",".join([name for kind in kinds for name in KINDS[kind]] + ["*/*;q=0.1"])
