"""The number grammar, phrase by phrase: a bound stays a bound, and what counts nobody gives nothing."""

import re

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from hudhud.reading.numbers import Quantity, quantities

TOKENIZER = spacy.blank("en").tokenizer


def shown(quantity: Quantity) -> str:
    """A count in short: 7, >=7, >7, <=7, <7, ~7, 5..7, or the word itself."""
    count = quantity.count
    match count.qualifier:
        case "at_least":
            return f">={count.low}"
        case "more_than":
            return f">{count.low}"
        case "at_most":
            return f"<={count.high}"
        case "less_than":
            return f"<{count.high}"
        case "word":
            return str(count.words)
        case "about":
            return f"~{count.low}" if count.low == count.high else f"~{count.low}..{count.high}"
        case "range":
            return f"{count.low}..{count.high}"
    return str(count.low)


def read(text: str) -> list[str]:
    return [shown(q) for q in quantities([t.text for t in TOKENIZER(text)])]


PLAIN = {
    "digits": ("7 soldiers", "7"),
    "a word": ("seven soldiers", "7"),
    "at the start of a sentence": ("Seven soldiers", "7"),
    "capitals": ("TWELVE MEN", "12"),
    "teens": ("nineteen farmers", "19"),
    "tens with a hyphen": ("sixty-one dead", "61"),
    "tens without a hyphen": ("sixty one dead", "61"),
    "thousands separator": ("1,100 families", "1100"),
    "two separators": ("1,250,000 people", "1250000"),
    "no separator": ("1100 families", "1100"),
    "a hundred": ("a hundred men", "100"),
    "a hundred and twenty": ("a hundred and twenty men", "120"),
    "one hundred twenty": ("one hundred twenty men", "120"),
    "one hundred and one": ("one hundred and one men", "101"),
    "two thousand": ("two thousand people", "2000"),
    "two thousand three hundred and five": ("two thousand three hundred and five people", "2305"),
    "one hundred thousand": ("one hundred thousand people", "100000"),
    "three million": ("three million people", "3000000"),
    "digits with a scale": ("2 million people", "2000000"),
    "a decimal with a scale": ("1.5 million people", "1500000"),
    "5 thousand": ("5 thousand people", "5000"),
    "lakh": ("2 lakh people", "200000"),
    "zero said": ("zero casualties", "0"),
    "with the article": ("the two men", "2"),
    "all of a number": ("all 40 passengers", "40"),
    "further": ("a further 12 people", "12"),
    "another": ("another three villagers", "3"),
    "total": ("a total of 31 people", "31"),
    "others is no count beside a number": ("three others were hurt", "3"),
    "more behind the number": ("six more bodies", "6"),
    "only": ("only two survivors", "2"),
    "two numbers side by side": ("ten five", "10 5"),
    "a comma in a list": ("four men, two women and a child", "4 2"),
    "and parts two counts": ("ten soldiers and four policemen", "10 4"),
    "a pair": ("a pair of brothers", "2"),
    "a trio": ("a trio of nurses", "3"),
    "a member's hyphen": ("a seven-member crew", "7"),
}

DOZENS = {
    "a dozen": ("a dozen men", "~12"),
    "two dozen": ("two dozen soldiers", "~24"),
    "half a dozen": ("half a dozen men", "~6"),
    "half-a-dozen": ("half-a-dozen men", "~6"),
    "more than a dozen": ("more than a dozen men", ">12"),
    "at least two dozen": ("at least two dozen men", ">=24"),
    "a dozen or so": ("a dozen or so men", "~12"),
    "a couple": ("a couple of men", "~2"),
    "dozens": ("dozens of people", "dozens"),
    "several dozen": ("several dozen people", "several dozen"),
    "a few dozen": ("a few dozen people", "a few dozen"),
    "dozens more": ("dozens more were hurt", "dozens more"),
}

