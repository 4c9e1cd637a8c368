"""Profiles to scored links, by splink on DuckDB.

A pair's score follows from its two profiles and the trained weights alone. So a report that arrives
alone (`score_new`) gets the links that it would have got in a batch (`score_all`).
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from itertools import islice
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from splink import DuckDBAPI, Linker

from hudhud.learned.encoder import WIDTH
from hudhud.linking.blocking import keys
from hudhud.linking.profile import Profile
from hudhud.linking.settings import COMPARED, ID, Compared, settings

KEPT = -4.0
"""Links are kept from this weight on: those below `THRESHOLD` join nothing alone, and weigh in groups."""

_AT_ONCE = 20_000  # rows that are Python objects and table at the same time

_PARTS = 1_000_000  # of a bit, to which two weights are told apart

_LEFT_OUT = frozenset(
    "mention document told_at aggregate status sure_date counts told_days around story vector".split()
)
"""What no comparison looks at as it stands: the names, the exclusions, the keys, or packed."""


def _no_news(record: logging.LogRecord) -> bool:
    """False for the warning that a comparison has no level for what is not said: that of dates needs none."""
    return "No null level" not in record.getMessage()


logging.getLogger("splink.internals.settings").addFilter(_no_news)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing compared: which of its outcomes was found, in words, and its weight in bits."""

    name: str
    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Link:
    """Two mentions compared. `weight` is the log to base 2 of the odds that they tell of one incident."""

    one: str
    other: str
    weight: float
    comparisons: tuple[Comparison, ...]


