"""Logistic models over named features, kept as hashes of the names and weights."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Features = Mapping[str, float]
Array = NDArray[np.float32]


def key_of(name: str) -> int:
    """The 32-bit hash by which a feature is kept."""
    return zlib.crc32(name.encode())


def sigmoid(scores: Array) -> Array:
    """The logistic function."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), dtype=np.float32)


@dataclass(frozen=True)
class Linear:
    """Weights (features × classes) of features by sorted hash, biases, and the classes' names."""

    classes: tuple[str, ...]
    hashes: NDArray[np.uint32]
    weights: Array
    bias: Array

    def scores(self, rows: Sequence[Features]) -> Array:
        """Log odds of each class for each row, rows × classes; unknown features count for nothing."""
        out = np.tile(self.bias, (len(rows), 1))
        if not len(self.hashes):
            return out
        for at, row in enumerate(rows):
            keys = np.fromiter(map(key_of, row), dtype=np.uint32, count=len(row))
            values = np.fromiter(row.values(), dtype=np.float32, count=len(row))
            places = np.minimum(np.searchsorted(self.hashes, keys), len(self.hashes) - 1)
            known = self.hashes[places] == keys
            out[at] += values[known] @ self.weights[places[known]]
        return out

    def probabilities(self, rows: Sequence[Features]) -> Array:
        """Probability of each class by itself, rows × classes."""
        return sigmoid(self.scores(rows))

    def to_arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """The arrays to store, under `name`."""
        return {
            f"{name}.classes": np.array(self.classes),
            f"{name}.hashes": self.hashes,
            f"{name}.weights": self.weights.astype(np.float16),
            f"{name}.bias": self.bias.astype(np.float32),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], name: str) -> Linear:
        """Read what `to_arrays` stored."""
        return cls(
            tuple(str(c) for c in arrays[f"{name}.classes"]),
            np.asarray(arrays[f"{name}.hashes"], dtype=np.uint32),
            np.asarray(arrays[f"{name}.weights"], dtype=np.float32),
            np.asarray(arrays[f"{name}.bias"], dtype=np.float32),
        )
