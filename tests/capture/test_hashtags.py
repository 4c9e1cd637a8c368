"""Hashtags read as the words that they are, each letter at its place in the source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudhud.capture.hashtags import unhash
from hudhud.capture.offsets import MappedText


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Shells fell on #Jableh today.", "Shells fell on Jableh today."),
        ("near #DeirHafer", "near Deir Hafer"),
        ("in #Kafr_Halab,", "in Kafr Halab,"),
        ("#SDF said", "SDF said"),
        ("Two were hurt #Homs #Breaking", "Two were hurt. Homs Breaking"),
        ("Two were hurt. #Homs #Breaking", "Two were hurt. Homs Breaking"),
        ("the #1 suspect", "the #1 suspect"),
        ("https://example.org/#Top and &#39;", "https://example.org/#Top and &#39;"),
        ("C# and a # b", "C# and a # b"),
        ("#", "#"),
    ],
)
def test_a_tag_is_a_word(written: str, read: str) -> None:
    assert unhash(MappedText.of(written)).text == read


def test_letters_keep_their_place() -> None:
    text = "near #DeirHafer today"
    piece = unhash(MappedText.of(text))
    at = piece.text.index("Hafer")
    assert text[piece.starts[at + 1] : piece.ends[at + 4]] == "afer"
    assert text[piece.starts[piece.text.index("Deir")] :].startswith("Deir")


@given(st.text(alphabet="#aB_ .1/", max_size=40))
def test_any_text_keeps_its_letters(text: str) -> None:
    read = unhash(MappedText.of(text))
    assert [c for c in read.text if c.isalnum()] == [c for c in text if c.isalnum()]
    assert list(read.starts) == sorted(read.starts)
