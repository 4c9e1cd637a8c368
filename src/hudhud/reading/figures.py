"""What was measured of hudhud's own readers, for `hudhud readers`."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

import yaml


@lru_cache(maxsize=1)
def table() -> dict[str, list[dict[str, Any]]]:
    """By reader: bench, measure, in words what it is a share of, the data, and the value."""
    text = resources.files("hudhud.reading").joinpath("figures.yaml").read_text("utf-8")
    loaded: dict[str, list[dict[str, Any]]] = yaml.safe_load(text)
    return loaded


def figures_of(reader: str) -> dict[str, str]:
    """What `DocumentReader.figures` gives."""
    return {f"{each['says']} ({each['data']})": f"{each['value']:.2f}" for each in table().get(reader, ())}
