"""Who may do what. Every route says by `needs` which role it takes; a test holds the table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, HTTPException, Request

from hudhud.model.people import ROLES, Direction, Role, Theme

__all__ = ["ROLES", "Person", "Role", "needs"]


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    id: int
    name: str
    role: Role
    direction: Direction = "ltr"
    theme: Theme = "auto"

    def may(self, role: Role) -> bool:
        return ROLES.index(self.role) >= ROLES.index(role)


def needs(role: Role) -> Any:
    """A dependency that gives the person who asks, or refuses: `person: Person = needs("reviewer")`."""
    return Depends(_allowed(role))


def _allowed(role: Role) -> Callable[[Request], Awaitable[Person]]:
    async def allowed(request: Request) -> Person:
        # Set by `identity.guard`, on which every route depends; a route without it fails here.
        signed = request.state.signed
        if signed is None:
            raise HTTPException(401, "error.not_signed_in")
        person: Person = signed.person
        if not person.may(role):
            raise HTTPException(403, "error.role")
        return person

    return allowed
