"""Views of the incidents that people keep: a name for a filter, which stays a plain link."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from hudhud.errors import PeopleError
from hudhud.ledger import SavedViews
from hudhud.web.access import Person, needs
from hudhud.web.filters import understood
from hudhud.web.pages import say
from hudhud.web.routes.incidents import incidents_page

router = APIRouter(prefix="/views")

_MOST_QUERY = 10_000
_Words = Annotated[str, Form()]


@router.post("", name="keep_view")
def keep(
    request: Request, name: _Words = "", query: _Words = "", shared: _Words = "", person: Person = needs("viewer")
) -> Response:
    """Keep a filter under a name. What is no filter in the query is left out, as on the page."""
    asked = understood(dict(parse_qsl(query[:_MOST_QUERY])))
    try:
        SavedViews(request.app.state.ledger).keep(person.id, person.role, name, asked.query(), shared=bool(shared))
    except PeopleError as error:
        return incidents_page(request, person, asked, say(f"people.error.{error.code}"), 422)
    return RedirectResponse(f"/incidents?{asked.query()}#views", 303)


@router.post("/{number}/delete", name="delete_view")
def remove(request: Request, number: int, query: _Words = "", person: Person = needs("viewer")) -> Response:
    """Forget a view, and show the incidents as before."""
    asked = understood(dict(parse_qsl(query[:_MOST_QUERY])))
    try:
        SavedViews(request.app.state.ledger).remove(person.id, person.role, number)
    except PeopleError as error:
        return incidents_page(request, person, asked, say(f"people.error.{error.code}"), 404)
    return RedirectResponse(f"/incidents?{asked.query()}#views", 303)
