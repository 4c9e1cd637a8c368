"""When a report without a date must have been published, from the weekdays that it ties to its dates."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from hudhud.model import When
from hudhud.reading.calendar import infer_published
from hudhud.reading.dates import expressions


def _shown(when: When) -> str:
    return str(when.start) if when.precision == "day" else f"{when.start}..{when.end} {when.precision}"


CAPTURED = datetime(2024, 3, 1, tzinfo=UTC).date()


def inferred(*sentences: str, captured: date = CAPTURED) -> str | None:
    found = infer_published([expressions(s) for s in sentences], captured)
    return _shown(found[0]) if found else None


def test_a_weekday_before_its_date_pins_the_year_too() -> None:
    found = inferred(
        "A mine went off on Monday 27 February.", "In 2022 it had been quiet.", captured=date(2026, 11, 22)
    )
    assert found is not None
    assert found.startswith("2023-02-27")


def test_a_weekday_and_a_past_year_leave_one_year() -> None:
    # 11 February and the Friday six days on fall together in 2017 and in 2023.
    assert (
        inferred("A raid on February 11 left two dead.", "Six days later, on Friday, five more fell.", "As in 2022.")
        == "2023-02-17..2023-12-31 range"
    )


def test_this_month_bounds_the_publication() -> None:
    text = ("Shells fell on February 11.", "Six days later, on Friday, five died.", "This month is worse than in 2022.")
    assert inferred(*text) == "2023-02-17..2023-02-28 range"


def test_two_years_that_fit_pin_nothing_down() -> None:
    assert inferred("Guns were heard on February 11.", "Six days later, on Friday, more.", "As in 2015.") is None


def test_without_a_weekday_nothing_is_inferred() -> None:
    assert inferred("Guns were heard on February 11.", "As in 2022.") is None


def test_without_a_year_nothing_is_inferred() -> None:
    assert inferred("Guns were heard on Friday, February 17.") is None


def test_nothing_is_published_after_its_capture() -> None:
    text = ("Guns were heard on February 17, a Friday.", "As in 2022.")
    assert inferred(*text, captured=date(2023, 3, 4)) == "2023-02-17..2023-03-04 range"


def test_a_leap_day_between_the_two_days_is_counted() -> None:
    # Two days after 28 February 2024 is 1 March, a Friday.
    text = ("A blast shook it on 28 February.", "Two days later, on Friday, it burned.", "In 2023 it was calm.")
    assert inferred(*text, captured=date(2024, 12, 31)) == "2024-03-01..2024-12-31 range"


PIECES = st.lists(
    st.sampled_from(
        """on in the last next early late mid 12 5 May March february 2019 2023 Friday Tuesday ago later two days
        weeks a year month this week since until when between and to - – , . 31 29 overnight yesterday winter
        summer 1st of fortnight before after night dawn at Christmas Day""".split()
    ),
    max_size=12,
).map(" ".join)
DATES = st.dates(date(1960, 1, 1), date(2060, 1, 1))


@given(st.lists(PIECES, max_size=4), DATES)
def test_an_inferred_publication_lies_before_the_capture(sentences: list[str], captured: date) -> None:
    found = infer_published([expressions(s) for s in sentences], captured)
    assert found is None or found[0].end <= captured
