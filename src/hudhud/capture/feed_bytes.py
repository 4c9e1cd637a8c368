"""The bytes of a feed, or of a list of feeds, as text and as XML that nothing can come of."""

from __future__ import annotations

import codecs
import html.entities
import re
from collections.abc import Iterator

from lxml import etree

from hudhud.errors import CaptureError

LARGEST_FEED = 10_000_000
"""Bytes."""

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
# Codecs that no page is written in, and that may take very long.
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "utf_7", "utf7", "undefined"})
_OWN_DTD = "it declares entities in a DTD of its own; such XML is not read, for it may be an attack"
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30};)")
_NUMBERED = re.compile(r"&#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));?")
_XML_NAMES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def decoded(content: bytes, content_type: str | None = None) -> str:
    """The text of a feed or a list of feeds: byte order mark, HTTP, XML declaration, UTF-8, else windows-1252.

    Raises:
        CaptureError: it is too large or empty.
    """
    if len(content) > LARGEST_FEED:
        raise CaptureError(f"it has {len(content) / 1e6:.1f} MB; {LARGEST_FEED / 1e6:g} MB are the most")
    for charset in _charsets(content, content_type):
        try:
            text = content.decode(charset)
        except (UnicodeError, LookupError):
            continue
        break
    else:
        text = content.decode("windows-1252", "replace")
    if not text.strip("\ufeff \t\r\n\x00"):
        raise CaptureError("it is empty")
    return text


def _charsets(content: bytes, content_type: str | None) -> Iterator[str]:
    yield from (charset for mark, charset in _MARKS if content.startswith(mark))
    said = _CHARSET.search(content_type or "")
    declared = _XML_CHARSET.search(content, 0, 200)
    for name in (said[1] if said else "", declared[1].decode("ascii") if declared else "", "utf-8"):
        if name and name.lower().replace("-", "_") not in _NO_CHARSETS:
            yield name


def safe_tree(text: str) -> etree._Element | None:
    """The root of XML as libxml2 understands it, mended where it is not sound; None where it is no XML.

    Nothing is loaded and no entity expanded; libxml2 stops at 256 elements in one another.

    Raises:
        CaptureError: it declares something in a DTD of its own.
    """
    text = _NOT_XML.sub("", _DECLARATION.sub("", text.lstrip("\ufeff"), count=1))
    if _has_own_dtd(text):
        raise CaptureError(_OWN_DTD)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
                             remove_comments=True, remove_pis=True, strip_cdata=False)  # fmt: skip
    try:
        root = etree.fromstring(_NUMBERED.sub(_numbered, _NAMED.sub(_named, text)).encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is not None and (dtd := root.getroottree().docinfo.internalDTD) is not None and list(dtd.iterentities()):
        raise CaptureError(_OWN_DTD)
    return root


def _has_own_dtd(text: str) -> bool:
    """Whether a DOCTYPE with declarations stands before the first element."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif text.startswith("<!--", at) or text.startswith("<?", at):
            end = "-->" if text[at + 1] == "!" else "?>"
            found = text.find(end, at)
            if found < 0:
                return False
            at = found + len(end)
        else:
            return text.startswith("<!", at) and "[" in text[at : text.find(">", at) + 1 or None]
    return False


def _named(match: re.Match[str]) -> str:
    """A character that HTML has a name for and XML has not."""
    return match[0] if match[1] in _XML_NAMES else html.entities.html5.get(match[1], match[0])


def _numbered(match: re.Match[str]) -> str:
    """A reference with its semicolon; where it is to no character, the mark for that: libxml2 would pass it on.

    Neither may join what stands beside it: taken out, "&#55&#0;296;" would become another reference.
    """
    digits = match[1] or match[2]
    number = int(digits, 16 if match[1] else 10) if len(digits) < 10 else 0
    character = chr(number) if number < 0x110000 else ""
    return f"&#{number};" if character.strip("\x00") and not _NOT_XML.match(character) else "\ufffd"
