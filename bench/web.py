"""How fast the workbench answers with 50,000 incidents and 200,000 claims, and whether fifty people at once get errors.

The first part measures within one process the time from a request to its answer, templates included. The second
serves on loopback with a process of its own, and lets fifty people look and review for a minute, each with half a
second between two requests. The ledger is made once and kept; a copy of it is worked on.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import shutil
import socket
import statistics
import tempfile
import threading
import time
from collections import Counter
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
import web_ledger
from argon2.profiles import CHEAPEST
from measuring import show
from starlette.testclient import TestClient

from hudhud.ledger import Ledger
from hudhud.ledger.people import first_invitation
from hudhud.web import create_app
from hudhud.web.settings import Settings

_PASSWORD = "seven truffles in the sand"
_ASKED_MS = {"table": 150, "filtered table": 150, "search": 150, "points": 150, "overview": 150, "incident": 150,
             "review item": 50, "decision and next item": 50}  # fmt: skip
_SEED = 3


def measure(ledger_path: Path, items: int, users: int, seconds: float) -> dict[str, Any]:
    """Times in milliseconds at the 50th and 95th percentile, and what the crowd met."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(ledger_path, Path(folder) / "ledger.db"))
        with Ledger.open(copy) as ledger:
            times = _alone(ledger, list(web_ledger.sample(copy, items)), items)
        crowd = _crowd(copy, list(web_ledger.sample(copy, 400)), users, seconds)
    return {"milliseconds": {name: _percentiles(found) for name, found in times.items()}, "crowd": crowd}


def _percentiles(found: list[float]) -> dict[str, float]:
    ordered = sorted(found)
    return {"p50": statistics.median(ordered), "p95": ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]}


def _alone(ledger: Ledger, names: list[str], items: int) -> dict[str, list[float]]:
    app = create_app(ledger, Settings(hashing=CHEAPEST))
    # Within `with` all requests run in one event loop, as they do in a server; else each would begin a loop of its own.
    with TestClient(app, base_url="http://localhost:8750", follow_redirects=False) as client:
        _join(client, first_invitation(ledger) or "")
        return _answered(client, names, items)


def _answered(client: Any, names: list[str], items: int) -> dict[str, list[float]]:
    chance = random.Random(_SEED)
    times: dict[str, list[float]] = {name: [] for name in _ASKED_MS}

    def timed(name: str, method: str, path: str, **sent: Any) -> Any:
        start = time.perf_counter()
        answer = client.request(method, path, **sent)
        times[name].append(1000 * (time.perf_counter() - start))
        if answer.status_code >= 400:
            raise SystemExit(f"{name} answered {answer.status_code}")
        return answer

    for path in ("/incidents", f"/incident/{names[0]}", "/"):
        client.get(path)  # templates are compiled once
    for name in names:
        timed("table", "GET", "/incidents", params={"page": chance.randrange(900)})
        year = 2013 + chance.randrange(9)
        wanted = {
            "since": f"{year}-03-01",
            "until": f"{year}-09-30",
            "harm": "killed",
            "at_least": "5",
            "order": "killed",
        }
        timed("filtered table", "GET", "/incidents", params=wanted)
        timed("search", "GET", "/incidents", params={"words": f"town {chance.randrange(800)}"})
        timed("points", "GET", "/incidents/points", params={"at_least": str(year - 2012)})
        timed("incident", "GET", f"/incident/{name}")
        timed("overview", "GET", "/")
    page = timed("review item", "GET", "/review").text
    part = {"hx-request": "true"}
    for _ in range(items):
        fields = {key: _field(page, key) for key in ("csrf", "seen", "stake")}
        item = _item(page)
        fields |= {"action": "accept", "subject": item, "reason": "bench"}
        page = timed("decision and next item", "POST", f"/review/{item}", data=fields, headers=part).text
        timed("review item", "GET", f"/review/{_item(page)}", headers=part)
    return times


def _item(page: str) -> str:
    found = re.search(r'data-item="(\w+)"', page)
    if found is None:
        raise SystemExit("the review queue gave no item")
    return found[1]


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def _join(client: Any, secret: str) -> None:
    form = {"name": "Bench", "password": _PASSWORD, "again": _PASSWORD}
    answer = client.post(f"/invitation/{secret}", data=form)
    if answer.status_code != 303:
        raise SystemExit(f"nobody could join: {answer.status_code}")


