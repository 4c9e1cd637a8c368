"""Which key or column of a table holds what: `text=body,published=date`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hudhud.errors import CaptureError

FIELDS = ("text", "title", "published", "publisher", "author", "language", "url", "doc_id")
"""What can be told of a report in a table."""


def parse_columns(text: str) -> Mapping[str, str]:
    """A column map from its words. Raises CaptureError for fields that there are not, empty ones, and doubled ones."""
    found: dict[str, str] = {}
    for part in text.split(","):
        field, sign, column = (piece.strip() for piece in part.partition("="))
        if not (field and sign and column):
            raise CaptureError(f"{part.strip()!r} is no FIELD=COLUMN; write for example text=body,published=date")
        if field not in FIELDS:
            raise CaptureError(f"{field!r} is no field of a report; there are {', '.join(FIELDS)}")
        if field in found:
            raise CaptureError(f"{field!r} stands twice in the map; give one column for it")
        found[field] = column
    return found


def looked_up(record: Mapping[str, Any], column: str) -> Any:
    """The value under a key, or below it: "article.body" leads into objects. None where there is none."""
    if column in record:
        return record[column]
    inside: Any = record
    for key in column.split("."):
        inside = inside.get(key) if isinstance(inside, dict) else None
    return inside
