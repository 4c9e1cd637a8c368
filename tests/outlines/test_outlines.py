"""Outlines are closed, and areas lie where they lie on earth."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hudhud import outlines
from hudhud.outlines import Area, Ring

SYRIA = (35.7, 32.3, 42.4, 37.4)


def _holds(area: Area, lon: float, lat: float) -> bool:
    """By how often a line to the east crosses its rings."""
    return sum(_crossings(ring, lon, lat) for ring in area.rings) % 2 == 1


def _crossings(ring: Ring, lon: float, lat: float) -> int:
    return sum(
        (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1)
        for (x1, y1), (x2, y2) in pairwise(ring)
    )


def test_every_ring_is_closed() -> None:
    every = (*outlines.countries(), *outlines.divisions((-180, -90, 180, 90)))
    assert len(every) > 2000
    assert all(ring[0] == pytest.approx(ring[-1]) for area in every for ring in area.rings)


@pytest.mark.parametrize(
    ("name", "lon", "lat"), [("Syria", 36.72, 34.73), ("Mali", -3.0, 16.77), ("Ukraine", 30.52, 50.45)]
)
def test_a_town_lies_in_its_country_alone(name: str, lon: float, lat: float) -> None:
    assert [area.name for area in outlines.countries() if _holds(area, lon, lat)] == [name]


def test_a_town_lies_in_its_division_alone() -> None:
    near = outlines.within(outlines.divisions(SYRIA), SYRIA)
    assert [area.name for area in near if _holds(area, 40.14, 35.33)] == ["Deir ez-Zor"]


def test_what_the_finer_drawing_holds_needs_no_other() -> None:
    assert {area.name for area in outlines.within(outlines.divisions(SYRIA), SYRIA)} >= {"Homs", "Al-Raqqah"}
    assert len(outlines.divisions(SYRIA)) < len(outlines.divisions((20.0, 32.0, 42.0, 37.0)))
