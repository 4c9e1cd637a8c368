from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from web_samples import FAST, Browser, join

from hudhud.ledger import Ledger
from hudhud.web import create_app


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db") as opened:
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
