"""Incidents in the forms of event data and of investigations: PLOVER, FollowTheMoney, sources by incident."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from hudhud import pipeline
from hudhud.analysis.capture_lists import read_lists
from hudhud.codebook import load as load_codebook
from hudhud.ledger import Ledger
from hudhud.model import Assessment, Incident, When
from hudhud.model.exports import Header, Item, Reference
from hudhud.pipeline.exports import items
from hudhud.publish.exports import ftm, plover, victims

_HEADER = Header("3-abc", "1", "")


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _item(name: str, **changes: Any) -> Item:
    parts: dict[str, Any] = {"types": ("attack",), "status": "occurred", "aggregate": False, "when": None,
                             "place": None, "perpetrators": (), "harms": (), "conflicts": ()}  # fmt: skip
    return Item(Incident(id=name, members=(), **parts | changes), f"hudhud:{name}", ())


def _report(name: str, publisher: str, repeats: str | None = None) -> Reference:
    taken = datetime(2023, 2, 18, tzinfo=UTC)
    return Reference(name * 8, name, None, publisher, None, date(2023, 2, 17), None, "en", taken, repeats)


def test_every_type_and_mode_of_the_codebook_is_one_of_plovers() -> None:
    modes = {
        "ASSAULT": {"", "abduct", "aerial", "drone", "heavy-weapons", "explosives", "suicide-attack", "sexual",
                    "destroy"},
        "COERCE": {"", "arrest", "seize"},
        "PROTEST": {"demo", "riot"},
    }  # fmt: skip
    for entry in load_codebook()["event_types"].entries:
        kind, _, mode = entry.maps_to.get("plover", "").partition(": ")
        assert not kind or mode in modes[kind], entry.code


def test_plover_events_carry_type_mode_and_place(examples: Ledger, tmp_path: Path) -> None:
    done = pipeline.export(examples, "plover", tmp_path / "all.jsonl")
    found = _lines(done.path)
    assert len(found) == done.rows == len({one["id"] for one in found})
    every = {item.incident.id: item.incident for item in items(examples, pipeline.Filter())}
    assert {one["incident"] for one in found} == set(every)
    for one in found:
        incident = every[one["incident"]]
        assert one["date"] == (incident.when.start.isoformat() if incident.when else None)
        assert [a["text"] for a in one["attributes"]["ACTOR"]] == list(incident.perpetrators)
        assert (one["event_geolocation"]["geo"] is None) == (incident.place is None)
        assert one["event_type"] or one["reason"]


def test_one_incident_of_two_types_of_plover_is_two_events() -> None:
    found = list(plover.events(_item("i1", types=("drone_strike", "air_strike", "arrest"))))
    assert [(e["event_type"], e["event_mode"]) for e in found] == [
        ("ASSAULT", ["drone", "aerial"]),
        ("COERCE", ["arrest"]),
    ]
    [threat] = plover.events(_item("i2", status="threatened"))
    assert (threat["event_type"], threat["event_mode"]) == ("THREATEN", ["violence"])
    [mine] = plover.events(_item("i3", types=("landmine",)))
    assert mine["event_type"] is None
    assert "landmine" in mine["reason"]


def test_followthemoney_takes_every_entity(examples: Ledger, tmp_path: Path) -> None:
    model = pytest.importorskip("followthemoney", reason="followthemoney is not installed").model
    done = pipeline.export(examples, "ftm", tmp_path / "all.ftm.json", base="https://desk.example.org")
    found = _lines(done.path)
    ids = {one["id"] for one in found}
    assert len(ids) == len(found) == done.rows
    for one in found:
        model.get(one["schema"]).validate(one)
        for name in ("involved", "document", "entity"):
            assert set(one["properties"].get(name, ())) <= ids
    assert {one["schema"] for one in found} == {"Event", "Article", "Documentation", "Organization"}


def test_entities_have_the_same_ids_each_time(examples: Ledger, tmp_path: Path) -> None:
    first, second = (pipeline.export(examples, "ftm", tmp_path / name).path for name in ("1.json", "2.json"))
    assert first.read_bytes() == second.read_bytes()


def test_a_month_stays_a_month_and_an_unnamed_actor_no_organisation() -> None:
    when = When(start=date(2023, 2, 1), end=date(2023, 2, 28), precision="month")
    [event] = ftm.entities(_item("i1", when=when, perpetrators=("gunmen",)))
    assert event["properties"]["date"] == ["2023-02"]
    assert "involved" not in event["properties"]
    assert event["properties"]["name"] == ["Attack, 2023-02"]
    assert "perpetrators as reported: gunmen" in event["properties"]["notes"]


def test_sources_by_incident_are_read_by_undercount(tmp_path: Path) -> None:
    told = {"i1": "AB", "i2": "ABC", "i3": "C", "i4": "AC", "i5": "B"}
    every = [
        replace(_item(name), references=tuple(_report(f"{name}{by}", by) for by in who)) for name, who in told.items()
    ]
    assert victims.write(every, _HEADER, tmp_path / "lists.csv") == 5
    lists = read_lists(tmp_path / "lists.csv")
    assert (lists.persons, dict(zip(lists.names, lists.sizes, strict=True))) == (5, {"A": 3, "B": 3, "C": 3})
    assert lists.shared == 3
    with (tmp_path / "lists.csv").open(encoding="utf-8") as file:
        assert "3-abc" in next(csv.reader(file))[0]


def test_a_copy_is_no_second_source() -> None:
    both = (_report("a", "Herald"), _report("b", "Courier", repeats="a"))
    assert victims.sources(replace(_item("i1"), references=both)) == ["Herald"]
    killed = Assessment(harm="killed", group="civilians", low=3, best=3, high=3,
                        by=("SOHR", "AFP (also in 2 copies)"), reason="", claims=())  # fmt: skip
    assert victims.sources(replace(_item("i2", harms=(killed,)), references=both)) == ["SOHR", "AFP"]


def test_a_sum_and_a_denial_stand_on_no_list() -> None:
    one = replace(_item("i1", status="denied"), references=(_report("a", "Herald"),))
    assert victims.sources(one) == []
    assert victims.sources(replace(_item("i2"), references=one.references, covers=("i3",))) == []
