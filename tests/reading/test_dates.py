"""Time expressions and the days they mean, seen from a Friday in February and from elsewhere."""

from datetime import date

import pytest

from hudhud.model import When
from hudhud.reading.calendar import Anchors, resolve
from hudhud.reading.dates import expressions


def day(text: str) -> When:
    one = date.fromisoformat(text)
    return When(start=one, end=one, precision="day")


FRIDAY = Anchors(day("2023-02-17"))
TOLD = Anchors(day("2023-02-17"), day("2023-02-10"))


def read(text: str, anchors: Anchors = TOLD) -> str:
    """What the expressions mean that date something, as days, or as first..last and the precision."""
    found = [(e, resolve(e, anchors)) for e in expressions(text) if not e.scope]
    return "; ".join(_shown(r.when) if r else "none" for _, r in found)


def _shown(when: When) -> str:
    return str(when.start) if when.precision == "day" else f"{when.start}..{when.end} {when.precision}"


DAYS = {
    "day month": ("on 12 May", "2022-05-12"),
    "month day": ("on May 12", "2022-05-12"),
    "day month year": ("on 12 May 2019", "2019-05-12"),
    "month day year": ("on May 12, 2019", "2019-05-12"),
    "in before a full date": ("in May 12, 2019", "2019-05-12"),
    "ISO": ("on 2019-05-12", "2019-05-12"),
    "ISO with an hour": ("2019-05-12T10:00", "2019-05-12"),
    "slashes, year first": ("2019/05/12", "2019-05-12"),
    "numbers, day first": ("13.02.2023", "2023-02-13"),
    "numbers, month first": ("02/13/2023", "2023-02-13"),
    "numbers that could be either": ("03/04/2022", ""),
    "numbers that are both": ("03/03/2022", "2022-03-03"),
    "an ordinal": ("on 12th May", "2022-05-12"),
    "an ordinal with of": ("on the 12th of May", "2022-05-12"),
    "a month and an ordinal": ("May the 12th", "2022-05-12"),
    "an ordinal in words": ("on the third of January", "2023-01-03"),
    "a short month": ("on Sept. 11, 2001", "2001-09-11"),
    "a short month without a dot": ("4 Nov 2020", "2020-11-04"),
    "the latest such day": ("on 9 February", "2023-02-09"),
    "the day of publication": ("on 17 February", "2023-02-17"),
    "a day not yet reached is last year's": ("on 18 February", "2022-02-18"),
    "29 February without a year": ("on 29 February", "2020-02-29"),
    "29 February of a common year": ("on 29 February 2023", "none"),
    "31 April": ("on 31 April", "none"),
    "a day to come": ("on 3 March 2023", "none"),
    "an evening": ("on the evening of 3 January", "2023-01-03"),
    "New Year's Eve": ("on New Year's Eve", "2022-12-31"),
    "New Year’s Day": ("on New Year’s Day 2021", "2021-01-01"),
    "Christmas Day": ("on Christmas Day", "2022-12-25"),
    "Christmas Eve": ("on Christmas Eve", "2022-12-24"),
    "a day of the narrative's month": ("on the 14th", "2023-02-14"),
    "a day of the narrative's month with a clause": ("on the 14th, gunmen came back", "2023-02-14"),
    "the 14th floor": ("on the 14th floor", ""),
    "the 14th anniversary": ("on the 14th anniversary", ""),
    "an hour before the day": ("at 5:30 am on 3 January", "2023-01-03"),
    "Orthodox Christmas": ("on Orthodox Christmas Day", ""),
    "Eid": ("on the second day of Eid", ""),
    "Ramadan": ("during Ramadan", ""),
}

