"""The benchmark of the workbench fails where a limit is exceeded, and says which."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script, beside which the modules lie that it imports."""
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "bench")
    return importlib.import_module("web")


def measured(ms: float = 40.0, errors: int = 0) -> dict[str, Any]:
    times = {name: {"p50": 1.0, "p95": ms} for name in ("table", "review item", "decision and next item")}
    return {"milliseconds": times, "crowd": {"errors": errors, "answers": 10, "users": 2}}


def test_what_keeps_its_limits_passes(web: Any) -> None:
    assert web.beyond(measured()) == []
    assert web.beyond(measured(50.0)) == []


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            measured(61.0),
            [f"{name} took 61 ms, at most 50 are asked" for name in ("review item", "decision and next item")],
        ),
        (measured(errors=1), ["1 errors of the crowd"]),
    ],
)  # fmt: skip
def test_what_exceeds_them_is_named(
    web: Any, found: dict[str, Any], words: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    assert web.beyond(found) == words
    ledger = tmp_path / "ledger.db"
    ledger.touch()
    monkeypatch.setattr("sys.argv", ["web", "--ledger", str(ledger)])
    monkeypatch.setattr(web, "measure", lambda *_: found)
    with pytest.raises(SystemExit, match="beyond what is asked"):
        web.main()
