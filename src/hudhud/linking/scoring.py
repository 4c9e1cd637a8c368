"""Profiles to scored links, by splink on DuckDB.

A pair's score follows from its two profiles and the trained weights alone. So a report that arrives
alone (`score_new`) gets the links that it would have got in a batch (`score_all`).
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from typing import Any

import numpy as np
import pyarrow as pa
from splink import DuckDBAPI, Linker

from hudhud.learned.encoder import WIDTH
from hudhud.linking.blocking import keys
from hudhud.linking.profile import Profile
from hudhud.linking.settings import COMPARED, ID, Compared, settings

KEPT = -4.0
"""Links are kept from this weight on: those below `THRESHOLD` join nothing alone, and weigh in groups."""

_LEFT_OUT = frozenset({"counts", "told_days", "vector"})  # the first two are for the exclusions alone


@dataclass(frozen=True)
class Comparison:
    """One thing compared: which of its outcomes was found, in words, and its weight in bits."""

    name: str
    words: str
    weight: float


@dataclass(frozen=True)
class Link:
    """Two mentions compared. `weight` is the log to base 2 of the odds that they tell of one incident."""

    one: str
    other: str
    weight: float
    comparisons: tuple[Comparison, ...]

    @property
    def score(self) -> float:
        """The weight as a probability."""
        return 1 / (1 + math.exp2(-self.weight))


@lru_cache(maxsize=1)
def weights() -> dict[str, Any]:
    """The trained weights: `prior`, `threshold`, and of each comparison the m and u of its levels."""
    text = resources.files("hudhud.linking").joinpath("weights.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@lru_cache(maxsize=1)
def version() -> str:
    """Names the comparisons and weights in use; links made by another version are made again."""
    told = json.dumps([weights(), [repr(c) for c in COMPARED]], sort_keys=True)
    return f"splink {sha256(told.encode()).hexdigest()[:12]}"


def score_all(profiles: Sequence[Profile]) -> list[Link]:
    """All links among the profiles that share a key."""
    return score_with(weights(), profiles)


def score_with(chosen: Mapping[str, Any], profiles: Sequence[Profile], keep: float = KEPT) -> list[Link]:
    """`score_all` with other weights than those that are shipped, and links from `keep` bits on."""
    if len(profiles) < 2:
        return []
    _, linker = _linker(profiles, [keys(p) for p in profiles], chosen)
    return _links(linker, chosen, keep)


def score_new(new: Sequence[Profile], old: Sequence[Profile]) -> list[Link]:
    """The links of `new` profiles with each other and with `old` ones; only pairs that share a key."""
    everyone = list({p.mention: p for p in (*old, *new)}.values())
    pairs = _sharing({p.mention for p in new}, everyone)
    if not pairs:
        return []
    api, linker = _linker(everyone, [[] for _ in everyone], weights())
    left, right = zip(*pairs, strict=True)
    blocked = pa.table({"join_key_l": left, "join_key_r": right, "match_key": ["0"] * len(pairs)})
    linker.table_management.register_blocked_pairs_for_predict(api.register(blocked))
    return _links(linker, weights(), KEPT)


def _sharing(new: set[str], everyone: Iterable[Profile]) -> list[tuple[str, str]]:
    """Pairs with a new mention in them that share a key, the smaller id first."""
    holders: dict[str, list[str]] = {}
    for profile in everyone:
        for key in keys(profile):
            holders.setdefault(key, []).append(profile.mention)
    pairs = {(min(a, b), max(a, b)) for group in holders.values() for a in group if a in new for b in group if a != b}
    return sorted(pairs)


def _linker(
    profiles: Sequence[Profile], blocks: Sequence[Sequence[str]], chosen: Mapping[str, Any]
) -> tuple[DuckDBAPI, Linker]:
    # splink tells on its log what a trained model lets nobody act on.
    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI()
    return api, Linker(api.register(table(profiles, blocks)), settings(chosen), log_level=None)


def table(profiles: Sequence[Profile], blocks: Sequence[Sequence[str]]) -> pa.Table:
    """The profiles as splink takes them, one row each, with their keys."""
    columns: dict[str, pa.Array] = {}
    for one in fields(Profile):
        if one.name in _LEFT_OUT:
            continue
        values = [getattr(p, one.name) for p in profiles]
        columns[one.name] = pa.array(values, _arrow_type(str(one.type)))
    columns["vector"] = _vectors([p.vector for p in profiles])
    return pa.table(columns | {"keys": pa.array(blocks, pa.list_(pa.string()))})


def _vectors(packed: Sequence[bytes]) -> pa.Array:
    nothing = bytes(4 * WIDTH)
    numbers = np.frombuffer(b"".join(one or nothing for one in packed), np.float32)
    missing = pa.array([not one for one in packed])
    return pa.FixedSizeListArray.from_arrays(pa.array(numbers), WIDTH, mask=missing)


def _arrow_type(told: str) -> pa.DataType:
    if told.startswith("tuple"):
        return pa.list_(pa.string())
    kind = told.split(" |", maxsplit=1)[0]
    return {"str": pa.string(), "int": pa.int32(), "float": pa.float64(), "bool": pa.bool_()}[kind]


def _links(linker: Linker, chosen: Mapping[str, Any], keep: float) -> list[Link]:
    found = linker.inference.predict(threshold_match_weight=keep, warning_mode="never")
    rows = found.as_duckdbpyrelation().to_arrow_table()
    columns = []
    for one in COMPARED:
        outcomes = _outcomes(one, chosen["comparisons"][one.name])
        bits = rows.column(f"mw_{one.column}").to_pylist()
        columns.append([_compared(one.name, outcomes, b) for b in bits])
    ids = zip(rows.column(f"{ID}_l").to_pylist(), rows.column(f"{ID}_r").to_pylist(), strict=True)
    total = rows.column("match_weight").to_pylist()
    return [
        Link(min(a, b), max(a, b), round(weight, 4), compared)
        for (a, b), weight, compared in zip(ids, total, zip(*columns, strict=True), strict=True)
    ]


Outcomes = Sequence[tuple[str, float]]


def _outcomes(one: Compared, trained: Sequence[Mapping[str, float]]) -> Outcomes:
    """The outcomes of a comparison in words, each with its weight in bits."""
    words = [level.words for level in one.levels] + [one.otherwise]
    told = [(w, math.log2(t["m"] / t["u"])) for w, t in zip(words, trained, strict=True)]
    return told if one.null is None else [*told, (one.null_words, 0.0)]


def _compared(name: str, outcomes: Outcomes, bits: float) -> Comparison:
    """The outcome that has this weight: splink gives weights alone, and those of one comparison differ."""
    words, weight = min(outcomes, key=lambda outcome: abs(outcome[1] - bits))
    return Comparison(name, words, round(weight, 2))
