"""Pieces of text under marks: nothing lost, nothing marked twice on one line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hudhud.web.spans import Span, segments

_TEXTS = st.text(alphabet="ab قُتل🙂\n<", max_size=40)
_SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 12)).map(lambda s: Span(s[0], s[0] + s[1], "killed", "k")), max_size=8
)


@given(_TEXTS, _SPANS, st.integers(0, 20))
def test_the_pieces_are_the_text_and_each_lies_wholly_under_its_marks(text: str, spans: list[Span], start: int) -> None:
    pieces = segments(text, spans, start)
    assert "".join(piece.text for piece in pieces) == text
    at = start
    for piece in pieces:
        assert piece.start == at
        at += len(piece.text)
        over = {s for s in spans if s.start <= piece.start and s.end >= at and s.start < s.end}
        assert {mark.span for mark in piece.marks} == over
        lanes = [mark.lane for mark in piece.marks]
        assert len(set(lanes)) == len(lanes)


@given(_TEXTS, _SPANS)
def test_a_span_keeps_its_lane_and_opens_and_closes_once(text: str, spans: list[Span]) -> None:
    spans = list(dict.fromkeys(s for s in spans if s.start < s.end <= len(text)))
    marks = [mark for piece in segments(text, spans) for mark in piece.marks]
    for span in spans:
        own = [mark for mark in marks if mark.span == span]
        assert len({mark.lane for mark in own}) == 1
        assert (own[0].opens, own[-1].closes) == (True, True)
        assert sum(mark.opens for mark in own) == sum(mark.closes for mark in own) == 1


def test_the_shorter_of_two_nested_spans_lies_nearer_to_the_words() -> None:
    outer, inner = Span(0, 20, "event_type", "ambush"), Span(4, 7, "killed", "7")
    middle = segments("The seven died at a ford", [outer, inner])[1]
    assert [(mark.span, mark.lane) for mark in middle.marks] == [(outer, 1), (inner, 0)]
