from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from ledger_samples import sample

from hudhud.errors import LedgerError
from hudhud.ledger import Ledger, sqlite, verify


def test_an_untouched_ledger_has_no_problems(filled: Ledger) -> None:
    result = verify(filled)
    assert result.problems == []
    assert result.ok
    assert (result.documents, result.readings, result.mentions, result.claims) == (3, 3, 6, 21)
    assert result.decisions == 7
    assert result.head == list(filled.decisions())[-1].hash


def test_an_empty_ledger_has_no_problems(ledger: Ledger) -> None:
    assert verify(ledger).problems == []


TAMPERINGS = [
    ("UPDATE readings SET published_precision = 'eon' WHERE seq = 2", "its digest is not the one stored"),
    ("UPDATE readings SET published_end = NULL WHERE seq = 2", "its digest is not the one stored"),
    ("UPDATE documents SET content = x'00' WHERE doc_id = 'doc-1'", "The bytes of document doc-1"),
    ("UPDATE documents SET content = 'text' WHERE doc_id = 'doc-1'", "The bytes of document doc-1"),
    ("UPDATE documents SET text = replace(text, '16', '61') WHERE doc_id = 'doc-1'", "The text, title, name"),
    ("UPDATE documents SET text = replace(text, '16', '61') WHERE doc_id = 'doc-1'", "do not stand in doc-1"),
    (
        "UPDATE documents SET text = replace(text, '16', '61') WHERE doc_id = 'doc-1'",
        "The text index does not",
    ),
    ("UPDATE documents SET plain = 'nothing' WHERE doc_id = 'doc-1'", "The text, title, name"),
    ("UPDATE documents SET title = 'Accident' WHERE doc_id = 'doc-1'", "The text, title, name"),
    (
        "UPDATE documents SET doc_id = 'doc-9' WHERE doc_id = 'doc-1'",
        "name, dates or origin of document doc-9",
    ),
    ("UPDATE documents SET published = '2020-01-01'", "dates or origin of document doc-0"),
    ("UPDATE documents SET captured_at = 'yesterday' WHERE seq = 1", "Document number 1 cannot be read"),
    ("UPDATE documents SET text = CAST(x'ff00' AS TEXT) WHERE seq = 1", "Document number 1 cannot be read"),
    ("DELETE FROM documents WHERE doc_id = 'doc-1'", "which decision 3 captured, is missing"),
    ("DELETE FROM documents WHERE doc_id = 'doc-1'", "Reading 2 is of document"),
    (
        "UPDATE claims SET value = replace(value, ':16', ':61') WHERE value LIKE '%:16%'",
        "its id does not fit",
    ),
    (
        "UPDATE claims SET value = replace(value, ':16', ':61') WHERE seq = 2",
        "its digest is not the one stored",
    ),
    ("UPDATE claims SET value = '{}' WHERE seq = 2", "is no claim any more"),
    ("UPDATE claims SET value = x'ff' WHERE seq = 2", "is no claim any more"),
    ("UPDATE claims SET low = 61 WHERE seq = 2", "contradicts itself in low"),
    ("UPDATE claims SET qualifier = 'exact' WHERE seq = 2", "contradicts itself in qualifier"),
    ("UPDATE claims SET verbatim = 'At least 61 truffle hunters' WHERE seq = 2", "do not stand in doc-0 at"),
    ("UPDATE claims SET span_start = 'x' WHERE seq = 2", "do not stand in doc-0 at x"),
    ("UPDATE claims SET attributed_to = 'the army' WHERE seq = 2", "has been changed: its id does not fit"),
    ("UPDATE claims SET confidence = 0.3 WHERE seq = 2", "has been changed: its id does not fit"),
    ("DELETE FROM claims WHERE seq = 2", "A claim before"),
    ("DELETE FROM claims WHERE seq = 2", "its digest is not the one stored"),
    ("DELETE FROM claims WHERE seq = 21", "The end of claims is missing: 21 were numbered, the last is 20"),
    ("UPDATE claims SET mention = 99 WHERE seq = 2", "belongs to mention 99, which is missing"),
    ("UPDATE statements SET value = replace(value, ':75', ':57') WHERE seq = 2", "its id does not fit"),
    ("UPDATE statements SET value = replace(value, ':75', ':57') WHERE seq = 2", "its digest is not the one stored"),
    ("UPDATE statements SET value = '{}' WHERE seq = 2", "is no statement any more"),
    ("UPDATE statements SET verbatim = 'about 57 others' WHERE seq = 2", "do not stand there at"),
    ("UPDATE statements SET actor_id = 'hamas' WHERE seq = 2", "contradicts itself in kind or actor_id"),
    ("UPDATE statements SET said_start = NULL WHERE seq = 2", "is no statement any more"),
    ("UPDATE statements SET said_end = '2025-01-01' WHERE seq = 2", "is no statement any more"),
    ("UPDATE statements SET attributed_to = NULL WHERE seq = 2", "its id does not fit"),
    ("DELETE FROM statements WHERE seq = 2", "its digest is not the one stored"),
    ("DELETE FROM statements WHERE seq = 3", "The end of statements is missing: 3 were numbered, the last is 2"),
    ("UPDATE statements SET reading = 99 WHERE seq = 2", "belongs to reading 99, which is missing"),
    ("DELETE FROM mentions WHERE seq = 1", "belongs to mention 1, which is missing"),
    ("UPDATE mentions SET aggregate = 1 WHERE seq = 1", "its digest is not the one stored"),
    ("DELETE FROM readings WHERE seq = 2", "by rules 1.0, decision 4, is missing"),
    ("DELETE FROM readings WHERE seq = 2", "belongs to reading 2, which is missing"),
    ("UPDATE readings SET digest = hex(randomblob(32)) WHERE seq = 2", "is not what decision 4 recorded"),
    ("UPDATE readings SET published_precision = 'month' WHERE seq = 2", "its digest is not the one stored"),
    (
        "UPDATE readings SET at = '2020-01-01 00:00:00.000000' WHERE seq = 2",
        "is not what decision 4 recorded",
    ),
    ("UPDATE readings SET reader_version = '3' WHERE seq = 2", "No read decision speaks of"),
    ("UPDATE decisions SET reason = 'why not' WHERE seq = 7", "Decision 7 (same m1+m2) has been changed"),
    ("UPDATE decisions SET reason = 'why not' WHERE seq = 2", "Decision 2 (read"),
    ("UPDATE decisions SET at = '2020-01-01 00:00:00.000000' WHERE seq = 2", "Decision 2 (read"),
    ("UPDATE decisions SET at = 'noon' WHERE seq = 2", "Decision number 2 cannot be read"),
    ("UPDATE decisions SET after = '{' WHERE seq = 2", "Decision 2 has been changed: it is no decision"),
    ("UPDATE decisions SET action = 'guess' WHERE seq = 2", "Decision 2 has been changed: it is no decision"),
    ("UPDATE decisions SET hash = prev_hash WHERE seq = 2", "Decision 3 does not follow"),
    ("DELETE FROM decisions WHERE seq = 4", "Decision 4 is missing from the chain"),
    ("DELETE FROM decisions WHERE seq IN (4, 5)", "Decisions 4 to 5 are missing from the chain"),
    ("DELETE FROM decisions WHERE seq = 3", "No capture decision speaks of document doc-1"),
    ("DELETE FROM decisions WHERE seq = 4", "No read decision speaks of the reading of doc-1"),
    (
        "DELETE FROM decisions WHERE seq = 7",
        "The end of decisions is missing: 7 were numbered, the last is 6",
    ),
    (
        "INSERT INTO decisions SELECT 8, at, actor, action, 'm8+m9', before, after, reason, hash, hash "
        "FROM decisions WHERE seq = 7",
        "Decision 8 (same m8+m9) has been changed",
    ),
    (
        "INSERT INTO decisions SELECT 8, at, actor, action, subject, before, after, reason, prev_hash, hash "
        "FROM decisions WHERE seq = 3",
        "Decision 8 repeats decision 3",
    ),
    ("DELETE FROM documents_fts_docsize WHERE id = 1", "The text index does not"),
    ("INSERT INTO documents_fts(documents_fts) VALUES('delete-all')", "The text index does not"),
]


