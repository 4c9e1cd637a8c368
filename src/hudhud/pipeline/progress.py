"""Who acts, and how long work tells where it is."""

from __future__ import annotations

from collections.abc import Callable

from hudhud import __version__

MACHINE = f"hudhud {__version__}"

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how much of it is done, and how much there is, if known."""


def silent(_: str, __: int, ___: int | None) -> None:
    """For those who want to hear nothing."""
