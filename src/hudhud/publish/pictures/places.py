"""Where incidents were, as a small map: a point where a place is told closely, an area where it is not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as Tree

from hudhud import outlines
from hudhud.model.geometry import EARTH_KM, REACH_KM
from hudhud.outlines import Box
from hudhud.publish.pictures.frame import Frame
from hudhud.publish.pictures.svg import add, drawing, titled, written

CLOSE = frozenset({"exact", "near"})
"""Precisions that a point may stand for. Others are areas."""
DRAWN = CLOSE | {"district", "province"}
"""What a map shows; a disc for a region or a country would hide all others."""

_KM = 2 * math.pi * EARTH_KM / 360
"""Of one degree of latitude."""
_LEAST_SPAN = 2.5
"""Degrees: closer, and nobody knows where on earth it is."""
_DIVISIONS_BELOW = 25.0
_NAMES_BELOW = 14.0
"""Degrees across, from which on divisions and their names are too many."""
_CELL = 16.0
"""What has its middle in one square of so many pixels becomes one."""
_LEAST_DISC = 9.0
"""Pixels: smaller, and its number hides it."""
_WORD, _LINE = 0.58, 1.3
"""Width of a letter and height of a line, in sizes of the letters."""
_Taken = list[tuple[float, float, float, float]]


@dataclass(frozen=True, slots=True)
class Spot:
    """One incident's place."""

    lat: float
    lon: float
    precision: str
    killed: bool
    """Whether anyone is known to have been killed."""
    name: str


@dataclass(frozen=True, slots=True)
class _Mark:
    """What stands on the map: several incidents as one."""

    x: float
    y: float
    number: int
    killed: bool
    names: tuple[str, ...]
    radius: float
    """Pixels."""
    close: bool


def map_picture(spots: Sequence[Spot], width: int = 720, height: int = 440) -> str | None:
    """The map of those whose precision is drawn; None where there is none.

    The view holds every spot with its whole reach. Nothing is drawn closer than it is told: what is a district is a
    disc as wide as the place's reach, with a dashed edge and no middle.
    """
    drawn = [spot for spot in spots if spot.precision in DRAWN]
    if not drawn:
        return None
    frame = Frame.of(_view(drawn), width, height)
    root = drawing(width, height, _about(drawn))
    add(root, "rect", "sea", x=0, y=0, width=width, height=height)
    _outlines(root, frame)
    marks = [*_areas(drawn, frame), *_points(drawn, frame)]
    taken: _Taken = [(m.x - r, m.y - r, m.x + r, m.y + r) for m in marks for r in [m.radius if m.close else 12.0]]
    bar = _scale(root, frame)
    _names(root, frame, [*taken, bar])
    for mark in marks:
        _draw(root, mark)
    return written(root)


def _about(drawn: Sequence[Spot]) -> str:
    close = sum(spot.precision in CLOSE for spot in drawn)
    return f"Map of {len(drawn):,} incidents: {close:,} as points, {len(drawn) - close:,} as areas."


def _view(drawn: Sequence[Spot]) -> Box:
    boxes = [_reach(spot) for spot in drawn]
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    across, up = max(0.0, _LEAST_SPAN - (east - west)) / 2, max(0.0, _LEAST_SPAN - (north - south)) / 2
    edge = 0.05 * max(east - west, north - south)
    return west - across - edge, south - up - edge, east + across + edge, north + up + edge


def _reach(spot: Spot) -> Box:
    up = REACH_KM[spot.precision] / _KM
    across = up / max(0.1, math.cos(math.radians(spot.lat)))
    return spot.lon - across, spot.lat - up, spot.lon + across, spot.lat + up


def _outlines(root: Tree.Element, frame: Frame) -> None:
    near = outlines.within(outlines.countries(), frame.view)
    shapes = "".join(frame.path(area) for area in near)
    add(root, "path", "land", d=shapes, fill_rule="evenodd", stroke_width=1)
    if frame.across <= _DIVISIONS_BELOW:
        inner = outlines.within(outlines.divisions(frame.view), frame.view)
        add(root, "path", "division", d="".join(frame.path(area) for area in inner), stroke_width=0.8)
        # Divisions end at the borders too, and would pale them.
        add(root, "path", "border", d=shapes, stroke_width=1)


def _areas(drawn: Iterable[Spot], frame: Frame) -> list[_Mark]:
    """Those that are told as closely as one another, and would lie over one another, together; the widest first."""
    marks: list[_Mark] = []
    for precision in sorted(DRAWN - CLOSE):
        radius = max(_LEAST_DISC, frame.pixels(REACH_KM[precision] / _KM))
        own = (spot for spot in drawn if spot.precision == precision)
        marks += [_mark(some, frame, radius, close=False) for some in _together(own, frame)]
    return sorted(marks, key=lambda mark: -mark.radius)


