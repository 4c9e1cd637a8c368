"""Code points and UTF-16 units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudhud.web.offsets import to_code_points, to_utf16


@given(st.text(), st.data())
def test_there_and_back(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    assert to_code_points(text, to_utf16(text, at)) == at


def test_a_face_is_one_character_of_two_units() -> None:
    assert to_utf16("a🙂b", 2) == 3
    assert to_code_points("a🙂b", 3) == 2


@pytest.mark.parametrize("units", [-1, 2, 5])
def test_outside_the_text_or_inside_a_character_is_refused(units: int) -> None:
    with pytest.raises(ValueError, match="offset"):
        to_code_points("a🙂b", units)
