"""What a sum of several incidents covers: by day, place, actor, harm and kind, and how surely."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from hudhud.linking.covers import Covered, _Index, _judged, _scope, covers
from hudhud.model import (
    Claim,
    Count,
    EventKind,
    Evidence,
    HarmValue,
    Incident,
    Member,
    Mention,
    Party,
    Place,
    StatusValue,
    Value,
    When,
)
from hudhud.reconcile.incidents import incident

SYRIA = Place(name="Syria", country="SY", precision="country")
HOMS = Place(name="Homs", country="SY", admin1="Homs", lat=34.7, lon=38.3, precision="province")
HOMS_TOWN = Place(name="Homs", country="SY", admin1="Homs", lat=34.727, lon=36.722, precision="exact")
HAMA = Place(name="Hama", country="SY", admin1="Hama", lat=35.1, lon=37.2, precision="province")
SUKHNA = Place(name="Sukhna", country="SY", admin1="Homs", lat=34.885, lon=38.871, precision="exact")
PALMYRA = Place(name="Palmyra", country="SY", admin1="Homs", lat=34.562, lon=38.284, precision="near")
PALMYRA_AREA = Place(name="Palmyra", country="SY", admin1="Homs", lat=34.562, lon=38.284, precision="district")
SALAMIYA = Place(name="Salamiya", country="SY", admin1="Hama", lat=35.011, lon=37.053, precision="exact")
DESERT = Place(name="Syrian desert", country="SY", precision="region")
EAST = Place(name="eastern Syria", country="SY", lat=35.3, lon=40.1, precision="region")
MOSUL = Place(name="Mosul", country="IQ", admin1="Nineveh", lat=36.335, lon=43.119, precision="exact")

FEBRUARY = ("2023-02-01", "2023-02-28")


@dataclass(frozen=True)
class Told:
    """A report of an incident, in the fields that covering looks at."""

    doc: str
    days: tuple[str, str] | str | None = "2023-02-17"
    place: Place | None = SUKHNA
    killed: int | None = 16
    words: str = "sixteen people were killed"
    actors: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("attack",)
    group: str = "civilians"
    harm: str = "killed"
    status: str = "occurred"
    aggregate: bool = False
    sureness: float = 0.9
    also: tuple[tuple[str, int, str], ...] = field(default=())


def make(told: Told) -> Incident:
    at = 0

    def claim(value: Value, words: str, confidence: float = 0.9) -> Claim:
        nonlocal at
        at += 100
        evidence = Evidence(verbatim=words, span_start=at, span_end=at + len(words))
        return Claim(
            value=value, evidence=evidence, confidence=confidence, reason="made", reader="test", reader_version="1"
        )

    def people(harm: str, count: int, words: str) -> Claim:
        return claim(HarmValue(harm=harm, group=told.group, count=Count(low=count, high=count)), words)

    claims = [claim(EventKind(event_type=kind), kind) for kind in told.kinds]
    claims.append(claim(StatusValue(status=told.status), told.status))
    if told.days is not None:
        first, last = (told.days, told.days) if isinstance(told.days, str) else told.days
        when = When(
            start=date.fromisoformat(first),
            end=date.fromisoformat(last),
            precision="day" if first == last else "range",
        )
        claims.append(claim(when, first, told.sureness))
    if told.place is not None:
        claims.append(claim(told.place, told.place.name))
    claims += [claim(Party(name=name), name) for name in told.actors]
    if told.killed is not None:
        claims.append(people(told.harm, told.killed, told.words))
    claims += [people(*one) for one in told.also]
    name = f"m{hashlib.sha256(repr(told).encode()).hexdigest()[:16]}"
    member = Member(
        mention=Mention(id=name, claims=tuple(claims), aggregate=told.aggregate),
        document_id=told.doc,
        doc_id=told.doc,
        title=None,
        publisher=None,
        published=None,
        published_basis="unknown",
    )
    return incident([member])


def a_sum(doc: str = "s", **said: object) -> Told:
    told = {"days": FEBRUARY, "place": HOMS, "killed": 90, "words": "ninety people were killed", "aggregate": True}
    return Told(doc, **{**told, **said})  # type: ignore[arg-type]


def judged(whole: Told, part: Told) -> Covered | None:
    one, other = make(whole), make(part)
    found = covers([other, one])[one.id]
    assert all(x.incident == other.id for x in found)
    return found[0] if found else None


def sureness(whole: Told, part: Told) -> str | None:
    found = judged(whole, part)
    return found.sureness if found else None


def test_one_report_that_tells_both_says_so() -> None:
    found = judged(a_sum("d"), Told("d"))
    assert found is not None and found.sureness == "said"
    assert found.reason == (
        "d tells both; 2023-02-17 is within 2023-02-01 to 2023-02-28; Sukhna lies in Homs; both count killed; "
        "no actor is named for either"
    )


def test_two_reports_of_one_actor_in_one_province_are_likely() -> None:
    assert sureness(a_sum(actors=("Islamic State",)), Told("d", actors=("Islamic State",))) == "likely"


def test_without_an_actor_another_report_is_possible() -> None:
    assert sureness(a_sum(), Told("d", actors=("Islamic State",))) == "possible"
    assert sureness(a_sum(place=SYRIA), Told("d")) == "possible"


def test_others_leave_out_what_the_same_report_tells() -> None:
    others = a_sum("d", killed=12, words="twelve others were killed")
    assert sureness(others, Told("d", killed=7)) is None
    assert sureness(others, Told("e", killed=7)) == "possible"
    assert sureness(a_sum("d", words="nine more people were killed"), Told("d", killed=7)) is None
    assert sureness(a_sum("d", words="more than ninety people were killed"), Told("d")) == "said"


def test_others_among_the_wounded_leave_out_nothing() -> None:
    assert sureness(a_sum("d", also=(("injured", 100, "wounded a hundred others"),)), Told("d")) == "said"


def test_days_outside_or_not_told_are_not_covered() -> None:
    for days in ("2023-03-01", "2023-01-31", ("2023-02-25", "2023-03-02"), None):
        assert sureness(a_sum("d"), Told("d", days)) is None
    assert sureness(a_sum("d", days=None), Told("d")) is None
    assert sureness(a_sum("d"), Told("d", "2023-02-01")) == sureness(a_sum("d"), Told("d", "2023-02-28")) == "said"


def test_an_unsure_day_is_at_most_possible() -> None:
    found = judged(a_sum("d"), Told("d", sureness=0.4))
    assert found is not None and found.sureness == "possible" and "unsure" in found.reason


def test_another_province_or_country_is_not_covered() -> None:
    assert sureness(a_sum("d"), Told("d", place=SALAMIYA)) is None
    assert sureness(a_sum("d", place=SYRIA), Told("d", place=MOSUL)) is None
    assert sureness(a_sum("d", place=EAST), Told("d", place=MOSUL)) is None


def test_a_district_holds_what_is_near_its_middle() -> None:
    assert sureness(a_sum("d", place=PALMYRA_AREA), Told("d", place=PALMYRA)) == "said"
    assert sureness(a_sum("d", place=PALMYRA_AREA), Told("d", place=SUKHNA)) is None


def test_a_place_wider_than_the_area_may_lie_in_it() -> None:
    assert sureness(a_sum("d", place=PALMYRA_AREA), Told("d", place=HOMS)) == "likely"


def test_a_town_may_stand_for_the_province_of_its_name() -> None:
    assert sureness(a_sum("d", place=HOMS_TOWN), Told("d", place=SUKHNA)) == "likely"


def test_a_region_s_edge_is_not_known() -> None:
    assert sureness(a_sum(place=EAST), Told("d")) == "possible"
    assert sureness(a_sum("d", place=EAST), Told("d")) == "likely"


def test_a_place_not_told_needs_one_report_or_one_actor() -> None:
    for area, place in ((None, SUKHNA), (DESERT, SUKHNA), (HOMS, None), (None, None)):
        assert sureness(a_sum("s", place=area), Told("d", place=place)) is None
        assert sureness(a_sum("d", place=area), Told("d", place=place)) == "likely"
        by = ("Islamic State",)
        assert sureness(a_sum("s", place=area, actors=by), Told("d", place=place, actors=by)) == "possible"


def test_another_actor_is_not_covered() -> None:
    assert sureness(a_sum("d", actors=("Islamic State",)), Told("d", actors=("Turkish forces",))) is None


def test_what_a_branch_did_is_in_the_sum_of_the_whole() -> None:
    whole, part = make(a_sum(actors=("Army",))), make(Told("d", actors=("Fourth Division",)))
    parents = {"fourth division": ("army",)}
    assert covers([whole, part])[whole.id] == ()
    (found,) = covers([whole, part], lambda actor: parents.get(actor, ()))[whole.id]
    assert found.sureness == "likely" and found.reason.endswith("by Fourth Division, in the sum by Army")


def test_the_harm_and_the_group_must_be_the_sum_s() -> None:
    assert sureness(a_sum("d"), Told("d", harm="abducted")) is None
    assert sureness(a_sum("d"), Told("d", group="fighters")) is None
    assert sureness(a_sum("d", group="unknown"), Told("d", group="fighters")) == "said"
    assert sureness(a_sum("d"), Told("d", group="unknown")) == "said"
    assert sureness(a_sum("d"), Told("d", harm="injured", also=(("killed", 3, "three killed"),))) == "said"


def test_a_part_is_not_more_than_the_whole() -> None:
    assert sureness(a_sum("d", killed=15), Told("d", killed=16)) is None
    assert sureness(a_sum("d", killed=16), Told("d", killed=16)) == "said"
    # Of sixteen people fifteen may be civilians.
    assert sureness(a_sum("d", killed=15), Told("d", killed=16, group="mixed")) == "said"


def test_a_sum_without_a_figure_covers_nothing() -> None:
    assert sureness(a_sum("d", killed=None), Told("d")) is None


def test_the_status_and_the_kind_must_fit() -> None:
    assert sureness(a_sum("d"), Told("d", status="attempted")) is None
    assert sureness(a_sum("d", kinds=("landmine",)), Told("d", kinds=("abduction",))) is None
    assert sureness(a_sum("d", kinds=("air_strike",)), Told("d", kinds=("explosion",))) == "said"
    assert sureness(a_sum("d", kinds=("landmine",)), Told("d", kinds=("attack",))) == "said"


def test_parts_that_exceed_the_sum_are_in_doubt() -> None:
    whole = make(a_sum("d", killed=30))
    parts = [make(Told("d", f"2023-02-1{n}", killed=16)) for n in range(2)]
    found = covers([whole, *parts])[whole.id]
    assert [x.sureness for x in found] == ["possible", "possible"]
    assert all("more than the sum" in x.reason for x in found)


def test_single_incidents_and_equal_sums_cover_nothing() -> None:
    one, other = make(a_sum("a")), make(a_sum("b"))
    assert covers([one, other, make(Told("c", "2023-05-01"))]) == {one.id: (), other.id: ()}


def test_a_smaller_sum_within_a_larger_one_is_covered() -> None:
    year = make(a_sum("y", days=("2023-01-01", "2023-12-31"), place=SYRIA, killed=900))
    month, other, one = make(a_sum("m")), make(a_sum("h", place=HAMA)), make(Told("d"))
    found = covers([one, month, year, other])
    assert {x.incident for x in found[year.id]} == {month.id, other.id, one.id}
    assert {x.incident for x in found[month.id]} == {one.id}
    assert found[other.id] == ()


_PLACES = st.sampled_from(
    [
        None, SYRIA, HOMS, HOMS_TOWN, HAMA, SUKHNA, PALMYRA, PALMYRA_AREA, SALAMIYA, DESERT, EAST, MOSUL,
        Place(name="the Sahel", precision="region"),
        Place(name="Borderlands", lat=34.9, lon=38.8, precision="region"),
        Place(name="a hill", lat=34.9, lon=38.8, precision="exact"),
    ]
)  # fmt: skip


@st.composite
def _told(draw: st.DrawFn) -> Told:
    first = draw(st.integers(1, 25))
    last = draw(st.integers(first, 28))
    return Told(
        doc=draw(st.sampled_from("abcdef")),
        days=draw(st.sampled_from([(f"2023-02-{first:02}", f"2023-02-{last:02}"), f"2023-02-{first:02}", None])),
        place=draw(_PLACES),
        killed=draw(st.sampled_from([1, 5, 40, None])),
        words=draw(st.sampled_from(["people killed", "others killed"])),
        actors=draw(st.sampled_from([(), ("Islamic State",), ("Turkish forces",)])),
        aggregate=draw(st.booleans()),
    )


_LEDGERS = st.lists(_told(), min_size=2, max_size=14, unique=True).map(lambda all_told: [make(t) for t in all_told])


@settings(max_examples=150, deadline=None)
@given(_LEDGERS, st.randoms(use_true_random=False))
def test_no_order_changes_what_is_covered(ledger: list[Incident], chance: random.Random) -> None:
    shuffled = list(ledger)
    chance.shuffle(shuffled)
    assert covers(ledger) == covers(shuffled)


@settings(max_examples=150, deadline=None)
@given(_LEDGERS)
def test_nothing_covers_itself_nor_what_covers_it(ledger: list[Incident]) -> None:
    found = {name: {x.incident for x in parts} for name, parts in covers(ledger).items()}
    reached = {name: set(parts) for name, parts in found.items()}
    for _ in ledger:
        for parts in reached.values():
            parts.update(*(found.get(part, set()) for part in tuple(parts)))
    assert all(name not in parts for name, parts in reached.items())


@settings(max_examples=150, deadline=None)
@given(_LEDGERS)
def test_the_index_leaves_out_nothing_that_is_covered(ledger: list[Incident]) -> None:
    scopes = [s for s in (_scope(one, lambda actor: ()) for one in ledger) if s is not None]
    index = _Index(sorted(scopes, key=lambda s: (s.first, s.last, s.id)))
    for whole in (s for s in scopes if s.aggregate):
        within = {s.id for s in index.within(whole)}
        for part in scopes:
            if whole.first <= part.first and part.last <= whole.last and _judged(whole, part) is not None:
                assert part.id in within
