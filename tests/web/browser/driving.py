"""The workbench on a free port of this machine, and a browser's page that is watched while it is there."""

from __future__ import annotations

import io
import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Thread

import uvicorn
from fastapi import FastAPI
from PIL import Image
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request
from web_samples import FAST, PASSWORD, join

from hudhud import pipeline
from hudhud.ledger import Codings, Feeds, Ledger, Outbox, SavedViews
from hudhud.model import File, Incident
from hudhud.model.codings import Coding
from hudhud.model.feeds import Entry, FeedContent
from hudhud.model.people import Role
from hudhud.publish.alerts import alert_of
from hudhud.web import create_app

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  tellViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile} ${event.lineNumber}`));
"""


def chromium() -> str | None:
    """The browser to drive: the one of HUDHUD_CHROMIUM, else the first on the path."""
    return os.environ.get("HUDHUD_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


@dataclass(frozen=True)
class Workbench:
    """The application over a ledger, and where it listens."""

    url: str
    app: FastAPI
    ledger: Ledger

    def join(self, name: str, role: Role = "administrator") -> None:
        """Let somebody join; the first one is an administrator."""
        join(self.app, name, role)


@contextmanager
def serving(ledger: Ledger) -> Iterator[Workbench]:
    """The workbench over a ledger, served by a thread until it is left."""
    app = create_app(ledger, FAST)
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.started, "the workbench did not begin to listen"
        try:
            yield Workbench(f"http://127.0.0.1:{listening.getsockname()[1]}", app, ledger)
        finally:
            server.should_exit = True
            thread.join(10)


@dataclass
class Watch:
    """What happened in a browser that must not, and every request that it sent."""

    url: str
    problems: list[str] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    """Method and path, of what is no static file."""
    expected: tuple[str, ...] = ()
    """Parts of messages of the console that a test brings about on purpose."""

    def over(self, context: BrowserContext) -> None:
        """Watch everything that is opened in a context."""
        context.expose_function("tellViolation", lambda told: self.problems.append(f"content security policy: {told}"))
        context.add_init_script(_TELL_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("dialog", lambda dialog: (self.problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(part in message.text for part in self.expected):
            self.problems.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url + "/", "data:")):
            self.problems.append(f"request to another origin: {request.url}")
        path = request.url.removeprefix(self.url)
        if not path.startswith(("/static/", "data:")):
            self.requests.append((request.method, path))


def sign_in(page: Page, name: str) -> None:
    """By the form."""
    page.goto("/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/")


def addresses(bench: Workbench) -> dict[str, str]:
    """The pages of somebody who is signed in, by name; those of one thing show the one that most reports tell of."""
    one = max(pipeline.incidents(bench.ledger), key=lambda incident: len(incident.documents))
    return {
        "overview": "/",
        "incidents": "/incidents",
        "filtered": "/incidents?place=Sukhna&order=killed",
        "nothing": "/incidents?place=Nowhere&since=yesterday",
        "incident": f"/incident/{one.id}",
        "document": f"/document/{one.members[0].document_id}",
        "review": f"/review/{one.id}",
        "review-end": "/review?after=0&past=zzz",
        "coding": "/coding",
        "agreement": "/agreement",
        "answers": "/answers?question=check&ask=1&on=2023-02-25&claim=the+deadliest+IS+attack+in+Syria+since+2021",
        "feeds": "/feeds",
        "log": "/log",
        "people": "/people",
        "me": "/me",
        "error": "/incident/i0000000000",
    }


def at_work(bench: Workbench) -> None:
    """What a team leaves behind: files, a view, and incidents coded twice; one waits for Rima to code it."""
    ledger, found = bench.ledger, pipeline.incidents(bench.ledger)
    one = max(found, key=lambda incident: len(incident.documents))
    for name, content, why in (("gate.png", picture(), "sent by a witness"), ("names.txt", b"seven", "the list")):
        pipeline.decide(ledger, "Rima", "attach", one.id, why, pipeline.Wish(file=File.of(name, content)))
    pipeline.decide(ledger, "Omar", "accept", found[-1].id, "read twice")
    SavedViews(ledger).keep(1, "administrator", "Around Sukhna", "place=Sukhna", shared=True)
    store = Codings(ledger)
    store.set_share(1, "Rima")
    for number, incident in enumerate(found[:12]):
        said = Coding(killed=number, place=incident.place.name if incident.place else None)
        says = said.model_copy(update={"killed": number + 2}) if number > 9 else said
        store.keep(incident.id, ("Rima", number, said), ("Amal", says))
    watched(ledger, one)


def watched(ledger: Ledger, one: Incident) -> None:
    """A feed that goes well, one that fails, and an alert that could not be sent."""
    now, store = datetime(2024, 3, 5, 12, tzinfo=UTC), Feeds(ledger)
    store.watch(["https://wire.test/feed", f"https://slow.test/{'long/' * 20}feed?of=all"], now)
    well, badly = store.due(store.urls(), now)
    said = FeedContent(title="The Wire", entries=(Entry(id="1", url="https://wire.test/1"),))
    store.answered(well, said, (None, None), now + timedelta(minutes=30), now)
    store.failed(badly, f"{badly.url}: no answer within 15 s; look whether it is still there", now, now)
    Outbox(ledger).fire(alert_of("Many", one, "waiting", [], now), [one.members[0].mention.id], ["webhook"])
    for delivery in Outbox(ledger).due(now):
        Outbox(ledger).failed(delivery, "webhook at desk.test: it answered 503", now + timedelta(minutes=1))


def picture() -> bytes:
    """A small photograph, as it were."""
    written = io.BytesIO()
    Image.new("RGB", (300, 200), (180, 140, 90)).save(written, "PNG")
    return written.getvalue()


def visit(page: Page, path: str) -> None:
    """A page, with its map and timeline drawn."""
    page.goto(path)
    if page.locator("[data-map]").count():
        page.wait_for_selector("[data-map][data-ready]")  # to wait for a function breaks the policy
    if page.locator("[data-timeline]:visible").count():
        page.wait_for_selector("[data-timeline][data-ready]")


def unfold(page: Page) -> None:
    """Open what is folded in the page's content."""
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
