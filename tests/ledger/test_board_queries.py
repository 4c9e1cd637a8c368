"""The board's quick queries give what the plain ones give."""

from __future__ import annotations

import json
import math
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from hudhud.ledger import Board, Ledger
from hudhud.ledger.derived import incident_rows
from hudhud.model import Record
from hudhud.model.filters import Filter
from hudhud.model.geometry import distance_km
from hudhud.model.records import EVERYBODY

HOSTILE = "i\"\\'</script>\u2028\U0001f985\n\t{}[],"


def has_toll(one: Record, harm: str | None, group: str | None, least: int | None) -> bool:
    """What `_with_toll` asks, over the records themselves."""
    tolls = [t for t in one.tolls if t.group == group] if group else list(one.totals)
    said = [t for t in tolls if harm in {None, t.harm}]
    return any(least is None or (t.best if t.best is not None else t.low or 0) >= least for t in said)


@pytest.mark.parametrize("harm", [None, "killed", "injured", "abducted"])
@pytest.mark.parametrize("group", [None, "civilians", "combatants", "mixed"])
@pytest.mark.parametrize("least", [None, 0, 1, 5, 16, 10_000])
def test_tolls_are_asked_of_each_row(
    board: Board, every: list[Record], harm: str | None, group: str | None, least: int | None
) -> None:
    if harm is None and group is None and least is None:
        return
    wanted = Filter(harm=harm, group=group, at_least=least)
    expected = {one.id for one in every if has_toll(one, harm, group, least)}
    assert set(board.ids(wanted)) == expected
    assert board.count(wanted) == len(expected)


@pytest.fixture(scope="module")
def board(examples_ledger: object) -> object:
    with Ledger.open(examples_ledger, read_only=True) as opened:  # type: ignore[arg-type]
        yield Board(opened)


@pytest.fixture(scope="module")
def every(board: Board) -> list[Record]:
    found = board.records(Filter())
    assert any(t.group != EVERYBODY for one in found for t in one.tolls)
    return found


@pytest.mark.parametrize("most", [0, 1, 7, 10_000])
def test_no_more_that_wait_are_counted_than_asked_for(board: Board, every: list[Record], most: int) -> None:
    waiting = sum(row.review != "accepted" for row in board.rows(Filter(), "latest", None))
    assert waiting > 7
    assert board.waiting(most) == min(most, waiting)


@pytest.mark.parametrize("limit", [1, 3, 6])
def test_what_stands_near_is_the_nearest_of_its_days_and_country(board: Board, every: list[Record], limit: int) -> None:
    found = {one.id: [o.id for o in board.near(one, limit)] for one in every if one.when is not None}
    assert any(found.values())
    for one in every:
        if one.when is None:
            continue
        at = one.place
        many = [
            (distance_km(at.lat, at.lon, o.place.lat, o.place.lon) if at and o.place and None not in
             (at.lat, at.lon, o.place.lat, o.place.lon) else math.inf, abs((one.when.start - o.when.start).days), o.id)
            for o in every
            if o.id != one.id and o.when is not None and not o.aggregate
            and one.when.start - timedelta(3) <= o.when.start <= one.when.end + timedelta(3)
            and (at is None or at.country is None or (o.place is not None and o.place.country == at.country))
        ]  # fmt: skip
        if len(many) <= 4 * limit:  # of more than these the database looks at the nearest alone
            assert found[one.id] == [name for *_, name in sorted(many)[:limit]]


def test_points_are_what_the_records_say(examples: Ledger) -> None:
    board = Board(examples)
    first = board.ids(Filter())[0]
    with examples.writing() as connection:
        row = connection.execute(incident_rows.select().where(incident_rows.c.incident == first)).mappings().one()
        connection.execute(insert(incident_rows), {**row, "incident": HOSTILE, "lat": None, "first_day": None})
        connection.execute(
            update(incident_rows).where(incident_rows.c.incident == first).values(first_day=date(1969, 12, 30))
        )
    for wanted in (Filter(), Filter(harm="killed", at_least=5), Filter(words="nothing has these words")):
        found = json.loads(board.points(wanted))
        assert list(found) == ["id", "lat", "lon", "precision", "killed", "day"]
        names = board.ids(wanted)
        with examples.snapshot() as connection:
            rows = {r.incident: r for r in connection.execute(incident_rows.select()) if r.incident in set(names)}
        told = [
            (
                n,
                r.lat,
                r.lon,
                r.place_precision,
                r.killed,
                (r.first_day - date(1970, 1, 1)).days if r.first_day else None,
            )
            for n, r in sorted(rows.items())
        ]
        assert list(zip(*found.values(), strict=True)) == told
    assert HOSTILE in json.loads(board.points(Filter()))["id"]


def test_what_is_taken_is_passed_over_and_the_order_kept(board: Board) -> None:
    whole = [row.record.id for row in board.queue(Filter(), None, 1000)]
    assert len(whole) > 10
    taken = {whole[0], whole[2], whole[3], "i-is-not-there"}
    free = [name for name in whole if name not in taken]
    assert [row.record.id for row in board.queue(Filter(), None, 5, taken)] == free[:5]
    assert board.queue(Filter(), None, 5, whole) == []
    last = board.queue(Filter(), None, 1)[0]
    assert [r.record.id for r in board.queue(Filter(), (last.stake, last.record.id), 3, taken)] == free[:3]