def _serve(path: str, port: int) -> None:
    with Ledger.open(path) as ledger:
        uvicorn.run(create_app(ledger, Settings(hashing=CHEAPEST)), host="127.0.0.1", port=port, log_level="error")


def _crowd(path: Path, names: list[str], users: int, seconds: float) -> dict[str, Any]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = get_context("spawn").Process(target=_serve, args=(str(path), port), daemon=True)
    process.start()
    try:
        _wait_for(port)
        return asyncio.run(_browse(f"http://localhost:{port}", names, users, seconds))
    finally:
        process.terminate()
        process.join()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.1)
    raise SystemExit("the server did not start")


async def _browse(address: str, names: list[str], users: int, seconds: float) -> dict[str, Any]:
    statuses: Counter[str] = Counter()
    times: list[float] = []
    until = time.monotonic() + seconds

    # One session for all: who signs in fifty times at once is slowed down, as it should be.
    async with httpx2.AsyncClient(base_url=address, timeout=30) as first:
        await first.post("/sign-in", data={"name": "Bench", "password": _PASSWORD})
        cookies = first.cookies

    async def person(number: int) -> None:
        chance = random.Random(number)
        async with httpx2.AsyncClient(base_url=address, timeout=30, cookies=cookies) as client:
            while time.monotonic() < until:
                searched, page = f"words=town+{chance.randrange(800)}", f"page={chance.randrange(900)}"
                path = chance.choice(
                    ("/incidents", f"/incidents?{page}", f"/incidents?{searched}", "/", "/log", "/review",
                     f"/incident/{chance.choice(names)}")
                )  # fmt: skip
                start = time.perf_counter()
                try:
                    answer = await client.get(path)
                    statuses[str(answer.status_code)] += 1
                except httpx2.HTTPError as error:
                    statuses[type(error).__name__] += 1
                times.append(1000 * (time.perf_counter() - start))
                await asyncio.sleep(0.5)

    await asyncio.gather(*(person(n) for n in range(users)))
    wrong = sum(count for status, count in statuses.items() if status not in {"200", "303"})
    return {"users": users, "seconds": seconds, "answers": sum(statuses.values()), "errors": wrong,
            "statuses": dict(statuses), "milliseconds": _percentiles(times)}  # fmt: skip


def main() -> None:
    """Make the ledger where there is none, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ledger", type=Path, default=Path("build/web.db"))
    parser.add_argument("--incidents", type=int, default=50_000)
    parser.add_argument("--items", type=int, default=30)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    chosen = parser.parse_args()
    if not chosen.ledger.exists():
        chosen.ledger.parent.mkdir(parents=True, exist_ok=True)
        web_ledger.make(chosen.ledger, chosen.incidents)
    found = measure(chosen.ledger, chosen.items, chosen.users, chosen.seconds)
    rows = [
        (
            f"{name}, ms at the 95th percentile",
            f"{ms['p95']:.0f} (median {ms['p50']:.0f})",
            f"at most {_ASKED_MS[name]}",
            "",
        )
        for name, ms in found["milliseconds"].items()
    ]
    crowd = found["crowd"]
    rows.append((f"errors of {crowd['answers']} answers to {crowd['users']} people", str(crowd["errors"]), "0", ""))
    show("The workbench on a large ledger", rows, found)
    exceeded = beyond(found)
    if exceeded:
        raise SystemExit("beyond what is asked: " + "; ".join(exceeded))


def beyond(found: dict[str, Any]) -> list[str]:
    """What of a measurement exceeds its limit, in words: a time at the 95th percentile, or any error of the crowd."""
    late = [
        f"{name} took {ms['p95']:.0f} ms, at most {_ASKED_MS[name]} are asked"
        for name, ms in found["milliseconds"].items()
        if ms["p95"] > _ASKED_MS[name]
    ]
    errors = found["crowd"]["errors"]
    return [*late, f"{errors} errors of the crowd"] if errors else late


if __name__ == "__main__":
    main()
