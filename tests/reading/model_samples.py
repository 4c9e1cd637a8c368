"""A report read by a language model that a test plays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hudhud.capture import capture_bytes, reading_copy
from hudhud.model import Reading
from hudhud.reading.llm.reader import ModelReader

ReaderOf = Callable[..., ModelReader]


def read(reader: ModelReader, text: str, published: date | None = date(2023, 2, 19)) -> Reading:
    """The reading, whose words are held against the text."""
    document = capture_bytes(text.encode(), origin="a test", published=published, language="en")
    made = reader.read(document, reading_copy(document))
    for mention in made.mentions:
        for claim in mention.claims:
            words = claim.evidence
            assert document.text[words.span_start : words.span_end] == words.verbatim
    return made
