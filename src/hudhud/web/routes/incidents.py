"""The incidents: a table, a map and a timeline of one filter, which is the page's address."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from hudhud.ledger import Board, Ledger, SavedViews
from hudhud.model.filters import said as parts_of
from hudhud.publish.exports import PROFILES
from hudhud.web.access import Person, needs
from hudhud.web.filters import CODES, Asked, asked, choices, without_period
from hudhud.web.pages import page

router = APIRouter()

A_PAGE = 50


@router.get("/incidents", response_class=HTMLResponse, name="incidents")
def incidents(request: Request, person: Person = needs("viewer")) -> HTMLResponse:
    """The table of a filter, with map and timeline."""
    return incidents_page(request, person, asked(request))


def incidents_page(
    request: Request, person: Person, wanted: Asked, problem: str = "", status: int = 200
) -> HTMLResponse:
    """The page, with what went wrong with a form on it."""
    ledger: Ledger = request.app.state.ledger
    board = Board(ledger)
    found = board.count(wanted.filter)
    pages = max(1, -(-found // A_PAGE))
    here = min(wanted.page, pages)
    rows = board.rows(wanted.filter, wanted.order, A_PAGE, (here - 1) * A_PAGE)
    return page(
        request,
        "incidents.html",
        person,
        status,
        asked=wanted,
        views=SavedViews(ledger).of(person.id),
        problem=problem,
        rows=rows,
        found=found,
        page=here,
        pages=pages,
        state=board.state(),
        kept=len(wanted.filter.without),
        parts=parts_of(wanted.filter),
        profiles=[(name, PROFILES[name].about) for name in sorted(PROFILES)],
        options=choices(CODES),
    )


@router.get("/incidents/points", name="points")
def points(request: Request, person: Person = needs("viewer")) -> Response:
    """Those of the filter in columns; its period is left to the page, which has a timeline to choose it on."""
    ledger: Ledger = request.app.state.ledger
    board = Board(ledger)
    said = asked(request)
    wanted = replace(said, filter=without_period(said.filter), order="latest")
    tag = f'"{board.state()}-{hashlib.sha256(_marks(wanted)).hexdigest()[:16]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"etag": tag})
    body = request.app.state.points.get(tag, lambda _: board.points(wanted.filter))
    return Response(body, media_type="application/json", headers={"etag": tag, "cache-control": "private, no-cache"})


def _marks(wanted: Asked) -> bytes:
    return " ".join([wanted.query(), *sorted(wanted.filter.without)]).encode()
