"""Words cut into the pieces of a vocabulary."""

from __future__ import annotations

import pytest

from hudhud.learned.wordpiece import WordPiece, words

PIECES = WordPiece(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "shell", "##ing", "##s", "in", ",", "rue", "-"])


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Shelling in", [2, 4, 5, 7, 3]),
        ("SHELLS, shells", [2, 4, 6, 8, 4, 6, 3]),
        ("Ruè-in", [2, 9, 10, 7, 3]),
        ("xyz", [2, 1, 3]),
        ("", [2, 3]),
        ("s" * 101, [2, 1, 3]),
    ],
)
def test_the_longest_known_piece_comes_first(text: str, pieces: list[int]) -> None:
    assert PIECES.ids(text, 256) == pieces


def test_a_long_text_is_cut_and_still_ends() -> None:
    assert PIECES.ids("in in in in in", 4) == [2, 7, 7, 3]


def test_signs_stand_alone_and_accents_go() -> None:
    assert words("“Zoë’s” 3.5% in_all") == ["“", "zoe", "’", "s", "”", "3", ".", "5", "%", "in", "_", "all"]
