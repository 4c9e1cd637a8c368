"""The task's closed lists as JSON: places from its documents and keys, names of nations, names of organisations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from muc4_adapter.entities import weighty
from muc4_adapter.extractor import Lists
from muc4_adapter.places import read_lexicon, tabulate

_PATH = re.compile(r"^((?:[A-Z][A-Z .]+)(?::\s*[A-Z0-9Ñ'. -]+\s*\([A-Z ?/]+\))+)")
_KEY_WEIGHT = 3.0


def _documents(folder: Path) -> Iterable[str]:
    for name in ("containing-areas-part1.v5", "containing-areas-part2"):
        for line in (folder / name).read_text("latin-1").splitlines():
            if found := _PATH.match(line.strip()):
                yield found[1]


def _nations(folder: Path) -> list[str]:
    lines = (folder / "set-list-foreign-nation.v5").read_text("latin-1").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("1.0"))
    names = []
    for line in lines[start + 1 :]:
        if line.startswith("2.0"):
            break
        if re.fullmatch(r"[A-Z][A-Z .]+", line.strip()):
            names.append(line.strip())
    return names


def _aliases(keys: Mapping[str, list[Any]]) -> dict[str, str]:
    """Long name → short name, where keys give both of an organisation."""
    found: dict[str, str] = {}
    for templates in keys.values():
        for template in templates:
            for fill in template.slots.get(10, []):
                short = [v for v in fill.values if " " not in v and len(v) <= 6]
                if short:
                    found |= {" ".join(weighty(v)): short[0] for v in fill.values if v not in short}
    return found


def make(taskdoc: Path, keys: Mapping[str, list[Any]]) -> dict[str, Any]:
    """The lists in JSON form."""
    paths = [(p, 1.0) for p in _documents(taskdoc)]
    for templates in keys.values():
        paths += [(v, _KEY_WEIGHT) for t in templates for f in t.slots.get(3, []) for v in f.values]
    nations = _nations(taskdoc)
    known = set(nations)
    table = {n: rows for n, rows in tabulate(paths).items() if n not in known and len(n) > 2}
    return {"places": table, "nations": nations, "organisations": _aliases(keys)}


def read(content: Mapping[str, Any]) -> Lists:
    """The lists from their JSON form."""
    return Lists(read_lexicon(content["places"]), frozenset(content["nations"]), content["organisations"])
