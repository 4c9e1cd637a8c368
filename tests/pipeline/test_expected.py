"""What the examples should give, by the answer keys that lie beside them.

The floors are a little under what was measured when they were set; they may be raised, and lowering
one needs a reason in the commit. The answer keys were written before the reader was, by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from hudhud import pipeline
from hudhud.capture import Failure, capture, reading_copy
from hudhud.ledger import Ledger
from hudhud.model import Incident
from hudhud.publish.records import mention_record

KEYS = pipeline.example_reports().parent
EXPECTED: dict[str, list[dict[str, Any]]] = yaml.safe_load((KEYS / "expected.yaml").read_text("utf-8"))
SEVERAL = [one for one in yaml.safe_load((KEYS / "incidents.yaml").read_text("utf-8")) if len(one["reports"]) > 1]
Records = Mapping[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def reader() -> pipeline.Reader:
    return pipeline.open_default_reader()


@pytest.fixture(scope="module")
def found(reader: pipeline.Reader) -> Records:
    out: dict[str, list[dict[str, Any]]] = {}
    for document in capture(pipeline.example_reports()):
        assert not isinstance(document, Failure)
        reading = reader.read(document, reading_copy(document))
        out[document.doc_id] = [mention_record(m) for m in reading.mentions]
    return out


@pytest.fixture(scope="module")
def merged(reader: pipeline.Reader, tmp_path_factory: pytest.TempPathFactory) -> list[Incident]:
    with Ledger.open(tmp_path_factory.mktemp("examples") / "ledger.db") as ledger:
        pipeline.demo(ledger, reader)
        return pipeline.incidents(ledger)


def _harms(mention: Mapping[str, Any]) -> set[tuple[str, int | None, int | None]]:
    return {(h["harm"], h["low"], h["high"]) for h in mention["harms"]}


def _expected_harms(key: Mapping[str, Any]) -> set[tuple[str, int | None, int | None]]:
    return {(harm, low, high) for harm, _, low, high, _, _ in key.get("harms", [])}


def _tells_of(mine: Mapping[str, Any], key: Mapping[str, Any]) -> bool:
    """Of one kind at least, on days that meet, and with a figure in common where the key has figures."""
    if not set(mine["types"]) & set(key["types"]):
        return False
    days = [day.isoformat() for day in key["days"] or ()]
    if days and mine["date_start"] and (mine["date_end"] < days[0] or days[1] < mine["date_start"]):
        return False
    return not key.get("harms") or bool(_harms(mine) & _expected_harms(key))


def test_most_of_the_expected_mentions_are_found(found: Records) -> None:
    keys = [(doc, key) for doc, keys in EXPECTED.items() for key in keys]
    hits = sum(any(_tells_of(mine, key) for mine in found[doc]) for doc, key in keys)
    assert hits / len(keys) >= 0.62, f"{hits} of {len(keys)}"


def test_few_mentions_tell_of_nothing_expected(found: Records) -> None:
    mine = [(doc, m) for doc, mentions in found.items() for m in mentions]
    hits = sum(any(_tells_of(m, key) for key in EXPECTED[doc]) for doc, m in mine)
    assert hits / len(mine) >= 0.68, f"{hits} of {len(mine)}"


def test_figures_that_are_given_are_mostly_right(found: Records) -> None:
    mine = [(doc, h) for doc, mentions in found.items() for m in mentions for h in _harms(m)]
    right = sum(h in {k for key in EXPECTED[doc] for k in _expected_harms(key)} for doc, h in mine)
    assert right / len(mine) >= 0.8, f"{right} of {len(mine)}"


def _told_by(name: str, merged: list[Incident]) -> tuple[set[str], Incident]:
    key = next(one for one in SEVERAL if one["name"].startswith(name))
    same_day = [one for one in merged if one.when and one.when.start.isoformat() == key["dates"][0]]
    best = max(same_day, key=lambda one: len(set(one.documents) & set(key["reports"])))
    return set(key["reports"]), best


@pytest.mark.parametrize(("name", "least"), [("Palmyra", 4), ("Sukhna", 4)])
def test_the_february_attacks_are_merged_from_their_reports(name: str, least: int, merged: list[Incident]) -> None:
    reports, best = _told_by(name, merged)
    assert len(set(best.documents) & reports) >= least
    assert set(best.documents) <= reports, "a report that tells of something else was merged"


def test_nothing_is_merged_that_the_key_keeps_apart(merged: list[Incident]) -> None:
    together = [set(one["reports"]) for one in SEVERAL]
    for one in merged:
        if len(one.documents) > 1:
            assert any(set(one.documents) <= reports for reports in together), (one.id, one.documents)


def test_sukhna_has_its_range_and_names_what_conflicts(merged: list[Incident]) -> None:
    _, sukhna = _told_by("Sukhna", merged)
    killed = {h.group: h for h in sukhna.harms if h.harm == "killed"}
    # The observatory replaced its first count of 36 by 61 itself; 53 and 68 are totals of both groups. The 46
    # bodies that one hospital received stand in a machine's translation that places them in "Syria" alone.
    assert (killed["civilians"].low, killed["civilians"].best, killed["civilians"].high) == (61, 61, None)
    assert killed["unknown"].low == 53
    assert killed["security_forces"].low == 7
    assert sukhna.conflicts
    assert sukhna.place is not None and sukhna.place.lat is not None
    assert abs(sukhna.place.lat - 34.887) < 0.2


def test_the_earthquake_is_no_incident(found: Records) -> None:
    said = [h["verbatim"] for mentions in found.values() for m in mentions for h in m["harms"]]
    assert not [words for words in said if "46,000" in words or "28,000" in words or "43,000" in words]


def test_the_words_of_the_answer_key_stand_in_the_reports() -> None:
    for document in capture(pipeline.example_reports()):
        assert not isinstance(document, Failure)
        for key in EXPECTED[document.doc_id]:
            for *_, words, _source in key.get("harms", []):
                assert words in document.text, (document.doc_id, words)
