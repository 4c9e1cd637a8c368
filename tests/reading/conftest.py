from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from reading_samples import shown

from hudhud import actors
from hudhud.capture import reading_copy
from hudhud.model import Block, Document, Reading, ReadingCopy
from hudhud.places import Gazetteer
from hudhud.reading import lexicon, open_reader, parse, sentences

HarmsOf = Callable[..., list[str]]
Read = Callable[..., Reading]


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
