"""What the types of a claim's value enforce."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hudhud.model import Claim, Count, Evidence, HarmValue, Place, When

NUMBERS = st.integers(0, 10**6)
MAYBE = st.one_of(st.none(), NUMBERS)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@given(MAYBE, MAYBE, st.sampled_from(["exact", "about", "range"]))
def test_a_closed_count_has_both_ends_in_order(low: int | None, high: int | None, qualifier: str) -> None:
    if low is None or high is None or low > high:
        with pytest.raises(ValidationError):
            Count(low=low, high=high, qualifier=qualifier)
    else:
        assert (Count(low=low, high=high, qualifier=qualifier).low or 0) <= high


@given(MAYBE, MAYBE, st.sampled_from(["at_least", "more_than"]))
def test_a_lower_bound_is_open_above(low: int | None, high: int | None, qualifier: str) -> None:
    if low is None or high is not None:
        with pytest.raises(ValidationError):
            Count(low=low, high=high, qualifier=qualifier)
    else:
        assert Count(low=low, qualifier=qualifier).high is None


@given(MAYBE, MAYBE, st.sampled_from(["at_most", "less_than"]))
def test_an_upper_bound_is_open_below_and_not_zero(low: int | None, high: int | None, qualifier: str) -> None:
    if high is None or low is not None:
        with pytest.raises(ValidationError):
            Count(low=low, high=high, qualifier=qualifier)
    else:
        assert Count(high=high, qualifier=qualifier).low is None


def test_a_quantity_in_words_keeps_its_words_and_no_number() -> None:
    assert Count(qualifier="word", words="dozens").low is None


@pytest.mark.parametrize(
    "fields",
    [
        {"qualifier": "word"},
        {"qualifier": "word", "words": ""},
        {"qualifier": "word", "words": "dozens", "low": 24},
        {"qualifier": "word", "words": "dozens", "high": 0},
        {},
        {"low": 3},
        {"low": -1, "high": 1},
        {"low": 1, "high": 1, "best": 1},
    ],
    ids=["no words", "empty words", "a number for a word", "a zero for a word", "nothing", "one end", "below zero",
         "an unknown field"],
)  # fmt: skip
def test_a_count_that_says_more_or_less_than_its_words_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Count.model_validate(fields)


def test_values_cannot_be_changed() -> None:
    count = Count(low=1, high=1)
    with pytest.raises(ValidationError):
        count.low = 2  # type: ignore[misc]


@given(DAYS, st.integers(-400, 400), st.sampled_from(["day", "range", "week", "month", "season", "year"]))
def test_an_interval_of_days_is_ordered_and_a_day_is_one(start: date, length: int, precision: str) -> None:
    end = start + timedelta(days=length)
    if length < 0 or (precision == "day" and length):
        with pytest.raises(ValidationError):
            When(start=start, end=end, precision=precision)
    else:
        assert When(start=start, end=end, precision=precision).end == end


@given(st.one_of(st.none(), st.floats(-100, 100)), st.one_of(st.none(), st.floats(-200, 200)))
def test_a_place_has_both_coordinates_on_the_globe_or_neither(lat: float | None, lon: float | None) -> None:
    sound = (lat is None) == (lon is None) and (lat is None or lon is None or (abs(lat) <= 90 and abs(lon) <= 180))
    if sound:
        assert Place(name="Zeluma", lat=lat, lon=lon, precision="exact").lat == lat
    else:
        with pytest.raises(ValidationError):
            Place(name="Zeluma", lat=lat, lon=lon, precision="exact")


@given(st.text(max_size=20), st.integers(-3, 50), st.integers(-3, 80))
def test_evidence_is_as_long_as_its_span(words: str, start: int, end: int) -> None:
    if words and start >= 0 and end - start == len(words):
        assert Evidence(verbatim=words, span_start=start, span_end=end).verbatim == words
    else:
        with pytest.raises(ValidationError):
            Evidence(verbatim=words, span_start=start, span_end=end)


def claim(harm: str = "killed", confidence: float = 0.9) -> Claim:
    return Claim(
        value=HarmValue(harm=harm, group="civilians", count=Count(low=3, qualifier="at_least")),
        evidence=Evidence(verbatim="at least three", span_start=4, span_end=18),
        confidence=confidence,
        reason="a test",
        reader="none",
        reader_version="0",
    )


@pytest.mark.parametrize("harm", ["killed", "injured", "abducted", "missing", "released", "arrested", "displaced"])
def test_a_claim_of_a_harm_is_named_after_it(harm: str) -> None:
    made = claim(harm)
    assert (made.field, made.low, made.high, made.qualifier) == (harm, 3, None, "at_least")


@pytest.mark.parametrize("confidence", [-0.1, 1.1])
def test_confidence_lies_between_nought_and_one(confidence: float) -> None:
    with pytest.raises(ValidationError):
        claim(confidence=confidence)


def test_a_claim_survives_json_and_keeps_its_name() -> None:
    made = claim()
    again = Claim.model_validate_json(made.model_dump_json())
    assert again == made
    assert again.id_in("m1", 0) == made.id_in("m1", 0) != made.id_in("m1", 1)