def _points(drawn: Iterable[Spot], frame: Frame) -> list[_Mark]:
    """Those that would lie over one another together, the largest first."""
    close = (spot for spot in drawn if spot.precision in CLOSE)
    marks = [_mark(own, frame, min(22.0, 4 + 3 * math.sqrt(len(own))), close=True) for own in _together(close, frame)]
    return sorted(marks, key=lambda mark: -mark.radius)


def _together(spots: Iterable[Spot], frame: Frame) -> Iterable[list[Spot]]:
    found: dict[tuple[int, int], list[Spot]] = {}
    for spot in spots:
        x, y = frame.at((spot.lon, spot.lat))
        found.setdefault((int(x // _CELL), int(y // _CELL)), []).append(spot)
    return found.values()


def _mark(own: Sequence[Spot], frame: Frame, radius: float, *, close: bool) -> _Mark:
    places = [frame.at((spot.lon, spot.lat)) for spot in own]
    x, y = sum(x for x, _ in places) / len(own), sum(y for _, y in places) / len(own)
    names = tuple(dict.fromkeys(spot.name for spot in own))
    return _Mark(x, y, len(own), any(spot.killed for spot in own), names, radius, close)


def _draw(root: Tree.Element, mark: _Mark) -> None:
    group = Tree.SubElement(root, "g")
    suffix = "" if mark.killed else "-none"
    x, y, r = round(mark.x, 1), round(mark.y, 1), round(mark.radius, 1)
    if mark.close:
        add(group, "circle", f"point{suffix}", cx=x, cy=y, r=r, stroke_width=1.2, fill_opacity=0.92)
    else:
        add(group, "circle", f"area{suffix}", cx=x, cy=y, r=r, fill_opacity=0.16, stroke_width=1.2,
            stroke_dasharray="4 3")  # fmt: skip
    if mark.number > 1 or not mark.close:
        look = "count" if mark.close else "area-count"
        size = 11 if mark.close and mark.number < 100 else 10 if mark.close else 13
        add(group, "text", look, f"{mark.number}", x=x, y=round(y + size * 0.36, 1), text_anchor="middle",
            font_size=size, font_weight="600")  # fmt: skip
    few = ", ".join(mark.names[:3]) + (", …" if len(mark.names) > 3 else "")
    titled(group, f"{few}: {mark.number} {'incident' if mark.number == 1 else 'incidents'}")


def _names(root: Tree.Element, frame: Frame, taken: _Taken) -> None:
    """As many names as fit, the widest areas first."""
    for look, size, areas in _named(frame):
        for area in sorted(areas, key=lambda one: -one.extent):
            x, y = frame.at(area.at)  # type: ignore[arg-type]  # `_named` gives none without
            wide, high = len(area.name) * size * _WORD, size * _LINE
            box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if wide > frame.pixels(area.extent) * frame.squeeze * 1.15 or not frame.holds(box):
                continue
            if any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in taken):
                continue
            taken.append(box)
            add(root, "text", look, area.name, x=round(x, 1), y=round(y + size * 0.35, 1), text_anchor="middle",
                font_size=size, font_weight="600" if look == "country" else "400")  # fmt: skip


def _named(frame: Frame) -> list[tuple[str, int, list[outlines.Area]]]:
    found = [("country", 12, outlines.within(outlines.countries(), frame.view))]
    if frame.across <= _NAMES_BELOW:
        found.append(("name", 11, outlines.within(outlines.divisions(frame.view), frame.view)))
    return [(look, size, [area for area in areas if area.at is not None]) for look, size, areas in found]


def _scale(root: Tree.Element, frame: Frame) -> tuple[float, float, float, float]:
    """A bar of a round length, and the room that it takes."""
    most = frame.width * 0.25 / frame.pixels(1 / _KM)
    km = max(n * 10**e for e in range(-1, 5) for n in (1, 2, 5) if n * 10**e <= most)
    long, y = frame.pixels(km / _KM), frame.height - 12.0
    add(root, "path", "axis", d=f"M10 {y - 4:g}V{y:g}H{10 + long:.1f}V{y - 4:g}", stroke_width=1.2)
    add(root, "text", "words", f"{km:,g} km", x=round(16 + long, 1), y=y, font_size=11)
    return 8.0, y - 8, 16 + long + 60, float(frame.height)
