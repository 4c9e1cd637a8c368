"""Linking in a ledger: report by report as all at once, copies as one source, and decisions in effect."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hudhud import pipeline
from hudhud.capture import capture, reading_copy
from hudhud.errors import DecisionError, LedgerError
from hudhud.judging import Correction
from hudhud.ledger import Board, Ledger, Linkage
from hudhud.linking import weights
from hudhud.model import Document, Evidence, Reading
from hudhud.pipeline import Filter
from hudhud.reading import Reader

EXAMPLES = sorted(p for p in pipeline.example_reports().iterdir() if p.suffix in {".txt", ".html", ".jsonl"})

SUKHNA = (
    "Islamic State gunmen killed at least {killed} truffle hunters outside Sukhna on Friday, 17 February 2023, "
    "{who} said."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return pipeline.open_default_reader()


@pytest.fixture(scope="module")
def readings(reader: Reader) -> list[tuple[Document, Reading]]:
    found = [d for path in EXAMPLES for d in capture(path) if isinstance(d, Document) and d.language == "en"]
    return [(d, reader.read(d, reading_copy(d))) for d in found]


@pytest.fixture
def ledger(location: str) -> Iterator[Ledger]:
    with Ledger.open(location) as opened:
        yield opened


def partition(ledger: Ledger) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for mention, incident in Linkage(ledger).memberships().items():
        groups.setdefault(incident, set()).add(mention)
    return {frozenset(group) for group in groups.values()}


def at_once(folder: Path, readings: list[tuple[Document, Reading]]) -> set[frozenset[str]]:
    with Ledger.open(folder / "at-once.db") as ledger:
        for document, reading in readings:
            ledger.add(document, reading, actor="hudhud test")
        pipeline.link_new(ledger)
        return partition(ledger)


@pytest.mark.parametrize("seed", [1, 2])
def test_report_by_report_gives_the_clusters_of_all_at_once(
    seed: int, readings: list[tuple[Document, Reading]], ledger: Ledger, tmp_path: Path
) -> None:
    shuffled = readings.copy()
    random.Random(seed).shuffle(shuffled)
    step = 1 if seed == 1 else 4
    for start in range(0, len(shuffled), step):
        for document, reading in shuffled[start : start + step]:
            ledger.add(document, reading, actor="hudhud test")
        pipeline.link_new(ledger)
    assert partition(ledger) == at_once(tmp_path, readings)


def test_every_strong_link_stands_in_one_decision(readings: list[tuple[Document, Reading]], ledger: Ledger) -> None:
    for start in range(0, len(readings), 5):
        for document, reading in readings[start : start + 5]:
            ledger.add(document, reading, actor="hudhud test")
        pipeline.link_new(ledger)
    linkage = Linkage(ledger)
    kept = {(x.one, x.other) for x in linkage.links(linkage.memberships()) if x.weight >= weights()["threshold"]}
    records = [x for d in ledger.decisions() if d.action == "link" and d.after for x in d.after["links"]]
    decided = [(x["one"], x["other"]) for x in records]
    assert len(kept) > 5
    assert sorted(decided) == sorted(kept)


def test_linking_anew_changes_nothing(readings: list[tuple[Document, Reading]], ledger: Ledger) -> None:
    for document, reading in readings:
        ledger.add(document, reading, actor="hudhud test")
    pipeline.link_new(ledger)
    before = Linkage(ledger).memberships()
    assert pipeline.relink(ledger) == len(readings)
    assert Linkage(ledger).memberships() == before
    assert pipeline.link_new(ledger) == 0


@pytest.fixture
def two(ledger: Ledger, reader: Reader, tmp_path: Path) -> Ledger:
    for number, (killed, who) in enumerate([("36", "a hospital"), ("61", "the Observatory")]):
        path = tmp_path / f"sukhna-{number}.txt"
        path.write_text(SUKHNA.format(killed=killed, who=who))
        list(pipeline.add([path], ledger, reader))
    return ledger


def test_an_incident_found_by_any_id_it_ever_had(two: Ledger) -> None:
    (one,) = pipeline.incidents(two)
    first, second = one.members
    assert one.id == f"i{first.mention.id[1:11]}"
    for name in (one.id, one.id[:7], first.mention.id, second.mention.id, f"i{second.mention.id[1:11]}"):
        assert pipeline.show(two, name).id == one.id


def test_split_parts_and_undo_joins_again(two: Ledger) -> None:
    before = pipeline.view(two)
    (one,) = before.incidents
    first, second = (m.mention.id for m in one.members)
    decided = pipeline.decide(two, "Rima", "different", first, "two attacks", pipeline.Wish(other=second))
    assert sorted(len(i.members) for i in pipeline.incidents(two)) == [1, 1]
    pipeline.decide(two, "Rima", "undo", str(decided.seq), "read again")
    after = pipeline.view(two)
    assert (after.incidents, after.covers, after.copies) == (before.incidents, before.covers, before.copies)


def test_a_rejected_mention_leaves_and_returns(two: Ledger) -> None:
    (one,) = pipeline.incidents(two)
    decided = pipeline.decide(two, "Rima", "reject", one.members[0].mention.id, "a drill")
    (left,) = pipeline.incidents(two)
    assert left.documents == one.documents[1:]
    pipeline.decide(two, "Rima", "undo", str(decided.seq), "no drill")
    assert pipeline.incidents(two) == [one]


def test_a_correction_outranks_the_figures_and_a_doubted_claim_counts_nowhere(two: Ledger) -> None:
    (one,) = pipeline.incidents(two)
    claim = next(line.id for m in one.members[1:] for line in pipeline.judged(two).lines(m.mention.id)
                 if line.read is not None and line.read.field == "killed")  # fmt: skip
    pipeline.decide(two, "Rima", "unverifiable", claim, "nobody else saw it")
    (doubted,) = pipeline.incidents(two)
    assert {h.best for h in doubted.harms if h.harm == "killed"} == {36}


def test_a_copy_counts_as_one_source(ledger: Ledger, reader: Reader, tmp_path: Path) -> None:
    story = (
        "Gunmen of the Islamic State killed at least sixteen people near Palmyra on Saturday, 11 February 2023. "
        "The dead had gone into the desert east of the town to look for truffles, a season in which hundreds "
        "leave the villages of the Homs countryside before dawn. Relatives brought the bodies to the hospital in "
        "the evening, and a burial was held the next morning. It was not known what became of those still missing. "
        "Neither the government nor the group had spoken of the attack by Sunday noon. "
    )
    for number, own in enumerate(("", "More on our page: subscribe to the letter.")):
        path = tmp_path / f"wire-{number}.txt"
        path.write_text(story + own)
        list(pipeline.add([path], ledger, reader))
    view = pipeline.view(ledger)
    (killed,) = [h for one in view.incidents for h in one.harms if h.harm == "killed"]
    assert len(view.copies) == 1
    assert any("also in 1 copy" in who for who in killed.by)


def test_a_correction_rests_on_the_words_that_were_shown(two: Ledger) -> None:
    (one,) = pipeline.incidents(two)
    first = one.members[0]
    text = two.document(first.document_id).text
    at = text.index("truffle hunters")
    shown = Evidence(verbatim="truffle hunters", span_start=at, span_end=at + len("truffle hunters"))
    fix = Correction("at least 37", "killed", "civilians", shown)
    pipeline.decide(two, "Rima", "correct", first.mention.id, "counted again", pipeline.Wish(correction=fix))
    (now,) = pipeline.incidents(two)
    (said,) = [c for h in now.harms for doc, c in h.claims if doc == first.doc_id and c.low == 37]
    assert said.evidence == shown
    elsewhere = shown.model_copy(update={"span_start": 0, "span_end": len(shown.verbatim)})
    wrong = pipeline.Wish(correction=Correction("at least 38", "killed", "civilians", elsewhere))
    with pytest.raises(DecisionError, match="select it again"):
        pipeline.decide(two, "Rima", "correct", first.mention.id, "again", wrong)


def test_nobody_decides_over_what_they_have_not_seen(two: Ledger) -> None:
    (one,) = pipeline.incidents(two)
    seen = two.head()
    pipeline.decide(two, "Rima", "accept", one.id, "three reports agree", pipeline.Wish(seen=seen))
    with pytest.raises(DecisionError, match="Rima decided on this while you looked"):
        pipeline.decide(two, "Amal", "reject", one.id, "a drill", pipeline.Wish(seen=seen))
    assert [e.decision.actor for e in pipeline.log(two)] == ["Rima"]


def test_the_board_shows_what_the_incidents_are(two: Ledger) -> None:
    board = Board(two)
    (one,) = pipeline.incidents(two)
    (row,) = board.rows(Filter(review="waiting"), "stake", 10)
    assert (row.record.id, row.record.documents, row.record.when) == (one.id, one.documents, one.when)
    before = row.record.total("killed")
    assert before is not None and before.low == 36
    decided = pipeline.decide(two, "Rima", "reject", one.members[0].mention.id, "a drill")
    (left,) = board.records(Filter())
    assert left.documents == one.documents[1:] and left.id != one.id
    pipeline.decide(two, "Rima", "undo", str(decided.seq), "no drill")
    assert board.rows(Filter(), "stake", 10) == [row]
    pipeline.decide(two, "Rima", "accept", one.id, "it holds")
    assert board.count(Filter(review="accepted")) == 1 == board.count(Filter(words="sukhna truffle")) + 1


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Filter(), True),
        (Filter(place="sukhna"), True),
        (Filter(place="SY"), True),
        (Filter(place="S%"), False),
        (Filter(harm="killed", at_least=61), True),
        (Filter(harm="killed", at_least=62), False),
        (Filter(harm="injured"), False),
        (Filter(since=date(2023, 2, 18)), False),
        (Filter(until=date(2023, 2, 17)), True),
        (Filter(actor="islamic"), True),
        (Filter(sources=3), False),
        (Filter(words="no such words"), False),
        (Filter(box=(38, 34, 40, 36)), True),
        (Filter(box=(170, -10, -170, 10)), False),
        (Filter(documents=frozenset({"nothing"})), False),
    ],
)
def test_filters_choose_by_what_is_said(two: Ledger, wanted: Filter, fits: bool) -> None:
    assert bool(Board(two).ids(wanted)) is fits
    assert bool(pipeline.incidents(two, wanted)) is fits


def test_a_doubted_figure_moves_nothing(ledger: Ledger, reader: Reader, tmp_path: Path) -> None:
    for day, (killed, who) in enumerate([("36", "a hospital"), ("61", "the Observatory")], start=18):
        path = tmp_path / f"sukhna-{day}.txt"
        path.write_text(SUKHNA.format(killed=killed, who=who))
        list(pipeline.add([path], ledger, reader, given=pipeline.Given(published=date(2023, 2, day))))
    board = Board(ledger)
    assert [row.moved for row in board.rows(Filter(), "latest", None)] == [25]
    (one,) = pipeline.incidents(ledger)
    claim = next(line.id for line in pipeline.judged(ledger).lines(one.members[0].mention.id)
                 if line.read is not None and line.read.field == "killed")  # fmt: skip
    pipeline.decide(ledger, "Rima", "unverifiable", claim, "the hospital was closed")
    assert [row.moved for row in board.rows(Filter(), "latest", None)] == [None]


@pytest.mark.parametrize("number", ["999", "9" * 20, "9" * 5000])
def test_a_decision_that_is_none_cannot_be_undone(two: Ledger, number: str) -> None:
    with pytest.raises(DecisionError, match="no decision"):
        pipeline.decide(two, "Rima", "undo", number, "a slip")


def test_a_damaged_row_is_said_in_one_line(two: Ledger) -> None:
    with two.writing() as connection:
        connection.exec_driver_sql("UPDATE incident_bodies SET body = '{\"id\": 3}'")
    with pytest.raises(LedgerError, match="holds a damaged Record; run 'hudhud verify'"):
        Board(two).rows(Filter(), "latest", None)
