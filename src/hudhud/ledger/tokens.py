"""Tokens of programs, and sessions that were ended before their time."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import exists, func, insert, select, update

from hudhud.errors import PeopleError
from hudhud.ledger.people import digest, note
from hudhud.ledger.store import Ledger
from hudhud.ledger.workplace import api_tokens, ended_sessions
from hudhud.model.people import ROLES, Role, Token, User

TOKEN_PREFIX = "hudhud_"
"""So that a token found in a file is known for what it is."""

LONGEST_LIFE = timedelta(days=366)
MOST_TOKENS = 50
LONGEST_NAME = 60

_NOTED_EVERY = timedelta(minutes=5)


class Tokens:
    """What programs sign in with, for a user and at most with a role."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def make(self, user: User, name: str, role: Role, lasts: timedelta) -> str:
        """A new token, which is shown once and kept nowhere."""
        name = " ".join(name.split())
        if not name or not name.isprintable() or len(name) > LONGEST_NAME:
            raise PeopleError("token_name")
        if role not in ROLES or ROLES.index(role) > ROLES.index(user.role):
            raise PeopleError("role_unknown")
        if not timedelta(0) < lasts <= LONGEST_LIFE:
            raise PeopleError("token_life")
        secret, now = TOKEN_PREFIX + secrets.token_urlsafe(32), datetime.now(UTC)
        with self.ledger.writing() as connection:
            standing = (api_tokens.c.user == user.id) & api_tokens.c.revoked.is_(None) & (api_tokens.c.expires > now)
            if (connection.scalar(select(func.count()).where(standing)) or 0) >= MOST_TOKENS:
                raise PeopleError("token_many")
            connection.execute(
                insert(api_tokens),
                {"hash": digest(secret), "user": user.id, "name": name, "role": role, "created": now,
                 "expires": now + lasts},
            )  # fmt: skip
            note(connection, user.name, "token_made", user.name, f"{name}, {role}")
        return secret

    def of(self, user: int) -> list[Token]:
        """Those of a user that still open, the latest first."""
        query = select(api_tokens).where(
            api_tokens.c.user == user, api_tokens.c.revoked.is_(None), api_tokens.c.expires > datetime.now(UTC)
        )
        with self.ledger.snapshot() as connection:
            rows = connection.execute(query.order_by(api_tokens.c.id.desc()))
            return [Token(r.id, r.name, r.role, r.created, r.expires, r.last_used) for r in rows]

    def revoke(self, user: User, number: int) -> None:
        """Let a user's token open nothing more."""
        mine = (api_tokens.c.id == number) & (api_tokens.c.user == user.id) & api_tokens.c.revoked.is_(None)
        with self.ledger.writing() as connection:
            name = connection.scalar(select(api_tokens.c.name).where(mine))
            if name is None:
                raise PeopleError("token_gone")
            connection.execute(update(api_tokens).where(mine).values(revoked=datetime.now(UTC)))
            note(connection, user.name, "token_revoked", user.name, name)

    def find(self, secret: str) -> tuple[int, Role] | None:
        """The user and the role of a token that still opens."""
        now = datetime.now(UTC)
        with self.ledger.snapshot() as connection:
            row = connection.execute(select(api_tokens).where(api_tokens.c.hash == digest(secret))).first()
        if row is None or row.revoked is not None or row.expires <= now:
            return None
        # Noting every request would let readers wait for whoever writes.
        if row.last_used is None or now - row.last_used > _NOTED_EVERY:
            with self.ledger.writing() as connection:
                connection.execute(update(api_tokens).where(api_tokens.c.id == row.id).values(last_used=now))
        return row.user, row.role


class EndedSessions:
    """Sessions whose owner signed out before they were over."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def end(self, name: str, expires: datetime) -> None:
        """Let a session open nothing more; those that are over by themselves are forgotten."""
        with self.ledger.writing() as connection:
            connection.execute(ended_sessions.delete().where(ended_sessions.c.expires < datetime.now(UTC)))
            known = connection.scalar(select(exists(select(ended_sessions.c.id).where(ended_sessions.c.id == name))))
            if not known:
                connection.execute(insert(ended_sessions), {"id": name, "expires": expires})

    def ended(self, name: str) -> bool:
        with self.ledger.snapshot() as connection:
            return bool(
                connection.scalar(select(exists(select(ended_sessions.c.id).where(ended_sessions.c.id == name))))
            )
