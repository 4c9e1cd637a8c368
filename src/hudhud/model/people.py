"""Who works with a ledger, and what each may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Role = Literal["viewer", "reviewer", "editor", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the one that may least; each may what those before it may."""

Direction = Literal["ltr", "rtl"]
Theme = Literal["auto", "light", "dark"]


def lesser(one: Role, other: Role) -> Role:
    """Of two roles the one that may less."""
    return min(one, other, key=ROLES.index)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with a name and a password. Decisions carry the name, so it never changes and is given out once."""

    id: int
    name: str
    role: Role
    password: str
    """As its hash says it; never the password itself."""
    created: datetime
    password_changed: datetime
    session_version: int
    """Sessions of another version have ended."""
    disabled: datetime | None = None
    last_sign_in: datetime | None = None
    direction: Direction = "ltr"
    theme: Theme = "auto"


@dataclass(frozen=True, slots=True)
class Invitation:
    """Leave to join with a role, or, where it names a user, to set a new password."""

    id: int
    role: Role
    invited_by: str | None
    """None: the first start of the workbench."""
    expires: datetime
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """What a program signs in with, for a user and at most with a role."""

    id: int
    name: str
    role: Role
    created: datetime
    expires: datetime
    last_used: datetime | None = None


@dataclass(frozen=True, slots=True)
class PeopleEntry:
    """One line of what happened to the people and their rights."""

    at: datetime
    by: str
    action: str
    subject: str
    detail: str
