"""The workbench as an ASGI application over one ledger."""

from __future__ import annotations

from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from hudhud import __version__, outlines
from hudhud.ledger import Ledger
from hudhud.web import errors
from hudhud.web.cache import Remembered
from hudhud.web.desk import Texts
from hudhud.web.headers import Guarded
from hudhud.web.identity import Identity, guard
from hudhud.web.limits import Limits
from hudhud.web.queue import InUse
from hudhud.web.routes import (
    agreement,
    answers,
    api,
    attachments,
    coding,
    data,
    documents,
    exports,
    feeds,
    incident,
    incidents,
    log,
    me,
    overview,
    people,
    review,
    signing,
    views,
)
from hudhud.web.settings import Settings

_ROUTES = (overview, incidents, exports, views, incident, attachments, documents, feeds, answers, review, coding,
           agreement, log, signing, me, people, api, data)  # fmt: skip
STATIC = Path(__file__).with_name("static")


def create_app(ledger: Ledger, settings: Settings | None = None) -> FastAPI:
    """The workbench over a ledger opened for writing.

    Args:
        ledger: stays open as long as the application runs; the caller closes it.
        settings: those of a workbench on this machine alone, where none are given.
    """
    settings = settings or Settings()
    app = FastAPI(
        title="hudhud",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # `routes.api` gives it to those who are signed in
        dependencies=[Depends(guard)],
    )
    app.state.ledger = ledger
    app.state.identity = Identity(ledger, settings)
    app.state.settings = settings
    app.state.texts = Texts(ledger)
    app.state.in_use = InUse()
    app.state.coded_now = InUse()
    app.state.sealed = Remembered(20)
    app.state.points = Remembered(8)
    app.state.overviews = Remembered(1)
    app.state.thumbnails = Remembered(100)
    app.state.holdings = Remembered(1)
    app.state.answers = Remembered(50)
    errors.install(app)
    # The last one added is the first to see a request and the last to see its answer.
    app.add_middleware(Limits, settings=settings)
    app.add_middleware(Guarded)
    app.mount("/static/outlines", StaticFiles(directory=outlines.FOLDER), name="outlines")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for routes in _ROUTES:
        app.include_router(routes.router)
    return app
