"""How pages lie on screens of three widths, in either theme and direction; and pictures of them to be looked at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from driving import Watch, Workbench, addresses, at_work, sign_in, unfold, visit
from playwright.sync_api import BrowserContext, Page

from hudhud import pipeline

_WIDTHS = (360, 768, 1440)
_PICTURES = [
    "sign-in 360 light ltr", "overview 1440 light ltr", "incidents 360 light ltr", "incidents 768 light ltr",
    "incidents 1280 light ltr", "incidents 1440 dark ltr", "incidents 1440 light rtl", "incident 360 light ltr",
    "incident 1280 light ltr", "incident 1440 dark ltr", "incident 360 dark rtl", "document 768 light ltr",
    "document 1440 light rtl", "review 360 light ltr", "review 768 dark ltr", "review 1280 light ltr",
    "review 1440 light rtl", "log 1440 light ltr", "people 360 dark ltr", "me 768 dark rtl", "coding 1280 light ltr",
    "coding 360 dark rtl", "answers 1280 light ltr", "answers 360 dark rtl", "agreement 1280 light ltr",
    "agreement 360 dark rtl", "feeds 1280 light ltr", "feeds 360 dark rtl",
]  # fmt: skip


@pytest.fixture(scope="module")
def reviewed(workbench: Workbench) -> Workbench:
    """With somebody for each direction, and a decision in the log."""
    workbench.join("Rima")
    workbench.join("Layla")
    people = workbench.app.state.identity.people
    layla = people.named("Layla")
    people.prefer(layla.id, "rtl", "auto")
    people.set_role(layla.id, "administrator", people.user(1))
    one = pipeline.incidents(workbench.ledger)[0]
    pipeline.decide(workbench.ledger, "Rima", "accept", one.id, "read twice")
    at_work(workbench)
    return workbench


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go: HUDHUD_SCREENSHOTS, else where pytest keeps them for a while."""
    named = os.environ.get("HUDHUD_SCREENSHOTS")
    found = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    found.mkdir(parents=True, exist_ok=True)
    return found


def _as(page: Page, direction: str) -> None:
    sign_in(page, "Rima" if direction == "ltr" else "Layla")


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_no_page_is_wider_than_its_screen(page: Page, reviewed: Workbench, watch: Watch, direction: str) -> None:
    watch.expected = ("404 (Not Found)",)
    _as(page, direction)
    wider = []
    for name, path in addresses(reviewed).items():
        visit(page, path)
        unfold(page)
        for width in _WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            needs = page.evaluate("document.documentElement.scrollWidth")
            if needs > width:
                wider.append((name, width, needs))
    assert wider == []


def test_from_right_to_left_the_page_is_mirrored(page: Page, reviewed: Workbench) -> None:
    def left(selector: str) -> Any:
        box = page.locator(selector).first.bounding_box()
        assert box
        return box["x"]

    _as(page, "rtl")
    page.goto(addresses(reviewed)["review"])
    assert left(".brand") > left(".nav a") > left(".menu")
    assert left(".nav li:first-child") > left(".nav li:last-child")
    assert left(".desk-reports") > left(".desk-fields")
    # What is written from left to right stays so.
    assert page.evaluate("getComputedStyle(document.querySelector('.desk-reports [data-text]')).direction") == "ltr"


@pytest.mark.parametrize("picture", _PICTURES)
def test_pictures(context: BrowserContext, reviewed: Workbench, folder: Path, picture: str) -> None:
    name, width, theme, direction = picture.split()
    page = context.new_page()
    page.set_viewport_size({"width": int(width), "height": 900})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    if name == "sign-in":
        page.goto("/sign-in")
    else:
        _as(page, direction)
        visit(page, addresses(reviewed)[name])
    if name == "review" and int(width) > 1000:
        page.keyboard.press("j")
        page.keyboard.press("e")
    path = folder / f"{'-'.join(picture.split())}.png"
    page.screenshot(path=path, caret="initial")  # to hide it, a style sheet would come in that the policy forbids
    assert path.stat().st_size > 5000


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_land_is_told_from_sea(page: Page, reviewed: Workbench, theme: str) -> None:
    _as(page, "ltr")
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    visit(page, "/incidents")
    page.wait_for_timeout(300)  # it is drawn with the next frame
    assert page.evaluate(_FILLED)


_FILLED = """() => {
  const canvas = document.querySelector(".leaflet-outlines-pane canvas");
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let filled = 0;
  for (let at = 3; at < data.length; at += 4) filled += data[at] === 255;
  return filled > data.length / 4 / 10;
}"""
"""A tenth of the drawn map or more is land."""
