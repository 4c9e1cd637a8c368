"""One report: its text as captured and as read, what was found in it by field, what was skipped and why."""

from __future__ import annotations

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from hudhud import pipeline
from hudhud.ledger import Ledger, arrivals
from hudhud.web.access import Person, needs
from hudhud.web.blindness import kept_among, note_look
from hudhud.web.desk import Line, sheet, stretches
from hudhud.web.pages import page
from hudhud.web.spans import Span, segments

router = APIRouter()

_A_PAGE = 50
_MOST_CAPTURED = 200_000
"""Code points of a captured text on one page."""


@router.get("/documents", response_class=HTMLResponse, name="documents")
def documents(
    request: Request,
    words: str = "",
    start: int = Query(0, ge=0, le=10**9),
    person: Person = needs("viewer"),
) -> HTMLResponse:
    """The reports that came in last, or those that contain some words."""
    ledger: Ledger = request.app.state.ledger
    searched = words.strip()[:200]
    return page(
        request,
        "documents.html",
        person,
        words=searched,
        hits=pipeline.search(ledger, searched, _A_PAGE) if searched else [],
        arrivals=[] if searched else arrivals(ledger, _A_PAGE, start),
        start=start,
        step=_A_PAGE,
        total=ledger.counts().documents,
    )


@router.get("/document/{name}", response_class=HTMLResponse, name="document")
def document(request: Request, name: str, person: Person = needs("viewer")) -> HTMLResponse:
    """The page of a report, by its id, its `doc_id`, or the beginning of its id."""
    ledger: Ledger = request.app.state.ledger
    found = ledger.document(name)
    captured, copy = request.app.state.texts.open(found.id)
    told = pipeline.told_in(ledger, captured.doc_id)
    kept = kept_among(request, person, set(told.homes.values()))
    members = [m for m in told.judged.members if m.document_id == captured.id]
    shown = [m for m in members if told.homes.get(m.mention.id) not in kept]
    note_look(request, person, {m.mention.id: m.doc_id for m in shown})
    own = [sheet(told.judged, m) for m in shown]
    lines: list[Line] = [line for one in own for line in one.lines]
    spans = [
        Span(line.shown.evidence.span_start, line.shown.evidence.span_end, line.field, line.label, line.id)
        for line in lines
    ]
    held = pipeline.held(ledger, found.id)
    place = [version.id for version in held.versions].index(captured.id)
    before = held.versions[place - 1].id if place else None
    return page(
        request,
        "document.html",
        person,
        document=captured,
        held=held,
        changed=pipeline.changes(ledger, before, captured.id) if before else [],
        reading=ledger.reading(captured.id),
        sheets=own,
        kept=sorted({told.homes[m.mention.id] for m in members if m not in shown}),
        homes=told.homes,
        stretches=stretches(copy, lines),
        captured=segments(captured.text[:_MOST_CAPTURED], spans),
        more=max(0, len(captured.text) - _MOST_CAPTURED),
        skipped=[(one, captured.text[one.start : one.end]) for one in copy.skipped],
    )
