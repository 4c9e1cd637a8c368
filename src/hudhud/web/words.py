"""The catalogue of every word that a person sees, from the files under `strings/`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def strings() -> Mapping[str, str]:
    """The catalogue of what the workbench says, by key: one file an area, each key in one of them only."""
    found: dict[str, str] = {}
    for path in sorted(Path(__file__).with_name("strings").glob("*.yaml")):
        own: dict[str, str] = yaml.safe_load(path.read_text("utf-8"))
        twice = own.keys() & found.keys()
        if twice:
            raise ValueError(f"{path.name} says again: {', '.join(sorted(twice))}")
        found |= own
    return found


def say(key: str, **values: Any) -> str:
    """The words of the catalogue under a key, with values put in; of `key.one`, if there are any, where `n` is 1."""
    said = strings()
    return said.get(f"{key}.one" if values.get("n") == 1 else key, said[key]).format(**values)
