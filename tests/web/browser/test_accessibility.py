"""Every page by axe: light and dark, on a telephone and on a desk."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from driving import Watch, Workbench, addresses, at_work, sign_in, unfold, visit
from playwright.sync_api import Page

from hudhud import pipeline

_OPTIONS = {"resultTypes": ["violations"], "preload": False, "iframes": False}
_ALL = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""A theme changes nothing else, and the width no colour."""
_LOOKS: tuple[tuple[int, Literal["light", "dark"], dict[str, Any]], ...] = (
    (1440, "light", _ALL),
    (1440, "dark", _COLOURS),
    (360, "light", _ALL),
    (360, "dark", _COLOURS),
)
_PAGES = ("overview", "incidents", "filtered", "nothing", "incident", "document", "review", "review-end",
          "coding", "agreement", "answers", "log", "people", "me", "error")  # fmt: skip


@pytest.fixture(scope="module")
def reviewed(workbench: Workbench) -> Workbench:
    """Decisions to show, somebody who made them, and an open invitation."""
    workbench.join("Rima")
    for one in pipeline.incidents(workbench.ledger)[:2]:
        pipeline.decide(workbench.ledger, "Rima", "accept", one.id, "read twice")
    undone = pipeline.log(workbench.ledger)[0].decision
    pipeline.decide(workbench.ledger, "Rima", "undo", str(undone.seq), "too early")
    at_work(workbench)
    return workbench


def _found(page: Page) -> list[str]:
    """What axe finds serious or critical, in each look."""
    told: list[str] = []
    for width, theme, rules in _LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found: list[dict[str, Any]] = Axe().run(page, options=_OPTIONS | rules).response["violations"]
        told += [
            f"{width} {theme} {one['id']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:300]}"
            for one in found
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"][:3]
        ]
    return told


@pytest.mark.parametrize("name", _PAGES)
def test_who_is_signed_in_meets_no_barrier(page: Page, reviewed: Workbench, watch: Watch, name: str) -> None:
    watch.expected = ("404 (Not Found)",) if name == "error" else ()
    sign_in(page, "Rima")
    visit(page, addresses(reviewed)[name])
    unfold(page)
    assert _found(page) == []


def test_who_comes_meets_no_barrier(page: Page, reviewed: Workbench) -> None:
    page.goto("/sign-in")
    told = _found(page)
    people = reviewed.app.state.identity.people
    page.goto(f"/invitation/{people.invite('viewer', people.user(1))}")
    assert told + _found(page) == []