@pytest.mark.parametrize(("sql", "message"), TAMPERINGS)
def test_tampering_is_found(filled: Ledger, raw: sqlite3.Connection, sql: str, message: str) -> None:
    raw.execute("PRAGMA foreign_keys=OFF")
    assert raw.execute(sql)
    result = verify(filled)
    assert any(message in problem for problem in result.problems), result.problems
    assert all(problem.endswith(".") and "\n" not in problem for problem in result.problems)


def test_an_inserted_decision_is_found_even_if_the_rest_is_renumbered(filled: Ledger, raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE decisions SET seq = -seq - 1 WHERE seq >= 4")
    raw.execute("UPDATE decisions SET seq = -seq WHERE seq < 0")
    raw.execute(
        "INSERT INTO decisions SELECT 4, at, 'Amal', 'same', 'm1+m5', NULL, NULL, 'r', hash, hash "
        "FROM decisions WHERE seq = 3"
    )
    problems = verify(filled).problems
    assert any("Decision 4 (same m1+m5) has been changed" in p for p in problems)


def test_rows_put_in_past_the_ledger_are_found(filled: Ledger, raw: sqlite3.Connection) -> None:
    document, _ = sample(77)
    raw.execute(
        "INSERT INTO documents "
        "(id, doc_id, media_type, encoding, language, origin, captured_at, text, content) "
        "SELECT ?, 'planted', media_type, encoding, language, origin, captured_at, ?, ? "
        "FROM documents LIMIT 1",
        (document.id, document.text, document.content),
    )
    problems = verify(filled).problems
    assert any("No capture decision speaks of document planted" in p for p in problems)
    assert "The text index does not agree with the documents' titles and texts." in problems


def test_missing_and_weakened_triggers_are_found(filled: Ledger, raw: sqlite3.Connection) -> None:
    raw.execute("CREATE TRIGGER claims_no_update BEFORE UPDATE ON claims BEGIN SELECT 1; END")
    problems = verify(filled).problems
    assert "The trigger claims_no_update, which keeps the ledger append-only, has been changed." in problems
    assert len([p for p in problems if "is missing" in p]) == len(sqlite.protections()) - 1


def test_a_tampered_row_is_an_error_and_no_traceback(filled: Ledger, raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE claims SET value = '{}' WHERE seq = 2")
    with pytest.raises(LedgerError, match="hudhud verify"):
        list(filled.members())
    raw.execute("UPDATE documents SET content = x'00' WHERE seq = 1")
    with pytest.raises(LedgerError, match="hudhud verify"):
        filled.document("doc-0")
    raw.execute("UPDATE decisions SET action = 'guess' WHERE seq = 1")
    with pytest.raises(LedgerError, match="hudhud verify"):
        list(filled.decisions())
    raw.execute("UPDATE decisions SET at = 'noon', after = '{' WHERE seq = 1")
    with pytest.raises(LedgerError, match="hudhud verify"):
        list(filled.decisions())


@pytest.mark.parametrize("name", ["claims", "ix_claims_id", "documents", "decisions", "documents_fts_data"])
def test_damaged_pages_are_found(filled: Ledger, path: Path, name: str) -> None:
    with filled.snapshot() as connection:
        page = connection.exec_driver_sql(f"SELECT rootpage FROM sqlite_master WHERE name = '{name}'").scalar()
    filled.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\x5a" * 4096)
    with Ledger.open(path) as damaged:
        problems = verify(damaged).problems
    assert any("damaged" in problem for problem in problems), problems


def test_a_damaged_head_of_the_file_is_an_error(filled: Ledger, path: Path) -> None:
    filled.close()
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\x5a" * 20000)
    with pytest.raises(LedgerError, match="is damaged"):
        Ledger.open(path)


def test_a_ledger_opened_for_reading_is_verified_too(filled: Ledger, path: Path) -> None:
    filled.close()
    with Ledger.open(path, read_only=True) as reader:
        assert verify(reader).problems == []
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO documents_fts(documents_fts) VALUES('delete-all')")
    connection.close()
    with Ledger.open(path, read_only=True) as reader:
        assert verify(reader).problems == ["The text index does not agree with the documents' titles and texts."]


def test_the_capture_decision_covers_the_origin(filled: Ledger) -> None:
    capture = next(filled.decisions())
    assert json.loads(json.dumps(capture.after))["origin"] == "/reports/doc-0"
