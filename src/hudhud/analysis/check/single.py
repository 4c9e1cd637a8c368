"""Superlatives and firsts: one incident held against the others of a scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from hudhud.analysis.basis import Basis
from hudhud.analysis.check.inside import Inside, inside
from hudhud.analysis.check.question import First, Question, Superlative
from hudhud.analysis.check.tolls import Known
from hudhud.analysis.check.verdict import SAID, Chance, Deciding, Verdict, chance_of, finding_of, middle_of
from hudhud.analysis.scope import Scope
from hudhud.errors import AnalysisError
from hudhud.model import Record

_SHOWN = 6
_AMONG = 5
_TENTH = 0.1
_LOOK_BACK = timedelta(days=370)


def check_single(question: Question, records: Sequence[Record], subject: Record, *, seed: int = 0) -> Verdict:
    """Whether `subject` is what the claim says beside the others of its scope, up to its own day.

    Raises:
        AnalysisError: the incident is not in scope, has no day, or no figure for what is compared.
    """
    predicate = question.predicate
    assert isinstance(predicate, Superlative | First)
    harm = question.harm
    question = _until(question, subject)
    drawn = inside(question, records, seed=seed)
    own = drawn.column(subject.id)
    if own is None:
        raise AnalysisError(
            f"{subject.id} is not one of the incidents that the claim is about ({question.understood}); "
            "name another with --incident"
        )
    if isinstance(predicate, Superlative) and not drawn.known[own]:
        raise AnalysisError(f"{subject.id} has no figure for {harm}, so it cannot be compared; name another incident")
    others = drawn.without(own)
    larger = _larger(predicate, drawn, own) & others
    true, known_part, with_all = (_holds(predicate, larger & counted, drawn) for counted in drawn.settings())
    chance, whole = chance_of(true, known_part, with_all), drawn.whole(question)
    finding = finding_of(chance, float(known_part.mean()), whole=whole)
    deciding = _deciding(predicate, drawn, own, larger, question)
    rival = _rival(question, records, subject, harm, deciding)
    values = ((f"{harm} in the incident", *middle_of(drawn.tolls[:, own])),)
    verdict = Verdict(question, finding, chance, deciding, rival, _basis(question, drawn), "", values)
    return replace(verdict, words=_words(verdict, subject, drawn, harm))


def _until(question: Question, subject: Record) -> Question:
    """A claim is about what was before the incident, and the incident."""
    if subject.when is None:
        raise AnalysisError(f"{subject.id} has no day, so what came before it cannot be told; name another incident")
    until = question.scope.until
    if until is None or isinstance(question.predicate, First):
        until = subject.when.end
    since = question.scope.since
    if question.days_back is not None:
        since = subject.when.start - timedelta(days=question.days_back)
    return replace(question, scope=question.scope.during(since, until))


def _larger(predicate: Superlative | First, drawn: Inside, own: int) -> Known:
    """Which of the others stand against the claim in each draw."""
    if isinstance(predicate, First):
        when = drawn.records[own].when
        before = [r.when is None or (when is not None and r.when.start < when.start) for r in drawn.records]
        return np.broadcast_to(np.array(before, dtype=bool), drawn.tolls.shape)
    mine = drawn.tolls[:, [own]]
    found: Known = drawn.tolls < mine if predicate.least else drawn.tolls > mine
    return found


def _holds(predicate: Superlative | First, against: Known, drawn: Inside) -> Known:
    most = 0
    if isinstance(predicate, Superlative):
        most = predicate.rank - 1
        if predicate.one_of:
            most = max(_AMONG - 1, int(_TENTH * len(drawn.records)) - 1)
        if predicate.rank > 1:
            found: Known = against.sum(axis=1) == most
            return found
    return np.asarray(against.sum(axis=1) <= most)


def _deciding(
    predicate: Superlative | First, drawn: Inside, own: int, larger: Known, question: Question
) -> tuple[Deciding, ...]:
    against = (larger & drawn.counts).mean(axis=0)
    middle = np.median(drawn.tolls, axis=0)
    # Those that stand against it for nearly sure, the largest first; then the likelier ones.
    order = [n for n in np.lexsort((-middle, -np.round(against, 1))) if n != own and against[n] > 0]
    if isinstance(predicate, Superlative) and len(order) < 2:
        rest = np.argsort(-middle, kind="stable")
        order += [n for n in rest if n != own and n not in order][: 2 - len(order)]
    rows = [Deciding(drawn.records[own], "the incident", None)]
    for n in order[:_SHOWN]:
        rows.append(Deciding(drawn.records[n], "in scope" if drawn.sure[n] else "may be in scope", float(against[n])))
    sums = sorted(drawn.sums, key=lambda r: -_figure(r, question.scope, question.harm))
    rows += [Deciding(r, "a sum or a fight of many days", None) for r in sums[:2]]
    return tuple(rows)


def _figure(record: Record, scope: Scope, harm: str) -> int:
    toll = scope.toll(record, harm)
    return toll.known if toll is not None else 0


def _rival(
    question: Question, records: Sequence[Record], subject: Record, harm: str, deciding: Sequence[Deciding]
) -> str | None:
    """What lies just outside and would turn the verdict: a larger one just before, a sum, one by somebody else."""
    mine = _figure(subject, question.scope, harm)
    found = []
    if question.scope.since is not None:
        before = question.scope.since - timedelta(days=1)
        earlier = replace(question, scope=question.scope.during(before - _LOOK_BACK, before))
        past = [r for r in records if r.id != subject.id and earlier.fit(r) == "in"]
        past = [r for r in past if isinstance(question.predicate, First) or _figure(r, question.scope, harm) > mine]
        if past:
            one = max(past, key=lambda r: r.when.end if r.when else before)
            kind = ", a sum or a fight of many days," if one.aggregate else ""
            found.append(f"just before the period {told(one, question.scope, harm)}{kind} would turn it")
    sums = [d.record for d in deciding if d.role.startswith("a sum")]
    larger = [r for r in sums if _figure(r, question.scope, harm) > mine]
    if larger and isinstance(question.predicate, Superlative):
        found.append(f"{told(larger[0], question.scope, harm)} is a sum or a fight of many days and is not compared")
    if question.scope.perpetrators and isinstance(question.predicate, Superlative):
        by_all = replace(question, scope=replace(question.scope, perpetrators=frozenset()))
        single = [r for r in records if not r.aggregate and by_all.fit(r) == "in" and question.fit(r) == "out"]
        one_else = max(single, key=lambda r: _figure(r, question.scope, harm), default=None)
        if one_else is not None and _figure(one_else, question.scope, harm) > mine:
            found.append(f"by others {told(one_else, question.scope, harm)} was larger")
    return "; ".join(found) or None


def told(record: Record, scope: Scope, harm: str) -> str:
    """An incident in a few words: where, when, how many."""
    where = record.place.name if record.place else "a place not told"
    when = f"{record.when.start}" if record.when else "no day"
    if record.when and record.when.end != record.when.start:
        when += f" to {record.when.end}"
    toll = scope.toll(record, harm)
    return f"{where}, {when} ({toll.known if toll else 'no figure for'} {harm}, {record.id})"


def _basis(question: Question, drawn: Inside) -> Basis:
    assumed = [
        "Incidents that no report told of are none that would turn the claim.",
        "Tolls lie in their intervals nine times in ten, each by itself; a table's range is taken as such an interval.",
    ]
    if question.named_since:
        assumed.append(f"“Since {question.named_since}” leaves out what it names, which had a larger one.")
    return Basis(tuple(r.id for r in drawn.records), tuple(drawn.gaps(question)), tuple(assumed))


def _words(verdict: Verdict, subject: Record, drawn: Inside, harm: str) -> str:
    chance: Chance = verdict.chance
    compared = len(drawn.records) - 1
    found = SAID[verdict.finding]
    said = [
        f"“{verdict.question.words}”: {found}; it holds with a probability of {chance}.",
        f"The incident is {told(subject, verdict.question.scope, harm)}, held against "
        f"{'1 other' if compared == 1 else f'{compared:,} others'} in scope.",
    ]
    against = next((d for d in verdict.deciding if d.chance is not None and d.chance >= 0.5), None)
    if against is not None:
        said.append(f"Against it stands {told(against.record, verdict.question.scope, harm)}.")
    if verdict.rival:
        said.append(f"Near its bounds: {verdict.rival}.")
    return " ".join(said)
