from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest
from ledger_samples import make_claim, make_document, make_reading, sample, sample_text

from hudhud.errors import LedgerError
from hudhud.ledger import Counts, Draft, Ledger, verify
from hudhud.model import GENESIS, Count, HarmValue, When

ME = "hudhud test"


def test_what_goes_in_comes_out(ledger: Ledger) -> None:
    document, reading = sample(1)
    assert ledger.add(document, reading, actor=ME)
    assert ledger.document(document.id) == document
    assert ledger.reading(document.id) == reading
    assert list(ledger.documents()) == [document]
    members = list(ledger.members())
    assert tuple(m.mention for m in members) == reading.mentions
    (told,) = ledger.statements()
    assert told.statement == reading.statements[0]
    assert (told.doc_id, told.title, told.publisher) == ("doc-1", "Attack 1", "Daily")
    assert members[0].published == When(start=date(2024, 3, 1), end=date(2024, 3, 1), precision="day")
    assert members[0].publisher == "Daily"
    assert ledger.counts() == Counts(documents=1, readings=1, mentions=2, claims=7, decisions=2, statements=1)
    assert ledger.has(document.id, "rules", "1.0", "c0ffee")
    assert not ledger.has(document.id, "rules", "1.0", "other")


def test_adding_twice_changes_nothing(ledger: Ledger) -> None:
    document, reading = sample(1)
    assert ledger.add(document, reading, actor=ME)
    before = ledger.counts()
    later = document.model_copy(update={"captured_at": datetime.now(UTC), "origin": "elsewhere"})
    assert not ledger.add(later, reading, actor="somebody else")
    assert ledger.counts() == before
    assert ledger.document(document.id).origin == document.origin


def test_a_new_reader_version_adds_only_its_reading(ledger: Ledger) -> None:
    ledger.add(*sample(1), actor=ME)
    document, reading = sample(1, reader_version="2.0")
    shorter = reading.model_copy(update={"mentions": reading.mentions[:1]})
    assert ledger.add(document, shorter, actor=ME)
    assert ledger.counts() == Counts(documents=1, readings=2, mentions=3, claims=12, decisions=3, statements=2)
    assert [m.mention for m in ledger.members()] == list(shorter.mentions)
    assert ledger.reading(document.id) == shorter
    assert verify(ledger).problems == []


def test_the_same_reader_with_another_configuration_keeps_both_readings(ledger: Ledger) -> None:
    ledger.add(*sample(1), actor=ME)
    assert ledger.add(*sample(1, config_hash="beef"), actor=ME)
    assert ledger.counts().mentions == 4
    assert len(list(ledger.members())) == 2
    assert verify(ledger).problems == []


def test_a_new_version_of_a_name_replaces_the_old_in_the_view(ledger: Ledger) -> None:
    old, old_reading = sample(1)
    ledger.add(old, old_reading, actor=ME)
    ledger.add(*sample(2), actor=ME)
    text = sample_text(1) + " Correction: at least 18 were killed."
    new = make_document(text, "doc-1")
    claim = make_claim(
        text,
        "at least 18",
        HarmValue(harm="killed", group="civilians", count=Count(low=18, qualifier="at_least")),
    )
    new_reading = make_reading(new, (claim,))
    ledger.add(new, new_reading, actor=ME)
    assert [d.doc_id for d in ledger.documents()] == ["doc-2", "doc-1"]
    assert [m.document_id for m in ledger.members() if m.doc_id == "doc-1"] == [new.id]
    assert ledger.document("doc-1") == new
    assert ledger.document(old.id) == old
    assert [hit.superseded for hit in ledger.search("truffle doc OR")] == []
    assert {hit.document_id: hit.superseded for hit in ledger.search('"report 1"')} == {
        old.id: True,
        new.id: False,
    }


def test_read_and_nothing_found_is_kept(ledger: Ledger) -> None:
    document = make_document("A recipe for soup.", "soup")
    reading = make_reading(document, published=None, published_basis="unknown")
    assert ledger.add(document, reading, actor=ME)
    assert not ledger.add(document, reading, actor=ME)
    assert list(ledger.members()) == []
    assert ledger.reading(document.id) == reading


def test_a_month_of_publication_stays_a_month(ledger: Ledger) -> None:
    document, reading = sample(1)
    month = When(start=date(2024, 3, 1), end=date(2024, 3, 31), precision="month")
    reading = reading.model_copy(update={"published": month, "published_basis": "inferred"})
    ledger.add(document, reading, actor=ME)
    assert ledger.reading(document.id) == reading
    assert next(ledger.members()).published == month
    assert ledger.search("truffle")[0].published is None


