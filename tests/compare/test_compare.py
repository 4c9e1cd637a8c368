"""What is a pair, what is not, and on what a pair differs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hudhud.compare import by_chance, compared, fits
from hudhud.model import Place, Record, Toll, When
from hudhud.model.comparisons import Finding
from hudhud.model.filters import Filter
from hudhud.model.records import EVERYBODY

# Two groups under one parent, and a government with its army.
_ABOVE = {"wolves": {"wolves", "forest"}, "bears": {"bears", "forest"}, "forest": {"forest"}, "army": {"army"}}


def kin(name: str) -> tuple[frozenset[str], frozenset[str]]:
    known = name.casefold()
    return (frozenset({known}), frozenset(_ABOVE[known])) if known in _ABOVE else (frozenset(), frozenset())


def killed(low: int | None, best: int | None = None, high: int | None = None) -> Toll:
    return Toll(harm="killed", group=EVERYBODY, low=low, best=best, high=high)


def make(
    name: str,
    day: str | None = "2019-04-09",
    *,
    days: int = 1,
    at: tuple[float, float] | None = (35.0, 38.0),
    toll: Toll | None = None,
    **more: Any,
) -> Record:
    when = None
    if day is not None:
        start = date.fromisoformat(day)
        end = start + timedelta(days=days - 1)
        when = When(start=start, end=end, precision="day" if days == 1 else "range")
    lat, lon = at or (None, None)
    place = Place(name="Tel Sahl", country="SY", lat=lat, lon=lon, precision="exact")
    said = {"types": ("attack",), "status": "occurred", "aggregate": False, "when": when, "place": place,
            "perpetrators": (), "tolls": (), "totals": (toll,) if toll else (), "sources": (),
            "documents": ()}  # fmt: skip
    return Record.model_validate({"id": name} | said | more)


def outcomes(found: list[Finding]) -> set[tuple[str, str | None, str | None]]:
    return {(f.outcome, f.ours.id if f.ours else None, f.theirs.id if f.theirs else None) for f in found}


def test_alike_in_everything_agrees() -> None:
    one = make("a", perpetrators=("Wolves",), toll=killed(4, 4, 4))
    [found] = compared([one], [one.model_copy(update={"id": "b"})], kin)
    assert (found.outcome, found.differences, found.unsaid, found.cost) == ("agree", (), (), 0)


@pytest.mark.parametrize(
    ("other", "pair"),
    [
        ({"day": "2019-04-10"}, True),
        ({"day": "2019-04-11"}, False),
        ({"at": (35.1, 38.0)}, True),
        ({"at": (35.15, 38.0)}, False),
        ({"at": (35.1, 38.0), "day": "2019-04-10"}, False),
        ({"place": Place(name="Tel Sahl", country="IQ", lat=35.0, lon=38.0, precision="exact")}, False),
        ({"toll": killed(400, 400, 400)}, True),
        ({"perpetrators": ("Bears",)}, True),
        ({"perpetrators": ("Bears",), "toll": killed(400, 400, 400)}, False),
        ({"perpetrators": (), "toll": None}, True),
    ],
)
def test_near_in_days_and_place_is_a_pair(other: dict[str, Any], pair: bool) -> None:
    said: dict[str, Any] = {"toll": killed(4, 4, 4), "perpetrators": ("Wolves",)}
    ours = [make("a", **said), make("later", "2019-04-20")]
    found = {f.outcome for f in compared(ours, [make("b", **said | other)], kin)}
    assert bool(found & {"agree", "differ"}) == pair


def test_a_pair_differs_in_words_on_both_sides() -> None:
    mine = make("a", perpetrators=("Army",), toll=killed(4, 4, None))
    [found] = compared([mine], [make("b", perpetrators=("Wolves",), toll=killed(3, 3, 3))], kin)
    assert found.outcome == "differ"
    assert [(d.field, d.ours, d.theirs) for d in found.differences] == [
        ("actors", "Army", "Wolves"),
        ("killed", "4 or more", "3"),
    ]
    later = make("b", "2019-04-10", at=(35.01, 38.0), perpetrators=("Army",), toll=killed(4, 4, 4))
    [found] = compared([mine, make("last", "2019-04-20", at=(30.0, 30.0))], [later], kin)[:1]
    assert [(d.field, d.ours, d.theirs) for d in found.differences] == [("date", "2019-04-09", "2019-04-10")]


@pytest.mark.parametrize(
    ("mine", "other", "agree"),
    [
        (killed(4, 4, None), killed(4, 9, 12), True),
        (killed(None, 8, None), killed(6, 8, 11), True),
        (killed(5, 5, 5), killed(6, 8, 11), False),
        (killed(1, None, None), killed(900, 900, 900), True),
        (killed(None, 3, 3), killed(2, None, None), True),
        (killed(0, 0, 0), killed(1, 1, 1), False),
    ],
)
def test_figures_agree_where_their_ranges_meet(mine: Toll, other: Toll, agree: bool) -> None:
    [found] = compared([make("a", toll=mine)], [make("b", toll=other)], kin)
    assert (found.outcome == "agree") == agree


def test_what_one_side_does_not_tell_neither_agrees_nor_differs() -> None:
    [found] = compared([make("a", perpetrators=("Wolves",), toll=killed(3, 3, 3))], [make("b")], kin)
    assert (found.outcome, found.unsaid) == ("agree", ("actors", "killed"))


@pytest.mark.parametrize(("one", "other", "related"), [("Wolves", "Forest", True), ("Wolves", "Bears", False)])
def test_a_parent_is_related_and_a_sister_is_not(one: str, other: str, related: bool) -> None:
    toll = killed(4, 4, 4)
    [found] = compared([make("a", perpetrators=(one,), toll=toll)], [make("b", targets=(other,), toll=toll)], kin)
    assert (found.outcome == "agree") == related


def test_each_is_in_one_pair_and_all_pairs_together_cost_least() -> None:
    # "near" fits both of theirs, "far" the second alone: the greedy pair would leave it out.
    said: dict[str, Any] = {"toll": killed(4, 4, 4), "perpetrators": ("Wolves",)}
    ours = [make("near", at=(35.05, 38.0), **said), make("far", at=(35.12, 38.0), **said)]
    theirs = [make("x", at=(35.0, 38.0), **said), make("y", at=(35.07, 38.0), **said)]
    assert outcomes(compared(ours, theirs, kin)) == {("agree", "near", "x"), ("agree", "far", "y")}


def test_the_order_of_records_changes_nothing() -> None:
    ours = [make(f"o{n}", f"2019-04-{9 + n % 4:02d}", at=(35.0 + 0.03 * n, 38.0)) for n in range(8)]
    theirs = [make(f"t{n}", f"2019-04-{9 + n % 3:02d}", at=(35.01 + 0.04 * n, 38.0)) for n in range(6)]
    assert outcomes(compared(ours, theirs, kin)) == outcomes(compared(ours[::-1], theirs[::-1], kin))


def test_every_record_is_in_one_finding() -> None:
    ours = [make("a"), make("b", None), make("c", aggregate=True), make("d", status="denied"), make("e", place=None)]
    theirs = [make("x", "2018-01-01"), make("y", at=None), make("z", "2019-04-09", days=3)]
    found = compared(ours, theirs, kin)
    told = [f.ours.id for f in found if f.ours] + [f.theirs.id for f in found if f.theirs]
    assert sorted(told) == ["a", "b", "c", "d", "e", "x", "y", "z"]
    reasons = {f.record.id: f.reason for f in found if f.outcome == "not_compared"}
    assert reasons == {
        "b": "no date",
        "c": "it is a sum over several incidents, or over many days",
        "d": "it is told as denied",
        "e": "no place",
        "x": "outside the days that the ledger tells of",
        "y": "a place without coordinates or admin-1",
    }


def test_without_coordinates_the_division_tells_the_place() -> None:
    def of(admin1: str) -> Place:
        return Place(name=admin1, country="SY", admin1=admin1, precision="province")

    mine = make("a", place=of("Deir ez-Zor Governorate"), toll=killed(4, 4, 4))
    [found] = compared([mine], [make("b", place=of("Deir ez Zor"), toll=killed(3, None, None))], kin)
    assert (found.outcome, found.unsaid[0]) == ("agree", "place")
    assert outcomes(compared([mine], [make("b", place=of("Homs governorate"))], kin)) == {
        ("ours_only", "a", None),
        ("theirs_only", None, "b"),
    }


def test_pairs_by_chance_are_those_of_other_days() -> None:
    # One attack a day for half a year: whatever day an incident is moved to, there is one.
    days = [date(2019, 1, 1) + timedelta(days=n) for n in range(180)]
    theirs = [make(f"t{n}", day.isoformat()) for n, day in enumerate(days)]
    ours = [make(f"o{n}", day.isoformat()) for n, day in enumerate(days) if n % 9 == 0]
    assert by_chance(ours, theirs, kin) == pytest.approx(len(ours))
    far = [one.model_copy(update={"place": Place(name="x", lat=5.0, lon=5.0, precision="exact")}) for one in ours]
    assert by_chance(far, theirs, kin) == 0
    assert by_chance(ours[:2], theirs, kin) is None


def test_nothing_beside_nothing_is_nothing() -> None:
    assert compared([], [], kin) == []
    assert {f.outcome for f in compared([make("a")], [], kin)} == {"ours_only"}
    assert {f.outcome for f in compared([], [make("a")], kin)} == {"not_compared"}


@pytest.mark.parametrize(
    ("wanted", "fit"),
    [
        (Filter(), True),
        (Filter(since=date(2019, 4, 9), until=date(2019, 4, 9)), True),
        (Filter(since=date(2019, 4, 10)), False),
        (Filter(place="sahl"), True),
        (Filter(place="sy"), True),
        (Filter(place="Homs"), False),
        (Filter(actor="wolv"), True),
        (Filter(actor="bears"), False),
        (Filter(harm="killed", at_least=4), True),
        (Filter(harm="injured"), False),
        (Filter(at_least=5), False),
        (Filter(event_type="shelling"), False),
        (Filter(review="accepted"), False),
        (Filter(box=(37.0, 34.0, 39.0, 36.0)), True),
        (Filter(box=(170.0, 34.0, -170.0, 36.0)), False),
        (Filter(conflict=True), False),
        (Filter(sources=1), False),
    ],
)
def test_theirs_are_chosen_as_the_list_would(wanted: Filter, fit: bool) -> None:
    assert fits(make("a", perpetrators=("Wolves",), toll=killed(4, 4, 4)), wanted) == fit