BOUNDS = {
    "at least": ("at least 16 people", ">=16"),
    "no fewer than": ("no fewer than 12 people", ">=12"),
    "no less than": ("no less than 12 people", ">=12"),
    "not less than": ("not less than 12 people", ">=12"),
    "a minimum of": ("a minimum of nine people", ">=9"),
    "or more": ("ten or more people", ">=10"),
    "plus sign": ("40+ people", ">=40"),
    "plus sign in one token": ("40+", ">=40"),
    "hyphen plus": ("40-plus people", ">=40"),
    "and counting": ("14 and counting", ">=14"),
    "possibly more": ("ten, possibly more, were hurt", ">=10"),
    "at least behind the number": ("killing 12 at least", ">=12"),
    "at least behind the noun": ("three civilians at least", ">=3"),
    "at least behind a noun belongs to the number after it": ("three civilians at least two of them boys", "3 >=2"),
    "more than": ("more than 30 people", ">30"),
    "over": ("over 200 villagers", ">200"),
    "well over": ("well over 200 villagers", ">200"),
    "upwards of": ("upwards of 60 people", ">60"),
    "in excess of": ("in excess of 60 people", ">60"),
    "up to": ("up to 20 people", "<=20"),
    "as many as": ("as many as 20 people", "<=20"),
    "at most": ("at most five people", "<=5"),
    "no more than": ("no more than five people", "<=5"),
    "a maximum of": ("a maximum of five people", "<=5"),
    "fewer than": ("fewer than ten people", "<10"),
    "less than": ("less than ten people", "<10"),
    "under": ("under 50 people", "<50"),
    "or fewer": ("five or fewer people", "<=5"),
    "about": ("about 75 people", "~75"),
    "around": ("around 75 people", "~75"),
    "some": ("some 300 people", "~300"),
    "nearly": ("nearly 40 people", "~40"),
    "almost": ("almost forty people", "~40"),
    "an estimated": ("an estimated 5,000 people", "~5000"),
    "or so": ("10 or so people", "~10"),
    "odd": ("twenty-odd men", "~20"),
    "the bound reaches over and": ("at least 16 civilians and seven soldiers", ">=16 >=7"),
    "the bound stops at a comma": ("at least 16 civilians, and seven soldiers", ">=16 7"),
    "the bound stops at a verb": ("at least 16 were killed and seven hurt", ">=16 7"),
    "the bound stops at another qualifier": ("at least 16 civilians and about seven soldiers", ">=16 ~7"),
    "a possible number more is nobody more": ("at least three and possibly five people", ">=3"),
}

RANGES = {
    "between and": ("between 10 and 15 people", "10..15"),
    "to": ("10 to 15 people", "10..15"),
    "or": ("three or four people", "3..4"),
    "hyphen": ("10-15 people", "10..15"),
    "dash": ("10–15 people", "10..15"),
    "from to": ("from 10 to 15 people", "10..15"),
    "in words": ("five to seven soldiers", "5..7"),
    "possibly": ("three, possibly four men", "3..4"),
    "or even": ("three or even four men", "3..4"),
    "shared scale": ("two or three hundred people", "200..300"),
    "shared scale in digits": ("5 to 6 thousand people", "5000..6000"),
    "no shared scale": ("between ninety and a hundred people", "90..100"),
    "about a range": ("about 10 to 15 people", "10..15"),
    "at least a range keeps the low end": ("at least 10 to 15 people", ">=10"),
    "up to a range keeps the high end": ("up to 10 or 15 people", "<=15"),
    "a toll that rose": ("the toll rose from 9 to 14", "14"),
    "a toll that rose, told backwards": ("the toll rose to 14 from 9", "14"),
    "a toll that rose by a number to another": ("the toll rose by five to 14", "14"),
    "a toll that was lowered": ("the toll was lowered from 14 to 9", "9"),
}

PARTS = {
    "more than half of a number": ("more than half of the 40 hostages", ">20"),
    "half of a number": ("half of the 40 hostages", "~20"),
    "half of an odd number": ("half of the 41 hostages", "~20..21"),
    "a third of a number": ("a third of the 90 houses", "~30"),
    "two thirds of a number": ("two-thirds of the 90 men", "~60"),
    "some of a number": ("some of the 20 men", "some of the 20"),
    "most of a number": ("most of the 20 men", "most of the 20"),
    "none of a number": ("none of the 20 men", ""),
    "a number of a number": ("two of the four soldiers", "2"),
    "out of": ("two out of five hostages", "2"),
    "one of them": ("one of the soldiers", "1"),
    "one of the most": ("one of the most wanted men", ""),
    "one of the deadliest": ("one of the deadliest attacks", ""),
    "of them": ("12 people, four of them children", "12 4"),
    "including": ("12 people, including four children", "12 4"),
    "half of the people": ("half of the villagers", "half"),
}

WORDS = {
    "several": ("several people", "several"),
    "hundreds": ("hundreds of people", "hundreds"),
    "tens of thousands": ("tens of thousands of people", "tens of thousands"),
    "many": ("many villagers", "many"),
    "a number of": ("a number of villagers", "a number"),
    "an unknown number": ("an unknown number of soldiers", "an unknown number"),
    "the rest": ("the rest were freed", "the rest"),
    "several others": ("several others were hurt", "several others"),
    "some without a number": ("some fled", "some"),
}

