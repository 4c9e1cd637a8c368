"""A PDF's text layer, page by page. What has none must be read by eye or OCR first, and says so."""

from __future__ import annotations

import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator

import pypdf
from pypdf.errors import PyPdfError

from hudhud.capture.decoding import LARGEST_REPORT
from hudhud.capture.source import Source
from hudhud.capture.told import Told
from hudhud.errors import CaptureError
from hudhud.model import AboutField, Found

PAGE_END = "\n\f\n"
"""What stands between two pages in the text, so that a page can be counted out from an offset."""

_MOST_PAGES = 2_000
_MOST_CHARACTERS = 5_000_000
_EDGE = 2  # lines at the top and bottom of a page that may run through all of them
_DIGITS = re.compile(r"\d+")
# Beside its own errors, what pypdf raises on files that are broken on purpose.
_BROKEN = (
    PyPdfError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, ArithmeticError,
    NotImplementedError, zlib.error, EOFError,
)  # fmt: skip


def told_by_pdf(source: Source) -> Told:
    """The text layer. Raises CaptureError for what is encrypted, broken, endless, or has no text."""
    origin = source.origin
    if len(source.content) > LARGEST_REPORT:
        raise CaptureError(f"{origin}: {len(source.content) / 1e6:.0f} MB is too large for one report")
    try:
        reader = pypdf.PdfReader(io.BytesIO(source.content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise CaptureError(f"{origin}: the PDF needs a password; save it without one first")
        text = PAGE_END.join(_pages(reader, origin))
        about = _about(reader)
    except _BROKEN as error:
        why = " ".join(str(error).split())[:120] or type(error).__name__
        raise CaptureError(f"{origin}: the PDF is damaged ({why}); save or print it to PDF again") from error
    if not text.strip():
        raise CaptureError(f"{origin}: the PDF has no text layer, it is a picture of pages; run OCR (ocrmypdf) first")
    return Told(text, "pdf", about=about)


def _pages(reader: pypdf.PdfReader, origin: str) -> Iterator[str]:
    length = 0
    for number, page in enumerate(reader.pages):
        # Half a pair of UTF-16 codes is no character, and could not be kept.
        text = page.extract_text().encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")
        length += len(text)
        if number >= _MOST_PAGES or length > _MOST_CHARACTERS:
            raise CaptureError(f"{origin}: the PDF has more than {_MOST_PAGES} pages or a book's length; split it")
        yield text.replace("\f", "\n")


def _about(reader: pypdf.PdfReader) -> dict[AboutField, Found]:
    found: dict[AboutField, Found] = {}
    said = reader.metadata
    if said is None:
        return found
    for field, value, where in (("title", said.title, "Title"), ("author", said.author, "Author")):
        line = " ".join(str(value or "").split())[:500]
        if line and line.isprintable():
            found[field] = Found(value=line, where=f"the PDF's {where}")  # type: ignore[index]  # two of the fields
    made = said.creation_date
    if made is not None:
        found["modified"] = Found(value=made.isoformat(), where="the PDF's CreationDate", guessed=True)
    return found


def running_lines(text: str) -> Iterator[tuple[int, int]]:
    """Lines at the edges of pages that stand, but for numbers, on more than half of at least three pages."""
    pages, at = [], 0
    for page in text.split(PAGE_END):
        pages.append(_edges(page, at))
        at += len(page) + len(PAGE_END)
    if len(pages) < 3:
        return
    seen = Counter(words for edges in pages for words in {words for _, _, words in edges})
    for edges in pages:
        yield from ((start, end) for start, end, words in edges if 2 * seen[words] > len(pages))


def _edges(page: str, at: int) -> list[tuple[int, int, str]]:
    lines = []
    for line in page.splitlines(keepends=True):
        if line.strip():
            lines.append((at, at + len(line.rstrip()), _DIGITS.sub("0", " ".join(line.split()))))
        at += len(line)
    return lines if len(lines) <= 2 * _EDGE else lines[:_EDGE] + lines[-_EDGE:]
