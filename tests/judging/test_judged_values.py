"""What a reviewer types, and the value that it is; bounds are kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudhud.errors import DecisionError
from hudhud.judging.values import parse_count, parse_date, parse_place, parse_value
from hudhud.judging.wording import count_words
from hudhud.model import EventKind, Party, StatusValue


def nobody(_: str) -> None:
    return None


@pytest.mark.parametrize(
    ("words", "low", "high", "qualifier"),
    [
        ("16", 16, 16, "exact"),
        ("1,200", 1200, 1200, "exact"),
        ("at least 16", 16, None, "at_least"),
        ("At Least 16", 16, None, "at_least"),
        ("16+", 16, None, "at_least"),
        ("≥16", 16, None, "at_least"),
        ("more than 50", 50, None, "more_than"),
        (">50", 50, None, "more_than"),
        ("up to 34", None, 34, "at_most"),
        ("<= 34", None, 34, "at_most"),
        ("fewer than 9", None, 9, "less_than"),
        ("about 75", 75, 75, "about"),
        ("~75", 75, 75, "about"),
        ("10-15", 10, 15, "range"),
        ("between 10 and 15", 10, 15, "range"),
        ("10 to 15", 10, 15, "range"),
        ("7-7", 7, 7, "exact"),
        ("0", 0, 0, "exact"),
    ],
)
def test_counts(words: str, low: int | None, high: int | None, qualifier: str) -> None:
    count = parse_count(words)
    assert (count.low, count.high, count.qualifier) == (low, high, qualifier)


@pytest.mark.parametrize("words", ["unknown", "Dozens", "several"])
def test_a_word_gets_no_number(words: str) -> None:
    count = parse_count(words)
    assert (count.low, count.high, count.words) == (None, None, words.lower())


@pytest.mark.parametrize("words", ["sixteen", "15-10", "-5", "1.5", "12,34", "٣", "1" * 13, "at least", "16 dead"])
def test_what_is_no_count(words: str) -> None:
    with pytest.raises(DecisionError):
        parse_count(words)


@given(
    st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["", "at least ", "more than ", "up to ", "about "])
)
def test_a_count_in_words_is_the_same_count_again(one: int, other: int, how: str) -> None:
    low, high = sorted((one, other))
    count = parse_count(f"{low}-{high}") if not how else parse_count(f"{how}{low}")
    assert parse_count(count_words(count)) == count


@pytest.mark.parametrize(
    ("words", "start", "end", "precision"),
    [
        ("2023-02-17", date(2023, 2, 17), date(2023, 2, 17), "day"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("2023", date(2023, 1, 1), date(2023, 12, 31), "year"),
        ("2023-02-10..2023-02-17", date(2023, 2, 10), date(2023, 2, 17), "range"),
        ("2023-02 .. 2023-03", date(2023, 2, 1), date(2023, 3, 31), "range"),
        ("2023-02-10..2023-02-10", date(2023, 2, 10), date(2023, 2, 10), "day"),
    ],
)
def test_dates(words: str, start: date, end: date, precision: str) -> None:
    when = parse_date(words)
    assert (when.start, when.end, when.precision) == (start, end, precision)


@pytest.mark.parametrize("words", ["17 February", "2023-02-30", "2023-13", "2023-02-17..2023-02-10", "..", "0000", "x"])
def test_what_is_no_date(words: str) -> None:
    with pytest.raises(DecisionError):
        parse_date(words)


@pytest.mark.parametrize(
    ("words", "name", "country", "point"),
    [
        ("Sukhna", "Sukhna", None, (None, None)),
        ("Sukhna, SY", "Sukhna", "SY", (None, None)),
        ("Sukhna, SY, 34.885, 38.871", "Sukhna", "SY", (34.885, 38.871)),
        ("Tell, near Sukhna, 34.885,38.871", "Tell, near Sukhna", None, (34.885, 38.871)),
        ("UN", "UN", None, (None, None)),
    ],
)
def test_places(words: str, name: str, country: str | None, point: tuple[float | None, float | None]) -> None:
    place = parse_place(words)
    assert (place.name, place.country, (place.lat, place.lon)) == (name, country, point)


@pytest.mark.parametrize("words", ["34.8, 38.8", "Sukhna, 34.8", "Sukhna, 134.8, 38.8", ","])
def test_what_is_no_place(words: str) -> None:
    with pytest.raises(DecisionError):
        parse_place(words)


def test_codes_and_names() -> None:
    assert parse_value("event_type", "air strike", "unknown", nobody) == EventKind(event_type="air_strike")
    assert parse_value("status", "Denied", "unknown", nobody) == StatusValue(status="denied")
    known = parse_value("perpetrator", "ISIS", "unknown", lambda _: ("Islamic State", "is"))
    assert known == Party(name="Islamic State", actor_id="is")
    assert parse_value("perpetrator", "Some  Band", "unknown", nobody) == Party(name="Some Band")
    for field in ("event_type", "status", "killed", "date", "place", "perpetrator"):
        with pytest.raises(DecisionError):
            parse_value(field, "  ", "unknown", nobody)
    with pytest.raises(DecisionError, match="air_strike"):
        parse_value("event_type", "ambush", "unknown", nobody)
