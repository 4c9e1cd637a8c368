"""One row of a table by column name, its cells understood or refused with the column's name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

_NOTHING = frozenset({"", "na", "nan", "null", "none"})
_TRUE = {"true": True, "1": True, "false": False, "0": False}
_DATE_FORMS = ("%Y-%m-%d", "%d %B %Y", "%d-%B-%Y", "%d %b %Y", "%d-%b-%Y")
# UCDP adds a time of day, always midnight.
_TIME = re.compile(r"[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")


class CellError(ValueError):
    """A cell that cannot be understood. The message says which column and why."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(f"{column}: {why}")


@dataclass(frozen=True)
class Row:
    """Cells by column; an empty cell, and one that says NA, is None and never 0."""

    cells: Mapping[str, str | None]

    def text(self, column: str) -> str | None:
        cell = (self.cells.get(column) or "").strip()
        return None if cell.casefold() in _NOTHING else cell

    def needed(self, column: str) -> str:
        cell = self.text(column)
        if cell is None:
            raise CellError(column, "is empty")
        return cell

    def number(self, column: str) -> float | None:
        cell = self.text(column)
        if cell is None:
            return None
        try:
            return float(cell)
        except ValueError:
            raise CellError(column, f"{cell!r} is not a number") from None

    def people(self, column: str) -> int | None:
        """A count of people; "4.0" is 4."""
        number = self.number(column)
        if number is None:
            return None
        if number < 0 or not number.is_integer():
            raise CellError(column, f"{self.text(column)!r} is not a count of people")
        return int(number)

    def code(self, column: str, among: Sequence[int]) -> int:
        """One of the table's own whole-number codes."""
        number = self.number(column)
        if number is None or number not in among:
            raise CellError(column, f"{self.text(column)!r} is none of {', '.join(map(str, among))}")
        return int(number)

    def truth(self, column: str) -> bool:
        cell = self.needed(column).casefold()
        if cell not in _TRUE:
            raise CellError(column, f"{cell!r} is neither true nor false")
        return _TRUE[cell]

    def day(self, column: str) -> date:
        """A date as year-month-day, or as day, month in letters, year."""
        cell = _TIME.sub("", self.needed(column))
        for form in _DATE_FORMS:
            try:
                return datetime.strptime(cell, form).date()
            except ValueError:
                continue
        raise CellError(column, f"{cell!r} is not a date such as 2016-04-30")

    def list(self, column: str) -> tuple[str, ...]:
        """The parts of a cell between semicolons, each once."""
        parts = (part.strip() for part in (self.text(column) or "").split(";"))
        return tuple(dict.fromkeys(part for part in parts if part))

    def point(self) -> tuple[float | None, float | None]:
        """Latitude and longitude in degrees; None, None where either is missing."""
        lat, lon = self.number("latitude"), self.number("longitude")
        if lat is None or lon is None:
            return None, None
        if not -90 <= lat <= 90:
            raise CellError("latitude", f"{lat} is not within -90 to 90")
        if not -180 <= lon <= 180:
            raise CellError("longitude", f"{lon} is not within -180 to 180")
        return lat, lon
