"""What search reads and what it understands. How it finds is the database's part (`engines.py`)."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from hudhud.model import Document

MAX_TERMS = 32
"""Terms of a query that count. Far more than anyone types; a pasted article must not stall the search."""

MAX_TERM_LENGTH = 200

_TAG = re.compile(r"<[^<>]*>")  # stops at the next "<", so that a text full of them stays linear
_SILENT = re.compile(r"</?(script|style)\b", re.IGNORECASE)
_TERM = re.compile(r'"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+)')
# Arabic vowel marks and the stroke that lengthens a word: SQLite would cut words apart at the marks.
_VOCALISATION = dict.fromkeys([*range(0x064B, 0x0653), 0x0670, 0x0640])


@dataclass(frozen=True, slots=True)
class Hit:
    """A document in which all the words were found. The higher `rank`, the better it fits."""

    document_id: str
    doc_id: str
    title: str | None
    published: date | None
    """As the latest reading holds it; None where it leaves more than a day open."""
    snippet: str
    """The words in their surroundings, each found word in [brackets]. From an untrusted page: escape it."""
    rank: float
    superseded: bool
    """A later version of the same `doc_id` is in the ledger."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase; with `prefix`, any word (or last word of the phrase) that begins with it."""

    words: str
    prefix: bool = False


def plain_text(document: Document) -> str | None:
    """The text that search should read instead of `document.text`; None where that one will do."""
    text = _without_tags(document.text) if document.text_type == "text/html" else document.text
    plain = text.translate(_VOCALISATION)
    return None if plain == document.text else plain


def terms(query: str) -> list[Term]:
    """Read a query: every word must occur, "quoted words" in that order, word* as a beginning.

    Nothing else is an operator: AND, OR, NOT, NEAR, -, :, ^ and brackets are words or punctuation.
    """
    found = []
    # Surrogates cannot be sent to the database, and at a NUL it would stop reading.
    clean = query.encode("utf-8", "ignore").decode().replace("\0", " ").translate(_VOCALISATION)
    for match in _TERM.finditer(clean):
        words = match["phrase"] if match["phrase"] is not None else match["word"]
        prefix = match["phrase"] is None and words.endswith("*")
        words = words[:MAX_TERM_LENGTH]
        if any(unicodedata.category(character)[0] in "LN" for character in words):
            found.append(Term(words, prefix))
    return found[:MAX_TERMS]


def _without_tags(source: str) -> str:
    """HTML without its tags, scripts and styles: good enough to search, not to read."""
    pieces = []
    position = 0
    silent = False
    for tag in _TAG.finditer(source):
        if not silent:
            pieces.append(source[position : tag.start()])
        if _SILENT.match(tag[0]):
            silent = not tag[0].startswith("</")
        position = tag.end()
    if not silent:
        pieces.append(source[position:])
    return html.unescape(" ".join(pieces))
