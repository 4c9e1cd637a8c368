"""What was decided, by whom and why."""

from __future__ import annotations

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from hudhud import judging, pipeline
from hudhud.ledger import Ledger
from hudhud.model.decisions import PERSON_ACTIONS
from hudhud.publish.decisions import decision_words
from hudhud.web.access import Person, needs
from hudhud.web.blindness import kept_from
from hudhud.web.pages import page

router = APIRouter()

_A_PAGE = 100


@router.get("/log", response_class=HTMLResponse, name="log")
def log(
    request: Request,
    subject: str = "",
    by: str = "",
    action: str = "",
    start: int = Query(0, ge=0, le=10**9),
    person: Person = needs("viewer"),
) -> HTMLResponse:
    """The decisions of persons, the latest first; what is undone stays and is struck through."""
    ledger: Ledger = request.app.state.ledger
    wanted = action if action in PERSON_ACTIONS else None
    entries = pipeline.log(ledger, subject=subject or None, by=by or None, action=wanted)
    shown = pipeline.without_sealed(ledger, entries[start : start + _A_PAGE], kept_from(request, person))
    return page(
        request,
        "log.html",
        person,
        rows=[(e, decision_words(e.decision, judging.corrected_words(e.decision))) for e in shown if e],
        kept=shown.count(None),
        total=len(entries),
        start=start,
        step=_A_PAGE,
        wanted={"subject": subject, "by": by, "action": action},
        actions=PERSON_ACTIONS,
    )
