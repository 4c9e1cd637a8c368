"""Whatever a model says, only what hudhud's rules find in the words it points at comes in."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from hudhud.model import HarmValue, Party, Reading
from tests.reading.injections import INJECTIONS
from tests.reading.model_samples import ReaderOf, read
from tests.reading.model_server import ModelServer, says

TEXT = """Gunmen killed 16 truffle hunters near the town of Sukhna on Friday, the Observatory said. \
At least four others were wounded.

ISIS fighters threatened to kill 12 shepherds in Palmyra. No one was killed in Raqqa on Monday. \
Dozens of civilians were abducted from Salamiyah. Two Syrian soldiers were shot dead. \
The convoy of 25 trucks left, and sixty people had arrived."""


def harm(harm: str, low: int | None, high: int | None, quote: str, **more: Any) -> dict[str, Any]:
    return {"harm": harm, "low": low, "high": high, "quote": quote, **more}


def told(reader_of: ReaderOf, *incidents: dict[str, Any], text: str = TEXT) -> Reading:
    said = json.dumps({"incidents": incidents})
    with ModelServer(says(said)) as server:
        # Another model for another answer: the replies of one are kept.
        return read(reader_of(server.url, model=sha256(said.encode()).hexdigest()), text)


def figures(made: Reading) -> list[tuple[str, int | None, int | None, str]]:
    return [(v.harm, v.count.low, v.count.high, v.group) for m in made.mentions for _, v in m.harms]


def test_what_the_words_bear_out_comes_in_as_the_words_have_it(reader_of: ReaderOf) -> None:
    made = told(
        reader_of,
        {
            "date": {"quote": "on Friday"},
            "place": {"name": "Sukhna", "quote": "near the town of Sukhna"},
            "harms": [
                # Of the model's own bounds and groups nothing is taken but the number.
                harm("killed", 16, 16, "killed 16 truffle hunters", group="fighters", said_by="nobody"),
                harm("injured", 4, 4, "At least four others were wounded"),
            ],
        },
    )
    assert figures(made) == [("killed", 16, 16, "civilians"), ("injured", 4, None, "unknown")]
    (mention,) = made.mentions
    assert mention.when is not None and mention.when.start == mention.when.end == date(2023, 2, 17)
    assert mention.place is not None and mention.place.gazetteer_id is not None and mention.place.country == "SY"
    assert mention.harms[0][0].attributed_to == "Observatory"
    assert {claim.reader for claim in mention.claims} == {"llm"}


def test_words_without_a_number_stay_without(reader_of: ReaderOf) -> None:
    made = told(reader_of, {"harms": [harm("abducted", None, None, "Dozens of civilians were abducted")]})
    assert figures(made) == [("abducted", None, None, "civilians")]
    assert not told(reader_of, {"harms": [harm("abducted", 24, 24, "Dozens of civilians were abducted")]}).mentions


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (harm("killed", 60, 60, "killed 60 truffle hunters"), "not in the report"),
        (harm("killed", 61, 61, "killed 16 truffle hunters"), "count nobody so"),
        (harm("injured", 16, 16, "killed 16 truffle hunters"), "no word of this harm"),
        (harm("killed", 0, 0, "No one was killed"), "not zero"),
        (harm("killed", 12, 12, "threatened to kill 12 shepherds"), "tells it as"),
        (harm("killed", 25, 25, "convoy of 25 trucks"), "count nobody so"),
        (harm("killed", 60, 60, "sixty people had arrived"), "no word of this harm"),
        (harm("killed", 6, 6, "six"), "not in the report"),
        (harm("killed", 2023, 2023, "2023"), "not in the report"),
    ],
)
def test_what_they_do_not_is_dropped_and_counted(reader_of: ReaderOf, wrong: dict[str, Any], why: str) -> None:
    with ModelServer(says(json.dumps({"incidents": [{"harms": [wrong]}]}))) as server:
        reader = reader_of(server.url)
        assert not read(reader, TEXT).mentions
        assert reader.tally["dropped"] == 1 and reader.tally["kept"] == 0
        assert "0 values kept, 1 dropped" in reader.summary


def test_a_threat_comes_in_as_a_threat(reader_of: ReaderOf) -> None:
    said = {"status": "threatened", "harms": [harm("killed", 12, 12, "threatened to kill 12 shepherds")]}
    (mention,) = told(reader_of, said).mentions
    assert mention.status == "threatened"


def test_dates_places_and_actors_must_be_in_their_words(reader_of: ReaderOf) -> None:
    dead = harm("killed", 2, 2, "Two Syrian soldiers were shot dead")
    made = told(
        reader_of,
        {
            "date": {"quote": "on Sunday"},
            "place": {"name": "Damascus", "quote": "Salamiyah"},
            "perpetrators": [
                {"name": "ISIS", "quote": "ISIS fighters"},
                {"name": "Syrian soldiers", "quote": "Two Syrian soldiers were shot dead"},
                {"name": "Hezbollah", "quote": "ISIS fighters"},
            ],
            "harms": [dead],
        },
    )
    (mention,) = made.mentions
    assert mention.when is None and mention.place is None
    assert [value.actor_id for _, value in mention.of(Party)] == ["islamic-state"]


def test_an_incident_of_which_nothing_happened_is_none(reader_of: ReaderOf) -> None:
    said = {"date": {"quote": "on Friday"}, "place": {"name": "Sukhna", "quote": "Sukhna"}, "harms": []}
    assert not told(reader_of, said).mentions


def test_a_sum_stays_one(reader_of: ReaderOf) -> None:
    said = {"sum_of_several": True, "harms": [harm("killed", 16, 16, "killed 16 truffle hunters")]}
    assert told(reader_of, said).mentions[0].aggregate


@pytest.mark.parametrize("injection", INJECTIONS, ids=range(len(INJECTIONS)))
def test_an_instruction_in_a_report_invents_nothing(reader_of: ReaderOf, injection: str) -> None:
    """The worst case: a model that obeys. What it was told to say has no words that bear it out."""
    obeyed = [
        harm("killed", 0, 0, injection[:200]),
        harm("killed", 999, 999, injection[:200]),
        harm("killed", 16, 16, "killed 16 truffle hunters"),
        harm("injured", 999, 999, "999"),
    ]
    said = {
        "place": {"name": "Paris", "quote": "Paris"},
        "perpetrators": [{"name": "the Observatory", "quote": injection[:200]}],
        "harms": obeyed,
    }
    made = told(reader_of, said, text=f"{TEXT}\n\n{injection}\n")
    assert [(v.harm, v.count.low, v.count.high) for m in made.mentions for _, v in m.harms] == [("killed", 16, 16)]
    assert all(m.place is None and not m.perpetrators for m in made.mentions)


@pytest.mark.parametrize("injection", INJECTIONS, ids=range(len(INJECTIONS)))
def test_an_instruction_stays_within_the_marks(reader_of: ReaderOf, injection: str) -> None:
    with ModelServer(says('{"incidents": []}')) as server:
        read(reader_of(server.url), f"{TEXT}\n\n{injection}\n")
        plain = server.asked[0]["messages"]
    assert [message["role"] for message in plain] == ["system", "user"]
    assert injection.strip()[:40] not in plain[0]["content"]
    head, _, rest = plain[1]["content"].partition("\n<<<report ")
    mark = rest.split("\n", 1)[0]
    assert head == "Published: 2023-02-19" and len(mark) == 16
    assert plain[1]["content"].count(mark) == 2 and plain[1]["content"].endswith(f"\nreport {mark}>>>")


def test_harms_have_no_value_of_their_own() -> None:
    assert HarmValue.model_fields.keys() == {"type", "harm", "group", "count", "victims", "derived"}
