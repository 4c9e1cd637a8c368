"""A site of one page, /style, that shows every part with invented figures; it stands in for the workbench in tests."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from time import sleep
from types import SimpleNamespace
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from hudhud import outlines
from hudhud.web import charts, headers
from hudhud.web.app import STATIC
from hudhud.web.pages import _environment
from hudhud.web.spans import Span

TEXT = "Seven people, among them two children 🙂, were killed and 30 hurt near Orlan market on Tuesday, residents said."
ARABIC = "قُتل سبعة أشخاص وأصيب ثلاثون قرب سوق أورلان يوم الثلاثاء."
SENTENCE = "Between 16 and 24 shepherds were killed."
_PLACES = [(36.2, 37.16), (35.33, 40.14), (33.51, 36.29), (36.34, 43.13), (33.31, 44.37), (15.35, 44.2), (31.5, 34.47)]


@dataclass(frozen=True)
class Visitor:
    """As the workbench knows who is signed in."""

    name: str = "Rima Haddad"
    role: str = "administrator"
    direction: str = "ltr"
    theme: str = "light"

    def may(self, role: str) -> bool:
        return True


def span(text: str, words: str, field: str, label: str, start: int = 0) -> Span:
    at = text.index(words) + start
    return Span(at, at + len(words), field, label, f"c-{field}")


def points(n: int) -> dict[str, list[Any]]:
    """So many incidents around seven towns, a tenth of them known no closer than a district or worse."""
    die = random.Random(n)
    rows = []
    for k in range(n):
        lat, lon = die.choice(_PLACES)
        precision = die.choices(["exact", "near", "district", "province", "country"], [80, 8, 6, 4, 2])[0]
        wide = 1.6 if precision in {"exact", "near"} else 0
        day = None if die.random() < 0.02 else 17000 + int(die.triangular(0, 2000, 1500))
        killed = None if die.random() < 0.2 else int(die.paretovariate(1.1)) - 1
        rows.append(
            (f"i{k}", round(lat + die.gauss(0, wide), 4), round(lon + die.gauss(0, wide), 4), precision, killed, day)
        )
    names = ("id", "lat", "lon", "precision", "killed", "day")
    return {name: [row[k] for row in rows] for k, name in enumerate(names)}


def site(events: list[str]) -> FastAPI:
    """The page; `events` takes every address asked for."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(headers.Guarded)
    app.mount("/static/outlines", StaticFiles(directory=outlines.FOLDER), name="outlines")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

    @app.get("/points.json")
    def some_points(n: int = 600) -> dict[str, list[Any]]:
        events.append("/points.json")
        return points(n)

    @app.get("/style", response_class=HTMLResponse)
    def style(request: Request, n: int = 600, direction: str = "ltr", theme: str = "light") -> str:
        events.append(f"/style?{request.url.query}")
        request.state.csrf = "a-token"
        request.state.messages = [
            SimpleNamespace(kind="good", text="Two incidents are one now."),
            SimpleNamespace(kind="warning", text="Somebody else has this one open."),
        ]
        template = _environment().from_string(Path(__file__).with_name("style.html").read_text("utf-8"))
        person = Visitor(direction=direction, theme=theme)
        return template.render(request=request, person=person, points=f"/points.json?n={n}", csrf="", **_samples())

    return app


def _samples() -> dict[str, Any]:
    harm = SimpleNamespace
    one = [harm(harm="killed", low=16, high=24, words=()), harm(harm="injured", low=30, high=None, words=())]
    two = [
        harm(harm="abducted", low=None, high=None, words=("dozens",)),
        harm(harm="released", low=4, high=4, words=()),
    ]
    lines: list[list[float | None]] = [
        [0, 1, 4, 2, None, 3, 6, 12, 7, 3, 2, 1],
        [2, 2, 0, 0, 0, 1, None, None, 3, 2, 2, 1],
    ]
    kinds = [
        ("accepted", "good"),
        ("conflict", "warning"),
        ("unverifiable", "note"),
        ("denied", "bad"),
        ("new", "plain"),
    ]
    rows = [
        SimpleNamespace(
            day=f"2031-03-{5 + k:02d}",
            place=place,
            harms=(one, two)[k % 2],
            line=lines[k % 2],
            status=kinds[k],
            reports=k * 3 + 1,
        )
        for k, place in enumerate(["Orlan market", "Kharsan district", "Tell Nouran", "سوق أورلان", "North Valley"])
    ]
    weeks = [
        charts.Bar("2031-W01", 2, 3, 5, "/style?week=1"),
        charts.Bar("2031-W02", None, None, None, "/style?week=2"),
        charts.Bar("2031-W03", 16, 18, 24, "/style?week=3"),
        charts.Bar("2031-W04", 61, 61, None, "/style?week=4"),
        charts.Bar("2031-W05", 0, 0, 0, "/style?week=5"),
    ]
    first = date(2031, 3, 5)
    levels = [
        charts.Level(first, 7, 7, 7),
        charts.Level(first + timedelta(1), 7, 16, 16),
        charts.Level(first + timedelta(4), 16, 18, None),
    ]
    told = [
        charts.Report(first, 7, 7, "Orlan Gazette", "/style?r=1"),
        charts.Report(first + timedelta(1), 16, 16, "Clinic"),
        charts.Report(first + timedelta(4), 16, None, "North Valley Radio", "/style?r=3"),
    ]
    return {
        "rows": rows,
        "bars": charts.weekly_bars("Killed by week", "killed", weeks),
        "toll": charts.toll_over_time("How the toll moved", "killed", levels, told),
        "text": TEXT,
        "spans": [
            span(TEXT, "Seven", "killed", "killed 7"),
            span(TEXT, "30", "injured", "injured 30"),
            span(TEXT, "killed and 30 hurt", "event_type", "bombing"),
            span(TEXT, "near Orlan market", "place", "near"),
            span(TEXT, "on Tuesday", "date", "4 March"),
            span(TEXT, "residents", "status", "said"),
        ],
        "arabic": ARABIC,
        "arabic_spans": [
            span(ARABIC, "سبعة أشخاص", "killed", "7", 5000),
            span(ARABIC, "قرب سوق أورلان", "place", "near", 5000),
            span(ARABIC, "سوق أورلان يوم الثلاثاء", "date", "4 March", 5000),
        ],
        "sentence": SENTENCE,
        "sentence_spans": [span(SENTENCE, "16 and 24", "killed", "16–24")],
    }


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application on a free port of loopback, as long as the block lasts; gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(5)
