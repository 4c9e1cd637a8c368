"""The catalogue of every word that a site says itself, from `strings.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def strings() -> Mapping[str, str]:
    """The catalogue, by key."""
    found: dict[str, str] = yaml.safe_load((resources.files("hudhud.publish.site") / "strings.yaml").read_text("utf-8"))
    return found


def say(key: str, **values: Any) -> str:
    """The words under a key, with values put in; those of `key.one`, if there are any, where `n` is 1."""
    said = strings()
    return said.get(f"{key}.one" if values.get("n") in {1, "1"} else key, said[key]).format(**values)
