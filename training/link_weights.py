"""Train the weights of linking: m and u by splink, then one discount for each comparison.

The data are the fit part (by incident) of the gun violence corpus: documents that tell of one incident
share its id. u is drawn from pairs at random, m from the labels. The comparisons of names, places and
wording repeat one another, which a sum of weights would count several times; so a logistic regression
over the weights of labelled pairs finds how much of each to keep (m becomes u · (m/u)^discount), and a
second one, held close to the first by a ridge, how much each level departs from it.
The threshold is chosen on the same part: the lowest at which the share of wrong merges is `--wrong` or less, but for
its standard error (the share hardly falls with the threshold, and would else be chosen by chance).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
from linking_data import Corpus, corpus, document_pairs, partition
from sklearn.linear_model import LogisticRegression
from splink import DuckDBAPI, Linker

from hudhud.linking import clusters, excluded, scoring
from hudhud.linking.settings import COMPARED, settings

OUT = Path(__file__).resolve().parents[1] / "src/hudhud/linking/weights.json"
_SEED = 1
Floats = np.ndarray[Any, np.dtype[np.float64]]
_PAIRS = 3_000_000
_NEVER = 0.0005  # probability of an outcome that the data do not hold, on both sides: weight 0
_TOLD = 200  # labelled pairs in which a comparison must say something for a discount of its own
_THRESHOLDS = (0.0, 0.5, 1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 3.0, 4.0)
_RIDGE = 10.0  # labelled pairs that a level must outweigh before it departs by as much as it asks
_STEPS = 30


def trained(data: Corpus) -> dict[str, Any]:
    """m and u of each comparison by splink, over the documents' main mentions."""
    mains = [row for row in data.rows if row.main]
    table = scoring.table([row.profile for row in mains], [["all"] for _ in mains])
    table = table.append_column("incident", [[row.incident for row in mains]])
    linker = Linker(DuckDBAPI().register(table), settings(), log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=_PAIRS, seed=_SEED)
    linker.training.estimate_m_from_label_column("incident")
    model: dict[str, Any] = linker.misc.save_model_to_json(None)
    comparisons = {}
    for one, told in zip(COMPARED, model["comparisons"], strict=True):
        levels = [level for level in told["comparison_levels"] if not level.get("is_null_level")]
        comparisons[one.name] = [_both(level) for level in levels]
    return {"prior": 1e-4, "comparisons": comparisons}


def _both(level: dict[str, Any]) -> dict[str, float]:
    m, u = level.get("m_probability"), level.get("u_probability")
    if not isinstance(m, float) or not isinstance(u, float) or not m or not u:
        return {"m": _NEVER, "u": _NEVER}
    return {"m": m, "u": u}


def discounted(weights: dict[str, Any], data: Corpus) -> dict[str, Any]:
    """The weights with each comparison's discount, and the prior that goes with them."""
    mains = {row.profile.mention: row for row in data.rows if row.main}
    sample = [
        (link, mains[link.one].incident == mains[link.other].incident)
        for link in scoring.score_with(weights, [row.profile for row in data.rows], keep=-12.0)
        if link.one in mains
        and link.other in mains
        and excluded(mains[link.one].profile, mains[link.other].profile) is None
    ]
    features = np.array([[c.weight for c in link.comparisons] for link, _ in sample])
    model = LogisticRegression(max_iter=1000).fit(features, [same for _, same in sample])
    shares = {one.name: max(0.0, float(c)) for one, c in zip(COMPARED, model.coef_[0], strict=True)}
    # The regression speaks in nats of the odds, the weights in bits: a share of one is ln 2 a bit.
    shares = {name: share / math.log(2) for name, share in shares.items()}
    told = dict(zip(shares, np.count_nonzero(features, axis=0), strict=True))
    usual = float(np.mean([share for name, share in shares.items() if told[name] >= _TOLD]))
    # News of gun violence names few armed actors: too little to say how much of their weight to keep.
    shares = {name: share if told[name] >= _TOLD else usual for name, share in shares.items()}
    kept = np.array([shares[one.name] * math.log(2) for one in COMPARED])
    offset = features @ kept + float(model.intercept_[0])
    outcomes = [[(one.name, c.words) for one, c in zip(COMPARED, link.comparisons, strict=True)] for link, _ in sample]
    moved, prior = _moved(outcomes, offset, np.array([same for _, same in sample], float))
    comparisons = {}
    for one in COMPARED:
        own = told[one.name] >= _TOLD
        bits = [
            moved.get((one.name, w), 0.0) if own else 0.0 for w in (*(lv.words for lv in one.levels), one.otherwise)
        ]
        comparisons[one.name] = [
            {"m": level["u"] * (level["m"] / level["u"]) ** shares[one.name] * 2**more, "u": level["u"]}
            for level, more in zip(weights["comparisons"][one.name], bits, strict=True)
        ]
    odds = math.exp(float(model.intercept_[0]) + prior)
    return {"prior": odds / (1 + odds), "comparisons": comparisons, "discounts": shares, "pairs": len(sample)}


