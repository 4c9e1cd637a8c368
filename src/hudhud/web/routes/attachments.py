"""Files laid beside an incident as evidence. They are as hostile as reports: nothing of them is opened here."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from hudhud import pipeline
from hudhud.errors import DecisionError, HudhudError, UnknownNameError
from hudhud.ledger import Ledger
from hudhud.model import File
from hudhud.web.access import Person, needs
from hudhud.web.blindness import refuse_sealed
from hudhud.web.pages import say
from hudhud.web.routes.incident import incident_page
from hudhud.web.thumbnails import thumbnail

router = APIRouter()

_ALONE = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""Were it opened as a page all the same, it could run and load nothing."""


@router.post("/incident/{name}/attachments", name="attach")
async def attach(request: Request, name: str, person: Person = needs("reviewer")) -> Response:
    """Keep a file beside an incident, or say why not."""
    # Read here and not by the framework, which would take the bytes in before it asks who sends them.
    async with request.form(max_files=1, max_fields=10) as form:
        given, reason = form.get("file"), form.get("reason")
        called = given.filename or "" if isinstance(given, UploadFile) else ""
        content = await given.read() if isinstance(given, UploadFile) else b""
    why = reason if isinstance(reason, str) else ""
    return await run_in_threadpool(_attach, request, name, person, called, content, why.strip()[:500])


def _attach(request: Request, name: str, person: Person, called: str, content: bytes, why: str) -> Response:
    ledger: Ledger = request.app.state.ledger
    refuse_sealed(request, person, pipeline.view_of(ledger, name, sums=False).incidents[0].id)
    try:
        if not called:
            raise DecisionError(say("attachment.no_file"))
        file = File.of(called, content, request.app.state.settings.upload_bytes)
        reason = why or say("review.reason.attach")
        kept = pipeline.decide(ledger, person.name, "attach", name, reason, pipeline.Wish(file=file))
    except UnknownNameError:
        raise
    except HudhudError as error:
        return incident_page(request, name, person, str(error), 422)
    return _back(kept.subject)


@router.post("/incident/{name}/attachments/undo", name="detach")
def detach(
    request: Request,
    name: str,
    number: Annotated[int, Form(ge=1, le=2**53)],
    reason: Annotated[str, Form(max_length=500)] = "",
    person: Person = needs("reviewer"),
) -> Response:
    """Take back an attachment by its decision's number. Its bytes stay in the ledger and are given out no more."""
    ledger: Ledger = request.app.state.ledger
    one = pipeline.view_of(ledger, name, sums=False)
    refuse_sealed(request, person, one.incidents[0].id)
    try:
        if number not in {ruled.decision.seq for ruled in one.attached(one.incidents[0])}:
            raise DecisionError(say("attachment.gone"))
        why = reason.strip() or say("review.reason.undo")
        pipeline.decide(ledger, person.name, "undo", str(number), why)
    except DecisionError as error:
        return incident_page(request, name, person, str(error), 422)
    return _back(one.incidents[0].id)


def _back(incident: str) -> Response:
    return RedirectResponse(f"/incident/{quote(incident)}#evidence", 303)


@router.get("/attachment/{digest}", name="attachment")
def attachment(request: Request, digest: str, person: Person = needs("viewer")) -> Response:
    """The bytes of a file as they came, to be saved and never to be shown."""
    file = pipeline.attached_file(request.app.state.ledger, digest)
    name = quote(file.anchor.name, safe="")
    headers = {
        "content-disposition": f"attachment; filename=\"attachment\"; filename*=UTF-8''{name}",
        "content-security-policy": _ALONE,
        "cache-control": "private, no-store",
    }
    return Response(file.content, media_type="application/octet-stream", headers=headers)


@router.get("/attachment/{digest}/picture", name="picture")
def picture(request: Request, digest: str, person: Person = needs("viewer")) -> Response:
    """A small picture of a file that is one, drawn anew."""
    ledger: Ledger = request.app.state.ledger
    pipeline.attached_as(ledger, digest)
    drawn: bytes | None = request.app.state.thumbnails.get(
        digest, lambda name: thumbnail(pipeline.attached_file(ledger, name))
    )
    if drawn is None:
        raise HTTPException(404, "attachment.no_picture")
    headers = {"content-security-policy": _ALONE, "cache-control": "private, no-cache"}
    return Response(drawn, media_type="image/png", headers=headers)
