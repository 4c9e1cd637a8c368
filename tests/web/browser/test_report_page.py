"""A report in a browser: no barrier by axe, no request, no sideways scrolling, and paper that holds all of it."""

from __future__ import annotations

import io
import os
import shutil
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from hudhud import pipeline
from hudhud.ledger import Ledger
from hudhud.publish.policy import Public, default_policy

_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = (
    (1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")
)  # fmt: skip
_KEY = b"k" * 32


@pytest.fixture(scope="module", params=["inner", "public"])
def written(request: pytest.FixtureRequest, examples_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of the bundled examples with all that a report can have."""
    folder = tmp_path_factory.mktemp(request.param)
    public = Public(default_policy(), key=_KEY) if request.param == "public" else None
    out, last = folder / "report.html", folder / "last.html"
    wanted = pipeline.Filter(since=date(2023, 2, 15), until=date(2023, 2, 28))
    with Ledger.open(shutil.copy(examples_ledger, folder / "examples.db")) as ledger:
        pipeline.report(ledger, last, wanted, public=public)
        one = next(one for one in pipeline.incidents(ledger, wanted) if not one.aggregate and one.totals)
        pipeline.decide(ledger, "Rima", "reject", one.id, "told twice")
        asked = pipeline.Asked(last=last, base="https://desk.example.org")
        pipeline.report(ledger, out, wanted, asked, public=public)
    return out


@pytest.fixture
def opened(browser: Browser, written: Path) -> Iterator[Page]:
    """The page from the disk; fails a test in which it asked for anything or a policy was broken."""
    context = browser.new_context()
    asked: list[str] = []
    said: list[str] = []
    context.on("request", lambda one: asked.append(one.url))
    context.on("console", lambda one: said.append(one.text))
    page = context.new_page()
    page.goto(written.as_uri())
    yield page
    assert asked == [written.as_uri()]
    assert said == []
    context.close()


def test_nobody_meets_a_barrier(browser: Browser, written: Path) -> None:
    # axe is a script, which the page's own policy forbids.
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(written.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    told: list[str] = []
    for width, theme in _LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found: list[dict[str, Any]] = Axe().run(page, options=_RULES).response["violations"]
        told += [f"{width} {theme} {one['id']}: {n['html'][:160]} {n['failureSummary'][:300]}" for one in found
                 for n in one["nodes"][:3]]  # fmt: skip
    context.close()
    assert told == []


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_scrolls_sideways(opened: Page, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    maps = opened.locator(".drawn svg:visible")
    assert maps.count() == 2, "one map and one timeline, as wide as the page allows"
    assert all((box := maps.nth(n).bounding_box()) and box["width"] <= width for n in range(2))


def test_letters_in_pictures_can_be_read_on_a_telephone(opened: Page) -> None:
    opened.set_viewport_size({"width": 360, "height": 800})
    sizes = opened.evaluate(
        "[...document.querySelectorAll('.drawn svg text')].filter((one) => one.getBoundingClientRect().width)"
        ".map((one) => one.getBoundingClientRect().height)"
    )
    assert sizes
    assert min(sizes) >= 9


def test_a_picture_of_its_head(opened: Page, written: Path, tmp_path: Path) -> None:
    opened.set_viewport_size({"width": 1000, "height": 1480})
    opened.emulate_media(color_scheme="light")
    folder = Path(os.environ.get("HUDHUD_SCREENSHOTS", tmp_path))
    kind = written.parent.name.rstrip("0123456789")
    path = folder / f"report-{kind}-1000-light-ltr.png"
    opened.screenshot(path=path)
    assert path.stat().st_size > 20_000


def test_everything_is_on_paper(opened: Page) -> None:
    opened.emulate_media(media="print", color_scheme="dark")
    ink = opened.evaluate("getComputedStyle(document.body).color")
    assert ink == "rgb(29, 35, 38)", "paper stays light in the dark"
    made = PdfReader(io.BytesIO(opened.pdf(format="A4")))
    told = unicodedata.normalize("NFKC", "".join(one.extract_text() for one in made.pages))  # it joins f and i
    text = " ".join(told.split())
    for part in ("What happened", "Key figures", "The periods before", "Claims checked", "Method and limits"):
        assert part in text
    assert 3 <= len(made.pages) <= 15
