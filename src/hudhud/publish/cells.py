"""Cells of tables that leave the house: captured text in them is never a formula and never steers a screen."""

from __future__ import annotations

import re
from typing import Any

# Tabs and line ends may stand in a cell; other controls, marks that turn the direction of text, halves of
# characters and what XML cannot hold may not.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
# Spreadsheets look past blanks, and some past what cannot be seen; Excel in East Asia takes the wide signs too.
_FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\n]")
# Most cells need nothing: one search tells.
_SUSPECT = re.compile(rf"{_CONTROL.pattern}|\A(?:{_FORMULA.pattern})")


def safe_cell(value: Any) -> Any:
    """A value for a cell; text that a spreadsheet would take for a formula gets an apostrophe before it.

    Numbers stay numbers, negative ones too.
    """
    if not isinstance(value, str) or _SUSPECT.search(value) is None:
        return value
    value = _CONTROL.sub("�", value)
    return "'" + value if _FORMULA.match(value) else value
