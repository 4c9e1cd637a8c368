"""What a headline or a lead alone tells: harms in clipped words, and the incident that a report is about."""

from __future__ import annotations

from datetime import date

import pytest
from reading_samples import HarmsOf, Read

from hudhud.model import Reading

CLIPPED = {
    "a number": ("5 shot at Homs wedding hall", "injured 5 unknown"),
    "one of them fatally": ("6 shot, one fatally, near Homs bakery", "injured 5 unknown; killed 1 unknown"),
    "among": ("9-year-old, two men among 4 shot in Jableh", "injured 4 unknown"),
    "a noun": ("Teacher shot, killed in Homs", "killed 1 civilians"),
    "to death": ("7-year-old shot to death in Jableh", "killed 1 civilians"),
    "in capitals": ("Six Shot During Party At Aleppo Banquet Hall", "injured 6 unknown"),
    "an age between commas": ("Village in fear after boy, 12, is killed by raiders", "killed 1 civilians"),
    "an age before a participle": ("Boy, 6, wounded in shelling of Tartus, police say", "injured 1 civilians"),
    "dead behind its noun": ("Farmer dead after Homs shooting", "killed 1 civilians"),
    "two dead behind their nouns": (
        "Woman dead, two wounded in Damascus shooting", "injured 2 unknown; killed 1 civilians",
    ),
    "shooting of": ("Police investigate fatal shooting of shopkeeper", "killed 1 civilians"),
    "stabbing of": ("Stabbing of two students shocks Homs", "injured 2 civilians"),
}  # fmt: skip

NOTHING_DONE = {
    "sport": "Keeper saves shot as Homs draw",
    "a striker's": "The striker's shot hit the post.",
    "a vaccine": "One shot protects children for a year.",
    "its first word": "Shot put record falls in Homs",
    "a film": "The shooting of the film began in Damascus in May.",
}


@pytest.mark.parametrize(("text", "expected"), CLIPPED.values(), ids=CLIPPED)
def test_a_clipped_headline_counts_its_victims(harms_of: HarmsOf, text: str, expected: str) -> None:
    assert sorted(harms_of(text, "title")) == sorted(expected.split("; "))


@pytest.mark.parametrize("text", NOTHING_DONE.values(), ids=NOTHING_DONE)
def test_other_shots_harm_nobody(harms_of: HarmsOf, text: str) -> None:
    assert not harms_of(text)


def headed(read: Read, title: str, text: str) -> Reading:
    return read(f"{title}\n\n{text}", title=title)


def test_a_report_has_a_subject_though_it_counts_nobody(read: Read) -> None:
    told = headed(read, "Police investigate shooting at Homs stadium", "Detectives are looking for witnesses.").mentions
    assert [([*m.types], m.place.name if m.place else None) for m in told] == [(["attack"], "Homs")]


@pytest.mark.parametrize(
    "title",
    ["Minister condemns attack", "The history of the bombing of cities", "New law on firearms after deadly attacks"],
    ids=["nowhere", "of no place", "plural"],
)
def test_an_aside_is_no_subject(read: Read, title: str) -> None:
    assert not headed(read, title, "The session lasted three hours.").mentions


def test_a_subject_gives_way_to_incidents_that_are_told(read: Read) -> None:
    text = "Gunmen killed two drivers in Manbij on Monday."
    told = headed(read, "Fears grow after attack near Homs", text).mentions
    assert [v.count.low for m in told for _, v in m.harms] == [2]


DATED = {
    "a day": "5 January 2023",
    "an Arabic comma": "5 January، 2023",
    "with weekday and hour": "Thursday, 5 January 2023, 16:21",
    "posted": "Posted on Jan 5, 2023",
}


@pytest.mark.parametrize("line", DATED.values(), ids=DATED)
def test_a_line_that_says_only_a_day_is_when_a_report_came_out(read: Read, line: str) -> None:
    told = read(f"{line}\n\nGunmen killed two drivers in Manbij on Wednesday.", published=None)
    assert (told.published_basis, told.published and told.published.start) == ("inferred", date(2023, 1, 5))
    assert told.published_reason is not None
    assert [m.when and m.when.start for m in told.mentions] == [date(2023, 1, 4)]


@pytest.mark.parametrize(
    "text",
    [
        "On 5 January 2023 gunmen killed two drivers in Manbij.",
        "Gunmen killed two drivers in Manbij.\n\n5 January 2023",
        "5 January 2031\n\nGunmen killed two drivers in Manbij.",
        "January 2023\n\nGunmen killed two drivers in Manbij.",
    ],
    ids=["in a sentence", "behind the report", "after its capture", "no day"],
)
def test_other_days_are_not(read: Read, text: str) -> None:
    assert read(text, published=None).published_basis == "unknown"


def test_a_hashtag_names_a_place_and_an_actor(read: Read) -> None:
    told = read("Today #SyrianRegime helicopters struck in #Manbij, killing two farmers #Syria #Breaking").mentions
    assert [m.place.name for m in told if m.place] == ["Manbij"]
    claims = [c for m in told for c in m.claims if c.field == "place"]
    assert [c.evidence.verbatim for c in claims] == ["Manbij"]
