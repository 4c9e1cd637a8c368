"""What a profile keeps of a mention: its days, place and figures, and the names of its report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from hudhud.linking import Profile, profiles
from hudhud.linking.names import ages_in, full_names, names_in, publisher_words, title_words
from hudhud.model import (
    Claim,
    Count,
    Evidence,
    HarmValue,
    Member,
    Mention,
    Party,
    Place,
    ReadingCopy,
    StatusValue,
    When,
)

TEXT = (
    "Gunmen killed 16 truffle hunters near Jubb Sahrin on Friday. Police found them at dusk. "
    "The dead came from Tell Zakur, said Samir Qandil.\n"
    "Weeks before, a mine in Deir Hamra wounded two shepherds. The police said little."
)


def claim(value: Any, words: str, confidence: float = 0.9, source: str | None = None) -> Claim:
    start = TEXT.index(words)
    evidence = Evidence(verbatim=words, span_start=start, span_end=start + len(words))
    return Claim(value=value, evidence=evidence, attributed_to=source, confidence=confidence, reason="made for a test",
                 reader="test", reader_version="1")  # fmt: skip


def member(name: str, *claims: Claim, published: str | None = "2023-02-18") -> Member:
    out = date.fromisoformat(published) if published else None
    status = claim(StatusValue(status="occurred"), "killed")
    return Member(
        mention=Mention(id=name, claims=(status, *claims), aggregate=False), document_id="0" * 64, doc_id="report",
        title="Attack on truffle hunters", publisher=None, published_basis="given",
        published=When(start=out, end=out, precision="day") if out else None,
    )  # fmt: skip


def on(text: str, words: str, confidence: float = 0.9) -> Claim:
    when = date.fromisoformat(text)
    return claim(When(start=when, end=when, precision="day"), words, confidence)


def harm(kind: str, count: Count, words: str, victims: str | None = None, group: str = "civilians") -> Claim:
    return claim(HarmValue(harm=kind, group=group, count=count, victims=victims), words)


def at(name: str, words: str, precision: str = "near", point: tuple[float, float] | None = (34.7, 38.5)) -> Claim:
    lat, lon = point or (None, None)
    return claim(Place(name=name, country="SY", admin1="Homs", lat=lat, lon=lon, precision=precision), words)


SIXTEEN = harm("killed", Count(low=16, high=16), "16 truffle hunters", "truffle hunters")
MINE = harm("injured", Count(low=2, high=2), "wounded two shepherds", "shepherds")


def read(*some: Member) -> list[Profile]:
    copy = ReadingCopy(TEXT, range(len(TEXT)), range(1, len(TEXT) + 1), ())
    return profiles(some, copy, lambda actor: {"cell": ["group", "movement"]}.get(actor, []), encoded)


def encoded(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    return np.array([[len(text), 1.0] for text in texts], np.float32)


def test_days_place_and_figures_are_kept_as_they_are() -> None:
    (found,) = read(member("a", SIXTEEN, on("2023-02-17", "Friday"), at("Jubb Sahrin", "Jubb Sahrin")))
    friday = date(2023, 2, 17).toordinal()
    assert (found.day_from, found.day_to, found.sure_date, found.published) == (friday, friday, True, friday + 1)
    assert (found.place, found.place_words, found.admin1, found.reach) == (
        "jubb sahrin",
        ("jubb", "sahrin"),
        "homs",
        20.0,
    )
    assert found.counts == (("killed", "civilians", 16, 16),)
    assert (found.killed, found.injured) == (16.0, None)
    assert found.victims == ("hunters", "truffle")


def test_what_is_not_said_is_none() -> None:
    (found,) = read(member("a", SIXTEEN, published=None))
    assert (found.day_from, found.day_to, found.published, found.place, found.lat, found.reach) == (None,) * 6
    assert (found.sure_date, found.place_words, found.actors, found.told_days) == (False, (), (), ())


def test_a_day_filled_in_with_little_confidence_is_not_sure() -> None:
    assert not read(member("a", SIXTEEN, on("2023-02-17", "Friday", confidence=0.4)))[0].sure_date


@pytest.mark.parametrize(
    ("words", "sure"),
    [
        ("A mine killed two shepherds on Friday near the well.", True),
        ("Police arrested a man on Friday over the attack that killed two shepherds.", False),
        ("A mine killed two shepherds, the ministry said on Friday.", False),
        ("A mine killed two shepherds. Posted: Friday.", False),
    ],
)
def test_a_day_beside_an_arrest_or_behind_said_is_not_sure(words: str, sure: bool) -> None:
    def told(value: Any, part: str) -> Claim:
        start = words.index(part)
        evidence = Evidence(verbatim=part, span_start=start, span_end=start + len(part))
        return Claim(value=value, evidence=evidence, attributed_to=None, confidence=0.9, reason="made for a test",
                     reader="test", reader_version="1")  # fmt: skip

    friday = date(2023, 2, 17)
    killed = told(HarmValue(harm="killed", group="civilians", count=Count(low=2, high=2)), "killed two shepherds")
    one = member("a").mention.model_copy(
        update={"claims": (killed, told(When(start=friday, end=friday, precision="day"), "Friday"))}
    )
    whole = member("a").model_copy(update={"mention": one})
    copy = ReadingCopy(words, range(len(words)), range(1, len(words) + 1), ())
    (found,) = profiles([whole], copy, lambda _: (), encoded)
    assert found.sure_date is sure


def test_a_place_without_a_point_has_no_reach_and_a_province_no_words() -> None:
    assert read(member("a", SIXTEEN, at("Jubb Sahrin", "Jubb Sahrin", point=None)))[0].reach is None
    assert read(member("a", SIXTEEN, at("Jubb Sahrin", "Jubb Sahrin", "province")))[0].place_words == ()


def test_an_open_bound_counts_with_what_is_known_and_words_without_a_number_do_not() -> None:
    at_least = harm("killed", Count(low=16, qualifier="at_least"), "16 truffle hunters")
    dozens = harm("killed", Count(qualifier="word", words="dozens"), "truffle hunters", group="unknown")
    (found,) = read(member("a", at_least, dozens))
    assert found.killed == 16.0
    assert found.counts == (("killed", "civilians", 16, None),)


def test_each_mention_knows_its_own_days_and_not_those_of_the_whole_report() -> None:
    first, second = read(member("a", SIXTEEN, on("2023-02-17", "Friday")), member("b", MINE, on("2023-01-20", "Weeks")))
    assert (first.told_days, second.told_days) == ((date(2023, 2, 17).toordinal(),), (date(2023, 1, 20).toordinal(),))
    assert first.document == second.document == "report"


def test_names_around_are_those_of_the_telling_sentences_and_their_neighbours() -> None:
    first, second = read(member("a", SIXTEEN), member("b", MINE))
    assert {"jubb", "sahrin"} <= set(first.around)
    assert "hamra" not in first.around
    assert "hamra" in second.around
    assert "jubb" not in second.around
    assert "police" not in first.around, "the report writes it small elsewhere"
    assert first.named == second.named


def test_place_and_actors_count_in_their_own_comparisons_alone() -> None:
    by = claim(Party(name="Qandil", actor_id="cell"), "Gunmen")
    (found,) = read(member("a", SIXTEEN, at("Jubb Sahrin", "Jubb Sahrin"), by))
    assert not {"jubb", "sahrin", "qandil"} & {*found.story, *found.unknown, *found.usual}
    assert {"jubb", "sahrin"} <= set(found.around)
    assert found.actors == ("cell",)
    assert found.lineage == ("cell", "group", "movement")


def test_the_vector_is_of_the_telling_sentence() -> None:
    (found,) = read(member("a", MINE))
    assert np.frombuffer(found.vector, np.float32)[0] == len(
        "Weeks before, a mine in Deir Hamra wounded two shepherds."
    )


def test_a_report_without_mentions_has_no_profiles() -> None:
    copy = ReadingCopy(TEXT, range(len(TEXT)), range(1, len(TEXT) + 1), ())
    assert profiles([], copy, lambda _: (), lambda _: np.empty((0, 2), np.float32)) == []


def test_names_have_a_capital_wherever_they_stand() -> None:
    assert names_in("Will Harun's brother will see Tell Zakur in 2023, at 7?") == {"harun", "tell", "zakur", "2023"}


def test_full_names_are_two_names_with_one_space_between() -> None:
    text = "Samir Qandil, Harun and Tell Zakur"
    assert full_names(text, {"samir", "qandil", "harun", "tell", "zakur"}) == {"samir qandil", "tell zakur"}


def test_ages_stand_before_old_and_behind_names() -> None:
    assert ages_in("Nidal, 31, and a 6-year-old; in 2023, 12, maybe 18 months old") == {"31 year", "6 year", "18 month"}


def test_what_follows_a_dash_in_a_long_title_is_the_publisher() -> None:
    title = "Mine kills two shepherds in the desert - Badia Post"
    assert title_words(title) == {"mine", "kills", "two", "shepherds", "desert"}
    assert publisher_words(title) == {"badia", "post"}
    assert publisher_words("Homs - one dead") == title_words(None) == set()
