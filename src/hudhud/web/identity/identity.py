"""Who sends a request, and whether they meant to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from fastapi.concurrency import run_in_threadpool

from hudhud.ledger import Ledger
from hudhud.ledger.people import People
from hudhud.ledger.tokens import EndedSessions, Tokens
from hudhud.model.people import User, lesser
from hudhud.web.access import Person
from hudhud.web.identity.keys import server_key
from hudhud.web.identity.limiter import Limiter
from hudhud.web.identity.passwords import Passwords
from hudhud.web.identity.sessions import Session, Sessions
from hudhud.web.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_api(request: Request) -> bool:
    """Whether a program asks, to whom errors are said in JSON."""
    return (request.url.path + "/").startswith("/api/")


@dataclass(frozen=True)
class Signed:
    """Somebody who is signed in, and how: by a session, or else by a token."""

    person: Person
    user: User
    session: Session | None


class Identity:
    """What a workbench knows of the people who use it."""

    def __init__(self, ledger: Ledger, settings: Settings) -> None:
        self.settings = settings
        self.people = People(ledger)
        self.tokens = Tokens(ledger)
        self.ended = EndedSessions(ledger)
        self.passwords = Passwords(settings.hashing)
        self.sessions = Sessions(server_key(ledger.path), settings)
        self.limiter = Limiter()

    def signed(self, request: Request) -> Signed | None:
        """Who sends a request. Tokens open `/api` alone, and there a token that is sent counts before a cookie."""
        authorization = request.headers.get("authorization")
        if authorization is not None and is_api(request):
            scheme, _, secret = authorization.partition(" ")
            return self._by_token(secret.strip()) if scheme.lower() == "bearer" else None
        return self._by_session(self.sessions.read(request.cookies.get(self.sessions.cookie)))

    def _by_session(self, session: Session | None) -> Signed | None:
        if session is None:
            return None
        user = self.people.user(session.user)
        if user is None or user.disabled is not None or user.session_version != session.version:
            return None
        if self.ended.ended(session.name):
            return None
        return Signed(Person(user.id, user.name, user.role, user.direction, user.theme), user, session)

    def _by_token(self, secret: str) -> Signed | None:
        found = self.tokens.find(secret)
        user = self.people.user(found[0]) if found else None
        if found is None or user is None or user.disabled is not None:
            return None
        role = lesser(user.role, found[1])
        return Signed(Person(user.id, user.name, role, user.direction, user.theme), user, None)

    def sign_in(self, name: str, password: str) -> User | None:
        """The user of a name and password; None, after the same time, for whatever is wrong with them."""
        user = self.people.named(name)
        fits = self.passwords.fits(None if user is None else user.password, password)
        if user is None or not fits or user.disabled is not None:
            self.people.refused(user)
            return None
        if self.passwords.outdated(user.password):
            self.people.rehash(user.id, self.passwords.hashed(password))
        self.people.signed_in(user)
        return user

    def sign_out(self, session: Session) -> None:
        self.ended.end(session.name, max(session.expires, datetime.now(UTC)))


async def identify(request: Request) -> None:
    """Put who asks into `request.state.signed`, and what their forms carry into `request.state.csrf`."""
    identity: Identity = request.app.state.identity
    signed = await run_in_threadpool(identity.signed, request)
    request.state.signed = signed
    if signed is not None and signed.session is not None:
        request.state.csrf = identity.sessions.csrf(signed.session.name)


async def guard(request: Request) -> None:
    """A dependency of every route: who asks, and that no other site's page made them ask.

    Raises:
        HTTPException: 403, where a request that changes something comes from elsewhere or without its token.
    """
    await identify(request)
    if request.method in SAFE_METHODS:
        return
    signed: Signed | None = request.state.signed
    if signed is not None and signed.session is None:
        return  # no browser sends a token by itself
    if not _from_here(request):
        raise HTTPException(403, "error.elsewhere")
    if signed is not None and signed.session is not None:
        given = request.headers.get("x-csrf-token") or await _in_form(request)
        identity: Identity = request.app.state.identity
        if not identity.sessions.is_csrf(signed.session.name, given):
            raise HTTPException(403, "error.csrf")


def _from_here(request: Request) -> bool:
    """Whether the page that sent a request is of this origin. What is no browser says nothing, and is let through:
    it has no cookie that somebody else could make it use."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    parts = urlsplit(origin)
    settings: Settings = request.app.state.identity.settings
    by = {"https"} if settings.secure else {"http", "https"}
    return parts.scheme in by and parts.netloc.casefold() == request.headers.get("host", "").casefold()


async def _in_form(request: Request) -> str:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return ""
    given = (await request.form()).get("csrf")
    return given if isinstance(given, str) else ""
