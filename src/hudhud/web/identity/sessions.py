"""Sessions as signed cookies, and tokens that prove that a form came from a page of that session."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.responses import Response

from hudhud.web.settings import Settings


@dataclass(frozen=True)
class Session:
    """What a cookie says once its signature held."""

    user: int
    version: int
    name: str
    expires: datetime


class Sessions:
    """Writes and reads the cookie of a session."""

    def __init__(self, key: bytes, settings: Settings) -> None:
        self._key = key
        self._settings = settings
        self._signer = URLSafeTimedSerializer(
            key,
            salt="hudhud session",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )
        # A browser takes a cookie of this beginning from this host alone, and only by HTTPS.
        self.cookie = "__Host-hudhud" if settings.secure else "hudhud_session"

    def open(self, answer: Response, user: int, version: int) -> None:
        """Let an answer begin a session. Its name is new each time: none can be prepared by somebody else."""
        signed = self._signer.dumps([user, version, secrets.token_hex(16)])
        answer.set_cookie(
            self.cookie,
            signed if isinstance(signed, str) else signed.decode("ascii"),
            max_age=int(self._settings.session_lasts.total_seconds()),
            path="/",
            secure=self._settings.secure,
            httponly=True,
            samesite="lax",
        )

    def close(self, answer: Response) -> None:
        answer.delete_cookie(self.cookie, path="/", secure=self._settings.secure, httponly=True, samesite="lax")

    def read(self, cookie: str | None) -> Session | None:
        """The session of a cookie; None where it is forged, changed or over."""
        lasts = self._settings.session_lasts
        try:
            said, since = self._signer.loads(cookie or "", max_age=int(lasts.total_seconds()), return_timestamp=True)
        except BadSignature:
            return None
        user, version, name = said
        return Session(user, version, name, since.replace(tzinfo=UTC) + lasts + timedelta(seconds=1))

    def csrf(self, session: str) -> str:
        """What the forms of a session carry."""
        return hmac.new(self._key, b"hudhud form " + session.encode(), hashlib.sha256).hexdigest()

    def is_csrf(self, session: str, given: str) -> bool:
        return hmac.compare_digest(self.csrf(session).encode(), given.encode("utf-8", "replace"))
