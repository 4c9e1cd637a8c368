"""A reviewer's way through the workbench with the bundled examples, from signing in to the log."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from driving import Watch, Workbench, picture, serving, sign_in
from playwright.sync_api import Page, expect
from web_samples import PASSWORD

from hudhud import pipeline
from hudhud.cli import cli
from hudhud.ledger import Board, Codings, Ledger
from hudhud.model import Incident
from hudhud.model.filters import Filter

_PLACE_OF_WORDS = """(claim) => {
  const mark = document.querySelector(`[data-text] [data-claim="${claim}"]`);
  const text = document.createTreeWalker(mark, NodeFilter.SHOW_TEXT).nextNode();
  mark.scrollIntoView({block: "center"});
  const [words] = text.data.match(/\\S+\\s?\\S*/), range = document.createRange();
  range.setStart(text, text.data.indexOf(words));
  range.setEnd(text, text.data.indexOf(words) + words.length);
  const {left, right, top, height} = range.getBoundingClientRect();
  return [words, left, right, top + height / 2];
}"""
"""The first two words that a claim rests on, and where on the screen they stand."""

_DECIDED = ["accept", "correct", "split", "undo", "same"]


@pytest.fixture
def workbench(examples_ledger: Path, tmp_path: Path) -> Iterator[Workbench]:
    """One for each way through: a way changes the ledger."""
    with Ledger.open(shutil.copy(examples_ledger, tmp_path / "examples.db")) as ledger, serving(ledger) as bench:
        bench.join("Rima")
        yield bench


@pytest.fixture
def widest(workbench: Workbench) -> Incident:
    """The incident that most reports tell of."""
    return max(pipeline.incidents(workbench.ledger), key=lambda one: len(one.documents))


def test_with_the_mouse(page: Page, workbench: Workbench, widest: Incident) -> None:
    sign_in(page, "Rima")
    page.click("nav >> text=Incidents")
    whole = len(pipeline.incidents(workbench.ledger))
    # The browser shows the first rows while the last are on their way.
    expect(page.locator("#incidents tbody tr")).to_have_count(whole)
    _filter(page, whole)
    _brush(page, whole)

    page.click(f"#incidents a[href='/incident/{widest.id}']")
    expect(page.locator("main code").first).to_have_text(widest.id)
    page.click("nav >> text=Review")
    _accept(page)
    page.goto(f"/incident/{widest.id}")
    page.click("text=Review it")
    expect(page.locator("#item")).to_have_attribute("data-item", widest.id)

    line = _line(workbench, widest, "killed")
    page.click(f"#line-{line} summary")
    words = _draw_over(page, line)
    form = page.locator(f"#line-{line} form.edit-form")
    expect(form.locator("[data-words]")).to_have_text(words)
    form.locator("[name=value]").fill("at least 37")
    form.locator("button").click()
    _kept(page, "Correct")
    assert _corrected(workbench, widest) == words

    page.click("#split summary")
    box = page.locator("#split input[type=checkbox]").last
    apart = box.get_attribute("value")
    box.check()
    page.click("#split button")
    _kept(page, "Split off")
    # Another mention of its report may come in its place.
    assert apart not in {m.mention.id for m in pipeline.show(workbench.ledger, widest.id).members}
    page.click("#told button")
    _kept(page, "Undo")
    assert len(pipeline.show(workbench.ledger, widest.id).members) == len(widest.members)

    other = _another(workbench, widest)
    page.click("#same > summary")
    page.click("#same details summary")
    page.fill("#other-id", other)
    page.click("#same button[value=same]")
    _kept(page, "Same incident")

    page.click("nav >> text=Log")
    _logged(page, workbench)


def test_with_keys_alone(page: Page, workbench: Workbench, widest: Incident, watch: Watch) -> None:
    page.goto("/sign-in")
    page.keyboard.type("Rima")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    _follow(page, "nav", "/incidents")
    _filter_by_keys(page)
    _follow(page, "#incidents", f"/incident/{widest.id}")
    _follow(page, "nav", "/review")
    watch.requests.clear()
    _accept(page)
    assert len(watch.requests) == 1

    # The way to a certain item leads over its page.
    page.goto(f"/incident/{widest.id}")
    _follow(page, "main", f"/review/{widest.id}")
    watch.requests.clear()
    _correct_by_keys(page, workbench, widest)
    page.keyboard.press("p")
    expect(page.locator("#split input:focus")).to_be_visible()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    _kept(page, "Split off")
    page.keyboard.press("z")
    _kept(page, "Undo")
    assert len(pipeline.show(workbench.ledger, widest.id).members) == len(widest.members)
    page.keyboard.press("s")
    _tab_to(page, "#same details summary")
    page.keyboard.press("Enter")
    expect(page.locator("#other-id")).to_be_focused()
    page.keyboard.type(_another(workbench, widest))
    _tab_to(page, "#same button[value=same]")
    page.keyboard.press("Enter")
    _kept(page, "Same incident")
    assert [method for method, _ in watch.requests] == ["POST"] * 4  # one for each decision

    _follow(page, "nav", "/log")
    _logged(page, workbench)


def test_a_run_of_items_by_keys_takes_a_request_each(page: Page, workbench: Workbench, watch: Watch) -> None:
    run = Board(workbench.ledger).waiting(31) - 1
    assert run >= 10
    sign_in(page, "Rima")
    page.goto("/review")
    watch.requests.clear()
    for _ in range(run):
        _accept(page)
    assert [method for method, _ in watch.requests] == ["POST"] * run
    assert len(pipeline.log(workbench.ledger)) == run


def test_another_item_begins_at_its_first_claim_and_the_same_one_goes_on(page: Page) -> None:
    sign_in(page, "Rima")
    page.goto("/review")
    here = page.locator("[data-line]").nth
    for _ in range(3):
        page.keyboard.press("j")
    expect(here(2)).to_have_class(re.compile(r"\bhere\b"))
    _accept(page)
    page.keyboard.press("j")
    expect(here(0)).to_have_class(re.compile(r"\bhere\b"))
    page.keyboard.press("j")
    page.keyboard.press("y")
    _kept(page, "Accept")
    expect(here(1)).to_have_class(re.compile(r"\bhere\b"))
    expect(here(1)).to_be_focused()


def test_evidence_is_attached_and_taken_back(page: Page, workbench: Workbench, widest: Incident) -> None:
    sign_in(page, "Rima")
    page.goto(f"/incident/{widest.id}")
    page.click("#attach summary")
    page.set_input_files("#file", {"name": "gate <b>.png", "mimeType": "image/png", "buffer": picture()})
    page.fill("#attach-reason", "sent by a witness")
    page.click("#attach button")
    page.wait_for_url("**#evidence")
    shown = page.locator(".attached li")
    expect(shown).to_contain_text("gate <b>.png")
    expect(shown).to_contain_text("sent by a witness")
    assert shown.locator("img").evaluate("async (img) => { await img.decode(); return img.naturalWidth; }") == 300
    with page.expect_download() as saved:
        shown.locator("text=Save the original").click()
    assert saved.value.suggested_filename.startswith("gate")
    assert Path(saved.value.path()).read_bytes() == picture()
    shown.locator("text=Undo").click()
    expect(page.locator("section[aria-labelledby=evidence]")).to_contain_text("Nothing is attached")
    assert [e.decision.action for e in pipeline.log(workbench.ledger)] == ["undo", "attach"]


def test_an_incident_is_coded_blind_by_keys(page: Page, workbench: Workbench, widest: Incident) -> None:
    workbench.join("Amal", "reviewer")
    pipeline.decide(workbench.ledger, "Rima", "accept", widest.id, "read twice")
    Codings(workbench.ledger).set_share(1, "Rima")
    sign_in(page, "Amal")
    _follow(page, "nav", "/coding")
    assert "read twice" not in (page.locator("main").text_content() or "")
    _tab_to(page, "#place")
    page.keyboard.type("Sukhna")
    _tab_to(page, "#killed")
    page.keyboard.type("53")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.wait_for_url("**/coding?kept=*")
    expect(page.locator("main")).to_contain_text("Kept, apart from all decisions")
    (pair,) = Codings(workbench.ledger).pairs()
    assert (pair.incident, pair.second, pair.says.place, pair.says.killed) == (widest.id, "Amal", "Sukhna", 53)


def test_a_filter_is_saved_and_found_again(page: Page, workbench: Workbench) -> None:
    sign_in(page, "Rima")
    page.goto("/incidents")
    page.click("summary:has-text('Filters')")
    page.fill("#filter-place", "Sukhna")
    page.wait_for_url(re.compile("place=Sukhna"))
    expect(page.locator(".save-view [name=query]")).to_have_value("place=Sukhna")
    page.click("#views summary")
    page.fill("#view-name", "Around Sukhna")
    page.click(".save-view button")
    page.wait_for_url("**#views")
    page.goto("/incidents")
    page.click("#views summary")
    page.click("text=Around Sukhna")
    page.wait_for_url("**/incidents?place=Sukhna")


def _rows(page: Page) -> int:
    return page.locator("#incidents tbody tr").count()


def _filter(page: Page, whole: int) -> None:
    page.click("summary:has-text('Filters')")
    page.fill("#filter-place", "Sukhna")
    page.wait_for_url(re.compile("place=Sukhna"))
    expect(page.locator("#incidents tbody tr")).not_to_have_count(whole)
    assert _rows(page) > 0
    page.fill("#filter-place", "")
    expect(page.locator("#incidents tbody tr")).to_have_count(whole)


def _brush(page: Page, whole: int) -> None:
    """Draw the mouse over the second half of the timeline, and let the whole of it count again."""
    page.locator(".timeline[data-ready]").scroll_into_view_if_needed()
    drawn = page.locator(".timeline svg").bounding_box()
    assert drawn is not None
    middle = drawn["y"] + drawn["height"] / 2
    page.mouse.move(drawn["x"] + drawn["width"] * 0.4, middle)
    page.mouse.down()
    page.mouse.move(drawn["x"] + drawn["width"] * 0.9, middle, steps=6)
    page.mouse.up()
    page.wait_for_url(re.compile(r"since=\d{4}-\d\d-\d\d.*until="))
    expect(page.locator("#incidents tbody tr")).not_to_have_count(whole)
    assert page.input_value("#since") < page.input_value("#until")
    page.click("[data-clear]")
    expect(page.locator("#incidents tbody tr")).to_have_count(whole)


def _follow(page: Page, within: str, address: str) -> None:
    """Tab to a link and press Enter."""
    _tab_to(page, f"{within} a[href='{address}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def _filter_by_keys(page: Page) -> None:
    """By a place, then by a stretch of the timeline; at the end all incidents are there again."""
    whole, shown = _rows(page), page.locator("#incidents tbody tr")
    _tab_to(page, "summary:has(+ form[data-filters])")
    page.keyboard.press("Enter")
    _tab_to(page, "#filter-place")
    page.keyboard.type("Sukhna")
    expect(shown).not_to_have_count(whole)
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(shown).to_have_count(whole)
    _tab_to(page, "[data-timeline] [role=slider]")
    page.keyboard.press("PageUp")
    page.wait_for_url(re.compile("since="))
    expect(shown).not_to_have_count(whole)
    page.keyboard.press("Home")
    expect(shown).to_have_count(whole)


def _correct_by_keys(page: Page, bench: Workbench, one: Incident) -> None:
    """Go to a figure, choose its words in the text, and give another figure."""
    _step_to(page, _line(bench, one, "killed"))
    page.keyboard.press("e")
    expect(page.locator("[name=value]:focus")).to_be_visible()
    for key in ("Escape", "t", "ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    words = page.evaluate("getSelection().toString().trim()")
    assert _words_of(one, "killed").startswith(words)
    page.keyboard.press("Enter")
    expect(page.locator("[name=value]:focus")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type("at least 37")
    page.keyboard.press("Enter")
    _kept(page, "Correct")
    assert _corrected(bench, one) == words


def _accept(page: Page) -> None:
    page.wait_for_load_state()  # before it no key is heard
    before = page.get_attribute("#item", "data-item") or ""
    page.keyboard.press("a")
    _kept(page, "Accept")
    expect(page.locator("#item")).not_to_have_attribute("data-item", before)


def _kept(page: Page, action: str) -> None:
    """The next thing that the page tells is that a decision was kept; and all that follows from it is done."""
    expect(page.locator("#told")).to_contain_text(f"{action}: kept")
    expect(page.locator(".htmx-settling, .htmx-request")).to_have_count(0)


def _line(bench: Workbench, one: Incident, field: str) -> str:
    """A claim of a field that an incident's first report makes of it."""
    lines = pipeline.view_of(bench.ledger, one.id).judged.lines(one.members[0].mention.id)
    return next(line.id for line in lines if line.read is not None and line.read.field == field)


