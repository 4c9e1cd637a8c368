"""What a profile is: a form of file, what it cannot hold, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from hudhud.model.exports import Header, Item

Writer = Callable[[Iterable[Item], Header, Path], int]
"""Writes items to a new file as they come, holding few of them at once; returns how many lines or rows it wrote."""


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
