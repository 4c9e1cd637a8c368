import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
import fuzz_cleaner
import offsets

from hudhud.capture import Source, capture_source
from hudhud.model import ReadingCopy

SEEDS = sorted((Path(__file__).parent / "seeds" / "cleaner").iterdir())


def test_every_character_comes_from_where_its_map_says():
    found = offsets.measure(300)
    assert found["first_failures"] == []
    assert found["documents"] >= 320
    assert found["shares"]["verbatim"] > 0.98


def test_a_map_that_is_one_off_is_noticed():
    taken = capture_source(Source("x", b"Gunmen killed two soldiers on Monday in the town.", "text/plain"))
    copy = taken.copy
    starts, ends = ([each + 1 for each in bounds] for bounds in (copy.starts, copy.ends))
    moved = ReadingCopy(copy.text, starts, ends, copy.blocks)
    ways = [way for way, _, _ in offsets.checked(taken.document, moved)]
    assert ways.count("failure") > len(copy.text) / 4


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)
@pytest.mark.parametrize("target", sorted(fuzz_cleaner.TARGETS))
def test_what_once_was_hostile(target, seed):
    fuzz_cleaner.TARGETS[target](seed.read_bytes())
