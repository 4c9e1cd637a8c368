"""The learned event types on sentences of ours, and that they can be made again."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from hudhud.codebook import load
from hudhud.errors import ModelError
from hudhud.learned.event_type import EventTypes, codes

ROOT = Path(__file__).resolve().parents[2]
SNIPPETS = ROOT.parent / "shared" / "bench" / "case2021" / "snippets_odd.tsv"

LIKELIEST = {
    "air_strike": "Warplanes struck a fuel depot twice on Thursday night, and nine workers were killed.",
    "shelling": "Around forty mortar rounds came down on the old quarter before noon.",
    "suicide_bombing": "The bomber walked up to the recruiting office and set off his explosive vest.",
    "explosion": "A bomb hidden under a parked van went off as the judge drove past.",
    "armed_clash": "Rebels and soldiers exchanged fire for an hour near the dam, and five fighters fell.",
    "abduction": "Gunmen kidnapped four nurses and want a ransom for them.",
    "arrest": "Police arrested eleven party members in the capital.",
    "sexual_violence": "Three girls were raped by militiamen as they fetched water.",
    "protest": "Several thousand teachers marched peacefully and asked for better pay.",
    "mob_violence": "A mob lynched a man who was said to have stolen a goat.",
}


@pytest.mark.parametrize("code", LIKELIEST)
def test_the_likeliest_type(code: str) -> None:
    (found,) = EventTypes.open().of([LIKELIEST[code]])
    assert max(found, key=found.__getitem__) == code


@pytest.mark.parametrize(
    "text",
    [
        "An earthquake of magnitude six shook the island and brought down a church.",
        "The two foreign ministers signed a peace agreement after a year of talks.",
        "Customs officers found rifles and ammunition in a container.",
        "A ferry sank in the strait because its engine failed.",
    ],
)
def test_what_is_no_violence_leaves_most_of_the_probability_unused(text: str) -> None:
    (found,) = EventTypes.open().of([text])
    assert sum(found.values()) < 0.5


def test_probabilities_of_the_thirty_types_sum_to_one() -> None:
    for given in EventTypes.open().subtypes(["A grenade was thrown at a bar.", "", "Ωμέγα"]):
        assert set(given) == set(codes())
        assert sum(given.values()) == pytest.approx(1)


def test_every_code_is_in_the_codebook() -> None:
    assert {code for code in codes().values() if code} <= set(load()["event_types"].codes)


def test_no_texts_give_no_answers() -> None:
    assert EventTypes.open().of([]) == []


def test_the_same_text_gets_the_same_answer() -> None:
    text = "Two guards died when their post was shelled."
    assert EventTypes.open().of([text]) == EventTypes.open().of([text])


def test_what_is_no_weights_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing"):
        EventTypes.load(tmp_path / "missing.npz")


@pytest.fixture
def training() -> ModuleType:
    pytest.importorskip("sklearn", reason="training needs scikit-learn")
    spec = importlib.util.spec_from_file_location("training_event_type", ROOT / "training" / "event_type.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def test_the_rows_of_ours_cover_every_type(training: ModuleType) -> None:
    named = training.yaml.safe_load((ROOT / "training" / "event_types.yaml").read_text("utf-8"))
    assert set(named) == set(codes())
    assert all(len(texts) == len(set(texts)) >= 12 for texts in named.values())


@pytest.mark.skipif(not SNIPPETS.exists(), reason="the measuring data are not beside the checkout")
def test_the_same_data_give_the_same_bytes(training: ModuleType, tmp_path: Path) -> None:
    rows = training.snippets(SNIPPETS).take(np.arange(120))
    for name in ("first", "second"):
        training.save(tmp_path / f"{name}.npz", training.fit_with(rows, 5.0).sharpened(2.0), rows.ids)
    assert (tmp_path / "first.npz").read_bytes() == (tmp_path / "second.npz").read_bytes()


@pytest.mark.skipif(not SNIPPETS.exists(), reason="the measuring data are not beside the checkout")
def test_no_snippet_is_in_the_rows_of_ours(training: ModuleType) -> None:
    text = SNIPPETS.read_text("utf-8").lower()
    named = training.yaml.safe_load((ROOT / "training" / "event_types.yaml").read_text("utf-8"))
    assert not [row for rows in named.values() for row in rows if row.lower().rstrip(".") in text]
