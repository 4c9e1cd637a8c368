"""One wide row an incident, as CSV; with a row of hashtags it is a table of the Humanitarian Exchange Language."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from hudhud.model.exports import Header, Item
from hudhud.publish.cells import safe_cell
from hudhud.publish.exports.columns import COLUMNS, row, shared_cells
from hudhud.publish.exports.profile import Profile

_LOSES = (
    "The claims and the words that they rest on, and which report gave which figure.",
    "Figures of groups other than civilians: they stand in the totals over all groups alone.",
    "Hudhud's own estimate, why a figure is the best one, and what else follows from it.",
    "Titles, authors and languages of reports, when each was captured, and which repeats which.",
    "What stands in one cell together stands between semicolons; a semicolon within a part is not told apart.",
)
_HXL_LOSES = ("Second-order divisions but where the place is itself a district; #adm2+name is empty elsewhere.",)

_RULES = (
    "An empty cell is what nobody said, or a bound that is open; it is never 0. A quantity in words stays in words.",
    "A text that a spreadsheet would take for a formula gets an apostrophe before it.",
)


def write(items: Iterable[Item], header: Header, path: Path) -> int:
    """A row of column names, then one row an incident."""
    return _table(items, header, path, ([column.name for column in COLUMNS],))


def write_hxl(items: Iterable[Item], header: Header, path: Path) -> int:
    """A row of column names, the row of hashtags, then one row an incident."""
    return _table(items, header, path, ([column.name for column in COLUMNS], [column.tag for column in COLUMNS]))


def _table(items: Iterable[Item], header: Header, path: Path, heads: Sequence[Sequence[str]]) -> int:
    shared = shared_cells(header)
    written = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows(heads)
        for item in items:
            # Most cells are empty; a call for each would take half of the time.
            writer.writerow([safe_cell(cell) if cell.__class__ is str and cell else cell for cell in row(item, shared)])
            written += 1
    return written


PROFILE = Profile("csv", ".csv", "one wide row an incident, for spreadsheets and statistics", _LOSES, write,
                  {"": COLUMNS}, _RULES)  # fmt: skip
HXL = Profile("hxl", ".hxl.csv", "the same table under HXL hashtags, for humanitarian data tools",
              _LOSES + _HXL_LOSES, write_hxl, {"": COLUMNS}, _RULES)  # fmt: skip
