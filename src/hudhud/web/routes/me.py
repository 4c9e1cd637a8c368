"""What a person settles alone: password, tokens of programs, how pages look."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from hudhud.errors import PeopleError
from hudhud.model.people import Direction, Role, Theme
from hudhud.web.access import ROLES, Person, needs
from hudhud.web.identity.passwords import require_strength
from hudhud.web.pages import page, say
from hudhud.web.routes.signing import Words, address_of, identity_of, opened

router = APIRouter(prefix="/me")

_LIVES = (7, 30, 90, 365)


@router.get("", response_class=HTMLResponse, name="me")
def me(request: Request, person: Person = needs("viewer")) -> HTMLResponse:
    """The page of the person who asks."""
    return _page(request, person)


def _page(request: Request, person: Person, status: int = 200, **values: Any) -> HTMLResponse:
    shown: dict[str, Any] = {
        "tokens": identity_of(request).tokens.of(person.id),
        "roles": [role for role in ROLES if person.may(role)],
        "lives": _LIVES,
        "directions": get_args(Direction),
        "themes": get_args(Theme),
        "error": "",
        "made": "",
    }
    answer = page(request, "me.html", person, status, **shown | values)
    answer.headers["cache-control"] = "no-store"
    return answer


def _refused(request: Request, person: Person, error: PeopleError, status: int = 422) -> HTMLResponse:
    return _page(request, person, status, error=say(f"people.error.{error.code}"))


@router.post("/password", response_class=HTMLResponse)
def change_password(
    request: Request,
    current: Words = "",
    password: Words = "",
    again: Words = "",
    person: Person = needs("viewer"),
) -> Response:
    """Set a new password. All other sessions end; this one goes on under a new name."""
    identity, address = identity_of(request), address_of(request)
    wait = identity.limiter.begin(person.name, address)
    if wait > 0:
        return _page(request, person, 429, error=say("signin.wait", seconds=int(wait) + 1))
    if not identity.passwords.fits(request.state.signed.user.password, current):
        return _refused(request, person, PeopleError("password_current"))
    identity.limiter.succeeded(person.name, address)
    try:
        if password != again:
            raise PeopleError("password_again")
        require_strength(password, person.name)
    except PeopleError as error:
        return _refused(request, person, error)
    user = identity.people.set_password(person.id, identity.passwords.hashed(password))
    return opened(request, user, "/me")


@router.post("/sessions/end")
def end_sessions(request: Request, person: Person = needs("viewer")) -> Response:
    """Sign out everywhere."""
    identity, answer = identity_of(request), RedirectResponse("/sign-in", 303)
    identity.people.end_sessions(person.id)
    identity.sessions.close(answer)
    return answer


@router.post("/preferences")
def prefer(
    request: Request,
    direction: Annotated[Direction, Form()] = "ltr",
    theme: Annotated[Theme, Form()] = "auto",
    person: Person = needs("viewer"),
) -> Response:
    """Keep how pages look."""
    identity_of(request).people.prefer(person.id, direction, theme)
    return RedirectResponse("/me", 303)


@router.post("/tokens", response_class=HTMLResponse)
def make_token(
    request: Request,
    name: Words = "",
    role: Annotated[Role, Form()] = "viewer",
    days: Annotated[int, Form(ge=1, le=366)] = 30,
    person: Person = needs("viewer"),
) -> Response:
    """Make a token for a program, and show it this once."""
    identity = identity_of(request)
    try:
        made = identity.tokens.make(request.state.signed.user, name, role, timedelta(days=days))
    except PeopleError as error:
        return _refused(request, person, error)
    return _page(request, person, made=made)


@router.post("/tokens/{number}/revoke")
def revoke_token(request: Request, number: int, person: Person = needs("viewer")) -> Response:
    """Let a token open nothing more."""
    identity_of(request).tokens.revoke(request.state.signed.user, number)
    return RedirectResponse("/me", 303)
