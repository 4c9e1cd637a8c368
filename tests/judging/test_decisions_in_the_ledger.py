"""Decisions as the ledger keeps them, and readings that they outlive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hudhud import judging, pipeline
from hudhud.errors import DecisionError, LedgerError
from hudhud.ledger import Ledger, verify
from hudhud.model import Claim, HarmValue, Reading
from hudhud.model.mentions import mention_id
from hudhud.pipeline import Wish
from tests.ledger.ledger_samples import sample


@pytest.fixture
def ledger(location: str) -> Iterator[Ledger]:
    with Ledger.open(location) as opened:
        for number in range(3):
            opened.add(*sample(number), actor="hudhud test")
        yield opened


def first_mention(ledger: Ledger, number: int = 0) -> str:
    return next(m.mention.id for m in ledger.members() if m.doc_id == f"doc-{number}")


def read_anew(reading: Reading, low: int | None = None) -> Reading:
    """The same document by a newer reader: other ids, and another figure where one is given."""

    def changed(claim: Claim) -> Claim:
        value = claim.value
        if low is not None and isinstance(value, HarmValue) and value.harm == "killed":
            value = value.model_copy(update={"count": value.count.model_copy(update={"low": low})})
        return claim.model_copy(update={"reader_version": "2.0", "value": value})

    mentions = tuple(
        m.model_copy(
            update={
                "id": mention_id(reading.document_id, "rules", "2.0", "c" * 64, n),
                "claims": tuple(changed(c) for c in m.claims),
            }
        )
        for n, m in enumerate(reading.mentions)
    )
    return reading.model_copy(update={"mentions": mentions, "reader_version": "2.0"})


def test_only_persons_decisions_are_judgements(ledger: Ledger) -> None:
    assert ledger.judgements() == []
    pipeline.decide(ledger, "Amal", "accept", first_mention(ledger), "two sources")
    (one,) = ledger.judgements()
    assert (one.actor, one.action, one.reason) == ("Amal", "accept", "two sources")
    assert [e.decision for e in pipeline.log(ledger)] == [one]
    assert len(pipeline.log(ledger, machine=True)) == one.seq
    assert verify(ledger).ok


def test_a_superseded_mention_is_still_found(ledger: Ledger) -> None:
    document, reading = sample(0)
    old = first_mention(ledger)
    ledger.add(document, read_anew(reading), actor="hudhud test")
    member = ledger.mention(old)
    assert member is not None
    assert (member.mention.id, member.doc_id, member.mention.claims[0].reader_version) == (old, "doc-0", "1.0")
    assert ledger.mention(old[:9]) == member
    assert ledger.mention("m0000000000000000") is None and ledger.mention("") is None
    with pytest.raises(LedgerError, match="several mentions begin"):
        ledger.mention("m")


def test_a_claim_leads_to_its_mention(ledger: Ledger) -> None:
    member = next(ledger.members())
    for name in judging.claims_of(member.mention):
        assert ledger.mention_of_claim(name) == member
    assert ledger.mention_of_claim("c0") is None


def test_decisions_outlive_a_newer_reading(ledger: Ledger) -> None:
    one, other = first_mention(ledger), first_mention(ledger, 1)
    pipeline.decide(ledger, "Amal", "same", one, "one market", Wish(other=other))
    fix = judging.Correction("20", "killed")
    pipeline.decide(ledger, "Amal", "correct", one, "the list of names has 20", Wish(correction=fix))
    document, reading = sample(0)
    ledger.add(document, read_anew(reading, low=61), actor="hudhud test")
    now = pipeline.judged(ledger)
    new = first_mention(ledger)
    assert new != one
    assert now.must == {tuple(sorted((new, other)))}
    figures = [c for c in now.by_id[new].mention.claims if c.field == "killed"]
    assert [(c.low, c.high, c.reader, c.reader_version) for c in figures] == [(20, 20, "person", "Amal")]
    assert len(now.flags) == 1 and "“at least 61 killed (civilians)” is read now" in now.flags[0].text
    # An old id leads on: by the decision that used it, and without one by its words.
    pipeline.decide(ledger, "Amal", "reject", one, "no")
    assert new not in pipeline.judged(ledger).by_id
    assert {e.decision.subject for e in pipeline.log(ledger, subject=new)} == {new}


def test_an_old_id_leads_to_the_newer_reading(ledger: Ledger) -> None:
    old = first_mention(ledger)
    claim = next(iter(judging.claims_of(next(ledger.members()).mention)))
    document, reading = sample(0)
    ledger.add(document, read_anew(reading), actor="hudhud test")
    assert pipeline.decide(ledger, "Amal", "accept", old, "seen").subject == first_mention(ledger)
    decided = pipeline.decide(ledger, "Amal", "unverifiable", claim, "no second source")
    assert decided.subject in judging.claims_of(next(ledger.members()).mention)


def test_nothing_is_stored_of_what_is_refused(ledger: Ledger) -> None:
    before = ledger.counts()
    wrong = [
        ("accept", "m0", Wish()),
        ("accept", "nonsense", Wish()),
        ("correct", first_mention(ledger), Wish()),
        ("same", first_mention(ledger), Wish()),
        ("undo", "1", Wish()),  # the machine's
    ]
    for action, subject, wish in wrong:
        with pytest.raises(DecisionError):
            pipeline.decide(ledger, "Amal", action, subject, "because", wish)  # type: ignore[arg-type]
    assert ledger.counts() == before


def test_undone_decisions_leave_the_members_as_read(ledger: Ledger) -> None:
    members = tuple(ledger.members())
    pipeline.decide(ledger, "Amal", "reject", first_mention(ledger), "a film")
    seq = ledger.judgements()[-1].seq
    pipeline.decide(ledger, "Omar", "undo", str(seq), "no film")
    assert pipeline.judged(ledger).members == members
    assert pipeline.verdicts(ledger) == judging.Verdicts()
    assert [(e.decision.action, e.undone_by) for e in pipeline.log(ledger)] == [("undo", None), ("reject", seq + 1)]
