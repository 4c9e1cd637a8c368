"""The workbench as an ASGI application over one ledger."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from hudhud import __version__
from hudhud.ledger import Ledger
from hudhud.web import headers
from hudhud.web.routes import overview

STATIC = Path(__file__).with_name("static")


def create_app(ledger: Ledger) -> FastAPI:
    """The workbench over a ledger opened for writing.

    Args:
        ledger: stays open as long as the application runs; the caller closes it.
    """
    app = FastAPI(title="hudhud", version=__version__, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.state.ledger = ledger
    app.add_middleware(headers.Guarded)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.include_router(overview.router)
    return app
