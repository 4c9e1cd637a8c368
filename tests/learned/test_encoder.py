"""Vectors of sentences: form, meaning, and that neither company nor repetition changes them."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from hudhud.errors import ModelError
from hudhud.learned.encoder import Encoder

FOLDER = resources.files("hudhud.learned")
SENTENCES = [
    "Planes bombed the bakery at dawn.",
    "An air raid hit the bread shop early in the morning.",
    "The minister opened a new library.",
    "",
]


def test_vectors_have_length_one() -> None:
    vectors = Encoder.open().sentences(SENTENCES)
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows() -> None:
    assert Encoder.open().sentences([]).shape == (0, 384)


def test_like_meaning_lies_near() -> None:
    raid, same, library, _ = Encoder.open().sentences(SENTENCES)
    assert raid @ same > 0.5 > raid @ library


def test_a_sentence_has_the_same_vector_in_any_company() -> None:
    many = Encoder.open().sentences(SENTENCES * 80)
    alone = np.vstack([Encoder.open().sentences([one]) for one in SENTENCES])
    assert np.allclose(many[-4:], alone, atol=1e-5)


def test_a_very_long_text_is_read_to_its_limit() -> None:
    vectors = Encoder.open().sentences(["Shells fell on the town. " * 200, "Shells fell on the town. " * 300])
    assert np.allclose(vectors[0], vectors[1], atol=1e-5)


def test_what_is_no_weights_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "encoder.npz").write_bytes(b"nothing")
    with pytest.raises(ModelError, match=r"encoder\.npz"):
        Encoder.load(tmp_path / "encoder.npz")


@pytest.mark.parametrize("name", ["encoder", "event_type"])
def test_the_card_names_the_weights(name: str) -> None:
    digest = hashlib.sha256((FOLDER / f"{name}.npz").read_bytes()).hexdigest()
    assert digest in (FOLDER / f"{name}.md").read_text("utf-8")
