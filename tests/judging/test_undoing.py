"""Undoing restores the exact earlier state, whatever was decided, and however often it is undone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging_samples import Log, attack

from hudhud import judging
from hudhud.errors import DecisionError
from hudhud.judging import Judged, Verdicts
from hudhud.model import Decision, File, Member
from hudhud.model.decisions import PERSON_ACTIONS

MEMBERS = [attack("a"), attack("a", 1, 7), attack("b", low=20), attack("c", low=30), attack("d", low=16)]

ACTIONS = (*PERSON_ACTIONS, "undo", "undo")
"""Undoing more often than the rest, so that undos meet."""

step = st.tuples(st.sampled_from(ACTIONS), st.integers(0, 4), st.integers(0, 4), st.integers(0, 30))
steps = st.lists(step, max_size=12)


def take(log: Log, action: str, one: int, other: int, number: int) -> Decision | None:
    """One decision made of what the test drew; None where it cannot be made as things stand."""
    try:
        first, second = MEMBERS[one], MEMBERS[other]
        whole = log.target(first) if number % 3 or one == other else log.target(first, second)
        match action:
            case "accept" | "reject" | "unverifiable":
                return log.mark(action, log.claim(first, number % 4) if number % 2 else whole)
            case "correct":
                field = ("killed", "date", "place", "status")[number % 4]
                value = (str(number), f"2023-02-{number % 27 + 1:02}", f"Place {number}", "denied")[number % 4]
                return log.correct(whole, value, field)
            case "same" | "different":
                return log.pair(action, log.target(first), log.target(second))
            case "attach":
                file = File.of(f"{number}.txt", f"note {number}".encode()).anchor
                return log.keep("attach", judging.attach(log.now, whole, file))
            case "split":
                return log.split(log.target(first, second), second.mention.id)
            case _:
                return log.undo(len(log.decisions) - number % 3)
    except (DecisionError, KeyError, ValueError):
        # Rejected already, undone already, a contradiction: nothing is kept.
        return None


def grown(drawn: list[tuple[str, int, int, int]]) -> Log:
    log = Log(MEMBERS)
    for one in drawn:
        take(log, *one)
    return log


def state(log: Log) -> tuple[Verdicts, Judged]:
    return judging.verdicts(log.decisions), log.now


@settings(max_examples=70, deadline=None)
@given(steps, step)
def test_a_decision_and_its_undo_leave_what_was(before: list[tuple[str, int, int, int]], one: tuple) -> None:  # type: ignore[type-arg]
    log = grown(before)
    earlier = state(log)
    decision = take(log, *one)
    if decision is None:
        assert state(log) == earlier
        return
    changed = state(log)
    undone = log.undo(decision)
    assert state(log) == earlier
    restored = log.undo(undone)
    assert state(log) == changed
    log.undo(restored)
    assert state(log) == earlier


@settings(max_examples=50, deadline=None)
@given(steps, st.integers(0, 1000))
def test_what_is_undone_counts_as_never_made(drawn: list[tuple[str, int, int, int]], seed: int) -> None:
    log = grown(drawn)
    undone = judging.annulled(log.decisions)
    left = [d for d in log.decisions if d.seq not in undone and d.action != "undo"]
    random.Random(seed).shuffle(left)
    assert judging.verdicts(left) == judging.verdicts(log.decisions)


@settings(max_examples=50, deadline=None)
@given(steps)
def test_with_everything_undone_nothing_is_left(drawn: list[tuple[str, int, int, int]]) -> None:
    log = grown(drawn)
    for decision in reversed(list(log.decisions)):
        if decision.action != "undo" and decision.seq not in judging.annulled(log.decisions):
            log.undo(decision)
    assert judging.verdicts(log.decisions) == Verdicts()
    assert log.now == Log(MEMBERS).now
    assert log.now.members == tuple(MEMBERS)


@settings(max_examples=70, deadline=None)
@given(steps)
def test_no_chain_of_same_joins_what_is_held_apart(drawn: list[tuple[str, int, int, int]]) -> None:
    now = grown(drawn).now
    group = {m.mention.id: {m.mention.id} for m in MEMBERS}
    for one, other in now.must:
        joined = group[one] | group[other]
        group |= dict.fromkeys(joined, joined)
    assert not any(other in group[one] for one, other in now.cannot)
    assert not now.contradictions


def told(now: Judged, names: dict[str, str]) -> tuple[object, ...]:
    """A state without what a newer reader changes of itself: ids and its version."""
    members = [
        (names.get(m.mention.id, m.mention.id), [(c.value, c.evidence, c.reader, c.reason) for c in m.mention.claims])
        for m in now.members
    ]
    must, cannot = ({frozenset(names.get(i, i) for i in one) for one in pairs} for pairs in (now.must, now.cannot))
    doubted = {names.get(name, name): len(claims) for name, claims in now.unverifiable.items()}
    return members, must, cannot, doubted, len(now.flags)


@settings(max_examples=50, deadline=None)
@given(steps)
def test_a_newer_reader_that_agrees_changes_nothing(drawn: list[tuple[str, int, int, int]]) -> None:
    log = grown(drawn)
    earlier = told(log.now, {})
    anew = [attack(m.doc_id, m.doc_id == "a" and m != MEMBERS[0], _low(m), reader="2") for m in MEMBERS]
    names = {new.mention.id: old.mention.id for new, old in zip(anew, MEMBERS, strict=True)}
    assert told(log.read_again(*anew), names) == earlier


def _low(member: Member) -> int:
    return next(claim.low or 0 for claim in member.mention.claims if claim.field == "killed")


def test_the_sequences_drawn_reach_every_action_and_nested_undos() -> None:
    """The properties above would hold of sequences in which nothing can be done."""
    seen: set[str] = set()
    nested = 0
    chance = random.Random(7)
    for _ in range(30):
        drawn = [(chance.choice(ACTIONS), chance.randrange(5), chance.randrange(5), chance.randrange(9))
                 for _ in range(12)]  # fmt: skip
        log = grown(drawn)
        seen |= {d.action for d in log.decisions}
        undos = {d.seq for d in log.decisions if d.action == "undo"}
        nested += sum((d.after or {}).get("annuls") in undos for d in log.decisions)
    assert seen == set(PERSON_ACTIONS)
    assert nested > 3


def test_an_undone_decision_is_not_undone_again() -> None:
    log = Log(MEMBERS)
    decision = log.mark("accept", log.target(MEMBERS[0]))
    log.undo(decision)
    with pytest.raises(DecisionError, match=r"decision 1 is undone already, by decision 2; .* decide undo 2"):
        log.undo(decision)


def test_only_decisions_that_were_made_are_undone() -> None:
    for number in ("1", "-1", "x", "²", ""):
        with pytest.raises(DecisionError, match="hudhud log"):
            judging.undo([], number)
