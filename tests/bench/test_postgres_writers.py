"""The bench of concurrent writers, for a few seconds: nothing acknowledged is lost, through a crash of the server."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests import databases

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
import postgres_writers


@pytest.mark.postgres
def test_four_clients_and_a_crash_lose_nothing() -> None:
    with databases.server() as server:
        server.stop()
        server.start(durable=True)
        done = postgres_writers.run(server.new(), 4, 9.0, server)
    assert done.problems == []
    assert done.lost == 0
    assert done.acknowledged >= 20
    assert done.passed
    assert all("\n" not in message and "Traceback" not in message for message in done.errors)


def test_a_lost_decision_would_be_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from hudhud.ledger import Ledger  # noqa: PLC0415

    with Ledger.open(tmp_path / "l.db") as ledger:
        kept = [ledger.decide("a", "same", f"m{n}", "r") for n in range(3)]
    told = [{"kept": [(d.seq, d.hash) for d in kept], "errors": {}, "overtaken": 0, "slowest": 0.1}]
    assert postgres_writers._outcome(str(tmp_path / "l.db"), told, 1.0).passed
    told[0]["kept"].append((4, "0" * 64))  # type: ignore[attr-defined]
    assert postgres_writers._outcome(str(tmp_path / "l.db"), told, 1.0).lost == 1
    told.append({"kept": [(1, kept[0].hash)], "errors": {}, "overtaken": 0, "slowest": 0.1})
    assert (
        "two clients were told the same number" in postgres_writers._outcome(str(tmp_path / "l.db"), told, 1.0).problems
    )
