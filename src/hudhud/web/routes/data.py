"""For programs: incidents, reports and decisions, as the pages show them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Request
from pydantic import BaseModel, Field

from hudhud import __version__, judging, pipeline
from hudhud.codebook import load as load_codebook
from hudhud.errors import FilterError
from hudhud.ledger import ORDERS, Board, Ledger, Order
from hudhud.model import Record
from hudhud.model.claims import FieldName
from hudhud.model.decisions import PersonAction
from hudhud.publish.decisions import attachment_record, log_record
from hudhud.publish.records import incident_record, reading_record
from hudhud.web.access import Person, needs
from hudhud.web.blindness import kept_among, kept_from, note_look, refuse_sealed
from hudhud.web.errors import RESPONSES
from hudhud.web.filters import asked

router = APIRouter(prefix="/api", responses=RESPONSES, tags=["record"])

_MOST = 500
Limit = Annotated[int, Query(ge=1, le=_MOST, description="How many at most.")]
Start = Annotated[int, Query(ge=0, le=10**9, description="How many to pass over.")]
Name = Annotated[str, Path(max_length=200, description="An id, or the beginning of one.")]
Words = Annotated[str, Field(max_length=500)]


class Incidents(BaseModel):
    """A stretch of the incidents that are wanted."""

    found: int
    """How many there are in all."""
    state: str
    """Changes whenever an incident may have."""
    incidents: list[Record]


class Health(BaseModel):
    """That the ledger answers, and how much it holds."""

    version: str
    documents: int
    mentions: int
    decisions: int


class Wanted(BaseModel):
    """A decision to keep."""

    action: PersonAction
    subject: Annotated[str, Field(max_length=200)]
    """The id of a claim, a mention or an incident; of an undo, the decision's number."""
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    other: Annotated[str | None, Field(max_length=200)] = None
    apart: Annotated[list[Words], Field(max_length=200)] = []
    field: FieldName | None = None
    group: Annotated[str | None, Field(max_length=40)] = None
    value: Words | None = None
    seen: Annotated[int | None, Field(ge=0, lt=2**53)] = None
    """The number of the last decision on it that was seen; a later one is refused."""


class Kept(BaseModel):
    """A decision that was kept."""

    seq: int
    hash: str


class Found(BaseModel):
    """A report with the words that were searched for."""

    document_id: str
    doc_id: str
    title: str | None
    snippet: str


@router.get("/health")
def health(request: Request, person: Person = needs("viewer")) -> Health:
    """Whether the ledger answers."""
    counts = _ledger(request).counts()
    return Health(version=__version__, documents=counts.documents, mentions=counts.mentions, decisions=counts.decisions)


@router.get("/codebook")
def codebook(person: Person = needs("viewer")) -> dict[str, list[str]]:
    """The vocabularies with their codes."""
    book = load_codebook()
    return {name: list(one.codes) for name, one in book.vocabularies.items()}


_FILTERS = ("since", "until", "place", "actor", "event_type", "harm", "group", "status", "at_least", "sources",
            "conflict", "aggregate", "review", "words", "box")  # fmt: skip


@router.get(
    "/incidents",
    openapi_extra={
        "parameters": [
            {"name": name, "in": "query", "required": False, "schema": {"type": "string"}} for name in _FILTERS
        ]
    },
)
def incidents(
    request: Request, limit: Limit = 100, start: Start = 0, order: Literal[ORDERS] = "latest",  # type: ignore[valid-type]
    person: Person = needs("viewer"),
) -> Incidents:  # fmt: skip
    """Incidents by the filters of the page of incidents, the latest first."""
    wanted = asked(request)
    if wanted.problems:
        raise FilterError(" ".join(words for _, words in wanted.problems))
    board = Board(_ledger(request))
    chosen: Order = order
    return Incidents(
        found=board.count(wanted.filter), state=board.state(),
        incidents=board.records(wanted.filter, chosen, limit, start),
    )  # fmt: skip


@router.get("/incidents/{name}")
def incident(request: Request, name: Name, person: Person = needs("viewer")) -> dict[str, Any]:
    """One incident with every figure, its reason, its sources and what conflicts."""
    view = pipeline.view_of(_ledger(request), name)
    one = view.incidents[0]
    refuse_sealed(request, person, one.id)
    note_look(request, person, {m.mention.id: m.doc_id for m in one.members})
    attached = [attachment_record(ruled.decision) for ruled in view.attached(one)]
    return incident_record(one, view.covered) | {"attachments": attached}


@router.get("/documents/{name}")
def document(request: Request, name: Name, person: Person = needs("viewer")) -> dict[str, Any]:
    """One report: what was read in it, each value with its words.

    Mentions of incidents that whoever asks may be given to code blind are left out; `withheld` says how many.
    """
    ledger = _ledger(request)
    found = ledger.document(name)
    reading = ledger.reading(found.id)
    if reading is None:
        raise HTTPException(404, "error.not_read")
    homes = pipeline.told_in(ledger, found.doc_id).homes
    kept = kept_among(request, person, set(homes.values()))
    shown = tuple(m for m in reading.mentions if homes.get(m.id) not in kept)
    note_look(request, person, {m.id: found.doc_id for m in shown})
    withheld = len(reading.mentions) - len(shown)
    return reading_record(found, reading.model_copy(update={"mentions": shown})) | {"withheld": withheld}


@router.get("/search")
def search(
    request: Request, words: Annotated[str, Query(max_length=200)], limit: Limit = 20, person: Person = needs("viewer")
) -> list[Found]:
    """Reports that contain the words, the best first."""
    hits = pipeline.search(_ledger(request), words, limit)
    return [Found(document_id=h.document_id, doc_id=h.doc_id, title=h.title, snippet=h.snippet) for h in hits]


@router.get("/decisions")
def decisions(
    request: Request, subject: Annotated[str, Query(max_length=200)] = "", limit: Limit = 100, start: Start = 0,
    person: Person = needs("viewer"),
) -> list[dict[str, Any]]:  # fmt: skip
    """What persons decided, the latest first, without what bears on incidents that you may be given to code blind."""
    entries = pipeline.log(_ledger(request), subject=subject or None)[start : start + limit]
    shown = filter(None, pipeline.without_sealed(_ledger(request), entries, kept_from(request, person)))
    return [log_record(entry, judging.corrected_words(entry.decision)) for entry in shown]


@router.post("/decisions", status_code=201)
def decide(request: Request, wanted: Wanted, person: Person = needs("reviewer")) -> Kept:
    """Keep a decision under the name of who asks."""
    fix = None if wanted.value is None else judging.Correction(wanted.value, wanted.field, wanted.group)
    wish = pipeline.Wish(wanted.other, fix, tuple(wanted.apart), wanted.seen)
    kept = pipeline.decide(_ledger(request), person.name, wanted.action, wanted.subject, wanted.reason, wish)
    return Kept(seq=kept.seq, hash=kept.hash)


def _ledger(request: Request) -> Ledger:
    ledger: Ledger = request.app.state.ledger
    return ledger
