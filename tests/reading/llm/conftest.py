from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hudhud import reading
from hudhud.capture import capture_bytes, reading_copy
from hudhud.model import Document, Reading
from hudhud.places import Gazetteer
from hudhud.reading.llm.cache import Cache
from hudhud.reading.llm.client import Client
from hudhud.reading.llm.reader import ModelReader
from hudhud.reading.llm.reply import schema
from hudhud.reading.llm.settings import settings_of

ReaderOf = Callable[..., ModelReader]


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def reader_of(gazetteer: Gazetteer, tmp_path: Path, pauses: list[float]) -> ReaderOf:
    """A reader that asks this address, sleeps on a list, and keeps replies in a file of the test's."""

    def of(url: str, **more: Any) -> ModelReader:
        settings = settings_of({"model": "tiny", "url": url, **more})
        client = Client(settings, schema(), sleep=pauses.append)
        return ModelReader(settings, reading.tools(gazetteer), client, Cache(tmp_path / "replies.sqlite"))

    return of


def report(text: str, published: date | None = date(2023, 2, 19)) -> Document:
    return capture_bytes(text.encode(), origin="a test", published=published, language="en")


def read(reader: ModelReader, text: str, published: date | None = date(2023, 2, 19)) -> Reading:
    document = report(text, published)
    made = reader.read(document, reading_copy(document))
    for mention in made.mentions:
        for claim in mention.claims:
            words = claim.evidence
            assert document.text[words.span_start : words.span_end] == words.verbatim
    return made
