from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from ledger_samples import sample
from sqlalchemy import text

from hudhud import pipeline
from hudhud.errors import LedgerError
from hudhud.ledger import Ledger, opening, sqlite, store, verify
from hudhud.ledger.people import People, first_invitation
from hudhud.ledger.rows import claim_row, document_row
from hudhud.ledger.sqlite_file import SqliteFile
from hudhud.ledger.tables import metadata
from hudhud.model import Document, File

ME = "hudhud test"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little room, which may be remounted read-only."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not _mount("-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(folder)):
        pytest.skip("needs the right to mount a tmpfs")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def _mount(*arguments: str) -> bool:
    if os.geteuid() != 0 or not shutil.which("mount"):
        return False
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0


def test_a_url_is_as_good_as_a_path(path: Path) -> None:
    with Ledger.open(f"sqlite:///{path}") as ledger:
        ledger.add(*sample(1), actor=ME)
    with Ledger.open(str(path), create=False) as ledger:
        assert ledger.counts().documents == 1


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("mysql://server/db", "not in mysql"),
        ("postgresql+asyncpg://server/db", "by psycopg, not by asyncpg"),
        ("postgresql://server", "names no database"),
        ("sqlite://", "needs a file"),
        ("://", "no database URL"),
        ("{tmp}", "is a folder"),
        ("{tmp}/no/such/folder.db", "no folder"),
    ],
)
def test_places_that_cannot_hold_a_ledger(tmp_path: Path, location: str, message: str) -> None:
    with pytest.raises(LedgerError, match=message):
        Ledger.open(location.format(tmp=tmp_path))


def test_a_missing_ledger_is_not_made_by_looking(path: Path) -> None:
    for how in ({"create": False}, {"read_only": True}):
        with pytest.raises(LedgerError, match="no ledger at"):
            Ledger.open(path, **how)
    assert not path.exists()


@pytest.mark.parametrize("content", [b"Just a report.\n", b"x", os.urandom(5000), b"SQLite format 3\0garbage" * 300])
def test_a_file_that_is_no_database_is_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"not a ledger|damaged"):
        Ledger.open(path)
    assert path.read_bytes() == content
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_somebody_elses_database_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE documents (id)")
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="is not a ledger"):
        Ledger.open(path)
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_ledger_only_where_one_may_be_made(path: Path) -> None:
    path.touch()
    with pytest.raises(LedgerError, match="empty database"):
        Ledger.open(path, create=False)
    with Ledger.open(path) as ledger:
        assert verify(ledger).problems == []


def test_a_newer_ledger_is_not_touched(filled: Ledger, path: Path) -> None:
    filled.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for read_only in (False, True):
        with pytest.raises(LedgerError, match="newer hudhud"):
            Ledger.open(path, read_only=read_only)


