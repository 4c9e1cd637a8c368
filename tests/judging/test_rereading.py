"""A newer reader gives new ids and other values; what persons decided holds, and where they disagree it is said."""

from __future__ import annotations

from judging_samples import Log, attack, killed, member, on, place

from hudhud import judging
from hudhud.model import Count, EventKind, HarmValue, Member


def values(one: Member) -> list[object]:
    return [claim.value for claim in one.mention.claims]


def ids(*members: Member) -> tuple[str, ...]:
    return tuple(m.mention.id for m in members)


def pair(one: Member, other: Member) -> tuple[str, str]:
    first, second = sorted(ids(one, other))
    return first, second


def test_a_mention_is_found_again_by_its_words() -> None:
    old, other = attack("a"), attack("a", 1)
    new, new_other = attack("a", 0, 17, reader="2"), attack("a", 1, 18, reader="2")
    assert judging.resolve(judging.anchor(old), [new_other, new]) == new
    assert judging.resolve(judging.anchor(other), [new, new_other]) == new_other


def test_words_of_another_report_are_not_looked_at() -> None:
    assert judging.resolve(judging.anchor(attack("a")), [attack("b", reader="2")]) is None


def test_too_little_in_common_is_another_mention() -> None:
    old = member("a", (killed(3), "three", 0), (on(10), "on Friday the tenth", 10), (place("Homs"), "Homs", 40))
    new = member("a", (killed(3), "three", 0), (place("Aleppo"), "the town of Aleppo", 80), reader="2")
    assert judging.resolve(judging.anchor(old), [new]) is None


def test_of_two_alike_the_first_is_taken() -> None:
    old = attack("a")
    first, second = attack("a", reader="2"), attack("a", reader="3")
    assert judging.resolve(judging.anchor(old), [first, second]) == first
    assert judging.resolve(judging.anchor(old), [second, first]) == second


def test_an_id_says_more_than_words() -> None:
    twins = [attack("a"), attack("a", reader="twin")]
    assert [judging.resolve(judging.anchor(one), twins) for one in twins] == twins


def test_twins_on_the_same_words_stay_apart_too() -> None:
    one, other = attack("a"), attack("a", reader="twin")
    log = Log([one, other])
    log.pair("different", log.target(one), log.target(other))
    now = log.read_again(attack("a", reader="2"))
    assert ids(*now.members) == ids(one, other)
    assert now.cannot == {pair(one, other)}


def test_in_another_version_of_the_report_the_words_are_compared() -> None:
    old = attack("a")
    moved = member("a", *((c.value, c.evidence.verbatim, c.evidence.span_start + 300) for c in old.mention.claims),
                   reader="2", content="a, second edition")  # fmt: skip
    log = Log([old])
    log.correct(log.target(old), "20", "killed")
    now = log.read_again(moved)
    assert now.members[0].document_id == moved.document_id
    assert killed(20, 20) in values(now.members[0])
    assert not now.flags


def test_same_and_different_hold_between_the_new_mentions() -> None:
    one, two, three = attack("a"), attack("b"), attack("c")
    log = Log([one, two, three])
    log.pair("same", log.target(one), log.target(two))
    log.pair("different", log.target(two), log.target(three))
    new = [attack(doc, reader="2") for doc in "abc"]
    now = log.read_again(*new)
    assert now.must == {pair(new[0], new[1])}
    assert now.cannot == {pair(new[1], new[2])}
    assert not now.flags


def test_a_correction_holds_and_a_new_disagreement_is_flagged() -> None:
    old = attack("a", low=61)
    log = Log([old])
    log.correct(log.target(old), "at least 16", "killed")
    same_error = log.read_again(attack("a", low=61, reader="2"))
    assert killed(16) in values(same_error.members[0]) and not same_error.flags  # it was overruled already
    agreed = log.read_again(attack("a", low=16, reader="3"))
    assert killed(16) in values(agreed.members[0]) and not agreed.flags
    another = log.read_again(attack("a", low=99, reader="4"))
    assert killed(16) in values(another.members[0])
    (flag,) = another.flags
    assert "“at least 99 killed (civilians)” is read now" in flag.text
    assert "decision 1 (correct, by Amal on 2024-03-02) has “at least 16 killed (civilians)”" in flag.text


