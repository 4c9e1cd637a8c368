"""Every input that once failed, and the examples that the fuzzing starts from."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
import fuzz

INPUTS = sorted(path for path in fuzz.SEEDS.glob("*/*") if path.parent.name in fuzz.TARGETS)


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_once_failed_does_so_no_more(path):
    fuzz.TARGETS[path.parent.name].check(path.read_bytes())


@pytest.mark.parametrize("name", sorted(fuzz.TARGETS))
def test_a_target_tries_what_it_is_told(name, tmp_path):
    result = fuzz.fuzz(name, 0.3, 7, tmp_path)
    assert result["tries"] > 0 and result["failures"] == {}
