"""A filter of the incidents that somebody gave a name, to find it again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named address of the page of incidents."""

    id: int
    name: str
    query: str
    """As the page itself writes it; without the question mark."""
    by: str
    shared: bool
    own: bool
    """Whether it is of the person who asked."""
