import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudhud.capture.offsets import MappedText, uncovered


def test_replacement_maps_to_the_whole_replaced_stretch():
    piece = MappedText.of("was kil*led there").replace([(4, 11, "killed")])
    assert piece.text == "was killed there"
    assert {(piece.starts[i], piece.ends[i]) for i in range(4, 10)} == {(4, 11)}
    assert (piece.starts[10], piece.ends[10]) == (11, 12)


def test_deletion_leaves_the_other_characters_where_they_were():
    piece = MappedText.of("abc").replace([(1, 2, "")])
    assert (piece.text, list(piece.starts)) == ("ac", [0, 2])


def test_join_puts_separators_without_width():
    source = "one  two"
    joined = MappedText.join("\n\n", [MappedText.of(source, 0, 3), MappedText.of(source, 5, 8)])
    assert joined.text == "one\n\ntwo"
    assert joined.starts[3] == joined.ends[3] == 3


def test_split_and_strip_keep_the_map():
    pieces = list(MappedText.of(" a | b ").split(re.compile(r"\|")))
    assert [piece.strip().source_range() for piece in pieces] == [(1, 2), (5, 6)]


@pytest.mark.parametrize("edit", [(1, 1, "x"), (0, 9, "x"), (2, 1, "x")])
def test_impossible_edits_are_refused(edit):
    with pytest.raises(ValueError, match="edit"):
        MappedText.of("abc").replace([edit])


def test_an_empty_text_comes_from_nowhere():
    with pytest.raises(ValueError, match="nowhere"):
        MappedText.of("").source_range()


def test_uncovered_gaps():
    assert list(uncovered(10, [(6, 8), (0, 2), (1, 3)])) == [(3, 6), (8, 10)]


@given(st.text(max_size=60), st.sampled_from([r"\s+", r"[a-f]", r"\w{2}", r"."]), st.text(max_size=3))
def test_substitutions_keep_the_map_in_order(source, pattern, new):
    piece = MappedText.of(source).sub(re.compile(pattern), new).sub(re.compile(r"[0-9a]"), "yy")
    assert piece.text == re.sub(r"[0-9a]", "yy", re.sub(pattern, lambda _: new, source))
    assert list(piece.starts) == sorted(piece.starts)
    assert list(piece.ends) == sorted(piece.ends)
    assert all(start < end <= len(source) for start, end in zip(piece.starts, piece.ends, strict=True))
