"""How the watched feeds fare, and alerts that could not be sent."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hudhud.ledger import Feeds, Ledger, Outbox
from hudhud.web.access import Person, needs
from hudhud.web.pages import page

router = APIRouter()


@router.get("/feeds", response_class=HTMLResponse, name="feeds")
def feeds(request: Request, person: Person = needs("viewer")) -> HTMLResponse:
    """The feeds, those that fail first."""
    ledger: Ledger = request.app.state.ledger
    return page(request, "feeds.html", person, feeds=Feeds(ledger).health(), unsent=Outbox(ledger).undelivered())
