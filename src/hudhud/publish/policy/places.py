"""Places made coarse: a unit's name for a village's, a cell's middle for a point."""

from __future__ import annotations

import h3

from hudhud import codebook
from hudhud.codebook.countries import countries
from hudhud.model import Place
from hudhud.publish.policy.rules import Finest

_DECIMALS = 2
_UNNAMED = "not named"


def coarsened(place: Place, finest: Finest, cell: int) -> Place:
    """A place that tells no more than the policy lets out, and never more than was known.

    The name is always made from division and country: what a report calls a district may be the countryside of a
    village. Where a place becomes a province, it has no coordinates: the middle of its own cell is no province's.
    """
    order = codebook.load()["place_precisions"].codes
    precision = max(place.precision, finest, key=order.index)
    country = countries().get(place.country or "")
    admin1 = place.admin1 if precision != "country" else None
    whole = admin1 or (country.name if country else None)
    lat, lon = _middle(place, cell) if precision in {place.precision, "district"} else (None, None)
    return Place(
        name=(f"part of {whole}" if precision == "district" else whole) if whole else _UNNAMED,
        country=place.country if country else None,
        admin1=admin1,
        lat=lat,
        lon=lon,
        precision=precision,
    )


def _middle(place: Place, cell: int) -> tuple[float | None, float | None]:
    if place.lat is None or place.lon is None:
        return None, None
    lat, lon = h3.cell_to_latlng(h3.latlng_to_cell(place.lat, place.lon, cell))
    return round(lat, _DECIMALS), round(lon, _DECIMALS)
