"""JSON Lines come back as they went, whatever the words are: quotes, marks of direction, separators, none at all."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hudhud.ledger import Ledger
from hudhud.model import Incident
from hudhud.model.exports import Header, Item, Move, Reference
from hudhud.pipeline import Filter
from hudhud.pipeline.exports import items
from hudhud.publish.exports import json_lines

# No half of a surrogate pair: no text that was captured holds one.
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
MAYBE = st.none() | WORDS
PEOPLE = st.none() | st.integers(0, 10**15)
DAYS = st.dates(date(1, 1, 2), date(9999, 12, 30))
TIMES = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))
_SAID = frozenset({"title", "publisher", "reason", "attributed_to", "name", "admin1", "victims", "said_of"})
_LISTED = frozenset({"words", "by", "notes", "conflicts", "perpetrators"})
"""What incidents keep in words that anybody chose; the rest is of the codebook, or belongs to each other."""


def retold(value: Any, data: st.DataObject) -> Any:
    """The same with other words."""
    if isinstance(value, list):
        return [retold(one, data) for one in value]
    if not isinstance(value, dict):
        return value
    out = {}
    for key, one in value.items():
        if key in _SAID and isinstance(one, str):
            out[key] = data.draw(WORDS.filter(bool))
        elif key in _LISTED and isinstance(one, list) and all(isinstance(x, str) for x in one):
            out[key] = data.draw(st.lists(WORDS, max_size=3))
        else:
            out[key] = retold(one, data)
    return out


references = st.builds(Reference, document_id=WORDS, doc_id=WORDS, title=MAYBE, publisher=MAYBE, author=MAYBE,
                       published=st.none() | DAYS, url=MAYBE, language=WORDS, captured_at=TIMES,
                       repeats=MAYBE)  # fmt: skip
moves = st.builds(Move, day=st.none() | DAYS, harm=WORDS, group=WORDS, low=PEOPLE, best=PEOPLE, high=PEOPLE,
                  reports=st.lists(WORDS, max_size=3).map(tuple))  # fmt: skip
headers = st.builds(Header, state=WORDS, version=WORDS, filter=WORDS, policy=MAYBE)
names = st.lists(WORDS, max_size=3).map(tuple)


@pytest.mark.sqlite
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_the_words_are_they_come_back(data: st.DataObject, examples: Ledger, tmp_path: Path) -> None:
    every = _examples(examples)
    written = []
    for _ in range(data.draw(st.integers(1, 3))):
        one = data.draw(st.sampled_from(every))
        incident = Incident.model_validate(retold(one.incident.model_dump(mode="json"), data))
        written.append(Item(
            incident, data.draw(WORDS), tuple(data.draw(st.lists(references, max_size=2))), data.draw(names),
            data.draw(names), tuple(data.draw(st.lists(MAYBE, max_size=2))), data.draw(names),
            tuple(data.draw(st.lists(moves, max_size=2))),
        ))  # fmt: skip
    header = data.draw(headers)
    path = tmp_path / "all.jsonl"
    assert json_lines.write(written, header, path) == len(written)
    with path.open(encoding="utf-8", newline="\n") as file:
        back = [json_lines.item_of(json.loads(line)) for line in file]
    assert [item for item, _ in back] == written
    assert all(found == header for _, found in back)


_KEPT: list[Item] = []


def _examples(ledger: Ledger) -> list[Item]:
    """Read once: hypothesis asks for them in each of its runs."""
    if not _KEPT:
        _KEPT.extend(items(ledger, Filter(), moved=True))
    return _KEPT
