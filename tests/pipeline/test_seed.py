"""The report that started it all, where the shared measuring data lie beside the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hudhud import pipeline
from hudhud.model.geometry import distance_km
from hudhud.publish.records import reading_record

SHARED = Path(os.environ.get("HUDHUD_SHARED", Path(__file__).resolve().parents[3] / "shared"))
ARTICLE = SHARED / "seed" / "article.txt"
SCORER = SHARED / "bench" / "reading" / "score.py"
GOLD = SHARED / "bench" / "reading" / "seed.jsonl"
pytestmark = pytest.mark.skipif(not ARTICLE.exists(), reason=f"no measuring data at {SHARED}")
Record = dict[str, Any]


@pytest.fixture(scope="module")
def reader() -> pipeline.Reader:
    return pipeline.open_default_reader()


def record(reader: pipeline.Reader, published: date | None) -> Record:
    (outcome,) = pipeline.read([ARTICLE], reader, given=pipeline.Given(published=published))
    assert outcome.document is not None
    assert outcome.reading is not None
    return reading_record(outcome.document, outcome.reading)


@pytest.fixture(scope="module")
def dated(reader: pipeline.Reader) -> Record:
    return record(reader, date(2023, 2, 22))


def test_incidents_and_harms_reach_what_was_asked(dated: Record, tmp_path: Path) -> None:
    out = tmp_path / "system.jsonl"
    out.write_text(json.dumps({**dated, "doc_id": "seed-article"}) + "\n", "utf-8")
    done = subprocess.run(
        [sys.executable, str(SCORER), str(GOLD), str(out)], capture_output=True, text=True, check=True
    )
    score = json.loads(done.stdout)
    assert score["incident"]["f1"] >= 0.85, score["incident"]
    assert score["harm"]["f1"] >= 0.80, score["harm"]


def test_the_dead_of_the_earthquake_are_in_no_mention(dated: Record) -> None:
    assert "46,000" not in json.dumps(dated)
    assert all((h["low"] or 0) < 1000 for m in dated["mentions"] for h in m["harms"])


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [("Palmyra", 34.56, 38.27), ("Sukhna", 34.887, 38.872), ("Haskeh", 36.502, 40.748), ("Raqqa", 35.953, 39.008)],
)
def test_the_four_places_are_located(name: str, lat: float, lon: float, dated: Record) -> None:
    places = [m["place"] for m in dated["mentions"] if m["place"] and name in m["place"]["name"]]
    assert places, f"{name} in no mention"
    assert all(p["lat"] is not None and distance_km(p["lat"], p["lon"], lat, lon) <= 25 for p in places)


def test_no_date_lies_after_publication(dated: Record) -> None:
    assert all(m["date_end"] <= "2023-02-22" for m in dated["mentions"] if m["date_end"])


def test_without_a_publication_date_the_days_of_february_are_the_same(reader: pipeline.Reader, dated: Record) -> None:
    undated = record(reader, None)
    assert undated["published"] is None
    assert undated["published_inferred"]["earliest"].startswith("2023-02")
    assert "2023" in undated["published_inferred"]["reason"]

    def days(found: Record) -> list[str]:
        return sorted(
            m["date_start"] for m in found["mentions"] if m["date_precision"] == "day" and m["date_start"] >= "2023-02"
        )

    assert days(undated) == days(dated) == ["2023-02-10", "2023-02-11", "2023-02-17", "2023-02-18"]
