"""Readers as a table and as records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from hudhud.model.readers import ANY_LANGUAGE, Offer
from hudhud.publish.terminal import safe


def reader_record(offer: Offer) -> dict[str, Any]:
    """One line of `hudhud readers --format jsonl`."""
    record = offer._asdict()
    return {**record, "languages": list(offer.languages), "figures": dict(offer.figures)}


def reader_table(offers: Sequence[Offer], width: int) -> Table:
    """All readers, with what was measured of each."""
    table = Table(title="Readers", title_justify="left", width=min(width, 110))
    for name in ("reader", "languages", "from", "default", "measured"):
        table.add_column(name, overflow="fold")
    for one in offers:
        table.add_row(
            safe(one.name),
            "any" if ANY_LANGUAGE in one.languages else safe(", ".join(one.languages)),
            safe(one.package),
            "yes" if one.default else "",
            _measured(one),
            style=None if one.problem is None else "dim",
        )
    return table


def _measured(offer: Offer) -> str:
    if offer.problem is not None:
        return safe(f"cannot start: {offer.problem}")
    return "\n".join(safe(f"{value} {what}") for what, value in offer.figures.items()) or "nothing"
