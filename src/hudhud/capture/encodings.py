"""The body of an HTTP message without its transfer and content encodings, in bounded memory."""

from __future__ import annotations

import io
import re
import zlib

import brotli
from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader

from hudhud.capture.decoding import LARGEST_REPORT
from hudhud.errors import CaptureError

_MOST_ENCODINGS = 3
_CHUNK_SIZE = re.compile(rb"[0-9a-fA-F]{1,8}[ \t]*(?:;[^\r\n]{0,200})?\r\n")


def unchunked(body: bytes, origin: str) -> bytes:
    """A body sent in chunks, whole. Some archives keep it whole with the header of chunks: it is left so."""
    if not _CHUNK_SIZE.match(body):
        return body
    try:
        return bytes(ChunkedDataReader(io.BytesIO(body), raise_exceptions=True).read())
    except ChunkedDataException as error:
        raise CaptureError(f"{origin}: was sent in chunks, of which one is broken; capture it again") from error


def unpacked(body: bytes, encodings: str, origin: str) -> bytes:
    """A body without the encodings of its Content-Encoding, no longer than a report may be."""
    names = [name for part in encodings.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if len(names) > _MOST_ENCODINGS:
        raise CaptureError(f"{origin}: was packed {len(names)} times over; capture it again")
    for name in reversed(names):
        try:
            body = _unpacked(body, name, origin)
        except (zlib.error, brotli.error) as error:
            raise CaptureError(
                f"{origin}: says it is packed with {name[:20]}, but is not, or was cut off; capture it again"
            ) from error
        if len(body) > LARGEST_REPORT:
            raise CaptureError(
                f"{origin}: unpacks to more than the {LARGEST_REPORT // 2**20} MB that a report may have"
            )
    return body


def _unpacked(body: bytes, name: str, origin: str) -> bytes:
    if name in ("gzip", "x-gzip"):
        # Some archives keep it unpacked, with the header of what was sent.
        return _inflated(body, 16 + zlib.MAX_WBITS) if body.startswith(b"\x1f\x8b") else body
    if name == "deflate":
        try:
            return _inflated(body, zlib.MAX_WBITS)
        except zlib.error:
            return _inflated(body, -zlib.MAX_WBITS)
    if name == "br":
        machine = brotli.Decompressor()
        out = machine.process(body, output_buffer_limit=LARGEST_REPORT + 1)
        while len(out) <= LARGEST_REPORT and not machine.is_finished() and not machine.can_accept_more_data():
            out += machine.process(b"", output_buffer_limit=LARGEST_REPORT + 1 - len(out))
        if len(out) <= LARGEST_REPORT and not machine.is_finished():
            raise brotli.error("cut off")
        return bytes(out)
    raise CaptureError(f"{origin}: is packed with {name[:20]!r}, which hudhud does not know; capture it with gzip")


def _inflated(body: bytes, window: int) -> bytes:
    out = bytearray()
    while body and len(out) <= LARGEST_REPORT:
        machine = zlib.decompressobj(window)
        out += machine.decompress(body, LARGEST_REPORT + 1 - len(out))
        if len(out) <= LARGEST_REPORT and not machine.eof:
            raise zlib.error("cut off")
        body = machine.unused_data
        if not body.startswith(b"\x1f\x8b"):
            break
    return bytes(out)
