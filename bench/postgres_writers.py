"""Twelve clients that decide at once over one ledger in PostgreSQL, while its server is stopped and started.

Each client is a process of its own. Every second decision it keeps as a person's is kept: it looks at the head, is
refused where another came first, and looks again; the others it appends. It notes the numbers of those that the
ledger acknowledged, and goes on after an error. At the end every acknowledged decision must be in the ledger, the
chain must be one, and `verify` must find nothing.

    python bench/postgres_writers.py [--clients 12] [--seconds 60] [--url URL] [--no-stop]

Without --url it starts a server of its own on loopback, as the tests do.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # the server is the tests'
    sys.path.insert(0, str(ROOT))

from hudhud.errors import HudhudError, OvertakenError  # noqa: E402
from hudhud.ledger import Change, Draft, Ledger, Linkage, verify  # noqa: E402

_TRIES = 50


@dataclass(slots=True)
class Outcome:
    """What came of it."""

    acknowledged: int
    in_ledger: int
    lost: int
    unacknowledged: int
    """In the ledger without an answer: the connection ended between the keeping and the saying."""
    overtaken: int
    errors: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    slowest: float = 0.0
    problems: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.lost and not self.problems and self.acknowledged > 0


def client(url: str, name: str, seconds: float) -> None:
    """One client; prints what came of it as JSON."""
    kept: list[tuple[int, str]] = []
    errors: Counter[str] = Counter()
    overtaken, slowest, number = 0, 0.0, 0
    with Ledger.open(url, create=False) as ledger:
        print("ready", flush=True)
        sys.stdin.readline()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            number += 1
            began = time.monotonic()
            try:
                decided, again = _decide(ledger, name, number)
                kept.append(decided)
                overtaken += again
            except HudhudError as error:
                assert "\n" not in str(error)
                errors[str(error)] += 1
                time.sleep(0.2)
            slowest = max(slowest, time.monotonic() - began)
    print(json.dumps({"kept": kept, "errors": errors, "overtaken": overtaken, "slowest": slowest}))


def _decide(ledger: Ledger, name: str, number: int) -> tuple[tuple[int, str], int]:
    """Keep one decision; its number and hash, and how often another came first."""
    draft = Draft(name, "same", f"{name}-{number}", "a bench", after={"number": number})
    if number % 2:
        (one,) = ledger.decide_all([draft])
        return (one.seq, one.hash), 0
    for again in range(_TRIES):
        try:
            (one,) = Linkage(ledger).keep(Change("bench", drafts=[draft], head=ledger.head()))
            return (one.seq, one.hash), again
        except OvertakenError:
            time.sleep(random.uniform(0, 0.02))
    raise OvertakenError(f"{name} was overtaken {_TRIES} times")


def run(url: str, clients: int, seconds: float, server: Any = None) -> Outcome:
    """Let clients decide for some seconds; a server that is given is stopped in the middle, and started."""
    Ledger.open(url).close()
    command = [sys.executable, str(Path(__file__).resolve()), "--client", "--url", url, "--seconds", str(seconds)]
    running = [
        subprocess.Popen([*command, "--name", f"client{n}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for n in range(clients)
    ]
    for one in running:
        assert one.stdout is not None and one.stdin is not None
        assert one.stdout.readline() == "ready\n"
    began = time.monotonic()
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    if server is not None:
        time.sleep(seconds / 3)
        server.stop("immediate")
        time.sleep(min(8.0, seconds / 3))
        server.start(durable=True)
    said = [json.loads(one.communicate()[0]) for one in running]
    took = time.monotonic() - began
    return _outcome(url, said, took)


def _outcome(url: str, said: Sequence[dict[str, Any]], took: float) -> Outcome:
    kept = {seq: digest for one in said for seq, digest in one["kept"]}
    acknowledged = sum(len(one["kept"]) for one in said)
    with Ledger.open(url, create=False, read_only=True) as ledger:
        chain = list(ledger.decisions())
        problems = verify(ledger).problems
    if any(b.prev_hash != a.hash or b.seq != a.seq + 1 for a, b in pairwise(chain)):
        problems.append("the chain is not one")
    if len(kept) != acknowledged:
        problems.append("two clients were told the same number")
    there = {one.seq: one.hash for one in chain}
    lost = sum(1 for seq, digest in kept.items() if there.get(seq) != digest)
    errors: Counter[str] = Counter()
    for one in said:
        errors.update(one["errors"])
    return Outcome(
        acknowledged, len(chain), lost, len(chain) - (len(kept) - lost), sum(one["overtaken"] for one in said), errors,
        took, max(one["slowest"] for one in said), problems,
    )  # fmt: skip


def main() -> None:
    """Run the bench, or one of its clients."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--url")
    parser.add_argument("--no-stop", action="store_true")
    parser.add_argument("--client", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--name", default="", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.client:
        client(chosen.url, chosen.name, chosen.seconds)
        return
    with ExitStack() as stack:
        server = None
        if chosen.url is None:
            from tests.databases import server as own  # noqa: PLC0415

            server = stack.enter_context(own())
            server.stop()
            server.start(durable=True)
        url = chosen.url or server.new()  # type: ignore[union-attr]
        done = run(url, chosen.clients, chosen.seconds, None if chosen.no_stop else server)
    how = "left alone" if chosen.no_stop or server is None else "crashed and started again in the middle"
    rate = done.acknowledged / done.seconds
    print(f"{chosen.clients} clients, {done.seconds:.0f} s, server {how}")
    print(f"{done.acknowledged} decisions acknowledged ({rate:.0f} a second), {done.in_ledger} in the ledger, "
          f"{done.lost} lost, {done.unacknowledged} kept without an answer")  # fmt: skip
    print(f"overtaken and repeated {done.overtaken} times; the slowest took {done.slowest:.1f} s")
    for message, count in done.errors.most_common():
        print(f"{count} times: {message}")
    print(f"verify: {'; '.join(done.problems) or 'nothing missing, changed or out of order'}")
    sys.exit(0 if done.passed else 1)


if __name__ == "__main__":
    main()
