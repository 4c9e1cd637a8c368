"""GeoJSON (RFC 7946): a FeatureCollection with one feature an incident, also for those that nobody can place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hudhud.model.exports import Header, Item
from hudhud.publish.exports.points import UNCERTAINTY, attributes, place_of
from hudhud.publish.exports.profile import Profile


def write(items: Iterable[Item], header: Header, path: Path) -> int:
    """One feature a line; the header and the rule of the uncertainty stand before them as members of our own."""
    opening = {"type": "FeatureCollection", "export": asdict(header), "uncertainty": UNCERTAINTY, "features": []}
    written = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(_json(opening).removesuffix("]}"))
        for item in items:
            out.write(("," if written else "") + "\n" + _json(feature(item)))
            written += 1
        out.write("\n]}\n")
    return written


def feature(item: Item) -> dict[str, Any]:
    """The feature of one incident; its geometry is null where no report says where it was."""
    place = place_of(item)
    # Longitude comes first.
    geometry = {"type": "Point", "coordinates": [place.lon, place.lat]} if place else None
    properties = attributes(item)
    return {"type": "Feature", "id": properties["id"], "geometry": geometry, "properties": properties}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


PROFILE = Profile(
    "geojson",
    ".geojson",
    "GeoJSON (RFC 7946) for maps, one feature an incident",
    (
        "Claims and their words: the figures of each harm stand over everybody, as low, best and high.",
        "Who was harmed: groups are not told apart.",
        "The shapes of areas: an area is its middle, with a radius that stands for its precision, or has no geometry "
        "where the ledger holds no coordinates of it.",
    ),
    write,
)
