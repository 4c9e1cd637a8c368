"""UCDP's and ACLED's columns: by name and order, by stated rules, and back through their readers."""

from __future__ import annotations

import csv
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from hudhud import pipeline
from hudhud.codebook.countries import countries, country_of
from hudhud.ledger import Ledger
from hudhud.model import Assessment, Incident, Place, Record, When
from hudhud.model.exports import Header, Item, Reference
from hudhud.pipeline.exports import items
from hudhud.publish.exports import acled, ucdp
from hudhud.publish.exports.scheme import in_numbers
from hudhud.tables.table import stream_table

HEADER = Header("7-00ff", "1.2.3", "harm=killed", "default 12ab")
ACLED_NAMES = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 "
    "actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location "
    "latitude longitude geo_precision source source_scale notes fatalities tags timestamp"
).split()


def figure(harm: str, group: str, low: int | None, best: int | None, high: int | None, *words: str) -> Assessment:
    return Assessment(harm=harm, group=group, low=low, best=best, high=high, words=words, by=("Desk",), reason="made",
                      claims=())  # fmt: skip


def item(
    *harms: Assessment,
    total: Assessment | None = None,
    days: tuple[str, str, str] = ("2023-02-17", "2023-02-17", "day"),
    kinds: tuple[str | None, ...] = (),
    covers: tuple[str, ...] = (),
    **more: Any,
) -> Item:
    start, end, precision = days
    dead = tuple(h for h in harms if h.harm == "killed")
    said: dict[str, Any] = {
        "id": "i0123456789", "members": (), "types": ("attack",), "status": "occurred", "aggregate": False,
        "when": When(start=date.fromisoformat(start), end=date.fromisoformat(end), precision=precision),
        "place": Place(name="Sukhna", country="SY", admin1="Homs", lat=34.885, lon=38.871, precision="near",
                       relation="west of"),
        "perpetrators": (), "harms": harms, "totals": (total,) if total else dead[:1], "conflicts": (),
    } | more  # fmt: skip
    told = Reference("ab" * 32, "d1", 'A "quoted"; headline', "Desk", None, date(2023, 2, 18), "https://n.example.org/1",
                     "en", datetime(2023, 2, 19, tzinfo=UTC))  # fmt: skip
    return Item(Incident(**said), "https://desk.example.org/incidents/i0123456789", (told,), covers, (), kinds)


def back(profile: Any, tmp_path: Path, *some: Item) -> tuple[list[dict[str, str]], list[Record]]:
    """The rows of a file, and what the reader of the scheme makes of them."""
    path = tmp_path / "table.csv"
    refused: list[Exception] = []
    written = profile.write(some, HEADER, path)
    rows = cells_of(path)
    assert written == len(rows)
    records = list(stream_table(path, refused.append)) if rows else []
    assert not refused
    return rows, records


def cells_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns_are_those_of_the_schemes() -> None:
    assert [c.name for c in acled.COLUMNS] == ACLED_NAMES
    assert len(ucdp.COLUMNS) == 49
    sample = Path(os.environ.get("HUDHUD_SHARED", "../shared")) / "bench" / "ucdp" / "ged_2023_sample1000.csv"
    if not sample.exists():
        pytest.skip("the sample of GED is not beside the checkout")
    with sample.open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        assert [c.name for c in ucdp.COLUMNS] == rows.fieldnames
        for row in rows:
            known = countries()[country_of(row["country"]) or ""]
            assert (known.gleditsch_ward, known.ucdp_region) == (int(float(row["country_id"])), row["region"])


def test_what_ged_can_hold_comes_back(examples: Ledger, tmp_path: Path) -> None:
    every = [one for one in items(examples, pipeline.Filter()) if ucdp.row(one)]
    rows, records = back(ucdp, tmp_path, *every)
    assert len(every) > 10
    for one, row, record in zip(every, rows, records, strict=True):
        incident = one.incident
        total = next(t for t in incident.totals if t.harm == "killed")
        assert record.when is not None and incident.when is not None and record.place is not None
        assert (record.when.start, record.when.end) == (incident.when.start, incident.when.end)
        assert incident.place is not None
        for name in ("name", "country", "admin1", "lat", "lon", "precision"):
            assert getattr(record.place, name) == getattr(incident.place, name)
        killed = record.total("killed")
        assert killed is not None
        if total.best is not None:
            assert (killed.low, killed.best, killed.high) == (total.low, total.best, total.high)
        assert record.aggregate >= incident.aggregate
        assert record.documents == (one.permalink,)
        assert "Unknown" not in record.perpetrators
        assert "state" in row["code_status"]
        civilians = [h.best for h in incident.harms if (h.harm, h.group) == ("killed", "civilians")]
        if civilians and civilians[0] is not None:
            assert [t.best for t in record.tolls if t.group == "civilians"] == civilians


