"""Which figures stand: copies, parts, replaced ones, a person's."""

from __future__ import annotations

import pytest

from hudhud.model import Assessment, Incident, Member
from hudhud.reconcile import history, incident
from tests.reconcile.told import about, at_least, at_most, claim, exactly, identity, in_words, report


def killed(one: Incident, group: str = "civilians") -> Assessment:
    return next(h for h in one.harms if (h.harm, h.group) == ("killed", group))


def bounds(row: Assessment) -> tuple[int | None, int | None, int | None]:
    return row.low, row.best, row.high


WIRE = report("wire", claim("killed", "civilians", exactly(20)), day="2024-01-02", publisher="AFP")
OTHER = report("own", claim("killed", "civilians", exactly(24)), day="2024-01-03", publisher="Herald")


def copy(name: str) -> Member:
    return report(name, claim("killed", "civilians", exactly(20)), day="2024-01-04", publisher=f"Paper {name}")


def test_copies_of_a_story_are_one_source_and_say_so() -> None:
    copies = {identity(name): identity("wire") for name in "abc"}
    alone = incident([WIRE, OTHER])
    copied = incident([copy("a"), WIRE, copy("b"), OTHER, copy("c")], copies)
    assert killed(copied).by == ("AFP (also in 3 copies)", "Herald")
    assert bounds(killed(copied)) == bounds(killed(alone))
    assert killed(copied).interval == killed(alone).interval
    assert copied.conflicts == alone.conflicts
    assert killed(incident([WIRE, copy("a"), copy("b"), copy("c"), OTHER])).interval != killed(alone).interval


def test_a_copy_of_a_copy_is_a_copy_even_where_the_story_is_not_at_hand() -> None:
    copies = {identity("a"): identity("b"), identity("b"): identity("lost")}
    assert killed(incident([copy("a"), copy("b")], copies)).by == ("Paper a (also in 1 copy)",)


def test_children_are_part_of_the_civilians() -> None:
    one = incident([
        report("a", claim("killed", "civilians", at_least(100), "UN"),
               claim("killed", "civilians", at_least(20), victims="children", start=60)),
    ])  # fmt: skip
    assert bounds(killed(one)) == (100, 100, None)


def test_where_only_the_children_are_counted_the_rest_stays_open() -> None:
    row = killed(incident([report("a", claim("killed", "civilians", exactly(3), victims="children"))]))
    assert bounds(row) == (3, 3, None)
    assert row.interval is None
    assert "only children" in row.reason


def test_more_children_than_civilians_are_a_conflict() -> None:
    members = [
        report("a", claim("killed", "civilians", exactly(5))),
        report("b", claim("killed", "civilians", exactly(4), victims="children")),
        report("c", claim("killed", "civilians", exactly(3), victims="women")),
    ]
    (sentence,) = incident(members).conflicts
    assert "cannot all be true" in sentence
    assert all(f"({doc}, {doc})" in sentence for doc in "abc")


def test_two_figures_of_one_source_in_one_story_are_a_toll_and_its_part() -> None:
    one = incident([report("a", claim("killed", "fighters", exactly(39)),
                           claim("killed", "fighters", exactly(23), start=50))])  # fmt: skip
    assert bounds(killed(one, "fighters")) == (39, 39, 39)
    assert not one.conflicts


def test_a_lower_bound_stays_valid_when_the_source_later_says_less() -> None:
    members = [
        report("a", claim("killed", "civilians", at_least(61), "Observatory"), day="2024-01-02"),
        report("b", claim("killed", "civilians", at_least(16), "Observatory"), day="2024-01-05"),
    ]
    assert killed(incident(members)).best == 61
    revised = report("c", claim("killed", "civilians", exactly(40), "Observatory"), day="2024-01-06")
    assert bounds(killed(incident([*members, revised]))) == (40, 40, 40)


def test_a_group_that_overtakes_its_sources_earlier_total_replaces_it() -> None:
    members = [
        report("a", claim("killed", "unknown", exactly(40), "Observatory"), day="2024-01-02"),
        report("b", claim("killed", "civilians", at_least(61), "Observatory"), day="2024-01-05"),
    ]
    assert not incident(members).conflicts


def test_a_total_closes_an_open_group() -> None:
    one = incident([
        report("a", claim("killed", "civilians", at_least(40), "Clinic")),
        report("b", claim("killed", "unknown", exactly(53), "Ministry"),
               claim("killed", "security_forces", exactly(7), "Ministry", start=60)),
    ])  # fmt: skip
    assert bounds(killed(one)) == (40, 40, 46)
    assert "no more than 46" in killed(one).reason
    whole = next(t for t in one.totals if t.harm == "killed")
    assert bounds(whole) == (53, 53, 53)


def test_groups_of_one_source_make_its_total() -> None:
    one = incident([report("a", claim("killed", "civilians", exactly(46)),
                           claim("killed", "security_forces", exactly(7), start=50))])  # fmt: skip
    (whole,) = one.totals
    assert (bounds(whole), whole.derived, whole.group) == ((53, 53, 53), True, "mixed")


def test_about_leaves_room_before_it_contradicts() -> None:
    def conflicts(number: int) -> tuple[str, ...]:
        return incident([report("a", claim("abducted", "civilians", about(75))),
                         report("b", claim("abducted", "civilians", exactly(number)))]).conflicts  # fmt: skip

    assert not conflicts(78)
    assert conflicts(90)


def test_words_and_bounds_from_above_have_no_interval_and_say_why() -> None:
    for count in (in_words("dozens"), at_most(30)):
        row = killed(incident([report("a", claim("killed", "civilians", count))]))
        assert row.interval is None
        assert row.notes


def test_one_source_has_a_wide_interval() -> None:
    row = killed(incident([report("a", claim("killed", "civilians", exactly(20)))]))
    assert row.interval is not None
    assert row.interval[0] <= 20 < row.interval[1]


@pytest.mark.parametrize("day", [None, "2024-01-01", "2024-02-01"])
def test_a_person_outranks_every_figure(day: str | None) -> None:
    person = report("p", claim("killed", "civilians", exactly(22), "Reviewer", reader="person"), day=day)
    one = incident([WIRE, person, OTHER])
    assert bounds(killed(one)) == (22, 22, 22)
    assert "person" in killed(one).reason
    assert next(t for t in one.totals if t.harm == "killed").best == 22


def test_the_history_tells_first_each_change_and_now() -> None:
    members = [
        report("c", claim("killed", "civilians", at_least(61), "Observatory"), day="2023-02-19"),
        report("a", claim("killed", "civilians", at_least(36), "Observatory"), day="2023-02-17"),
        report("b", claim("killed", "civilians", at_least(36), "Clinic"), day="2023-02-18"),
        report("d", claim("killed", "security_forces", exactly(7), "Observatory"), day="2023-02-20"),
    ]
    told = [(str(r.day), r.group, r.before, r.after, r.documents, r.current) for r in history(members)]
    assert told == [
        ("2023-02-17", "civilians", None, (36, 36, None), ("a",), False),
        ("2023-02-19", "civilians", (36, 36, None), (36, 61, None), ("c",), True),
        ("2023-02-20", "security_forces", None, (7, 7, 7), ("d",), True),
    ]
    assert history(members) == history(members[::-1])
