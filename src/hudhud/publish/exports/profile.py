"""What a profile is: a form of file, what it cannot hold, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from hudhud.model.exports import Header, Item

Writer = Callable[[Iterable[Item], Header, Path], int]
"""Writes items to a new file as they come, holding few of them at once; returns how many lines or rows it wrote."""


Kind = Literal["text", "whole", "number", "date", "truth"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    kind: Kind
    about: str
    tag: str = ""
    """Its hashtag in the Humanitarian Exchange Language; "" where it has none."""


@dataclass(frozen=True)
class Profile:
    """One form in which incidents leave."""

    name: str
    suffix: str
    """Of its files, with the dot."""
    about: str
    """Whose form it is, in a line."""
    loses: tuple[str, ...]
    """What the ledger knows and this form cannot hold, a sentence each; () where it holds everything."""
    write: Writer
    tables: Mapping[str, tuple[Column, ...]] = field(default_factory=dict)
    """The columns of its tables, by the name of the sheet or "" where there is one table; for the documentation."""
    rules: tuple[str, ...] = ()
    """What is chosen where the form wants what reports do not say, a sentence each."""
