"""The rules of a do-no-harm policy: places, figures, sums, delay, names, and files that hold none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hudhud.errors import PolicyError
from hudhud.model import Assessment, Incident, Place, When
from hudhud.model.exports import Item, Move, Reference
from hudhud.publish.policy import Passage, Policy, Public, default_policy, parsed, policy_at
from hudhud.publish.policy.places import coarsened

TODAY = date(2024, 6, 1)
Figure = tuple[str, str, int | None]


def _assessment(harm: str, group: str, number: int | None) -> Assessment:
    return Assessment(harm=harm, group=group, low=number, best=number, high=number, by=("Umm Samir", "Reuters"),
                      reason="Umm Samir said so", claims=(), notes=("only if 2 more died",))  # fmt: skip


def _item(
    name: str,
    figures: Sequence[Figure] = (),
    totals: Sequence[Figure] = (),
    day: str | None = "2024-01-02",
    covers: tuple[str, ...] = (),
    captured: str = "2024-01-03",
    perpetrators: tuple[str, ...] = (),
    kinds: tuple[str | None, ...] = (),
) -> Item:
    when = When(start=date.fromisoformat(day), end=date.fromisoformat(day), precision="day") if day else None
    one = Incident(id=name, members=(), types=("attack",), status="occurred", aggregate=bool(covers), when=when,
                   place=None, perpetrators=perpetrators, harms=tuple(_assessment(*f) for f in figures),
                   totals=tuple(_assessment(*f) for f in totals), conflicts=("Umm Samir differs",))  # fmt: skip
    report = Reference("d1", "r1", "T", None, None, None, None, "en",
                       datetime.fromisoformat(captured).replace(tzinfo=UTC))  # fmt: skip
    return Item(one, f"hudhud:{name}", (report,), covers, (), kinds)


def _through(*items: Item, policy: Policy | None = None) -> list[Item]:
    return list(Passage(Public(policy or default_policy(), TODAY))(items))


def _numbers(item: Item) -> dict[tuple[str, str], int | None]:
    one = item.incident
    found = {(a.harm, a.group): a.best for a in one.harms}
    return found | {(a.harm, "all"): a.best for a in one.totals}


def _changed(old: str, new: str) -> Policy:
    text = default_policy().content.decode()
    assert text.count(old) == 1
    return parsed(text.replace(old, new).encode(), "mine.yaml")


def test_a_small_figure_leaves_with_all_that_would_tell_it() -> None:
    told: list[Figure] = [("killed", "civilians", 2), ("killed", "security_forces", 1), ("killed", "mixed", 3),
                          ("injured", "civilians", 9)]  # fmt: skip
    (out,) = _through(_item("i1", told, [("killed", "mixed", 3), ("injured", "civilians", 9)]))
    assert _numbers(out) == {
        ("killed", "civilians"): None, ("killed", "security_forces"): 1, ("killed", "mixed"): None,
        ("killed", "all"): None, ("injured", "civilians"): 9, ("injured", "all"): 9,
    }  # fmt: skip


@pytest.mark.parametrize(("number", "kept"), [(0, True), (1, False), (2, False), (3, True), (None, True)])
def test_what_is_small(number: int | None, kept: bool) -> None:
    passage = Passage(Public(default_policy(), TODAY))
    (out,) = passage([_item("i1", [("killed", "civilians", number)], [("killed", "civilians", number)])])
    assert passage.hidden == (not kept)
    assert _numbers(out) == dict.fromkeys([("killed", "civilians"), ("killed", "all")], number if kept else None)


def test_figures_of_soldiers_alone_stay() -> None:
    (out,) = _through(_item("i1", [("killed", "security_forces", 1)], [("killed", "security_forces", 1)]))
    assert _numbers(out) == {("killed", "security_forces"): 1, ("killed", "all"): 1}


def test_a_sum_does_not_tell_what_a_part_leaves_out() -> None:
    def killed(name: str, number: int, covers: tuple[str, ...] = ()) -> Item:
        figures: list[Figure] = [("killed", "civilians", number)]
        return _item(name, figures, figures, covers=covers)

    parts = [killed("i1", 9), killed("i2", 2), killed("i3", 7), killed("i4", 4)]
    sums = {"i5": ("i1", "i2"), "i6": ("i3", "i4"), "i7": ("i5", "i3"), "i8": ("i6", "i1"), "i9": ("i1", "i0")}
    # A sum may come before its parts, and cover a sum that comes later.
    given = [*(killed(name, 50, covers) for name, covers in reversed(sums.items())), *parts]
    public = Public(default_policy(), TODAY)
    out = {item.incident.id: item for item in Passage(public)(given)}
    left = {name: out[next(Passage(public)([killed(name, 50)])).incident.id] for name in sums}
    told = {name: _numbers(item)["killed", "all"] for name, item in left.items()}
    assert told == {"i5": None, "i6": 50, "i7": None, "i8": 50, "i9": None}
    assert len(left["i9"].covers) == 1, "a part that did not leave is not named"


def test_the_recent_waits_by_the_last_day_that_is_possible() -> None:
    held = [_item("i1", day="2024-05-19"), _item("i2", day=None, captured="2024-05-30"),
            replace(_item("i3", day=None), references=())]  # fmt: skip
    free = [_item("i4", day="2024-05-18"), _item("i5", day=None)]
    passage = Passage(Public(default_policy(), TODAY))
    assert len(list(passage([*held, *free]))) == len(free)
    assert passage.held == {"too recent": 2, "no day known": 1}


def test_who_did_it_is_an_actor_of_the_registry_or_a_description() -> None:
    names, kinds = ("Islamic State", "Abu Khirba", "gunmen", "Umm Samir News"), ("rebel_group", None, None, "source")
    (out,) = _through(_item("i1", perpetrators=names, kinds=kinds))
    assert (out.incident.perpetrators, out.kinds) == (("Islamic State", "gunmen"), ("rebel_group", None))
    (out,) = _through(_item("i1", perpetrators=names), policy=_changed("public: []", "public: [Abu Khirba]"))
    assert out.incident.perpetrators == ("Abu Khirba", "gunmen")


def test_no_sentence_of_the_ledger_leaves() -> None:
    (out,) = _through(_item("i1", [("killed", "civilians", 9)]))
    (figure,) = out.incident.harms
    assert figure.by == ("Reuters",)
    assert "Samir" not in repr(out)
    assert "more died" not in repr(out)


@pytest.mark.parametrize(
    ("publisher", "url", "named"),
    [
        ("Reuters", None, ("Reuters", None)),
        (None, "https://www.reuters.com/world/brothers-named-in-slug?id=3", ("Reuters", "https://reuters.com/")),
        ("Reuters", "https://x.com/somebody/1", None),
        ("Reuters", "https://reuters.com.evil.example/", None),
        ("Reuters", "https://[broken", None),
        ("Reuters", "file:///home/reuters.com/a.txt", None),
        ("Somebody", None, None),
        (None, None, None),
    ],
)
def test_which_outlets_are_named(publisher: str | None, url: str | None, named: tuple[str, str | None] | None) -> None:
    assert default_policy().rules.outlet_of(publisher, url) == named


def test_a_whole_address_has_no_query_and_nobody_signed_in() -> None:
    rules = _changed("addresses: site", "addresses: whole").rules
    told = rules.outlet_of(None, "http://me:pw@www.reuters.com:80/a/b?user=me#me")
    assert told == ("Reuters", "https://www.reuters.com/a/b")


@pytest.mark.parametrize(
    ("precision", "finest", "told"),
    [
        ("exact", "district", ("part of Homs", "district", True)),
        ("near", "province", ("Homs", "province", False)),
        ("district", "district", ("part of Homs", "district", True)),
        ("province", "district", ("Homs", "province", True)),
        ("region", "district", ("Homs", "region", True)),
        ("exact", "country", ("Syria", "country", False)),
    ],
)
def test_places_become_coarse_and_never_finer(precision: str, finest: str, told: tuple[str, str, bool]) -> None:
    place = Place(name="Samra countryside", country="SY", admin1="Homs", lat=34.6191, lon=38.1287,
                  precision=precision, relation="behind", gazetteer_id="g")  # fmt: skip
    out = coarsened(place, finest, 4)  # type: ignore[arg-type]
    assert (out.name, out.precision, out.lat is not None) == told
    assert (out.relation, out.gazetteer_id) == (None, None)
    assert out.lat != place.lat


def test_all_points_of_a_cell_become_one() -> None:
    many = [Place(name="a", country="SY", lat=34.61 + n / 1000, lon=38.1, precision="exact") for n in range(20)]
    points = {coarsened(place, "district", 4).lat for place in many}
    assert len(points) == 1


def test_a_place_without_division_or_country_has_no_name() -> None:
    out = coarsened(Place(name="Samra", precision="near"), "district", 4)
    assert (out.name, out.country, out.lat) == ("not named", None, None)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  cell: 4", "  cell: 9", "line 15: places.cell: Input should be less than or equal to 5"),
        ("  days: 14", '  days: "14"', "delay.days: Input should be a valid integer"),
        ("  people: 3\n", "", "minimum.people: Field required"),
        ("  people: 3\n", "  people: 3\n  person: 3\n", "minimum.person: Extra inputs are not permitted"),
        ("[sexual_violence]", "[sexual]", "event_types.held_back.0: 'sexual' is not a code of event_types"),
        ("[afp.com]", "[t.me]", "t.me carries posts of individuals"),
        ("  days: 14", "  days: 14\n  days: 0", "days is said twice"),
        ("  cell: 4", "  cell: [4", "is no YAML"),
    ],
)
def test_a_wrong_policy_is_refused_in_one_line_that_leads_there(old: str, new: str, said: str) -> None:
    with pytest.raises(PolicyError) as refused:
        _changed(old, new)
    assert said in str(refused.value)
    assert "mine.yaml, line " in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"- a\n", b"\xff\xfe", b"a: &a [*a]\n", b"\0"])
def test_another_file_is_no_policy(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(PolicyError):
        policy_at(path)


def _moved(group: str, *numbers: int, reports: tuple[str, ...] = ("r1",), harm: str = "killed") -> tuple[Move, ...]:
    return tuple(Move(date(2024, 1, 3 + n), harm, group, k, k, k, reports) for n, k in enumerate(numbers))


def _told(item: Item) -> list[tuple[date | None, int | None]]:
    (found,) = _through(item)
    return [(one.day, one.best) for one in found.moves]


def test_figures_move_in_public_where_no_step_tells_of_few() -> None:
    one = _item("i1", [("killed", "civilians", 12)])
    assert _told(replace(one, moves=_moved("civilians", 5, 12))) == [(None, 5), (None, 12)]
    assert _told(replace(one, moves=_moved("civilians", 2, 12))) == [], "two were known to their neighbours"
    assert _told(replace(one, moves=_moved("civilians", 11, 12))) == [], "one more died"
    small = _item("i1", [("killed", "civilians", 2)])
    assert _told(replace(small, moves=_moved("civilians", 9, 2))) == []
    fighters = _item("i1", [("killed", "fighters", 12)])
    assert _told(replace(fighters, moves=_moved("fighters", 11, 12))) == [(None, 11), (None, 12)]


def test_moves_of_a_total_stay_where_another_groups_figures_would_tell_the_rest() -> None:
    one = _item("i1", [("killed", "mixed", 14), ("killed", "fighters", 8)])
    assert _told(replace(one, moves=_moved("mixed", 10, 14))) == []
    then = _item("i1", [("killed", "civilians", 16)])
    moves = (*_moved("mixed", 10, 13), *_moved("civilians", 16))
    assert _told(replace(then, moves=moves)) == [], "what a group was before is a figure of it too"


def test_moves_of_sums_stay() -> None:
    one = _item("i1", [("killed", "civilians", 12)], covers=("i2",))
    assert _told(replace(one, moves=_moved("civilians", 5, 12))) == []


def test_only_the_days_of_named_outlets_leave_with_a_move() -> None:
    one = _item("i1", [("killed", "civilians", 12)])
    named = replace(one.references[0], doc_id="r2", publisher="Reuters", url="https://www.reuters.com/a")
    known = replace(one, references=(*one.references, named))
    days = [date(2024, 1, 3), date(2024, 1, 4)]
    assert _told(replace(known, moves=_moved("civilians", 5, 12, reports=("r2",)))) == list(
        zip(days, (5, 12), strict=True)
    )
    for reports in (("r1", "r2"), ("r1",), ()):
        assert _told(replace(known, moves=_moved("civilians", 5, 12, reports=reports))) == [(None, 5), (None, 12)]
    (found,) = _through(replace(known, moves=_moved("civilians", 5, 12, reports=("r2",))))
    assert {name for move in found.moves for name in move.reports} == {found.references[1].doc_id}


def test_what_reports_dispute_leaves_as_what_it_is_about_and_not_of_small_figures() -> None:
    one = replace(_item("i1", [("killed", "civilians", 2)]), disputed=("date", "killed", "injured"))
    (found,) = _through(one)
    assert found.disputed == ("date", "injured")
