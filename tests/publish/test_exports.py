"""Incidents out to files: whole or not at all, and back without loss."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from hudhud import pipeline
from hudhud.errors import ExportError, OvertakenError
from hudhud.ledger import Ledger
from hudhud.model.exports import Header
from hudhud.pipeline.exports import items
from hudhud.publish.exports import json_lines
from hudhud.publish.exports.profile import Profile


def test_json_lines_come_back_as_they_went(examples: Ledger, tmp_path: Path) -> None:
    done = pipeline.export(examples, "jsonl", tmp_path / "all.jsonl", base="https://desk.example.org/")
    lines = [json.loads(line) for line in done.path.read_text(encoding="utf-8").splitlines()]
    back = [json_lines.item_of(line) for line in lines]
    assert [one for one, _ in back] == list(items(examples, pipeline.Filter(), "https://desk.example.org"))
    assert {header for _, header in back} == {done.header}
    assert [one.incident for one, _ in back] == pipeline.incidents(examples)
    assert all(one.permalink == f"https://desk.example.org/incidents/{one.incident.id}" for one, _ in back)
    assert done.rows == len(back)


def test_a_filter_leaves_the_same_incidents_as_the_list(examples: Ledger, tmp_path: Path) -> None:
    wanted = pipeline.Filter(since=date(2023, 1, 1), harm="killed", at_least=5)
    done = pipeline.export(examples, "jsonl", tmp_path / "some.jsonl", wanted)
    ids = [json.loads(line)["incident"]["id"] for line in done.path.read_text(encoding="utf-8").splitlines()]
    assert ids == [one.id for one in pipeline.incidents(examples, wanted)]
    assert 0 < len(ids) < len(pipeline.incidents(examples))
    assert done.header.filter == "at_least=5&harm=killed&since=2023-01-01"


def test_every_sum_names_what_it_covers_and_is_named_by_it(examples: Ledger) -> None:
    every = {one.incident.id: one for one in items(examples, pipeline.Filter())}
    pairs = {(one.incident.id, part) for one in every.values() for part in one.covers}
    assert pairs == {(whole, one.incident.id) for one in every.values() for whole in one.covered_by}


def test_what_fails_on_the_way_leaves_the_older_file(
    examples: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise OSError(28, "No space left on device")

    path = tmp_path / "kept.jsonl"
    path.write_text("older")
    monkeypatch.setitem(pipeline.exports.PROFILES, "broken", Profile("broken", ".x", "", (), broken))
    with pytest.raises(OSError, match="No space"):
        pipeline.export(examples, "broken", path)
    assert path.read_text() == "older"
    assert list(tmp_path.glob(".*.unfinished")) == []


def test_a_ledger_that_changes_meanwhile_is_written_out_again(
    examples: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []

    def restless(one: Profile) -> Profile:
        def write(*given: object) -> int:
            looks.append("look")
            if len(looks) < often:
                first = pipeline.incidents(examples)[0]
                pipeline.decide(examples, "desk", "accept", first.id, f"look {len(looks)}")
            return one.write(*given)  # type: ignore[arg-type]

        return Profile(one.name, one.suffix, one.about, one.loses, write)

    monkeypatch.setitem(pipeline.exports.PROFILES, "jsonl", restless(json_lines.PROFILE))
    often = 2
    done = pipeline.export(examples, "jsonl", tmp_path / "again.jsonl")
    assert len(looks) == 2
    assert f'"state":"{done.header.state}"' in done.path.read_text(encoding="utf-8").splitlines()[0]
    looks.clear()
    often = 9
    with pytest.raises(OvertakenError, match="changed while"):
        pipeline.export(examples, "jsonl", tmp_path / "never.jsonl")
    assert not (tmp_path / "never.jsonl").exists()


@pytest.mark.parametrize("line", [{}, {"form": "hudhud-export/1"}, {"form": "other/1", "incident": {}}])
def test_another_line_is_refused_in_one_line(line: dict[str, object]) -> None:
    with pytest.raises(ExportError) as refused:
        json_lines.item_of(line)
    assert "\n" not in str(refused.value)


def test_how_figures_moved_and_what_is_disputed_comes_back_too(examples: Ledger, tmp_path: Path) -> None:
    every = list(items(examples, pipeline.Filter(), moved=True))
    assert any(one.moves for one in every)
    for one in every:
        assert bool(one.disputed) == bool(one.incident.conflicts)
        view = pipeline.view_of(examples, one.incident.id)
        told = [(r.day, r.harm, r.group, r.low, r.best, r.high) for r in pipeline.revisions(one.incident, view.copies)]
        moved = [(m.day, m.harm, m.group, m.low, m.best, m.high) for m in one.moves]
        assert moved == (told if len({m.published for m in one.incident.members}) > 1 else [])
    path = tmp_path / "all.jsonl"
    json_lines.write(every, Header("1-0", "0", ""), path)
    assert [json_lines.item_of(json.loads(line))[0] for line in path.read_text("utf-8").splitlines()] == every
