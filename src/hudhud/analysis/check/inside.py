"""The incidents that a claim is about, drawn: which are in its scope, and how many they harmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from hudhud.analysis.check.question import Question
from hudhud.analysis.check.tolls import Floats, Known, draw_tolls
from hudhud.errors import AnalysisError
from hudhud.model import Record

DRAWS = 4000

NEARLY = timedelta(days=31)
"""A record whose first and last incidents lie so near to a period's ends is taken to hold all of it."""


@dataclass(frozen=True)
class Inside:
    """Single incidents that are or may be in scope. Arrays have a row a draw and a column an incident."""

    records: tuple[Record, ...]
    sure: Known
    """In scope without doubt, shape (incidents,)."""
    known: Known
    """With a figure, shape (incidents,)."""
    tolls: Floats
    counts: Known
    """Whether each counts in each draw: those in doubt in every other one."""
    sums: tuple[Record, ...]
    """Sums and fights of many days in scope, which are no single incidents."""
    first: date
    """The first and the last day that the record covers."""
    last: date

    def column(self, identity: str) -> int | None:
        """An incident's place among the columns; None where it is not in scope."""
        return next((n for n, r in enumerate(self.records) if r.id == identity), None)

    def without(self, column: int) -> Known:
        """All columns but one."""
        return np.asarray(np.arange(len(self.records)) != column)

    def settings(self) -> tuple[Known, Known, Known]:
        """What counts: as weighed; what is surely in scope and has a figure; all that may be. Shapes as `counts`."""
        every = np.ones_like(self.counts)
        return self.counts, every & (self.sure & self.known), every

    def whole(self, question: Question) -> bool:
        """Whether the record reaches from the beginning to the end of the claim's period."""
        since = question.earlier[0] if question.earlier else question.scope.since
        until = question.scope.until
        return (since is None or self.first - NEARLY <= since) and (until is None or self.last + NEARLY >= until)

    def gaps(self, question: Question) -> list[str]:
        """What is not known of the claim's scope, in sentences."""
        since = question.earlier[0] if question.earlier else question.scope.since
        found = []
        if since is not None and self.first - NEARLY > since:
            found.append(f"The record begins on {self.first}; what happened from {since} until then is not in it.")
        if question.scope.until is not None and self.last + NEARLY < question.scope.until:
            found.append(f"The record ends on {self.last}, before {question.scope.until}.")
        doubtful, blank = int((~self.sure).sum()), int((self.sure & ~self.known).sum())
        if doubtful:
            found.append(f"{_incidents(doubtful)} may or may not be in scope: each counts in every other draw.")
        if blank:
            found.append(f"{_incidents(blank)} in scope without a figure: taken to be like the others.")
        if self.sums:
            found.append(
                f"{_incidents(len(self.sums))} in scope are sums or fights of many days: not compared as single ones."
            )
        return found


def inside(question: Question, records: Sequence[Record], *, seed: int = 0, draws: int = DRAWS) -> Inside:
    """Draw a claim's incidents.

    Raises:
        AnalysisError: no record has a date, so that no period can be covered.
    """
    dated = [r.when for r in records if r.when is not None]
    if not dated:
        raise AnalysisError("no incident has a date, so no claim about a period can be checked; check the dates")
    fits = [(r, question.fit(r)) for r in records]
    single = [(r, fit) for r, fit in fits if fit != "out" and not r.aggregate]
    chosen = tuple(r for r, _ in single)
    rng = np.random.default_rng(seed)
    sure = np.array([fit == "in" for _, fit in single], dtype=bool)
    tolls, known = draw_tolls(chosen, question.scope, question.harm, draws, rng)
    counts = sure | (rng.random((draws, len(chosen))) < 0.5)
    return Inside(
        records=chosen,
        sure=sure,
        known=known,
        tolls=tolls,
        counts=counts,
        sums=tuple(r for r, fit in fits if fit == "in" and r.aggregate),
        first=min(w.start for w in dated),
        last=max(w.end for w in dated),
    )


def _incidents(number: int) -> str:
    return "1 incident" if number == 1 else f"{number:,} incidents"
