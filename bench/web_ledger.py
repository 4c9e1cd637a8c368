"""A large ledger of made-up reports for the benches of the workbench: 50,000 incidents, 200,000 claims.

Reports go through the ledger as any other; which mention is in which incident is given and not found out, for
linking is measured elsewhere. No sentence vectors are computed.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.progress import track

from hudhud import judging
from hudhud.capture import capture_bytes, reading_copy
from hudhud.learned.encoder import WIDTH
from hudhud.ledger import Change, Ledger, Linkage, StoredProfile
from hudhud.linking import keys, packed, profiles, version
from hudhud.model import Claim, Count, Document, EventKind, Evidence, HarmValue, Mention, Place, Reading, When
from hudhud.model.incidents import incident_id
from hudhud.model.mentions import mention_id
from hudhud.pipeline import members_of
from hudhud.pipeline.board import board_rows

_SEED = 5
_AGAIN = 25
"""Every so manieth incident is told by a second report."""
_AT_ONCE = 500
_TYPES = ("air_strike", "shelling", "attack", "explosion", "abduction", "armed_clash", "landmine")
_READER = ("bench", "1", "0" * 64)


def make(path: Path, incidents: int) -> None:
    """Write the ledger; nothing may be at `path` yet."""
    chance = random.Random(_SEED)
    towns = [(f"Town {n}", chance.uniform(32.5, 37.0), chance.uniform(36.0, 42.0)) for n in range(800)]
    with Ledger.open(path) as ledger:
        told: list[tuple[int, Document, Reading]] = []
        for number in track(range(incidents), "writing reports"):
            town, day, killed = chance.choice(towns), date(2013, 1, 1) + timedelta(chance.randrange(3650)), 1
            killed += int(chance.expovariate(0.25))
            for again in range(2 if number % _AGAIN == 0 else 1):
                document, reading = _report(chance, f"r{number}-{again}", town, day, killed + again)
                ledger.add(document, reading, actor="bench")
                told.append((number, document, reading))
            if len(told) >= _AT_ONCE or number == incidents - 1:
                _place(ledger, told)
                told = []


def _report(
    chance: random.Random, name: str, town: tuple[str, float, float], day: date, killed: int
) -> tuple[Document, Reading]:
    kind = chance.choice(_TYPES)
    told = [
        (HarmValue(harm="killed", group="civilians", count=Count(low=killed, qualifier="at_least")),
         f"At least {killed} civilians were killed"),
        (EventKind(event_type=kind), kind.replace("_", " ")),
        (Place(name=town[0], country="SY", admin1=f"Province {int(town[1])}", lat=town[1], lon=town[2],
               precision="exact"), town[0]),
        (When(start=day, end=day, precision="day"), day.isoformat()),
    ]  # fmt: skip
    text = f"{told[0][1]} in a {told[1][1]} at {told[2][1]} on {told[3][1]}, report {name} says.\n" + "Made up. " * 60
    content = text.encode()
    document = capture_bytes(content, origin=name, media_type="text/plain", language="en")
    document = document.model_copy(
        update={"doc_id": name, "title": f"Report {name}", "publisher": f"Outlet {len(name)}"}
    )
    mention = mention_id(document.id, *_READER, 0)
    claims = []
    for value, words in told:
        at = text.index(words)
        evidence = Evidence(verbatim=words, span_start=at, span_end=at + len(words))
        claims.append(Claim(value=value, evidence=evidence, confidence=chance.uniform(0.6, 0.95), reason="made up",
                            reader=_READER[0], reader_version=_READER[1]))  # fmt: skip
    published = When(start=day, end=day, precision="day")
    return document, Reading(
        document_id=document.id, published=published, published_basis="given", reader=_READER[0],
        reader_version=_READER[1], config_hash=_READER[2], mentions=(Mention(id=mention, claims=tuple(claims)),),
    )  # fmt: skip


def _place(ledger: Ledger, told: Sequence[tuple[int, Document, Reading]]) -> None:
    linkage = Linkage(ledger)
    home: dict[str, str] = {}
    first: dict[int, str] = {}
    stored = []
    for number, document, reading in told:
        members = members_of(document, reading)
        for profile in profiles(members, reading_copy(document), lambda actor: (), _no_vectors):
            body, vector = packed(profile)
            stored.append(StoredProfile(profile.mention, body, vector, tuple(keys(profile))))
            home[profile.mention] = incident_id(first.setdefault(number, profile.mention))
    now = judging.judge(linkage.members_in([d.doc_id for _, d, _ in told]), [], ledger)
    rows = board_rows(now, home, linkage.order(home), [], {})
    waiting = linkage.waiting(version())
    linkage.keep(Change(version(), linked=waiting, profiles=stored, placed=home, rows=rows))


def _no_vectors(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    return np.zeros((len(texts), WIDTH), dtype=np.float32)


def sample(path: Path, count: int) -> Iterator[str]:
    """Ids of some incidents of a ledger."""
    with Ledger.open(path, read_only=True) as ledger:
        homes = sorted(set(Linkage(ledger).memberships().values()))
    yield from random.Random(_SEED).sample(homes, min(count, len(homes)))


def main() -> None:
    """Write the ledger where the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/web.db"))
    parser.add_argument("--incidents", type=int, default=50_000)
    chosen = parser.parse_args()
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    make(chosen.out, chosen.incidents)


if __name__ == "__main__":
    main()
