"""What the benches share: where the data lie, which part is reported, and how a result is printed.

Every set is parted by the hash of its ids. Rules may be looked at beside the `fit` part; figures are
reported on the other, so that a rule made for a document does not count for itself.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

from hudhud.capture import capture_bytes, reading_copy
from hudhud.errors import HudhudError
from hudhud.model import Document, Reading
from hudhud.reading import Readers

SHARED = Path(os.environ.get("HUDHUD_SHARED", Path(__file__).resolve().parents[2] / "shared"))
Part = Literal["fit", "report"]


def part(name: str) -> Part:
    """The part that a document or row belongs to, by its id."""
    return "report" if int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 else "fit"


def read_record(reader: Readers, record: Mapping[str, Any]) -> tuple[Document, Reading] | None:
    """Read one record of JSON Lines form; None where hudhud cannot (another language, no text)."""
    content = json.dumps(record, ensure_ascii=False).encode()
    try:
        document = capture_bytes(content, origin=str(record.get("doc_id")), media_type="application/json")
        return document, reader.read(document, reading_copy(document))
    except HudhudError:
        return None


def show(title: str, rows: Iterable[tuple[str, str, str, str]], result: Mapping[str, Any]) -> None:
    """A table of (measure, found, asked, anchor), and the result as one JSON object, last."""
    table = Table(title=title, title_justify="left")
    for column in ("measure", "found", "asked at least", "anchor"):
        table.add_column(column)
    for row in rows:
        table.add_row(*row)
    Console().print(table)
    print(json.dumps(result))
