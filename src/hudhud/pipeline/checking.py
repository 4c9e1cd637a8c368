"""Claims in words, and those that reports make, held against the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from hudhud.analysis.basis import Basis
from hudhud.analysis.check import Deciding, Verdict, check
from hudhud.analysis.check.arithmetic import Clash, clashes
from hudhud.analysis.check.plot import plot_check
from hudhud.capture import capture_bytes, reading_copy
from hudhud.errors import AnalysisError
from hudhud.ledger import Ledger
from hudhud.model import Mention, Party, Place, Reading, Record
from hudhud.model.statements import RecordClaim, Statement
from hudhud.pipeline.answers import Answer, Row, with_holdings
from hudhud.pipeline.holdings import Holdings
from hudhud.pipeline.incidents import told_in
from hudhud.pipeline.questions import EXAMPLE, Said, question_of, question_of_total, refuse_unread
from hudhud.reading import Readers


def check_claim(
    holdings: Holdings, reader: Readers, words: str, *, incident: str | None = None, on: date | None = None
) -> Answer:
    """Hold a claim against the record.

    Args:
        holdings: what it is held against.
        reader: reads the claim, as it reads the sentences of reports.
        words: the claim, a sentence or less.
        incident: the id of the one that a superlative is about; without it the latest in scope.
        on: the day of the claim; nothing after it counts. Without it the record's last day.

    Raises:
        AnalysisError: the claim, or a part of it, was not understood, or the record has nothing of it.
    """
    day = on or max((r.when.end for r in holdings.records if r.when is not None), default=None)
    reading = _read(reader, words, day)
    said = Said(" ".join(words.split()), day)
    claims = [s.value for s in reading.statements if isinstance(s.value, RecordClaim)]
    if claims:
        refuse_unread(words, *_understood_claim(claims[0]))
        question = question_of(claims[0], said, holdings.records)
    else:
        mention = _only(reading.mentions)
        refuse_unread(words, *_understood_sum(mention))
        question = question_of_total(mention, said, holdings.records)
    return _answer(check(question, holdings.records, incident=incident, on=on), holdings)


def _read(reader: Readers, words: str, day: date | None) -> Reading:
    sentence = words.strip()
    if not sentence:
        raise AnalysisError(f"there is no claim in empty words; {EXAMPLE}")
    # A noun phrase is read as it would stand in a report.
    sentence = sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
    document = capture_bytes(sentence.encode(), origin="the claim", published=day, language="en")
    return reader.read(document, reading_copy(document))


def _understood_claim(claim: RecordClaim) -> tuple[str, set[str]]:
    """All that was made of a claim, in words, and its actors."""
    parts = (claim.actor, claim.place, claim.scope, claim.event, claim.predicate)
    return " ".join(filter(None, parts)), {claim.actor_id} if claim.actor_id else set()


def _understood_sum(mention: Mention) -> tuple[str, set[str]]:
    """The same of a sum that was read as an incident."""
    place = (mention.place.name,) if mention.place else ()
    said = [claim.evidence.verbatim for claim in mention.claims if not isinstance(claim.value, Place)]
    actors = {party.actor_id for _, party in mention.of(Party) if party.actor_id}
    return " ".join((*place, *mention.perpetrators[:1], *said)), actors


def _only(mentions: Sequence[Mention]) -> Mention:
    if len(mentions) != 1:
        raise AnalysisError(f"no claim about many incidents was found in the words; {EXAMPLE}")
    return mentions[0]


def check_document(ledger: Ledger, holdings: Holdings, name: str) -> list[Answer | AnalysisError]:
    """All claims about many incidents that reading found in a report, each checked or with why it was not.

    What a superlative is about is the incident of the mention whose words stand nearest to the claim's; nothing
    after the report counts. Sums within the report are held against their own parts first.

    Raises:
        AnalysisError: the report makes no such claim.
        UnknownNameError: there is no such report.
    """
    document = ledger.document(name)
    reading = ledger.reading(document.id)
    if reading is None:
        raise AnalysisError(f"{name} was not read, so its claims are not known")
    claims = [s for s in reading.statements if isinstance(s.value, RecordClaim)]
    found: list[Answer | AnalysisError] = [_clash_answer(one, name) for one in clashes(reading.mentions, claims)]
    if not claims and not found:
        raise AnalysisError(f"{name}: read, and no claim about many incidents found in it")
    homes = told_in(ledger, document.doc_id).homes
    for statement in claims:
        try:
            found.append(_of_report(statement, reading, homes, holdings))
        except AnalysisError as error:
            found.append(AnalysisError(f"“{statement.evidence.verbatim}”: {error}"))
    return found


def _of_report(statement: Statement, reading: Reading, homes: Mapping[str, str], holdings: Holdings) -> Answer:
    assert isinstance(statement.value, RecordClaim)
    said = Said(statement.evidence.verbatim, reading.published.end if reading.published else None)
    question = question_of(statement.value, said, holdings.records)
    at = statement.evidence.span_start
    near = sorted(
        (min(abs(c.evidence.span_start - at) for c in m.claims), homes[m.id])
        for m in reading.mentions
        if m.id in homes and m.claims and not m.aggregate
    )
    incident = near[0][1] if near else None
    return _answer(check(question, holdings.records, incident=incident, on=said.on), holdings)


def _answer(verdict: Verdict, holdings: Holdings) -> Answer:
    harm = verdict.question.harm
    rows = [_deciding_row(one, verdict, harm) for one in verdict.deciding]
    low, high = verdict.chance.interval
    return Answer(
        question=f"Is it true? “{verdict.question.words}”",
        verdict=verdict.finding,
        words=f"Understood as: {verdict.question.understood}. {verdict.words}",
        rows=rows,
        basis=with_holdings(verdict.basis, holdings),
        plots={"check": partial(plot_check, verdict)},
        chance=(round(verdict.chance.best, 4), round(low, 4), round(high, 4)),
        likely=str(verdict.chance),
    )


def _deciding_row(one: Deciding, verdict: Verdict, harm: str) -> Row:
    record, toll = one.record, verdict.question.scope.toll(one.record, harm)
    return {
        "incident": record.id,
        "role": one.role,
        "days": _days(record),
        "where": record.place.name if record.place else None,
        harm: None if toll is None else toll.best,
        "low": None if toll is None else (toll.interval[0] if toll.interval else toll.low),
        "high": None if toll is None else (toll.interval[1] if toll.interval else toll.high),
        "against": None if one.chance is None else round(one.chance, 3),
    }


def _days(record: Record) -> str | None:
    """An ISO 8601 interval, or one day."""
    if record.when is None:
        return None
    start, end = record.when.start, record.when.end
    return f"{start}" if start == end else f"{start}/{end}"


def _clash_answer(clash: Clash, name: str) -> Answer:
    return Answer(
        question=f"Do the report's own figures fit together? {name}",
        verdict="contradicted",
        words=f"The report contradicts itself. {clash.words}",
        rows=[{"harm": clash.harm, "sum": clash.whole, "at most": clash.most, "parts": " + ".join(clash.parts),
               "at least": clash.least}],
        basis=Basis((), (), ("Nobody is in two of the groups, and the sum is meant to hold them all.",)),
        plots={},
    )  # fmt: skip
