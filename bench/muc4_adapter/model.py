"""The stored adapter: weights and lists beside this file, and the reading of messages with them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from muc4_adapter import task_lists
from muc4_adapter.analysis import analyse
from muc4_adapter.casing import Casing
from muc4_adapter.extractor import Extractor, Fills
from muc4_adapter.linear import Linear
from muc4_adapter.messages import Message
from muc4_adapter.roles import View
from muc4_adapter.tagger import Tagger

FOLDER = Path(__file__).resolve().parent
TAGGER, MODELS, LISTS = "tagger.npz", "models.npz", "lists.json"


@dataclass(frozen=True)
class Adapter:
    """Reads MUC-4 messages to templates."""

    casing: Casing
    tagger: Tagger
    extractor: Extractor

    def read(self, messages: Sequence[Message]) -> Iterator[tuple[Message, list[Fills]]]:
        """Each message with its templates, none where it tells no relevant incident."""
        for message, analysis in zip(messages, analyse(messages, self.casing), strict=True):
            view = View(analysis, self.tagger.logits(analysis))
            probabilities = view.probabilities(self.extractor.models["phrase"])
            yield message, self.extractor.templates(view, probabilities)


def _arrays(path: Path) -> dict[str, NDArray[np.generic]]:
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def load(folder: Path = FOLDER) -> Adapter:
    """The adapter from its weights.

    Raises:
        FileNotFoundError: the weights are missing; `training/muc4_model.py` makes them.
    """
    arrays = _arrays(folder / MODELS)
    content: dict[str, Any] = json.loads((folder / LISTS).read_text("utf-8"))
    names = sorted({name.rpartition(".")[0] for name in arrays if name.endswith(".bias")})
    extractor = Extractor(
        task_lists.read(content),
        {name: Linear.from_arrays(arrays, name) for name in names},
        {name: float(value) for name, value in content["thresholds"].items()},
    )
    return Adapter(Casing(np.asarray(arrays["common"], dtype=np.uint32)), Tagger(_arrays(folder / TAGGER)), extractor)


def save(folder: Path, extractor: Extractor, lists: dict[str, Any], common: NDArray[np.uint32]) -> None:
    """Store models, thresholds and lists; the tagger's weights are stored apart."""
    arrays: dict[str, NDArray[Any]] = {"common": common}
    for name, model in extractor.models.items():
        arrays |= model.to_arrays(name)
    np.savez_compressed(folder / MODELS, allow_pickle=False, **arrays)
    content = {**lists, "thresholds": extractor.thresholds}
    (folder / LISTS).write_text(json.dumps(content, sort_keys=True, separators=(",", ":")) + "\n", "utf-8")