NOTHING = {
    "an age with hyphens": "a 23-year-old man",
    "an age in words": "a two-month-old baby",
    "an age between commas": "Salim Haddad, 34, was shot",
    "ages": "children aged 5 and 7",
    "years old": "she was 12 years old",
    "a clock": "at 5:30",
    "a clock with half of the day": "at 5 am",
    "an hour in four figures": "at 0530",
    "a distance": "12 km north",
    "a long distance": "2,000 kilometres away",
    "a range of distances": "3 to 5 km away",
    "a duration": "after 15 to 20 minutes",
    "a longer duration": "three more days",
    "two and a half years": "two and a half years",
    "percent": "20 percent of them",
    "percent sign": "20% of them",
    "a year": "in 2014",
    "a year with an article": "the 2014 killings",
    "years of a war": "between 2011 and 2015",
    "a date": "on 12 May 2023",
    "a date with its month first": "May 12, 2023",
    "a range of days": "from 5 to 7 May",
    "dollars": "$500",
    "millions of dollars": "$500 million",
    "euros": "500 euros",
    "an ordinal": "the 12th brigade",
    "an ordinal in words": "the third attack",
    "a decimal": "a magnitude of 6.3",
    "a list without blanks": "version 3,5",
    "a score": "won 2-1",
    "no one": "no one was hurt",
    "one another": "they shot at one another",
    "an average": "an average of 12 people",
    "a resolution": "Resolution 2254",
    "a road": "Highway 4",
    "a storey": "a ten-storey building",
    "three-pronged": "a three-pronged assault",
    "a rifle": "an AK-47",
    "a calibre": "122 mm rockets",
    "a number's number": "number 12",
    "a rise": "the toll rose by five",
    "no words": "",
}

ALL = {**PLAIN, **DOZENS, **BOUNDS, **RANGES, **PARTS, **WORDS}


@pytest.mark.parametrize(("text", "expected"), ALL.values(), ids=ALL.keys())
def test_a_phrase_gives_its_bounds(text: str, expected: str) -> None:
    assert " ".join(read(text)) == expected


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING.keys())
def test_what_counts_nobody_gives_nothing(text: str) -> None:
    assert read(text) == []


def test_a_count_after_a_comma_is_no_year() -> None:
    assert read("In Zeluma, 2000 people fled") == ["2000"]


def test_a_month_before_people_is_no_day() -> None:
    assert read("In May 12 people were killed") == ["12"]


def test_the_span_takes_the_qualifier_in_and_the_number_is_marked() -> None:
    (quantity,) = quantities("killed at least sixty - one people".split())
    assert (quantity.start, quantity.end, quantity.number_start) == (1, 6, 3)


ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelled(number: int, joined: str) -> str:
    """A number in English words; `joined` is what stands between hundreds and tens."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{ONES[number % 10]}" if number % 10 else "")
    for size, name in ((10**6, "million"), (10**3, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            head = f"{spelled(number // size, joined)} {name}"
            return head + (f"{joined if rest < 100 else ' '}{spelled(rest, joined)}" if rest else "")
    raise AssertionError(number)


def pieces(text: str) -> list[str]:
    return re.findall(r"[\w,]+|-", text)


@given(st.integers(0, 10**7), st.sampled_from([" and ", " "]))
def test_a_number_in_words_is_read_as_it_was_written(number: int, joined: str) -> None:
    tokens = [*pieces(spelled(number, joined)), "people"]
    (quantity,) = quantities(tokens)
    assert (quantity.count.low, quantity.count.high, quantity.end) == (number, number, len(tokens) - 1)


@given(st.integers(0, 10**7))
def test_a_number_in_digits_is_read_as_it_was_written(number: int) -> None:
    (quantity,) = quantities([f"{number:,}", "people"])
    assert (quantity.count.low, quantity.count.high) == (number, number)


VOCABULARY = st.sampled_from(
    """at least most more than up to between and or 10 15 2,000 1.5 million hundred dozen half a the of third two-
    - – + , . : one two sixty seven from rose by possibly people civilians some several none many as few or so 2014
    May 12 aged year old km % $ average to 3-5 7+ others another number rest thousand crore""".split()
)


@given(st.lists(st.one_of(VOCABULARY, VOCABULARY, st.text(max_size=6)), max_size=25))
def test_any_tokens_give_ordered_disjoint_spans_with_ordered_bounds(tokens: list[str]) -> None:
    found = quantities(tokens)
    end = 0
    for quantity in found:
        assert end <= quantity.start <= quantity.number_start < quantity.end <= len(tokens)
        end = quantity.end
        count = quantity.count
        if count.low is not None and count.high is not None:
            assert 0 <= count.low <= count.high
