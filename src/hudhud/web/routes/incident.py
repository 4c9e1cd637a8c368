"""One incident: what is assessed, every claim behind it, what conflicts, and how it came to be one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from hudhud import judging, pipeline
from hudhud.ledger import Ledger
from hudhud.model.files import PICTURES
from hudhud.web.access import Person, needs
from hudhud.web.blindness import kept_among, kept_from, note_look, refuse_sealed
from hudhud.web.desk import context, sheets
from hudhud.web.pages import page
from hudhud.web.plots import tolls

router = APIRouter()


@router.get("/incident/{name}", response_class=HTMLResponse, name="incident")
def incident(request: Request, name: str, person: Person = needs("viewer")) -> Response:
    """The page of an incident. An id that it had before, or one of its mentions', leads to it."""
    return incident_page(request, name, person)


def incident_page(request: Request, name: str, person: Person, problem: str = "", status: int = 200) -> Response:
    """The page, with what went wrong with a form on it."""
    ledger: Ledger = request.app.state.ledger
    view = pipeline.view_of(ledger, name)
    one = view.incidents[0]
    refuse_sealed(request, person, one.id)
    if name != one.id and not problem:
        return RedirectResponse(request.url_for("incident", name=one.id), status_code=303)
    note_look(request, person, {m.mention.id: m.doc_id for m in one.members})
    view = _without_sealed_sums(request, person, view)
    texts = request.app.state.texts
    own = sheets(view)
    words = {
        line.id: context(texts.open(sheet.member.document_id)[1], line) for sheet in own for line in sheet.lines
    }  # fmt: skip
    moved = pipeline.revisions(one, view.copies)
    mentions = {m.mention.id for m in one.members}
    return page(
        request,
        "incident.html",
        person,
        status,
        view=view,
        one=one,
        sheets=own,
        words=words,
        names={m.mention.id: m.doc_id for m in one.members},
        links=pipeline.why(ledger, one),
        moved=moved,
        plots=tolls(one, moved),
        since=view.since_accepted(one),
        flags=[flag for flag in view.judged.flags if flag.mention in mentions],
        decided=_told(request, person, pipeline.decided_on(ledger, one.documents)),
        attached=[(ruled.decision, ruled.ruling.file) for ruled in view.attached(one) if ruled.ruling.file],
        pictures=PICTURES,
        most=f"{request.app.state.settings.upload_bytes / 1e6:g}",
        problem=problem,
    )


def _without_sealed_sums(request: Request, person: Person, view: pipeline.View) -> pipeline.View:
    """The reasons why a sum covers an incident tell what is known of both."""
    ids = {name for total, found in view.covers.items() for name in (total, *(c.incident for c in found))}
    kept = kept_among(request, person, ids)
    if not kept:
        return view
    covers = {
        total: tuple(c for c in found if c.incident not in kept)
        for total, found in view.covers.items()
        if total not in kept
    }
    return replace(view, covers=covers)


def _told(request: Request, person: Person, entries: Sequence[judging.Entry]) -> list[judging.Entry]:
    """The decisions without those that bear on another incident of these reports, which is kept from the person."""
    kept = kept_from(request, person)
    return [entry for entry in pipeline.without_sealed(request.app.state.ledger, entries, kept) if entry]
