"""Maps and timelines: what they show, what they never show, and that no words become markup."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Tree

import pytest

from hudhud.model.geometry import REACH_KM
from hudhud.publish.pictures import Bar, Spot, dark_style, map_picture, timeline_picture

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>\x00'


def _drawn(picture: str | None) -> Tree.Element:
    assert picture is not None
    return Tree.fromstring(picture)


def _of(root: Tree.Element, look: str) -> list[Tree.Element]:
    return [one for one in root.iter() if one.get("class") == f"pic-{look}"]


def _spot(precision: str, lat: float = 35.33, lon: float = 40.14, killed: bool = True, name: str = "here") -> Spot:
    return Spot(lat, lon, precision, killed, name)


def test_a_district_is_an_area_as_wide_as_its_reach_and_no_pin() -> None:
    root = _drawn(map_picture([_spot("district")]))
    assert _of(root, "point") == []
    (disc,) = _of(root, "area")
    assert disc.get("stroke-dasharray")
    (words,) = _of(root, "words")
    bar = re.search(r"H([\d.]+)V", _of(root, "axis")[0].attrib["d"])
    assert bar is not None
    km_of_a_pixel = float((words.text or "").split()[0]) / (float(bar[1]) - 10)
    assert float(disc.attrib["r"]) * km_of_a_pixel == pytest.approx(REACH_KM["district"], rel=0.02)


def test_what_is_told_by_region_or_country_alone_is_not_drawn() -> None:
    assert map_picture([_spot("region"), _spot("country")]) is None
    root = _drawn(map_picture([_spot("region", 10, 10), _spot("exact")]))
    assert len(_of(root, "point")) == 1
    assert "Map of 1 incidents" in root.attrib["aria-label"]


def test_points_that_would_hide_one_another_are_one_with_their_number() -> None:
    far = _spot("exact", 36.2, 37.15, killed=False)
    root = _drawn(map_picture([_spot("exact"), _spot("near", 35.331, 40.141), far]))
    assert [one.text for one in _of(root, "count")] == ["2"]
    assert (len(_of(root, "point")), len(_of(root, "point-none"))) == (1, 1)


def test_very_many_places_stay_a_small_map() -> None:
    steps = [n / 70 for n in range(70)]
    spots = [_spot(p, 33 + 4 * a, 36 + 5 * b) for p in ("exact", "district", "province") for a in steps for b in steps]
    picture = map_picture(spots)
    assert picture is not None
    assert len(picture) < 700_000
    counted = [int(one.text or "") for look in ("count", "area-count") for one in _of(_drawn(picture), look)]
    single = len(_of(_drawn(picture), "point")) - len(_of(_drawn(picture), "count"))
    assert sum(counted) + single == len(spots)


def test_points_lie_as_they_lie_on_earth() -> None:
    """Over 30 degrees west to east, Greenwich's meridian is where it must be; north is up."""
    spots = [_spot("exact", 0.0, -15.0), _spot("exact", 0.0, 15.0), _spot("exact", 10.0, 0.0, killed=False)]
    root = _drawn(map_picture(spots))
    west, east = sorted((float(p.attrib["cx"]), float(p.attrib["cy"])) for p in _of(root, "point"))
    (top,) = ((float(p.attrib["cx"]), float(p.attrib["cy"])) for p in _of(root, "point-none"))
    assert top[0] == pytest.approx((west[0] + east[0]) / 2, abs=0.2)
    assert west[1] == east[1] > top[1]
    # The picture is true to scale in its middle, 5 degrees north.
    assert (east[0] - west[0]) / 30 == pytest.approx((west[1] - top[1]) / 10 * 0.9962, rel=0.01)


@pytest.mark.parametrize("place", [(-17.7, 178.0), (80.0, 16.0), (-89.0, 0.0), (0.0, -179.9)])
def test_no_place_on_earth_breaks_a_map(place: tuple[float, float]) -> None:
    root = _drawn(map_picture([_spot("province", *place), _spot("exact", *place)]))
    assert len(_of(root, "area")) == len(_of(root, "point")) == 1


def test_a_map_of_the_world_stays_small() -> None:
    picture = map_picture([_spot("exact", -33.9, 18.4), _spot("exact", 64.1, -21.9), _spot("exact", 35.7, 139.7)])
    assert picture is not None
    assert len(picture) < 150_000


def test_ranges_stand_at_their_figures() -> None:
    bars = [Bar("Jan", "", 2, 10, 20, 40), Bar("Feb", "", 1, 0, 20, None), Bar("Mar", "", 0, 0, 0, 0)]
    root = _drawn(timeline_picture(bars, 600, 300))
    low, best = _of(root, "low"), _of(root, "best")
    assert [len(low), len(best), len(_of(root, "high")), len(_of(root, "open"))] == [1, 2, 1, 1]
    one = float(low[0].attrib["height"]) / 10
    assert float(best[0].attrib["height"]) == pytest.approx(10 * one, abs=0.2)
    assert float(best[1].attrib["height"]) == pytest.approx(20 * one, abs=0.2)
    line = re.match(r"M[\d.]+ ([\d.]+)V([\d.]+)", _of(root, "high")[0].attrib["d"])
    assert line is not None
    assert float(line[1]) - float(line[2]) == pytest.approx(20 * one, abs=0.2)


def test_nothing_to_show_is_no_picture() -> None:
    assert map_picture([]) is None
    assert timeline_picture([]) is None


def test_words_are_never_markup() -> None:
    pictures = (map_picture([_spot("exact", name=HOSTILE)]), timeline_picture([Bar(HOSTILE, HOSTILE, 1, 1, 1, 1)]))
    for picture in pictures:
        tags = {one.tag.rpartition("}")[2] for one in _drawn(picture).iter()}
        assert tags <= {"svg", "g", "rect", "path", "circle", "text", "title"}
        assert "alert(1)" in (picture or "")


def test_dark_is_for_screens_alone() -> None:
    assert dark_style().startswith("@media screen and (prefers-color-scheme:dark){")
    assert "</" not in dark_style()
