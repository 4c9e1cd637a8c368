"""From degrees to pixels: every degree of latitude is as long as the next, and true to scale in the middle."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hudhud.outlines import Area, Box, Point

_EDGE = 4.0
"""Pixels that shapes go on beyond the picture, so that no edge of the cut is seen."""
_FINEST = 1.0
"""Pixels: corners closer to the one before are left out."""
_SMALLEST = 3.0
"""Pixels: shapes whose width and height together are less are left out."""
_POLAR = 85.0
"""Degrees: nearer to a pole nothing is drawn."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A view of the earth in a picture of so many pixels."""

    view: Box
    width: int
    height: int
    scale: float
    """Pixels of one degree of latitude."""
    squeeze: float
    """How much shorter a degree of longitude is."""

    @classmethod
    def of(cls, wanted: Box, width: int, height: int) -> Frame:
        """The smallest view of the picture's shape that holds what is wanted, its middle in the middle."""
        west, south, east, north = wanted
        south, north = max(min(south, _POLAR - 2), -_POLAR), min(max(north, 2 - _POLAR), _POLAR)
        lon, lat = (west + east) / 2, (south + north) / 2
        squeeze = max(0.1, math.cos(math.radians(lat)))
        scale = min(width / ((east - west) * squeeze), height / (north - south))
        across, up = width / scale / squeeze / 2, height / scale / 2
        return cls((lon - across, lat - up, lon + across, lat + up), width, height, scale, squeeze)

    @property
    def across(self) -> float:
        """Degrees of longitude that it shows."""
        return self.view[2] - self.view[0]

    def pixels(self, degrees: float) -> float:
        """Of latitude."""
        return degrees * self.scale

    def at(self, point: Point) -> Point:
        """Where a longitude and latitude lie in the picture."""
        return (point[0] - self.view[0]) * self.squeeze * self.scale, (self.view[3] - point[1]) * self.scale

    def holds(self, box: Box) -> bool:
        """Whether a box in pixels is wholly in the picture."""
        return box[0] >= 0 and box[1] >= 0 and box[2] <= self.width and box[3] <= self.height

    def path(self, area: Area) -> str:
        """An area as a path, cut to the picture."""
        return "".join(self._ring([self.at(point) for point in ring]) for ring in area.rings)

    def _ring(self, ring: Sequence[Point]) -> str:
        kept = _cut(_thinned(ring), self.width, self.height)
        across, up = [x for x, _ in kept], [y for _, y in kept]
        if len(kept) < 3 or max(across) - min(across) + max(up) - min(up) < _SMALLEST:
            return ""
        return _written(kept)


def _written(ring: Sequence[Point]) -> str:
    """Each corner by its distance from the one before, in tenths of a pixel: a third shorter."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in ring]
    steps = (f"{_tenth(x - a)} {_tenth(y - b)}" for (a, b), (x, y) in pairwise(tenths))
    return f"M{_tenth(tenths[0][0])} {_tenth(tenths[0][1])}l{' '.join(steps).replace(' -', '-')}z"


def _tenth(number: int) -> str:
    whole = f"{number / 10:.1f}".removesuffix(".0")
    return whole.replace("0.", ".", 1) if whole.startswith(("0.", "-0.")) else whole


def _thinned(ring: Sequence[Point]) -> list[Point]:
    found = list(ring[:1])
    for point in ring[1:]:
        if abs(point[0] - found[-1][0]) + abs(point[1] - found[-1][1]) >= _FINEST:
            found.append(point)
    return found


def _cut(ring: list[Point], width: int, height: int) -> list[Point]:
    """By Sutherland and Hodgman: one edge of the picture after the other."""
    for axis, limit, sign in ((0, -_EDGE, 1), (0, width + _EDGE, -1), (1, -_EDGE, 1), (1, height + _EDGE, -1)):
        ring = _cut_at(ring, axis, limit, lambda value, end=limit, way=sign: (value - end) * way >= 0)  # type: ignore[misc]
        if not ring:
            return []
    return ring


def _cut_at(ring: list[Point], axis: int, limit: float, inside: Callable[[float], bool]) -> list[Point]:
    found: list[Point] = []
    for before, point in zip([ring[-1], *ring[:-1]], ring, strict=True):
        if inside(before[axis]) != inside(point[axis]):
            part = (limit - before[axis]) / (point[axis] - before[axis])
            found.append((before[0] + part * (point[0] - before[0]), before[1] + part * (point[1] - before[1])))
        if inside(point[axis]):
            found.append(point)
    return found
