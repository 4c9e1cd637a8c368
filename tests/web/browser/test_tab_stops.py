"""The Tab key, on every page: it reaches all that can be used, shows where it is, and is held fast nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from driving import Watch, Workbench, addresses, at_work, sign_in, visit
from playwright.sync_api import Page

_PAGES = ("overview", "incidents", "filtered", "nothing", "incident", "document", "review", "review-end",
          "coding", "agreement", "answers", "log", "people", "me", "error")  # fmt: skip
_MOST = 400
"""Presses of the key, more than any page of the examples has stops."""
_FIELDS_OF_A_DATE = 3
"""Further stops within one element: a date has a day, a month, a year and a calendar."""

# What a person could use here and now. A group of radio buttons is one stop; what is folded away is none.
_USABLE = """() => {
  const seen = (el) => el.checkVisibility({checkVisibilityCSS: true, checkOpacity: false}) && !el.closest("[inert]");
  const all = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex], audio[controls], video[controls]")];
  const radios = new Set();
  let number = 0;
  for (const el of all) {
    if (el.tabIndex < 0 || el.disabled || el.type === "hidden" || !seen(el)) continue;
    if (el.type === "radio") {
      if (radios.has(el.name)) continue;
      const own = all.filter((other) => other.type === "radio" && other.name === el.name);
      const chosen = own.find((other) => other.checked) ?? el;
      radios.add(el.name);
      chosen.dataset.stop = String(number++);
      continue;
    }
    el.dataset.stop = String(number++);
  }
  document.activeElement?.blur();
  window.scrollTo(0, 0);
  return [...document.querySelectorAll("[data-stop]")].map((el) => [el.dataset.stop, el.outerHTML.slice(0, 120)]);
}"""
_HERE = """() => {
  const el = document.activeElement;
  if (!el || el === document.body) return null;
  const look = getComputedStyle(el), box = el.getBoundingClientRect();
  const ringed = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0 || look.boxShadow !== "none"
    || el instanceof SVGElement && look.stroke !== "none" && parseFloat(look.strokeWidth) >= 3;
  const inside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  return {stop: el.dataset.stop ?? null, html: el.outerHTML.slice(0, 120), ringed, inside};
}"""


@pytest.fixture(scope="module")
def at_hand(workbench: Workbench) -> Workbench:
    """With something on every page."""
    workbench.join("Rima")
    at_work(workbench)
    return workbench


@pytest.mark.parametrize("name", _PAGES)
def test_the_tab_key_reaches_everything_and_shows_where_it_is(
    page: Page, at_hand: Workbench, watch: Watch, name: str
) -> None:
    watch.expected = ("404 (Not Found)",) if name == "error" else ()
    page.emulate_media(reduced_motion="reduce")  # what slides in is there at once
    sign_in(page, "Rima")
    visit(page, addresses(at_hand)[name])
    usable = dict(page.evaluate(_USABLE))
    assert usable, "a page on which nothing can be used"
    met = _round(page)
    stops = [one["stop"] for one in met if one["stop"] is not None]
    missed = [usable[stop] for stop in usable if stop not in stops]
    assert missed == []
    assert [one["html"] for one in met if not one["ringed"]] == []
    assert [one["html"] for one in met if not one["inside"]] == []
    # In the order of the page, so that who reads and who presses keys meet things alike.
    assert stops == sorted(stops, key=int)


def _round(page: Page) -> list[dict[str, Any]]:
    """What has the focus after each press, until it leaves the page or comes round."""
    met: list[dict[str, Any]] = []
    within = 0
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        here = page.evaluate(_HERE)
        if here is None or (met and here["stop"] is not None and here["stop"] == met[0]["stop"]):
            return met
        if met and here["html"] == met[-1]["html"]:
            within += 1
            assert within <= _FIELDS_OF_A_DATE, f"the Tab key is held fast at {here['html']}"
            continue
        within = 0
        met.append(here)
    pytest.fail(f"after {_MOST} presses the Tab key has not come round; last at {met[-1]['html']}")