@lru_cache(maxsize=1)
def weights() -> dict[str, Any]:
    """The trained weights: `prior`, `threshold`, and of each comparison the m and u of its levels."""
    text = resources.files("hudhud.linking").joinpath("weights.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@lru_cache(maxsize=1)
def version() -> str:
    """Names the comparisons and weights in use; links made by another version are made again."""
    told = json.dumps([weights(), [repr(c) for c in COMPARED], [f.name for f in fields(Profile)]], sort_keys=True)
    return f"splink {sha256(told.encode()).hexdigest()[:12]}"


def score_all(profiles: Sequence[Profile]) -> list[Link]:
    """All links among the profiles that share a key."""
    return score_with(weights(), profiles)


def score_with(chosen: Mapping[str, Any], profiles: Sequence[Profile], keep: float = KEPT) -> list[Link]:
    """`score_all` with other weights than those that are shipped, and links from `keep` bits on."""
    if len(profiles) < 2:
        return []
    chosen = told_apart(chosen)
    with _linker(profiles, map(keys, profiles), chosen) as (_, linker):
        return _links(linker, profiles, chosen, keep)


def score_new(new: Sequence[Profile], old: Sequence[Profile]) -> list[Link]:
    """The links of `new` profiles with each other and with `old` ones; only pairs that share a key."""
    everyone = list({p.mention: p for p in (*old, *new)}.values())
    pairs = _sharing({p.mention for p in new}, everyone)
    if not pairs:
        return []
    chosen = told_apart(weights())
    row = {p.mention: n for n, p in enumerate(everyone)}
    left, right = ([row[pair[end]] for pair in pairs] for end in (0, 1))
    blocked = pa.table({"join_key_l": left, "join_key_r": right, "match_key": ["0"] * len(pairs)})
    with _linker(everyone, [[] for _ in everyone], chosen) as (api, linker):
        linker.table_management.register_blocked_pairs_for_predict(api.register(blocked))
        return _links(linker, everyone, chosen, KEPT)


def _sharing(new: set[str], everyone: Iterable[Profile]) -> list[tuple[str, str]]:
    """Pairs with a new mention in them that share a key, the smaller id first."""
    holders: dict[str, list[str]] = {}
    for profile in everyone:
        for key in keys(profile):
            holders.setdefault(key, []).append(profile.mention)
    pairs = {(min(a, b), max(a, b)) for group in holders.values() for a in group if a in new for b in group if a != b}
    return sorted(pairs)


@contextmanager
def _linker(
    profiles: Sequence[Profile], blocks: Iterable[Sequence[str]], chosen: Mapping[str, Any]
) -> Iterator[tuple[DuckDBAPI, Linker]]:
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        api = DuckDBAPI(connection)
        # splink would set up a log of its own to tell how long it took.
        yield api, Linker(api.register(table(profiles, blocks)), settings(chosen), log_level=None)


def table(profiles: Sequence[Profile], blocks: Iterable[Sequence[str]]) -> pa.Table:
    """The profiles as splink takes them, one row each, named by its number, with their keys."""
    columns: dict[str, pa.ChunkedArray] = {ID: pa.chunked_array([pa.array(range(len(profiles)), pa.int32())])}
    for one in fields(Profile):
        if one.name not in _LEFT_OUT:
            columns[one.name] = _column((getattr(p, one.name) for p in profiles), _arrow_type(str(one.type)))
    columns["vector"] = pa.chunked_array([_vectors([p.vector for p in profiles])])
    # Numbers take a third of the room of the keys themselves; they only have to agree within this table.
    numbers = ([hash(key) for key in block] for block in blocks)
    return pa.table(columns | {"keys": _column(numbers, pa.list_(pa.int64()))})


def _column(values: Iterable[Any], kind: pa.DataType) -> pa.ChunkedArray:
    rest = iter(values)
    chunks = iter(lambda: list(islice(rest, _AT_ONCE)), [])
    return pa.chunked_array([pa.array(chunk, kind) for chunk in chunks], kind)


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


def _links(linker: Linker, profiles: Sequence[Profile], chosen: Mapping[str, Any], keep: float) -> list[Link]:
    found = linker.inference.predict(threshold_match_weight=keep, warning_mode="never")

    def batches(wanted: Sequence[str]) -> Iterable[pa.RecordBatch]:
        return found.as_duckdbpyrelation().select(*wanted).to_arrow_reader(_AT_ONCE)  # type: ignore[no-any-return]

    links = links_from(batches, profiles, chosen)
    found.drop_table_from_database_and_remove_from_cache()
    return links


def links_from(
    batches: Callable[[Sequence[str]], Iterable[pa.RecordBatch]], profiles: Sequence[Profile], chosen: Mapping[str, Any]
) -> list[Link]:
    """Links from the columns of splink's answer, whichever engine gave it; `batches` is asked for them by name."""
    outcomes = [_outcomes(one, chosen["comparisons"][one.name]) for one in COMPARED]
    wanted = [f"{ID}_l", f"{ID}_r", "match_weight", *(f"mw_{one.column}" for one in COMPARED)]
    # Millions of links share few patterns of outcomes, and the profiles' own names: each is kept once.
    names = [p.mention for p in profiles]
    patterns: dict[tuple[float, ...], tuple[Comparison, ...]] = {}
    links: list[Link] = []
    for batch in batches(wanted):
        for a, b, weight, *bits in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            pattern = tuple(bits)
            compared = patterns.get(pattern)
            if compared is None:
                compared = tuple(one[_key(w)] for one, w in zip(outcomes, pattern, strict=True))
                patterns[pattern] = compared
            one, other = sorted((names[a], names[b]))
            links.append(Link(one, other, round(weight, 4), compared))
    return links


def _outcomes(one: Compared, trained: Sequence[Mapping[str, float]]) -> dict[int, Comparison]:
    """The outcomes of a comparison in words, each by the weight that splink gives to it."""
    words = [level.words for level in one.levels] + [one.otherwise]
    told = {_key(_bits(t)): Comparison(one.name, w, round(_bits(t), 2)) for w, t in zip(words, trained, strict=True)}
    if one.null is not None:
        told[0] = Comparison(one.name, one.null_words, 0.0)
    return told


def told_apart(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """The weights with no two of one comparison equal: splink tells an outcome by its weight alone.

    Of equal ones the later gets a few millionths of a bit more, and so does one of 0, which is the
    weight of nothing said.
    """
    comparisons: dict[str, list[dict[str, float]]] = {}
    for one in COMPARED:
        taken = set() if one.null is None else {0}
        comparisons[one.name] = []
        for level in chosen["comparisons"][one.name]:
            bits = _bits(level)
            while _key(bits) in taken:
                bits += 2 / _PARTS
            taken.add(_key(bits))
            comparisons[one.name].append({"m": level["u"] * 2.0**bits, "u": level["u"]})
    return {**chosen, "comparisons": comparisons}


def _bits(level: Mapping[str, float]) -> float:
    return math.log2(level["m"] / level["u"])


def _key(bits: float) -> int:
    return round(bits * _PARTS)
