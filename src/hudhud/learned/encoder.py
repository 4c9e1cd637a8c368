"""Sentences to vectors, so that sentences of like meaning lie near each other.

The model is all-MiniLM-L6-v2 (Wang et al. 2020, Reimers and Gurevych 2019): six transformer layers, 384 units,
12 heads, the mean over the pieces of a sentence, brought to length 1. It runs in plain numpy. Its weights are
kept as one byte each with a scale for each row; see encoder.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from hudhud.learned import weights as weights_file
from hudhud.learned.wordpiece import WordPiece

Floats = npt.NDArray[np.float32]
WEIGHTS = "encoder.npz"
WIDTH = 384

_LAYERS, _HEADS = 6, 12
_LONGEST = 256  # pieces; the model was trained on no more
_AT_ONCE = 2048  # pieces in one pass, which bounds the memory to some 50 MB
_TINY = 1e-12


@dataclass(frozen=True)
class _Linear:
    weight: Floats  # (in, out)
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        return np.asarray(x @ self.weight + self.bias, np.float32)


@dataclass(frozen=True)
class _Norm:
    gain: Floats
    shift: Floats

    def __call__(self, x: Floats) -> Floats:
        x = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt((x * x).mean(axis=-1, keepdims=True) + _TINY)
        return np.asarray(x / spread * self.gain + self.shift, np.float32)


@dataclass(frozen=True)
class _Layer:
    asked: _Linear  # queries, keys and values side by side: (384, 3 * 384)
    attended: _Linear
    attended_norm: _Norm
    widened: _Linear
    narrowed: _Linear
    narrowed_norm: _Norm

    def __call__(self, x: Floats, bounds: Sequence[int]) -> Floats:
        asked = self.asked(x)
        mixed = np.empty_like(x)
        for start, end in pairwise(bounds):
            mixed[start:end] = _attention(asked[start:end])
        x = self.attended_norm(x + self.attended(mixed))
        return self.narrowed_norm(x + self.narrowed(_gelu(self.widened(x))))


class Encoder:
    """Gives a vector of 384 numbers for each sentence. Opened once; safe to share."""

    def __init__(self, weights: Mapping[str, npt.NDArray[np.generic]]) -> None:
        tensors = {name: _whole(weights, name) for name in weights if not name.endswith((".scale", "vocabulary"))}
        self._pieces = WordPiece(bytes(weights["vocabulary"].astype(np.uint8)).decode().split("\n"))
        self._words, self._positions = tensors["words"], tensors["positions"]
        self._first_norm = _Norm(tensors["norm.gain"], tensors["norm.shift"])
        self._layers = [_layer(tensors, number) for number in range(_LAYERS)]

    @staticmethod
    @cache
    def open() -> Encoder:
        """The encoder that hudhud ships, loaded at the first call. Raises `ModelError` where it is missing."""
        with resources.as_file(resources.files("hudhud.learned") / WEIGHTS) as path:
            return Encoder.load(path)

    @staticmethod
    def load(path: Path) -> Encoder:
        """The encoder of a weights file. Raises `ModelError` where it cannot be read."""
        return weights_file.load(path, "an encoder's weights", Encoder)

    def sentences(self, texts: Sequence[str]) -> Floats:
        """Vectors of length 1, one row a text: float32 (n, 384). Only the first 256 pieces of a text count."""
        pieces = [self._pieces.ids(text, _LONGEST) for text in texts]
        vectors = np.zeros((len(texts), WIDTH), np.float32)
        done = 0
        for some in _batches(pieces):
            vectors[done : done + len(some)] = self._encode(some)
            done += len(some)
        return vectors

    def rank(self, word: str, most: int) -> int | None:
        """The place of a whole word among the `most` commonest of the vocabulary; None where it is not there."""
        number = self._pieces.number(word)
        return number if number is not None and number < most else None

    def tokens(self, text: str) -> tuple[Floats, list[tuple[int, int]]]:
        """A vector for each piece of one text, float32 (t, 384), not brought to length 1, and its span in `text`.

        The marks at the start and the end have no vector here; only the first 254 pieces count.
        """
        pieces, spans = self._pieces.placed(text, _LONGEST)
        return self._states([pieces], [0, len(pieces)])[1:-1], spans

    def _encode(self, pieces: Sequence[Sequence[int]]) -> Floats:
        bounds = np.cumsum([0, *map(len, pieces)])
        x = self._states(pieces, bounds.tolist())
        means = np.add.reduceat(x, bounds[:-1], axis=0) / np.diff(bounds)[:, None]
        return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), np.float32)

    def _states(self, pieces: Sequence[Sequence[int]], bounds: Sequence[int]) -> Floats:
        positions = np.concatenate([np.arange(len(one)) for one in pieces])
        # On a busy machine two threads wait for each other and take five times as long as one, and their number
        # must not change the last digits of a vector.
        with _blas().limit(limits=1, user_api="blas"):
            x = self._first_norm(self._words[np.concatenate(pieces)] + self._positions[positions])
            for layer in self._layers:
                x = layer(x, bounds)
        return x


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController()


def _batches(pieces: Sequence[Sequence[int]]) -> Iterator[Sequence[Sequence[int]]]:
    start = size = 0
    for number, one in enumerate(pieces):
        if size and size + len(one) > _AT_ONCE:
            yield pieces[start:number]
            start, size = number, 0
        size += len(one)
    if size:
        yield pieces[start:]


def _attention(asked: Floats) -> Floats:
    """What each piece of one sentence takes from the others: (n, 3 * 384) to (n, 384)."""
    length = len(asked)
    queries, keys, values = asked.reshape(length, 3, _HEADS, -1).transpose(1, 2, 0, 3)
    scores = queries @ keys.transpose(0, 2, 1) / np.float32((WIDTH / _HEADS) ** 0.5)
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    scores /= scores.sum(axis=-1, keepdims=True)
    return np.asarray((scores @ values).transpose(1, 0, 2).reshape(length, WIDTH), np.float32)


def _gelu(x: Floats) -> Floats:
    """GELU by its tanh form (Hendrycks and Gimpel 2016), within 0.001 of the exact one."""
    inner = x * x
    inner *= np.float32(0.044715)
    inner += np.float32(1)
    inner *= x
    inner *= np.float32((2 / np.pi) ** 0.5)
    np.tanh(inner, out=inner)
    inner += np.float32(1)
    inner *= x
    inner *= np.float32(0.5)
    return inner


def _whole(weights: Mapping[str, npt.NDArray[np.generic]], name: str) -> Floats:
    kept = weights[name].astype(np.float32)
    return np.asarray(kept * weights[f"{name}.scale"].astype(np.float32), np.float32) if kept.ndim == 2 else kept


def _layer(tensors: Mapping[str, Floats], number: int) -> _Layer:
    def linear(name: str) -> _Linear:
        weight = np.ascontiguousarray(tensors[f"{number}.{name}.weight"].T)
        return _Linear(weight, tensors[f"{number}.{name}.bias"])

    def norm(name: str) -> _Norm:
        return _Norm(tensors[f"{number}.{name}.gain"], tensors[f"{number}.{name}.shift"])

    return _Layer(
        linear("asked"), linear("attended"), norm("attended_norm"),
        linear("widened"), linear("narrowed"), norm("narrowed_norm"),
    )  # fmt: skip