def test_read_and_said_stand_in_two_columns() -> None:
    old = attack("a", low=61)
    log = Log([old])
    log.correct(log.target(old), "at least 16", "killed")
    line = log.now.judged[old.mention.id].claims[1]
    assert line.read == old.mention.claims[1]
    assert line.says is not None and line.claim == line.says
    assert (line.says.reader, line.says.reader_version, line.says.reason) == ("person", "Amal", "reason 1")
    assert line.says.evidence == old.mention.claims[1].evidence
    assert log.now.judged[old.mention.id].read == old


def test_an_added_value_shows_the_first_words_and_says_that_they_do_not_carry_it() -> None:
    old = attack("a")
    log = Log([old])
    log.correct(log.target(old), "5", "injured", "fighters")
    added = log.now.members[0].mention.claims[-1]
    assert added.value == HarmValue(harm="injured", group="fighters", count=Count(low=5, high=5))
    assert added.evidence == old.mention.claims[0].evidence
    assert "no words of the report carry it" in added.reason


def test_what_was_accepted_holds_against_the_newer_reading() -> None:
    old = attack("a", low=16)
    log = Log([old])
    log.mark("accept", log.target(old))
    now = log.read_again(attack("a", low=61, reader="2"))
    assert killed(16) in values(now.members[0]) and killed(61) not in values(now.members[0])
    assert [f.decision for f in now.flags] == [1]
    assert "“at least 61 killed (civilians)” is read now" in now.flags[0].text


def test_an_accepted_claim_that_is_not_read_any_more_is_kept() -> None:
    old = attack("a")
    log = Log([old])
    log.mark("accept", log.claim(old, 1))
    poorer = member("a", *((c.value, c.evidence.verbatim, c.evidence.span_start) for c in old.mention.claims
                           if not isinstance(c.value, HarmValue)), reader="2")  # fmt: skip
    now = log.read_again(poorer)
    kept = now.members[0].mention.claims[-1]
    assert (kept.value, kept.evidence) == (killed(16), old.mention.claims[1].evidence)
    assert "is not read any more" in now.flags[0].text


def test_a_rejected_claim_stays_rejected_under_its_new_id() -> None:
    old = attack("a")
    log = Log([old])
    log.mark("reject", log.claim(old, 1))
    now = log.read_again(attack("a", reader="2"))
    assert killed(16) not in values(now.members[0])
    assert not now.flags


def test_an_unverifiable_claim_counts_but_is_told_apart() -> None:
    old = attack("a")
    log = Log([old])
    log.mark("unverifiable", log.claim(old, 1))
    new = attack("a", reader="2")
    now = log.read_again(new)
    assert now.members == (new,)
    assert now.unverifiable == {new.mention.id: frozenset({new.mention.claims[1]})}


def test_a_judged_mention_that_is_gone_is_carried_over() -> None:
    old, other = attack("a"), attack("a", 1)
    for action in ("accept", "unverifiable"):
        log = Log([old, other])
        log.mark(action, log.target(old))  # type: ignore[arg-type]
        new = attack("a", 1, reader="2")
        now = log.read_again(new)
        assert ids(*now.members) == ids(new, old)
        assert now.judged[old.mention.id].carried
        assert "no longer has this mention" in now.flags[0].text and "rules 1 read it" in now.flags[0].text


def test_a_rejected_mention_that_is_gone_stays_gone() -> None:
    old = attack("a")
    log = Log([old])
    log.mark("reject", log.target(old))
    now = log.read_again()
    assert now.members == () and not now.flags


def test_two_that_are_different_are_not_made_one_by_a_newer_reader() -> None:
    one, other = attack("a"), attack("a", 1)
    log = Log([one, other])
    log.pair("different", log.target(one), log.target(other))
    told = ((c.value, c.evidence.verbatim, c.evidence.span_start) for m in (one, other) for c in m.mention.claims)
    merged = member("a", *told, reader="2")
    now = log.read_again(merged)
    assert ids(*now.members) == ids(one, other)
    assert ids(*now.held_back) == ids(merged)
    assert now.cannot == {pair(one, other)}
    assert any("makes one of several mentions" in f.text for f in now.flags)


