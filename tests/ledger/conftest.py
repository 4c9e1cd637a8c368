from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import ledger_samples
import pytest

from hudhud.ledger import Ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of the ledger. A test that asks for it runs on SQLite alone."""
    return tmp_path / "a ledger #1.db"


@pytest.fixture
def ledger(location: str) -> Iterator[Ledger]:
    with Ledger.open(location) as opened:
        yield opened


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    for number in range(3):
        ledger.add(*ledger_samples.sample(number), actor="hudhud test")
    ledger.decide("Amal", "same", "m1+m2", "both name the market", after={"score": 0.5})
    return ledger


@pytest.fixture
def raw(filled: Ledger, path: Path) -> Iterator[sqlite3.Connection]:
    """A tamperer's connection to the filled ledger, all triggers dropped."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        names = [n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in names:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
