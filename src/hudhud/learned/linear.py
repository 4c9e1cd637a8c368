"""Linear models over hashed features: what they weigh, and the chance that they give each label.

Features are named by strings and hashed into a fixed number of columns (Weinberger et al. 2009) by CRC-32, which is
the same on every machine, so that a model keeps no list of words. Columns of numbers may stand before them.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hudhud.errors import ModelError

Floats = npt.NDArray[np.float32]


def hashed(features: Mapping[str, float], buckets: int) -> Floats:
    """The values of named features, each added to its bucket: float32 (buckets,)."""
    row = np.zeros(buckets, np.float32)
    for name, value in features.items():
        row[zlib.crc32(name.encode()) % buckets] += value
    return row


@dataclass(frozen=True, eq=False)
class Linear:
    """A multinomial logistic model. `weights` is (columns, labels); `bias` is (labels,)."""

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats

    @staticmethod
    def load(path: Path) -> Linear:
        """The model of a file that `save` wrote. Raises `ModelError` where it cannot be read."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                labels = tuple(str(label) for label in kept["labels"])
                return Linear(labels, kept["weights"].astype(np.float32), kept["bias"].astype(np.float32))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise ModelError(f"{path}: not a linear model's weights ({error}); install hudhud again") from error

    def save(self, path: Path) -> None:
        """Write the model in half precision. Equal models give equal bytes."""
        np.savez_compressed(
            path,
            labels=np.array(self.labels),
            bias=self.bias.astype(np.float16),
            weights=self.weights.astype(np.float16),
        )

    def chances(self, rows: Floats) -> Floats:
        """The chance of each label for each row: (n, columns) to (n, labels)."""
        scores = rows @ self.weights + self.bias
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)

    def probabilities(self, features: Mapping[str, float], numbers: Floats | None = None) -> dict[str, float]:
        """The chance of each label for one set of named features, with `numbers` for the columns before them."""
        before = np.zeros(0, np.float32) if numbers is None else numbers
        row = np.concatenate([before, hashed(features, len(self.weights) - len(before))])
        return dict(zip(self.labels, map(float, self.chances(row[None])[0]), strict=True))
