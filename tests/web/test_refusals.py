"""Errors: their shape, their headers, and what is refused before anybody looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, FastAPI, Form
from web_samples import FAST, Browser, csrf_in

from hudhud.errors import ActorError, DecisionError, LedgerError
from hudhud.ledger import Ledger
from hudhud.web import create_app
from hudhud.web.access import Person, needs
from hudhud.web.headers import HEADERS

ERRORS = {
    "decision": DecisionError("no reason\ngiven"),
    "actor": ActorError("no actor <b>"),
    "ledger": LedgerError("busy"),
}


@pytest.fixture
def broken(app: FastAPI) -> FastAPI:
    """The workbench with routes that fail, as pages and under `/api`."""
    router = APIRouter()

    @router.get("/fail/{how}")
    @router.get("/api/fail/{how}")
    def fail(how: str, person: Person = needs("viewer")) -> str:
        raise ERRORS.get(how) or RuntimeError("a secret of ours")

    @router.post("/api/count")
    def count(number: Annotated[int, Form()], person: Person = needs("viewer")) -> int:
        return number

    app.include_router(router)
    return app


@pytest.fixture
def browser(broken: FastAPI, administrator: Browser) -> Browser:
    """Somebody who is signed in, and sees an answer of 500 as such."""
    made = Browser(broken, raise_server_exceptions=False)
    made.cookies = administrator.cookies
    return made


def every_kind(browser: Browser) -> Iterator[Any]:
    """An answer of each status."""
    yield browser.get("/")
    yield browser.get("/static/css/hudhud.css")
    yield browser.get("/static/none.css")
    yield browser.get("/none")
    yield browser.put("/me")
    yield browser.post("/me/preferences")
    yield browser.get("/fail/decision")
    yield browser.get("/fail/actor")
    yield browser.get("/fail/ledger")
    yield browser.get("/fail/ours")
    yield browser.get("/api/fail/ours")
    yield browser.get("/api/none")
    yield browser.post("/me/password", content=b"x" * (FAST.form_bytes + 1))
    yield browser.get("/", headers={"host": "evil.example"})
    browser.cookies.clear()
    yield browser.get("/")
    yield browser.get("/api/me")
    for _ in range(6):
        yield browser.sign_in("Amal", "wrong")


def test_every_answer_carries_the_policy(browser: Browser) -> None:
    seen = set()
    for answer in every_kind(browser):
        seen.add(answer.status_code)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (answer.request.url, answer.status_code, name)
    assert seen == {200, 303, 400, 401, 403, 404, 405, 413, 422, 429, 500, 503}


@pytest.mark.parametrize(
    ("how", "status", "code", "message"),
    [
        ("decision", 422, "invalid", "no reason given"),
        ("actor", 404, "not_found", "no actor <b>"),
        ("ledger", 503, "unavailable", "busy"),
        ("ours", 500, "internal", "Something went wrong in the workbench itself; its log says what."),
    ],
)
def test_a_failure_is_one_line(browser: Browser, how: str, status: int, code: str, message: str) -> None:
    answer = browser.get(f"/api/fail/{how}")
    assert (answer.status_code, answer.json()) == (status, {"error": {"code": code, "message": message}})
    page = browser.get(f"/fail/{how}")
    assert page.status_code == status
    assert message.replace("<b>", "&lt;b&gt;") in page.text
    assert "secret of ours" not in page.text


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [("GET", "/api/none", "not_found"), ("GET", "/api", "not_found"), ("DELETE", "/api/me", "method_not_allowed"),
     ("TRACE", "/api/me", "method_not_allowed")],
)  # fmt: skip
def test_what_is_not_there_has_the_same_shape(browser: Browser, method: str, path: str, code: str) -> None:
    answer = browser.request(method, path)
    assert answer.json()["error"]["code"] == code
    assert set(answer.json()["error"]) == {"code", "message"}


def test_a_wrong_field_is_named_and_not_repeated(browser: Browser) -> None:
    csrf = {"x-csrf-token": csrf_in(browser.get("/me").text)}
    for form in ({"number": "my password"}, {}):
        answer = browser.post("/api/count", data=form, headers=csrf)
        assert answer.status_code == 422
        assert answer.json()["error"]["code"] == "invalid"
        assert "number" in answer.json()["error"]["message"]
        assert "my password" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8750", "127.0.0.1:1", "[::1]:8750", "[::1]", "localhost."])
def test_the_workbench_answers_to_its_names(stranger: Browser, host: str) -> None:
    assert stranger.get("/sign-in", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "evil.example:8750",
        "localhost:x",
        "",
        "localhost@evil.example",
        "[::2]",
    ],
)
def test_the_workbench_answers_to_no_other_name(stranger: Browser, host: str) -> None:
    for path in ("/sign-in", "/static/css/hudhud.css", "/none"):
        assert stranger.get(path, headers={"host": host}).status_code == 400


def test_a_body_may_not_be_too_large_nor_lie_about_its_size(stranger: Browser) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}

    def pieces() -> Iterator[bytes]:
        for _ in range(30):
            yield b"name=" + b"x" * 50_000

    assert stranger.post("/sign-in", content=pieces(), headers=form).status_code == 413
    assert stranger.post("/api/none", content=b"x" * 1_000_001).json()["error"]["code"] == "too_large"
    for length in ("-1", "x", "1e9", "999999999999999999999"):
        assert stranger.post("/sign-in", content=b"", headers=form | {"content-length": length}).status_code == 413
    assert stranger.post("/sign-in", content=b"name=" + b"x" * 900_000, headers=form).status_code == 401


def test_only_paths_that_take_attachments_take_large_bodies(ledger: Ledger) -> None:
    browser = Browser(create_app(ledger, replace(FAST, upload_paths=("/evidence",))))
    large = b"x" * (FAST.form_bytes + 1)
    assert browser.post("/incidents/i1/evidence", content=large).status_code == 404
    assert browser.post("/incidents/i1", content=large).status_code == 413
    assert (
        browser.post("/incidents/i1/evidence", content=b"x" * (FAST.upload_bytes + FAST.form_bytes + 1)).status_code
        == 413
    )
