"""Same incident or not: reports of one incident found together, beside matching by date and place.

Pairs and B³ (Bagga and Baldwin 1998) over documents, with 95 % intervals by resampling incidents. The
part that is reported was never used for fitting the weights (`training/link_weights.py` uses the other).
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from airwars import as_record as airwars_record
from linking_data import Corpus, corpus, partition, read_corpus, tuples
from measuring import SHARED, show

from hudhud import pipeline
from hudhud.linking import clusters, score_all, weights

AIRWARS = SHARED / "bench" / "airwars"
_RESAMPLED = 500
_SEED = 3
_ASKED = {"pairs": "0.75", "b3": "0.88", "wrong": "≤ 0.05"}


def linked(data: Corpus) -> dict[str, str]:
    """The group of each document by our links."""
    profiles = {row.profile.mention: row.profile for row in data.rows}
    groups = clusters(profiles, score_all(list(profiles.values())), weights()["threshold"])
    return partition(data, groups)


def scores(gold: Mapping[str, str], found: Mapping[str, str]) -> dict[str, float]:
    """Pairwise F1, B³ F1, the share of wrong pairs among those merged, and the pairs' precision and recall."""
    return _scores(*_counts(gold, found), np.ones(len(set(gold.values()))))


def _counts(gold: Mapping[str, str], found: Mapping[str, str]) -> tuple[np.ndarray[Any, Any], list[str]]:
    """A row a document: incident's number, pairs right, found and true it stands in, B³ precision and recall."""
    by_gold, by_found = _groups(gold), _groups(found)
    numbers = {incident: n for n, incident in enumerate(sorted(by_gold))}
    rows = []
    for document in gold:
        true, told = by_gold[gold[document]], by_found[found[document]]
        both = len(true & told)
        shares = (both / len(told), both / len(true))
        rows.append([numbers[gold[document]], both - 1, len(told) - 1, len(true) - 1, *shares])
    return np.array(rows), sorted(by_gold)


def _groups(labels: Mapping[str, str]) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for document, label in labels.items():
        groups[label].add(document)
    return groups


def _scores(rows: np.ndarray[Any, Any], incidents: Sequence[str], times: np.ndarray[Any, Any]) -> dict[str, float]:
    """The measures with every incident counted `times` often."""
    weight = times[rows[:, 0].astype(int)]
    right, told, true = (float((weight * rows[:, n]).sum()) for n in (1, 2, 3))
    precision, recall = right / max(told, 1e-9), right / max(true, 1e-9)
    b3_precision, b3_recall = (float((weight * rows[:, n]).sum() / weight.sum()) for n in (4, 5))
    return {
        "pairs": _f1(precision, recall),
        "b3": _f1(b3_precision, b3_recall),
        "wrong": 1 - precision if told else 0.0,
        "precision": precision,
        "recall": recall,
    }


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / max(precision + recall, 1e-9)


def with_intervals(gold: Mapping[str, str], found: Mapping[str, str]) -> dict[str, Any]:
    """The measures, and for the first three the 95 % interval by resampling incidents."""
    rows, incidents = _counts(gold, found)
    generator = np.random.default_rng(_SEED)
    every = len(incidents)
    drawn = [
        _scores(rows, incidents, np.bincount(generator.integers(0, every, every), minlength=every))
        for _ in range(_RESAMPLED)
    ]
    told: dict[str, Any] = {k: round(v, 4) for k, v in scores(gold, found).items()}
    for name in ("pairs", "b3", "wrong"):
        low, high = np.quantile([d[name] for d in drawn], [0.025, 0.975])
        told[f"{name}_interval"] = [round(float(low), 4), round(float(high), 4)]
    return told


def measure(docs: Path | None = None, texts: Path | None = None, share: int = 1) -> dict[str, Any]:
    """Ours and both baselines on the gun violence corpus and on Airwars."""
    result: dict[str, Any] = {}
    for name, data in (("gva", corpus("report", docs, share)), ("airwars", airwars(texts))):
        gold = data.incident_of
        result[name] = {
            "documents": len(gold),
            "incidents": len(set(gold.values())),
            "pairs_of_one_incident": len(data.same),
            "ours": with_intervals(gold, linked(data)),
            "date_place_type": with_intervals(gold, tuples(data, by_actor=False)),
            "date_place_actor": with_intervals(gold, tuples(data, by_actor=True)),
        }
    return result


def airwars(texts: Path | None = None) -> Corpus:
    """English reports of the incidents that two or more of them tell of. No weight was fitted to Airwars."""
    lines = (texts or AIRWARS / "syria_texts.jsonl").read_text("utf-8").splitlines()
    by_incident: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in map(json.loads, lines):
        if record["lang"] == "en" and record["text"] and len(record["incident_ids"]) == 1:
            by_incident[record["incident_ids"][0]].append(airwars_record(record))
    chosen = ((name, r) for name, records in sorted(by_incident.items()) if len(records) > 1 for r in records)
    return read_corpus(chosen, pipeline.open_default_reader())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", type=Path, help="the gun violence corpus, or another part of it")
    parser.add_argument("--texts", type=Path, help="Airwars' texts, or another part of them")
    parser.add_argument("--share", type=int, default=1, help="every so-manieth incident of the corpus")
    options = parser.parse_args()
    result = measure(options.docs, options.texts, options.share)
    rows = []
    for name, told in result.items():
        for kind, asked in _ASKED.items():
            ours, interval = told["ours"][kind], told["ours"][f"{kind}_interval"]
            anchor = ", ".join(f"{told[b][kind]:.3f}" for b in ("date_place_type", "date_place_actor"))
            rows.append((f"{name} {kind}", f"{ours:.3f} [{interval[0]:.3f}–{interval[1]:.3f}]", asked, anchor))
    show("Same incident (anchor: by date, place, type; by date, place, actor)", rows, result)


if __name__ == "__main__":
    main()
