"""Programs that sign in by tokens."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import update
from web_samples import Browser, join

from hudhud.ledger import Ledger
from hudhud.ledger.workplace import api_tokens
from hudhud.web.access import Person, needs


def token(browser: Browser, **fields: Any) -> str:
    answer = browser.submit("/me/tokens", **{"name": "export", "role": "viewer", "days": "30"} | fields)
    found = re.search(r"hudhud_[\w-]{43}", answer.text)
    assert found, answer.text
    return found[0]


def bearing(app: FastAPI, secret: str) -> Browser:
    browser = Browser(app)
    browser.headers["authorization"] = f"Bearer {secret}"
    return browser


def test_a_token_opens_the_api_at_most_with_its_role(app: FastAPI, administrator: Browser) -> None:
    program = bearing(app, token(administrator, role="reviewer"))
    assert program.get("/api/me").json() == {"name": "Amal", "role": "reviewer"}
    omar = join(app, "Omar", "editor")
    program = bearing(app, token(omar, role="editor"))
    administrator.submit("/people/2/role", role="viewer")
    assert program.get("/api/me").json() == {"name": "Omar", "role": "viewer"}
    assert omar.submit("/me/tokens", name="more", role="editor", days="1").status_code == 422


def test_a_token_opens_nothing_but_the_api(app: FastAPI, administrator: Browser) -> None:
    program = bearing(app, token(administrator, role="administrator"))
    for path in ("/", "/me", "/people", "/apis", "/api/../people"):
        assert program.get(path).status_code in {303, 404}, path
    assert program.post("/people/invitations", data={"role": "administrator"}).status_code == 303


def test_a_token_needs_no_form_and_a_session_does(app: FastAPI, administrator: Browser) -> None:
    router = APIRouter(prefix="/api")

    @router.post("/touch")
    def touch(person: Person = needs("reviewer")) -> str:
        return person.name

    app.include_router(router)
    program = bearing(app, token(administrator, role="reviewer"))
    assert program.post("/api/touch", headers={"origin": "http://other.example"}).json() == "Amal"
    answer = administrator.post("/api/touch")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
    assert administrator.post("/api/touch", headers={"x-csrf-token": administrator.csrf}).json() == "Amal"
    weak = bearing(app, token(administrator))
    assert weak.post("/api/touch").status_code == 403
    # A token that does not hold is not made good by a session.
    administrator.headers["authorization"] = "Bearer hudhud_x"
    assert administrator.post("/api/touch", headers={"x-csrf-token": "0"}).status_code == 401


def test_a_token_ends(app: FastAPI, ledger: Ledger, administrator: Browser) -> None:
    omar = join(app, "Omar", "viewer")
    secret = token(omar)
    program = bearing(app, secret)
    assert program.get("/api/me").status_code == 200
    assert administrator.submit("/me/tokens/1/revoke").status_code == 404  # somebody else's
    administrator.submit("/people/2/disable")
    assert program.get("/api/me").status_code == 401
    administrator.submit("/people/2/enable")
    assert program.get("/api/me").status_code == 200
    omar.sign_in("Omar")
    assert omar.submit("/me/tokens/1/revoke").status_code == 303
    assert omar.submit("/me/tokens/1/revoke").status_code == 404
    assert program.get("/api/me").status_code == 401
    late = bearing(app, token(omar))
    with ledger.writing() as connection:
        connection.execute(update(api_tokens).values(expires=datetime.now(UTC) - timedelta(seconds=1)))
    assert late.get("/api/me").status_code == 401


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic QW1hbDp4", "Bearer x y", "Bearer \u00e9", "hudhud_x"]
)
def test_what_is_no_token_is_refused_in_one_shape(app: FastAPI, administrator: Browser, header: str) -> None:
    answer = Browser(app).get("/api/me", headers={"authorization": header.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.json() == {"error": {"code": "not_signed_in", "message": "Sign in first."}}
    assert answer.headers["www-authenticate"] == "Bearer"


def test_the_use_of_a_token_is_noted(app: FastAPI, administrator: Browser) -> None:
    secret = token(administrator)
    (before,) = app.state.identity.tokens.of(1)
    assert before.last_used is None
    bearing(app, secret).get("/api/me")
    (first,) = app.state.identity.tokens.of(1)
    assert first.last_used is not None
    bearing(app, secret).get("/api/me")
    assert app.state.identity.tokens.of(1) == [first]


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"name": "x" * 61}, {"days": "0"}, {"days": "400"}, {"role": "owner"}]
)
def test_a_token_that_is_refused(administrator: Browser, fields: dict[str, str]) -> None:
    answer = administrator.submit("/me/tokens", **{"name": "export", "role": "viewer", "days": "30"} | fields)
    assert answer.status_code == 422
    assert "hudhud_" not in answer.text


def test_tokens_have_a_number(administrator: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hudhud.ledger.tokens.MOST_TOKENS", 2)
    for _ in range(2):
        token(administrator)
    assert "too many tokens" in administrator.submit("/me/tokens", name="third").text


def test_the_description_names_what_is_under_api(app: FastAPI, administrator: Browser) -> None:
    described = bearing(app, token(administrator)).get("/api/openapi.json").json()
    assert "/api/me" in described["paths"]
    assert all(path.startswith("/api/") for path in described["paths"])
    assert described["paths"]["/api/me"]["get"]["responses"]["401"]
