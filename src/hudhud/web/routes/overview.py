"""The first page: what came in, what waits, what changed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from hudhud.ledger import Board, Ledger, intake
from hudhud.model.filters import Filter
from hudhud.web.access import Person, needs
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
    board = Board(ledger)
    state = board.state()
    counts, charts = request.app.state.overviews.get(state, lambda _: (_counts(board), _charts(board)))
    return page(
        request,
        "overview.html",
        person,
        counts=counts,
        charts=charts,
        latest=board.rows(Filter(), "opened", _SHOWN),
        waiting=board.queue(Filter(), None, _SHOWN),
        moved=[row for row in board.rows(Filter(), "moved", _SHOWN) if row.moved],
        sources=intake(ledger, _SHOWN),
    )


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


def _charts(board: Board) -> list[Markup]:
    return list(filter(None, (weekly(board.weeks(Filter(), harm), harm) for harm in _HARMS)))
