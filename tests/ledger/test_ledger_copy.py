"""A ledger copied from one place to another, whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from ledger_samples import make_document, make_reading, sample
from sqlalchemy import insert

from hudhud import pipeline
from hudhud.cli import cli
from hudhud.errors import LedgerError
from hudhud.ledger import Board, Ledger, Linkage, copy, copying, verify
from hudhud.ledger.people import People, first_invitation
from hudhud.ledger.tables import imported, metadata
from hudhud.model import File
from hudhud.pipeline import Filter

ME = "hudhud test"


@pytest.fixture
def lived_in(ledger: Ledger) -> Ledger:
    """Something of most that a ledger can hold, with gaps in its numbers."""
    for number in range(4):
        ledger.add(*sample(number), actor=ME)
    odd = make_document("a\0b \U0001f54c \x10 حلب", "odd", title="t\0t", content=b"\0\xff")
    ledger.add(odd, make_reading(odd), actor=ME)
    mention = next(ledger.members()).mention.id
    pipeline.decide(ledger, "Amal", "attach", mention, "sent to us", pipeline.Wish(file=File.of("a.txt", b"a")))
    people = People(ledger)
    secret = first_invitation(ledger)
    assert secret is not None
    amal = people.join(secret, "Amal", "a hash")
    for _ in range(2):
        people.invite("reviewer", amal)
    people.withdraw(people.open_invitations()[0].id, amal)
    with pytest.raises(RuntimeError), ledger.writing() as connection:
        connection.execute(insert(imported), {"file": "x", "row": 1, "origin": "o", "record_id": "1", "body": "",
                                              "record": ""})  # fmt: skip
        raise RuntimeError("given up")
    return ledger


def state(ledger: Ledger) -> str:
    with ledger.snapshot() as connection:
        return copying.state_of(connection)


def test_there_and_back_it_is_the_same(lived_in: Ledger, location: str, tmp_path: Path) -> None:
    """From SQLite to SQLite, and from PostgreSQL to SQLite."""
    done = copy(location, tmp_path / "copy.db")
    assert done.state == state(lived_in)
    assert done.rows > 50
    with Ledger.open(tmp_path / "copy.db", create=False) as there:
        assert state(there) == done.state
        found = verify(there)
        assert found.problems == []
        assert found.head == done.head == list(lived_in.decisions())[-1].hash
        assert {hit.doc_id for hit in there.search("truffle")} == {f"doc-{n}" for n in range(4)}
        assert there.document("odd") == lived_in.document("odd")
        # It goes on by itself: no number is given twice, not even that of an invitation that was withdrawn.
        assert there.add(*sample(9), actor=ME)
        people = People(there)
        amal = people.named("amal")
        assert amal is not None
        people.invite("reviewer", amal)
        assert max(one.id for one in people.open_invitations()) == 4
        assert verify(there).problems == []
        assert state(there) != done.state


@pytest.mark.postgres
def test_into_postgresql_and_back(lived_in: Ledger, location: str, tmp_path: Path, postgres: object) -> None:
    copy(location, tmp_path / "one.db")
    url = postgres.new()  # type: ignore[attr-defined]
    done = copy(tmp_path / "one.db", url)
    with Ledger.open(url, create=False) as there:
        assert verify(there).problems == []
        assert {hit.doc_id for hit in there.search("truffle")} == {f"doc-{n}" for n in range(4)}
        assert there.add(*sample(9), actor=ME)
        assert verify(there).problems == []
    assert done.state == copy(location, tmp_path / "other.db").state


def test_every_table_is_copied() -> None:
    assert set(copying._tables()) == set(metadata.sorted_tables)


def test_what_is_not_empty_is_left_alone(lived_in: Ledger, location: str, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "held.db") as held:
        held.add(*sample(1), actor="somebody")
        before = state(held)
        with pytest.raises(LedgerError, match=r"is not empty \(it has decisions\); give a new one"):
            copy(location, tmp_path / "held.db")
        assert state(held) == before
    with pytest.raises(LedgerError, match="is not empty"):
        copy(location, location)


def test_a_row_that_does_not_arrive_as_it_left_is_noticed(
    lived_in: Ledger, location: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hudhud.ledger import sqlite  # noqa: PLC0415

    whole = sqlite.add

    def careless(connection: object, table: object, rows: list[dict[str, object]]) -> None:
        changed = [row | ({"reason": "other"} if row.get("action") == "attach" else {}) for row in rows]
        whole(connection, table, changed)  # type: ignore[arg-type]

    monkeypatch.setattr(sqlite, "add", careless)
    with pytest.raises(LedgerError, match=r"would not hold what .* nothing was kept"):
        copy(location, tmp_path / "copy.db")
    monkeypatch.undo()
    with Ledger.open(tmp_path / "copy.db") as there:
        assert there.counts().documents == 0
    assert copy(location, tmp_path / "copy.db").state == state(lived_in)


def test_a_killed_copy_leaves_nothing_and_can_be_repeated(lived_in: Ledger, location: str, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    script = (
        "import sys, os, signal\nfrom hudhud.ledger import copy\n"
        "def tell(what, done, total):\n"
        "    if what == 'copying claims': os.kill(os.getpid(), signal.SIGKILL)\n"
        "copy(sys.argv[1], sys.argv[2], tell)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script, location, str(target)], check=False)
    assert ran.returncode == -9
    assert target.exists()
    with Ledger.open(target) as there:
        assert there.counts().documents == 0
    assert copy(location, target).state == state(lived_in)


def test_the_command_prints_the_hash(lived_in: Ledger, location: str, tmp_path: Path) -> None:
    ran = CliRunner(env={"COLUMNS": "100"}).invoke(cli, ["ledger", "copy", location, str(tmp_path / "c.db")])
    assert ran.exit_code == 0, ran.output
    assert f"state {state(lived_in)}" in ran.output
    ran = CliRunner(env={"COLUMNS": "100"}).invoke(cli, ["ledger", "copy", str(tmp_path / "none.db"), str(tmp_path)])
    assert ran.exit_code == 1
    assert ran.output.count("\n") == 1


def test_incidents_lists_and_maps_are_the_same_in_the_copy(examples: Ledger, tmp_path: Path) -> None:
    where = examples.name
    copy(where, tmp_path / "copy.db")
    with Ledger.open(tmp_path / "copy.db", read_only=True) as there:
        one, other = Board(examples), Board(there)
        boxes = (Filter(box=(30.0, 30.0, 45.0, 40.0)), Filter(box=(170.0, -90.0, 40.0, 90.0)))
        for wanted in (Filter(), Filter(place="SY"), Filter(at_least=10), Filter(words="market"), *boxes):
            assert one.count(wanted) == other.count(wanted)
            assert one.ids(wanted) == other.ids(wanted)
            assert one.points(wanted).replace(b" ", b"") == other.points(wanted)
            assert one.weeks(wanted, "killed") == other.weeks(wanted, "killed")
        assert Linkage(examples).memberships() == Linkage(there).memberships()
