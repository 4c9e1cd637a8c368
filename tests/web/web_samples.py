"""People for the tests of the workbench, and what they browse with."""

from __future__ import annotations

import re
from typing import Any

from argon2.profiles import CHEAPEST
from fastapi import FastAPI
from starlette.testclient import TestClient

from hudhud.ledger.people import People, first_invitation
from hudhud.model.people import Role
from hudhud.web.settings import Settings

FAST = Settings(hashing=CHEAPEST)
PASSWORD = "seven truffles in the sand"


class Browser(TestClient):
    """A client that follows no redirect, and sends the token of the session's forms as a page would."""

    def __init__(self, app: FastAPI, url: str = "http://localhost:8750", **options: Any) -> None:
        super().__init__(app, base_url=url, follow_redirects=False, **options)

    @property
    def csrf(self) -> str:
        """The token in the forms of the page about oneself."""
        return csrf_in(self.get("/me").text)

    def submit(self, path: str, **fields: Any) -> Any:
        """Send a form of this session."""
        return self.post(path, data={"csrf": self.csrf, **fields})

    def sign_in(self, name: str, password: str = PASSWORD, **fields: Any) -> Any:
        return self.post("/sign-in", data={"name": name, "password": password, **fields})


def csrf_in(page: str) -> str:
    found = re.search(r'name="csrf" value="(\w*)"', page)
    assert found, page
    return found[1]


def join(app: FastAPI, name: str, role: Role) -> Browser:
    """Somebody who joined by an invitation and is signed in. The first one is an administrator, whatever is asked."""
    people: People = app.state.identity.people
    secret = first_invitation(people.ledger)
    if secret is None:
        inviter = people.user(1)
        assert inviter is not None
        secret = people.invite(role, inviter)
    browser = Browser(app)
    answer = browser.post(f"/invitation/{secret}", data={"name": name, "password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 303, answer.text
    return browser