def _moved(
    outcomes: Sequence[Sequence[tuple[str, str]]], offset: Floats, same: Floats
) -> tuple[dict[tuple[str, str], float], float]:
    """How many bits each outcome departs from its discounted weight, and the nats of the odds that all do.

    A logistic regression from the offset, by Newton's steps, with a ridge over the departures. What was
    not given by both weighs nothing, as splink has it.
    """
    silent = {(one.name, one.null_words) for one in COMPARED if one.null is not None}
    names = sorted({outcome for row in outcomes for outcome in row} - silent)
    column = {name: n for n, name in enumerate(names)}
    seen = np.zeros((len(outcomes), len(names)))
    for n, row in enumerate(outcomes):
        seen[n, [column[outcome] for outcome in row if outcome in column]] = 1
    seen = np.column_stack([seen, np.ones(len(outcomes))])
    ridge = np.append(np.full(len(names), _RIDGE), 0.0)
    step = np.zeros(len(ridge))
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-(offset + seen @ step)))
        slope = seen.T @ (same - likely) - ridge * step
        step += np.linalg.solve((seen.T * (likely * (1 - likely))) @ seen + np.diag(ridge), slope)
    return {name: float(step[n]) / math.log(2) for name, n in column.items()}, float(step[-1])


def threshold(weights: dict[str, Any], data: Corpus, wrong: float) -> tuple[float, dict[float, Any]]:
    """The lowest threshold at which the share of wrong pairs among merged documents is at most `wrong`.

    A share within one standard error above it counts as it.
    """
    profiles = {row.profile.mention: row.profile for row in data.rows}
    links = scoring.score_with(weights, list(profiles.values()))
    told: dict[float, Any] = {}
    for bits in _THRESHOLDS:
        found = document_pairs(partition(data, clusters(profiles, links, bits)))
        right = len(found & data.same)
        error = math.sqrt(wrong * (1 - wrong) / max(1, len(found)))
        told[bits] = {"wrong": round(1 - right / max(1, len(found)), 4), "found": round(right / len(data.same), 4),
                      "at most": round(wrong + error, 4)}  # fmt: skip
    return next((bits for bits, one in told.items() if one["wrong"] <= one["at most"]), _THRESHOLDS[-1]), told


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--wrong", type=float, default=0.05)
    options = parser.parse_args()
    data = corpus("fit", options.docs)
    weights = discounted(trained(data), data)
    weights["threshold"], told = threshold(weights, data, options.wrong)
    weights["data"] = data.digest
    rounded = json.loads(json.dumps(weights), parse_float=lambda text: float(f"{float(text):.6g}"))
    options.out.write_text(json.dumps(rounded, indent=1) + "\n", "utf-8")
    print(json.dumps({"threshold": weights["threshold"], "by threshold": told, "discounts": weights["discounts"],
                      "weights": hashlib.sha256(options.out.read_bytes()).hexdigest()[:12]}))  # fmt: skip


if __name__ == "__main__":
    main()
