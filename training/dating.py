"""Fit the weights of `hudhud.reading.dating` to the fit part of the Gun Violence Corpus.

Every date of a report is a row: what it hangs on and where it stands, and whether it is within a day of
the coded incident's. The main incident is the mention with most harms. The same data give the same weights.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
from gva import as_record, day_of, within_a_day
from measuring import SHARED, part, read_record

from hudhud import pipeline
from hudhud.model import When
from hudhud.reading import dating
from hudhud.reading.dating import Candidate
from hudhud.reading.story import Story

OUT = Path(dating.__file__).with_name("dating.json")
_RARE = 8  # documents; a feature seen less often says more about them than about dates
_SEED = 7

Row = tuple[str, list[str], bool]


def rows(docs: Path, incidents: Path, every: int) -> Iterator[Row]:
    """(document, features, whether within a day) of each candidate of each fit document's main story."""
    keys = {k["incident_id"]: k for k in map(json.loads, incidents.read_text("utf-8").splitlines())}
    chosen = [d for d in map(json.loads, docs.read_text("utf-8").splitlines()) if part(str(d["doc_id"])) == "fit"]
    taken: list[tuple[Sequence[Story], Sequence[Candidate], When | None]] = []
    dating.fill = lambda *given: taken.append(given)
    reader = pipeline.open_default_reader()
    for document in (d for d in chosen[::every] if d["incident_id"] in keys):
        taken.clear()
        if read_record(reader, as_record(document)) is None or not taken:
            continue
        day = day_of(keys[document["incident_id"]])
        yield from _of(document["doc_id"], day, *taken[0])


def _of(
    name: str, day: date, stories: Sequence[Story], dates: Sequence[Candidate], published: When | None
) -> Iterator[Row]:
    told = [s for s in stories if not s.listed]
    narrow = [c for c in dates if dating.narrow_enough(c.when) and c.dated.kind != dating.BY_HOUR]
    if not told:
        return
    main = max(told, key=lambda s: len(s.harms))
    for candidate in narrow:
        yield name, dating.features(candidate, main, narrow, published), within_a_day(candidate.when, day)


def fit(data: Sequence[Row]) -> dict[str, Any]:
    """Weights, and the threshold from which more than half of the dates so chosen are right."""
    seen = Counter(f for _, found, _ in data for f in set(found))
    names = sorted(f for f, n in seen.items() if n >= _RARE)
    column = {f: i for i, f in enumerate(names)}
    at = [(i, column[f]) for i, (_, found, _) in enumerate(data) for f in found if f in column]
    matrix = csr_matrix((np.ones(len(at)), tuple(zip(*at, strict=True))), shape=(len(data), len(names)))
    right = np.array([r[2] for r in data])
    model = LogisticRegression(C=0.5, max_iter=2000, random_state=_SEED)
    groups = np.array([hash_of(r[0]) for r in data])
    folds = [(np.flatnonzero(groups != k), np.flatnonzero(groups == k)) for k in range(5)]
    chances = cross_val_predict(model, matrix, right, cv=folds, method="predict_proba")[:, 1]
    report(data, chances)
    model.fit(matrix, right)
    of = {f: round(float(w), 3) for f, w in zip(names, model.coef_[0], strict=True) if abs(w) >= 0.02}
    return {"bias": round(float(model.intercept_[0]), 3), "threshold": 0.5, "weights": of}


def hash_of(name: str) -> int:
    """The fold of a document."""
    return int(name[:6], 16) % 5


def report(data: Sequence[Row], chances: Any) -> None:
    """Print, over folds, how often the likeliest date of a document is right, by threshold."""
    best: dict[str, tuple[float, bool]] = {}
    for (name, _, right), chance in zip(data, chances, strict=True):
        if name not in best or chance > best[name][0]:
            best[name] = (float(chance), right)
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        told = [right for chance, right in best.values() if chance >= threshold]
        print(f"threshold {threshold}: {len(told)} of {len(best)} dated, {sum(told) / max(1, len(told)):.3f} right")


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    folder = SHARED / "bench" / "gva"
    parser.add_argument("--docs", type=Path, default=folder / "docs.jsonl")
    parser.add_argument("--incidents", type=Path, default=folder / "incidents.jsonl")
    parser.add_argument("--every", type=int, default=2, help="read each so-many-th document")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    fitted = fit(list(rows(options.docs, options.incidents, options.every)))
    options.out.write_text(json.dumps(fitted, indent=0, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
