"""Whatever a text says, expressions of time are in order, and nothing ends after publication."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hudhud.model import When
from hudhud.reading.calendar import Anchors, resolve
from hudhud.reading.dates import expressions

PIECES = st.lists(
    st.sampled_from(
        """on in the last next early late mid 12 5 May March february 2019 2023 Friday Tuesday ago later two days
        weeks a year month this week since until when between and to - – , . 31 29 overnight yesterday winter
        summer 1st of fortnight before after night dawn at Christmas Day""".split()
    ),
    max_size=12,
).map(" ".join)
DATES = st.dates(date(1960, 1, 1), date(2060, 1, 1))


@given(st.one_of(PIECES, st.text(max_size=40)))
def test_any_text_gives_ordered_disjoint_expressions(text: str) -> None:
    end = 0
    for e in expressions(text):
        assert end <= e.start < e.end <= len(text)
        end = e.end


@given(PIECES, DATES, st.integers(0, 40), st.one_of(st.none(), DATES))
def test_nothing_ends_after_publication_and_a_day_is_one_day(
    text: str, published: date, width: int, told: date | None
) -> None:
    last = date.fromordinal(published.toordinal() + width)
    anchors = Anchors(
        When(start=published, end=last, precision="range" if width else "day"),
        When(start=told, end=told, precision="day") if told else None,
    )
    for e in expressions(text):
        found = resolve(e, anchors)
        if found is not None:
            assert found.when.start <= found.when.end <= last
            assert found.when.precision != "day" or found.when.start == found.when.end


@given(PIECES, st.one_of(st.none(), DATES))
def test_without_publication_every_interval_is_ordered(text: str, told: date | None) -> None:
    narrative = When(start=told, end=told, precision="day") if told else None
    for e in expressions(text):
        found = resolve(e, Anchors(None, narrative))
        assert found is None or found.when.start <= found.when.end
