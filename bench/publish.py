"""What exports take: each profile's memory over many incidents, and the speed of CSV beside pandas.

Every profile runs in a process of its own over incidents that are made up one after another, so that its peak
of memory is its own, the interpreter and the imports included. The incidents are made up again for each; the
seconds that this takes alone are measured in a process of their own and taken off. "pandas" is the time that
`DataFrame.to_csv` takes for the table that the CSV profile wrote, read back with numbers as numbers; the
reading is not counted. The peak counts in the profile's process alone, never in that of pandas.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from measuring import show

from hudhud.model import (
    Assessment,
    Claim,
    Count,
    EventKind,
    Evidence,
    HarmValue,
    Incident,
    Member,
    Mention,
    Place,
    When,
)
from hudhud.model.exports import Header, Item, Reference
from hudhud.publish.exports import PROFILES

_SEED = 5
_MEMORY = 300
"""Megabytes asked for at most."""
_SPEED = 0.5
"""Of pandas' speed, asked for at least."""
_FIRST = date(2013, 1, 1)
_TYPES = ("attack", "shelling", "air_strike", "armed_clash", "landmine", "abduction")
_NAMES = ("Islamic State", "Syrian forces", "unknown gunmen", "Al-Shabaab")
_HEADER = Header("1204-9f86d081884c7d65", "0", "")


def made_up(number: int) -> Iterator[Item]:
    """Incidents of one to four reports, one after another; the same ones for the same number."""
    chance = random.Random(_SEED)
    captured = datetime(2024, 1, 1, tzinfo=UTC)
    for n in range(number):
        day = _FIRST + timedelta(days=chance.randrange(4000))
        dead = chance.randrange(1, 40)
        kind, who, group = chance.choice(_TYPES), chance.choice(_NAMES), chance.choice(("civilians", "fighters"))
        place = Place(name=f"Village {n % 5000}", country="SY", admin1="Homs", lat=chance.uniform(32, 37),
                      lon=chance.uniform(-42, 42), precision="exact", relation="near")  # fmt: skip
        count = HarmValue(harm="killed", group=group, count=Count(low=dead, high=dead))
        claims = tuple(_claim(value) for value in (EventKind(event_type=kind), place, count))
        told = range(1 + n % 4)
        yield Item(
            Incident(
                id=f"i{n:010x}", types=(kind,), status="occurred", aggregate=False,
                members=tuple(
                    Member(mention=Mention(id=f"m{n}-{r}", claims=claims), document_id=f"{n:060x}{r:04x}",
                           doc_id=f"doc-{n}-{r}", title=f"Reports of day {n} say more", publisher=f"Outlet {r}",
                           published=None, published_basis="unknown") for r in told
                ),
                when=When(start=day, end=day, precision="day"), place=place, perpetrators=(who,),
                harms=(_figure(group, dead),), totals=(_figure(group, dead),), conflicts=(),
            ),
            f"https://desk.example.org/incidents/i{n:010x}",
            tuple(Reference(f"{n:060x}{r:04x}", f"doc-{n}-{r}", f"Reports of day {n} say more", f"Outlet {r}", None,
                            day, f"https://news{r}.example.org/{n}", "en", captured) for r in told),
        )  # fmt: skip


def _claim(value: Any) -> Claim:
    words = "were killed near the village on that day"
    return Claim(value=value, evidence=Evidence(verbatim=words, span_start=100, span_end=100 + len(words)),
                 confidence=0.9, reason="made up", reader="bench", reader_version="1")  # fmt: skip


def _figure(group: str, dead: int) -> Assessment:
    return Assessment(harm="killed", group=group, low=dead, best=dead, high=dead, by=("Outlet 0", "Outlet 1"),
                      reason="all agree", claims=(), interval=(dead, 2 * dead), estimate=dead)  # fmt: skip


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run_profile(name: str, number: int, path: Path) -> dict[str, float]:
    """Write `number` incidents; seconds of the processor, peak megabytes, size in megabytes."""
    begun = time.process_time()
    PROFILES[name].write(made_up(number), _HEADER, path)
    seconds = time.process_time() - begun
    return {"seconds": seconds, "peak_mb": _peak(), "size_mb": path.stat().st_size / 1e6}


def run_nothing(number: int) -> float:
    """Seconds of the processor that making up takes alone."""
    begun = time.process_time()
    for _ in made_up(number):
        pass
    return time.process_time() - begun


def run_pandas(path: Path) -> float:
    """Seconds of the processor that pandas takes to write the same table."""
    import pandas as pd  # noqa: PLC0415  # no other process may count it in its peak

    frame = pd.read_csv(path)
    begun = time.process_time()
    frame.to_csv(path.with_suffix(".pandas"), index=False)
    return time.process_time() - begun


def _alone(work: Any, *given: Any) -> Any:
    """A process of its own, started from nothing."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def measure(number: int, names: tuple[str, ...] = (), folder: Path | None = None) -> dict[str, Any]:
    """Figures by profile, and how fast CSV is beside pandas."""
    result: dict[str, Any] = {"incidents": number, "profiles": {}}
    with tempfile.TemporaryDirectory(dir=folder) as made:
        making = _alone(run_nothing, number)
        for name in names or tuple(PROFILES):
            path = Path(made) / "out"
            found = _alone(run_profile, name, number, path)
            found["writing_seconds"] = found["seconds"] - making
            result["profiles"][name] = {key: round(value, 2) for key, value in found.items()}
            if name == "csv":
                beside = _alone(run_pandas, path)
                result |= {"pandas_seconds": round(beside, 2), "csv_speed": round(beside / found["writing_seconds"], 3)}
            for one in Path(made).iterdir():
                one.unlink()
    return result | {"making_seconds": round(making, 2)}


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=200_000)
    parser.add_argument("--profile", action="append", choices=sorted(PROFILES), help="this one alone; may be repeated")
    parser.add_argument("--folder", type=Path, help="where the files are written meanwhile")
    given = parser.parse_args()
    result = measure(given.incidents, tuple(given.profile or ()), given.folder)
    rows = []
    for name, one in result["profiles"].items():
        size = f"{one['writing_seconds']:.1f} s, {one['size_mb']:.0f} MB on disk"
        rows.append((f"{name}: peak memory, MB", f"{one['peak_mb']:.0f}", f"at most {_MEMORY}", size))
    if "csv_speed" in result:
        took = f"{result['pandas_seconds']} s"
        rows.append(("csv: speed beside pandas' to_csv", f"{result['csv_speed']:.2f}", f"{_SPEED}", took))
    show(f"Exports of {given.incidents:,} made-up incidents", rows, result)


if __name__ == "__main__":
    main()
