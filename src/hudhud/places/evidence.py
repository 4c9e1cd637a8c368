"""What speaks for each meaning of each toponym of a document: features in columns, for the ranker.

A unit is a distinct name: a document means one place by it. What a unit's rivals for a meaning say (the
countries and provinces that the other names lie in, and how near) is weighed by how sure those are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hudhud.model.geometry import EARTH_KM
from hudhud.places.candidates import Meaning

Floats = NDArray[np.float64]

ALONE = (
    "people", "people_of_division", "fame", "country", "admin1", "admin2", "region", "site", "own_name", "folded",
    "capital", "sounds_alike", "written", "simplified", "most_people", "most_fame", "only_one",
)  # fmt: skip
TOGETHER = (
    *ALONE, "inside_next", "inside_somewhere", "holds_previous", "holds_somewhere", "country_share",
    "country_named", "admin1_share", "admin1_named", "country_alone", "nearest", "closeness", "first_named",
)  # fmt: skip
# A province's people are a sum over its places, and are not its fame.
_DIVISION_PEOPLE = 3_000_000
_NEAR_KM = 25.0
_REACH_KM = 300.0
# A country that the caller gives counts like so many names that lie there.
_NAMES_A_PRIOR = 3.0
_WIDE = frozenset(["country", "region"])


@dataclass(slots=True)
class Unit:
    """A distinct name of a document with its meanings; arrays have one row a meaning."""

    name: str
    meanings: list[Meaning]
    first: int
    """Where in the text it first stands."""
    alone: Floats = field(init=False)
    points: Floats = field(init=False)
    """Latitude and longitude in radians."""
    wide: NDArray[np.bool_] = field(init=False)
    inside: Floats = field(init=False)
    """1 where some mention is followed by the name of what holds the meaning ("Paris, Texas")."""
    holds: Floats = field(init=False)

    def __post_init__(self) -> None:
        entries = [m.entry for m in self.meanings]
        self.alone = _alone(self.meanings)
        self.points = np.radians([[e.lat or 0.0, e.lon or 0.0] for e in entries]).reshape(-1, 2)
        self.wide = np.array([e.kind in _WIDE for e in entries], dtype=bool)
        self.inside = np.zeros(len(entries))
        self.holds = np.zeros(len(entries))


def _alone(meanings: Sequence[Meaning]) -> Floats:
    """Features of meanings by themselves; shape (meanings, len(ALONE))."""
    rows = []
    for m in meanings:
        e = m.entry
        division = e.kind in ("admin1", "admin2")
        people = np.log10(1 + (min(e.population, _DIVISION_PEOPLE) if division else e.population))
        rows.append((
            0.0 if division or e.kind == "country" else people, people if division else 0.0, np.log2(1 + e.fame) / 4,
            e.kind == "country", e.kind == "admin1", e.kind == "admin2", e.kind == "region",
            e.kind in ("site", "area"), e.own, e.matched == "folded", e.capital, e.matched == "key",
            e.matched == "written", m.simplified, 0.0, 0.0, len(meanings) == 1,
        ))  # fmt: skip
    table = np.array(rows, dtype=np.float64).reshape(-1, len(ALONE))
    if rows:
        table[np.argmax([m.entry.population for m in meanings]), ALONE.index("most_people")] = 1.0
        table[np.argmax([m.entry.fame for m in meanings]), ALONE.index("most_fame")] = 1.0
    return table


def holding(inner: Unit, outer: Unit) -> tuple[Floats, Floats]:
    """Which meanings of `inner` some division or country among those of `outer` holds, and which ones hold."""
    held, holds = np.zeros(len(inner.meanings)), np.zeros(len(outer.meanings))
    for row, larger in enumerate(outer.meanings):
        out = larger.entry
        if out.kind not in ("country", "admin1", "admin2"):
            continue
        for column, smaller in enumerate(inner.meanings):
            ours = smaller.entry
            if ours.id == out.id or ours.kind == "country" or ours.country != out.country:
                continue
            if out.kind != "country" and (ours.admin1 != out.admin1 or ours.kind == "admin1"):
                continue
            if out.kind == "admin2" and _km(inner.points[column], outer.points[row][None])[0] > 100.0:
                continue
            held[column] = holds[row] = 1.0
    return held, holds


def _km(one: Floats, others: Floats) -> Floats:
    """Great-circle distances from a point, or points of shape (n, 1, 2), to others; all in radians."""
    gap = others - one
    a = np.sin(gap[..., 0] / 2) ** 2 + np.cos(one[..., 0]) * np.cos(others[..., 0]) * np.sin(gap[..., 1] / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(a, 0.0, 1.0))))


@dataclass(slots=True)
class Shares:
    """How much of a document's names lies in each country and each province, by present belief."""

    country: dict[str, float] = field(default_factory=dict)
    named: dict[str, float] = field(default_factory=dict)
    admin1: dict[str, float] = field(default_factory=dict)
    admin1_named: dict[str, float] = field(default_factory=dict)

    def add(self, unit: Unit, beliefs: Floats, sign: float = 1.0) -> None:
        for meaning, belief in zip(unit.meanings, beliefs, strict=True):
            e, weight = meaning.entry, sign * float(belief)
            if e.country:
                self.country[e.country] = self.country.get(e.country, 0.0) + weight
                if e.kind == "country":
                    self.named[e.country] = self.named.get(e.country, 0.0) + weight
                if e.admin1 and e.kind != "country":
                    self.admin1[e.admin1] = self.admin1.get(e.admin1, 0.0) + weight
                    if e.kind == "admin1":
                        self.admin1_named[e.admin1] = self.admin1_named.get(e.admin1, 0.0) + weight


