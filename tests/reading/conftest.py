from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from reading_samples import HarmsOf, Read, shown

from hudhud import actors
from hudhud.capture import reading_copy
from hudhud.model import Block, Document, Reading, ReadingCopy
from hudhud.places import Gazetteer
from hudhud.reading import lexicon, open_reader, parse, sentences, tools
from hudhud.reading.llm.cache import Cache
from hudhud.reading.llm.client import Client
from hudhud.reading.llm.reader import ModelReader
from hudhud.reading.llm.reply import schema
from hudhud.reading.llm.settings import settings_of
from tests.reading.model_samples import ReaderOf


def copy_of_blocks(*blocks: tuple[str, str]) -> ReadingCopy:
    """A reading copy whose text is the blocks, each mapped to itself."""
    text, made = "", []
    for kind, words in blocks:
        text += "\n\n" if text else ""
        made.append(Block(start=len(text), end=len(text) + len(words), kind=kind))
        text += words
    return ReadingCopy(text, range(len(text)), range(1, len(text) + 1), made)


@pytest.fixture(scope="session")
def harms_of() -> HarmsOf:
    """What a sentence tells as done: harm, count and group, in the order of the words."""
    nlp, words, registry = parse.model().nlp, lexicon.load(), actors.load()

    def read(text: str, kind: str = "body") -> list[str]:
        found = sentences.find(parse.parse(copy_of_blocks((kind, text)), nlp), words, registry)
        told = [t for s in found for t in s.tellings if t.harm and t.judgement.status == "occurred"]
        return [shown(t.harm) for t in sorted(told, key=lambda t: (t.token.i, t.harm.victims.head.i))]

    return read


@pytest.fixture(scope="session")
def gazetteer() -> Iterator[Gazetteer]:
    with Gazetteer.open(build_if_missing=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def read(gazetteer: Gazetteer) -> Read:
    """A whole report through the reader, published on Friday 17 February 2023 unless said otherwise."""
    reader = open_reader(gazetteer)

    def of(text: str, published: date | None = date(2023, 2, 17), title: str | None = None) -> Reading:
        content = text.encode()
        document = Document(
            id=sha256(content).hexdigest(),
            doc_id="invented",
            content=content,
            media_type="text/plain",
            encoding="utf-8",
            text=text,
            language="en",
            title=title,
            published=published,
            origin="a test",
            captured_at=datetime(2023, 3, 1, tzinfo=UTC),
        )
        return reader.read(document, reading_copy(document))

    return of


@pytest.fixture
def pauses() -> list[float]:
    """How long a reader that asks a model slept between its tries."""
    return []


@pytest.fixture
def reader_of(gazetteer: Gazetteer, tmp_path: Path, pauses: list[float]) -> ReaderOf:
    """A reader that asks a model at this address, sleeps on a list, and keeps replies in a file of the test's."""

    def of(url: str, **more: Any) -> ModelReader:
        settings = settings_of({"model": "tiny", "url": url, **more})
        client = Client(settings, schema(), sleep=pauses.append)
        return ModelReader(settings, tools(gazetteer), client, Cache(tmp_path / "replies.sqlite"))

    return of
