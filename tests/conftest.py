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
from hudhud.ledger import Ledger
from hudhud.model import Claim, Count, EventKind, Evidence, HarmValue, Member, Mention, Party, Place, StatusValue, When

MakeMember = Callable[..., Member]
Harm = tuple[str, str, Count]


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


@pytest.fixture
def examples(examples_ledger: Path, tmp_path: Path) -> Iterator[Ledger]:
    """The bundled reports, to be changed at will."""
    with Ledger.open(shutil.copy(examples_ledger, tmp_path / "examples.db")) as opened:
        yield opened
