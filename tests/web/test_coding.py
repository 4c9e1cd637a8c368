"""The second coding: who codes what without seeing what, and what editors see of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import FastAPI
from web_samples import FAST, Browser, join

from hudhud import judging, pipeline
from hudhud.errors import DecisionError
from hudhud.ledger import Board, Codings, Ledger, verify
from hudhud.model.codings import Coding, Pair
from hudhud.model.filters import Filter
from hudhud.pipeline import Wish
from hudhud.pipeline.coding import as_coded
from hudhud.web import create_app
from hudhud.web.charts import alpha_bar
from hudhud.web.desk import Texts, _sentences, blind_stretches


@pytest.fixture
def app(examples: Ledger) -> FastAPI:
    return create_app(examples, FAST)


@pytest.fixture
def rima(app: FastAPI) -> Browser:
    """An administrator."""
    return join(app, "Rima", "administrator")


@pytest.fixture
def accepted(rima: Browser, examples: Ledger) -> list[str]:
    """All incidents, accepted by Rima, all of them drawn."""
    names = [one.id for one in pipeline.incidents(examples)]
    for name in names:
        pipeline.decide(examples, "Rima", "accept", name, "read twice")
    assert rima.submit("/agreement/share", percent="100").status_code == 303
    return names


@pytest.fixture
def amal(app: FastAPI, rima: Browser) -> Browser:
    """A reviewer."""
    return join(app, "Amal", "reviewer")


@pytest.fixture
def editor(app: FastAPI, rima: Browser) -> Browser:
    return join(app, "Layla", "editor")


def item_in(page: str) -> str:
    found = re.search(r'data-item="(\w+)"', page)
    assert found, page[-1500:]
    return found[1]


def send(browser: Browser, item: str, **fields: str) -> Any:
    return browser.submit(f"/coding/{item}", **fields)


def test_nothing_is_drawn_until_an_administrator_says_how_much(amal: Browser, editor: Browser, rima: Browser) -> None:
    assert "No incidents are coded twice so far" in amal.get("/coding").text
    assert editor.submit("/agreement/share", percent="10").status_code == 403
    for wrong in ("101", "-1", "nan", "much"):
        assert rima.submit("/agreement/share", percent=wrong).status_code == 422
    assert rima.submit("/agreement/share", percent="12.5").status_code == 303
    assert 'value="12.5"' in rima.get("/agreement").text
    assert "drew the share that is coded twice" in rima.get("/people").text


def test_the_sample_is_the_ledgers_own_and_grows_with_its_share(examples: Ledger, accepted: list[str]) -> None:
    store = Codings(examples)
    whole = pipeline.drawn(examples)
    assert sorted(whole) == sorted(accepted)
    before: list[str] = []
    for share in (0.1, 0.3, 0.6, 1.0):
        store.set_share(share, "Rima")
        now = pipeline.drawn(examples)
        assert now == pipeline.drawn(examples)
        assert now[: len(before)] == before == whole[: len(before)]
        before = now
    store.set_share(0, "Rima")
    assert pipeline.drawn(examples) == []
    with pytest.raises(DecisionError, match="between 0 and 100"):
        store.set_share(float("nan"), "Rima")


def test_the_coder_sees_the_reports_and_nothing_that_was_read_or_decided(
    amal: Browser, examples: Ledger, accepted: list[str]
) -> None:
    page = amal.get("/coding").text
    one = pipeline.show(examples, item_in(page))
    desk = page[page.index('class="desk"') :]
    for member in one.members:
        words = member.mention.claims[0].evidence.verbatim.split()[0]
        assert words in desk
    assert "span-any" in desk
    for told in ("Rima", "read twice", "span-killed", "data-label", "chip", "accepted", f"/incident/{one.id}"):
        assert told not in desk, told
    assert not re.search(r'<input[^>]* value="[^"]+"', re.sub(r'<input type="hidden"[^>]*>', "", desk))
    assert " selected" not in desk


def test_a_correction_of_the_first_coder_shows_nowhere(amal: Browser, examples: Ledger, rima: Browser) -> None:
    one = max(pipeline.incidents(examples), key=lambda incident: len(incident.documents))
    fix = judging.Correction("4711", "killed", "civilians")
    pipeline.decide(examples, "Rima", "correct", one.members[0].mention.id, "counted", Wish(correction=fix))
    pipeline.decide(examples, "Rima", "accept", one.id, "done")
    Codings(examples).set_share(1, "Rima")
    page = amal.get("/coding").text
    assert item_in(page) == one.id
    assert "4711" not in page


def test_a_coding_is_kept_apart_from_all_decisions(amal: Browser, examples: Ledger, accepted: list[str]) -> None:
    before, decisions = pipeline.incidents(examples), examples.counts().decisions
    item = item_in(amal.get("/coding").text)
    answer = send(amal, item, event_type="shelling", date="2023-02-17", place=" Sukhna ", killed="0")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/coding?kept={item}")
    after = amal.get(f"/coding?kept={item}").text
    assert "Kept, apart from all decisions" in after
    assert item_in(after) != item
    assert (pipeline.incidents(examples), examples.counts().decisions) == (before, decisions)
    (pair,) = Codings(examples).pairs()
    assert (pair.incident, pair.first, pair.second) == (item, "Rima", "Amal")
    assert pair.said == as_coded(pipeline.show(examples, item))
    assert pair.says.model_dump(mode="json") == {
        "event_type": "shelling", "date": "2023-02-17", "place": "Sukhna", "perpetrator": None, "killed": 0,
        "injured": None,
    }  # fmt: skip
    assert verify(examples).problems == []
    again = send(amal, item, killed="3")
    assert again.status_code == 422
    assert "coded" in again.text and "a second time already" in again.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"killed": "at least 16"}, "how many were killed as a whole number"),
        ({"injured": "-2"}, "how many were injured"),
        ({"killed": "1e99"}, "how many were killed"),
        ({"killed": "9" * 300}, "how many were killed"),
        ({"date": "17 February"}, "Write the day as 2023-02-17"),
        ({"date": "2023-02-30"}, "Write the day as 2023-02-17"),
        ({"event_type": "<script>"}, "Choose a kind of the list"),
        ({"place": "w" * 201}, "name of the place is too long"),
        ({"perpetrator": "w" * 201}, "name of the perpetrator is too long"),
    ],
)
def test_what_cannot_be_kept_says_why_and_keeps_what_was_typed(
    amal: Browser, examples: Ledger, accepted: list[str], fields: dict[str, str], words: str
) -> None:
    item = item_in(amal.get("/coding").text)
    answer = send(amal, item, **{"place": '"><b>Sukhna', **fields})
    assert answer.status_code == 422
    assert words in answer.text
    assert item_in(answer.text) == item
    assert "<b>Sukhna" not in answer.text
    assert Codings(examples).pairs() == []


def test_nobody_codes_what_they_decided(rima: Browser, amal: Browser, examples: Ledger, accepted: list[str]) -> None:
    assert "Nothing to code just now" in rima.get("/coding").text
    refused = send(rima, accepted[0], killed="3")
    assert refused.status_code == 422
    assert "somebody else codes it" in refused.text
    # Nor what they decided once and took back: they have seen it.
    decision = pipeline.decide(examples, "Amal", "unverifiable", accepted[0], "hm")
    pipeline.decide(examples, "Amal", "undo", str(decision.seq), "no")
    assert "somebody else codes it" in send(amal, accepted[0], killed="3").text


def test_what_is_not_drawn_or_not_there_is_refused(amal: Browser, examples: Ledger, accepted: list[str]) -> None:
    Codings(examples).set_share(0, "Rima")
    assert "not among those that are coded twice" in send(amal, accepted[0]).text
    assert send(amal, "i0000000000").status_code == 404


def test_two_who_code_at_once_have_two_incidents(app: FastAPI, amal: Browser, accepted: list[str]) -> None:
    omar = join(app, "Omar", "reviewer")
    one = item_in(amal.get("/coding").text)
    other = item_in(omar.get("/coding").text)
    assert one != other
    third = item_in(amal.get("/coding", params={"past": one}).text)
    assert third not in {one, other}
    assert item_in(amal.get("/coding", params={"past": "nonsense"}).text)


def test_the_end_of_the_sample_says_so(amal: Browser, examples: Ledger, accepted: list[str]) -> None:
    for _ in accepted:
        page = amal.get("/coding").text
        send(amal, item_in(page), killed="1")
    assert "Nothing to code just now" in amal.get("/coding").text
    last = pipeline.drawn(examples)[-1]
    assert "Start with the one passed over" in amal.get("/coding", params={"past": last}).text


def test_the_editor_sees_both_side_by_side_and_decides(
    editor: Browser, amal: Browser, examples: Ledger, accepted: list[str]
) -> None:
    one = next(one for one in pipeline.incidents(examples) if any(t.harm == "killed" and t.best for t in one.totals)
               and len({h.group for h in one.harms if h.harm == "killed"}) == 1)  # fmt: skip
    said = as_coded(one)
    typed = {field: str(value) for field, value in said.model_dump(mode="json").items() if value is not None}
    send(amal, one.id, **typed | {"killed": "53", "place": "El <i>Sukhna"})
    page = editor.get("/agreement").text
    assert "First: Rima, decision" in page
    assert "Second: Amal" in page
    assert "El &lt;i&gt;Sukhna" in page
    (pair,) = Codings(examples).pairs()
    assert pipeline.differing(pair) == ["place", "killed"]
    assert page.count("too few to say") == 6

    assert amal.submit(f"/agreement/{pair.id}", take="killed").status_code == 403
    assert editor.submit(f"/agreement/{pair.id}", take="status").status_code == 422
    assert editor.submit(f"/agreement/{pair.id}", take="perpetrator").status_code in {303, 422}
    assert editor.submit("/agreement/999").status_code == 404
    assert editor.submit(f"/agreement/{pair.id}", take="killed").status_code == 303
    now = next(t for t in pipeline.show(examples, one.id).totals if t.harm == "killed")
    assert now.best == 53
    latest = pipeline.log(examples)[0].decision
    assert (latest.actor, latest.action) == ("Layla", "correct")
    assert "as Amal coded it" in latest.reason

    assert "pair-" in editor.get("/agreement").text
    assert editor.submit(f"/agreement/{pair.id}").status_code == 303
    page = editor.get("/agreement").text
    assert "pair-" not in page
    assert "1 settled" in page
    # What was compared stays what it was: alpha is about the coders and not about what became of it.
    settled = Codings(examples).pair(pair.id)
    assert settled is not None
    assert (settled.said, settled.says, settled.settled_by) == (pair.said, pair.says, "Layla")


def pairs_of(*codings: tuple[dict[str, Any], dict[str, Any]]) -> list[Pair]:
    return [
        Pair(n, f"i{n}", "Rima", n, Coding.model_validate(one), "Amal", Coding.model_validate(other), None)  # type: ignore[arg-type]
        for n, (one, other) in enumerate(codings)
    ]


def test_names_are_compared_without_marks_and_by_the_registry() -> None:
    (pair,) = pairs_of(({"place": "Al-Sukhnah", "perpetrator": "Islamic State", "event_type": "attack"},
                        {"place": "al sukhnah", "perpetrator": "ISIS", "event_type": "attack"}))  # fmt: skip
    assert pipeline.differing(pair) == []
    (pair,) = pairs_of(({"killed": 0, "place": "Sukhna"}, {"place": "Palmyra"}))
    assert pipeline.differing(pair) == ["place", "killed"]


def test_alpha_by_field_and_what_it_leaves_out() -> None:
    both = [({"killed": n, "date": f"2023-02-{n + 1:02}"}, {"killed": n + n % 3, "date": f"2023-02-{n + 1:02}"})
            for n in range(15)]  # fmt: skip
    alone = [({"killed": 3}, {})] * 4
    found = {one.field: one for one in pipeline.agreements(pairs_of(*both, *alone))}
    killed, date = found["killed"], found["date"]
    assert (killed.found.units, killed.one_sided, killed.coded) == (15, 4, 19)
    assert killed.found.alpha is not None and 0.5 < killed.found.alpha < 1
    assert (date.found.alpha, date.found.interval, date.same) == (1.0, None, 19)
    # Nobody named a place: both said that there is none, and of one value nothing is said.
    assert (found["place"].found.problem, found["place"].same) == ("constant", 19)
    assert pipeline.agreements([])[0].found.problem == "few"


def test_the_page_shows_alpha_in_words_and_as_a_bar(editor: Browser, examples: Ledger) -> None:
    store = Codings(examples)
    for n in range(14):
        one = Coding(killed=n, place=f"Place {n % 5}", event_type="attack")
        store.keep(f"i{n}", ("Rima", n, one), ("Amal", one if n % 4 else one.model_copy(update={"killed": 3 * n + 2})))
    page = editor.get("/agreement").text
    assert "14 incidents coded twice" in page
    assert 'class="alpha-interval"' in page
    assert "do not rely on it" in page or "conclude with care" in page
    assert "one value alone" in page
    assert "no two differ" in page


def test_the_bar_stays_within_its_box() -> None:
    drawn = str(alpha_bar(-0.4, (-1.0, 1.0)))
    assert [float(x) for x in re.findall(r'x[12]?="([-\d.]+)"', drawn) if not 0 <= float(x) <= 160] == []


def test_codings_wait_for_a_standing_acceptance(amal: Browser, examples: Ledger, accepted: list[str]) -> None:
    fix = judging.Correction("denied", "status")
    pipeline.decide(examples, "Rima", "correct", accepted[0], "they say so", Wish(correction=fix))
    assert Board(examples).count(Filter(review="changed")) == 1
    assert accepted[0] not in pipeline.drawn(examples)
    assert send(amal, accepted[0]).status_code == 422


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("event_type", "shelling", "shelling"),
        ("date", "2023-01-09", "2023-01-09"),
        ("place", "Palmyra", "Palmyra"),
        ("perpetrator", "Wagner Group", "Wagner"),
        ("injured", "31", "31"),
    ],
)
def test_each_field_of_the_second_coding_can_be_taken(
    editor: Browser, amal: Browser, examples: Ledger, accepted: list[str], field: str, value: str, shown: str
) -> None:
    one = next(one for one in pipeline.incidents(examples) if len(one.documents) == 1 and not one.aggregate
               and not any(h.harm == "injured" for h in one.harms))  # fmt: skip
    send(amal, one.id, **{field: value})
    (pair,) = Codings(examples).pairs()
    answer = editor.submit(f"/agreement/{pair.id}", take=field, reason="the reports say so")
    assert answer.status_code == 303, answer.text
    assert pipeline.log(examples)[0].decision.reason == "the reports say so"
    assert shown in str(getattr(as_coded(pipeline.show(examples, one.id)), field))


def test_sentences_are_marked_and_not_the_words_that_were_read() -> None:
    text = (
        "Mines, Dr. Salt said, are old.\nTwo men died near Sukhna! A third \u201cwas hurt.\u201d They gather truffles"
    )
    died, hurt, last = text.index("died"), text.index("hurt"), text.index("gather")
    found = [text[slice(*_sentences(text, at, at + 4))] for at in (died, hurt, last)]
    assert found == ["Two men died near Sukhna!", "A third \u201cwas hurt.\u201d", "They gather truffles"]
    assert text[slice(*_sentences(text, died, hurt))] == "Two men died near Sukhna! A third \u201cwas hurt.\u201d"


def test_marked_stretches_put_together_are_the_text(examples: Ledger) -> None:
    texts = Texts(examples)
    for member in examples.members():
        _, copy = texts.open(member.document_id)
        pieces = [piece for block in blind_stretches(copy, member) for piece in block.pieces]
        assert "".join(piece.text for piece in pieces) == copy.text
        assert {mark.span.field for piece in pieces for mark in piece.marks} == {"any"}
        assert not any(len(piece.marks) > 1 for piece in pieces)
