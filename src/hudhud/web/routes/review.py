"""The review queue: the report left, what was read of it right, a decision with one key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from hudhud import judging, pipeline
from hudhud.errors import DecisionError, HudhudError, LedgerError
from hudhud.ledger import Board, Ledger, Row
from hudhud.model import Record
from hudhud.model.claims import FieldName
from hudhud.model.decisions import PersonAction
from hudhud.model.filters import Filter
from hudhud.web.access import Person, needs
from hudhud.web.blindness import kept_among, note_look, refuse_sealed
from hudhud.web.desk import Texts, context, evidence, sheets, stretches
from hudhud.web.pages import page, say

router = APIRouter()

_LEAVES: frozenset[str] = frozenset({"accept", "reject", "unverifiable"})
"""After these, on a whole incident, the next item comes; after all others the same one, as it is now."""

_COUNTED = 1_000
"""So many that wait are counted one by one: all of a large ledger would take as long as the rest of the page."""


class Decided(BaseModel):
    """What the form of an item sends."""

    action: PersonAction
    subject: str
    stake: float
    seen: int
    reason: str = ""
    other: str = ""
    typed: str = ""
    """The other's id, typed; it goes before one that was chosen."""
    apart: list[str] = []
    field: FieldName | Literal[""] = ""
    group: str = ""
    value: str = ""
    report: str = ""
    """The id of the document whose words were selected."""
    first: str = ""
    last: str = ""
    """The selected stretch of its reading copy, in code points."""


@dataclass(frozen=True)
class _Told:
    """What the reviewer is told with the item."""

    problem: str = ""
    done: str = ""
    undo: int | None = None


@router.get("/review", response_class=HTMLResponse, name="review")
def review(
    request: Request, after: float | None = None, past: str = "", person: Person = needs("reviewer")
) -> Response:
    """The next item that nobody else looks at: the one on which most hangs, or the next `past` one."""
    return _next(request, person, None if after is None else (after, past), _Told())


@router.get("/review/{name}", response_class=HTMLResponse, name="review_item")
def item(request: Request, name: str, person: Person = needs("reviewer")) -> Response:
    """A certain item, whether it waits or not."""
    view = pipeline.view_of(request.app.state.ledger, name, sums=False)
    if view.incidents[0].id != name:
        return RedirectResponse(request.url_for("review_item", name=view.incidents[0].id), status_code=303)
    return _item(request, person, view, _Told())


@router.post("/review/{name}", response_class=HTMLResponse, name="decide")
def decide(
    request: Request, name: str, said: Annotated[Decided, Form()], person: Person = needs("reviewer")
) -> Response:
    """Keep a decision and show what comes next, or say why it was not kept."""
    ledger: Ledger = request.app.state.ledger
    refuse_sealed(request, person, name)
    reason = said.reason.strip() or say(f"review.reason.{said.action}")
    try:
        kept = pipeline.decide(ledger, person.name, said.action, said.subject, reason, _wish(request, said))
    except HudhudError as error:
        return _again(request, person, name, _Told(problem=str(error)))
    told = _Told(done=say("review.kept", number=kept.seq, action=say(f"action.{said.action}")), undo=kept.seq)
    if said.action in _LEAVES and said.subject == name:
        return _next(request, person, (said.stake, name), told)
    return _again(request, person, name, told)


def _wish(request: Request, said: Decided) -> pipeline.Wish:
    wish = pipeline.Wish(other=said.typed.strip() or said.other or None, apart=tuple(said.apart), seen=said.seen)
    if said.action != "correct":
        return wish
    words = None
    if said.report:
        texts: Texts = request.app.state.texts
        try:
            words = evidence(*texts.open(said.report), int(said.first), int(said.last))
        except ValueError as error:
            raise DecisionError(say("review.no_words")) from error
    fix = judging.Correction(said.value, said.field or None, said.group or None, words)
    return replace(wish, correction=fix)


def _again(request: Request, person: Person, name: str, told: _Told) -> Response:
    """The same item as it is now; where it is gone, the next one."""
    try:
        return _item(request, person, pipeline.view_of(request.app.state.ledger, name, sums=False), told)
    except LedgerError:
        return _next(request, person, None, told)


def _next(request: Request, person: Person, after: tuple[float, str] | None, told: _Told) -> Response:
    ledger: Ledger = request.app.state.ledger
    taken = request.app.state.in_use.others(person.id)
    free = next(iter(Board(ledger).queue(Filter(), after, 1, taken)), None)
    if free is None:
        return page(
            request, _whole_or_part(request, "review_done"), person, told=told, taken=len(taken), started=after is None
        )
    return _item(request, person, pipeline.view_of(ledger, free.record.id, sums=False), told, free)


def _item(request: Request, person: Person, view: pipeline.View, told: _Told, row: Row | None = None) -> HTMLResponse:
    ledger: Ledger = request.app.state.ledger
    texts: Texts = request.app.state.texts
    one = view.incidents[0]
    refuse_sealed(request, person, one.id)
    note_look(request, person, {m.mention.id: m.doc_id for m in one.members})
    own = sheets(view)
    board = Board(ledger)
    row = row or next(iter(board.named_rows([one.id])), None)
    copies = {s.id: texts.open(s.member.document_id)[1] for s in own}
    waiting = board.waiting(_COUNTED + 1)
    answer = page(
        request,
        _whole_or_part(request, "review"),
        person,
        view=view,
        one=one,
        row=row,
        sheets=own,
        texts={s.id: stretches(copies[s.id], s.lines) for s in own},
        words={line.id: context(copies[s.id], line) for s in own for line in s.lines},
        seen=ledger.head(),
        held=request.app.state.in_use.take(one.id, person.id, person.name),
        told=told,
        waiting=waiting,
        many=waiting > _COUNTED,
        since=view.since_accepted(one),
        alike=_open(request, person, board.near(row.record, 6)) if row else [],
    )
    answer.headers["HX-Push-Url"] = str(request.url_for("review_item", name=one.id).path)
    return answer


def _open(request: Request, person: Person, records: list[Record]) -> list[Record]:
    """Those that are not kept from the person."""
    kept = kept_among(request, person, [one.id for one in records])
    return [one for one in records if one.id not in kept]


def _whole_or_part(request: Request, name: str) -> str:
    """The template of a page, or of its changing part where a script puts it into the page that is there."""
    return f"{name}_item.html" if "hx-request" in request.headers else f"{name}.html"
