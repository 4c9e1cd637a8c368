"""Content encodings undone, never past a limit."""

from __future__ import annotations

import zlib

from hudhud.capture.fetching.line import StoppedError, size

ACCEPTED = "gzip, deflate"
"""What is asked for: both can be unpacked step by step."""
_NAMES = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
_MOST_LAYERS = 2
_MOST_MEMBERS = 5000
_BIT = 4096
_GZIP, _ZLIB, _BARE = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_GZIP_MARK = b"\x1f\x8b"


def unpacked(body: bytes, encodings: str, most: int) -> bytes:
    """The body as it was before the encodings that a Content-Encoding header names, at most `most` bytes.

    Raises StoppedError where they are unknown, too many, or the body is larger or not packed so.
    """
    names = [name for name in (part.strip().lower() for part in encodings.split(",")) if name not in ("", "identity")]
    if len(names) > _MOST_LAYERS:
        raise StoppedError(f"is packed {len(names)} times over; save the report and add the file")
    for name in reversed(names):
        if name not in _NAMES:
            raise StoppedError(f"is packed as {name[:40]!r}, which was not asked for; save the report and add the file")
        body = _gunzip(body, most) if _NAMES[name] == "gzip" else _inflate(body, most)
    return body


def _inflate(body: bytes, most: int) -> bytes:
    """Deflate as the standard has it, with zlib's frame, or as some servers send it, without."""
    # RFC 1950: the first two bytes are a multiple of 31, and the method is 8.
    framed = len(body) >= 2 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _one(memoryview(body), _ZLIB if framed else _BARE, most)[0] if body else b""


def _gunzip(body: bytes, most: int) -> bytes:
    """Every member of a gzip body; what follows them that is no member is dropped, as browsers do."""
    out = bytearray()
    rest = memoryview(body)
    for _ in range(_MOST_MEMBERS):
        if not rest or (len(rest) < len(body) and bytes(rest[:2]) != _GZIP_MARK):
            return bytes(out)
        part, end = _one(rest, _GZIP, most - len(out))
        out += part
        rest = rest[end:]
    raise StoppedError(f"is packed in more than {_MOST_MEMBERS} pieces; save the report and add the file")


def _one(body: memoryview, window: int, most: int) -> tuple[bytes, int]:
    """One packed stretch, and where it ends."""
    unpacker = zlib.decompressobj(window)
    out = bytearray()
    end = 0
    # Bit by bit, as zlib copies what is behind the end of a stretch, which may have a thousand others behind it.
    while end < len(body) and not unpacker.eof:
        bit = body[end : end + _BIT]
        end += len(bit)
        try:
            out += unpacker.decompress(bit, max_length=most - len(out) + 1)
        except zlib.error as error:
            raise StoppedError(f"is not packed as it says ({error}); try again later") from error
        if len(out) > most:
            raise StoppedError(f"unpacks to more than {size(most)}; save the report and add the file")
    if not unpacker.eof:
        raise StoppedError("its packed body ends early; try again later")
    return bytes(out), end - len(unpacker.unused_data)