RANGES = {
    "days of one month": ("from 3 to 5 January", "2023-01-03..2023-01-05 range"),
    "days with a hyphen": ("3-5 January 2021", "2021-01-03..2021-01-05 range"),
    "days after the month": ("January 3-5, 2021", "2021-01-03..2021-01-05 range"),
    "between days": ("between 3 and 5 January", "2023-01-03..2023-01-05 range"),
    "across months": ("from 28 January to 3 February", "2023-01-28..2023-02-03 range"),
    "across months, month first": ("January 30 – February 2", "2023-01-30..2023-02-02 range"),
    "across years": ("from 30 December to 2 January", "2022-12-30..2023-01-02 range"),
    "across years, both named": ("30 December 2020 to 2 January 2021", "2020-12-30..2021-01-02 range"),
    "across years, one named": ("30 December to 2 January 2021", "2020-12-30..2021-01-02 range"),
    "a night": ("on the night of 12 to 13 January", "2023-01-12..2023-01-13 range"),
    "from and to": ("from 12 to 14 January", "2023-01-12..2023-01-14 range"),
    "between seven days": ("between 3 and 7 January", "2023-01-03..2023-01-07 range"),
    "a night with a dash": ("the night of 3–4 January", "2023-01-03..2023-01-04 range"),
    "a night with a slash": ("on the night of 3/4 January", "2023-01-03..2023-01-04 range"),
    "days in the wrong order": ("5-3 January", "2023-01-03"),
    "months": ("between January and March 2022", "2022-01-01..2022-03-31 season"),
    "months without a year": ("from March to May", "2022-03-01..2022-05-31 season"),
    "months across years": ("from November 2021 to January 2022", "2021-11-01..2022-01-31 season"),
    "years": ("between 2011 and 2015", "2011-01-01..2015-12-31 year"),
}

WEEKDAYS = {
    "the early hours of": ("in the early hours of Friday", "2023-02-17"),
    "a weekday at dawn": ("on Saturday at dawn", "2023-02-11"),
    "a night into the next day": ("on Sunday night into Monday", "2023-02-12..2023-02-13 range"),
    "a weekend": ("over the weekend", "2023-02-11..2023-02-12 range"),
    "the last weekend": ("last weekend", "2023-02-11..2023-02-12 range"),
    "the day of publication": ("on Friday", "2023-02-17"),
    "the day before": ("on Thursday", "2023-02-16"),
    "six days before": ("on Saturday", "2023-02-11"),
    "last, said on that weekday": ("last Friday", "2023-02-10"),
    "last, said on another": ("last Tuesday", "2023-02-14"),
    "possessive": ("in Friday's attack", "2023-02-17"),
    "possessive with a curly quote": ("Tuesday’s raid", "2023-02-14"),
    "early": ("early Tuesday", "2023-02-14"),
    "late on": ("late on Tuesday", "2023-02-14"),
    "night": ("Tuesday night", "2023-02-14"),
    "dawn": ("dawn on Friday", "2023-02-17"),
    "at dawn": ("at dawn on Friday", "2023-02-17"),
    "in the morning": ("in the early morning of Thursday", "2023-02-16"),
    "short": ("on Wed.", "2023-02-15"),
    "brackets": ("(Monday)", "2023-02-13"),
    "two nights": ("Friday night into Saturday", "2023-02-10..2023-02-11 range"),
    "from to": ("from Monday to Wednesday", "2023-02-13..2023-02-15 range"),
    "between": ("between Monday and Wednesday", "2023-02-13..2023-02-15 range"),
    "two days": ("on Monday and Tuesday", "2023-02-13; 2023-02-14"),
    "every": ("every Friday", ""),
    "a habit": ("on Fridays", ""),
    "next": ("next Friday", ""),
    "coming": ("this coming Monday", ""),
    "Bloody Sunday": ("a march on Bloody Sunday", ""),
    "the sun": ("under the sun", ""),
    "he sat": ("he sat on sat", ""),
    "overnight on a weekday": ("overnight on Tuesday", "2023-02-14"),
}

