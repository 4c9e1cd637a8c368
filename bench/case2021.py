"""Event type of a snippet, 30 types after ACLED: weighted F1, cross-validated within the given file.

Ten stratified folds from a fixed seed. Each fold is fitted as the shipped model is: on the other nine and
on the rows that we wrote (training/event_types.yaml). Where the shipped model was not trained on rows of the file,
its own figure on those is given too. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import Any

from measuring import SHARED, show
from sklearn.metrics import f1_score

from hudhud.learned.event_type import EventTypes

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))
import event_type as training  # the folds are fitted by the code that fitted the shipped model

_FOLDS = 10


def measure(path: Path) -> dict[str, Any]:
    """Weighted and macro F1 in cross-validation; the shipped model's on rows that it has not seen, else None."""
    rows, ours = training.snippets(path), training.written()
    found = rows.labels.copy()
    for learn, hold in training.split(rows.labels, _FOLDS):
        found[hold] = training.fit(rows.take(learn), ours).best(rows.take(hold))
    shipped, unseen = _shipped(path)
    return {
        "weighted_f1": round(float(f1_score(rows.labels, found, average="weighted")), 4),
        "macro_f1": round(float(f1_score(rows.labels, found, average="macro")), 4),
        "rows": len(rows.ids),
        "shipped_weighted_f1": shipped,
        "shipped_rows": unseen,
    }


def _shipped(path: Path) -> tuple[float | None, int]:
    model = EventTypes.open()
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    unseen = [line for line in lines if line["id"] not in model.trained_on]
    if not unseen:
        return None, 0
    found = [max(given, key=given.__getitem__) for given in model.subtypes([line["EventSnippet"] for line in unseen])]
    labels = [line["SubType"].strip() for line in unseen]
    return round(float(f1_score(labels, found, average="weighted")), 4), len(unseen)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tsv", type=Path, default=SHARED / "bench" / "case2021" / "snippets_odd.tsv")
    options = parser.parse_args()
    result = measure(options.tsv)
    shipped = result["shipped_weighted_f1"]
    rows = [
        ("weighted F1, cross-validated", f"{result['weighted_f1']:.3f}", "0.75", "word and letter n-grams alone .68"),
        ("weighted F1, shipped model", "trained on these" if shipped is None else f"{shipped:.3f}", "", ""),
    ]
    show("CASE 2021 task 2: event types", rows, result)


if __name__ == "__main__":
    main()
