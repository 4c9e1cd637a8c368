"""The tagger: a small encoder (MiniLM, six layers of width 384, no case) that says of each token what it may fill.

Weights are whole numbers of one byte with a scale for each row; the word pieces are those of the encoder that
English news need. Numpy alone; the same values as the network that training fitted, but for rounding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from muc4_adapter.analysis import Analysis
from muc4_adapter.fills import WIDTH
from muc4_adapter.linear import Array

LAYERS, SIZE, HEADS = 6, 384, 12
WINDOW = 400
"""Word pieces that are read at once, with the marks at both ends."""
MATRICES = ("query", "key", "value", "output", "inner", "outer")
_PARTS = re.compile(r"[a-z0-9]+|[^a-z0-9\s]")
_EPSILON = 1e-12
_UNKNOWN, _START, _END = "[UNK]", "[CLS]", "[SEP]"


def quantised(matrix: Array) -> tuple[NDArray[np.int8], Array]:
    """A matrix as whole numbers from -127 to 127 and a scale for each row."""
    scale = np.maximum(np.abs(matrix).max(axis=1), 1e-8) / 127
    return np.round(matrix / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def _normal(x: Array, gain: Array, shift: Array) -> Array:
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + _EPSILON)
    return np.asarray(centred / spread * gain + shift, dtype=np.float32)


def _gelu(x: Array) -> Array:
    # the error function by Abramowitz and Stegun 7.1.26, wrong by at most 1.5e-7
    z = np.abs(x) * np.float32(0.70710678)
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1 - series * np.exp(-z * z))
    return np.asarray(0.5 * x * (1 + erf), dtype=np.float32)


class Tagger:
    """The encoder with its word pieces and its output layer."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self._arrays: dict[str, Array] = {}
        for name, array in arrays.items():
            if name.endswith(".scale") or name == "pieces":
                continue
            value = np.asarray(array, dtype=np.float32)
            if f"{name}.scale" in arrays:
                value = value * np.asarray(arrays[f"{name}.scale"], dtype=np.float32)[:, None]
            self._arrays[name] = value
        self._pieces = {str(p): i for i, p in enumerate(arrays["pieces"])}
        self._of_word = lru_cache(maxsize=50_000)(self._split)

    def _split(self, word: str) -> tuple[int, ...]:
        found: list[int] = []
        for part in _PARTS.findall(word.lower()):
            at, own = 0, []
            while at < len(part):
                end = len(part)
                while end > at and ("##" if at else "") + part[at:end] not in self._pieces:
                    end -= 1
                if end == at:
                    own = [self._pieces[_UNKNOWN]]
                    break
                own.append(self._pieces[("##" if at else "") + part[at:end]])
                at = end
            found += own
        return tuple(found) or (self._pieces[_UNKNOWN],)

    def windows(self, analysis: Analysis) -> Iterator[tuple[list[int], list[tuple[int, int]]]]:
        """Whole sentences packed to windows of nearly equal length: piece ids, and (place, token) of first pieces."""
        room = WINDOW - 2
        lines: list[tuple[list[int], list[tuple[int, int]]]] = []
        for start, end in analysis.sentences:
            ids: list[int] = []
            first = []
            for token in range(start, end):
                first.append((len(ids), token))
                ids += self._of_word(analysis.tokens[token].text)
            for cut in range(0, len(ids), room):
                lines.append((ids[cut : cut + room], [(k - cut, t) for k, t in first if cut <= k < cut + room]))
        total = sum(len(ids) for ids, _ in lines)
        target = total / max(1, -(-total // room))
        current: list[int] = []
        places: list[tuple[int, int]] = []
        for ids, first in lines:
            if current and (len(current) + len(ids) > room or len(current) >= target):
                yield self._marked(current), places
                current, places = [], []
            places = places + [(len(current) + k + 1, t) for k, t in first]
            current = current + ids
        if current:
            yield self._marked(current), places

    def _marked(self, ids: Sequence[int]) -> list[int]:
        return [self._pieces[_START], *ids, self._pieces[_END]]

    def _linear(self, x: Array, name: str) -> Array:
        return np.asarray(x @ self._arrays[name].T + self._arrays[f"{name}.bias"], dtype=np.float32)

    def _layer(self, x: Array, number: int) -> Array:
        at = f"layer{number}."
        length = len(x)

        def parted(name: str) -> Array:
            return self._linear(x, at + name).reshape(length, HEADS, SIZE // HEADS).transpose(1, 0, 2)

        scores = parted("query") @ parted("key").transpose(0, 2, 1) / np.float32(np.sqrt(SIZE / HEADS))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ parted("value")
        mixed = mixed.transpose(1, 0, 2).reshape(length, SIZE)
        x = _normal(x + self._linear(mixed, at + "output"), *self._norm(at + "norm1"))
        deep = self._linear(_gelu(self._linear(x, at + "inner")), at + "outer")
        return _normal(x + deep, *self._norm(at + "norm2"))

    def _norm(self, name: str) -> tuple[Array, Array]:
        return self._arrays[f"{name}.gain"], self._arrays[f"{name}.shift"]

    def encode(self, ids: Sequence[int]) -> Array:
        """Outputs for word pieces, pieces × `WIDTH`."""
        x = self._arrays["words"][list(ids)] + self._arrays["positions"][: len(ids)] + self._arrays["segment"]
        x = _normal(x, *self._norm("norm"))
        for number in range(LAYERS):
            x = self._layer(x, number)
        return self._linear(x, "head")

    def logits(self, analysis: Analysis) -> Array:
        """For each token the log odds of all heads' values, tokens × `WIDTH`."""
        out = np.zeros((len(analysis.tokens), WIDTH), dtype=np.float32)
        for ids, places in self.windows(analysis):
            encoded = self.encode(ids)
            for place, token in places:
                out[token] = encoded[place]
        return out
