"""Linking on Spark: the links and clusters of DuckDB, on the bundled examples and on generated mentions."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from hudhud import pipeline
from hudhud.capture import Failure, capture, reading_copy
from hudhud.linking import Profile, clusters, score_all, weights
from hudhud.linking.on_spark import score_on_spark
from hudhud.scale import session

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
import linking_scale

pytest.importorskip("pyspark")
pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with session.session("local[2]") as found:
        yield found


def examples() -> list[Profile]:
    reader = pipeline.open_default_reader()
    found: list[Profile] = []
    for document in capture(pipeline.example_reports()):
        assert not isinstance(document, Failure)
        reading = reader.read(document, reading_copy(document))
        found += pipeline.profiles_of(document, pipeline.members_of(document, reading))
    return found


def generated() -> list[Profile]:
    return [profile for _, profile in linking_scale.generated(300)]


@pytest.mark.parametrize("made", [examples, generated])
def test_links_and_clusters_are_those_of_duckdb(spark: Any, made: Any) -> None:
    profiles: Sequence[Profile] = made()
    here = sorted(score_all(profiles), key=lambda link: (link.one, link.other))
    there = sorted(score_on_spark(spark, profiles), key=lambda link: (link.one, link.other))
    assert len(here) > 20
    assert [(x.one, x.other, x.comparisons) for x in there] == [(x.one, x.other, x.comparisons) for x in here]
    assert [x.weight for x in there] == pytest.approx([x.weight for x in here], abs=2e-4)
    by_name = {p.mention: p for p in profiles}
    groups = [{frozenset(g) for g in clusters(by_name, x, weights()["threshold"])} for x in (here, there)]
    assert groups[0] == groups[1]
