"""Which key of a record, or column of a table, holds what: `text=body,published=date`."""

from __future__ import annotations

from collections.abc import Mapping

from hudhud.errors import CaptureError

FIELDS = ("text", "title", "published", "publisher", "author", "language", "doc_id", "url")
"""What a record can say. Without a map each goes by its own name."""


def parse_columns(text: str) -> Mapping[str, str]:
    """The map that `--map` gives: our field → their key. Raises CaptureError in one line for anything else."""
    columns: dict[str, str] = {}
    for pair in text.split(","):
        ours, equals, theirs = (part.strip() for part in pair.partition("="))
        if not ours or not equals or not theirs:
            raise CaptureError(f"map {text!r}: {pair.strip()!r} is no pair; write it as text=body,published=date")
        if ours not in FIELDS:
            raise CaptureError(f"map {text!r}: there is no field {ours!r}; there are: {', '.join(FIELDS)}")
        if ours in columns:
            raise CaptureError(f"map {text!r}: {ours!r} is mapped twice; name one column for it")
        columns[ours] = theirs
    return columns
