"""Wounds told without a verb of harm, who died of them, and days told apart from the incident."""

from __future__ import annotations

from datetime import date

import pytest
from reading_samples import HarmsOf, Read

from hudhud.model import Mention, Reading

WOUNDS = {
    "struck by a bullet": ("A boy was struck by a stray bullet near the bakery.", "injured 1 civilians"),
    "hit in the leg": ("Two farmers were hit in the leg when gunfire erupted.", "injured 2 civilians"),
    "a bullet hit her": ("A bullet hit a 9-year-old girl on the balcony.", "injured 1 civilians"),
    "gunshot wound": ("A teacher was taken to hospital with a gunshot wound.", "injured 1 civilians"),
    "suffering from": ("A shepherd suffering from a bullet wound reached the clinic.", "injured 1 civilians"),
    "injuries sustained": ("Three nurses sustained injuries in the raid.", "injured 3 civilians"),
    "one fatally": ("Two drivers were shot, one fatally, on the ring road.", "injured 1 civilians; killed 1 unknown"),
    "fatally shot": ("Gunmen fatally shot a judge outside his home.", "killed 1 civilians"),
    "by his own hand": ("A student shot himself in the hand during the raid.", "injured 1 unknown"),
    "himself after others": (
        "The gunman killed six people before killing himself.", "killed 6 unknown; killed 1 unknown",
    ),
    "by age alone": ("A 13-year-old was killed in the shelling.", "killed 1 civilians"),
    "two by name": (
        "Shells hit the house, killing a man named Adel Rahmo and a boy named Sami Rahmo.",
        "killed 1 civilians; killed 1 civilians",
    ),
    "assaulted": ("Two staff members of the agency were assaulted by armed men.", "injured 2 unknown"),
    "to hospital after a shooting": (
        "Two drivers were taken to a hospital after a shooting on the ring road.", "injured 2 civilians",
    ),
    "sent to a clinic by a blast": ("The blast sent four shoppers to the clinic.", "injured 4 civilians"),
    "two with wounds": (
        "Medics found a boy and a woman with gunshot wounds.", "injured 1 civilians; injured 1 civilians",
    ),
    "a shot by the parse": ("A 3-year-old shot in the stomach survived.", "injured 1 civilians"),
    "shooting accident": ("A boy was badly hurt in a shooting accident.", "injured 1 civilians"),
    "by title": ("Mrs. Salma Haddad was killed by shelling.", "killed 1 unknown"),
    "raped": ("A midwife was raped by militiamen.", "injured 1 civilians"),
}  # fmt: skip

NO_WOUNDS = {
    "shot at cars": "Ten attackers shot at the passing cars.",
    "found dead with wounds is not wounded": "Nobody was hit by the bullets.",
    "a ball": "The striker was hit by the ball in the first half.",
    "an address": "The blaze at 942 Main Street where a shop burned was put out.",
    "the gunman in hospital": "The gunman was taken to a hospital after the shooting.",
    "to hospital for nothing told": "Two drivers were taken to a hospital for a check.",
    "traffic accident": "A man was hurt in a traffic accident.",
    "nobody injured": "No civilians were killed or injured.",
    "alone by his own hand": "The actor killed himself in May.",
}


@pytest.mark.parametrize(("text", "expected"), WOUNDS.values(), ids=WOUNDS)
def test_a_wound(harms_of: HarmsOf, text: str, expected: str) -> None:
    assert sorted("; ".join(harms_of(text)).split("; ")) == sorted(expected.split("; "))


@pytest.mark.parametrize("text", NO_WOUNDS.values(), ids=NO_WOUNDS)
def test_no_wound(harms_of: HarmsOf, text: str) -> None:
    assert not harms_of(text)


def harms(reading: Reading) -> list[tuple[str, int | None]]:
    return [(v.harm, v.count.low) for m in reading.mentions for _, v in m.harms]


def test_who_was_shot_and_then_died_is_killed_and_not_wounded(read: Read) -> None:
    assert harms(read("A baker was shot in Manbij on Monday.\n\nThe baker later died in a hospital.")) == [
        ("killed", 1)
    ]


def test_one_of_three_who_died_leaves_two_wounded(read: Read) -> None:
    told = read("Three people were shot in Manbij on Monday.\n\nOne of them later died.")
    assert sorted(harms(told)) == [("injured", 2), ("killed", 1)]
    derived = [v.derived for m in told.mentions for _, v in m.harms if v.harm == "injured"]
    assert derived == [True]


def test_where_the_dead_was_shot_wounds_nobody_else(read: Read) -> None:
    text = "A guard was shot dead in Manbij on Monday.\n\nThe victim was shot in the chest."
    assert harms(read(text)) == [("killed", 1)]


