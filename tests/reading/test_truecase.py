"""Capitals-only text, given the case that the parser knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudhud.reading.truecase import is_all_capitals, sentence_case


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SEVEN FARMERS SHOT IN HOMS ON MONDAY", "Seven farmers shot in Homs on Monday"),
        ("THE SDF SAYS ISIS TOOK TWO NURSES", "The SDF says ISIS took two nurses"),
        ("A BOMB WENT OFF. TWO SHOPS BURNED DOWN", "A bomb went off. Two shops burned down"),
        ("THE GOVERNOR’S GUARDS FLED FROM RAQQA", "The governor’s guards fled from Raqqa"),
    ],
    ids=["a headline", "short names", "two sentences", "a curly apostrophe"],
)
def test_capitals_become_a_sentence(text: str, expected: str) -> None:
    assert sentence_case(text) == expected


@pytest.mark.parametrize("text", ["Two farmers shot in Homs", "SDF", "UN AND EU", "", "1,100 — 2,000"])
def test_other_text_is_left_alone(text: str) -> None:
    assert not is_all_capitals(text)
    assert sentence_case(text) == text


@given(st.one_of(st.text(max_size=60), st.text(st.characters(categories=["Lu", "Zs", "Po"]), max_size=80)))
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(sentence_case(text)) == len(text)
    assert sentence_case(text).casefold() == text.casefold() or not text.isascii()
