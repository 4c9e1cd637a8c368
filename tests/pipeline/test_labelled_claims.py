"""Claims labelled by hand, from their words to the verdict."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from hudhud import pipeline
from hudhud.errors import AnalysisError
from hudhud.model import Place, Record, Toll, When
from hudhud.model.records import EVERYBODY
from hudhud.pipeline.checking import check_claim
from hudhud.pipeline.holdings import Holdings
from hudhud.reading import Reader

LABELLED: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("claims_labelled.yaml").read_text("utf-8"))
ON = date(2023, 2, 25)


def made(row: list[Any]) -> Record:
    name, days, place, admin1, actor, kind, killed, group, *rest = row
    start, _, end = str(days).partition("/")
    when = When(
        start=date.fromisoformat(start), end=date.fromisoformat(end or start), precision="range" if end else "day"
    )
    figures = dict(zip(("low", "best", "high"), killed, strict=True)) if killed else None
    return Record(
        id=name, types=(kind,), status="occurred", aggregate="sum" in rest, when=when,
        place=Place(name=place, country="SY", admin1=admin1, precision="exact"),
        perpetrators=(actor,) if actor else (),
        tolls=(Toll(harm="killed", group=group, **figures),) if figures else (),
        totals=(Toll(harm="killed", group=EVERYBODY, **figures),) if figures else (),
        sources=("Example Monitor",), documents=(f"report-{name}",),
    )  # fmt: skip


HOLDINGS = Holdings("a made-up record", tuple(made(row) for row in LABELLED["incidents"]), ())


@pytest.fixture(scope="module")
def reader() -> Reader:
    return pipeline.open_default_reader()


@pytest.mark.parametrize(("claim", "incident", "label", "why"), LABELLED["claims"])
def test_no_true_claim_is_contradicted_and_every_false_one_is(
    reader: Reader, claim: str, incident: str | None, label: str, why: str
) -> None:
    answer = check_claim(HOLDINGS, reader, claim, incident=incident, on=ON)
    fitting = {
        "true": {"supported", "supported on the known part", "undetermined"},
        "false": {"contradicted"},
        "open": {"supported on the known part", "undetermined"},
    }
    assert answer.verdict in fitting[label], (why, answer.words)
    assert answer.chance is not None and answer.chance[1] <= answer.chance[0] <= answer.chance[2]
    assert answer.basis.assumptions


def test_most_true_claims_are_supported(reader: Reader) -> None:
    true = [(c, i) for c, i, label, _ in LABELLED["claims"] if label == "true"]
    found = [check_claim(HOLDINGS, reader, c, incident=i, on=ON).verdict for c, i in true]
    assert sum(v.startswith("supported") for v in found) >= 19, found


def test_there_are_forty() -> None:
    assert len(LABELLED["claims"]) == 40
    assert {label: sum(row[2] == label for row in LABELLED["claims"]) for label in ("true", "false", "open")} == {
        "true": 22, "false": 14, "open": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("", "no claim in empty words"),
        ("The weather was mild.", "no claim about many incidents"),
        ("the deadliest IS attack in Atlantis since 2019", "not understood|no incident"),
        ("the deadliest attack by Jaysh al-Nothing in Syria since 2019", "not understood"),
        ("more than 60 people were killed by Jaysh al-Nothing in Homs in 2020", "not understood"),
        ("Nusroun attacks in Syria rose in 2022", "'Nusroun' in the claim was not understood"),
        ("the deadliest attack in Mosul since 2019", "no incident of the record is in 'Mosul'"),
        ("IS attacks in Syria rose", "no claim about many incidents"),
        ("the deadliest attack in Syria since the revolt of the potters", "not understood"),
    ],
)
def test_what_is_not_understood_is_never_dropped(reader: Reader, claim: str, words: str) -> None:
    with pytest.raises(AnalysisError, match=words):
        check_claim(HOLDINGS, reader, claim, on=ON)


def test_a_fight_of_many_days_is_said_and_not_compared(reader: Reader) -> None:
    answer = check_claim(HOLDINGS, reader, "the deadliest IS attack in Syria since 2021", incident="a21", on=ON)
    assert answer.verdict == "supported"
    assert "Al-Hasakah, 2022-01-20 to 2022-01-30" in answer.words and "is not compared" in answer.words


def test_the_incident_must_be_one_of_those_meant(reader: Reader) -> None:
    with pytest.raises(AnalysisError, match="not one of the incidents"):
        check_claim(HOLDINGS, reader, "the deadliest IS attack in Syria since 2021", incident="b04", on=ON)
    with pytest.raises(AnalysisError, match="no incident has the id 'z99'"):
        check_claim(HOLDINGS, reader, "the deadliest IS attack in Syria since 2021", incident="z99", on=ON)
