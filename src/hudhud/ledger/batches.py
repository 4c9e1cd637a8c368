"""Long lists in pieces that one query takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 500
"""Ids in one query; SQLite takes some 30,000 values, PostgreSQL as many."""


def batches(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """The values in order, so many at a time."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
