"""Trends and totals: what all incidents of a scope come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np

from hudhud.analysis.basis import Basis
from hudhud.analysis.check.inside import Inside, inside
from hudhud.analysis.check.question import Question, Total, Trend, counted
from hudhud.analysis.check.tolls import Floats, Known
from hudhud.analysis.check.verdict import SAID, Deciding, Verdict, chance_of, finding_of, middle_of
from hudhud.errors import AnalysisError
from hudhud.model import Record

NEAR = 0.1
"""A figure that a claim gives roughly, and every ratio, is right within a tenth."""

_SHOWN = 5


def check_many(question: Question, records: Sequence[Record], *, seed: int = 0) -> Verdict:
    """Whether the incidents of the claim's scope come to what it says.

    Raises:
        AnalysisError: the claim's periods cannot be told, or nothing of them is in the record.
    """
    predicate = question.predicate
    assert isinstance(predicate, Trend | Total)
    drawn = inside(_stretched(question), records, seed=seed)
    spans = _spans(question, drawn)
    sums = [_sums(drawn, span, predicate.what) for span in spans]
    true, known_part, with_all = (_holds(predicate, [three[n] for three in sums]) for n in range(3))
    chance, whole = chance_of(true, known_part, with_all), drawn.whole(question)
    finding = finding_of(chance, float(known_part.mean()), whole=whole)
    if not whole and not _certain(predicate, sums[-1][1]):
        # What is not in the record may add to any sum, and to either side of a comparison.
        finding = "undetermined"
    values = tuple((f"{start} to {end}", *middle_of(three[0])) for (start, end), three in zip(spans, sums, strict=True))
    verdict = Verdict(question, finding, chance, _deciding(question, drawn, spans[-1]), None,
                      _basis(question, drawn), "", values)  # fmt: skip
    ratio = _ratio(sums[0][0], sums[-1][0]) if isinstance(predicate, Trend) else ""
    return replace(verdict, words=_words(verdict, predicate) + ratio)


def _ratio(old: Floats, new: Floats) -> str:
    middle, (low, high) = middle_of(new / np.maximum(old, 0.5))
    return f" The last is {middle:.2f} [{low:.2f}–{high:.2f}] times the first."


def _stretched(question: Question) -> Question:
    """Over all the days that are looked at, the earlier ones too."""
    if question.earlier is None:
        return question
    return replace(question, scope=question.scope.during(question.earlier[0], question.scope.until))


def _spans(question: Question, drawn: Inside) -> list[tuple[date, date]]:
    scope, predicate = question.scope, question.predicate
    if isinstance(predicate, Trend) and predicate.every_year:
        first = (scope.since or drawn.first).year
        last = min(scope.until or drawn.last, drawn.last)
        years = [y for y in range(first, last.year + 1) if date(y, 12, 31) <= last]
        if len(years) < 2:
            raise AnalysisError(
                f"from {first} on the record holds {len(years)} whole years, and a change from year to year needs two"
            )
        return [(date(y, 1, 1), date(y, 12, 31)) for y in years]
    now = (scope.since or drawn.first, scope.until or drawn.last)
    if isinstance(predicate, Total):
        return [now]
    if question.earlier is None:
        raise AnalysisError("the claim does not say which time is compared with which; name the year or the months")
    return [question.earlier, now]


def _sums(drawn: Inside, span: tuple[date, date], what: str) -> tuple[Floats, Floats, Floats]:
    """The sum over a span: as weighed, on the known part, with all that may be. Each of shape (draws,)."""
    middle = [r.when.start + (r.when.end - r.when.start) / 2 if r.when else None for r in drawn.records]
    within = np.array([m is not None and span[0] <= m <= span[1] for m in middle], dtype=bool)
    amount = np.ones_like(drawn.tolls) if what == "incidents" else drawn.tolls
    weighed, known, every = ((amount * (counts & within)).sum(axis=1) for counts in drawn.settings())
    if what == "incidents":
        known = (amount * (drawn.sure & within)).sum(axis=1)
    return weighed, known, every


def _holds(predicate: Trend | Total, sums: Sequence[Floats]) -> Known:
    if isinstance(predicate, Total):
        slack = NEAR if predicate.about or predicate.low == predicate.high else 0.0
        low = predicate.low * (1 - slack) if predicate.low is not None else -np.inf
        high = predicate.high * (1 + slack) if predicate.high is not None else np.inf
        return np.asarray((sums[0] >= low) & (sums[0] <= high))
    steps = [new > old if predicate.up else new < old for old, new in pairwise(sums)]
    found: Known = np.all(steps, axis=0)
    if predicate.times is not None:
        ratio = sums[-1] / np.maximum(sums[0], 0.5)
        found = found & (np.abs(ratio / predicate.times - 1) <= NEAR)
    return found


def _certain(predicate: Trend | Total, known: Floats) -> bool:
    """Whether what is known decides a total alone: it is reached already, or passed."""
    if not isinstance(predicate, Total):
        return False
    low, high = np.quantile(known, [0.05, 0.95])
    reached = predicate.high is None and predicate.low is not None and low >= predicate.low
    passed = predicate.high is not None and low > predicate.high * (1 + NEAR)
    return bool(reached or passed or high < 0)


def _deciding(question: Question, drawn: Inside, span: tuple[date, date]) -> tuple[Deciding, ...]:
    """The largest incidents of the last span."""
    middle = np.median(drawn.tolls, axis=0)
    rows = []
    for n in np.argsort(-middle, kind="stable"):
        when = drawn.records[n].when
        if when is not None and span[0] <= when.start and when.end <= span[1]:
            rows.append(Deciding(drawn.records[n], "in scope" if drawn.sure[n] else "may be in scope", None))
        if len(rows) == _SHOWN:
            break
    return (*rows, *(Deciding(r, "a sum or a fight of many days", None) for r in drawn.sums[:2]))


def _basis(question: Question, drawn: Inside) -> Basis:
    return Basis(
        tuple(r.id for r in drawn.records),
        tuple(drawn.gaps(question)),
        (
            "Incidents that no report told of are missing in all times alike.",
            "A figure given roughly, and a ratio, holds within a tenth.",
            "Tolls lie in their intervals nine times in ten, each by itself; a table's range is taken as such one.",
            "An incident counts in the time of its middle day.",
        ),
    )


def _words(verdict: Verdict, predicate: Trend | Total) -> str:
    found = SAID[verdict.finding]
    parts = "; ".join(f"{name}: {mid:,.0f} [{low:,.0f}–{high:,.0f}]" for name, mid, (low, high) in verdict.values)
    return (
        f"“{verdict.question.words}”: {found}; it holds with a probability of {verdict.chance}. "
        f"There were, of {counted(predicate.what)}, {parts} (90 % intervals)."
    )
