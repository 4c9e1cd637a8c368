from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from web_samples import FAST, Browser, join

from hudhud.ledger import Ledger
from hudhud.web import create_app


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: a copy takes less time than all migrations."""
    path = tmp_path_factory.mktemp("empty") / "ledger.db"
    Ledger.open(path).close()
    return path


@pytest.fixture
def ledger(
    request: pytest.FixtureRequest, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Ledger]:
    if database == "sqlite":
        where = shutil.copy(request.getfixturevalue("empty_ledger"), tmp_path)
    else:
        where = request.getfixturevalue("location")
        monkeypatch.chdir(tmp_path)  # the workbench's key lies in the working folder
    with Ledger.open(where) as opened:
        yield opened


@pytest.fixture
def app(ledger: Ledger) -> FastAPI:
    return create_app(ledger, FAST)


@pytest.fixture
def stranger(app: FastAPI) -> Browser:
    """Nobody is signed in, and there is no user yet."""
    return Browser(app)


@pytest.fixture
def administrator(app: FastAPI) -> Browser:
    """The first user, signed in."""
    return join(app, "Amal", "administrator")
