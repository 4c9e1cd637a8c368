"""The first page: what came in, what waits, what changed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hudhud.ledger import Board, Ledger, intake
from hudhud.model.filters import Filter
from hudhud.web.access import Person, needs
from hudhud.web.blindness import kept_from
from hudhud.web.filters import Asked
from hudhud.web.pages import page
from hudhud.web.plots import weekly

router = APIRouter()

_SHOWN = 8
_HARMS = ("killed", "injured", "abducted")


@router.get("/", response_class=HTMLResponse, name="overview")
def overview(request: Request, person: Person = needs("viewer")) -> HTMLResponse:
    """The overview."""
    ledger: Ledger = request.app.state.ledger
    state = Board(ledger).state()
    shown = request.app.state.overviews.get(state, lambda _: _shown(ledger))
    kept = kept_from(request, person)
    lists = {name: [row for row in shown[name] if row.record.id not in kept] for name in ("latest", "moved")}
    return page(request, "overview.html", person, kept=len(kept), **shown | lists)


def _shown(ledger: Ledger) -> dict[str, Any]:
    """All that the page shows; it stays as it is until a report or a decision comes in."""
    board = Board(ledger)
    return {
        "counts": _counts(board),
        "charts": list(filter(None, (weekly(board.weeks(Filter(), harm), harm) for harm in _HARMS))),
        "latest": board.rows(Filter(), "opened", _SHOWN),
        "waiting": board.queue(Filter(), None, _SHOWN),
        "moved": board.moved(_SHOWN),
        "sources": intake(ledger, _SHOWN),
    }


def _counts(board: Board) -> list[tuple[str, int, str]]:
    """Name, number and address of each count."""
    wanted = (
        ("all", Filter()),
        ("waiting", Filter(review="waiting")),
        ("changed", Filter(review="changed")),
        ("accepted", Filter(review="accepted")),
        ("conflict", Filter(conflict=True)),
    )
    return [(name, board.count(f), "/incidents?" + Asked(f, "latest", 1, ()).query()) for name, f in wanted]