FROM_PUBLICATION = {
    "today": ("today", "2023-02-17"),
    "this morning": ("this morning", "2023-02-17"),
    "yesterday": ("yesterday", "2023-02-16"),
    "yesterday evening": ("yesterday evening", "2023-02-16"),
    "last night": ("last night", "2023-02-16"),
    "overnight": ("overnight", "2023-02-16..2023-02-17 range"),
    "the day before yesterday": ("the day before yesterday", "2023-02-15"),
    "two days ago": ("two days ago", "2023-02-15"),
    "two weeks ago": ("two weeks ago", "2023-01-29..2023-02-04 week"),
    "a fortnight ago": ("a fortnight ago", "2023-01-29..2023-02-04 week"),
    "a month ago": ("a month ago", "2023-01-01..2023-01-31 month"),
    "ten years ago": ("ten years ago", "2013-01-01..2013-12-31 year"),
    "almost a year ago": ("almost a year ago", "2022-02-01..2022-03-31 range"),
    "hours ago": ("three hours ago", "2023-02-16..2023-02-17 range"),
    "several days ago": ("several days ago", ""),
    "this week": ("this week", "2023-02-12..2023-02-17 week"),
    "last week": ("last week", "2023-02-05..2023-02-11 week"),
    "this month": ("earlier this month", "2023-02-01..2023-02-17 month"),
    "last month": ("last month", "2023-01-01..2023-01-31 month"),
    "late last month": ("late last month", "2023-01-21..2023-01-31 range"),
    "a day of last month": ("on the 3rd of last month", "2023-01-03"),
    "this year": ("this year", "2023-01-01..2023-02-17 year"),
    "last year": ("last year", "2022-01-01..2022-12-31 year"),
    "two nights ago": ("two nights ago", "2023-02-15"),
    "a number of two words": ("thirty-five days ago", "2023-01-13"),
    "hours up to now": ("in the past 48 hours", "2023-02-15..2023-02-17 range"),
    "days up to now": ("over the last three days", "2023-02-14..2023-02-17 range"),
    "later this week": ("later this week", ""),
    "next month": ("next month", ""),
}

FROM_THE_NARRATIVE = {
    "the next day": ("the next day", "2023-02-11"),
    "the following morning": ("the following morning", "2023-02-11"),
    "the day after": ("the day after", "2023-02-11"),
    "the previous day": ("the previous day", "2023-02-09"),
    "the day before": ("the day before", "2023-02-09"),
    "a day later": ("a day later", "2023-02-11"),
    "three days earlier": ("three days earlier", "2023-02-07"),
    "six days later": ("six days later", "2023-02-16"),
    "a week later": ("a week earlier", "2023-01-29..2023-02-04 week"),
    "two months earlier": ("two months earlier", "2022-12-01..2022-12-31 month"),
    "the same day": ("the same day", "2023-02-10"),
    "the same evening": ("the same evening", "2023-02-10"),
    "the following day": ("the following day", "2023-02-11"),
    "two days earlier": ("two days earlier", "2023-02-08"),
    "the night before": ("the night before", "2023-02-09"),
    "the previous evening": ("the previous evening", "2023-02-09"),
    "the week before": ("the week before", "2023-01-29..2023-02-04 week"),
    "in the early hours": ("in the early hours", "2023-02-10"),
    "that night": ("that night", "2023-02-10"),
    "in the morning": ("in the morning", "2023-02-10"),
}

