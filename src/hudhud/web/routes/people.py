"""The people at work, for administrators: who there is, who comes, who may what."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from hudhud.model.people import Role
from hudhud.web.access import ROLES, Person, needs
from hudhud.web.pages import page
from hudhud.web.routes.signing import identity_of

router = APIRouter(prefix="/people")

_administrator = needs("administrator")


@router.get("", response_class=HTMLResponse, name="people")
def people(request: Request, person: Person = _administrator) -> HTMLResponse:
    """Everybody, the open invitations, and what happened."""
    return _page(request, person)


def _page(request: Request, person: Person, **values: Any) -> HTMLResponse:
    store = identity_of(request).people
    shown: dict[str, Any] = {
        "users": store.all(),
        "invitations": store.open_invitations(),
        "entries": store.log(),
        "roles": ROLES,
        "link": "",
        "reset": "",
    }
    answer = page(request, "people.html", person, **shown | values)
    answer.headers["cache-control"] = "no-store"
    return answer


def _link(request: Request, secret: str) -> str:
    identity = identity_of(request)
    scheme = "https" if identity.settings.secure else request.url.scheme
    return f"{scheme}://{request.headers['host']}/invitation/{secret}"


@router.post("/invitations", response_class=HTMLResponse)
def invite(request: Request, role: Annotated[Role, Form()] = "viewer", person: Person = _administrator) -> HTMLResponse:
    """Make an invitation, and show its link this once."""
    secret = identity_of(request).people.invite(role, request.state.signed.user)
    return _page(request, person, link=_link(request, secret))


@router.post("/invitations/{number}/withdraw")
def withdraw(request: Request, number: int, person: Person = _administrator) -> Response:
    """Let an invitation lead nowhere."""
    identity_of(request).people.withdraw(number, request.state.signed.user)
    return RedirectResponse("/people", 303)


@router.post("/{number}/role")
def set_role(request: Request, number: int, role: Annotated[Role, Form()], person: Person = _administrator) -> Response:
    """Change what somebody may do."""
    identity_of(request).people.set_role(number, role, request.state.signed.user)
    return RedirectResponse("/people", 303)


@router.post("/{number}/disable")
def disable(request: Request, number: int, person: Person = _administrator) -> Response:
    """Let somebody in no more."""
    identity_of(request).people.disable(number, request.state.signed.user)
    return RedirectResponse("/people", 303)


@router.post("/{number}/enable")
def enable(request: Request, number: int, person: Person = _administrator) -> Response:
    """Let somebody in again."""
    identity_of(request).people.enable(number, request.state.signed.user)
    return RedirectResponse("/people", 303)


@router.post("/{number}/reset", response_class=HTMLResponse)
def reset(request: Request, number: int, person: Person = _administrator) -> HTMLResponse:
    """Make a link by which somebody sets a new password, and show it this once."""
    store = identity_of(request).people
    secret = store.invite_to_reset(number, request.state.signed.user)
    user = store.user(number)
    return _page(request, person, link=_link(request, secret), reset=user.name if user else "")
