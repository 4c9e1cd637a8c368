from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from web_samples import FAST, Browser, join

from hudhud import pipeline
from hudhud.ledger import Ledger
from hudhud.web import create_app


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: a copy takes less time than all migrations."""
    path = tmp_path_factory.mktemp("empty") / "ledger.db"
    Ledger.open(path).close()
    return path


@pytest.fixture(scope="session")
def examples_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled reports, read and linked once for all test processes."""
    here = tmp_path_factory.getbasetemp()
    folder = (here.parent if os.environ.get("PYTEST_XDIST_WORKER") else here) / "examples"
    path = folder / "ledger.db"
    try:
        folder.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + 300
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.2)
        assert path.exists(), "the process that reads the examples did not finish"
        return path
    unfinished = folder / "unfinished.db"
    with Ledger.open(unfinished) as opened:
        pipeline.demo(opened, pipeline.open_default_reader())
    unfinished.rename(path)
    return path


@pytest.fixture
def examples(examples_ledger: Path, tmp_path: Path) -> Iterator[Ledger]:
    """The bundled reports, to be changed at will."""
    with Ledger.open(shutil.copy(examples_ledger, tmp_path / "examples.db")) as opened:
        yield opened


@pytest.fixture
def ledger(empty_ledger: Path, tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(shutil.copy(empty_ledger, tmp_path)) as opened:
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
