"""Several readings of one document to one: what counts, what stands beside it, and how sure it is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hudhud.model import (
    Beside,
    Claim,
    Count,
    EventKind,
    Evidence,
    HarmValue,
    Mention,
    Place,
    Reading,
    StatusValue,
    Value,
    When,
)
from hudhud.reading.agreement import combine

TEXT = "Gunmen killed 16 farmers near Tamran on Monday and wounded four. In Sarida two herders died on Friday."
HERE = Place(name="Tamran", lat=35.0, lon=38.0, precision="exact", gazetteer_id="g1")


def claim(value: Value, words: str, reader: str = "a", confidence: float = 0.8) -> Claim:
    start = TEXT.index(words)
    evidence = Evidence(verbatim=words, span_start=start, span_end=start + len(words))
    return Claim(
        value=value, evidence=evidence, confidence=confidence, reason="a test", reader=reader, reader_version="1"
    )


def killed(number: int, words: str = "killed 16 farmers", reader: str = "a", group: str = "civilians") -> Claim:
    return claim(HarmValue(harm="killed", group=group, count=Count(low=number, high=number)), words, reader)


def day(number: int, words: str = "on Monday", reader: str = "a") -> Claim:
    on = date(2023, 2, number)
    return claim(When(start=on, end=on, precision="day"), words, reader)


def reading(reader: str, *mentions: tuple[Claim, ...], aggregate: bool = False) -> Reading:
    return Reading(
        document_id="d" * 64,
        published=None,
        published_basis="unknown",
        mentions=tuple(
            Mention(id=f"m{reader}{n}", claims=claims, aggregate=aggregate) for n, claims in enumerate(mentions)
        ),
        reader=reader,
        reader_version="1",
        config_hash=f"hash of {reader}",
    )


def counts(made: Reading) -> list[list[tuple[str, int | None]]]:
    return [[(v.harm, v.count.low) for _, v in mention.harms] for mention in made.mentions]


def test_one_reading_is_left_as_it_is() -> None:
    alone = reading("a", (killed(16),))
    assert combine([alone]) is alone


def test_who_agrees_makes_it_surer_and_is_named() -> None:
    made = combine([reading("a", (killed(16), day(13))), reading("b", (killed(16, reader="b"), day(13, reader="b")))])
    (mention,) = made.mentions
    assert [c.reader for c in mention.claims] == ["a", "a"]
    assert all(c.beside[0].agrees and c.beside[0].reader == "b" for c in mention.claims)
    assert all(0.8 < c.confidence < 1 for c in mention.claims)
    assert (made.reader, made.reader_version) == ("a+b", "agreement 1; a 1; b 1")


def test_where_they_differ_nobody_is_counted_twice() -> None:
    made = combine([reading("a", (killed(16),)), reading("b", (killed(61, reader="b"),))])
    assert counts(made) == [[("killed", 16)]]
    (rival,) = made.mentions[0].claims[0].beside
    assert isinstance(rival.value, HarmValue) and rival.value.count.low == 61 and not rival.agrees
    assert rival.evidence is not None and rival.evidence.verbatim == "killed 16 farmers"
    assert made.mentions[0].claims[0].confidence < 0.8


def test_another_group_of_the_same_words_is_a_rival_and_not_an_addition() -> None:
    made = combine([reading("a", (killed(16),)), reading("b", (killed(16, reader="b", group="fighters"),))])
    assert counts(made) == [[("killed", 16)]]


def test_what_only_the_second_read_is_added_and_says_so() -> None:
    four = claim(HarmValue(harm="injured", group="unknown", count=Count(low=4, high=4)), "wounded four", "b")
    made = combine([reading("a", (killed(16),)), reading("b", (killed(16, reader="b"), four))])
    assert counts(made) == [[("killed", 16), ("injured", 4)]]
    added = made.mentions[0].claims[1]
    assert (added.reader, added.beside) == ("b", (Beside(reader="a", reader_version="1", agrees=False),))


def test_an_incident_that_only_the_second_found_is_a_mention_of_its_own() -> None:
    here, there = (killed(16), day(13)), (killed(2, "two herders died", "b"), day(17, "on Friday", "b"))
    made = combine([reading("a", here), reading("b", there)])
    assert counts(made) == [[("killed", 16)], [("killed", 2)]]
    assert made.mentions[0].claims[0].beside == (Beside(reader="b", reader_version="1", agrees=False),)
    assert made.mentions[0].claims[0].confidence == 0.8  # silence is no evidence: it may not have looked there


@pytest.mark.parametrize(
    "apart",
    [
        day(17, "on Friday", "b"),
        claim(Place(name="Sarida", lat=33.0, lon=36.0, precision="exact", gazetteer_id="g2"), "Sarida", "b"),
    ],
)
def test_equal_figures_of_another_day_or_place_are_not_the_same(apart: Claim) -> None:
    ours = (killed(2, "two herders died"), day(13), claim(HERE, "Tamran"))
    made = combine([reading("a", ours), reading("b", (killed(2, "two herders died", "b"), apart))])
    assert len(made.mentions) == 2


def test_a_sum_is_never_one_with_an_incident() -> None:
    made = combine([reading("a", (killed(16),)), reading("b", (killed(16, reader="b"),), aggregate=True)])
    assert [mention.aggregate for mention in made.mentions] == [False, True]


def test_a_doubt_of_the_second_stands_beside_and_changes_nothing() -> None:
    denied = claim(StatusValue(status="denied"), "Gunmen", "b")
    made = combine([reading("a", (killed(16),)), reading("b", (killed(16, reader="b"), denied))])
    (mention,) = made.mentions
    assert mention.status == "occurred"
    assert any(isinstance(each.value, StatusValue) for each in mention.claims[0].beside)


def test_a_third_reader_is_heard_on_what_the_second_added() -> None:
    four = HarmValue(harm="injured", group="unknown", count=Count(low=4, high=4))
    second, third = (claim(four, "wounded four", name) for name in "bc")
    both = [(killed(16, reader=name), each) for name, each in (("b", second), ("c", third))]
    made = combine([reading("a", (killed(16),)), reading("b", both[0]), reading("c", both[1])])
    assert [[(b.reader, b.agrees) for b in c.beside] for c in made.mentions[0].claims] == [
        [("b", True), ("c", True)],
        [("a", False), ("c", True)],
    ]


def test_ids_follow_who_read_and_in_which_order() -> None:
    a, b = reading("a", (killed(16),)), reading("b", (killed(16, reader="b"),))
    ids = {combine(each).mentions[0].id for each in ([a, b], [b, a], [a])}
    assert len(ids) == 3
    assert combine([a, b]) == combine([a, b])


VALUES = st.one_of(
    st.builds(
        lambda harm, group, n: HarmValue(harm=harm, group=group, count=Count(low=n, high=n)),
        st.sampled_from(["killed", "injured"]),
        st.sampled_from(["civilians", "unknown"]),
        st.integers(0, 5),
    ),
    st.builds(lambda n: When(start=date(2023, 2, n), end=date(2023, 2, n), precision="day"), st.integers(1, 4)),
    st.just(EventKind(event_type="attack")),
    st.just(HERE),
)
WORDS = st.sampled_from(["Gunmen", "killed 16 farmers", "wounded four", "two herders died", "Sarida"])


@given(st.data())
def test_nothing_that_was_read_is_lost_and_nothing_counts_twice(data: st.DataObject) -> None:
    names = ["a", "b", "c"][: data.draw(st.integers(2, 3))]
    readings = []
    for name in names:
        claims = st.lists(st.builds(claim, VALUES, WORDS, st.just(name), st.floats(0, 1)), min_size=1, max_size=4)
        readings.append(reading(name, *(tuple(c) for c in data.draw(st.lists(claims, max_size=3)))))
    made = combine(readings)
    kept = sorted(
        (who, value.model_dump_json())
        for mention in made.mentions
        for c in mention.claims
        for who, value in [(c.reader, c.value), *((b.reader, b.value) for b in c.beside if b.value is not None)]
    )
    given_in = sorted(
        (r.reader, c.value.model_dump_json()) for r in readings for mention in r.mentions for c in mention.claims
    )
    assert kept == given_in
    assert all(0 <= c.confidence <= 1 for mention in made.mentions for c in mention.claims)
    for name in names[1:]:
        others = [c for mention in made.mentions for c in mention.claims if c.reader == name]
        heard = {b.reader for c in others for b in c.beside}
        assert name not in heard
