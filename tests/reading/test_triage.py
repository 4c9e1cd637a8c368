"""The gate before the parser: what says violence passes, what does not is never parsed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hudhud import pipeline
from hudhud.capture import Failure, capture, reading_copy
from hudhud.reading import lexicon, triage

SHARED = Path(os.environ.get("HUDHUD_SHARED", Path(__file__).resolve().parents[3] / "shared"))
WORTH = triage.gate(lexicon.load())


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen ambushed a bus near the town.",
        "He died of his wounds on Monday.",
        "Twelve bodies were found in a well.",
        "The pickers never came home after fighters led them away.",
        "THREE POLICEMEN WERE KIDNAPPED.",
        "Shells fell on the market.",
        "The teacher was beheaded.",
        "Two were shot.",
    ],
)
def test_violence_passes(text: str) -> None:
    assert WORTH(text)


@pytest.mark.parametrize(
    "text",
    [
        "The council will vote on the new library on Tuesday.",
        "Wheat prices rose by 4 percent in March, the ministry of agriculture said.",
        "The orchestra plays Brahms and Sibelius this weekend.",
        "A new bridge will link the two villages by next summer.",
    ],
)
def test_peace_costs_no_parse(text: str) -> None:
    assert not WORTH(text)


def test_every_bundled_report_passes() -> None:
    found = [d for d in capture(pipeline.example_reports()) if not isinstance(d, Failure)]
    assert found and all(WORTH(reading_copy(d).text) for d in found)


@pytest.mark.skipif(not SHARED.exists(), reason=f"no measuring data at {SHARED}")
@pytest.mark.parametrize("name", ["dev.jsonl", "seed.jsonl"])
def test_no_gold_report_with_harms_is_lost(name: str) -> None:
    lines = (SHARED / "bench" / "reading" / name).read_text("utf-8").splitlines()
    records = [r for r in map(json.loads, filter(str.strip, lines)) if r.get("language", "en") == "en"]
    told = [r for r in records if any(m["harms"] for m in r["mentions"])]
    assert told and all(WORTH(r["text"]) for r in told)
