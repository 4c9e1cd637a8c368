"""How often a value read by a rule is right, as measured on reports that no rule was made for.

One frequency for each field and kind of rule, drawn towards the field's own where a kind is rare. What was
counted, and how well the frequencies hold on other reports, stands in `confidence.md`.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib import resources

from hudhud.model import HarmValue, Party, Place, Value, When

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\([^)]*\)|\d[\d-]*%?")


def rule_of(value: Value, reason: str) -> tuple[str, str]:
    """The field of a value, and the kind of rule that read it, by which values are counted together."""
    match value:
        case HarmValue(harm=harm):
            return harm, _plain(reason)
        case When():
            return "date", "told apart" if "told apart" in reason else _plain(reason)
        case Place(precision=precision, gazetteer_id=known):
            return "place", f"{precision}, {'known' if known else 'unknown'}"
        case Party():
            return "perpetrator", _plain(reason)
    return value.type, "any"


def _plain(reason: str) -> str:
    """A reason without quoted words, figures and what follows a colon."""
    return " ".join(_QUOTED.sub("", reason.split(":", maxsplit=1)[0]).split())


def of(value: Value, reason: str) -> float:
    """The share of values of this field that are right when read by this kind of rule, 0 to 1."""
    field, rule = rule_of(value, reason)
    table = _table()
    known = table.get(field, table["any"])
    return known.get(rule, known["any"])


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, float]]:
    text = resources.files("hudhud.reading").joinpath("confidence.json").read_text("utf-8")
    loaded: dict[str, dict[str, float]] = json.loads(text)
    return loaded
