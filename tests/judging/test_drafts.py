"""What a reviewer may decide, what is refused, and what the refusal says."""

from __future__ import annotations

from io import StringIO

import pytest
from judging_samples import Log, attack, killed, member
from rich.console import Console

from hudhud import judging
from hudhud.errors import DecisionError
from hudhud.model import Decision, EventKind, HarmValue
from hudhud.publish.decisions import judgement_table

A, B, C = attack("a"), attack("b"), attack("c")


@pytest.fixture
def log() -> Log:
    return Log([A, B, C])


def test_same_may_not_bridge_a_different(log: Log) -> None:
    log.pair("different", log.target(A), log.target(C))
    log.pair("same", log.target(A), log.target(B))
    with pytest.raises(DecisionError, match=r"decision 1 \(different, .*\) holds them apart; .* decide undo 1"):
        log.pair("same", log.target(B), log.target(C))
    assert len(log.decisions) == 2


def test_different_may_not_part_a_chain_of_same(log: Log) -> None:
    log.pair("same", log.target(A), log.target(B))
    log.pair("same", log.target(B), log.target(C))
    with pytest.raises(DecisionError, match=r"decision 2 \(same, .*\) holds them together; .* decide undo 2"):
        log.pair("different", log.target(A), log.target(C))


def test_an_undo_may_not_restore_what_now_contradicts(log: Log) -> None:
    log.pair("same", log.target(A), log.target(B))
    undone = log.undo(1)
    log.pair("different", log.target(A), log.target(B))
    with pytest.raises(DecisionError, match=r"decision 3 \(different, .*\) holds them apart; .* decide undo 3"):
        log.undo(undone)
    log.undo(3)
    log.undo(undone)
    assert log.now.must


def test_what_was_split_off_is_apart_from_all_the_rest(log: Log) -> None:
    log.split(log.target(A, B, C), "b")
    assert log.now.cannot == {judging.verdicts(log.decisions).cannot, log.now.cannot}.pop()
    assert all(B.mention.id in one for one in log.now.cannot) and len(log.now.cannot) == 2


@pytest.mark.parametrize("names", [("a", "b", "c"), ()])
def test_a_split_leaves_something_on_both_sides(log: Log, names: tuple[str, ...]) -> None:
    with pytest.raises(DecisionError, match="both sides"):
        log.split(log.target(A, B, C), *names)


def test_a_split_names_what_is_there(log: Log) -> None:
    with pytest.raises(DecisionError, match="it has a, b"):
        log.split(log.target(A, B), "c")


def test_nobody_is_different_from_itself(log: Log) -> None:
    with pytest.raises(DecisionError, match="hudhud decide split"):
        log.pair("different", log.target(A), log.target(A, B))
    with pytest.raises(DecisionError, match="are one already"):
        log.pair("same", log.target(A), log.target(A))


def test_a_correction_keeps_the_old_value_and_the_words_for_the_victims() -> None:
    told = HarmValue(harm="killed", group="civilians", count=killed(61).count, victims="truffle hunters")
    one = member("a", (told, "61 truffle hunters", 0))
    log = Log([one])
    decision = log.correct(log.target(one), "at least 16", "killed")
    assert decision.before is not None
    assert decision.before["values"][0]["value"]["count"]["low"] == 61
    (claim,) = log.now.members[0].mention.claims
    assert claim.value == told.model_copy(update={"count": killed(16).count})


def test_a_group_that_the_reader_did_not_know_is_filled_in() -> None:
    one = member("a", (killed(5, 5, "unknown"), "five people", 0), (killed(2, 2, "fighters"), "two gunmen", 30))
    log = Log([one])
    log.correct(log.target(one), "5", "killed", "civilians")
    assert [c.value for c in log.now.members[0].mention.claims] == [killed(5, 5), killed(2, 2, "fighters")]


def test_between_groups_the_reviewer_must_say_which() -> None:
    one = member("a", (killed(5, 5), "five people", 0), (killed(2, 2, "fighters"), "two gunmen", 30))
    log = Log([one])
    with pytest.raises(DecisionError, match="civilians, fighters; say with --group"):
        log.correct(log.target(one), "5", "killed")


