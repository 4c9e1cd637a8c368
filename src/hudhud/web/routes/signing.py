"""Coming and going: sign-in, sign-out, and the links by which people join or set a new password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from hudhud.errors import PeopleError
from hudhud.model.people import User
from hudhud.web.access import Person, needs
from hudhud.web.identity import Identity
from hudhud.web.identity.passwords import require_strength
from hudhud.web.pages import page, say
from hudhud.web.paths import own_path

router = APIRouter()

Words = Annotated[str, Form()]


def identity_of(request: Request) -> Identity:
    """What the workbench knows of its people."""
    found: Identity = request.app.state.identity
    return found


def opened(request: Request, user: User, path: str) -> Response:
    """An answer that begins a session and leads on."""
    answer = RedirectResponse(path, 303)
    identity_of(request).sessions.open(answer, user.id, user.session_version)
    return answer


def address_of(request: Request) -> str:
    """The address that a request came from; of several proxies, as the server was told to trust them."""
    return request.client.host if request.client else ""


@router.get("/sign-in", response_class=HTMLResponse, name="sign_in")
def sign_in(request: Request, next: str = "/") -> Response:
    """The form to sign in by."""
    if request.state.signed is not None:
        return RedirectResponse(own_path(next), 303)
    return _sign_in_page(request, own_path(next))


def _sign_in_page(request: Request, back: str, status: int = 200, name: str = "", error: str = "") -> HTMLResponse:
    answer = page(request, "sign_in.html", None, status, back=back, name=name, error=error)
    answer.headers["cache-control"] = "no-store"
    return answer


@router.post("/sign-in", response_class=HTMLResponse)
def take_sign_in(request: Request, name: Words = "", password: Words = "", next: Words = "/") -> Response:
    """Sign in. Whatever is wrong is answered in the same words after the same time."""
    identity, address, back = identity_of(request), address_of(request), own_path(next)
    wait = identity.limiter.begin(name, address)
    if wait > 0:
        seconds = int(wait) + 1
        answer = _sign_in_page(request, back, 429, name, say("signin.wait", seconds=seconds))
        answer.headers["retry-after"] = str(seconds)
        return answer
    user = identity.sign_in(name, password)
    if user is None:
        return _sign_in_page(request, back, 401, name, say("signin.wrong"))
    identity.limiter.succeeded(name, address)
    return opened(request, user, back)


@router.post("/sign-out")
def sign_out(request: Request, person: Person = needs("viewer")) -> Response:
    """End this session; a copy of its cookie opens nothing either."""
    identity, answer = identity_of(request), RedirectResponse("/sign-in", 303)
    if request.state.signed.session is not None:
        identity.sign_out(request.state.signed.session)
    identity.sessions.close(answer)
    return answer


@router.get("/invitation/{secret}", response_class=HTMLResponse)
def invitation(request: Request, secret: str) -> Response:
    """The form by which somebody joins, or sets a new password."""
    return _invitation_page(request, secret)


def _invitation_page(request: Request, secret: str, status: int = 200, name: str = "", error: str = "") -> HTMLResponse:
    found = identity_of(request).people.invitation(secret)
    if found is None:
        raise HTTPException(404, "people.error.invitation_over")
    answer = page(request, "invitation.html", None, status, secret=secret, invitation=found, name=name, error=error)
    answer.headers["cache-control"] = "no-store"
    return answer


@router.post("/invitation/{secret}", response_class=HTMLResponse)
def use_invitation(
    request: Request, secret: str, name: Words = "", password: Words = "", again: Words = ""
) -> Response:
    """Join, or set a new password, and be signed in."""
    identity = identity_of(request)
    found = identity.people.invitation(secret)
    if found is None:
        raise HTTPException(404, "people.error.invitation_over")
    try:
        if password != again:
            raise PeopleError("password_again")
        require_strength(password, found.user or name)
        hashed = identity.passwords.hashed(password)
        if found.user is None:
            user = identity.people.join(secret, name, hashed)
        else:
            user = identity.people.reset(secret, hashed)
    except PeopleError as error:
        return _invitation_page(request, secret, 422, name, say(f"people.error.{error.code}"))
    return opened(request, user, "/")