def test_groups_go_to_their_sides_and_back(tmp_path: Path) -> None:
    soldiers, fighters = figure("killed", "security_forces", 5, 5, 5), figure("killed", "fighters", 2, 3, 4)
    villagers, total = figure("killed", "civilians", 1, 1, None), figure("killed", "mixed", 8, 12, None)
    one = item(soldiers, fighters, villagers, total=total,
               types=("armed_clash",), perpetrators=("Islamic State",), kinds=("rebel_group",))  # fmt: skip
    (row,), (record,) = back(ucdp, tmp_path, one)
    assert (row["type_of_violence"], row["side_a"], row["side_b"]) == ("1", "Government of Syria", "Islamic State")
    assert [row[f"deaths_{c}"] for c in ("a", "b", "civilians", "unknown")] == ["5", "3", "1", "3"]
    assert (row["low"], row["best"], row["high"]) == ("8", "12", "")
    assert (row["country_id"], row["gwnoa"], row["priogrid_gid"]) == ("652", "652", "179718")
    assert {t.group: t.best for t in record.tolls} == {
        "security_forces": 5, "fighters": 3, "civilians": 1, "unknown": 3,
    }  # fmt: skip
    assert row["source_headline"] == 'A "quoted", headline'
    assert "https://n.example.org/1" in row["source_article"]


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"perpetrators": ("Rebels",), "kinds": ("rebel_group",)}, "3"),
        ({"perpetrators": ("A", "B"), "kinds": ("militia", "militia"), "types": ("armed_clash",)}, "2"),
        ({"perpetrators": ("Army", "B"), "kinds": ("state_forces", "militia"), "types": ("armed_clash",)}, "1"),
        ({"perpetrators": ("Army",), "kinds": ("state_forces",)}, "3"),
        ({}, "3"),
    ],
)
def test_violence_has_the_type_of_its_sides(more: dict[str, Any], kind: str, tmp_path: Path) -> None:
    (row,), _ = back(ucdp, tmp_path, item(figure("killed", "civilians", 1, 1, 1), **more))
    assert row["type_of_violence"] == kind


@pytest.mark.parametrize(
    ("days", "ged", "precision"),
    [
        (("2023-02-01", "2023-02-01", "day"), "1", "day"),
        (("2023-02-01", "2023-02-03", "range"), "2", "range"),
        (("2023-02-01", "2023-02-07", "week"), "3", "week"),
        (("2023-02-01", "2023-02-28", "month"), "4", "month"),
        (("2023-02-01", "2023-04-12", "range"), "5", "year"),
        (("2023-01-01", "2023-12-31", "year"), "5", "year"),
    ],
)
def test_days_have_ged_precisions(days: tuple[str, str, str], ged: str, precision: str, tmp_path: Path) -> None:
    (row,), (record,) = back(ucdp, tmp_path, item(figure("killed", "civilians", 1, 1, 1), days=days))
    assert row["date_prec"] == ged
    assert record.when == When(start=date.fromisoformat(days[0]), end=date.fromisoformat(days[1]), precision=precision)


def test_words_become_numbers_by_each_rule_alone(tmp_path: Path) -> None:
    one = item(figure("killed", "civilians", None, None, None, "dozens"))
    (row,), _ = back(ucdp, tmp_path, one)
    assert (row["low"], row["best"], row["high"]) == ("24", "24", "")
    (row,), _ = back(acled, tmp_path, one)
    assert row["fatalities"] == "12"
    (row,), _ = back(acled, tmp_path, item(figure("killed", "civilians", None, None, None, "tens")))
    assert row["fatalities"] == "10"
    (row,), _ = back(ucdp, tmp_path, item(figure("killed", "civilians", None, None, None, "the rest")))
    assert (row["low"], row["best"], row["high"], row["deaths_civilians"]) == ("", "", "", "")
    assert in_numbers(("several hundreds", "dozens"), {"several": 3, "hundreds": 200, "dozens": 24}) == 3


def test_what_the_schemes_have_not_is_left_out() -> None:
    dead = figure("killed", "civilians", 1, 1, 1)
    for one in (item(dead, status="denied"), item(dead, when=None), item(dead, place=None), item(dead, covers=("i2",))):
        assert ucdp.row(one) is None
        assert not list(acled.rows(one))
    assert ucdp.row(item(figure("injured", "civilians", 1, 1, 1))) is None
    assert not list(acled.rows(item(dead, days=("2023-01-01", "2023-12-31", "year"))))


def test_a_toll_of_three_days_is_split_and_keeps_its_sum(tmp_path: Path) -> None:
    one = item(figure("killed", "civilians", 11, 11, 11), days=("2023-02-27", "2023-03-01", "range"))
    rows, records = back(acled, tmp_path, one)
    assert [r["event_date"] for r in rows] == ["2023-02-27", "2023-02-28", "2023-03-01"]
    assert [r["fatalities"] for r in rows] == ["4", "4", "3"]
    assert all(f"split={n} of 3" in r["tags"] and f"day {n}." in r["notes"] for n, r in enumerate(rows, start=1))
    assert {r["time_precision"] for r in rows} == {"1"}
    assert len({r.id for r in records}) == 3
    (unsaid, *_), _ = back(acled, tmp_path, item(days=("2023-02-27", "2023-03-01", "range")))
    assert unsaid["fatalities"] == ""


