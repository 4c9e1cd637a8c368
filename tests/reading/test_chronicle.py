"""Time expressions of histories: what dates something there, and what says only how long, how often, or "now"."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudhud.model import When
from hudhud.reading.calendar import Anchors, resolve
from hudhud.reading.dates import chronicle, expressions


def told(*sentences: str) -> list[str]:
    """What the expressions of a history mean, one sentence after the other, as year, month or day; "-" for nothing."""
    anchors = Anchors(None, chronicle=True)
    out = []
    for sentence in sentences:
        for e in chronicle(sentence):
            found = resolve(e, anchors)
            out.append(_shown(found.when) if found else "-")
            anchors = anchors.told(found.when if found else None)
    return out


def _shown(when: When) -> str:
    if when.start == when.end:
        return str(when.start)
    return {"year": f"{when.start:%Y}", "month": f"{when.start:%Y-%m}"}.get(when.precision, f"{when.start}..{when.end}")


def kinds(text: str) -> list[str]:
    return [e.kind for e in chronicle(text)]


TOLD_LAST = {
    "a month of the year told last": (["In 1871 the town rose.", "In June it fell."], ["1871", "1871-06"]),
    "a day of it": (["It began in 1912.", "On 17 October they crossed."], ["1912", "1912-10-17"]),
    "a bare year at the start": (["1654 was quiet.", "By May it was not."], ["1654", "1654-05"]),
    "a year range": (["The siege of 1683-84.", "In March it ended."], ["1683", "1684-03"]),
    "the year of the last day, though another is named": (
        ["On 4 March 1832 they met.", "The treaty of 1801 was void.", "On 9 March they marched."],
        ["1832-03-04", "1801", "1832-03-09"],
    ),
    "over the new year": (["On 29 December 1703 they met.", "On 2 January they parted."], ["1703-12-29", "1704-01-02"]),
    "a year told since, and long after": (
        ["On 4 March 1832 they met.", "In 1833 it rained.", "On 9 October they marched."],
        ["1832-03-04", "1833", "1833-10-09"],
    ),
    "the same year": (["In May 1702 it began.", "Later that year it ended."], ["1702-05", "1702"]),
    "the end of the year": (["In May 1702 it began.", "It was over by the end of the year."], ["1702-05", "1702"]),
    "the next year": (["It failed in 1866.", "The next year they tried again."], ["1866", "1867"]),
    "the previous year": (["It failed in 1866.", "It had rained the previous year."], ["1866", "1865"]),
    "years later": (["It failed in 1866.", "Two years later they came back."], ["1866", "1868"]),
    "years ago": (["It failed in 1866.", "Ten years ago they had won."], ["1866", "1856"]),
    "the next month": (["In December 1866 it snowed.", "The next month it froze."], ["1866-12", "1867-01"]),
    "the same month": (["In December 1866 it snowed.", "That month nobody moved."], ["1866-12", "1866-12"]),
    "the next day": (["On 31 May 1866 they met.", "In 1867 a bridge was built.", "The next day they fought."],
                     ["1866-05-31", "1867", "1866-06-01"]),
    "the same day": (["On 31 May 1866 they met.", "That same day it rained."], ["1866-05-31", "1866-05-31"]),
    "the next day after a year": (["In 1866 they met.", "The next day they fought."], ["1866", "-"]),
    "a day of the month told last": (["On 3 May 1866 they met.", "On the 7th, war."], ["1866-05-03", "1866-05-07"]),
    "a weekday": (["On 3 May 1866 they met.", "On Sunday they fought."], ["1866-05-03", "1866-05-06"]),
    "a month of the next year": (["In 1866 they met.", "In April of the following year, rain."], ["1866", "1867-04"]),
    "a month of that year": (["In 1866 they met.", "In April of that year it ended."], ["1866", "1866-04"]),
    "the following June": (["On 3 July 1866 they met.", "The following June it ended."], ["1866-07-03", "1867-06"]),
    "a summer": (["On 3 July 1866 they met.", "That summer was hot."], ["1866-07-03", "1866-06-01..1866-08-31"]),
    "the next spring": (["On 3 July 1866 they met.", "The next spring it thawed."],
                        ["1866-07-03", "1867-03-01..1867-05-31"]),
    "a year shared by two months": (["From December 1865 and in March and May 1866 it rained."],
                                    ["1865-12", "1866-03-01..1866-05-31"]),
    "a year shared by two seasons": (["In the spring and summer of 1866 it rained."],
                                     ["1866-03-01..1866-05-31", "1866-06-01..1866-08-31"]),
    "a year shared over the new year": (["On 30 December, 2 January 1866 and later it rained."],
                                        ["1865-12-30", "1866-01-02"]),
    "Christmas": (["In 1866 they met.", "It was over by Christmas."], ["1866", "1866-12-25"]),
    "this year": (["In 1866 they met.", "This year was hard."], ["1866", "1866"]),
}  # fmt: skip

DATES_NOTHING = {
    "for days": ("They held the bridge for three days", ["duration"]),
    "a row of days": ("a 40-day siege", ["duration"]),
    "an age": ("He was 22 years old", ["duration"]),
    "an age after age": ("He died at age sixty-one", ["duration"]),
    "per day": ("thirty shells per day", ["duration"]),
    "a year-long war": ("a year-long war", ["duration"]),
    "a few weeks": ("within a few weeks", ["duration"]),
    "the next few months": ("over the next few months", ["duration"]),
    "the next three weeks": ("over the next three weeks", ["duration"]),
    "the first two months": ("for the first two months", ["duration"]),
    "decades-long": ("a decades-long feud", ["duration"]),
    "a thousand years": ("after 1000 years", ["duration"]),
    "a short decade": ("in the late '60s", ["decade"]),
    "two bloody weeks": ("after two bloody weeks", ["duration"]),
    "either number": ("ten or fifteen years", ["duration", "duration"]),
    "half a century": ("half a century", ["duration"]),
    "daily": ("the daily bombardment", ["set"]),
    "every night": ("every night", ["set"]),
    "at night": ("they moved at night", ["set"]),
    "now": ("the town, now in ruins", ["reference"]),
    "former": ("the former governor", ["reference"]),
    "the future": ("no plan for the future", ["reference"]),
    "years later without a number": ("a few years later", ["reference"]),
    "a decade": ("in the late 1840s", ["decade"]),
    "a century": ("in the early 17th century", ["century"]),
    "a century in words": ("since the nineteenth century", ["century"]),
    "an hour": ("at 5:30 pm", ["clock"]),
    "an hour of four digits": ("at 0530 hours", ["clock"]),
}

BEFORE_CHRIST = {
    "a year": ("in 371 BC", [(371, None)]),
    "with dots": ("in 371 B.C., and", [(371, None)]),
    "a range": ("from 371 to 362 BC", [(362, 371)]),
    "a short range": ("in 379/8 BC", [(378, 379)]),
    "a season": ("in the spring of 371 BC", [(371, None)]),
    "a month": ("in July 371 BC", [(371, None)]),
    "a decade": ("in the 370s BC", [(370, None)]),
    "a century": ("in the 4th century BC", [(300, None)]),
}

JOINED = {
    "an hour and a day": ("at 5:30 am on 3 January 1866", (1866, 1, 3, 5, 30, None)),
    "a day and an hour": ("3 January 1866 at 5 pm", (1866, 1, 3, 17, 0, None)),
    "noon": ("12 p.m., 3 January 1866", (1866, 1, 3, 12, 0, None)),
    "a weekday and a day": ("on Wednesday, 3 January 1866", (1866, 1, 3, None, None, None)),
    "a morning": ("on the morning of 3 January 1866", (1866, 1, 3, None, None, "morning")),
    "the early hours": ("in the early hours of 3 January 1866", (1866, 1, 3, None, None, "morning")),
    "a night behind": ("3 January 1866, at night", (1866, 1, 3, None, None, "night")),
}

NO_TIMES = {
    "a number of people": "1500 men and 1200 other ranks",
    "a price": "$1800",
    "a resolution": "Resolution 1483",
    "a fall": "the fall of the fortress",
    "a bad day is a day": "may it pass",
    "a march": "the march on the capital",
    "a hundred ships": "in 300 ships",
}


@pytest.mark.parametrize(("sentences", "expected"), TOLD_LAST.values(), ids=TOLD_LAST.keys())
def test_a_history_counts_from_what_was_told_last(sentences: list[str], expected: list[str]) -> None:
    assert told(*sentences) == expected


@pytest.mark.parametrize(("text", "expected"), DATES_NOTHING.values(), ids=DATES_NOTHING.keys())
def test_how_long_how_often_and_now_date_nothing(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected
    assert not any(e.can_date for e in chronicle(text))
    assert all(resolve(e, Anchors(When(start=date(1866, 1, 3), end=date(1866, 1, 3), precision="day"))) is None
               for e in chronicle(text))  # fmt: skip


@pytest.mark.parametrize("text", [text for text, _ in DATES_NOTHING.values() if "at night" not in text])
def test_a_report_of_the_day_finds_no_date_in_them(text: str) -> None:
    assert expressions(text) == []


@pytest.mark.parametrize(("text", "expected"), BEFORE_CHRIST.values(), ids=BEFORE_CHRIST.keys())
def test_years_before_christ_are_read_and_date_nothing(text: str, expected: list[tuple[int, int | None]]) -> None:
    assert [(e.year, e.first_year) for e in chronicle(text)] == expected
    assert all(e.before_christ and not e.can_date for e in chronicle(text))
    assert told(text) == ["-"]


@pytest.mark.parametrize(("text", "expected"), JOINED.values(), ids=JOINED.keys())
def test_what_stands_together_is_one_expression(text: str, expected: tuple[object, ...]) -> None:
    assert [(e.year, e.month, e.day, e.hour, e.minute, e.daypart) for e in chronicle(text)] == [expected]


@pytest.mark.parametrize("text", NO_TIMES.values(), ids=NO_TIMES.keys())
def test_what_is_no_time(text: str) -> None:
    assert chronicle(text) == []


@pytest.mark.parametrize(
    ("text", "second"),
    [("from 3 to 5 May 1866", "5 May 1866"), ("1866-67", "67"), ("May to July 1866", "July 1866"),
     ("371-362 BC", "362 BC")],
)  # fmt: skip
def test_the_last_date_of_a_range_has_its_place(text: str, second: str) -> None:
    (found,) = chronicle(text)
    assert found.second is not None
    assert text[found.second :] == second


PIECES = st.lists(
    st.sampled_from(
        """on in the last next early late mid 12 5 May March 1919 1866 480 BC Friday two 999 days weeks years a year
        month this that same following since until and to - / of night at 5:30 pm now former century 19th 1840s
        spring ago later earlier before ( ) Christmas age half decade daily per""".split()
    ),
    max_size=12,
).map(" ".join)


@given(st.one_of(PIECES, st.text(max_size=40)))
def test_any_text_gives_ordered_disjoint_expressions(text: str) -> None:
    end = 0
    for e in chronicle(text):
        assert end <= e.start < e.end <= len(text)
        assert e.second is None or e.start < e.second < e.end
        end = e.end


@given(st.lists(PIECES, max_size=5))
def test_any_history_can_be_counted_through(sentences: list[str]) -> None:
    meant = told(*sentences)
    assert len(meant) == sum(len(list(chronicle(s))) for s in sentences)
    assert all(meant)
