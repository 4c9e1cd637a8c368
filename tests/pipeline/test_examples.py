"""The bundled examples, and the seed article where it lies beside the checkout, through all stages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from hudhud import pipeline
from hudhud.capture import Failure, capture, reading_copy
from hudhud.ledger import Ledger, Linkage
from hudhud.model import Document, Reading
from hudhud.reading import Reader

EXAMPLES = sorted(pipeline.example_reports().iterdir())
SEED = Path(__file__).resolve().parents[3] / "shared" / "seed" / "article.txt"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return pipeline.open_default_reader()


def read(path: Path, reader: Reader) -> tuple[Document, Reading]:
    (document,) = capture(path)
    assert not isinstance(document, Failure), document
    return document, reader.read(document, reading_copy(document))


def words_of(reading: Reading) -> Iterator[tuple[str, int, int]]:
    for mention in reading.mentions:
        for claim in mention.claims:
            yield claim.evidence.verbatim, claim.evidence.span_start, claim.evidence.span_end


@pytest.mark.parametrize("path", [*EXAMPLES, SEED], ids=lambda path: path.stem)
def test_every_claim_stands_on_its_words(path: Path, reader: Reader) -> None:
    if path == SEED and not SEED.exists():
        pytest.skip(f"no seed article at {SEED}")
    document, reading = read(path, reader)
    found = list(words_of(reading))
    assert found, "an example without a claim"
    for verbatim, start, end in found:
        assert verbatim
        assert document.text[start:end] == verbatim


def test_the_answer_key_names_every_example() -> None:
    key = EXAMPLES[0].parent.parent / "expected.yaml"
    names = list(yaml.safe_load(key.read_text("utf-8")))
    found = []
    for path in EXAMPLES:
        (document,) = capture(path)
        assert not isinstance(document, Failure)
        found.append(document.doc_id)
    assert sorted(found) == sorted(names)
    assert len(found) == 21


def test_reading_again_gives_the_same(reader: Reader) -> None:
    for path in EXAMPLES[:3]:
        (_, one), (_, other) = read(path, reader), read(path, reader)
        assert one == other


def test_the_examples_go_in_and_verify(reader: Reader, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        outcomes = pipeline.demo(ledger, reader)
        assert [o.error for o in outcomes if o.error] == []
        assert all(o.added for o in outcomes)
        assert pipeline.verify(ledger).problems == []
        before = ledger.counts()
        assert not any(o.added for o in pipeline.demo(ledger, reader))
        assert ledger.counts() == before
        found = pipeline.incidents(ledger)
        assert sum(len(one.members) for one in found) == before.mentions
        assert any(len(one.documents) > 2 for one in found)


def test_the_order_of_arrival_changes_no_link(reader: Reader, tmp_path: Path) -> None:
    links = []
    for number, paths in enumerate((EXAMPLES, EXAMPLES[::-1])):
        with Ledger.open(tmp_path / f"{number}.db") as ledger:
            list(pipeline.add(paths, ledger, reader))
            linkage = Linkage(ledger)
            links.append({(x.one, x.other, x.weight) for x in linkage.links(linkage.memberships())})
    assert links[0] == links[1]


def test_no_ledger_is_made_for_nothing(reader: Reader, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    (outcome,) = pipeline.add_at(tmp_path / "ledger.db", [empty], reader)
    assert outcome.error is not None
    assert not (tmp_path / "ledger.db").exists()


def test_bad_reports_before_the_first_good_one_are_told_too(reader: Reader, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    outcomes = list(pipeline.add_at(tmp_path / "ledger.db", [empty, EXAMPLES[0], empty], reader))
    assert [o.error is None for o in outcomes] == [False, True, False]
    assert [o.added for o in outcomes] == [False, True, False]
