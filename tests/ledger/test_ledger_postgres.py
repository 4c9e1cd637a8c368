"""What is PostgreSQL's alone: protections, tampering, errors, locks, rights. The store's other tests run on it too.

Most have a run of their own (`make test-postgres`); those at the end need no server.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from ledger_samples import make_document, make_reading, sample
from sqlalchemy import text
from test_ledger_custody import LOOP, URL, fetch_of
from test_ledger_custody import TAMPERINGS as WITH_CUSTODY
from test_ledger_verify import TAMPERINGS

from hudhud import pipeline
from hudhud.errors import LedgerError, OvertakenError
from hudhud.ledger import Custody, Draft, Ledger, copy, postgres_server, verify
from hudhud.ledger.chain import extend
from hudhud.ledger.postgres import OWN_TABLES
from hudhud.ledger.postgres_server import _escaped, _restored
from hudhud.ledger.tables import TABLES, metadata
from hudhud.reading import Readers, Tools
from tests.databases import Server

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")

ME = "hudhud test"


def connected(ledger: Ledger) -> psycopg.Connection:
    return psycopg.connect(ledger.name.replace("+psycopg", ""), autocommit=True)


@pytest.fixture
def tamperer(filled: Ledger) -> Iterator[psycopg.Connection]:
    """Somebody with all rights, for whom no trigger and no key is in the way."""
    with connected(filled) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DROP INDEX uq_decisions_prev_hash")
        yield connection


_WORDED = {
    "aggregate = 1": "aggregate = true",
    "x'00'": r"'\x00'",
    "x''": "''",
    "hex(randomblob(32))": "repeat('f', 64)",
}


def in_postgres(sql: str) -> str:
    for word, other in _WORDED.items():
        sql = sql.replace(word, other)
    return sql


# Values that PostgreSQL does not let into a column of their kind, and SQLite's own tables.
_NOT_HERE = ("'yesterday'", "CAST(x'ff00'", "x'ff'", "'x'", "'noon'", "documents_fts", "The end of claims",
             "The end of statements")  # fmt: skip
HERE = [(in_postgres(sql), message) for sql, message in TAMPERINGS if not any(x in sql + message for x in _NOT_HERE)]
HERE += [
    ("UPDATE documents SET captured_at = 'infinity' WHERE seq = 1", "Document number 1 cannot be read"),
    ("DELETE FROM claims WHERE seq = 21", "its digest is not the one stored"),
    ("DELETE FROM document_words WHERE document = 1", "The text index does not"),
    ("UPDATE document_words SET words = strip(words) WHERE document = 1", "The text index does not"),
    ("ALTER TABLE claims DISABLE TRIGGER claims_append_only", "The trigger claims_append_only, which keeps"),
    ("DROP TRIGGER decisions_in_order ON decisions", "The trigger decisions_in_order, which keeps the ledger "),
    (
        "CREATE OR REPLACE FUNCTION hudhud_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "The function hudhud_append_only, which keeps",
    ),
]


def test_most_tamperings_are_tried() -> None:
    assert len(HERE) > 0.8 * len(TAMPERINGS)


@pytest.mark.postgres
@pytest.mark.parametrize(("sql", "message"), HERE)
def test_tampering_is_found(filled: Ledger, tamperer: psycopg.Connection, sql: str, message: str) -> None:
    tamperer.execute(sql)
    result = verify(filled)
    assert any(message in problem for problem in result.problems), result.problems
    assert all(problem.endswith(".") and "\n" not in problem for problem in result.problems)


@pytest.mark.postgres
@pytest.mark.parametrize(("sql", "message"), WITH_CUSTODY)
def test_tampering_with_custody_is_found(filled: Ledger, tamperer: psycopg.Connection, sql: str, message: str) -> None:
    document, _ = sample(1)
    Custody(filled).keep(fetch_of(document.id, 1), ME)
    Custody(filled).keep(fetch_of(None, 2, status=404, error="status 404: gone", etag=None), ME)
    Custody(filled).put_apart(LOOP, "/a.pdf", "outlasted its 30 s", ME)
    assert verify(filled).problems == []
    tamperer.execute(in_postgres(sql))
    message = message.replace("which decision 1 recorded", "which decision 8 recorded")
    assert any(message in problem for problem in verify(filled).problems), (URL, message)


@pytest.mark.postgres
@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_the_database_itself_refuses_to_change_rows(filled: Ledger, table: str) -> None:
    with connected(filled) as connection:
        for sql in (f"UPDATE {table} SET seq = seq", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                connection.execute(sql)
    assert verify(filled).problems == []


@pytest.mark.postgres
def test_a_fork_of_the_chain_is_refused_by_the_database(filled: Ledger) -> None:
    again = (
        "INSERT INTO decisions SELECT {}, at, actor, action, subject, before, after, reason, {}, hash FROM decisions"
    )
    with connected(filled) as connection:
        for number, prev_hash in ((9, "hash"), (8, "prev_hash"), (8, "repeat('0', 64)")):
            with pytest.raises((psycopg.errors.RaiseException, psycopg.errors.UniqueViolation)):
                connection.execute(again.format(number, prev_hash))
    assert verify(filled).problems == []


@pytest.mark.postgres
def test_two_who_do_not_wait_for_each_other_make_no_fork(filled: Ledger) -> None:
    """Both look at the head and write behind it, without the lock that `writing` takes: one of them is refused."""
    draft = Draft("Amal", "same", "m1+m2", "r")
    with filled.engine.connect() as one, filled.engine.connect() as other:
        extend(one, [draft], datetime.now(UTC))
        refused: list[Exception] = []

        def second() -> None:
            try:
                extend(other, [draft], datetime.now(UTC))
                other.commit()
            except Exception as error:
                refused.append(error)

        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.3)
        one.commit()
        thread.join()
    assert len(refused) == 1
    assert filled.counts().decisions == 8
    assert verify(filled).problems == []


@pytest.mark.postgres
def test_what_overtook_a_serializable_step_is_said_as_such(filled: Ledger) -> None:
    """A program that takes no lock changes what a step has read: nothing of it is kept, and it can be repeated."""
    with pytest.raises(OvertakenError, match="look again and repeat"), filled.writing() as connection:
        connection.execute(text("SELECT count(*) FROM saved_views")).all()
        connection.execute(text("UPDATE chain_end SET seq = seq"))
        with connected(filled) as other:
            other.execute("SET default_transaction_isolation = 'serializable'")
            with other.transaction():
                other.execute("SELECT * FROM coding_samples")
                other.execute("INSERT INTO ended_sessions VALUES ('x', now())")
        connection.execute(text("SELECT count(*) FROM ended_sessions")).all()
        connection.execute(text("INSERT INTO coding_samples (share, by, at) VALUES (1, 'x', now())"))
    assert verify(filled).problems == []


@pytest.mark.postgres
def test_a_locked_ledger_says_so_and_readers_need_not_wait(filled: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with connected(filled) as other, other.transaction():
        other.execute("LOCK TABLE writing_lock IN EXCLUSIVE MODE")
        start = time.monotonic()
        with pytest.raises(LedgerError, match="in use by another process; wait or stop it"):
            filled.decide("Amal", "same", "m1+m2", "r")
        assert 4 < time.monotonic() - start < 8
        assert filled.counts().documents == 3
    assert filled.decide("Amal", "same", "m1+m2", "r").seq == 8


@pytest.mark.postgres
def test_with_the_rights_of_the_docs_one_can_work_and_not_change_the_record(filled: Ledger) -> None:
    role = f"worker_{filled.name.rpartition('/')[2]}"
    page = (Path(__file__).parents[2] / "docs" / "scale.md").read_text("utf-8")
    rights = page.partition("```sql")[2].partition("```")[0].replace("worker", role)
    with connected(filled) as owner:
        owner.execute(f"CREATE ROLE {role} LOGIN")
        owner.execute(rights)
    try:
        with Ledger.open(filled.name.replace("hudhud@", f"{role}@"), create=False) as worker:
            worker.add(*sample(5), actor=ME)
            pipeline.link_new(worker)
            pipeline.decide(worker, "Amal", "accept", next(worker.members()).mention.id, "seen")
            assert verify(worker).problems == []
            with connected(worker) as raw:
                for sql in (
                    "UPDATE chain_end SET seq = 0",
                    "UPDATE documents SET title = 'x'",
                    "DELETE FROM decisions",
                    "TRUNCATE claims",
                    "ALTER TABLE claims DISABLE TRIGGER ALL",
                    "UPDATE alembic_version SET version_num = '1'",
                ):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        raw.execute(sql)
        with (
            pytest.raises(LedgerError, match=r"its server refuses \(permission denied"),
            worker.writing() as connection,
        ):
            connection.execute(text("UPDATE chain_end SET seq = 0"))
    finally:
        with connected(filled) as owner:
            owner.execute(f"DROP OWNED BY {role}")
            owner.execute(f"DROP ROLE {role}")


@pytest.mark.postgres
def test_the_migrations_lead_to_the_tables(ledger: Ledger) -> None:
    def ours(_: object, name: str | None, kind: str, *rest: object) -> bool:
        own = {*OWN_TABLES, "uq_decisions_prev_hash", "ix_incident_rows_order", "ix_incident_rows_box"}
        # That first_day goes down is an expression to Alembic, of which it compares nothing.
        return name not in own and not (kind == "index" and name == "ix_incident_rows_latest")

    with ledger.snapshot() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": False})
        assert compare_metadata(context, metadata) == []


@pytest.mark.postgres
def test_a_server_that_is_stopped_and_started_is_met_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests import databases  # noqa: PLC0415

    monkeypatch.setattr(postgres_server, "RETURN_SECONDS", 0.5)
    with databases.server() as server, Ledger.open(server.new()) as ledger:
        ledger.add(*sample(0), actor=ME)
        with (
            pytest.raises(LedgerError, match=r"the connection was lost .* see to its server"),
            ledger.writing() as half,
        ):
            extend(half, [Draft("Amal", "same", "m1+m2", "half")], datetime.now(UTC))
            server.stop()
            half.execute(text("SELECT 1"))
        with pytest.raises(LedgerError, match="cannot be reached") as caught:
            ledger.decide("Amal", "same", "m1+m2", "r")
        assert "\n" not in str(caught.value)
        server.start()
        assert ledger.decide("Amal", "same", "m1+m2", "r").seq == 3
        assert verify(ledger).problems == []


@pytest.mark.postgres
def test_one_watch_at_a_time_whatever_machine(filled: Ledger) -> None:
    with filled.place.alone(filled.engine, "watch") as free:
        assert free
        with filled.place.alone(filled.engine, "watch") as second:
            assert not second
    with filled.place.alone(filled.engine, "watch") as free:
        assert free


@pytest.mark.postgres
def test_a_database_of_others_is_left_alone(postgres: Server) -> None:
    url = postgres.new()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE documents (id int)")
    with pytest.raises(LedgerError, match=r"is not a ledger: .* give another database"):
        Ledger.open(url)
    with pytest.raises(LedgerError, match="no database 'nothing' on the server"):
        Ledger.open(postgres.url("nothing"))
    empty = postgres.new()
    with pytest.raises(LedgerError, match="an empty database"):
        Ledger.open(empty, create=False)


@pytest.mark.postgres
def test_a_long_text_is_found_by_its_last_word(ledger: Ledger) -> None:
    """Longer than a tsvector has positions, and with more words than it has room for."""
    body = " ".join(f"word{n} common" for n in range(20_000)) + " last phrase"
    document = make_document(body, "long")
    ledger.add(document, make_reading(document), actor=ME)
    assert [hit.doc_id for hit in ledger.search("last word19999 word3")] == ["long"]
    assert ledger.search('"last phrase"') == []  # docs/scale.md says so
    assert "[word3] common" in ledger.search("word3")[0].snippet
    every = " ".join(f"{n:x}{'y' * 60}" for n in range(30_000))
    document = make_document(every, "too long")
    ledger.add(document, make_reading(document), actor=ME)
    assert [hit.doc_id for hit in ledger.search("0" + "y" * 60)] == ["too long"]
    assert verify(ledger).problems == []


@pytest.mark.postgres
def test_its_own_migrations_made_every_text_sort_by_numbers(ledger: Ledger) -> None:
    query = text(
        """SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
            AND (atttypid IN ('varchar'::regtype, 'int4'::regtype)
                OR atttypid = 'text'::regtype AND attcollation <> '"C"'::regcollation)"""
    )
    with ledger.snapshot() as connection:
        assert {tuple(row) for row in connection.execute(query)} == {
            ("alembic_version", "version_num"),
            ("chain_end", "hash"),
        }


def test_a_ledger_in_a_database_in_short(postgres: Server, tmp_path: Path) -> None:
    """The one test of `make test` that starts a server."""
    url = postgres.new("empty_ledger")
    with Ledger.open(url) as ledger:
        ledger.add(*sample(0), actor=ME)
        assert not ledger.add(*sample(0), actor=ME)
        assert ledger.document("doc-0") == sample(0)[0]
        assert [hit.doc_id for hit in ledger.search('"truffle hunters"')] == ["doc-0"]
        assert ledger.decide("Amal", "same", "m1+m2", "r").seq == 3
        assert verify(ledger).problems == []
    with Ledger.open(url, read_only=True) as reader, pytest.raises(LedgerError, match="opened for reading only"):
        reader.decide("Amal", "same", "m1+m2", "r")
    state = copy(url, tmp_path / "l.db").state
    assert copy(tmp_path / "l.db", postgres.new("empty_ledger")).state == state


@pytest.mark.parametrize("texts", ["", "a\0b", "\0", "\x10", "\x100", "\x10\x10\0\0", "0\0\x10", "حلب\0"])
def test_nul_goes_in_and_comes_out(texts: str) -> None:
    assert "\0" not in _escaped(texts)
    assert _restored(_escaped(texts)) == texts


SECRET = "s3cret-word"


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql+psycopg://amal:{SECRET}@127.0.0.1:1/ledger",
        f"postgresql://amal:{SECRET}@127.0.0.1:1/ledger",
        f"postgresql+psycopg://amal@127.0.0.1:1/ledger?password={SECRET}",
        f"postgresql+psycopg://amal:{SECRET}@[127.0.0.1/ledger",
        f"postgresql+psycopg://amal:{SECRET}@127.0.0.1:port/ledger",
        f"postgresql+psycopg://amal:{SECRET}@127.0.0.1:1",
        f"postgresql+psycopg://amal:{SECRET}@127.0.0.1:1/ledger?sslmode=nothing",
    ],
)
@pytest.mark.parametrize("command", [["incidents"], ["add", "nothing.txt"], ["verify"], ["watch", "--once"], ["demo"]])
def test_without_a_server_there_is_one_line_and_no_password(url: str, command: list[str]) -> None:
    from click.testing import CliRunner  # noqa: PLC0415

    from hudhud.cli import cli  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "open_default_reader", lambda *_: Readers([], cast("Tools", None)))
        ran = CliRunner(env={"HUDHUD_LEDGER": url, "NO_COLOR": "1"}).invoke(cli, command)
    assert ran.exit_code == 1, ran.output
    assert ran.output.count("\n") == 1
    assert SECRET not in ran.output
    assert "Traceback" not in ran.output


def test_the_base_install_does_without_psycopg() -> None:
    """hudhud is imported, keeps a ledger in SQLite, and says what PostgreSQL needs."""
    script = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from hudhud.cli import cli\n"
        "from hudhud.ledger import Ledger\n"
        "try: Ledger.open('postgresql+psycopg://a:b@127.0.0.1:1/c')\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == (
        "LedgerError a ledger in PostgreSQL needs psycopg; install it with: pip install 'hudhud[postgres]'\n"
    )


def test_psycopg_is_not_loaded_for_sqlite() -> None:
    script = (
        "import sys\nfrom hudhud.cli import cli\nimport hudhud.ledger\n"
        "print([name for name in sys.modules if name.startswith(('psycopg', 'sqlalchemy.dialects.postgresql'))])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
