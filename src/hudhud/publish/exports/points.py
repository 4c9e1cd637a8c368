"""An incident as a point with its attributes: what the forms for maps have in common."""

from __future__ import annotations

from typing import Any

from hudhud.model import HARM_FIELDS, Place
from hudhud.model.exports import Item
from hudhud.model.geometry import REACH_KM

AREAS = frozenset({"district", "province", "region", "country"})
"""Precisions at which the point stands for an area."""

UNCERTAINTY = (
    "A point is the place that the reports name; uncertainty_km says how far from it the incident may lie, by "
    "precision alone: " + ", ".join(f"{name} {km:g}" for name, km in REACH_KM.items()) + ". Where is_area is true the "
    "point is the middle of an area, and no pin."
)


def place_of(item: Item) -> Place | None:
    """The place, where it has coordinates."""
    place = item.incident.place
    return place if place is not None and place.lat is not None else None


def attributes(item: Item) -> dict[str, Any]:
    """One value a name, lists of words as lists; the people of each harm over everybody as low, best and high."""
    one, place = item.incident, item.incident.place
    found: dict[str, Any] = {
        "id": one.id,
        "permalink": item.permalink,
        "types": list(one.types),
        "status": one.status,
        "aggregate": one.aggregate,
        "date_start": one.when.start.isoformat() if one.when else None,
        "date_end": one.when.end.isoformat() if one.when else None,
        "date_precision": one.when.precision if one.when else None,
        "place": place.name if place else None,
        "relation": place.relation if place else None,
        "admin1": place.admin1 if place else None,
        "country": place.country if place else None,
        "precision": place.precision if place else None,
        "is_area": place.precision in AREAS if place else None,
        "uncertainty_km": REACH_KM[place.precision] if place_of(item) and place else None,
        "perpetrators": list(one.perpetrators),
    }
    totals = {total.harm: total for total in one.totals}
    for harm in HARM_FIELDS:
        total = totals.get(harm)
        for bound in ("low", "best", "high"):
            found[f"{harm}_{bound}"] = getattr(total, bound) if total else None
        found[f"{harm}_words"] = list(total.words) if total else []
    return found | {
        "conflicts": list(one.conflicts),
        "publishers": list(dict.fromkeys(r.publisher or r.doc_id for r in item.references)),
        "reports": len(item.references),
        "covers": list(item.covers),
        "covered_by": list(item.covered_by),
    }
