"""Our own `hudhud export --profile csv` and `--profile hxl`, read back: what the wide row holds, and no more."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from hudhud.model import Place, Record, Toll, When
from hudhud.model.records import EVERYBODY
from hudhud.tables.own import unquoted, without_copies
from hudhud.tables.row import CellError, Row

REQUIRED = (
    "id", "types", "status", "aggregate", "date_start", "date_end", "date_precision", "country", "place",
    "latitude", "longitude", "place_precision", "perpetrators", "killed_low", "killed_best", "killed_high",
    "killed_by", "reports", "sources",
)  # fmt: skip

_LOW = "_low"
_INTERVAL = "_interval_low"


def from_row(row: Row) -> Record:
    """One row. Raises CellError."""
    told = _tolls(row)
    try:
        return Record(
            id=row.needed("id"),
            types=_list(row, "types"),
            status=row.needed("status"),
            aggregate=row.truth("aggregate"),
            when=_when(row),
            place=_place(row),
            admin2=unquoted(row.text("admin2")),
            perpetrators=_list(row, "perpetrators"),
            tolls=tuple(toll for toll in told if toll.group != EVERYBODY),
            totals=tuple(toll for toll in told if toll.group == EVERYBODY),
            # Who gave a figure comes with it; who is named for nothing but a date or a place stands behind.
            sources=tuple(dict.fromkeys([*_givers(row), *map(without_copies, _list(row, "sources"))])),
            documents=(),
            conflicts=_list(row, "conflicts"),
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise CellError(".".join(map(str, first["loc"])) or "row", first["msg"]) from None


def _when(row: Row) -> When | None:
    if row.text("date_start") is None:
        return None
    precision: Any = row.needed("date_precision")
    return When(start=row.day("date_start"), end=row.day("date_end"), precision=precision)


def _place(row: Row) -> Place | None:
    name = unquoted(row.text("place"))
    if name is None:
        return None
    lat, lon = row.point()
    # NA is a country; an empty cell is none.
    country = (row.cells.get("country") or "").strip() or None
    parts: dict[str, Any] = {
        "name": name, "country": country, "admin1": unquoted(row.text("admin1")), "lat": lat, "lon": lon,
        "precision": row.needed("place_precision"),
    }  # fmt: skip
    if relation := row.text("place_relation"):
        parts["relation"] = relation
    return Place(**parts)


def _tolls(row: Row) -> list[Toll]:
    return [toll for name in _harms(row) if (toll := _toll(row, name)) is not None]


def _harms(row: Row) -> list[str]:
    """The beginnings of the columns of figures: "killed", "killed_civilians"."""
    return [c.removesuffix(_LOW) for c in row.cells if c.endswith(_LOW) and not c.endswith(_INTERVAL)]


def _toll(row: Row, name: str) -> Toll | None:
    bounds = {part: row.people(f"{name}_{part}") for part in ("low", "best", "high")}
    if not any(value is not None for value in bounds.values()) and row.text(f"{name}_by") is None:
        return None
    ends = row.people(f"{name}_interval_low"), row.people(f"{name}_interval_high")
    harm, _, group = name.partition("_")
    told: dict[str, Any] = {"harm": harm, "group": group or EVERYBODY, **bounds}
    return Toll(**told, interval=ends if None not in ends else None)


def _givers(row: Row) -> list[str]:
    return [without_copies(one) for name in _harms(row) for one in _list(row, f"{name}_by")]


def _list(row: Row, column: str) -> tuple[str, ...]:
    return Row({column: unquoted(row.text(column))}).list(column)
