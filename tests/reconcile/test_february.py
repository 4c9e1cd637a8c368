"""The attacks on truffle gatherers of February 2023, told in our own words: what must follow."""

from __future__ import annotations

from hudhud.model import Assessment, Incident, Member
from hudhud.reconcile import Sum, account, incident
from tests.reconcile.told import about, at_least, claim, exactly, in_words, report

OBSERVATORY = "Observatory"

PALMYRA = [
    report("p1", claim("abducted", "civilians", about(75), OBSERVATORY),
           claim("killed", "unknown", at_least(11), OBSERVATORY), day="2023-02-12"),
    report("p2", claim("abducted", "civilians", about(75), OBSERVATORY),
           claim("killed", "unknown", at_least(16), OBSERVATORY), claim("released", "civilians", exactly(25)),
           claim("missing", "civilians", in_words("the rest")), day="2023-02-14"),
]  # fmt: skip
SUKHNA = [
    report("s1", claim("killed", "civilians", at_least(36), OBSERVATORY), day="2023-02-17"),
    report("s2", claim("killed", "civilians", at_least(61), OBSERVATORY),
           claim("killed", "security_forces", exactly(7), OBSERVATORY), day="2023-02-19"),
]  # fmt: skip
SMALLER = [report("x1", claim("killed", "unknown", exactly(12)), day="2023-02-22", aggregate=True)]
STATE_MEDIA = report("s3", claim("killed", "civilians", exactly(46), "State television"), day="2023-02-18")


def row(one: Incident, harm: str) -> Assessment:
    return next(t for t in one.totals if t.harm == harm)


def total(sums: tuple[Sum, ...], harm: str) -> Sum:
    return next(s for s in sums if (s.harm, s.group) == (harm, "all"))


def sums(*bundles: list[Member]) -> tuple[Sum, ...]:
    return account([incident(members) for members in bundles])


def test_at_least_96_died() -> None:
    killed = total(sums(PALMYRA, SUKHNA, SMALLER), "killed")
    assert (killed.low, killed.best, killed.high) == (96, 96, None)
    assert killed.words == "killed: at least 96"
    assert killed.interval is not None
    assert killed.interval[0] <= 96 < killed.interval[1]


def test_a_low_figure_of_another_source_is_told_beside_the_best() -> None:
    killed = total(sums(PALMYRA, [*SUKHNA, STATE_MEDIA], SMALLER), "killed")
    assert killed.words.startswith("killed: at least 96")


def test_at_most_34_are_missing_and_exactly_34_only_if_exactly_16_died() -> None:
    missing = row(incident(PALMYRA), "missing")
    assert (missing.low, missing.best, missing.high, missing.derived) == (None, None, 34, True)
    assert missing.notes == ("exactly 34 only if exactly 16 died",)
    whole = total(sums(PALMYRA, SUKHNA, SMALLER), "missing")
    assert whole.words == "missing: at most 34; exactly 34 only if exactly 16 died"


def test_the_condition_follows_from_the_figures() -> None:
    members = [
        report("a", claim("abducted", "unknown", exactly(40)), claim("killed", "unknown", at_least(5)),
               claim("released", "unknown", at_least(9)), claim("missing", "unknown", in_words("the others"))),
    ]  # fmt: skip
    missing = row(incident(members), "missing")
    assert missing.high == 26
    assert missing.notes == ("exactly 26 only if exactly 5 died and exactly 9 were released",)


def test_where_all_else_is_exact_so_are_the_missing() -> None:
    members = [
        report("a", claim("abducted", "unknown", exactly(40)), claim("killed", "unknown", exactly(5)),
               claim("released", "unknown", exactly(9)), claim("missing", "unknown", in_words("the rest"))),
    ]  # fmt: skip
    missing = row(incident(members), "missing")
    assert (missing.low, missing.best, missing.high, missing.interval) == (26, 26, 26, (26, 26))
    assert not missing.notes


def test_state_media_and_the_observatory_are_the_conflict() -> None:
    assert not incident(SUKHNA).conflicts
    (sentence,) = incident([*SUKHNA, STATE_MEDIA]).conflicts
    assert "exact 46 civilians killed" in sentence
    assert "at least 61 civilians killed" in sentence
    assert "36" not in sentence
    assert "State television, s3" in sentence


def test_a_low_count_of_one_source_leaves_the_best_figure() -> None:
    killed = next(h for h in incident([*SUKHNA, STATE_MEDIA]).harms if h.group == "civilians")
    assert (killed.low, killed.best, killed.high) == (46, 61, None)
