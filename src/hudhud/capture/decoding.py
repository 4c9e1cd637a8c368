"""Bytes → text, or an error that says what the bytes are; a wrong encoding is never guessed away."""

from __future__ import annotations

import codecs
import re

from hudhud.errors import CaptureError

LARGEST_REPORT = 20 * 1024 * 1024
"""Bytes. No report is longer; what is longer is an archive or a mistake."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document (docx, xlsx, odt)"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a WebP image or an audio file"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document (doc, xls)"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet table"),
    (b"\x7fELF", "a program"),
    (b"ID3", "an audio file"),
    (b"OggS", "an audio file"),
)
# These begin like words; only what follows shows that they are not.
_ALSO_TEXT = frozenset({b"BZh", b"PAR1", b"RIFF", b"GIF8", b"ID3", b"OggS"})
_CONTROLS = bytes(set(range(32)) - {8, 9, 10, 11, 12, 13, 27} | {127})
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
# Their bytes may pass for ASCII or hold zeros, so that only the carrier can say what they are.
_NOT_LIKE_ASCII = re.compile(r"utf-?(?:16|32)|iso-?2022", re.IGNORECASE)
_CHARSET_FAMILY = re.compile(r"windows|cp\d|iso|latin|koi8|gb|big5|euc|shift|sjis|mac|utf|us-ascii|tis", re.IGNORECASE)


def decode(content: bytes, origin: str, *, is_html: bool = False, charset: str | None = None) -> tuple[str, str]:
    """The text and the name of its encoding: byte order mark, UTF-8, what its carrier says, what a page says.

    `charset` is the carrier's name for it (an HTTP header, a message's part). Raises CaptureError where
    the bytes are empty, too many, no text, or in none of these encodings.
    """
    if len(content) > LARGEST_REPORT:
        raise CaptureError(
            f"{origin}: {len(content) / 1e6:.0f} MB is too large for one report; "
            f"split it into reports of less than {LARGEST_REPORT // 2**20} MB"
        )
    if not content.strip():
        raise CaptureError(f"{origin}: the file is empty; check that it was saved or downloaded completely")
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding, origin), encoding.removesuffix("-sig")
    carried = _known(charset) if charset else None
    if carried is not None and _NOT_LIKE_ASCII.match(carried):
        return _strictly(content, carried, origin), carried
    _refuse_binary(content, origin)
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        declared = carried or (_declared(content) if is_html else None)
        if declared is not None:
            return _strictly(content, declared, origin), declared
        raise CaptureError(
            f"{origin}: not UTF-8 (byte 0x{content[error.start]:02X} at offset {error.start}); "
            "convert it first, for example with: iconv -f WINDOWS-1252 -t UTF-8"
        ) from error


def _strictly(content: bytes, encoding: str, origin: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise CaptureError(
            f"{origin}: says it is {encoding} but is not (at byte {error.start}); save it again as UTF-8"
        ) from error
    if "\x00" in text:
        raise CaptureError(f"{origin}: {encoding} text with zero characters in it; save it again as UTF-8")
    if not text.strip("\ufeff \t\r\n"):
        raise CaptureError(f"{origin}: the file is empty; check that it was saved or downloaded completely")
    return text


def _refuse_binary(content: bytes, origin: str) -> None:
    controls = len(content) - len(content.translate(None, _CONTROLS))
    binary = b"\x00" in content or controls > max(8, len(content) // 100)
    for signature, name in _SIGNATURES:
        if content.startswith(signature) and (binary or signature not in _ALSO_TEXT or _is_not_utf8(content)):
            raise CaptureError(f"{origin}: is {name}, not text; save the report as text or HTML first")
    if binary:
        raise CaptureError(f"{origin}: is a binary file, not text; save the report as text or HTML first")


def _is_not_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _declared(content: bytes) -> str | None:
    """The name of the encoding that a page declares, if it is one that pages are written in."""
    match = _META_CHARSET.search(content, 0, 4096) or _XML_CHARSET.search(content, 0, 200)
    if match is None:
        return None
    return _known(match[1].decode("ascii"))


def _known(name: str) -> str | None:
    """Our name of a declared encoding, if it is one that pages and messages are written in."""
    name = name.lower()
    # Pages that say Latin-1 mean its superset, as every browser knows.
    name = "windows-1252" if name in ("iso-8859-1", "latin1", "latin-1", "us-ascii") else name
    if not _CHARSET_FAMILY.match(name) or name.replace("-", "") in ("utf8", "utf7"):
        return None
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
