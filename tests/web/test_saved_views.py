"""Views of the incidents that people keep: plain links under names of their own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import FastAPI
from web_samples import FAST, Browser, join

from hudhud.ledger import Ledger
from hudhud.ledger.saved_views import MOST_VIEWS
from hudhud.web import create_app


@pytest.fixture
def app(examples: Ledger) -> FastAPI:
    return create_app(examples, FAST)


@pytest.fixture
def rima(app: FastAPI) -> Browser:
    return join(app, "Rima", "administrator")


@pytest.fixture
def amal(app: FastAPI, rima: Browser) -> Browser:
    return join(app, "Amal", "viewer")


@pytest.fixture
def layla(app: FastAPI, rima: Browser) -> Browser:
    return join(app, "Layla", "editor")


def keep(browser: Browser, name: str, query: str = "place=Sukhna", **fields: str) -> Any:
    return browser.submit("/views", name=name, query=query, **fields)


def views_in(browser: Browser) -> list[tuple[str, str]]:
    """Address and name of every view on the page."""
    page = browser.get("/incidents").text
    part = page[page.index('id="views"') :]
    return [
        (a.replace("&amp;", "&"), n)
        for a, n in re.findall(r'<a href="(/incidents\?[^"]*)"[^>]*><bdi>(.*?)</bdi>', part)
    ]


def number_of(browser: Browser, name: str) -> str:
    page = browser.get("/incidents").text
    found = re.search(r'action="/views/(\d+)/delete".*?Delete the view ' + re.escape(name), page, re.DOTALL)
    assert found
    return found[1]


def test_a_view_is_kept_found_and_deleted(amal: Browser, rima: Browser) -> None:
    answer = keep(amal, "  Around   Sukhna ", "place=Sukhna&order=killed&page=3&since=2023-02-01")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/incidents?place=Sukhna&since=2023-02-01&order=killed#views"
    assert views_in(amal) == [("/incidents?place=Sukhna&since=2023-02-01&order=killed", "Around Sukhna")]
    assert amal.get(views_in(amal)[0][0]).status_code == 200
    assert views_in(rima) == []
    number = number_of(amal, "Around Sukhna")
    assert rima.submit(f"/views/{number}/delete").status_code == 404
    assert (
        amal.submit(f"/views/{number}/delete", query="harm=killed").headers["location"]
        == "/incidents?harm=killed#views"
    )
    assert views_in(amal) == []
    assert amal.submit(f"/views/{number}/delete").status_code == 404


def test_editors_share_and_look_after_what_is_shared(amal: Browser, rima: Browser, layla: Browser) -> None:
    refused = keep(amal, "For all", shared="yes")
    assert refused.status_code == 422
    assert "Only editors share views" in refused.text
    assert "share it" not in amal.get("/incidents").text.lower()
    assert keep(layla, "For all", shared="yes").status_code == 303
    assert [name for _, name in views_in(amal)] == ["For all"]
    assert "shared by Layla" in amal.get("/incidents").text
    assert "Delete the view For all" not in amal.get("/incidents").text
    number = number_of(rima, "For all")
    assert amal.submit(f"/views/{number}/delete").status_code == 404
    assert rima.submit(f"/views/{number}/delete").status_code == 303
    assert views_in(amal) == []


@pytest.mark.parametrize("name", ["", "   ", "w" * 61, "a\x00b", "eddih\u202en", "\u200b"])
def test_names_that_cannot_be_seen_are_refused_in_place(amal: Browser, name: str) -> None:
    answer = keep(amal, name)
    assert answer.status_code == 422
    assert "at most 60 characters" in answer.text
    assert views_in(amal) == []


def test_hostile_names_and_queries_stay_text(amal: Browser) -> None:
    name = "<img src=x onerror=alert(1)> {{7*7}} \"'"
    assert keep(amal, name, 'javascript:alert(1)&place="><script>&nonsense=1&since=yesterday').status_code == 303
    page = amal.get("/incidents").text
    assert "<img" not in page and "<script>" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; {{7*7}}" in page
    ((address, _),) = views_in(amal)
    assert address == "/incidents?place=%22%3E%3Cscript%3E"
    assert keep(amal, "many", "&".join("place=x" for _ in range(5000))).status_code == 303


def test_a_name_is_given_once_and_there_are_not_too_many(amal: Browser, rima: Browser) -> None:
    for number in range(MOST_VIEWS):
        assert keep(amal, f"view {number}").status_code == 303
    assert "50 saved views" in keep(amal, "one more").text
    number = number_of(amal, "view 49")
    amal.submit(f"/views/{number}/delete")
    assert "of this name already" in keep(amal, "view 7").text
    assert keep(rima, "view 7").status_code == 303


def test_too_long_a_filter_is_refused(amal: Browser) -> None:
    many = "&".join(f"{field}={'%F0%9F%92%A5' * 200}" for field in ("place", "actor", "words"))
    answer = keep(amal, "long", many)
    assert answer.status_code == 422
    assert "too long to be saved" in answer.text
