"""A text as hashed counts of its words, pairs of words and parts of words: no word list has to be kept.

Hashing trick: Weinberger et al. 2009. The hash is CRC-32, which is the same on every machine.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from hudhud.learned.wordpiece import words

Floats = npt.NDArray[np.float32]
BUCKETS = 2**13
_PARTS = (3, 4, 5)  # letters, the word's bounds among them


def frequencies(texts: Sequence[str]) -> Floats:
    """1 + log of how often each bucket is met in each text, 0 where never: float32 (n, BUCKETS)."""
    rows = np.zeros((len(texts), BUCKETS), np.float32)
    for row, text in zip(rows, texts, strict=True):
        counts = Counter(zlib.crc32(gram.encode()) % BUCKETS for gram in _grams(words(text)))
        if counts:
            row[list(counts)] = 1 + np.log(np.fromiter(counts.values(), np.float32))
    return rows


def weighted(rows: Floats, rarity: Floats) -> Floats:
    """The rows times each bucket's `rarity`, brought to length 1."""
    rows = rows * rarity
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)


def _grams(tokens: Sequence[str]) -> Iterator[str]:
    yield from tokens
    yield from (f"{first} {second}" for first, second in pairwise(tokens))
    for token in tokens:
        word = f"_{token}_"
        for size in _PARTS:
            yield from (f"{size}:{word[start : start + size]}" for start in range(len(word) - size + 1))
