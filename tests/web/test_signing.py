"""Signing in and out, sessions, and what forged requests get."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from web_samples import Browser, join

from hudhud.web.paths import own_path


def test_signing_in_leads_back_to_what_was_asked_for(app: FastAPI, administrator: Browser) -> None:
    browser = Browser(app)
    answer = browser.get("/people?page=2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/people%3Fpage%3D2")
    form = browser.get(answer.headers["location"])
    assert 'value="/people?page=2"' in form.text
    answer = browser.sign_in("AMAL", next="/people?page=2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/people?page=2")
    assert browser.get("/").status_code == 200
