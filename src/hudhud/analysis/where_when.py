"""Incidents as points in time and space: those whose day and place are known, and how many are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from hudhud.model import Record

_POINTS = frozenset({"exact", "near"})
_EARTH_KM = 6371.0088
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Points:
    """Incidents in order of time. Arrays have one entry an incident."""

    ids: tuple[str, ...]
    days: NDArray[np.int64]
    """Days as `date.toordinal` counts them."""
    lat: Floats
    """Degrees; NaN where places were not asked for."""
    lon: Floats
    gaps: tuple[str, ...]
    """What was left out and why, each in a sentence."""

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def span(self) -> str:
        """The first and the last day, in words."""
        if not len(self):
            return "no day"
        return f"{date.fromordinal(int(self.days[0]))} to {date.fromordinal(int(self.days[-1]))}"


def points_of(records: Sequence[Record], *, with_place: bool = True) -> Points:
    """The incidents with one day, and with a point where `with_place`; sums and what did not happen are left out."""
    happened = [r for r in records if r.status == "occurred"]
    single = [r for r in happened if not r.aggregate]
    dated = [r for r in single if r.when is not None and r.when.start == r.when.end]
    placed = [r for r in dated if r.place is not None and r.place.lat is not None and r.place.precision in _POINTS]
    kept = sorted(placed if with_place else dated, key=_order)
    reasons = [
        (len(records) - len(happened), "did not happen, by their reports"),
        (len(happened) - len(single), "are sums or fights of many days"),
        (len(single) - len(dated), "have no single day"),
        (len(dated) - len(placed) if with_place else 0, "have no place closer than a district"),
    ]
    return Points(
        ids=tuple(r.id for r in kept),
        days=np.array([r.when.start.toordinal() for r in kept if r.when], dtype=np.int64),
        lat=np.array([_degree(r, "lat") for r in kept], dtype=np.float64),
        lon=np.array([_degree(r, "lon") for r in kept], dtype=np.float64),
        gaps=tuple(f"{n:,} of {len(records):,} incidents {why}: left out." for n, why in reasons if n),
    )


def _order(record: Record) -> tuple[date, str]:
    assert record.when is not None
    return record.when.start, record.id


def _degree(record: Record, name: str) -> float:
    found = getattr(record.place, name, None)
    return float("nan") if found is None else float(found)


def on_the_globe(lat: Floats, lon: Floats) -> Floats:
    """Points in space, in km from the centre of the earth, shape (points, 3); chords of nearby points are distances."""
    phi, theta = np.radians(lat), np.radians(lon)
    return _EARTH_KM * np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=1)
