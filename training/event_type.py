"""Fit the event types: snippets of CASE 2021 task 2 and rows of our own, on the shipped encoder.

    python training/event_type.py --out src/hudhud/learned/event_type.npz

Needs scikit-learn (`pip install hudhud[train]`) and the measuring data beside the checkout. The same data give
the same bytes on the same machine.
"""

from __future__ import annotations

import argparse
import csv
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from hudhud.learned.encoder import Encoder
from hudhud.learned.event_type import features
from hudhud.learned.ngrams import frequencies

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("HUDHUD_SHARED", HERE.parents[1] / "shared"))
SNIPPETS = SHARED / "bench" / "case2021" / "snippets_odd.tsv"
SEED = 2021
_STRENGTHS = (2.0, 5.0, 10.0)  # C of the logistic regression: larger fits closer
_SHARPNESS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0)  # what scores are multiplied with, so that probabilities are as often right

Labels = npt.NDArray[np.str_]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Rows:
    """Texts made ready: what is trained on, in one order."""

    ids: Sequence[str]  # empty strings for rows of our own
    labels: Labels
    vectors: Floats  # (n, 384)
    counted: Floats  # (n, buckets)

    def take(self, chosen: npt.NDArray[np.intp]) -> Rows:
        ids = [self.ids[n] for n in chosen.tolist()]
        return Rows(ids, self.labels[chosen], self.vectors[chosen], self.counted[chosen])

    def __add__(self, other: Rows) -> Rows:
        return Rows(
            [*self.ids, *other.ids],
            np.concatenate([self.labels, other.labels]),
            np.vstack([self.vectors, other.vectors]),
            np.vstack([self.counted, other.counted]),
        )


@dataclass(frozen=True)
class Fitted:
    """A linear model: which names, and the numbers behind them."""

    names: Labels
    weights: Floats  # (names, features)
    bias: Floats
    rarity: Floats  # (buckets,)

    def scores(self, rows: Rows) -> Floats:
        """How much speaks for each name, row by row."""
        given = features(rows.vectors, rows.counted, self.rarity)
        return np.asarray(given @ self.weights.T + self.bias, np.float32)

    def best(self, rows: Rows) -> Labels:
        """The likeliest name of each row."""
        return np.asarray(self.names[self.scores(rows).argmax(axis=1)])

    def sharpened(self, times: float) -> Fitted:
        """The same order of names with surer probabilities."""
        return Fitted(self.names, self.weights * np.float32(times), self.bias * np.float32(times), self.rarity)


def snippets(path: Path) -> Rows:
    """The rows of a file with the columns id, EventSnippet and SubType."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    texts = [line["EventSnippet"] for line in lines]
    return _rows(texts, [line["SubType"].strip() for line in lines], [line["id"] for line in lines])


def written() -> Rows:
    """The rows that we wrote: training/event_types.yaml."""
    named = yaml.safe_load((HERE / "event_types.yaml").read_text("utf-8"))
    pairs = [(text, name) for name, texts in named.items() for text in texts]
    return _rows([text for text, _ in pairs], [name for _, name in pairs], [""] * len(pairs))


def fit(rows: Rows, ours: Rows) -> Fitted:
    """Fit on `rows` and `ours`. How closely, and how sure, is chosen by three-fold cross-validation within `rows`."""
    names = np.unique(np.concatenate([rows.labels, ours.labels]))
    truth = np.searchsorted(names, rows.labels)

    def held_out(strength: float) -> Floats:
        scores = np.zeros((len(truth), len(names)), np.float32)
        for learn, hold in split(rows.labels, 3):
            scores[hold] = fit_with(rows.take(learn) + ours, strength).scores(rows.take(hold))
        return scores

    tried = {strength: held_out(strength) for strength in _STRENGTHS}
    strength = max(tried, key=lambda s: float(f1_score(truth, tried[s].argmax(axis=1), average="weighted")))
    sharpness = min(_SHARPNESS, key=lambda times: surprise(tried[strength] * times, truth))
    return fit_with(rows + ours, strength).sharpened(sharpness)


def surprise(scores: Floats, truth: npt.NDArray[np.intp]) -> float:
    """Mean negative log of the probability that the scores give to the true column."""
    scores = scores - scores.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(truth)), truth]))


def fit_with(rows: Rows, strength: float) -> Fitted:
    """Multinomial logistic regression in which every type weighs the same.

    There are fewer rows than features, so it is fitted in the space that the rows span; under an L2 penalty
    the result is the same.
    """
    rarity = _rarity(rows.counted)
    given = features(rows.vectors, rows.counted, rarity).astype(np.float64)
    squares, axes = np.linalg.eigh(given @ given.T)
    kept = squares > squares.max() * 1e-7
    lengths = np.sqrt(squares[kept])
    model = LogisticRegression(C=strength, max_iter=300, class_weight="balanced")
    model.fit(axes[:, kept] * lengths, rows.labels)
    back = given.T @ (axes[:, kept] / lengths)  # (features, spanned)
    return Fitted(
        np.asarray(model.classes_),
        np.asarray(model.coef_ @ back.T, np.float32),
        np.asarray(model.intercept_, np.float32),
        rarity,
    )


def split(labels: Labels, folds: int) -> list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Stratified folds from the fixed seed: (learn, hold) row numbers. Types rarer than the folds are allowed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return list(StratifiedKFold(folds, shuffle=True, random_state=SEED).split(labels, labels))


def save(path: Path, fitted: Fitted, trained_on: Sequence[str]) -> None:
    """Write the weights in half precision, with the ids of the rows trained on and none of their words."""
    np.savez_compressed(
        path,
        bias=fitted.bias.astype(np.float16),
        rarity=fitted.rarity.astype(np.float16),
        subtypes=fitted.names.astype(np.str_),
        trained_on=np.array(sorted({row for row in trained_on if row})),
        weights=fitted.weights.astype(np.float16),
    )


def _rows(texts: list[str], labels: list[str], ids: list[str]) -> Rows:
    return Rows(ids, np.array(labels), Encoder.open().sentences(texts), frequencies(texts))


def _rarity(counted: Floats) -> Floats:
    """Inverse document frequency, smoothed."""
    met = (counted > 0).sum(axis=0)
    return np.asarray(np.log((1 + len(counted)) / (1 + met)) + 1, np.float32)


def main() -> None:
    """Fit on all of the snippets, write the weights, say what they weigh."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tsv", type=Path, default=SNIPPETS)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    rows = snippets(options.tsv)
    fitted = fit(rows, written())
    save(options.out, fitted, rows.ids)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes from {len(rows.ids)} snippets")


if __name__ == "__main__":
    main()
