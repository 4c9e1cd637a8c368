"""Linear models over hashed features: chances, files, and equal bytes for equal models."""

from pathlib import Path

import numpy as np
import pytest

from hudhud.errors import ModelError
from hudhud.learned.linear import Linear, hashed


def _model() -> Linear:
    generator = np.random.default_rng(3)
    return Linear(("no", "yes"), generator.normal(size=(66, 2)).astype(np.float32), np.zeros(2, np.float32))


def test_hashing_is_the_same_everywhere() -> None:
    assert np.flatnonzero(hashed({"word:bridge": 1.0}, 1024)).tolist() == [83]


def test_two_features_of_one_bucket_add_up() -> None:
    assert hashed({"a": 1.0, "b": 2.0}, 1).tolist() == [3.0]


def test_chances_sum_to_one_even_for_no_features() -> None:
    for features in ({}, {"a": 1.0}, {"a": 1e4}):
        chances = _model().probabilities(features, np.ones(2, np.float32))
        assert sum(chances.values()) == pytest.approx(1)
        assert list(chances) == ["no", "yes"]


def test_a_model_comes_back_from_its_file_and_the_bytes_are_equal(tmp_path: Path) -> None:
    first, second = tmp_path / "a.npz", tmp_path / "b.npz"
    _model().save(first)
    _model().save(second)
    assert first.read_bytes() == second.read_bytes()
    assert np.allclose(Linear.load(first).weights, _model().weights, atol=2e-3)


@pytest.mark.parametrize("content", [b"", b"no weights", b"PK\x03\x04"])
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises(ModelError, match="install hudhud again"):
        Linear.load(tmp_path / "a.npz")
