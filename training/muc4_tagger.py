"""Fine-tunes the encoder (MiniLM, six layers) to the keys of MUC-4: the upper three layers and an output layer.

Needs torch and safetensors, and a folder with `model.safetensors` and `vocab.txt` of all-MiniLM-L6-v2.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from muc4_adapter import tagger
from muc4_adapter.analysis import Analysis
from muc4_adapter.fills import ASKED, HEADS, ROLES, WIDTH, head_slices
from muc4_adapter.keys import Filler
from safetensors.torch import load_file
from torch import nn

FROZEN = 3
EPOCHS_OF_HALF, EPOCHS_OF_ALL = 3, 2
"""So that a tagger fitted to half the messages and the one for use take nearly the same number of steps."""
BATCH = 4
KEPT_OF_EMPTY = 0.3
"""The share of windows without any filler that an epoch sees."""
_RATES = (1.5e-4, 1e-3)
_NAMES = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "output": "attention.output.dense", "norm1": "attention.output.LayerNorm", "inner": "intermediate.dense",
    "outer": "output.dense", "norm2": "output.LayerNorm",
}  # fmt: skip
_SLICES = head_slices()


@dataclass(frozen=True)
class Window:
    """Word pieces, the places of tokens' first pieces, their labels, and which labels are known."""

    ids: list[int]
    places: np.ndarray[Any, Any]
    labels: np.ndarray[Any, Any]
    known: np.ndarray[Any, Any]


class Layer(nn.Module):
    """One layer of the encoder."""

    def __init__(self) -> None:
        super().__init__()
        for name in tagger.MATRICES:
            wide = tagger.SIZE * 4
            shape = {"inner": (tagger.SIZE, wide), "outer": (wide, tagger.SIZE)}.get(name, (tagger.SIZE,) * 2)
            setattr(self, name, nn.Linear(*shape))
        self.norm1 = nn.LayerNorm(tagger.SIZE, eps=1e-12)
        self.norm2 = nn.LayerNorm(tagger.SIZE, eps=1e-12)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        batch, length, _ = x.shape

        def parted(name: str) -> torch.Tensor:
            return getattr(self, name)(x).view(batch, length, tagger.HEADS, -1).transpose(1, 2)

        mixed = F.scaled_dot_product_attention(parted("query"), parted("key"), parted("value"), attn_mask=mask)
        x = self.norm1(x + self.dropout(self.output(mixed.transpose(1, 2).reshape(batch, length, -1))))
        return self.norm2(x + self.dropout(self.outer(F.gelu(self.inner(x)))))


