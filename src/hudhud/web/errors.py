"""Everything that goes wrong, as a page, or under `/api` in one shape of JSON."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from hudhud.errors import (
    ActorError,
    CaptureError,
    CodebookError,
    DecisionError,
    ExportError,
    FilterError,
    HudhudError,
    LanguageError,
    LedgerError,
    OvertakenError,
    PeopleError,
    UnknownNameError,
)
from hudhud.web.access import Person
from hudhud.web.blindness import SealedError
from hudhud.web.headers import HEADERS
from hudhud.web.identity import identify, is_api
from hudhud.web.pages import page, say, strings
from hudhud.web.paths import own_path

_log = logging.getLogger("hudhud.web")

_CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    422: "invalid",
    429: "too_many",
    500: "internal",
    503: "unavailable",
}

_PEOPLE_STATUSES = {"nobody": 404, "token_gone": 404, "view_gone": 404, "invitation_over": 404, "busy": 503}

_STATUSES: tuple[tuple[type[HudhudError], int], ...] = (
    (SealedError, 409),
    (DecisionError, 422),
    (ExportError, 422),
    (FilterError, 422),
    (CaptureError, 422),
    (LanguageError, 422),
    (CodebookError, 422),
    (ActorError, 404),
    (UnknownNameError, 404),
    (OvertakenError, 409),
    (LedgerError, 503),
)


class Told(BaseModel):
    """What went wrong: a code for programs and a line for people."""

    code: str
    message: str


class ErrorAnswer(BaseModel):
    """Every error of `/api`."""

    error: Told


RESPONSES: dict[int | str, dict[str, Any]] = {status: {"model": ErrorAnswer} for status in (401, 403, 404, 422)}
"""What a router under `/api` declares: `APIRouter(prefix="/api", responses=RESPONSES)`."""


def install(app: FastAPI) -> None:
    """Let every error leave by this module."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HudhudError, _known)
    app.add_exception_handler(Exception, _unknown)


def answer(request: Request, status: int, message: str, person: Person | None = None) -> Response:
    """An error as whoever asks can read it. A message that is a key of the catalogue becomes its words."""
    words = say(message) if message in strings() else message
    if is_api(request):
        body = ErrorAnswer(error=Told(code=_CODES.get(status, "error"), message=words))
        return JSONResponse(body.model_dump(), status_code=status)
    return page(request, "error.html", person, status, message=words)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    if status == 401 and not is_api(request):
        return _to_sign_in(request)
    message = error.detail if error.detail in strings() else f"error.{_CODES.get(status, 'internal')}"
    told = answer(request, status, message, await _person(request))
    for name, value in (error.headers or {}).items():
        told.headers[name] = value
    if status == 401:
        told.headers["www-authenticate"] = "Bearer"
    return told


async def _invalid(request: Request, error: Exception) -> Response:
    """Names the fields that do not fit, and never repeats what was sent: it may be a password."""
    assert isinstance(error, RequestValidationError)
    wrong = [f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}" for one in error.errors()]
    return answer(request, 422, say("error.invalid_fields", fields="; ".join(wrong)), await _person(request))


async def _known(request: Request, error: Exception) -> Response:
    person = await _person(request)
    if isinstance(error, SealedError) and not is_api(request):
        return page(request, "sealed.html", person, 409, message=str(error), incident=error.incident)
    if isinstance(error, PeopleError):
        return answer(request, _PEOPLE_STATUSES.get(error.code, 409), f"people.error.{error.code}", person)
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 400)
    return answer(request, status, str(error), person)


def _unknown(request: Request, error: Exception) -> Response:
    """A defect of ours. Nothing of it is told; the server's log has it."""
    _log.error("%s %s failed", request.method, request.scope["route"].path if "route" in request.scope else "?")
    told = answer(request, 500, "error.internal")
    # This answer leaves outside all middleware.
    told.headers.update(HEADERS)
    return told


async def _person(request: Request) -> Person | None:
    """Who asks, also where no route was found that would have asked."""
    if request.state.signed is None:
        await identify(request)
    return None if request.state.signed is None else request.state.signed.person


def _to_sign_in(request: Request) -> Response:
    """Pages lead to the sign-in, and back from there to what was asked for."""
    if request.headers.get("hx-request") == "true":
        shown = urlsplit(request.headers.get("hx-current-url", ""))
        back = own_path(shown.path + (f"?{shown.query}" if shown.query else ""))
        return Response(status_code=401, headers={"hx-redirect": _sign_in(back)})
    if request.method != "GET":
        return RedirectResponse("/sign-in", 303)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(_sign_in(own_path(request.url.path + query)), 303)


def _sign_in(back: str) -> str:
    return "/sign-in" if back == "/" else f"/sign-in?next={quote(back, safe='/')}"
