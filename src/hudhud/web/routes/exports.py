"""The file of a filter, in any profile, whole or for the public: the one that `hudhud export` writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import BinaryIO
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from hudhud import pipeline
from hudhud.errors import ExportError, FilterError
from hudhud.ledger import Ledger
from hudhud.publish.exports import PROFILES
from hudhud.publish.policy import Public, default_policy
from hudhud.web.access import Person, needs
from hudhud.web.filters import asked
from hudhud.web.pages import say

router = APIRouter(prefix="/incidents")

# By the last part of a profile's suffix.
_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
    ".json": "application/x-ndjson",
    ".jsonl": "application/x-ndjson",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_REACHES = {"yes": True, "no": False}
_PART = 64 * 1024
_AT_ONCE = BoundedSemaphore(2)
"""Files that are written at one time: each takes up to 300 MB of memory and its size on disk."""


@router.get("/export", name="export_incidents")
def export(request: Request, profile: str = "", public: str = "", person: Person = needs("viewer")) -> Response:
    """The incidents of the filter as a file of a profile.

    `public` is said each time: what nobody said must not decide whether the whole leaves. Whole files carry
    permalinks into this workbench; public ones none, since their ids mean nothing here.

    Raises:
        ExportError: no such profile, or `public` is neither yes nor no.
        FilterError: a part of the filter is no value of its field; left out, the file would hold more than was asked.
    """
    wanted = asked(request)
    if wanted.problems:
        raise FilterError(" ".join(words for _, words in wanted.problems))
    if public not in _REACHES:
        raise ExportError(say("export.problem.public"))
    if profile not in PROFILES:
        raise ExportError(say("export.problem.profile", value=profile[:40], choices=", ".join(sorted(PROFILES))))
    if not _AT_ONCE.acquire(blocking=False):
        raise HTTPException(503, "export.busy", {"retry-after": "60"})
    try:
        return _file(request, profile, wanted.filter, Public(default_policy()) if _REACHES[public] else None)
    finally:
        _AT_ONCE.release()


def _file(request: Request, profile: str, wanted: pipeline.Filter, public: Public | None) -> Response:
    ledger: Ledger = request.app.state.ledger
    base = "" if public else str(request.base_url)
    # The file has left its folder before it is sent: whoever breaks off leaves nothing behind.
    with TemporaryDirectory(prefix="hudhud-export-", ignore_cleanup_errors=True) as folder:
        done = pipeline.export(ledger, profile, Path(folder) / "file", wanted, base=base, public=public)
        size = done.path.stat().st_size
        content = done.path.open("rb")
    name = f"incidents-{'public-' if public else ''}{done.header.state}{done.profile.suffix}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "content-length": str(size)}
    return StreamingResponse(_parts(content), media_type=_TYPES[PurePath(name).suffix], headers=headers)


def _parts(content: BinaryIO) -> Iterator[bytes]:
    with content:
        while part := content.read(_PART):
            yield part


@router.get("/policy.yaml", name="export_policy")
def policy(person: Person = needs("viewer")) -> Response:
    """The do-no-harm policy that public files go through, to be laid beside them."""
    headers = {"content-disposition": 'attachment; filename="policy.yaml"'}
    return Response(default_policy().content, media_type="application/yaml", headers=headers)


@router.get("/{name}", name="permalink")
def permalink(name: str, person: Person = needs("viewer")) -> Response:
    """Where the permalinks of files lead: on to the incident's page."""
    return RedirectResponse(f"/incident/{quote(name)}", 308)
