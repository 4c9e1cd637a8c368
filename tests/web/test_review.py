"""The review queue without a browser: what a decision sends, what comes back, and what is kept."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from fastapi import FastAPI
from web_samples import FAST, Browser, join

from hudhud import pipeline
from hudhud.ledger import Board, Ledger
from hudhud.model import HarmValue, Incident
from hudhud.model.filters import Filter
from hudhud.web import create_app

PART = {"hx-request": "true"}


@pytest.fixture
def app(examples: Ledger) -> FastAPI:
    return create_app(examples, FAST)


@pytest.fixture
def rima(app: FastAPI) -> Browser:
    return join(app, "Rima", "administrator")


@pytest.fixture
def widest(examples: Ledger) -> Incident:
    """The incident that most reports tell of."""
    return max(pipeline.incidents(examples), key=lambda one: len(one.documents))


def item_in(page: str) -> str:
    found = re.search(r'data-item="(\w+)"', page)
    assert found, page[:400]
    return found[1]


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found
    return found[1]


def decide(browser: Browser, page: str, action: str, subject: str = "", **more: Any) -> Any:
    item = item_in(page)
    fields = {"csrf": browser.csrf, "action": action, "subject": subject or item, "stake": "0", "seen": seen_in(page)}
    return browser.post(f"/review/{item}", data=fields | more, headers=PART)


def words_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def test_the_queue_begins_where_most_hangs_on_a_decision(rima: Browser, examples: Ledger) -> None:
    first, second = Board(examples).queue(Filter(), None, 2)
    page = rima.get("/review").text
    assert item_in(page) == first.record.id
    assert first.stake >= second.stake
    after = rima.get("/review", params={"after": first.stake, "past": first.record.id}, headers=PART).text
    assert item_in(after) == second.record.id
    assert "<html" not in after


def test_accepting_keeps_the_decision_and_brings_the_next_item(rima: Browser, examples: Ledger) -> None:
    page = rima.get("/review").text
    answer = decide(rima, page, "accept", stake=re.search(r'name="stake" value="([\d.]+)"', page)[1])  # type: ignore[index]
    assert answer.status_code == 200
    assert item_in(answer.text) != item_in(page)
    (entry,) = pipeline.log(examples)
    assert (entry.decision.actor, entry.decision.action) == ("Rima", "accept")
    assert entry.decision.subject == item_in(page)
    assert Board(examples).count(Filter(review="accepted")) == 1
    assert answer.headers["hx-push-url"] == f"/review/{item_in(answer.text)}"


def test_a_correction_by_selected_words_shows_both_values(rima: Browser, examples: Ledger, widest: Incident) -> None:
    page = rima.get(f"/review/{widest.id}").text
    member = widest.members[0]
    claim = next(c for c in member.mention.claims if isinstance(c.value, HarmValue))
    name = next(line.id for line in pipeline.view_of(examples, widest.id).judged.lines(member.mention.id)
                if line.read == claim)  # fmt: skip
    _, copy = create_app(examples, FAST).state.texts.open(member.document_id)
    answer = decide(rima, page, "correct", name, value="at least 37", report=member.document_id, first=0, last=12)
    assert "37" in words_of(answer.text)
    (now,) = [m for m in pipeline.show(examples, widest.id).members if m.mention.id == member.mention.id]
    said = next(c for c in now.mention.claims if c.low == 37)
    assert said.reader_version == "Rima"
    assert said.evidence.verbatim == examples.document(member.document_id).text[slice(*copy.original(0, 12))]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": "lots and lots"}, "is no count"),
        ({"value": "12", "first": 90, "last": 10**9, "report": "yes"}, "do not come from the report"),
        ({"value": "12", "seen": "0"}, ""),
    ],
)
def test_what_cannot_be_kept_says_why_and_changes_nothing(
    rima: Browser, examples: Ledger, widest: Incident, fields: dict[str, Any], words: str
) -> None:
    page = rima.get(f"/review/{widest.id}").text
    member = next(m for m in widest.members if m.mention.harms)
    line = next(x for x in pipeline.view_of(examples, widest.id).judged.lines(member.mention.id)
                if x.read is not None and isinstance(x.read.value, HarmValue))  # fmt: skip
    if fields.get("report"):
        fields = fields | {"report": member.document_id}
    answer = decide(rima, page, "correct", line.id, **fields)
    assert answer.status_code == 200
    if words:
        assert words in words_of(answer.text)
        assert pipeline.log(examples) == []
    else:
        assert len(pipeline.log(examples)) == 1


def test_of_two_reviewers_at_once_one_is_told(app: FastAPI, rima: Browser, examples: Ledger) -> None:
    amal = join(app, "Amal", "reviewer")
    page = rima.get("/review").text
    item = item_in(page)
    same = amal.get(f"/review/{item}").text
    assert "Rima has this before them now" in words_of(same)
    assert item_in(amal.get("/review").text) != item
    decide(rima, page, "accept", item)
    told = decide(amal, same, "reject", item)
    assert "Rima decided on this while you looked" in words_of(told.text)
    assert [e.decision.actor for e in pipeline.log(examples)] == ["Rima"]
    again = decide(amal, told.text, "unverifiable", item)
    assert again.status_code == 200
    assert [e.decision.actor for e in pipeline.log(examples)] == ["Amal", "Rima"]


def test_split_and_undo(rima: Browser, examples: Ledger, widest: Incident) -> None:
    page = rima.get(f"/review/{widest.id}").text
    apart = widest.members[-1].mention.id
    answer = decide(rima, page, "split", apart=[apart])
    # Another mention of its report may come in its place.
    assert apart not in {m.mention.id for m in pipeline.show(examples, widest.id).members}
    assert item_in(answer.text) == widest.id
    (entry,) = pipeline.log(examples)
    decide(rima, answer.text, "undo", str(entry.decision.seq))
    assert pipeline.show(examples, widest.id) == widest


def test_two_incidents_made_one(rima: Browser, examples: Ledger) -> None:
    one, other = [r.record for r in Board(examples).queue(Filter(), None, 2)]
    page = rima.get(f"/review/{one.id}").text
    answer = decide(rima, page, "same", other=other.id)
    joined = pipeline.show(examples, one.id)
    assert set(joined.documents) == {*one.documents, *other.documents}
    assert item_in(answer.text) == joined.id


def test_an_incidents_page_names_every_claim_and_its_reasons(rima: Browser, widest: Incident) -> None:
    page = words_of(rima.get(f"/incident/{widest.id}").text)
    for row in widest.harms:
        assert row.reason in page
    for member in widest.members:
        for claim in member.mention.claims:
            # A word that its publisher masked ("kil*led") is shown as it was read.
            assert " ".join(claim.evidence.verbatim.replace("*", "").split()) in " ".join(page.split())
    for conflict in widest.conflicts:
        assert conflict in page


def test_a_former_id_leads_to_the_incident(rima: Browser, widest: Incident) -> None:
    answer = rima.get(f"/incident/{widest.members[-1].mention.id}")
    assert answer.status_code == 303
    assert answer.headers["location"].endswith(f"/incident/{widest.id}")
    assert rima.get("/incident/i0000000000").status_code == 404


def test_a_documents_page_shows_what_was_skipped(rima: Browser, examples: Ledger) -> None:
    page = next(d for d in examples.documents() if d.media_type == "text/html")
    shown = words_of(rima.get(f"/document/{page.id}").text)
    assert page.id in shown
    assert "</p>" in shown  # the tags of the page as captured, as text


def test_reports_are_listed_and_searched(rima: Browser, examples: Ledger) -> None:
    listed = rima.get("/documents").text
    for document in examples.documents():
        assert f"/document/{document.id}" in listed
    found = rima.get("/documents", params={"words": "truffle"}).text
    assert 0 < found.count('href="/document/') < listed.count('href="/document/')
    assert "no report holds these words" in rima.get("/documents", params={"words": "xylophonist"}).text


def test_every_page_of_the_menu_opens(rima: Browser) -> None:
    menu = re.findall(r'<li><a href="(/[a-z]*)"', rima.get("/").text)
    assert len(menu) >= 6
    assert [path for path in menu if rima.get(path).status_code != 200] == []
