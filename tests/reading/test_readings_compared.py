"""Two readings of one report, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hudhud.model import Claim, Count, EventKind, Evidence, HarmValue, Mention, Party, Place, Reading, Value, When
from hudhud.reading.comparison import fields_read

TEXT = "On Monday gunmen of the Example Front killed 16 farmers and wounded 4 near Palmyra; 3 died in Homs on Friday."


def said(value: Value, words: str) -> Claim:
    start = TEXT.index(words)
    evidence = Evidence(verbatim=words, span_start=start, span_end=start + len(words))
    return Claim(value=value, evidence=evidence, confidence=0.8, reason="made", reader="r", reader_version="1")


def harm(kind: str, number: int, words: str) -> Claim:
    return said(HarmValue(harm=kind, group="civilians", count=Count(low=number, high=number)), words)


def day(number: int, words: str) -> Claim:
    when = date(2023, 2, number)
    return said(When(start=when, end=when, precision="day"), words)


def reading(*mentions: Sequence[Claim]) -> Reading:
    made = tuple(Mention(id=f"m{number}", claims=tuple(claims)) for number, claims in enumerate(mentions))
    return Reading(document_id="d", published=None, published_basis="unknown", mentions=made, reader="r",
                   reader_version="1", config_hash="0")  # fmt: skip


PALMYRA = said(Place(name="Palmyra", country="SY", lat=34.56, lon=38.28, precision="near"), "Palmyra")
FRONT = said(Party(name="Example Front", actor_id="front"), "Example Front")
SHOT = said(EventKind(event_type="attack"), "killed")


def test_what_both_give_alike_agrees_and_what_one_gives_is_its_own() -> None:
    mine = [SHOT, day(13, "Monday"), PALMYRA, FRONT, harm("killed", 16, "killed 16 farmers")]
    theirs = [SHOT, day(13, "On Monday"), harm("killed", 19, "killed 16 farmers"), harm("injured", 4, "wounded 4")]
    found = {one.field: one for one in fields_read(reading(mine), reading(theirs))}
    assert {name for name, one in found.items() if one.agrees} == {"incident", "date", "event type", "status"}
    assert (found["killed"].people, found["injured"].people) == (3, 4)
    assert (len(found["place"].first), len(found["place"].second)) == (1, 0)
    assert found["injured"].first == ()


def test_an_incident_that_one_alone_found_is_told_once_with_its_dead() -> None:
    mine = [SHOT, day(13, "Monday"), harm("killed", 16, "killed 16 farmers")]
    alone = [day(17, "Friday"), harm("killed", 3, "3 died")]
    found = list(fields_read(reading(mine), reading(mine, alone)))
    (left,) = [one for one in found if not one.agrees]
    assert (left.field, left.first, left.people) == ("incident", (), 3)
    assert [one.field for one in found].count("incident") == 2


def test_the_order_of_readers_changes_sides_and_nothing_else() -> None:
    mine = [SHOT, day(13, "Monday"), harm("killed", 16, "killed 16 farmers")]
    theirs = [SHOT, day(13, "Monday"), harm("killed", 3, "3 died"), harm("injured", 4, "wounded 4")]
    there = [(one.field, one.first, one.second, one.agrees, one.people)
             for one in fields_read(reading(mine), reading(theirs))]  # fmt: skip
    back = [(one.field, one.second, one.first, one.agrees, one.people)
            for one in fields_read(reading(theirs), reading(mine))]  # fmt: skip
    assert sorted(there, key=str) == sorted(back, key=str)


def test_two_readings_with_nothing_have_nothing_to_compare() -> None:
    assert list(fields_read(reading(), reading())) == []