WIDE = {
    "a month gone by": ("in October", "2022-10-01..2022-10-31 month"),
    "the month of publication": ("in February", "2023-02-01..2023-02-17 month"),
    "a month with its year": ("in October 2020", "2020-10-01..2020-10-31 month"),
    "October of": ("October of 2020", "2020-10-01..2020-10-31 month"),
    "last October": ("last October", "2022-10-01..2022-10-31 month"),
    "mid": ("in mid-October", "2022-10-11..2022-10-20 range"),
    "early": ("in early October", "2022-10-01..2022-10-10 range"),
    "late": ("in late February 2020", "2020-02-21..2020-02-29 range"),
    "the end of a month": ("at the end of January", "2023-01-21..2023-01-31 range"),
    "mid, this month": ("in mid-February", "2023-02-11..2023-02-17 range"),
    "half a month": ("in the second half of January", "2023-01-16..2023-01-31 range"),
    "half a year": ("in the first half of 2015", "2015-01-01..2015-06-30 year"),
    "a year": ("in 2014", "2014-01-01..2014-12-31 year"),
    "a part of a year": ("late 2019", "2019-09-01..2019-12-31 year"),
    "a part of a year with a preposition": ("in early 2019", "2019-01-01..2019-04-30 year"),
    "summer": ("in the summer of 2020", "2020-06-01..2020-08-31 season"),
    "winter across the new year": ("in the winter of 2019", "2019-12-01..2020-02-29 season"),
    "winter with both years": ("winter 2019-20", "2019-12-01..2020-02-29 season"),
    "last winter, said in winter": ("last winter", "2021-12-01..2022-02-28 season"),
    "this winter": ("this winter", "2022-12-01..2023-02-17 season"),
    "last summer": ("last summer", "2022-06-01..2022-08-31 season"),
    "the fall of a town": ("the fall of Zeluma", ""),
    "a year to come": ("in 2031", "none"),
}

SCOPES = {
    "since a month": ("since January 2022", ""),
    "since a month with a when": ("since January 2022, when gunmen stormed it", "2022-01-01..2022-01-31 month"),
    "since a year": ("every year since 2019", ""),
    "since a weekday": ("since Monday", ""),
    "until": ("until 3 January", ""),
    "by a month": ("by March", ""),
    "before a day": ("before 12 May", ""),
    "since early": ("since early 2020", ""),
    "each": ("each Tuesday", ""),
}

NO_DATES = {
    "may, the verb": "12 may have died",
    "march, the verb": "2 march in silence",
    "a march": "the march of women",
    "March, capital, of people": "they March home",
    "a month before people": "May 5 people",
    "a separator": "February 2,000 people",
    "a second": "a second later",
    "a decimal": "a magnitude of 6.3",
    "a score": "they won 3-1",
    "a phone": "call 2019201920",
    "a length": "for three days",
    "a length with a hyphen": "a three-day siege",
    "hours": "within hours, for several weeks",
    "a frequency": "daily, every week and twice a month",
    "now and then": "now, currently, the former mayor, at the time",
    "a decade": "in the 1990s",
    "antiquity": "in 264 BC",
    "early hours of something": "in the early hours of the assault",
    "nothing": "",
}


@pytest.mark.parametrize(("text", "expected"), DAYS.values(), ids=DAYS.keys())
def test_a_day(text: str, expected: str) -> None:
    assert read(text, FRIDAY) == expected


@pytest.mark.parametrize(("text", "expected"), RANGES.values(), ids=RANGES.keys())
def test_a_range(text: str, expected: str) -> None:
    assert read(text, FRIDAY) == expected


@pytest.mark.parametrize(("text", "expected"), WEEKDAYS.values(), ids=WEEKDAYS.keys())
def test_a_weekday(text: str, expected: str) -> None:
    assert read(text, FRIDAY) == expected


@pytest.mark.parametrize(("text", "expected"), FROM_PUBLICATION.values(), ids=FROM_PUBLICATION.keys())
def test_counted_from_publication(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(("text", "expected"), FROM_THE_NARRATIVE.values(), ids=FROM_THE_NARRATIVE.keys())
def test_counted_from_the_last_date_told(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in FROM_THE_NARRATIVE.values()], ids=FROM_THE_NARRATIVE.keys())
def test_without_a_date_told_it_counts_from_nothing(text: str) -> None:
    assert read(text, FRIDAY) == "none"


@pytest.mark.parametrize(("text", "expected"), WIDE.values(), ids=WIDE.keys())
def test_months_seasons_and_years(text: str, expected: str) -> None:
    assert read(text, FRIDAY) == expected


@pytest.mark.parametrize(("text", "expected"), SCOPES.values(), ids=SCOPES.keys())
def test_a_bound_of_a_period_dates_nothing(text: str, expected: str) -> None:
    assert read(text, FRIDAY) == expected


