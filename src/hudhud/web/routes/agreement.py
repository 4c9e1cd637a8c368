"""How far two coders agree, field by field, and where they differ: for editors, who decide, and administrators."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from hudhud import pipeline
from hudhud.analysis.agreement import LEAST_UNITS, RELIABLE, TENTATIVE, Agreement
from hudhud.errors import HudhudError
from hudhud.ledger import Board, Codings, Ledger
from hudhud.model.codings import CodedField
from hudhud.web.access import Person, needs
from hudhud.web.pages import page, say

router = APIRouter(prefix="/agreement")

_SHOWN = 50
"""Incidents that differ, on one page."""


@router.get("", response_class=HTMLResponse, name="agreement")
def agreement(request: Request, person: Person = needs("editor")) -> HTMLResponse:
    """Alpha of each field, and the two codings of every incident that nobody has settled."""
    return _page(request, person)


def _page(request: Request, person: Person, problem: str = "", status: int = 200) -> HTMLResponse:
    ledger: Ledger = request.app.state.ledger
    store = Codings(ledger)
    pairs = store.pairs()
    apart = [(pair, fields) for pair in pairs if not pair.settled_by and (fields := pipeline.differing(pair))]
    return page(
        request,
        "agreement.html",
        person,
        status,
        fields=[(one, _verdict(one.found)) for one in pipeline.agreements(pairs)],
        pairs=len(pairs),
        drawn=len(pipeline.drawn(ledger)),
        apart=apart[:_SHOWN],
        named=Board(ledger).named({pair.incident for pair, _ in apart[:_SHOWN]}),
        more=max(0, len(apart) - _SHOWN),
        settled=sum(pair.settled_by is not None for pair in pairs),
        share=store.share(),
        least=LEAST_UNITS,
        problem=problem,
    )


def _verdict(found: Agreement) -> str:
    if found.alpha is None:
        return found.problem or "few"
    return "reliable" if found.alpha >= RELIABLE else "tentative" if found.alpha >= TENTATIVE else "unreliable"


@router.post("/share", response_class=HTMLResponse)
def set_share(
    request: Request, percent: Annotated[float, Form(ge=0, le=100)], person: Person = needs("administrator")
) -> Response:
    """Draw another share of the incidents."""
    Codings(request.app.state.ledger).set_share(percent / 100, person.name)
    return RedirectResponse("/agreement", 303)


@router.post("/{number}", response_class=HTMLResponse)
def settle(
    request: Request,
    number: int,
    take: Annotated[CodedField | Literal[""], Form()] = "",
    reason: Annotated[str, Form(max_length=500)] = "",
    person: Person = needs("editor"),
) -> Response:
    """Take a value of the second coding, which is a decision as any other; or note that all is looked at."""
    ledger: Ledger = request.app.state.ledger
    pair = Codings(ledger).pair(number)
    if pair is None:
        raise HTTPException(404, "error.not_found")
    if not take:
        Codings(ledger).settle(number, person.name)
        return RedirectResponse("/agreement", 303)
    why = reason.strip() or say("agreement.reason", name=pair.second)
    try:
        pipeline.take_second(ledger, person.name, pair, [take], why)
    except HudhudError as error:
        return _page(request, person, str(error), 422)
    return RedirectResponse("/agreement", 303)
