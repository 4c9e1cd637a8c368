"""The one question to ask: does the record bear a claim out?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hudhud.analysis.check.many import check_many
from hudhud.analysis.check.question import First, Question, Superlative
from hudhud.analysis.check.single import check_single
from hudhud.analysis.check.verdict import Verdict
from hudhud.errors import AnalysisError
from hudhud.model import Record


def check(
    question: Question, records: Sequence[Record], *, incident: str | None = None, on: date | None = None, seed: int = 0
) -> Verdict:
    """Hold a claim against the record, by simulation over what its figures leave open.

    Args:
        question: the claim.
        records: all that is known, in scope or not: they tell what the record covers.
        incident: the id of the one that a superlative or a first is about; without it the latest in scope.
        on: the day of the claim: nothing after it counts.
        seed: of the draws.

    Raises:
        AnalysisError: there is no such incident, or the record holds nothing to hold the claim against.
    """
    known = [r for r in records if on is None or r.when is None or r.when.start <= on]
    if not isinstance(question.predicate, Superlative | First):
        return check_many(question, known, seed=seed)
    return check_single(question, known, _subject(question, known, incident), seed=seed)


def _subject(question: Question, records: Sequence[Record], incident: str | None) -> Record:
    if incident is not None:
        found = next((r for r in records if r.id == incident), None)
        if found is None:
            raise AnalysisError(f"no incident has the id {incident!r} by then; `hudhud incidents` lists them")
        return found
    inside = [r for r in records if not r.aggregate and r.when is not None and question.fit(r) == "in"]
    if isinstance(question.predicate, Superlative):
        harm = question.predicate.harm
        inside = [r for r in inside if question.scope.toll(r, harm) is not None]
    if not inside:
        raise AnalysisError(f"no incident of the record is surely in the claim's scope ({question.understood})")
    return max(inside, key=lambda r: (r.when.end if r.when else date.min, r.id))
