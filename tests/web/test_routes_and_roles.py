"""Every route, tried with every role and with none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from route_roles import ROLES_OF_ROUTES
from starlette.routing import Mount
from web_samples import FAST, Browser, csrf_in, join

from hudhud.ledger import Ledger
from hudhud.web import create_app
from hudhud.web.access import ROLES

Route = tuple[str, str]

GUARDED = [(route, role) for route, role in ROLES_OF_ROUTES.items() if role != "public"]
CHANGING = [route for route, _ in GUARDED if route[0] not in {"GET", "MOUNT"}]
WHO = ("nobody", *ROLES)


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """A workbench with an administrator and one person of each lower role, named by it."""
    with Ledger.open(tmp_path_factory.mktemp("team") / "ledger.db") as ledger:
        app = create_app(ledger, FAST)
        for role in reversed(ROLES):
            join(app, role, role)
        yield app


def browser_of(team: FastAPI, who: str) -> tuple[Browser, str]:
    """A browser, with the token of its forms."""
    browser = Browser(team)
    if who == "nobody":
        return browser, ""
    assert browser.sign_in(who).status_code == 303
    return browser, csrf_in(browser.get("/me").text)


def ask(browser: Browser, route: Route, **options: Any) -> Any:
    """A route with numbers and names that lead nowhere."""
    method, path = route
    path = re.sub(r"\{\w+:int\}|\{number\}", "999999", path)
    return browser.request(method, re.sub(r"\{[^}]*\}", "0" * 32, path), **options)


def routes_in(routes: Iterable[Any]) -> Iterator[Route]:
    for route in routes:
        if isinstance(route, Mount):
            yield ("MOUNT", route.path)
        elif hasattr(route, "original_router"):  # newer FastAPI keeps what was included in a tree
            yield from routes_in(route.original_router.routes)
        else:
            assert isinstance(route, APIRoute), f"{route} passes the guard by"
            yield from ((method, route.path) for method in route.methods)


def test_every_route_has_a_row_and_every_row_a_route(team: FastAPI) -> None:
    assert sorted(routes_in(team.routes)) == sorted(ROLES_OF_ROUTES)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("route", "least"), GUARDED, ids=lambda value: " ".join(value) if len(value) == 2 else value)
def test_a_route_opens_from_its_role_on(team: FastAPI, route: Route, least: str, who: str) -> None:
    browser, csrf = browser_of(team, who)
    answer = ask(browser, route, headers={"x-csrf-token": csrf})
    if who == "nobody" and route[1].startswith("/api/"):
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "not_signed_in"
    elif who == "nobody":
        assert answer.status_code == 303
        assert answer.headers["location"].split("?")[0] == "/sign-in"
    elif ROLES.index(who) < ROLES.index(least):  # type: ignore[arg-type]
        assert answer.status_code == 403
    else:
        assert answer.status_code not in {401, 403, 405}, answer.text
        assert answer.status_code < 500, answer.text


@pytest.mark.parametrize("route", [r for r, role in ROLES_OF_ROUTES.items() if role == "public" and r[0] != "MOUNT"])
def test_what_is_public_opens_to_nobody(team: FastAPI, route: Route) -> None:
    answer = ask(
        Browser(team), route, data={"name": "nobody of this name", "password": "x"} if route[0] == "POST" else None
    )
    assert answer.status_code in {200, 401, 404}
    assert "location" not in answer.headers


@pytest.mark.parametrize("route", CHANGING, ids=" ".join)
@pytest.mark.parametrize("token", ["", "0" * 64, "of another session"])
def test_a_session_changes_nothing_without_its_token(team: FastAPI, route: Route, token: str) -> None:
    browser, _ = browser_of(team, "administrator")
    token = browser_of(team, "administrator")[1] if token == "of another session" else token
    answer = ask(browser, route, data={"csrf": token})
    assert answer.status_code == 403
    assert "too old to be sent" in answer.text
    assert browser.get("/me").status_code == 200


@pytest.mark.parametrize("route", CHANGING, ids=" ".join)
def test_another_site_changes_nothing_even_with_the_token(team: FastAPI, route: Route) -> None:
    browser, csrf = browser_of(team, "administrator")
    for headers in ({"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://localhost:1"},
                    {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}):  # fmt: skip
        answer = ask(browser, route, headers={"x-csrf-token": csrf, **headers})
        assert answer.status_code == 403
        assert "Another site" in answer.text
