"""What programs ask for: the same record as the pages, one shape of errors, and no failure whatever is asked."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from web_samples import FAST, Browser, join

from hudhud import pipeline
from hudhud.ledger import Ledger
from hudhud.web import create_app


@pytest.fixture
def app(examples: Ledger) -> FastAPI:
    return create_app(examples, FAST)


@pytest.fixture
def token(app: FastAPI) -> dict[str, str]:
    """What a program of an administrator sends to be known."""
    browser = join(app, "Rima", "administrator")
    answer = browser.submit("/me/tokens", name="tests", role="reviewer", days="1")
    secret = answer.text.split("<code", 1)[1].split(">", 1)[1].split("<", 1)[0]
    return {"authorization": f"Bearer {secret.strip()}"}


@pytest.fixture
def program(app: FastAPI, token: dict[str, str]) -> Browser:
    browser = Browser(app)
    browser.headers.update(token)
    return browser


def test_the_list_and_its_filters(program: Browser, examples: Ledger) -> None:
    whole = program.get("/api/incidents").json()
    assert whole["found"] == len(pipeline.incidents(examples)) == len(whole["incidents"])
    some = program.get("/api/incidents", params={"harm": "killed", "at_least": "50", "limit": "2"}).json()
    assert 2 == len(some["incidents"]) < some["found"] < whole["found"]
    assert all(t["harm"] for one in some["incidents"] for t in one["totals"])
    wrong = program.get("/api/incidents", params={"since": "yesterday"})
    assert wrong.status_code == 422
    assert "yesterday is no day" in wrong.json()["error"]["message"]


def test_one_incident_and_one_report(program: Browser, examples: Ledger) -> None:
    one = max(pipeline.incidents(examples), key=lambda i: len(i.documents))
    told = program.get(f"/api/incidents/{one.id}").json()
    assert told["documents"] == list(one.documents)
    assert program.get(f"/api/documents/{one.members[0].document_id}").json()["doc_id"] == one.members[0].doc_id
    missing = program.get("/api/incidents/i0000000000")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")


def test_a_decision_is_kept_under_the_tokens_user(program: Browser, examples: Ledger) -> None:
    one = pipeline.incidents(examples)[0]
    wanted = {"action": "accept", "subject": one.id, "reason": "checked by a program", "seen": examples.head()}
    kept = program.post("/api/decisions", json=wanted)
    assert kept.status_code == 201, kept.text
    (entry,) = program.get("/api/decisions").json()
    assert (entry["actor"], entry["seq"], entry["hash"]) == ("Rima", kept.json()["seq"], kept.json()["hash"])
    late = program.post("/api/decisions", json=wanted | {"action": "reject"})
    assert late.status_code == 422
    assert "Rima decided on this while you looked" in late.json()["error"]["message"]


def test_search_finds_words(program: Browser) -> None:
    found = program.get("/api/search", params={"words": "truffle"}).json()
    assert found and all(hit["document_id"] for hit in found)


def test_nothing_that_is_asked_makes_it_fail(app: FastAPI, token: dict[str, str]) -> None:
    browser = Browser(app)
    browser.headers.update(token)
    schema = schemathesis.openapi.from_dict(browser.get("/api/openapi.json").json())
    asked: list[str] = []

    def ask(case: Any) -> None:
        answer = browser.request(case.method, case.formatted_path, params=case.query, json=_body(case))
        assert answer.status_code < 500, (case.method, case.formatted_path, answer.text)
        asked.append(case.operation.label)

    for operation in schema.get_all_operations():
        chosen = operation.ok()

        check = settings(max_examples=25, deadline=None, database=None, derandomize=True,
                         suppress_health_check=list(HealthCheck))(given(case=chosen.as_strategy())(ask))  # fmt: skip
        check()
    assert len(set(asked)) >= 9


def _body(case: Any) -> Any:
    return case.body if isinstance(case.body, dict | list | str | int) else None
