"""The incidents: a table, a map and a timeline of one filter, which is the page's address."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from hudhud.ledger import Board, Ledger, SavedViews
from hudhud.model import Record
from hudhud.publish.cells import safe_cell
from hudhud.web.access import Person, needs
from hudhud.web.filters import CODES, Asked, asked, choices, without_period
from hudhud.web.pages import page

router = APIRouter()

A_PAGE = 50
_A_BATCH = 500


@router.get("/incidents", response_class=HTMLResponse, name="incidents")
def incidents(request: Request, person: Person = needs("viewer")) -> HTMLResponse:
    """The table of a filter, with map and timeline."""
    return incidents_page(request, person, asked(request))


def incidents_page(
    request: Request, person: Person, wanted: Asked, problem: str = "", status: int = 200
) -> HTMLResponse:
    """The page, with what went wrong with a form on it."""
    ledger: Ledger = request.app.state.ledger
    board = Board(ledger)
    found = board.count(wanted.filter)
    pages = max(1, -(-found // A_PAGE))
    here = min(wanted.page, pages)
    rows = board.rows(wanted.filter, wanted.order, A_PAGE, (here - 1) * A_PAGE)
    return page(
        request,
        "incidents.html",
        person,
        status,
        asked=wanted,
        views=SavedViews(ledger).of(person.id),
        problem=problem,
        rows=rows,
        found=found,
        page=here,
        pages=pages,
        state=board.state(),
        kept=len(wanted.filter.without),
        options=choices(CODES),
    )


@router.get("/incidents/points", name="points")
def points(request: Request, person: Person = needs("viewer")) -> Response:
    """Those of the filter in columns; its period is left to the page, which has a timeline to choose it on."""
    ledger: Ledger = request.app.state.ledger
    board = Board(ledger)
    said = asked(request)
    wanted = replace(said, filter=without_period(said.filter), order="latest")
    tag = f'"{board.state()}-{hashlib.sha256(_marks(wanted)).hexdigest()[:16]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"etag": tag})
    body = request.app.state.points.get(tag, lambda _: board.points(wanted.filter))
    return Response(body, media_type="application/json", headers={"etag": tag, "cache-control": "private, no-cache"})


def _marks(wanted: Asked) -> bytes:
    return " ".join([wanted.query(), *sorted(wanted.filter.without)]).encode()


@router.get("/incidents.jsonl", name="incidents_jsonl")
def as_lines(request: Request, person: Person = needs("viewer")) -> StreamingResponse:
    """The incidents of the filter, one line of JSON each."""
    ledger: Ledger = request.app.state.ledger
    lines = (one.model_dump_json() + "\n" for one in _all(ledger, asked(request)))
    return StreamingResponse(lines, media_type="application/x-ndjson", headers=_as_file("incidents.jsonl"))


@router.get("/incidents.csv", name="incidents_csv")
def as_csv(request: Request, person: Person = needs("viewer")) -> StreamingResponse:
    """The incidents of the filter as a table."""
    ledger: Ledger = request.app.state.ledger
    return StreamingResponse(
        _csv(_all(ledger, asked(request))), media_type="text/csv; charset=utf-8", headers=_as_file("incidents.csv")
    )


def _as_file(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}


def _all(ledger: Ledger, wanted: Asked) -> Iterator[Record]:
    board = Board(ledger)
    ids = board.ids(wanted.filter, wanted.order)
    for start in range(0, len(ids), _A_BATCH):
        some = ids[start : start + _A_BATCH]
        records = board.named(some)
        yield from (records[name] for name in some if name in records)


_HARMS = ("killed", "injured", "abducted")


def _csv(records: Iterator[Record]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    tolls = [f"{harm}_{bound}" for harm in _HARMS for bound in ("low", "best", "high")]
    writer.writerow(["id", "date_start", "date_end", "date_precision", "place", "admin1", "country", "lat", "lon",
                     "place_precision", "types", "status", "aggregate", "perpetrators", *tolls, "sources", "documents",
                     "conflicts"])  # fmt: skip
    for one in records:
        writer.writerow([safe_cell(value) for value in _cells(one)])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _cells(one: Record) -> list[Any]:
    when, place = one.when, one.place
    days = [when.start.isoformat(), when.end.isoformat(), when.precision] if when else [None] * 3
    where = [place.name, place.admin1, place.country, place.lat, place.lon, place.precision] if place else [None] * 6
    tolls: list[int | None] = []
    for harm in _HARMS:
        toll = one.total(harm)
        tolls += [toll.low, toll.best, toll.high] if toll else [None] * 3
    return [one.id, *days, *where, "; ".join(one.types), one.status, one.aggregate, "; ".join(one.perpetrators), *tolls,
            "; ".join(one.sources), "; ".join(one.documents), " ".join(one.conflicts)]  # fmt: skip
