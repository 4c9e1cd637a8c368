"""Distance on a sphere. Good to half a percent, finer than any report's "20 km"."""

from __future__ import annotations

import math

EARTH_KM = 6371.0088

REACH_KM = {"exact": 10.0, "near": 20.0, "district": 40.0, "province": 120.0, "region": 300.0, "country": 1500.0}
"""How far from the coordinates of a place an incident may lie, by the precision of the place."""


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance between two points in degrees."""
    a, b = math.radians(lat1), math.radians(lat2)
    half_lat, half_lon = (b - a) / 2, math.radians(lon2 - lon1) / 2
    h = math.sin(half_lat) ** 2 + math.cos(a) * math.cos(b) * math.sin(half_lon) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, h)))
