"""Arabic spelling folds to one form, and every folded character knows where it came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudhud.reading.arabic.folding import fold

_ARABIC = st.characters(min_codepoint=0x0600, max_codepoint=0x06FF)
_FORMS = st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFC)
_BIDI = st.sampled_from("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\u200c\u200d")
_MIXED = st.text(st.one_of(_ARABIC, _FORMS, _BIDI, st.characters()))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("أُصيبَ", "اصيب"),
        ("إدلب", "ادلب"),
        ("الآن", "الان"),
        ("مستشفى", "مستشفي"),
        ("بلدة", "بلده"),
        ("قتـــلى", "قتلي"),
        ("٣٠ جريحاً", "30 جريحا"),
        ("۴۵ شخصا", "45 شخصا"),
        ("\ufefb", "لا"),
        ("ح\u202eلب\u202c", "حلب"),
        ("Raqqa الرقة", "raqqa الرقه"),
    ],
)
def test_spellings_fold_to_one(written: str, folded: str) -> None:
    assert fold(written).text == folded


def test_a_word_found_folded_is_cut_whole_from_the_original() -> None:
    text = "في \u202bالرَّقّـــةِ\u202c اليوم"
    folded = fold(text)
    start = folded.text.index("الرقه")
    first, last = folded.original(start, start + len("الرقه"))
    assert text[first:last] == "الرَّقّـــةِ"


def test_a_ligature_is_cut_whole() -> None:
    text = "ا\ufefb"
    folded = fold(text)
    assert folded.text == "الا"
    assert folded.original(1, 2) == (1, 2)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (2, 1), (-1, 1), (0, 4)])
def test_a_range_outside_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no characters"):
        fold("حلب").original(start, end)


@given(_MIXED)
def test_origins_never_go_back_nor_outside(text: str) -> None:
    folded = fold(text)
    assert len(folded.origins) == len(folded.text)
    assert all(0 <= start < end <= len(text) for start, end in folded.origins)
    assert list(folded.origins) == sorted(folded.origins)


@given(_MIXED)
def test_what_is_cut_folds_to_what_was_found(text: str) -> None:
    folded = fold(text)
    for at, (start, end) in enumerate(folded.origins):
        assert folded.text[at] in fold(text[start:end]).text


@given(_MIXED)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once