def _words_of(one: Incident, field: str) -> str:
    return next(c.evidence.verbatim for c in one.members[0].mention.claims if c.field == field)


def _corrected(bench: Workbench, one: Incident) -> str:
    """The words of a report that its corrected figure now rests on."""
    claims = pipeline.show(bench.ledger, one.id).members[0].mention.claims
    return next(c.evidence.verbatim for c in claims if c.low == 37)


def _another(bench: Workbench, one: Incident) -> str:
    """An incident with which one can be made the same."""
    return next(row.record.id for row in Board(bench.ledger).queue(Filter(), None, 2) if row.record.id != one.id)


def _step_to(page: Page, line: str) -> None:
    for _ in range(60):
        if page.locator(f"#line-{line}.here").count():
            return
        page.keyboard.press("j")
    pytest.fail("the keys do not lead to the claim")


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until something has the focus, if it has not."""
    page.wait_for_timeout(100)  # a key that opens something moves the focus a moment later
    for _ in range(300):  # a report of many claims has as many buttons
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to {selector}")


def _draw_over(page: Page, claim: str) -> str:
    """Draw the mouse over the first words of a claim; those words."""
    words, left, right, middle = page.evaluate(_PLACE_OF_WORDS, claim)
    page.mouse.move(left + 1, middle)
    page.mouse.down()
    page.mouse.move((left + right) / 2, middle, steps=4)
    page.mouse.move(right - 1, middle, steps=4)
    page.mouse.up()
    return str(words)


def _logged(page: Page, bench: Workbench) -> None:
    """The page of the log and the command line tell the same, the latest first."""
    shown = page.locator("tbody tr")
    expect(shown).to_have_count(len(_DECIDED))
    ran = CliRunner().invoke(cli, ["log", "--ledger", str(bench.ledger.path), "--format", "jsonl"])
    assert ran.exit_code == 0, ran.output
    told = [json.loads(line) for line in ran.output.splitlines()]
    assert [(one["actor"], one["action"]) for one in told[::-1]] == [("Rima", action) for action in _DECIDED]
    for row, one in zip(shown.all(), told, strict=True):
        expect(row).to_contain_text(str(one["seq"]))
        expect(row).to_contain_text(one["what"])
        expect(row).to_have_class("undone" if one["undone_by"] else "")
