"""Mentions and members made by hand, for the stages after reading; and a ledger of the bundled reports."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from hudhud import pipeline
from hudhud.ledger import Ledger, copy
from hudhud.model import Claim, Count, EventKind, Evidence, HarmValue, Member, Mention, Party, Place, StatusValue, When
from tests import databases

MakeMember = Callable[..., Member]
Harm = tuple[str, str, Count]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test over a `location` runs on both databases, but for those that look into SQLite's `path`."""
    if "database" in metafunc.fixturenames:
        only = {name for name in ("sqlite", "postgres") if metafunc.definition.get_closest_marker(name)}
        here = [] if "postgres" in only else ["sqlite"]
        if "path" not in metafunc.fixturenames and "sqlite" not in only:
            here.append(pytest.param("postgresql", marks=pytest.mark.postgres))
        metafunc.parametrize("database", here, indirect=True)


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database that a test runs on."""
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def postgres() -> Iterator[databases.Server]:
    """A PostgreSQL server on this machine, with a database "empty_ledger" that holds one."""
    with databases.server() as server:
        server.sql("CREATE DATABASE empty_ledger")
        Ledger.open(server.url("empty_ledger")).close()
        yield server


@pytest.fixture
def empty_location(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Iterator[str]:
    """Where a ledger can be made."""
    yield from _location(request, database, tmp_path, "template1")


@pytest.fixture
def location(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Iterator[str]:
    """Where a ledger can be made, or an empty one is: migrations take a second of PostgreSQL."""
    yield from _location(request, database, tmp_path, "empty_ledger")


def _location(request: pytest.FixtureRequest, database: str, folder: Path, template: str) -> Iterator[str]:
    if database == "sqlite":
        yield str(folder / "a ledger #1.db")
        return
    server: databases.Server = request.getfixturevalue("postgres")
    url = server.new(template)
    yield url
    server.drop(url)


def _claim(value: object, words: str, source: str | None = None) -> Claim:
    return Claim.model_validate(
        {
            "value": value,
            "evidence": Evidence(verbatim=words, span_start=0, span_end=len(words)),
            "attributed_to": source,
            "confidence": 0.9,
            "reason": "made for a test",
            "reader": "test",
            "reader_version": "1",
        }
    )


def make_member(
    doc: str,
    day: str | tuple[str, str] | None = "2023-02-17",
    place: tuple[str, float, float] | None = ("Sukhna", 34.885, 38.871),
    kinds: tuple[str, ...] = ("attack",),
    actors: tuple[str, ...] = (),
    harms: tuple[tuple[str, str, Count] | tuple[str, str, Count, str], ...] = (),
    published: str | None = None,
    status: str = "occurred",
    aggregate: bool = False,
    number: int = 0,
) -> Member:
    """A member of an incident. Harms are (harm, group, count) with, at will, a source."""
    claims = [_claim(EventKind(event_type=kind), kind) for kind in kinds]
    claims.append(_claim(StatusValue(status=status), status))
    if day is not None:
        first, last = (day, day) if isinstance(day, str) else day
        precision = "day" if first == last else "range"
        when = When(start=date.fromisoformat(first), end=date.fromisoformat(last), precision=precision)
        claims.append(_claim(when, first))
    if place is not None:
        name, lat, lon = place
        claims.append(_claim(Place(name=name, country="SY", lat=lat, lon=lon, precision="exact"), name))
    claims += [_claim(Party(name=name, actor_id=name), name) for name in actors]
    for harm, group, count, *source in harms:
        words = f"{count.low or count.high or count.words} {harm}"
        claims.append(_claim(HarmValue(harm=harm, group=group, count=count), words, source[0] if source else None))
    out = date.fromisoformat(published) if published else None
    identity = hashlib.sha256(doc.encode()).hexdigest()
    return Member(
        mention=Mention(id=f"m-{doc}-{number}", claims=tuple(claims), aggregate=aggregate),
        document_id=identity,
        doc_id=doc,
        title=None,
        publisher=None,
        published=When(start=out, end=out, precision="day") if out else None,
        published_basis="given" if out else "unknown",
    )


@pytest.fixture
def member() -> MakeMember:
    return make_member


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


@pytest.fixture(scope="session")
def examples_in_postgres(postgres: databases.Server, examples_ledger: Path) -> str:
    """The database of the bundled reports, to be copied."""
    postgres.sql("CREATE DATABASE examples")
    copy(examples_ledger, postgres.url("examples"))
    return "examples"


@pytest.fixture
def examples(
    request: pytest.FixtureRequest,
    database: str,
    examples_ledger: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Ledger]:
    """The bundled reports, to be changed at will."""
    if database == "sqlite":
        with Ledger.open(shutil.copy(examples_ledger, tmp_path / "examples.db")) as opened:
            yield opened
        return
    monkeypatch.chdir(tmp_path)  # the workbench's key lies in the working folder
    for url in _location(request, database, tmp_path, request.getfixturevalue("examples_in_postgres")):
        with Ledger.open(url) as opened:
            yield opened
