"""Train the ranker that chooses among places of one name, and write it beside the code that reads it.

1. read the `fit` half of LGL, TR-News and GeoVirus      (toponyms with their annotated points)
2. fit what a place says by itself                        (conditional logit, as McFadden 1974)
3. fit what it says beside the others of its document, at the beliefs that 2. gives; twice
4. write ranker.json

A toponym's right answers are all meanings within 161 km of its annotated point; the likelihood is of
their sum. Full-batch gradient steps from zero, so the same data give the same weights.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "bench"))

from geo import FILES, WITHIN_KM, GoldDocument, documents  # noqa: E402

from hudhud.places import Gazetteer, distance_km  # noqa: E402
from hudhud.places.document import Ranker, Scene, beliefs_alone, beliefs_together, features, scene, softmax  # noqa: E402
from hudhud.places.evidence import ALONE, TOGETHER, Floats, together  # noqa: E402

Bools = NDArray[np.bool_]
Case = tuple[Floats, Bools, float]
"""The features of a toponym's meanings, which of them are right, and how much the toponym counts."""

_STEPS = 400
_RATE = 0.05
_RIDGE = 0.002


def fitted(cases: Sequence[Case]) -> Floats:
    """Weights that make the right meanings likely, with a ridge towards zero; Adam, full batch."""
    rows = np.concatenate([table for table, _, _ in cases])
    scale = np.maximum(rows.std(axis=0), 1e-3)
    rows = rows / scale
    right = np.concatenate([r for _, r, _ in cases])
    starts = np.cumsum([0, *(len(r) for _, r, _ in cases)])[:-1]
    sizes = np.array([len(r) for _, r, _ in cases])
    counts = np.array([w for _, _, w in cases])
    counts = counts / counts.sum()
    weights, slow, fast = np.zeros(rows.shape[1]), np.zeros(rows.shape[1]), np.zeros(rows.shape[1])
    for step in range(1, _STEPS + 1):
        scores = rows @ weights
        raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        chance = raised / np.repeat(np.add.reduceat(raised, starts), sizes)
        mass = np.repeat(np.maximum(np.add.reduceat(chance * right, starts), 1e-12), sizes)
        slope = rows.T @ ((chance * right / mass - chance) * np.repeat(counts, sizes)) - _RIDGE * weights
        slow, fast = 0.9 * slow + 0.1 * slope, 0.999 * fast + 0.001 * slope**2
        weights = weights + _RATE * (slow / (1 - 0.9**step)) / (np.sqrt(fast / (1 - 0.999**step)) + 1e-8)
    return np.asarray(weights / scale)


def train(paths: Sequence[Path], gazetteer: Gazetteer) -> Ranker:
    """The ranker of the `fit` parts of some files; each file counts by the root of its size."""
    gold: list[tuple[GoldDocument, Scene, float]] = []
    for path in paths:
        chosen = [d for d in documents(path) if d.part == "fit"]
        worth = sum(len(d.toponyms) for d in chosen) ** -0.5
        gold += [(d, scene(d.toponyms, d.text, gazetteer), worth) for d in chosen]
    alone = [
        (s.units[u].alone, right, worth)
        for d, s, worth in gold
        for u, right in zip(s.unit_of, _right(d, s), strict=True)
        if right.any() and not right.all()
    ]
    ranker = Ranker(fitted(alone), np.zeros(len(TOGETHER)))
    beliefs = [beliefs_alone(s, ranker) for _, s, _ in gold]
    for _ in range(2):
        cases: list[Case] = []
        for (d, s, worth), belief in zip(gold, beliefs, strict=True):
            shared = together(s.units, belief)
            for index, right in enumerate(_right(d, s)):
                if right.any() and not right.all():
                    cases.append((features(s, index, shared), right, worth))
        ranker = Ranker(ranker.alone, fitted(cases))
        _tell(cases, ranker.together)
        beliefs = [beliefs_together(s, b, ranker) for (_, s, _), b in zip(gold, beliefs, strict=True)]
    return ranker


def _right(document: GoldDocument, seen: Scene) -> list[Bools]:
    """For each toponym, which meanings lie within 161 km of where the annotators put it."""
    out = []
    for point, unit in zip(document.points, seen.unit_of, strict=True):
        entries = [m.entry for m in seen.units[unit].meanings]
        near = [point is not None and distance_km(*point, e.lat or 0.0, e.lon or 0.0) <= WITHIN_KM for e in entries]
        out.append(np.array(near, dtype=bool))
    return out


def _tell(cases: Sequence[Case], weights: Floats) -> None:
    hits = sum(right[np.argmax(softmax(table @ weights))] for table, right, _ in cases)
    print(f"{len(cases)} toponyms with a choice: {hits / len(cases):.3f} right", file=sys.stderr)


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--xml", type=Path, action="append", help="a file; may be given again [all three]")
    parser.add_argument("--out", type=Path, default=ROOT / "src" / "hudhud" / "places" / "ranker.json")
    options = parser.parse_args()
    with Gazetteer.open(build_if_missing=True) as gazetteer:
        ranker = train(options.xml or FILES, gazetteer)
    weights = {
        "alone": dict(zip(ALONE, (round(float(w), 4) for w in ranker.alone), strict=True)),
        "together": dict(zip(TOGETHER, (round(float(w), 4) for w in ranker.together), strict=True)),
    }
    options.out.write_text(json.dumps(weights, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
