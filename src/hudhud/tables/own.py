"""Our own `hudhud incidents --format jsonl` and `--format csv`, read back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from hudhud.model import Place, Record, Toll, When
from hudhud.model.records import EVERYBODY
from hudhud.tables.row import CellError, Row

REQUIRED = (
    "id", "documents", "types", "status", "aggregate", "date_start", "date_end", "date_precision", "perpetrators",
    "harms", "totals", "conflicts",
)  # fmt: skip

# How a figure's source tells of copies of its story.
_COPIES = re.compile(r" \(also in \d+ cop(?:y|ies)\)$")
_PLACE = ("name", "country", "admin1", "precision")
_LISTS = ("documents", "types", "perpetrators", "conflicts")


def from_row(row: Row) -> Record:
    """One line of the CSV, in which lists are joined and figures are JSON. Raises CellError."""
    place: dict[str, Any] = {part: unquoted(row.text(f"place_{part}")) for part in _PLACE}
    place |= {part: row.number(f"place_{part}") for part in ("lat", "lon")}
    plain: dict[str, Any] = {name: unquoted(row.text(name)) for name in ("id", "status", "date_precision")}
    plain |= {name: list(Row({name: unquoted(row.text(name))}).list(name)) for name in _LISTS}
    plain |= {name: row.text(name) for name in ("date_start", "date_end")}
    plain |= {name: _figures(row, name) for name in ("harms", "totals")}
    return record(plain | {"aggregate": row.truth("aggregate"), "place": place if place["name"] else None})


def record(line: Mapping[str, Any]) -> Record:
    """One line of the JSON Lines. Raises CellError."""
    missing = next((name for name in REQUIRED if name not in line), None)
    if missing is not None:
        raise CellError(missing, "is missing")
    try:
        return Record(
            id=line["id"],
            types=tuple(line["types"]),
            status=line["status"],
            aggregate=line["aggregate"],
            when=_when(line),
            place=Place(**line["place"]) if line.get("place") else None,
            perpetrators=tuple(line["perpetrators"]),
            tolls=tuple(_toll(one, one["group"]) for one in line["harms"]),
            # The ledger calls the group of a total by the groups that it holds.
            totals=tuple(_toll(one, EVERYBODY) for one in line["totals"]),
            sources=tuple(dict.fromkeys(without_copies(by) for one in _all(line) for by in one["by"])),
            documents=tuple(line["documents"]),
            conflicts=tuple(line["conflicts"]),
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise CellError(".".join(map(str, first["loc"])) or "line", first["msg"]) from None
    except (KeyError, TypeError, AttributeError) as error:
        raise CellError("line", f"is not an incident of hudhud ({type(error).__name__}: {error})") from None


def _all(line: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*line["harms"], *line["totals"]]


def _when(line: Mapping[str, Any]) -> When | None:
    if line["date_start"] is None:
        return None
    return When(start=line["date_start"], end=line["date_end"], precision=line["date_precision"])


def _toll(one: Mapping[str, Any], group: str) -> Toll:
    parts = {name: one[name] for name in ("harm", "low", "best", "high", "estimate", "interval")}
    return Toll(group=group, **parts)


def _figures(row: Row, column: str) -> list[Any]:
    try:
        figures = json.loads(row.text(column) or "[]")
    except ValueError:
        raise CellError(column, "is not JSON") from None
    if not isinstance(figures, list):
        raise CellError(column, "is not a list")
    return figures


def without_copies(by: str) -> str:
    """Who gave a figure, without how many copies of its story there are."""
    return _COPIES.sub("", by)


def unquoted(cell: str | None) -> str | None:
    """Without the apostrophe that keeps a spreadsheet from running a cell."""
    return cell[1:] if cell and cell[0] == "'" and cell[1:].lstrip()[:1] in {"=", "+", "-", "@"} else cell
