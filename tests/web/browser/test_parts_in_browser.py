"""Every part, driven in Chromium: no violation of the policy, no error, and what keys and hands do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

from style_site import ARABIC, TEXT, served, site  # noqa: E402

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_WATCH = """window.broken = []; document.addEventListener('securitypolicyviolation',
    (e) => window.broken.push(e.violatedDirective + ' ' + e.blockedURI));"""


@pytest.fixture(scope="module")
def asked() -> list[str]:
    return []


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = os.environ.get("HUDHUD_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        pytest.skip("no Chromium; install one or name it by HUDHUD_CHROMIUM")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(asked: list[str]) -> Iterator[str]:
    with served(site(asked)) as url:
        yield url


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: request.url.startswith(address) or errors.append(f"left: {request.url}"))
    page.add_init_script(_WATCH)
    page.goto(f"{address}/style")
    page.wait_for_selector("[data-map][data-ready]")
    page.wait_for_selector("[data-timeline][data-ready]")
    yield page
    assert errors == []
    assert page.evaluate("window.broken") == []
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_axe_finds_nothing_serious(page: Any, address: str, theme: str, direction: str) -> None:
    page.goto(f"{address}/style?theme={theme}&direction={direction}")
    page.wait_for_selector("[data-map][data-ready]")
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in {"serious", "critical"}] == []


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_is_wider_than_its_window(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_brush_fills_the_form_and_asks_for_no_points(page: Any, asked: list[str]) -> None:
    box = page.locator("[data-timeline] svg").bounding_box()
    del asked[:]
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 30, steps=8)
    assert asked == []
    with page.expect_response("**/style?*"):
        page.mouse.up()
    since, until = page.input_value("[name=since]"), page.input_value("[name=until]")
    assert "" < since < until
    page.wait_for_url("**since=*")
    assert "/points.json" not in asked


def test_the_brush_obeys_keys(page: Any) -> None:
    page.locator("[data-timeline] .grip").first.focus()
    with page.expect_response("**/style?*"):
        page.keyboard.press("PageUp")
    assert page.input_value("[name=since]")


def test_keys_press_what_is_seen_and_leave_typing_alone(page: Any) -> None:
    page.evaluate("document.addEventListener('click', (e) => { window.said = e.target.dataset.said; })")
    page.locator("#content").focus()
    page.keyboard.press("a")
    assert page.evaluate("window.said") == "accepted"
    page.locator("#value-killed").focus()
    page.keyboard.type("ax")
    assert page.input_value("#value-killed") == "ax"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#keys-help dd").all_text_contents() == ["Value", "Accept", "Reject", "Next"]


@pytest.mark.parametrize(
    ("piece", "text", "words", "base"), [(0, TEXT, "Orlan market", 0), (1, ARABIC, "أورلان", 5000)]
)
def test_selected_words_fill_the_field_in_code_points(page: Any, piece: int, text: str, words: str, base: int) -> None:
    page.locator("#value-place").focus()
    page.evaluate(
        """([piece, words]) => {
          const root = document.querySelectorAll("[data-text]")[piece];
          const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), nodes = [];
          while (walk.nextNode()) nodes.push(walk.currentNode);
          const at = root.textContent.indexOf(words), spot = (n) => {
            for (const node of nodes) { if (n <= node.length) return [node, n]; n -= node.length; } };
          const [a, i] = spot(at), [b, j] = spot(at + words.length);
          getSelection().setBaseAndExtent(a, i, b, j);
          root.dispatchEvent(new PointerEvent("pointerup", {bubbles: true}));
        }""",
        [piece, words],
    )
    field = page.locator("[data-field=place]")
    start, end = (int(field.locator(f"[data-span-{name}]").input_value()) for name in ("start", "end"))
    assert text[start - base : end - base] == words == field.locator("[data-verbatim]").input_value()


def test_words_are_chosen_with_keys_alone(page: Any) -> None:
    page.locator("#value-killed").focus()
    page.locator("[data-text]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    assert TEXT.startswith(page.locator("[data-field=killed] [data-verbatim]").input_value())
    assert page.locator("[data-field=killed] [data-verbatim]").input_value() != ""