def test_several_figures_of_one_field_give_way_to_the_one_that_is_right() -> None:
    one = member("a", (killed(5, 5), "five people", 0), (killed(7, 7), "seven people", 30))
    log = Log([one])
    log.correct(log.target(one), "6", "killed")
    now = log.now.judged[one.mention.id]
    assert [c.value for c in now.member.mention.claims] == [killed(6, 6)]
    assert [c.replaced for c in now.claims] == [False, True]
    log.undo(1)
    assert log.now.members == (one,)


def test_a_correction_of_one_claim_leaves_the_others() -> None:
    one = member("a", (killed(5, 5), "five people", 0), (killed(7, 7), "seven people", 30))
    log = Log([one])
    log.correct(log.claim(one, 1), "8", group="fighters")
    assert [c.value for c in log.now.members[0].mention.claims] == [killed(5, 5), killed(8, 8, "fighters")]


def test_a_correction_needs_a_field_and_another_value(log: Log) -> None:
    with pytest.raises(DecisionError, match="--field"):
        log.correct(log.target(A), "5")
    with pytest.raises(DecisionError, match="already"):
        log.correct(log.target(A), "at least 16", "killed")
    with pytest.raises(DecisionError, match="is of date, not of killed"):
        log.correct(log.claim(A, 2), "5", "killed")


def test_of_an_incident_a_person_speaks_in_their_own_name(log: Log) -> None:
    log.correct(log.target(A, B), "20", "killed")
    claims = [next(c for c in m.mention.claims if c.field == "killed") for m in log.now.members]
    assert [(c.low, c.attributed_to) for c in claims] == [(20, "Amal"), (20, "Amal"), (16, None)]


def test_a_correction_comes_after_a_rejection(log: Log) -> None:
    log.mark("reject", log.claim(A, 1))
    log.correct(log.target(A), "3", "killed")
    assert killed(3, 3) in [c.value for c in log.now.members[0].mention.claims]


def test_the_machine_may_not_sign() -> None:
    for name in ("hudhud 0.1.0", "Hudhud", "  "):
        with pytest.raises(DecisionError):
            judging.signed(name, "because")
    with pytest.raises(DecisionError, match="--reason"):
        judging.signed("Amal", " \n")
    assert judging.signed(" Amal  B ", "a\nb") == ("Amal B", "a b")


def test_a_decision_of_no_known_form_is_told_and_has_no_effect(log: Log) -> None:
    decision = log.mark("accept", log.target(A))
    strange = Decision(**decision.model_dump() | {"after": {"score": 0.5}})
    log.decisions = [strange]
    assert log.now.members == (A, B, C)
    assert "of a form that this hudhud does not know" in log.now.flags[0].text


def test_accepting_a_whole_leaves_the_doubt_about_a_part(log: Log) -> None:
    log.mark("unverifiable", log.claim(A, 1))
    log.mark("accept", log.target(A))
    assert A.mention.id in log.now.unverifiable


def test_unjudged_members_are_passed_on_as_they_are(log: Log) -> None:
    log.mark("accept", log.target(A))
    assert log.now.members[1] is B
    assert EventKind(event_type="attack") in [c.value for c in log.now.members[0].mention.claims]


def test_the_table_shows_read_and_judged_side_by_side(log: Log) -> None:
    log.correct(log.target(A), "3", "killed")
    log.mark("unverifiable", log.claim(A, 3))
    log.mark("reject", log.target(B))
    screen = Console(width=120, record=True, file=StringIO())
    screen.print(judgement_table(log.now.touched([A, B, C])))
    lines = " ".join(screen.export_text().split())
    assert "a ≥16 killed, civilians 3 killed, civilians 1 Amal, 2024-03-02: reason 1" in lines
    assert "a Sukhna, SY Sukhna" not in lines and "a Sukhna, SY cannot be verified 2 Amal" in lines
    assert "b the whole mention does not count 3 Amal" in lines
