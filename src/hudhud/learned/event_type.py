"""How likely each event type is, given the words of a sentence or two: a learned second opinion beside the rules.

A linear model over the encoder's vector and hashed words. See event_type.md for what it was made from and its limits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from hudhud.learned import weights as weights_file
from hudhud.learned.encoder import Encoder
from hudhud.learned.ngrams import frequencies, weighted

Floats = npt.NDArray[np.float32]
WEIGHTS = "event_type.npz"
_WORDS_SHARE = np.float32(0.6)  # length of the hashed words beside the encoder's vector, which has length 1


def features(vectors: Floats, counted: Floats, rarity: Floats) -> Floats:
    """What the model weighs: the encoder's vectors beside the weighted words, float32 (n, 384 + buckets)."""
    return np.hstack([vectors, _WORDS_SHARE * weighted(counted, rarity)])


class EventTypes:
    """Gives probabilities of event types. Opened once; safe to share."""

    def __init__(self, encoder: Encoder, weights: Mapping[str, npt.NDArray[np.generic]]) -> None:
        self._encoder = encoder
        self._names = [str(name) for name in weights["subtypes"]]
        self._weights = weights["weights"].astype(np.float32)  # (subtypes, features)
        self._bias = weights["bias"].astype(np.float32)
        self._rarity = weights["rarity"].astype(np.float32)
        self.trained_on = frozenset(str(row) for row in weights["trained_on"])
        self._codes = codes()

    @staticmethod
    @cache
    def open() -> EventTypes:
        """The model that hudhud ships, loaded at the first call. Raises `ModelError` where it is missing."""
        with resources.as_file(resources.files("hudhud.learned") / WEIGHTS) as path:
            return EventTypes.load(path)

    @staticmethod
    def load(path: Path) -> EventTypes:
        """The model of a weights file, with the shipped encoder. Raises `ModelError` where it cannot be read."""
        return weights_file.load(path, "the weights of event types", lambda found: EventTypes(Encoder.open(), found))

    def of(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """For each text the probability of each codebook event type that the model knows.

        They sum to at most 1: the rest is the probability that the text tells of none of them.
        """
        return [self._in_codebook(given) for given in self.subtypes(texts)]

    def subtypes(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """For each text the probability of each of the 30 types that the model was trained on; they sum to 1."""
        given = features(self._encoder.sentences(texts), frequencies(texts), self._rarity)
        scores = given @ self._weights.T + self._bias
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares = odds / odds.sum(axis=1, keepdims=True)
        return [dict(zip(self._names, row, strict=True)) for row in shares.tolist()]

    def _in_codebook(self, given: Mapping[str, float]) -> dict[str, float]:
        found: defaultdict[str, float] = defaultdict(float)
        for name, probability in given.items():
            code = self._codes[name]
            if code is not None:
                found[code] += probability
        return dict(found)


@cache
def codes() -> Mapping[str, str | None]:
    """The codebook's event type for each of the 30 types; None where it has none."""
    text = (resources.files("hudhud.learned") / "event_type.yaml").read_text("utf-8")
    return {str(name): code for name, code in yaml.safe_load(text).items()}
