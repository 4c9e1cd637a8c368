"""Questions over the ledger: is it true, is it a return, how surprising, where, what next."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from hudhud import pipeline
from hudhud.codebook import load as load_codebook
from hudhud.errors import FilterError, HudhudError, UnknownNameError
from hudhud.ledger import Board, Ledger
from hudhud.pipeline import answers, checking
from hudhud.pipeline.answers import Answer
from hudhud.pipeline.holdings import Holdings, Subject, records_of
from hudhud.web.access import Person, needs
from hudhud.web.blindness import kept_from
from hudhud.web.filters import CODES, choices
from hudhud.web.pages import page, say

router = APIRouter()

QUESTIONS = ("check", "trend", "surprise", "hotspots", "forecast")
_SUBJECT = ("country", "admin1", "actor", "involving", "event_type", "group", "since", "until")
_FIELDS = {
    "check": ("claim", "incident", "on"),
    "trend": (*_SUBJECT, "count"),
    "surprise": (*_SUBJECT, "incident", "harm", "least"),
    "hotspots": (*_SUBJECT, "recent_days"),
    "forecast": (*_SUBJECT, "count"),
}
_CODED = ("event_type", "group", "harm")
_DAYS = frozenset({"since", "until", "on"})
_NUMBERS = {"least": (1, 1_000_000), "recent_days": (7, 3650)}
_LONGEST = 300
_NO_MORE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A plot's own policy, should somebody open it alone: nothing in it runs."""

Given = dict[str, Any]


@router.get("/answers", response_class=HTMLResponse, name="answers")
def ask(request: Request, person: Person = needs("viewer")) -> HTMLResponse:
    """The form of one kind of question, and the answer where one was asked."""
    question = request.query_params.get("question", QUESTIONS[0])
    question = question if question in QUESTIONS else QUESTIONS[0]
    raw = _raw(request.query_params, question)
    asked = "ask" in request.query_params
    found: Answer | None = None
    problem: str | None = None
    if asked:
        try:
            found = _answer(request, question, raw)
        except HudhudError as error:
            problem = str(error)
    return page(
        request,
        "answers.html",
        person,
        status=200 if problem is None else 422,
        question=question,
        questions=QUESTIONS,
        fields=_FIELDS[question],
        given=raw,
        answer=found,
        problem=problem,
        query=urlencode({"question": question, "ask": "1", **raw}),
        options=_options(),
    )


def _options() -> dict[str, list[tuple[str, str]]]:
    found = choices(_CODED)
    return found | {"count": [("incidents", "incidents"), *found["harm"]]}


@router.get("/answers/{name}.svg", name="answer_plot")
def plot(request: Request, name: str, person: Person = needs("viewer")) -> Response:
    """A plot of an answer, by the address that asked for it."""
    question = request.query_params.get("question", "")
    if question not in QUESTIONS:
        raise UnknownNameError(f"{question[:40]!r} is no question that can be asked")
    found = _answer(request, question, _raw(request.query_params, question))
    if name not in found.plots:
        raise UnknownNameError(f"the answer has no plot {name[:40]!r}")
    drawn = io.BytesIO()
    found.plots[name]().savefig(drawn, format="svg", metadata={"Date": None})
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers={"content-security-policy": _NO_MORE})


def _raw(query: Mapping[str, str], question: str) -> dict[str, str]:
    """What was filled in, cut to what is a sensible length."""
    return {n: query[n].strip()[:_LONGEST] for n in _FIELDS[question] if query.get(n, "").strip()}


def _answer(request: Request, question: str, raw: Mapping[str, str]) -> Answer:
    """Kept until a report or a decision comes in: some take seconds."""
    ledger: Ledger = request.app.state.ledger
    state = Board(ledger).state()
    kept = kept_from(request, request.state.signed.person)
    key = (state, kept, question, tuple(sorted(raw.items())))
    found: Answer = request.app.state.answers.get(
        key, lambda _: _made(request, question, _understood(raw), state, kept)
    )
    return found


def _understood(raw: Mapping[str, str]) -> Given:
    """Days and numbers out of words.

    Raises:
        FilterError: one cannot be understood.
    """
    return {name: _value(name, text) for name, text in raw.items()}


def _value(name: str, text: str) -> Any:
    if name in _DAYS:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise FilterError(say("filter.problem.day", value=text)) from None
    if name in _NUMBERS:
        low, high = _NUMBERS[name]
        if not text.isdecimal() or not low <= int(text[:12]) <= high:
            raise FilterError(say("answers.problem.number", value=text, low=low, high=high))
        return int(text)
    book = load_codebook()
    if name in _CODED and text not in book[CODES[name]].codes:
        raise FilterError(say("filter.problem.code", value=text))
    if name == "count" and text not in {"incidents", *book["harms"].codes}:
        raise FilterError(say("filter.problem.code", value=text))
    return text


def _made(request: Request, question: str, given: Given, state: str, kept: frozenset[str]) -> Answer:
    ledger: Ledger = request.app.state.ledger
    holdings: Holdings = request.app.state.holdings.get(state, lambda _: records_of(ledger))
    if kept:
        gap = say("sealed.answers", n=len(kept))
        shown = tuple(one for one in holdings.records if one.id not in kept)
        holdings = replace(holdings, records=shown, gaps=(*holdings.gaps, gap))
    if question == "check":
        return checking.check_claim(
            holdings, pipeline.open_default_reader(), given.get("claim", ""), incident=given.get("incident"),
            on=given.get("on"),
        )  # fmt: skip
    subject = Subject(**{name: given.pop(name, None) for name in _SUBJECT})
    if "count" in given:
        given["what"] = given.pop("count")
    made: Callable[..., Answer] = getattr(answers, question)
    return made(holdings, subject, **given)
