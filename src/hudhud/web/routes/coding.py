"""The second coding: the reports of a drawn incident, and a form that shows nothing of what anybody read in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field, ValidationError

from hudhud import pipeline
from hudhud.errors import DecisionError
from hudhud.ledger import Codings, Ledger
from hudhud.model import Member
from hudhud.model.codings import CODED_FIELDS, Coding
from hudhud.web.access import Person, needs
from hudhud.web.blindness import note_look
from hudhud.web.desk import Texts, blind_stretches
from hudhud.web.pages import page, say

router = APIRouter()

_Words = Annotated[str, Field(max_length=400)]


class Typed(BaseModel):
    """What the form sends, field by field as typed."""

    event_type: _Words = ""
    date: _Words = ""
    place: _Words = ""
    perpetrator: _Words = ""
    killed: _Words = ""
    injured: _Words = ""


@router.get("/coding", response_class=HTMLResponse, name="coding")
def coding(request: Request, past: str = "", kept: str = "", person: Person = needs("reviewer")) -> HTMLResponse:
    """The next incident for this person to code; `past` begins behind one, `kept` names the one just coded."""
    ledger: Ledger = request.app.state.ledger
    taken = request.app.state.coded_now.others(person.id)
    view = next(pipeline.to_code(ledger, person.name, past, taken), None)
    done = say("coding.kept") if kept in Codings(ledger).coded() else ""
    if view is None:
        return page(
            request, "coding_done.html", person, done=done, problem="", share=Codings(ledger).share(), past=past
        )
    return _page(request, person, view, done=done)


def _page(request: Request, person: Person, view: pipeline.View, status: int = 200, **told: Any) -> HTMLResponse:
    texts: Texts = request.app.state.texts
    one = view.incidents[0]
    request.app.state.coded_now.take(one.id, person.id, person.name)
    shown = {"problem": "", "done": "", "typed": dict.fromkeys(CODED_FIELDS, "")}
    return page(
        request,
        "coding.html",
        person,
        status,
        one=one,
        texts={m.mention.id: blind_stretches(texts.open(m.document_id)[1], _as_read(view, m)) for m in one.members},
        **shown | told,
    )


def _as_read(view: pipeline.View, member: Member) -> Member:
    """The mention without what persons put right: even the place of their words would tell."""
    known = view.judged.judged.get(member.mention.id)
    return known.read if known else member


@router.post("/coding/{name}", response_class=HTMLResponse, name="code")
def code(request: Request, name: str, said: Annotated[Typed, Form()], person: Person = needs("reviewer")) -> Response:
    """Keep a coding, and go on to the next incident."""
    ledger: Ledger = request.app.state.ledger
    typed = {field: " ".join(text.split()) for field, text in said.model_dump().items()}
    view = pipeline.view_of(ledger, name, sums=False)
    one = view.incidents[0].id
    try:
        pipeline.keep_coding(ledger, person.name, one, _coding(typed))
    except DecisionError as error:
        if one in pipeline.drawn(ledger) and one not in Codings(ledger).coded():
            return _page(request, person, view, 422, problem=str(error), typed=typed)
        return page(request, "coding_done.html", person, 422, done="", problem=str(error), share=1, past="")
    return RedirectResponse(f"/coding?kept={one}", 303)


@router.post("/coding/{name}/open", name="open_sealed")
def open_sealed(request: Request, name: str, person: Person = needs("reviewer")) -> Response:
    """Show an incident to somebody who then cannot code it blind any more; the look is kept."""
    view = pipeline.view_of(request.app.state.ledger, name, sums=False)
    note_look(request, person, {m.mention.id: m.doc_id for m in view.incidents[0].members})
    return RedirectResponse(f"/incident/{view.incidents[0].id}", 303)


def _coding(typed: Mapping[str, str]) -> Coding:
    """What was typed; an empty field says that the reports do not say it."""
    try:
        return Coding.model_validate({field: text for field, text in typed.items() if text})
    except ValidationError as error:
        wrong = str(error.errors()[0]["loc"][0])
        raise DecisionError(say(f"coding.problem.{wrong}")) from error