def test_a_document_is_found_by_the_beginning_of_its_id(filled: Ledger) -> None:
    document, _ = sample(0)
    assert filled.document(document.id[:10]) == document
    assert filled.document("doc-0") == document
    for wrong in ("", "nothing", "%", "zz", "0" * 64):
        with pytest.raises(LedgerError, match="no document"):
            filled.document(wrong)


def test_an_ambiguous_beginning_is_refused(ledger: Ledger) -> None:
    for number in range(40):
        ledger.add(*sample(number), actor=ME)
    with pytest.raises(LedgerError, match="several documents"):
        for digit in "0123456789abcdef":
            ledger.document(digit)


def test_views_go_beyond_one_batch_and_do_not_see_what_comes_later(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hudhud.ledger.view.BATCH", 3)
    monkeypatch.setattr("hudhud.ledger.store.BATCH", 3)
    for number in range(9):
        ledger.add(*sample(number), actor=ME)
    walk = ledger.members()
    seen = [next(walk)]
    ledger.add(*sample(8, reader_version="2.0"), actor=ME)
    ledger.add(*sample(9), actor=ME)
    seen += walk
    assert [m.doc_id for m in seen] == [f"doc-{n}" for n in range(9) for _ in range(2)]
    assert seen[-1].mention.claims[0].reader_version == "1.0"
    assert [d.seq for d in ledger.decisions()] == list(range(1, 22))
    assert len(list(ledger.documents())) == 10


def test_decisions_chain(filled: Ledger) -> None:
    chain = list(filled.decisions())
    assert chain[0].prev_hash == GENESIS
    assert all(b.prev_hash == a.hash for a, b in pairwise(chain))
    assert all(d.intact for d in chain)
    assert [d.action for d in chain] == ["capture", "read"] * 3 + ["same"]
    assert chain[0].after is not None
    assert chain[0].after["bytes"] == len(sample(0)[0].content)
    assert chain[-1].at.tzinfo is not None


def test_decisions_come_back_as_they_were_sealed(ledger: Ledger) -> None:
    odd = {"when": date(2024, 1, 2), "pair": (1, 2.5), 3: None, "name": "حمص é", "big": 2**70}
    made = ledger.decide_all(
        [
            Draft("hudhud 0.1", "link", "m1+m2", "same day", after=odd),
            Draft("Amal", "correct", "c1", "a typing error", before={"low": 1}, after={}),
        ]
    )
    assert made == list(ledger.decisions())
    assert made[0].after == {"when": "2024-01-02", "pair": [1, 2.5], "3": None, "name": "حمص é", "big": 2**70}
    assert made[1].after == {}
    assert ledger.decide_all([]) == []
    assert verify(ledger).problems == []


def test_what_has_no_json_is_refused_whole(ledger: Ledger) -> None:
    good = Draft("x", "link", "m1+m2", "r")
    with pytest.raises(ValueError, match="JSON"):
        ledger.decide_all([good, Draft("x", "link", "m1+m2", "r", after={"score": float("nan")})])
    with pytest.raises(ValueError, match="adding a document"):
        ledger.decide("x", "capture", "d", "forged")
    assert ledger.counts().decisions == 0


def test_words_that_are_not_in_the_text_do_not_come_in(ledger: Ledger) -> None:
    document, _ = sample(1)
    _, reading = sample(1)
    shifted = document.model_copy(update={"text": " " + document.text})
    with pytest.raises(ValueError, match="quotes"):
        ledger.add(shifted, reading, actor=ME)
    with pytest.raises(ValueError, match="the document that it read"):
        ledger.add(sample(2)[0], reading, actor=ME)
    assert ledger.counts().documents == 0


def test_a_statement_whose_words_are_not_in_the_text_does_not_come_in(ledger: Ledger) -> None:
    document, reading = sample(1)
    (statement,) = reading.statements
    moved = statement.evidence.model_copy(update={"span_start": 0, "span_end": len(statement.evidence.verbatim)})
    wrong = statement.model_copy(update={"evidence": moved})
    with pytest.raises(ValueError, match="'about 75 others' at 0, where the text differs"):
        ledger.add(document, reading.model_copy(update={"statements": (wrong,)}), actor=ME)
    assert ledger.counts().documents == 0


def test_of_two_readings_the_later_states(ledger: Ledger) -> None:
    ledger.add(*sample(1), actor=ME)
    ledger.add(*sample(1, reader_version="2.0", statements=()), actor=ME)
    assert list(ledger.statements()) == []
    assert ledger.counts().statements == 1


def test_the_same_bytes_decoded_otherwise_are_refused(ledger: Ledger) -> None:
    content = "Tué à Alep".encode()
    first = make_document("Tué à Alep", "a", content=content)
    ledger.add(first, make_reading(first), actor=ME)
    text = content.decode("latin-1")
    second = make_document(text, "a", content=content, encoding="latin-1")
    reading = make_reading(second, config_hash="other")
    with pytest.raises(LedgerError, match="decoded into another text"):
        ledger.add(second, reading, actor=ME)


def test_times_come_back_in_utc(ledger: Ledger) -> None:
    local = datetime(2024, 3, 1, 3, tzinfo=timezone(timedelta(hours=3)))
    document = make_document("x", "x", captured_at=local)
    ledger.add(document, make_reading(document), actor=ME)
    assert ledger.document("x").captured_at == local
    assert ledger.document("x").captured_at.utcoffset() == timedelta(0)
    assert verify(ledger).problems == []
    naive = make_document("y", "y", captured_at=datetime(2024, 3, 1))
    with pytest.raises(ValueError, match="time zone"):
        ledger.add(naive, make_reading(naive), actor=ME)


def test_odd_text_is_kept_and_unstorable_text_is_refused(ledger: Ledger) -> None:
    odd = make_document("a\0b \U0001f54c \u200fحلب " * 3, "odd", title="t\0t", content=b"\0\xff")
    assert ledger.add(odd, make_reading(odd), actor=ME)
    assert ledger.document("odd") == odd
    broken = make_document("half \ud800", "half", content=b"half")
    with pytest.raises(LedgerError, match="lone surrogate"):
        ledger.add(broken, make_reading(broken), actor=ME)
    words = HarmValue(harm="killed", group="civilians", count=Count(low=10**30, high=10**30))
    text = "killed very many"
    huge = make_document(text, "huge")
    with pytest.raises(LedgerError, match="too large"):
        ledger.add(huge, make_reading(huge, (make_claim(text, "very many", words),)), actor=ME)
    assert ledger.counts().documents == 1
    assert verify(ledger).problems == []


@pytest.mark.parametrize("table", ["documents", "readings", "mentions", "claims", "statements", "decisions"])
def test_the_database_itself_refuses_to_change_rows(filled: Ledger, path: Path, table: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        first = dict(zip(
            (c[1] for c in connection.execute(f"PRAGMA table_info({table})")),
            connection.execute(f"SELECT * FROM {table} ORDER BY seq").fetchone(),
            strict=True,
        ))  # fmt: skip
        column = "reason" if table in {"claims", "decisions"} else list(first)[1]
        for sql in (
            f"UPDATE {table} SET {column} = {column}",
            f"UPDATE OR REPLACE {table} SET seq = seq + 1000",
            f"DELETE FROM {table}",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(sql)
        for ignored in ([], ["seq"]):  # by its number, and by its key alone
            row = {k: v for k, v in first.items() if k not in ignored}
            marks = ", ".join("?" * len(row))
            with pytest.raises(sqlite3.IntegrityError, match=r"append-only|behind the last"):
                connection.execute(
                    f"INSERT OR REPLACE INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values())
                )
    assert verify(filled).problems == []


def test_the_digest_of_a_reading_is_pinned() -> None:
    """A change of the model that fails here makes every ledger out there look tampered with."""
    _, reading = sample(1)
    assert reading.digest() == PINNED
    before_statements = reading.model_copy(update={"statements": ()})
    assert before_statements.digest() == PINNED_WITHOUT_STATEMENTS
    assert reading.statements[0].id_in(reading.document_id, 0) == PINNED_STATEMENT
    assert reading.mentions[0].claims[1].id_in(reading.mentions[0].id, 1) == PINNED_CLAIM


PINNED = "ede668d097259e4f0666c074ac0aeaed9d52009f0fa4e3c0a126cb9f39a4b8ab"
PINNED_STATEMENT = "s517ac51a6f43ede3"
PINNED_WITHOUT_STATEMENTS = "80937edd6512db5ea32fe14b3448bbd7e76c022d918046b0bcb18d1d5019fbc6"
PINNED_CLAIM = "c8140c5a61f5edc11"