class Network(nn.Module):
    """Embeddings, layers, and the output layer."""

    def __init__(self, pieces: int) -> None:
        super().__init__()
        self.words = nn.Embedding(pieces, tagger.SIZE)
        self.positions = nn.Embedding(512, tagger.SIZE)
        self.segment = nn.Parameter(torch.zeros(tagger.SIZE))
        self.norm = nn.LayerNorm(tagger.SIZE, eps=1e-12)
        self.layers = nn.ModuleList([Layer() for _ in range(tagger.LAYERS)])
        self.head = nn.Linear(tagger.SIZE, WIDTH)
        self.dropout = nn.Dropout(0.1)

    def lower(self, ids: torch.Tensor) -> torch.Tensor:
        """The frozen part, for one window without padding."""
        x = self.norm(self.words(ids) + self.positions.weight[: ids.shape[1]] + self.segment)
        for layer in self.layers[:FROZEN]:
            x = layer(x, None)
        return x

    def upper(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """The part that is fitted."""
        for layer in self.layers[FROZEN:]:
            x = layer(x, mask)
        return self.head(self.dropout(x))


def network_of(folder: Path, pieces: Sequence[str]) -> Network:
    """The encoder of `folder` with the embeddings of `pieces` only."""
    stored = load_file(folder / "model.safetensors")
    stored = {k.removeprefix("bert."): v for k, v in stored.items()}
    vocabulary = {w: i for i, w in enumerate((folder / "vocab.txt").read_text("utf-8").splitlines())}
    network = Network(len(pieces))
    rows = torch.tensor([vocabulary[p] for p in pieces])
    network.words.weight.data = stored["embeddings.word_embeddings.weight"][rows]
    network.positions.weight.data = stored["embeddings.position_embeddings.weight"]
    network.segment.data = stored["embeddings.token_type_embeddings.weight"][0]
    network.norm.weight.data = stored["embeddings.LayerNorm.weight"]
    network.norm.bias.data = stored["embeddings.LayerNorm.bias"]
    for number, layer in enumerate(network.layers):
        for own, theirs in _NAMES.items():
            getattr(layer, own).weight.data = stored[f"encoder.layer.{number}.{theirs}.weight"]
            getattr(layer, own).bias.data = stored[f"encoder.layer.{number}.{theirs}.bias"]
    nn.init.normal_(network.head.weight, 0, 0.02)
    network.head.bias.data[:] = -2
    return network


def export(network: Network, pieces: Sequence[str]) -> dict[str, np.ndarray[Any, Any]]:
    """The arrays that `tagger.Tagger` reads, matrices in one byte a weight."""
    out: dict[str, np.ndarray[Any, Any]] = {"pieces": np.array(pieces)}

    def matrix(name: str, weight: torch.Tensor) -> None:
        out[name], out[f"{name}.scale"] = tagger.quantised(weight.detach().numpy())

    matrix("words", network.words.weight)
    out["positions"] = network.positions.weight[: tagger.WINDOW].detach().numpy().astype(np.float16)
    out["segment"] = network.segment.detach().numpy()
    matrix("head", network.head.weight)
    out["head.bias"] = network.head.bias.detach().numpy()
    norms = {"norm": network.norm}
    for number, layer in enumerate(network.layers):
        for name in tagger.MATRICES:
            matrix(f"layer{number}.{name}", getattr(layer, name).weight)
            out[f"layer{number}.{name}.bias"] = getattr(layer, name).bias.detach().numpy()
        norms |= {f"layer{number}.norm1": layer.norm1, f"layer{number}.norm2": layer.norm2}
    for name, norm in norms.items():
        out[f"{name}.gain"], out[f"{name}.shift"] = norm.weight.detach().numpy(), norm.bias.detach().numpy()
    return out


def labels_of(analysis: Analysis, fillers: Sequence[Filler]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Labels of tokens and which are known: where a filler stands but may not be meant, its role is not."""
    labels = np.zeros((len(analysis.tokens), WIDTH), np.float32)
    known = np.zeros_like(labels)
    known[:, _SLICES["role"]] = 1
    for filler in fillers:
        column = _SLICES["role"].start + ROLES.index(filler.role)
        for start, end in set(filler.spans) - set(filler.sure):
            known[start:end, column] = 0
    for filler in fillers:
        column = _SLICES["role"].start + ROLES.index(filler.role)
        for start, end in filler.sure:
            labels[start:end, column] = known[start:end, column] = 1
            for head, (slot, roles) in ASKED.items():
                if filler.role in roles and (slot in filler.facts or head.endswith("effect")):
                    known[start:end, _SLICES[head]] = 1
                    for value in filler.facts.get(slot, ()):
                        if value in HEADS[head]:
                            labels[start:end, _SLICES[head].start + HEADS[head].index(value)] = 1
    return labels, known


def _windows(reader: tagger.Tagger, analysis: Analysis, fillers: Sequence[Filler]) -> list[Window]:
    labels, known = labels_of(analysis, fillers)
    out = []
    for ids, places in reader.windows(analysis):
        tokens = [t for _, t in places]
        out.append(Window(ids, np.array([k for k, _ in places]), labels[tokens], known[tokens]))
    return out


def _loss(outputs: torch.Tensor, windows: Sequence[Window]) -> torch.Tensor:
    chosen = torch.cat([outputs[b, torch.from_numpy(w.places)] for b, w in enumerate(windows)])
    labels = torch.from_numpy(np.concatenate([w.labels for w in windows]))
    known = torch.from_numpy(np.concatenate([w.known for w in windows]))
    each = F.binary_cross_entropy_with_logits(chosen, labels, reduction="none") * known
    role, rest = _SLICES["role"], slice(len(ROLES), WIDTH)
    first = each[:, role].sum() / known[:, role].sum() * len(ROLES)
    return first + 0.5 * each[:, rest].sum() / known[:, rest].sum().clamp(min=1)


def _epoch(full: Sequence[Window], empty: Sequence[Window]) -> list[list[Window]]:
    data = [*full, *random.sample(empty, int(KEPT_OF_EMPTY * len(empty)))]
    random.shuffle(data)
    batches = []
    for at in range(0, len(data), BATCH * 16):  # windows of like length together
        part = sorted(data[at : at + BATCH * 16], key=lambda w: len(w.ids))
        batches += [part[k : k + BATCH] for k in range(0, len(part), BATCH)]
    random.shuffle(batches)
    return batches


def fine_tune(
    network: Network,
    reader: tagger.Tagger,
    material: Mapping[str, tuple[Analysis, Sequence[Filler]]],
    epochs: int,
    say: Callable[[str], None] = print,
) -> None:
    """Fit the upper layers to the fillers of `material`, message id → analysis and fillers. Same seed, same weights."""
    random.seed(0)
    torch.manual_seed(0)
    windows = [w for name in sorted(material) for w in _windows(reader, *material[name])]
    full, empty = [w for w in windows if w.labels.any()], [w for w in windows if not w.labels.any()]
    steps = epochs * (-(-(len(full) + int(KEPT_OF_EMPTY * len(empty))) // BATCH))
    for parameter in network.parameters():
        parameter.requires_grad = False
    fitted = [*network.layers[FROZEN:].parameters(), *network.head.parameters()]
    for parameter in fitted:
        parameter.requires_grad = True
    groups = [{"params": list(network.layers[FROZEN:].parameters()), "lr": _RATES[0]},
              {"params": list(network.head.parameters()), "lr": _RATES[1]}]  # fmt: skip
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1, (s + 1) / (0.08 * steps)) * max(0, 1 - s / steps)
    )
    kept: dict[int, torch.Tensor] = {}  # what the frozen part gives for a window, in half precision
    done, start = 0, time.perf_counter()
    for _ in range(epochs):
        for batch in _epoch(full, empty):
            x, mask = _inputs(network, batch, kept)
            network.train()
            loss = _loss(network.upper(x, mask), batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(fitted, 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            if done % 50 == 0:
                say(f"step {done} of {steps}, loss {loss.item():.3f}, {time.perf_counter() - start:.0f} s")
    network.eval()


def _inputs(
    network: Network, batch: Sequence[Window], kept: dict[int, torch.Tensor]
) -> tuple[torch.Tensor, torch.Tensor]:
    length = max(len(w.ids) for w in batch)
    x = torch.zeros(len(batch), length, tagger.SIZE)
    mask = torch.zeros(len(batch), 1, 1, length, dtype=torch.bool)
    network.eval()
    for at, window in enumerate(batch):
        if id(window) not in kept:
            with torch.no_grad():
                kept[id(window)] = network.lower(torch.tensor([window.ids]))[0].half()
        x[at, : len(window.ids)] = kept[id(window)].float()
        mask[at, ..., : len(window.ids)] = True
    return x, mask


def choose_pieces(vocabulary: Sequence[str], words: Sequence[str], most: int) -> list[str]:
    """The word pieces that `words` (commonest first) need, single characters always, at most `most`."""
    known = frozenset(vocabulary)
    chosen = dict.fromkeys(["[UNK]", "[CLS]", "[SEP]", *(p for p in vocabulary if len(p.removeprefix("##")) == 1)])
    chosen = {p: None for p in chosen if p.isascii()}
    for word in words:
        at = 0
        while at < len(word):
            end = len(word)
            while end > at and ("##" if at else "") + word[at:end] not in known:
                end -= 1
            if end == at:
                break
            chosen["##" * bool(at) + word[at:end]] = None
            at = end
        if len(chosen) >= most:
            break
    return list(chosen)