def test_one_told_twice_is_one(read: Read) -> None:
    text = "A teenage boy was killed in Manbij on Monday.\n\nOfficers found that a boy had been shot."
    assert harms(read(text)) == [("killed", 1)]


@pytest.mark.parametrize(
    "second",
    ["A woman was shot in the leg.", "Another man was shot in the leg.", "A man was wounded in the leg."],
    ids=["of the other sex", "another", "said to live"],
)
def test_two_set_apart_are_two(read: Read, second: str) -> None:
    told = read(f"A man was shot dead in Manbij on Monday.\n\n{second}")
    assert sorted(harms(told)) == [("injured", 1), ("killed", 1)]


def test_those_who_die_in_hospital_later_belong_to_the_attack(read: Read) -> None:
    text = (
        "Rockets hit the market of Manbij on 3 February, killing nine people and wounding 30.\n\n"
        "Two more people died in hospital on 5 February."
    )
    assert len(read(text).mentions) == 1


def first(reading: Reading) -> Mention:
    return reading.mentions[0]


APART = {
    "possessive": "Four people were wounded in a shooting in Manbij.\n\nMonday's shooting shocked the district.",
    "called": "A man was shot and wounded in Manbij.\n\nPolice were called to the market on Monday night.",
    "lead-in": "Police were called to a shooting in Manbij on Monday. They found two men wounded.",
}


@pytest.mark.parametrize("text", APART.values(), ids=APART)
def test_a_day_told_apart_dates_the_incident(read: Read, text: str) -> None:
    when = first(read(text)).when
    assert when is not None and when.start == date(2023, 2, 13)


def test_a_day_told_apart_says_so(read: Read) -> None:
    claim = next(c for c in first(read(APART["called"])).claims if c.field == "date")
    assert "told apart" in claim.reason
    assert claim.evidence.verbatim == "Monday night"


def test_a_day_of_three_incidents_dates_no_fourth(read: Read) -> None:
    text = (
        "Gunmen killed two shepherds in Manbij on 1 February.\n\nShells killed a nurse in Afrin on 4 February.\n\n"
        "A mine killed three children in Tadef on 7 February.\n\nAn officer was assassinated in Jarablus."
    )
    assert [m.when.start.day if m.when else None for m in read(text).mentions] == [1, 4, 7, None]


def test_a_year_is_narrowed_by_a_day_in_it_only(read: Read) -> None:
    text = "An attack in Manbij in 2019 killed nine people.\n\nA suspect was charged on Monday."
    when = first(read(text)).when
    assert when is not None and (when.start.year, when.end.year) == (2019, 2019)


AFTERWARDS = {
    "indicted": "A man who shot two neighbours dead in Manbij on 6 February was indicted on Monday.",
    "arrested": "A robber shot two neighbours dead in Manbij on 6 February.\n\nA suspect was arrested on Monday.",
    "arrested before it is told": (
        "A suspect was arrested on Monday in Manbij.\n\nThe attack killed two neighbours on 6 February."
    ),
    "a stamp": "Updated: 13 February 2023, 4:10 PM\n\nGunmen killed two neighbours in Manbij on 6 February.",
}


@pytest.mark.parametrize("text", AFTERWARDS.values(), ids=AFTERWARDS)
def test_what_is_done_afterwards_does_not_date_the_incident(read: Read, text: str) -> None:
    when = next(m.when for m in read(text).mentions if any(v.harm == "killed" for _, v in m.harms))
    assert when is not None and when.start == date(2023, 2, 6)


def test_an_hour_alone_means_the_day_of_publication_or_before(read: Read) -> None:
    reading = read("Gunmen killed two bakers in Manbij.\n\nThe shots were fired around 2 a.m. in the market.")
    when, published = first(reading).when, reading.published
    assert when is not None and published is not None
    assert (when.end, (when.end - when.start).days) == (published.start, 1)


def test_an_hour_says_nothing_beside_a_day(read: Read) -> None:
    when = first(read("Gunmen killed two bakers in Manbij on Monday.\n\nThe shots were fired around 2 a.m.")).when
    assert when is not None and when.precision == "day"


def test_the_countryside_of_a_city_is_not_the_city(read: Read) -> None:
    place = first(read("Shelling killed two farmers in Aleppo northern countryside on Monday.")).place
    assert place is not None and place.precision == "district"


def test_an_authority_lends_its_place_without_a_point(read: Read) -> None:
    place = first(read("Idlib civil defence says Russian shelling killed 12 farmers on Monday.")).place
    assert place is not None and place.name == "Idlib" and place.lat is None and place.precision == "province"