@pytest.mark.parametrize("text", NO_DATES.values(), ids=NO_DATES.keys())
def test_what_is_no_date(text: str) -> None:
    assert expressions(text) == []


def test_the_weekday_after_a_count_of_days_is_its_own_expression() -> None:
    assert [e.kind for e in expressions("six days later, on Friday")] == ["offset", "weekday"]


@pytest.mark.parametrize(
    ("text", "daypart"),
    [("in the early hours of Friday", "morning"), ("on 3 January at dusk", "evening"), ("last night", "night"),
     ("shortly after midnight on Friday", "night"), ("the following afternoon", "afternoon"), ("on Friday", None)],
)  # fmt: skip
def test_the_part_of_the_day_is_kept(text: str, daypart: str | None) -> None:
    assert [e.daypart for e in expressions(text)] == [daypart]


def test_a_chronicle_takes_the_year_told_last() -> None:
    anchors = Anchors(day("2023-02-17"), When(start=date(1994, 1, 1), end=date(1994, 12, 31), precision="year"), True)
    assert read("in June", anchors) == "1994-06-01..1994-06-30 month"
    assert read("on 9 May", anchors) == "1994-05-09"
    assert read("last summer", anchors) == "1993-06-01..1993-08-31 season"


def test_a_month_before_people_is_the_month() -> None:
    assert read("In May 12 people were killed", FRIDAY) == "2022-05-01..2022-05-31 month"


def test_october_said_in_october_ends_with_publication() -> None:
    assert read("in October", Anchors(day("2022-10-05"))) == "2022-10-01..2022-10-05 month"


def test_last_october_said_in_october_is_a_year_ago() -> None:
    assert read("last October", Anchors(day("2022-10-05"))) == "2021-10-01..2021-10-31 month"


def test_last_winter_said_in_may_is_the_one_just_over() -> None:
    assert read("last winter", Anchors(day("2022-05-09"))) == "2021-12-01..2022-02-28 season"


def test_the_week_of_a_sunday_begins_with_it() -> None:
    assert read("this week", Anchors(day("2023-02-19"))) == "2023-02-19..2023-02-19 week"


def test_a_day_without_publication_takes_the_year_of_the_narrative() -> None:
    assert read("on 9 May", Anchors(None, day("2014-05-03"))) == "2014-05-09"


def test_a_narrative_goes_on_over_the_new_year() -> None:
    assert read("on 2 January", Anchors(None, day("2014-12-29"))) == "2015-01-02"


def test_a_narrative_of_an_earlier_year_goes_on_in_it() -> None:
    assert read("on 9 May", Anchors(day("2023-02-17"), day("2014-05-03"))) == "2014-05-09"


def test_a_day_long_after_the_last_one_told_is_the_latest() -> None:
    assert read("on 9 January", Anchors(day("2023-02-17"), day("2014-05-03"))) == "2023-01-09"


@pytest.mark.parametrize("text", ["on 9 May", "on Friday", "yesterday", "in May", "last week", "two weeks ago"])
def test_without_publication_and_narrative_nothing_is_pinned_down(text: str) -> None:
    assert read(text, Anchors(None)) == "none"


@pytest.mark.parametrize("text", ["on 9 May 2021", "in May 2021"])
def test_a_full_date_needs_no_publication(text: str) -> None:
    assert read(text, Anchors(None)).startswith("2021-05-")


INTERVAL = Anchors(When(start=date(2023, 2, 17), end=date(2023, 2, 19), precision="range"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday", "2023-02-16..2023-02-18 range"),
        ("on Thursday", "2023-02-16"),
        ("on Saturday", "2023-02-11..2023-02-18 range"),
        ("last week", "2023-02-05..2023-02-18 week"),
        ("on 11 February", "2023-02-11"),
    ],
)
def test_a_publication_known_as_an_interval_widens_what_counts_from_it(text: str, expected: str) -> None:
    assert read(text, INTERVAL) == expected
