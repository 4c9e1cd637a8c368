"""Questions over the ledger, asked in the workbench."""

from __future__ import annotations

from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from fastapi import FastAPI
from web_samples import FAST, Browser, join

from hudhud.ledger import Ledger
from hudhud.web import create_app

CLAIM = {"question": "check", "ask": "1", "claim": "the deadliest IS attack in Syria since January 2022",
         "on": "2023-02-25"}  # fmt: skip


@pytest.fixture
def rima(examples: Ledger) -> Browser:
    app: FastAPI = create_app(examples, FAST)
    return join(app, "Rima", "administrator")


def test_a_claim_is_answered_with_what_it_rests_on_and_a_plot(rima: Browser) -> None:
    answer = rima.get("/answers?" + urlencode(CLAIM))
    assert answer.status_code == 200
    for words in ("Is it true?", "probability", "Understood as", "What must hold", "/answers/check.svg?"):
        assert words in answer.text
    plot = rima.get("/answers/check.svg?" + urlencode(CLAIM))
    assert plot.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in plot.headers["content-security-policy"]
    assert ElementTree.fromstring(plot.content).tag.endswith("svg")


@pytest.mark.parametrize("question", ["check", "trend", "surprise", "hotspots", "forecast"])
def test_every_question_has_a_form_and_an_answer_or_a_reason(rima: Browser, question: str) -> None:
    form = rima.get(f"/answers?question={question}")
    assert form.status_code == 200 and "<form" in form.text
    asked = rima.get(f"/answers?question={question}&ask=1&actor=Islamic+State&claim=IS+attacks+rose+in+2023")
    assert asked.status_code in {200, 422}
    assert ("What must hold" in asked.text) == (asked.status_code == 200)
    assert ("No answer" in asked.text) == (asked.status_code == 422)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"question": "check", "ask": "1", "claim": "<script>alert(1)</script>"}, "no claim about many incidents"),
        ({"question": "trend", "ask": "1", "since": "soon"}, "is no day"),
        ({"question": "trend", "ask": "1", "actor": "<img src=x onerror=alert(1)>"}, "no incident has the perpetrator"),
        ({"question": "trend", "ask": "1", "count": "money"}, "is none of the choices"),
        ({"question": "surprise", "ask": "1", "least": "-3"}, "is no number from"),
        ({"question": "hotspots", "ask": "1", "recent_days": "9" * 40}, "is no number from"),
    ],
)
def test_what_cannot_be_answered_is_said_and_shown_as_text(rima: Browser, query: dict[str, str], words: str) -> None:
    answer = rima.get("/answers?" + urlencode(query))
    assert answer.status_code == 422
    assert words in answer.text
    assert "<script>alert" not in answer.text and "<img src=x" not in answer.text


def test_a_plot_that_is_none_is_not_found(rima: Browser) -> None:
    assert rima.get("/answers/nothing.svg?" + urlencode(CLAIM)).status_code == 404
    assert rima.get("/answers/check.svg?question=weather").status_code == 404
