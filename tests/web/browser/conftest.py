from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import Watch, Workbench, chromium, serving
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from hudhud.ledger import Ledger

_PATIENCE = 30_000
"""Milliseconds: two browsers on two busy cores are slow, and a slow page is no wrong one."""
expect.set_options(timeout=_PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that stands here drives a browser: `make test-browser`."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, once a module: while it runs, this thread has an event loop that other tests could trip over."""
    program = chromium()
    if program is None:
        pytest.skip("no Chromium found; install one or name it by HUDHUD_CHROMIUM")
    # Its sandbox does not start for root, as whom tests run in containers.
    options = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=program, args=options)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def workbench(examples_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """The workbench over a copy of the bundled examples, one a module."""
    copy = shutil.copy(examples_ledger, tmp_path_factory.mktemp("workbench") / "examples.db")
    with Ledger.open(copy) as ledger, serving(ledger) as bench:
        yield bench


@pytest.fixture
def watch(workbench: Workbench) -> Iterator[Watch]:
    """Fails a test in whose browser a script failed, the policy was broken, or a request left the origin."""
    seen = Watch(workbench.url)
    yield seen
    assert seen.problems == []


@pytest.fixture
def context(browser: Browser, workbench: Workbench, watch: Watch) -> Iterator[BrowserContext]:
    opened = browser.new_context(base_url=workbench.url, viewport={"width": 1360, "height": 900})
    opened.set_default_timeout(_PATIENCE)
    watch.over(opened)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
