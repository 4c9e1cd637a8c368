"""Which places the toponyms of one document mean, all together.

1. each distinct name's meanings are believed by themselves       (population, fame, kind, how it matched)
2. names that stand beside what holds them say so                  ("Paris, Texas"; "Hit (Anbar)")
3. each is believed again beside the others' present meanings      (twice)

The weights are trained; `ranker.md` is their card and `training/places.py` makes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

import numpy as np

from hudhud.places.candidates import meanings
from hudhud.places.evidence import ALONE, TOGETHER, Floats, Unit, holding, together
from hudhud.places.gazetteer import Entry, Gazetteer
from hudhud.places.spelling import fold

# What may stand between a place and the one that holds it.
_BESIDE = re.compile(r"^(?:['’]s)?(?:,?\s*(?:in|of)\s+(?:the\s+)?|,\s*|\s*\(\s*|\s+)(?:[a-z]+ern\s+)?$")
ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name as it stands in a text, from `start` to `end`."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """The entry that a toponym means, and how sure that is among all that bear the name (0 to 1)."""

    entry: Entry
    probability: float


@dataclass(frozen=True, slots=True)
class Ranker:
    """Trained weights: of a meaning by itself, and beside the others of its document."""

    alone: Floats
    together: Floats


@cache
def trained() -> Ranker:
    """The weights that the package ships."""
    raw = json.loads(resources.files("hudhud.places").joinpath("ranker.json").read_bytes())
    return Ranker(
        np.array([raw["alone"][name] for name in ALONE]), np.array([raw["together"][name] for name in TOGETHER])
    )


@dataclass(slots=True)
class Scene:
    """A document's distinct names, and for each toponym its unit and what stands beside it."""

    units: list[Unit]
    unit_of: list[int]
    """For each toponym its unit."""
    beside: list[tuple[Floats, Floats]]
    """For each toponym, by meaning: lies inside the next, holds the one before."""
    countries: tuple[str, ...] = ()
    """Those that the document is known to speak of, the main one first."""


def scene(toponyms: Sequence[Toponym], text: str, gazetteer: Gazetteer, countries: Sequence[str] = ()) -> Scene:
    """Look all names up and see which stand beside which."""
    number: dict[str, int] = {}
    units: list[Unit] = []
    unit_of = []
    for t in toponyms:
        key = fold(t.name) + ("." if t.name.isupper() and len(t.name) < 4 else "")
        if key not in number:
            number[key] = len(units)
            units.append(Unit(t.name, meanings(t.name, gazetteer, countries), t.start))
        unit_of.append(number[key])
    beside = [(np.zeros(len(units[u].meanings)), np.zeros(len(units[u].meanings))) for u in unit_of]
    order = sorted(range(len(toponyms)), key=lambda i: (toponyms[i].start, i))
    for one, other in pairwise(order):
        gap = text[toponyms[one].end : toponyms[other].start]
        if unit_of[one] == unit_of[other] or len(gap) > 20 or not _BESIDE.match(gap):
            continue
        inner, outer = units[unit_of[one]], units[unit_of[other]]
        held, holds = holding(inner, outer)
        np.maximum(beside[one][0], held, out=beside[one][0])
        np.maximum(beside[other][1], holds, out=beside[other][1])
        np.maximum(inner.inside, held, out=inner.inside)
        np.maximum(outer.holds, holds, out=outer.holds)
    return Scene(units, unit_of, beside, tuple(countries))


def softmax(scores: Floats) -> Floats:
    """Probabilities in proportion to the exponentials of scores; empty for none."""
    if not len(scores):
        return scores
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum())


def features(seen: Scene, index: int, shared: Sequence[Floats]) -> Floats:
    """All features of a toponym's meanings; shape (meanings, len(TOGETHER))."""
    unit = seen.units[seen.unit_of[index]]
    inside, holds = seen.beside[index]
    rest = shared[seen.unit_of[index]]
    own = np.stack([inside, rest[:, 0], holds, rest[:, 1]], axis=1)
    return np.concatenate([unit.alone, own, rest[:, 2:]], axis=1)


def unit_features(unit: Unit, shared: Floats) -> Floats:
    """The same for a unit as a whole: it stands wherever one of its mentions does."""
    own = np.stack([unit.inside, unit.inside, unit.holds, unit.holds], axis=1)
    return np.concatenate([unit.alone, own, shared[:, 2:]], axis=1)


def beliefs_alone(seen: Scene, ranker: Ranker) -> list[Floats]:
    """Probabilities of each unit's meanings by themselves."""
    return [softmax(unit.alone @ ranker.alone) for unit in seen.units]


def beliefs_together(seen: Scene, before: Sequence[Floats], ranker: Ranker) -> list[Floats]:
    """Probabilities of each unit's meanings beside the others'."""
    shared = together(seen.units, before, seen.countries)
    return [softmax(unit_features(u, s) @ ranker.together) for u, s in zip(seen.units, shared, strict=True)]


def resolve_all(
    toponyms: Sequence[Toponym],
    text: str,
    gazetteer: Gazetteer,
    countries: Sequence[str] = (),
    ranker: Ranker | None = None,
) -> list[Resolved | None]:
    """The place that each toponym of a document means; None where the gazetteer knows none of the name.

    `text` is the text that the toponyms' offsets count in. `countries` are ISO codes that the caller
    expects, the main one first.
    """
    weights = ranker or trained()
    seen = scene(toponyms, text, gazetteer, countries)
    beliefs = beliefs_alone(seen, weights)
    for _ in range(ROUNDS - 1):
        beliefs = beliefs_together(seen, beliefs, weights)
    shared = together(seen.units, beliefs, seen.countries)
    out: list[Resolved | None] = []
    for index, unit_index in enumerate(seen.unit_of):
        unit = seen.units[unit_index]
        if not unit.meanings:
            out.append(None)
            continue
        chances = softmax(features(seen, index, shared) @ weights.together)
        best = int(np.argmax(chances))
        out.append(Resolved(unit.meanings[best].entry, float(chances[best])))
    return out