def test_an_older_ledger_is_migrated(
    filled: Ledger, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.close()
    migrations = tmp_path / "migrations"
    shutil.copytree(str(resources.files("hudhud.ledger") / "migrations"), migrations)
    (migrations / "versions" / "v9000_next.py").write_text(
        "from alembic import op\nimport sqlalchemy as sa\nrevision = '9000'\n"
        f"down_revision = '{opening.REVISIONS[-1]}'\n"
        "def upgrade():\n    op.create_table('extra', sa.Column('seq', sa.Integer, primary_key=True))\n"
    )
    monkeypatch.setattr(opening, "REVISIONS", (*opening.REVISIONS, "9000"))
    monkeypatch.setattr(opening, "MIGRATIONS", str(migrations))
    with pytest.raises(LedgerError, match="older hudhud"):
        Ledger.open(path, read_only=True)
    with Ledger.open(path, create=False) as ledger:
        assert verify(ledger).problems == []
        with ledger.snapshot() as connection:
            assert connection.scalar(text("SELECT count(*) FROM extra")) == 0
            assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9000"


def _ledger_at(path: Path, revision: str, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A ledger as it was at a revision; what is added to it has no columns that came later."""
    engine = sqlite.connect(path, "mode=rwc")
    config = Config()
    config.set_main_option("script_location", opening.MIGRATIONS)
    with engine.connect().execution_options(**sqlite.WRITE) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        columns = {row.name for row in connection.execute(text("PRAGMA table_info(documents)"))}
        claimed = {row.name for row in connection.execute(text("PRAGMA table_info(claims)"))}

    def row_of_then(document: Document, plain: str | None) -> dict[str, Any]:
        return {name: value for name, value in document_row(document, plain).items() if name in columns}

    def claim_row_of_then(*given: Any) -> dict[str, Any]:
        return {name: value for name, value in claim_row(*given).items() if name in claimed}

    monkeypatch.setattr(store, "document_row", row_of_then)
    monkeypatch.setattr(store, "claim_row", claim_row_of_then)
    return Ledger(SqliteFile(path), engine, read_only=False)


def test_a_ledger_from_before_statements_is_taken_over_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = _ledger_at(path, "0001", monkeypatch)
    for number in range(3):
        old.add(*sample(number, statements=()), actor=ME)
    before = [(d.seq, d.hash) for d in old.decisions()]
    old.close()
    monkeypatch.undo()
    with pytest.raises(LedgerError, match="older hudhud"):
        Ledger.open(path, read_only=True)
    with Ledger.open(path, create=False) as ledger:
        assert [(d.seq, d.hash) for d in ledger.decisions()] == before
        assert verify(ledger).problems == []
        assert list(ledger.statements()) == []
        ledger.add(*sample(3), actor=ME)
        assert ledger.counts().statements == 1
        assert verify(ledger).problems == []
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.reading(sample(3)[0].id) == sample(3)[1]


def test_a_ledger_from_before_attachments_keeps_its_decisions_and_people(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = _ledger_at(path, "0005", monkeypatch)
    for number in range(2):
        old.add(*sample(number), actor=ME)
    old.decide("Amal", "accept", "m1", "seen", after={"kind": "mention"})
    secret = first_invitation(old)
    assert secret is not None
    People(old).join(secret, "Amal", "a hash")
    before = [(d.seq, d.hash) for d in old.decisions()]
    old.close()
    monkeypatch.undo()
    with Ledger.open(path, create=False) as ledger:
        assert [(d.seq, d.hash) for d in ledger.decisions()] == before
        assert verify(ledger).problems == []
        assert [user.name for user in People(ledger).all()] == ["Amal"]
        mention = next(ledger.members()).mention.id
        pipeline.decide(ledger, "Amal", "attach", mention, "sent to us", pipeline.Wish(file=File.of("a.txt", b"a")))
        assert verify(ledger).problems == []
        assert verify(ledger).files == 1


def test_a_ledger_that_lost_a_table_is_damaged(filled: Ledger, path: Path) -> None:
    filled.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TABLE statements")
    with pytest.raises(LedgerError, match="lacks some of its tables"):
        Ledger.open(path)


@pytest.mark.sqlite
def test_the_migrations_lead_to_the_tables(ledger: Ledger) -> None:
    config = Config()
    config.set_main_option("script_location", opening.MIGRATIONS)
    script = ScriptDirectory.from_config(config)
    assert tuple(r.revision for r in reversed(list(script.walk_revisions()))) == opening.REVISIONS
    with ledger.snapshot() as connection:

        def ours(_: object, name: str, kind: str, *rest: object) -> bool:
            return not (kind == "table" and name.startswith("documents_fts"))

        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, metadata) == []


@pytest.mark.sqlite
def test_the_file_is_in_wal_mode_and_commits_reach_the_disk(ledger: Ledger) -> None:
    with ledger.snapshot() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert pragmas == ["wal", 2, 1, 5000]


def test_a_locked_ledger_says_so_within_six_seconds(filled: Ledger, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        start = time.monotonic()
        with pytest.raises(LedgerError, match="in use by another process; wait or stop it"):
            filled.decide("Amal", "same", "m1+m2", "r")
        assert 4 < time.monotonic() - start < 6.5
        assert filled.counts().documents == 3  # readers need not wait
        other.execute("ROLLBACK")
    assert filled.decide("Amal", "same", "m1+m2", "r").seq == 8


def test_opening_waits_for_a_lock_and_then_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.3)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LedgerError, match="in use by another process"):
            Ledger.open(path)
    Ledger.open(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        for read_only in (True, False):
            with pytest.raises(LedgerError, match="in use by another process"):
                Ledger.open(path, read_only=read_only)


def test_a_ledger_opened_for_reading_refuses_to_write(filled: Ledger, path: Path) -> None:
    filled.close()
    with Ledger.open(path, read_only=True) as reader:
        assert reader.counts().documents == 3
        assert len(list(reader.members())) == 6
        assert len(reader.search("truffle")) == 3
        with pytest.raises(LedgerError, match="opened for reading only"):
            reader.add(*sample(9), actor=ME)
        reader.read_only = False  # the file system's own refusal, as it were
        with pytest.raises(LedgerError, match="cannot be written: the file or its folder is read-only"):
            reader.add(*sample(9), actor=ME)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to read-only files")
def test_a_read_only_file_is_an_error_before_work_begins(filled: Ledger, path: Path) -> None:
    filled.close()
    path.chmod(0o444)
    with pytest.raises(LedgerError, match="read-only"):
        Ledger.open(path)


def test_a_ledger_on_read_only_media(small_disk: Path) -> None:
    path = small_disk / "l.db"
    with Ledger.open(path) as ledger:
        ledger.add(*sample(1), actor=ME)
    assert sorted(p.name for p in small_disk.iterdir()) == ["l.db"]
    assert _mount("-o", "remount,ro", str(small_disk))
    with pytest.raises(LedgerError, match="read-only"):
        Ledger.open(path)
    with pytest.raises(LedgerError, match="read-only"):
        Ledger.open(small_disk / "new.db")
    with Ledger.open(path, read_only=True) as reader:
        assert reader.counts().documents == 1
        assert len(reader.search("truffle")) == 1
        assert verify(reader).problems == []


def test_waiting_writes_on_read_only_media_are_not_overlooked(small_disk: Path) -> None:
    path = small_disk / "l.db"
    with Ledger.open(path) as ledger:
        ledger.add(*sample(1), actor=ME)
        for suffix in ("", "-wal"):  # as a kill would leave them
            shutil.copy(f"{path}{suffix}", small_disk / f"copy.db{suffix}")
    assert _mount("-o", "remount,ro", str(small_disk))
    with pytest.raises(LedgerError, match="writes waiting"):
        Ledger.open(small_disk / "copy.db", read_only=True)


def test_without_room_for_its_side_files_a_ledger_is_read_as_unchanging(
    filled: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on read-only media, for those who cannot mount any: SQLite's refusal is put in by hand."""
    filled.close()
    connect = sqlite.connect
    modes = []

    def refusing(where: Path, mode: str) -> object:
        modes.append(mode)
        return connect(where if "immutable" in mode else where / "not here", mode)

    monkeypatch.setattr(sqlite, "connect", refusing)
    with Ledger.open(path, read_only=True) as reader:
        assert reader.counts().documents == 3
    assert modes == ["mode=ro", "mode=ro&immutable=1"]
    path.with_name(path.name + "-wal").write_bytes(b"waiting")
    with pytest.raises(LedgerError, match="writes waiting"):
        Ledger.open(path, read_only=True)


def _fill(ledger: Ledger, start: int) -> int:
    for number in range(start, 100_000):
        document, reading = sample(number)
        document = document.model_copy(update={"publisher": "x" * 20_000})
        ledger.add(document, reading, actor=ME)
    raise AssertionError("the disk never got full")


def test_a_full_disk_leaves_the_ledger_whole(small_disk: Path) -> None:
    path = small_disk / "l.db"
    with Ledger.open(path) as ledger:
        with pytest.raises(LedgerError, match="the disk is full"):
            _fill(ledger, 0)
        kept = ledger.counts()
        assert kept.documents > 5
        assert kept.readings == kept.documents
    shutil.copytree(small_disk, small_disk.parent / "roomy")
    with Ledger.open(small_disk.parent / "roomy" / "l.db") as ledger:
        assert verify(ledger).problems == []
        assert ledger.counts() == kept
        assert ledger.add(*sample(100_001), actor=ME)


@pytest.mark.sqlite
def test_a_file_that_may_not_grow_leaves_the_ledger_whole(ledger: Ledger) -> None:
    driver = ledger.engine.raw_connection()
    pages = driver.cursor().execute("PRAGMA page_count").fetchone()[0]
    driver.cursor().execute(f"PRAGMA max_page_count = {pages + 40}")
    driver.close()
    with pytest.raises(LedgerError, match="the disk is full"):
        _fill(ledger, 0)
    kept = ledger.counts()
    assert 0 < kept.documents < 40
    assert verify(ledger).problems == []
    ledger.close()
    assert ledger.add(*sample(100_001), actor=ME)
    assert ledger.counts().documents == kept.documents + 1


def test_every_error_is_one_line_with_the_ledgers_name(path: Path) -> None:
    path.write_bytes(b"Just a report.\n")
    with pytest.raises(LedgerError) as caught:
        Ledger.open(path)
    assert "\n" not in str(caught.value)
    assert path.name in str(caught.value)
