"""For programs: what there is to ask, and as whom they ask it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from hudhud.model.people import Role
from hudhud.web.access import Person, needs
from hudhud.web.errors import RESPONSES

router = APIRouter(prefix="/api", responses=RESPONSES)


class Me(BaseModel):
    """Who asks, and at most with which role."""

    name: str
    role: Role


@router.get("/openapi.json", include_in_schema=False)
def schema(request: Request, person: Person = needs("viewer")) -> JSONResponse:
    """The description of everything under `/api`."""
    whole: dict[str, Any] = request.app.openapi()
    return JSONResponse(whole | {"paths": {k: v for k, v in whole["paths"].items() if k.startswith("/api/")}})


@router.get("/me")
def me(person: Person = needs("viewer")) -> Me:
    """As whom this request was sent."""
    return Me(name=person.name, role=person.role)
