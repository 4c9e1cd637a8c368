"""What an answer rests on, so that it can be doubted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Basis:
    """What was used, what was missing, and what must hold for the answer to hold."""

    ids: tuple[str, ...]
    """Of the incidents or persons used; where a table names none, its rows by number are not repeated here."""
    gaps: tuple[str, ...]
    """What was left out or is not known, each in a sentence."""
    assumptions: tuple[str, ...]
    """What must be true, each in a sentence."""

    def lines(self) -> tuple[str, ...]:
        """Gaps and assumptions, as they are printed under an answer."""
        return tuple(f"Gap: {g}" for g in self.gaps) + tuple(f"Assumed: {a}" for a in self.assumptions)