def together(units: Sequence[Unit], beliefs: Sequence[Floats], countries: Sequence[str] = ()) -> list[Floats]:
    """The features of each unit's meanings that rest on the others; shape (meanings, len(TOGETHER) - len(ALONE) - 2).

    `beliefs` are probabilities, one array a unit. The two columns of a single mention are not among them.
    `countries` are those that the document is known to speak of, the main one first: each counts as if named.
    """
    shares = Shares()
    for code in countries:
        shares.country[code] = _NAMES_A_PRIOR
        shares.named[code] = 1.0
    others = max(1.0, len(units) - 1 + _NAMES_A_PRIOR * len(countries))
    for unit, belief in zip(units, beliefs, strict=True):
        shares.add(unit, belief)
    best = [int(np.argmax(b)) if len(b) else -1 for b in beliefs]
    anchors = [
        (i, unit.points[best[i]], float(beliefs[i][best[i]]))
        for i, unit in enumerate(units)
        if best[i] >= 0 and not unit.wide[best[i]] and unit.meanings[best[i]].entry.kind != "admin1"
    ]
    places = np.array([point for _, point, _ in anchors]).reshape(-1, 2)
    sure = np.array([belief for _, _, belief in anchors])
    whose = np.array([i for i, _, _ in anchors], dtype=int)
    out = []
    for index, (unit, belief) in enumerate(zip(units, beliefs, strict=True)):
        shares.add(unit, belief, -1.0)
        out.append(_of_unit(unit, shares, others, (places, sure, whose != index)))
        shares.add(unit, belief)
    return out


def _of_unit(unit: Unit, shares: Shares, others: float, anchors: tuple[Floats, Floats, NDArray[np.bool_]]) -> Floats:
    places, sure, foreign = anchors[0][anchors[2]], anchors[1][anchors[2]], anchors[2]
    table = np.zeros((len(unit.meanings), len(TOGETHER) - len(ALONE) - 2))
    for row, meaning in enumerate(unit.meanings):
        e = meaning.entry
        country, admin1 = shares.country.get(e.country or "", 0.0), shares.admin1.get(e.admin1 or "", 0.0)
        inner = e.kind != "country"
        table[row, :7] = (
            unit.inside[row], unit.holds[row], country / others,
            inner and min(1.0, shares.named.get(e.country or "", 0.0)),
            admin1 / others if inner else 0.0,
            e.kind != "admin1" and inner and min(1.0, shares.admin1_named.get(e.admin1 or "", 0.0)), country < 0.05,
        )  # fmt: skip
    if len(places):
        km = _km(unit.points[:, None, :], places[None, :, :])
        narrow = ~unit.wide
        table[:, 7] = narrow * -np.log10(_NEAR_KM / 1000 + km.min(axis=1) / 1000)
        table[:, 8] = narrow * (np.exp(-km / _REACH_KM) * sure).sum(axis=1) / len(places)
        if foreign[0]:
            table[:, 9] = narrow * np.exp(-km[:, 0] / _REACH_KM)
    return table
