"""Reports, reasons and names written to be run: each stands as text wherever it is shown, and nothing of it runs."""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from driving import Watch, Workbench, serving, sign_in, unfold, visit
from playwright.sync_api import Page

from hudhud import pipeline
from hudhud.ledger import Codings, Ledger, SavedViews
from hudhud.model import File, Member
from hudhud.model.codings import Coding

_BIDI = "\u202eneddih\u202c \u2066apart\u2069"
_LONG = "w" * 3000
_TRICKS = (
    "<script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    '<a href="javascript:window.ran = 1">read on</a>',
    '"><svg onload=window.ran=1>',
    "<style>body { display: none } * { background: url(//elsewhere.example/x) }</style>",
    "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>",
    "<div hx-get='/me' hx-trigger='load' data-map class='injected'></div>",
    "{{7*7}} {% raw %} ${7*7} #{7*7}",
    "' onmouseover='window.ran=1' x='",
)
_ALL = " ".join(_TRICKS)
_FORMULA = '=HYPERLINK("http://elsewhere.example","7")'
_NAME = "<img src=x onerror=window.ran=1> {{7*7}}"

_PAGE = f"""<!doctype html><html><head><title>{html.escape(_ALL)}</title>
<meta property="og:site_name" content="{html.escape(_ALL)}">
<meta property="article:published_time" content="2023-02-18">
<script>window.ran = 1</script><style>body {{ display: none }}</style></head>
<body onload="window.ran = 1"><article><h1>{html.escape(_ALL)}</h1>
<p>Sukhna, 18 February 2023. Gunmen of {html.escape(_TRICKS[1])} killed 53 people near the town of Sukhna on Friday,
{html.escape(_ALL)} said the police.</p>
<p><a href="javascript:window.ran = 1" onclick="window.ran = 1">Seven civilians</a>
were wounded when militants opened fire near Palmyra on 17 February 2023. <img src="x" onerror="window.ran = 1"></p>
<p>{html.escape(_BIDI)} {_LONG}</p></article></body></html>"""

_RECORDS = [
    {
        "doc_id": f"{trick}-{number}",
        "title": f"{trick} {_BIDI} {_LONG[:400]}",
        "publisher": _FORMULA if number == 0 else trick,
        "published": "2023-02-18",
        "url": "javascript:window.ran = 1",
        "text": f"{trick}\n\nGunmen killed {20 + number} civilians in an attack on Sukhna in Syria on 17 February 2023,"
        f" {trick} said. The Islamic State {trick} claimed it.\n\n{_BIDI} {_LONG}",
    }
    for number, trick in enumerate(_TRICKS)
]


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """The workbench over a ledger of hostile reports, decisions and names."""
    folder = tmp_path_factory.mktemp("hostile")
    page, lines = folder / "page.html", folder / "reports.jsonl"
    page.write_text(_PAGE, "utf-8")
    lines.write_text("".join(json.dumps(one) + "\n" for one in _RECORDS), "utf-8")
    with Ledger.open(folder / "ledger.db") as ledger, serving(ledger) as bench:
        done = list(pipeline.add([page, lines], ledger, pipeline.open_default_reader()))
        assert [one.error for one in done] == [None] * (1 + len(_RECORDS))
        bench.join(_NAME)
        found = pipeline.incidents(ledger)
        for number, trick in enumerate(_TRICKS):
            pipeline.decide(ledger, _NAME, "accept", found[number % len(found)].id, trick)
        _leave(ledger, found[0].id)
        yield bench


def _leave(ledger: Ledger, incident: str) -> None:
    """Files, codings and views under hostile names."""
    views, codings = SavedViews(ledger), Codings(ledger)
    codings.set_share(1, _NAME)
    for number, trick in enumerate(_TRICKS):
        file = File.of(f"{trick}{_BIDI}.svg", f"<svg onload='window.ran=1'>{number}</svg>".encode())
        pipeline.decide(ledger, _NAME, "attach", incident, trick, pipeline.Wish(file=file))
        views.keep(1, "administrator", trick[:60], urlencode({"place": trick}), shared=True)
        said = Coding(place=trick, perpetrator=_LONG[:200])
        codings.keep(f"i{number}", (trick, number, said), (_NAME, Coding(place=f"not {trick}", killed=7)))


def _paths(ledger: Ledger) -> list[str]:
    incidents = [one.id for one in pipeline.incidents(ledger)]
    widest = max(pipeline.incidents(ledger), key=lambda one: len(one.documents)).id
    some = dict.fromkeys([widest, *incidents[:3]])
    return [
        "/", "/incidents", f"/incidents?words={_TRICKS[1]}&since={_TRICKS[0]}", "/review", "/coding",
        "/agreement", "/log", "/answers?question=hotspots&ask=1", "/answers?question=surprise&ask=1",
        f"/answers?question=trend&ask=1&actor={_TRICKS[0]}",
        f"/log?by={_TRICKS[3]}&subject={_TRICKS[0]}", "/people", "/me", f"/incident/{_TRICKS[1]}",
        *(f"/incident/{name}" for name in some), *(f"/review/{name}" for name in some),
        *(f"/document/{one.id}" for one in ledger.documents()),
    ]  # fmt: skip


def test_no_page_runs_what_a_report_says(page: Page, workbench: Workbench, watch: Watch) -> None:
    watch.expected = ("404 (Not Found)", "422 (Unprocessable Entity)")
    sign_in(page, _NAME)
    for path in _paths(workbench.ledger):
        visit(page, path)
        unfold(page)
        assert page.evaluate("window.ran") is None, path
        assert page.locator(_INJECTED).count() == 0, path
        assert page.evaluate("getComputedStyle(document.body).display") != "none"
        for width in (1360, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        shown = page.locator("body").text_content() or ""
        assert "49 ${7*7}" not in shown, path


_INJECTED = ("main script, main style, main iframe, main img:not(.plot), .injected, [onerror], [onload], "
             "[onmouseover], [onclick], a[href^='javascript'], a[href*='//elsewhere']")  # fmt: skip


def test_every_word_stands_as_it_was_captured(page: Page, workbench: Workbench) -> None:
    sign_in(page, _NAME)
    for document in workbench.ledger.documents():
        visit(page, f"/document/{document.id}")
        assert page.locator("pre.captured").text_content() == document.text
        assert " ".join((document.title or "").split()) in " ".join(page.locator("h1").all_text_contents())
    visit(page, "/log")
    told = page.locator("main").text_content() or ""
    for trick in (*_TRICKS, _NAME):
        assert trick in told


def test_exports_hold_text_and_no_formula(page: Page, workbench: Workbench) -> None:
    sign_in(page, _NAME)
    table = page.request.get("/incidents/export?profile=csv&public=no")
    assert table.headers["content-type"].startswith("text/csv")
    cells = [cell for row in csv.reader(table.text().splitlines()) for cell in row]
    assert any(_FORMULA in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    lines = page.request.get("/incidents/export?profile=jsonl&public=no")
    assert lines.headers["content-disposition"].startswith("attachment")
    records = [json.loads(line) for line in lines.text().splitlines()]
    assert {told["doc_id"] for one in records for told in one["references"]} >= {
        one.doc_id for one in _members(workbench.ledger)
    }


def _members(ledger: Ledger) -> list[Member]:
    return [member for one in pipeline.incidents(ledger) for member in one.members]