@pytest.mark.parametrize(
    ("days", "day", "precision"),
    [
        (("2023-02-01", "2023-02-28", "month"), "2023-02-14", "3"),
        (("2023-02-01", "2023-02-07", "week"), "2023-02-04", "2"),
        (("2023-02-01", "2023-04-30", "range"), "2023-03-17", "3"),
    ],
)
def test_an_imprecise_day_is_one_row(days: tuple[str, str, str], day: str, precision: str, tmp_path: Path) -> None:
    (row,), (record,) = back(acled, tmp_path, item(figure("killed", "civilians", 9, 9, 9), days=days))
    assert (row["event_date"], row["time_precision"], row["fatalities"]) == (day, precision, "9")
    if days[2] != "range":
        assert record.when is not None
        assert (str(record.when.start), str(record.when.end)) == days[:2]


@pytest.mark.parametrize(
    ("types", "group", "event"),
    [
        (("attack", "air_strike"), "civilians", "Explosions/Remote violence: Air/drone strike"),
        (("shelling", "armed_clash"), "fighters", "Battles: Armed clash"),
        (("attack", "abduction"), "civilians", "Violence against civilians: Abduction/forced disappearance"),
        (("attack",), "security_forces", "Battles: Armed clash"),
        (("attack", "sexual_violence"), "civilians", "Violence against civilians: Sexual violence"),
        (("other",), "civilians", "Strategic developments: Other"),
        (("protest", "arrest"), "civilians", "Protests: Peaceful protest"),
    ],
)
def test_of_several_kinds_the_gravest_is_the_event(
    types: tuple[str, ...], group: str, event: str, tmp_path: Path
) -> None:
    (row,), _ = back(acled, tmp_path, item(figure("killed", group, 1, 1, 1), types=types))
    assert f"{row['event_type']}: {row['sub_event_type']}" == event


def test_actors_have_their_inter_codes(tmp_path: Path) -> None:
    dead = figure("killed", "civilians", 1, 1, 1)
    (row,), (record,) = back(acled, tmp_path, item(dead, perpetrators=("Islamic State",), kinds=("rebel_group",)))
    assert (row["inter1"], row["inter2"], row["interaction"]) == ("Rebel group", "Civilians", "Rebel group-Civilians")
    assert (record.perpetrators, record.targets) == (("Islamic State",), ("Civilians (Syria)",))
    (row,), _ = back(acled, tmp_path, item(dead))
    assert (row["actor1"], row["inter1"]) == ("Unidentified Armed Group (Syria)", "")
    (row,), _ = back(acled, tmp_path, item(dead, perpetrators=("A", "B"), kinds=("militia",)))
    assert row["inter1"] == ""


def test_what_acled_can_hold_comes_back(examples: Ledger, tmp_path: Path) -> None:
    every = [one for one in items(examples, pipeline.Filter()) if len(list(acled.rows(one))) == 1]
    rows, records = back(acled, tmp_path, *every)
    assert len(every) > 10
    for one, row, record in zip(every, rows, records, strict=True):
        incident = one.incident
        assert record.status == incident.status
        assert incident.place is not None and record.place is not None and record.when is not None
        for name in ("name", "country", "admin1", "lat", "lon"):
            assert getattr(record.place, name) == getattr(incident.place, name)
        if incident.when and incident.when.precision == "day":
            assert record.when == incident.when
        total = next((t for t in incident.totals if t.harm == "killed"), None)
        if total and total.low is not None:
            assert [t.low for t in record.totals] == [total.low]
        assert one.permalink in row["tags"] and "state=7-00ff" in row["tags"] and "policy=default 12ab" in row["tags"]


@pytest.mark.parametrize("text", ["=1+1", "  @SUM(A1)", "-2", "\t=1", "+cmd"])
@pytest.mark.parametrize("profile", [ucdp, acled])
def test_no_name_is_a_formula_in_them(profile: Any, text: str, tmp_path: Path) -> None:
    place = Place(name=text, country="CO", admin1=text, lat=4.6, lon=-74.1, precision="district")
    dead = figure("killed", "civilians", 1, 1, 1)
    ((row, *_), _) = back(profile, tmp_path, item(dead, perpetrators=(text,), place=place))
    assert (row["latitude"], row["longitude"]) == ("4.6", "-74.1")
    told = {name: cell for name, cell in row.items() if name not in {"longitude", "number_of_sources"}}
    assert not [cell for cell in told.values() if cell.lstrip()[:1] in set("=+-@")]
    assert list(told.values()).count("'" + text) >= 3
