"""Our incidents beside others' records, one by one: what is the same in both, and what is in one alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from hudhud.model.records import Record

Outcome = Literal["agree", "differ", "ours_only", "theirs_only", "not_compared"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which a pair contradicts itself, each side in words."""

    field: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A pair, or a record that has no partner."""

    outcome: Outcome
    ours: Record | None
    theirs: Record | None
    differences: tuple[Difference, ...] = ()
    unsaid: tuple[str, ...] = ()
    """Of a pair, the fields that one side says nothing of; they neither agree nor differ."""
    cost: float | None = None
    """Of a pair, how far apart it is; 0 is alike in everything, and above the cut nothing is a pair."""
    reason: str | None = None
    """Why it was not compared."""

    @property
    def record(self) -> Record:
        """The side that there is, ours first."""
        found = self.ours or self.theirs
        assert found is not None
        return found
