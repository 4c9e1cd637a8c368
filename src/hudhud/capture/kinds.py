"""What a file is: by its signature, its name, then by how it begins."""

from __future__ import annotations

import re
import zlib
from typing import BinaryIO, Literal

from hudhud.capture.archives import is_wacz
from hudhud.capture.decoding import LARGEST_REPORT
from hudhud.capture.json_lines import is_lines
from hudhud.capture.messages import is_message
from hudhud.capture.tables import is_table
from hudhud.capture.warc import GZIP
from hudhud.model.documents import MediaType

Kind = MediaType | Literal["lines", "table", "warc", "wacz"]
"""One report, by its media type, or a file of many."""

_BY_SUFFIX: dict[str, Kind] = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".pdf": "application/pdf",
    ".eml": "message/rfc822",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".csv": "table",
    ".tsv": "table",
    ".warc": "warc",
    ".warc.gz": "warc",
    ".wacz": "wacz",
}
_PAGE_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body")
_PDF = re.compile(rb"\s*%PDF-\d")
_BEGINNING = 16_384


def kind_of(file: BinaryIO, name: str, text_column: str = "text") -> Kind:
    """The kind of an open file that can seek; it is left at its beginning. `name` may be empty."""
    beginning = file.read(_BEGINNING)
    file.seek(0)
    if _PDF.match(beginning):
        return "application/pdf"
    lowered = name.lower()
    suffix = next((each for each in sorted(_BY_SUFFIX, key=len, reverse=True) if lowered.endswith(each)), None)
    if suffix is not None:
        return _BY_SUFFIX[suffix]
    if beginning.startswith(b"WARC/") or _unzipped(beginning).startswith(b"WARC/"):
        return "warc"
    if beginning.startswith(b"PK\x03\x04"):
        return "wacz" if is_wacz(file) else "text/plain"
    first_line = file.readline(LARGEST_REPORT)
    file.seek(0)
    if is_lines(first_line):
        return "lines"
    if lowered.endswith(".json"):
        return "application/json"
    text = beginning[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(b"<") and any(mark in text for mark in _PAGE_MARKS):
        return "text/html"
    if is_message(beginning):
        return "message/rfc822"
    return "table" if is_table(first_line, text_column) else "text/plain"


def _unzipped(beginning: bytes) -> bytes:
    if not beginning.startswith(GZIP):
        return b""
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(beginning, 64)
    except zlib.error:
        return b""