def test_two_that_are_the_same_may_be_made_one_by_a_newer_reader() -> None:
    one, other = attack("a"), attack("a", 1)
    log = Log([one, other])
    log.pair("same", log.target(one), log.target(other))
    told = ((c.value, c.evidence.verbatim, c.evidence.span_start) for m in (one, other) for c in m.mention.claims)
    merged = member("a", *told, reader="2")
    now = log.read_again(merged)
    assert now.members == (merged,) and not now.must and not now.flags


def test_decisions_made_in_two_readings_meet_in_the_third() -> None:
    log = Log([attack("a", reader="1")])
    log.mark("reject", log.target(log.members[0]))
    log.undo(1)
    log.mark("accept", log.target(log.members[0]))
    second = attack("a", reader="2")
    log.read_again(second)
    log.mark("reject", log.target(second))
    assert log.read_again(attack("a", reader="3")).members == ()


def test_an_acceptance_of_the_whole_keeps_who_said_so() -> None:
    told = killed(16)
    old = attack("a")
    said = old.mention.claims[1].model_copy(update={"attributed_to": "the observatory"})
    old = old.model_copy(update={"mention": old.mention.model_copy(
        update={"claims": (old.mention.claims[0], said, *old.mention.claims[2:])})})  # fmt: skip
    other = attack("b")
    log = Log([old, other])
    log.mark("accept", log.target(old, other))
    now = log.read_again(attack("a", low=61, reader="2"), other)
    (kept,) = (c for c in now.members[0].mention.claims if c.field == "killed")
    assert (kept.value, kept.attributed_to) == (told, "the observatory")


def test_a_correction_takes_the_place_of_an_acceptance() -> None:
    old = attack("a")
    log = Log([old])
    log.mark("accept", log.claim(old, 1))
    log.correct(log.target(old), "3", "killed")
    line = log.now.judged[old.mention.id].claims[1]
    assert line.mark is None and line.claim is not None and line.claim.value == killed(3, 3)
    assert not log.now.flags


def test_the_last_mark_of_a_subject_stands() -> None:
    old = attack("a")
    log = Log([old])
    log.mark("unverifiable", log.target(old))
    log.mark("accept", log.target(old))
    assert not log.now.unverifiable
    log.undo(2)
    assert set(log.now.unverifiable) == {old.mention.id}


def test_an_accepted_incident_says_what_changed_since() -> None:
    one, two, late = attack("a"), attack("b"), attack("c", low=30)
    log = Log([one, two, late])
    log.mark("accept", log.target(one, two))
    now = log.now
    assert judging.since_accepted(now, [one, two]) == ""
    assert judging.since_accepted(now, [late]) is None
    told = judging.since_accepted(now, [one, two, late])
    assert told == "Changed since it was accepted on 2024-03-02 by Amal: c came to it."
    log.correct(log.target(two), "20", "killed")
    told = judging.since_accepted(log.now, log.now.members[:2])
    assert told == (
        "Changed since it was accepted on 2024-03-02 by Amal: "
        "“at least 16 killed (civilians)” is now “20 killed (civilians)” (b)."
    )
    assert judging.since_accepted(log.now, log.now.members[:1]) == (
        "Changed since it was accepted on 2024-03-02 by Amal: b left it."
    )
    assert judging.since_accepted(log.now, log.now.members[1:]) is None


def test_a_change_in_several_reports_is_told_once() -> None:
    one, two = attack("a"), attack("b")
    log = Log([one, two])
    log.mark("accept", log.target(one, two))
    log.correct(log.target(one, two), "Homs, SY, 34.7, 36.7", "place")
    assert judging.since_accepted(log.now, log.now.members) == (
        "Changed since it was accepted on 2024-03-02 by Amal: “Sukhna” is now “Homs (34.700, 36.700)” (a, b)."
    )


def test_a_richer_reading_of_an_accepted_mention_is_a_change() -> None:
    old = attack("a")
    log = Log([old])
    log.mark("accept", log.target(old))
    told = [(c.value, c.evidence.verbatim, c.evidence.span_start) for c in old.mention.claims]
    now = log.read_again(member("a", *told, (EventKind(event_type="looting"), "robbed", 90), reader="2"))
    assert EventKind(event_type="looting") in values(now.members[0])
