"""The first page: what came in, what waits, what changed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hudhud.web.access import Person, needs
from hudhud.web.pages import page

router = APIRouter()


@router.get("/", response_class=HTMLResponse, name="overview")
def overview(request: Request, person: Person = needs("viewer")) -> HTMLResponse:
    """The overview."""
    return page(request, "overview.html", person)
