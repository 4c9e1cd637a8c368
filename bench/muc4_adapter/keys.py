"""Key templates, and where their fillers stand in the text. For training and scoring only."""

from __future__ import annotations

import importlib.util
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from measuring import SHARED

from muc4_adapter.analysis import Analysis
from muc4_adapter.fills import ROLE_SLOTS

FOLDER = SHARED / "bench" / "muc4"


@lru_cache(maxsize=1)
def scorer() -> ModuleType:
    """The scorer that comes with the data."""
    spec = importlib.util.spec_from_file_location("muc4_score", FOLDER / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(FOLDER / "score.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["muc4_score"] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def read_keys(paths: Iterable[Path]) -> dict[str, list[Any]]:
    """The key templates of each document; none where the document is irrelevant."""
    found: dict[str, list[Any]] = defaultdict(list)
    for path in paths:
        for template in scorer().read_templates(str(path), is_key=True, lenient=True):
            found[template.doc] += [template] if template.slots else []
    return dict(found)


@dataclass(frozen=True)
class Filler:
    """A filler of a string slot and where it stands: token ranges, of which `sure` are meant by the key.

    `facts` are the set fills told of it by slot number.
    """

    template: int
    role: str
    values: tuple[str, ...]
    optional: bool
    spans: tuple[tuple[int, int], ...]
    sure: tuple[tuple[int, int], ...]
    facts: Mapping[int, tuple[str, ...]]


def _positions(analysis: Analysis) -> list[tuple[str, int]]:
    words = scorer().words
    return [(w, i) for i, t in enumerate(analysis.tokens) for w in words(t.text) if t.text[:1].isalnum()]


def _find(wanted: Sequence[str], line: Sequence[tuple[str, int]]) -> list[tuple[int, int]]:
    size = len(wanted)
    return [
        (line[at][1], line[at + size - 1][1] + 1)
        for at in range(len(line) - size + 1)
        if line[at][0] == wanted[0] and all(line[at + k][0] == wanted[k] for k in range(size))
    ]


def _facts(template: Any, role: str, fill: Any) -> dict[int, tuple[str, ...]]:
    words = scorer().words
    own = {words(v) for v in fill.values} | {words(v) for v in fill.tags if role == "human_description"}
    found: dict[int, tuple[str, ...]] = {}
    for slot, fills in template.slots.items():
        if slot in (2, 3, 4, 5, 8):
            found[slot] = fills[0].values
        elif slot in scorer().SLOTS and ROLE_SLOTS[role] in scorer().SLOTS[slot].refs:
            values = [v for f in fills if own & {words(t) for t in f.tags} for v in f.values]
            if values:
                found[slot] = tuple(values)
    return found


def fillers(analysis: Analysis, templates: Sequence[Any]) -> list[Filler]:
    """The fillers of all string slots that stand in the text.

    Of several places, those are sure that share a sentence with another filler of the same template; if none
    does, all of them.
    """
    line = _positions(analysis)
    words = scorer().words
    raw: list[tuple[int, str, Any, list[tuple[int, int]]]] = []
    for number, template in enumerate(templates):
        for role, slot in ROLE_SLOTS.items():
            for fill in template.slots.get(slot, []):
                spans = sorted({s for v in fill.values if words(v) for s in _find(words(v), line)})
                if spans:
                    raw.append((number, role, fill, spans))
    at: dict[tuple[int, int], set[int]] = defaultdict(set)
    for index, (number, _, _, spans) in enumerate(raw):
        for start, _ in spans:
            at[number, analysis.tokens[start].sentence].add(index)
    found = []
    for number, role, fill, spans in raw:
        shared = [s for s in spans if len(at[number, analysis.tokens[s[0]].sentence]) > 1]
        found.append(Filler(number, role, fill.values, fill.optional, tuple(spans), tuple(shared or spans),
                            _facts(templates[number], role, fill)))  # fmt: skip
    return found
