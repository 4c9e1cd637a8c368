"""Incidents for maps: GeoJSON and GeoPackage keep how closely a place is known."""

from __future__ import annotations

import json
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hudhud import pipeline
from hudhud.errors import ExportError
from hudhud.ledger import Ledger
from hudhud.model import Place
from hudhud.model.geometry import REACH_KM
from hudhud.pipeline.exports import items
from hudhud.publish.exports.geojson import feature


def _features(ledger: Ledger, folder: Path) -> dict[str, Any]:
    done = pipeline.export(ledger, "geojson", folder / "all.geojson", base="https://desk.example.org")
    whole = json.loads(done.path.read_text(encoding="utf-8"))
    assert whole["type"] == "FeatureCollection"
    assert whole["export"]["state"] == done.header.state
    assert len(whole["features"]) == done.rows
    return {one["id"]: one for one in whole["features"]}


def test_geojson_leaves_no_incident_out_and_pins_no_area(examples: Ledger, tmp_path: Path) -> None:
    found = _features(examples, tmp_path)
    every = {item.incident.id: item for item in items(examples, pipeline.Filter())}
    assert list(found) == list(every)
    kinds = set()
    for name, one in found.items():
        place, said = every[name].incident.place, one["properties"]
        if place is None or place.lat is None:
            assert one["geometry"] is None
            assert said["uncertainty_km"] is None
            kinds.add("nowhere")
            continue
        assert one["geometry"] == {"type": "Point", "coordinates": [place.lon, place.lat]}
        assert (said["precision"], said["uncertainty_km"]) == (place.precision, REACH_KM[place.precision])
        kinds.add("site")
    assert kinds == {"nowhere", "site"}


def test_the_middle_of_an_area_says_that_it_is_one(examples: Ledger) -> None:
    item = next(one for one in items(examples, pipeline.Filter()) if one.incident.place is not None)
    place = Place(name="Homs province", country="SY", lat=34.5, lon=38.5, precision="province")
    found = feature(replace(item, incident=item.incident.model_copy(update={"place": place})))
    assert found["geometry"]["coordinates"] == [38.5, 34.5]
    said = found["properties"]
    assert (said["precision"], said["is_area"], said["uncertainty_km"]) == ("province", True, 120)


def test_geojson_keeps_bounds_open(examples: Ledger, tmp_path: Path) -> None:
    found = _features(examples, tmp_path)
    for item in items(examples, pipeline.Filter()):
        said = found[item.incident.id]["properties"]
        for total in item.incident.totals:
            bounds = tuple(said[f"{total.harm}_{name}"] for name in ("low", "best", "high"))
            assert bounds == (total.low, total.best, total.high)
    assert any(one["properties"]["killed_low"] and one["properties"]["killed_high"] is None for one in found.values())


def test_an_empty_selection_is_an_empty_collection(examples: Ledger, tmp_path: Path) -> None:
    done = pipeline.export(examples, "geojson", tmp_path / "none.geojson", pipeline.Filter(place="Atlantis"))
    assert json.loads(done.path.read_text(encoding="utf-8"))["features"] == []


def test_a_geopackage_opens_with_gdal_and_holds_claims_and_reports(examples: Ledger, tmp_path: Path) -> None:
    pyogrio = pytest.importorskip("pyogrio", reason="the extra gpkg is not installed")
    done = pipeline.export(examples, "gpkg", tmp_path / "all.gpkg")
    assert {name for name, _ in pyogrio.list_layers(done.path)} == {"incidents", "claims", "reports", "export"}
    every = list(items(examples, pipeline.Filter()))
    info = pyogrio.read_info(done.path, layer="incidents")
    assert (info["features"], info["geometry_type"], info["crs"]) == (len(every), "Point", "EPSG:4326")
    placed = [i for i in every if i.incident.place is not None and i.incident.place.lat is not None]
    lon, lat = zip(*((i.incident.place.lon, i.incident.place.lat) for i in placed if i.incident.place), strict=True)
    assert info["total_bounds"] == pytest.approx((min(lon), min(lat), max(lon), max(lat)))
    # A GeoPackage is an SQLite file; its tables can be asked without GDAL too.
    with sqlite3.connect(done.path) as file:
        counted = file.execute("SELECT count(*), count(low) FROM claims").fetchone()
        claims = [c for i in every for m in i.incident.members for c in m.mention.claims]
        assert counted == (len(claims), sum(c.low is not None for c in claims))
        assert file.execute("SELECT count(*) FROM reports").fetchone() == (sum(len(i.references) for i in every),)
        assert file.execute("SELECT state FROM export").fetchone() == (done.header.state,)
        pinned = "SELECT count(geom), count(uncertainty_km) FROM incidents"
        assert file.execute(pinned).fetchone() == (len(placed), len(placed))
    file.close()
    assert [one.name for one in tmp_path.glob("*.gpkg*")] == ["all.gpkg"]


def test_without_pyogrio_one_line_says_what_to_install(
    examples: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyogrio", None)
    with pytest.raises(ExportError, match=r"hudhud\[gpkg\]"):
        pipeline.export(examples, "gpkg", tmp_path / "all.gpkg")
    assert list(tmp_path.glob("all*")) == []
