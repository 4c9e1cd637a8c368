"""Bearings, and where one arrives by them, on a sphere."""

from __future__ import annotations

import math
import re

from hudhud.model.geometry import EARTH_KM, distance_km

__all__ = ["compass", "destination", "distance_km", "midpoint"]

_WINDS = (
    {"n": 0, "nne": 22.5, "ne": 45, "ene": 67.5, "e": 90, "ese": 112.5, "se": 135, "sse": 157.5}
    | {"s": 180, "ssw": 202.5, "sw": 225, "wsw": 247.5, "w": 270, "wnw": 292.5, "nw": 315, "nnw": 337.5}
)  # fmt: skip
_WORD = re.compile(r"north|south|east|west")


def compass(words: str) -> float | None:
    """Degrees clockwise from north: "south-west", "northeastern", "NNE". None for anything else."""
    text = re.sub(r"[\s-]+", "", words.lower())
    text = re.sub(r"(?:ern(?:most)?|wards?)$", "", text)
    if text in _WINDS:
        return _WINDS[text]
    parts = _WORD.findall(text)
    if not parts or "".join(parts) != text or len(parts) > 3:
        return None
    return _WINDS.get("".join(p[0] for p in parts))


def destination(lat: float, lon: float, bearing_deg: float, km: float) -> tuple[float, float]:
    """Where one arrives after `km` from a point, setting out on a bearing."""
    angle, bearing, start = km / EARTH_KM, math.radians(bearing_deg), math.radians(lat)
    sine = math.sin(start) * math.cos(angle) + math.cos(start) * math.sin(angle) * math.cos(bearing)
    end = math.asin(max(-1.0, min(1.0, sine)))
    turn = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(start),
        math.cos(angle) - math.sin(start) * math.sin(end),
    )
    return math.degrees(end), (lon + math.degrees(turn) + 540) % 360 - 180


def midpoint(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float]:
    """Half way along the great circle between two points."""
    a, b, turn = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    x, y = math.cos(b) * math.cos(turn), math.cos(b) * math.sin(turn)
    lat = math.atan2(math.sin(a) + math.sin(b), math.hypot(math.cos(a) + x, y))
    lon = math.radians(lon1) + math.atan2(y, math.cos(a) + x)
    return math.degrees(lat), (math.degrees(lon) + 540) % 360 - 180
