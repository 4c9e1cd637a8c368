"""A captured report: its exact bytes, its text, and a reading copy with a map back.

Three texts must be told apart:

- `Document.content`: the bytes as captured. Their SHA-256 is the document's id.
- `Document.text`: those bytes decoded (for HTML, the source with its tags; for a line of JSON
  Lines, the value of `text`; for a PDF, its text layer; for a message, its body). Nothing in it is
  ever changed. All stored offsets count its code points.
- `ReadingCopy.text`: what the reader is given: no tags, no advertisements, no mojibake, no
  self-censored words. `ReadingCopy.original` leads from any stretch of it back to `Document.text`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

BlockKind = Literal["title", "body", "headline"]
MediaType = Literal["text/plain", "text/html", "application/json", "text/csv", "application/pdf", "message/rfc822"]
TextType = Literal["text/plain", "text/html"]
AboutField = Literal["title", "publisher", "author", "published", "modified", "url", "language"]
"""What can be known of a report beside its text; `url` is the canonical address that it gives itself."""


def text_type_of(media_type: str) -> TextType:
    """What the text of such a document is, where nothing else is said."""
    return "text/html" if media_type == "text/html" else "text/plain"


class Block(BaseModel):
    """A paragraph, heading or line of the reading copy, as offsets into it.

    A `headline` is a line of a list of other stories ("Related Articles", "Prev Post"): it shares
    neither the date nor the story of the report around it.
    """

    model_config = ConfigDict(frozen=True)

    start: int
    end: int
    kind: BlockKind


class Skipped(BaseModel):
    """A stretch of `Document.text` that was kept from the reader, and why."""

    model_config = ConfigDict(frozen=True)

    start: int
    end: int
    reason: str


class ReadingCopy:
    """Cleaned text, and for each of its characters where it came from.

    `starts[i]` and `ends[i]` bound, in code points of `Document.text`, the stretch that character
    `i` of `text` came from. Both are non-decreasing, and `starts[i] < ends[i]` except for
    separators that the cleaning put in, where they are equal.
    """

    __slots__ = ("blocks", "ends", "skipped", "starts", "text")

    def __init__(
        self,
        text: str,
        starts: Sequence[int],
        ends: Sequence[int],
        blocks: Sequence[Block],
        skipped: Sequence[Skipped] = (),
    ) -> None:
        if not len(text) == len(starts) == len(ends):
            raise ValueError("a reading copy needs one start and one end for each character")
        self.text = text
        self.starts = starts
        self.ends = ends
        self.blocks = tuple(blocks)
        self.skipped = tuple(skipped)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of `Document.text` that `text[start:end]` came from; `start < end`."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no stretch {start}:{end} in a text of {len(self.text)} characters")
        return self.starts[start], self.ends[end - 1]


class Found(BaseModel):
    """One thing known of a report beside its text, and where it was found."""

    model_config = ConfigDict(frozen=True)

    value: str
    """As it stands there; a date or time in ISO 8601."""
    where: str
    """In words that lead there: "meta article:published_time", "JSON-LD datePublished", "feed entry updated"."""
    guessed: bool = False
    """Whether it is marked for something else, and was only taken for this."""


class Document(BaseModel):
    """One captured report. `published` may be None; what is inferred stands in a `Reading`, not here."""

    model_config = ConfigDict(frozen=True)

    id: str
    """SHA-256 of `content`, in hexadecimal."""
    doc_id: str
    """The name it goes by: the one given with it, else its id. Several versions may share one."""
    content: bytes
    media_type: MediaType
    text_type: TextType
    """What `text` is: HTML source, or words alone (of a PDF or a message, what was taken out of it)."""
    encoding: str
    text: str
    language: str
    """ISO 639-1."""
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    origin: str
    """Where the bytes were taken from: a path, with a line number for JSON Lines."""
    captured_at: datetime
    about: Mapping[AboutField, Found] = {}
    """What is known of it beside its text, with where that was found; the fields above repeat the values."""

    @model_validator(mode="before")
    @classmethod
    def _by_its_kind(cls, fields: Any) -> Any:
        if isinstance(fields, dict) and fields.get("text_type") is None:
            return fields | {"text_type": text_type_of(str(fields.get("media_type")))}
        return fields

    @model_validator(mode="after")
    def _id_is_the_hash(self) -> Document:
        if self.id != hashlib.sha256(self.content).hexdigest():
            raise ValueError("a document's id must be the SHA-256 of its bytes")
        return self
