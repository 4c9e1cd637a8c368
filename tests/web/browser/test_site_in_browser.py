"""The static site as a host serves it, under a path of its own: no barrier, no script error, and nobody else asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from driving import Watch
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hudhud import pipeline
from hudhud.ledger import Ledger
from hudhud.publish.policy import Public, default_policy

_OPTIONS = {"resultTypes": ["violations"], "preload": False, "iframes": False}
_ALL = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_PAGES = ("index", "incidents", "map", "changes", "downloads", "about", "most", "sum", "withdrawn", "private")


@dataclass(frozen=True)
class Served:
    """Two sites under paths of one host, and the addresses of some pages."""

    url: str
    folder: Path
    pages: dict[str, str]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def served(examples_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A public site that was built twice, the second time without some incidents, and a private one."""
    root = tmp_path_factory.mktemp("host")
    folder = root / "public" / "records"
    with Ledger.open(shutil.copy(examples_ledger, tmp_path_factory.mktemp("site") / "examples.db")) as ledger:
        public = Public(default_policy(), date(2026, 1, 1), b"k" * 32)
        pipeline.site(ledger, folder, public=public, url="https://records.example.org/records")
        some = pipeline.Filter(until=date(2025, 1, 1))
        done = pipeline.site(ledger, folder, some, public=public, url="https://records.example.org/records")
        assert done.counts.withdrawn
        pipeline.site(ledger, root / "private", public=None)
    own = {p.stem: p.read_text("utf-8") for p in (folder / "incident").glob("*.html")}
    pages = {name: f"public/records/{name}.html" for name in _PAGES[:6]} | {
        "most": f"public/records/incident/{max(own, key=lambda name: len(own[name]))}.html",
        "sum": f"public/records/incident/{next(n for n, text in own.items() if 'chip-note' in text)}.html",
        "withdrawn": f"public/records/incident/{next(n for n, text in own.items() if 'Withdrawn' in text)}.html",
        "private": "private/incidents.html",
    }
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(root))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield Served(f"http://127.0.0.1:{server.server_address[1]}", folder, pages)
        server.shutdown()


@pytest.fixture
def watch(served: Served) -> Iterator[Watch]:
    seen = Watch(served.url)
    yield seen
    assert seen.problems == []


@pytest.fixture
def context(browser: Browser, served: Served, watch: Watch) -> Iterator[BrowserContext]:
    opened = browser.new_context(base_url=served.url, viewport={"width": 1360, "height": 900})
    opened.set_default_timeout(30_000)
    watch.over(opened)
    yield opened
    opened.close()


def _visit(page: Page, path: str) -> None:
    page.goto(f"/{path}")
    if page.locator("[data-map]").count():
        page.wait_for_selector("[data-map][data-ready]")
    if page.locator("[data-search]").count():
        page.wait_for_selector("[data-search][data-ready]")
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")


@pytest.mark.parametrize("name", _PAGES)
def test_nobody_meets_a_barrier(page: Page, served: Served, name: str) -> None:
    _visit(page, served.pages[name])
    told: list[str] = []
    for width in (1440, 360):
        for theme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            wide = page.evaluate("document.documentElement.scrollWidth")
            told += [f"{width}: the page is {wide} wide"] if wide > width else []
            found: list[dict[str, Any]] = Axe().run(page, options=_OPTIONS | _ALL).response["violations"]
            told += [f"{width} {theme} {one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"][:3]]
    assert told == []


def test_the_search_finds_by_words_figures_and_days_and_its_address_can_be_sent_on(page: Page, served: Served) -> None:
    _visit(page, served.pages["incidents"])
    every = page.locator("[data-list] tbody tr").count()
    page.fill("#search-words", "HOMS état")
    expect(page.locator("[data-found]")).to_have_text("No incident fits. Clear a filter.")
    page.fill("#search-words", "isl\u00e1mic homs")
    rows = page.locator(".table-wrap:visible tbody tr")
    expect(page.locator("[data-found]")).to_contain_text(f"of {every} incidents")
    assert 0 < rows.count() < every
    assert all("Homs" in row and "Islamic State" in row for row in rows.all_inner_texts())
    page.fill("#search-words", "")
    page.select_option("#search-harm", "killed")
    page.fill("#search-least", "50")
    page.fill("#search-since", "2023-01-01")
    expect(page.locator("[data-found]")).to_contain_text(f"of {every} incidents")
    page.wait_for_url("**/incidents.html?*least=50*")
    found = page.locator(".table-wrap:visible tbody a").evaluate_all("(all) => all.map((one) => one.href)")
    assert 0 < len(found) < every
    page.goto(page.url)
    expect(page.locator("[data-found]")).to_have_text(f"{len(found)} of {every} incidents")
    again = page.locator(".table-wrap:visible tbody a").evaluate_all("(all) => all.map((one) => one.href)")
    assert again == found
    page.click("button[type=reset]")
    expect(page.locator("[data-list] tbody tr").first).to_be_visible()
    page.goto(found[0])
    expect(page.locator("h1")).to_contain_text("killed")


def test_the_map_draws_areas_and_leads_to_incidents(page: Page, served: Served) -> None:
    _visit(page, served.pages["map"])
    marks = page.locator(".mark-frame")
    assert marks.count() > 0
    assert page.locator(".pin").count() == 0, "no public place is a point"
    expect(page.locator("[data-unplaced]")).to_contain_text("are not drawn")
    for _ in range(8):
        if page.locator(".mark-frame[aria-label*='somewhere in the district']").count():
            break
        page.locator(".mark-frame[aria-label*='zooms in']").first.press("Enter")
        page.wait_for_timeout(300)
    page.locator(".mark-frame[aria-label*='somewhere in the district']").first.press("Enter")
    page.locator(".leaflet-popup a[href*='incident/']").first.click()
    expect(page.locator("h1")).to_contain_text("part of")
    assert "/public/records/incident/i" in page.url


@pytest.mark.parametrize("name", ("index", "incidents", "map", "most"))
def test_without_scripts_everything_can_be_read(browser: Browser, served: Served, name: str) -> None:
    context = browser.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/{served.pages[name]}")
    assert not page.locator("form").count() or not page.locator("form").is_visible()
    assert page.locator("main table, main ul").first.is_visible()
    page.locator("nav.nav a", has_text="Incidents").click()
    page.locator("tbody a").first.click()
    assert "/incident/i" in page.url
    assert page.locator("h1").is_visible()
    context.close()


def test_pages_can_be_read_from_a_disk(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    page.goto((served.folder / "incidents.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex"
    page.locator("tbody a").first.click()
    page.wait_for_url("file://**/incident/i*.html")
    page.close()
