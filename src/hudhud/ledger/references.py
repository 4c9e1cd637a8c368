"""The reports behind incidents, without their texts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, func, select

from hudhud.ledger.batches import batches
from hudhud.ledger.rows import about_of
from hudhud.ledger.store import Ledger
from hudhud.ledger.tables import documents, fetches
from hudhud.model.exports import Reference

_COLUMNS = ("id", "doc_id", "title", "publisher", "published", "language", "captured_at", "about")


def references(ledger: Ledger, names: Collection[str], repeats: Mapping[str, str]) -> dict[str, Reference]:
    """By document id.

    Args:
        ledger: the ledger.
        names: document ids.
        repeats: by document id, the document whose story it repeats.
    """
    every = sorted({*names, *(repeats[name] for name in names if name in repeats)})
    rows: dict[str, Row[Any]] = {}
    fetched: dict[str, str] = {}
    with ledger.snapshot() as connection:
        for some in batches(every):
            chosen = select(*(documents.c[name] for name in _COLUMNS)).where(documents.c.id.in_(some))
            rows |= {row.id: row for row in connection.execute(chosen)}
            addresses = select(fetches.c.document, func.min(fetches.c.final_url)).group_by(fetches.c.document)
            fetched |= {row[0]: row[1] for row in connection.execute(addresses.where(fetches.c.document.in_(some)))}
    found = {}
    for name in names:
        row = rows[name]
        about = about_of(row.about)
        said = {field: one.value for field, one in about.items()}
        told = repeats.get(name)
        found[name] = Reference(
            name, row.doc_id, row.title, row.publisher, said.get("author"), row.published,
            said.get("url") or fetched.get(name), row.language, row.captured_at, rows[told].doc_id if told else None,
        )  # fmt: skip
    return found
