"""How linking grows: generated mentions linked at once, beside bare splink; and one report against many.

Every run has a process of its own, so that its peak of memory is its own; the generated mentions count in
it. "Bare" is splink's prediction on the same table with the same comparisons, without links or groups.
Seconds are of the wall; `cpu_seconds`, over both cores, say more on a machine that does other work.

The mentions are made up: incidents over ten years in an area of Syria's size, each told by one to eight
reports that miss the day by one now and then, put the place somewhere near, let the toll climb, and
share some of the names. Nothing here measures how well real reports are linked (`linking.py` does).
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from measuring import show
from splink import DuckDBAPI, Linker

from hudhud.learned.encoder import WIDTH
from hudhud.ledger import Change, Ledger, Linkage, StoredProfile
from hudhud.linking import Profile, clusters, keys, packed, score_all, score_new, unpacked, version, weights
from hudhud.linking.scoring import KEPT, table
from hudhud.linking.settings import settings
from hudhud.model.incidents import incident_id

_SEED = 11
_DAYS = 3650
_FIRST = 735_000  # an ordinal in 2013
_TYPES = ("air_strike", "shelling", "attack", "explosion", "abduction", "killing", "landmine")
_TITLE_WORDS = ("attack", "bomb", "dead", "gunmen", "hits", "killed", "market", "mine", "strike", "village", "wounded")
_ASKED = {"seconds": "180", "memory_gb": "4"}


def generated(mentions: int) -> Iterator[tuple[int, Profile]]:
    """So many profiles, each with the number of its incident; the same number gives the same ones."""
    chance = random.Random(_SEED)
    numbers = np.random.default_rng(_SEED)
    towns = [(f"town{n}", chance.uniform(32.5, 37.0), chance.uniform(36.0, 42.0)) for n in range(800)]
    names = [f"name{n}" for n in range(60_000)]
    made = incident = 0
    while made < mentions:
        incident += 1
        told = _incident(chance, numbers, towns, names, incident)
        for profile in told[: mentions - made]:
            yield incident, profile
        made += len(told)


def _incident(
    chance: random.Random, numbers: np.random.Generator, towns: list[tuple[str, float, float]], names: list[str], n: int
) -> list[Profile]:
    town, lat, lon = chance.choice(towns)
    day = _FIRST + chance.randrange(_DAYS)
    killed = min(200, 1 + int(chance.expovariate(0.3)))
    own = chance.sample(names, 14)
    kind, actor = chance.choice(_TYPES), f"actor-{chance.randrange(40)}"
    meaning = numbers.standard_normal(WIDTH)
    return [
        _report(chance, numbers, (town, lat, lon), (day, killed, kind, actor), own, meaning, f"{n}-{r}")
        for r in range(chance.choice((1, 1, 1, 2, 2, 3, 5, 8)))
    ]


def _report(
    chance: random.Random,
    numbers: np.random.Generator,
    town: tuple[str, float, float],
    what: tuple[int, int, str, str],
    own: list[str],
    meaning: np.ndarray[Any, Any],
    name: str,
) -> Profile:
    day, killed, kind, actor = what
    dated = chance.random() < 0.9
    told = day + (chance.choice((-1, 1)) if chance.random() < 0.1 else 0)
    placed = chance.random() < 0.85
    toll = max(1, round(killed * chance.uniform(0.7, 1.2)))
    lat, lon = (x + chance.gauss(0, 0.03) if placed else None for x in town[1:])
    near = sorted(chance.sample(own, 5))
    story = tuple(sorted({*near, *chance.sample(own, 5)}))
    vector = meaning + 0.8 * numbers.standard_normal(WIDTH)
    return Profile(
        mention=f"m{abs(hash_of(name)):016x}", document=f"d{name}", told_at=(0,), aggregate=False, status="occurred",
        day_from=told if dated else None, day_to=told if dated else None, sure_date=dated,
        published=day + chance.randrange(4),
        lat=lat, lon=lon, reach=10.0 if placed else None,
        place=town[0] if placed else None, place_words=(town[0],) if placed else (),
        admin1=f"admin{int(town[1])}" if placed else None, country="SY", types=(kind,),
        actors=(actor,) if chance.random() < 0.6 else (), lineage=(actor,),
        counts=(("killed", "civilians", toll, toll),),
        killed=float(toll), injured=None, victims=("civilians",), around=(*near, town[0]),
        story=story, named=(*own, town[0]), unknown=story, usual=tuple(sorted(chance.sample(own, 4))),
        ages=(f"{chance.randrange(1, 90)} year",), title=tuple(sorted(chance.sample(_TITLE_WORDS, 4) + near[:2])),
        told_days=(told,) if dated else (),
        name_pairs=(f"{own[0]} {own[1]}", f"{own[2]} {own[3]}"),
        vector=(vector / np.linalg.norm(vector)).astype(np.float32).tobytes(),
    )  # fmt: skip


def hash_of(name: str) -> int:
    """A number of 64 bits that is the same in every process."""
    return random.Random(name).getrandbits(64)


def measure(mentions: int) -> dict[str, Any]:
    """Time and memory of linking so many at once, and how well what was generated is found again."""
    made = list(generated(mentions))
    profiles = {p.mention: p for _, p in made}
    start, begun = time.perf_counter(), time.process_time()
    links = score_all(list(profiles.values()))
    scored = time.perf_counter()
    groups = clusters(profiles, links, weights()["threshold"])
    done, ended = time.perf_counter(), time.process_time()
    peak = _peak()
    told: dict[int, list[str]] = defaultdict(list)
    for incident, profile in made:
        told[incident].append(profile.mention)
    true = {pair for some in told.values() for pair in combinations(sorted(some), 2)}
    found = {pair for some in groups for pair in combinations(sorted(some), 2)}
    right = len(true & found)
    return {
        "mentions": mentions,
        "seconds": round(done - start, 1),
        "cpu_seconds": round(ended - begun, 1),
        "scoring": round(scored - start, 1),
        "grouping": round(done - scored, 1),
        "links": len(links),
        "memory_gb": peak,
        "precision": round(right / max(1, len(found)), 4),
        "recall": round(right / max(1, len(true)), 4),
        "f1": round(2 * right / max(1, len(found) + len(true)), 4),
    }


def bare(mentions: int) -> dict[str, Any]:
    """Time and memory of splink's prediction alone."""
    profiles = [p for _, p in generated(mentions)]
    rows = table(profiles, map(keys, profiles))
    start, begun = time.perf_counter(), time.process_time()
    linker = Linker(DuckDBAPI().register(rows), settings(weights()), log_level=None)
    linker.inference.predict(threshold_match_weight=KEPT, warning_mode="never")
    done, ended = time.perf_counter(), time.process_time()
    return {"seconds": round(done - start, 1), "cpu_seconds": round(ended - begun, 1), "memory_gb": _peak()}


def _peak() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2)


def _alone(what: Callable[[int], dict[str, Any]], mentions: int) -> dict[str, Any]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(what, mentions).result()


def one_against(mentions: int) -> dict[str, float]:
    """Seconds to link one report's mentions in a ledger that holds so many: the median of nine."""
    made = [p for _, p in generated(mentions + 18)]
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "ledger.db") as ledger:
        linkage = Linkage(ledger)
        change = Change(version(), placed={p.mention: incident_id(p.mention) for p in made[:mentions]})
        change.profiles = [StoredProfile(p.mention, *packed(p), tuple(keys(p))) for p in made[:mentions]]
        linkage.keep(change)
        times = []
        for n in range(9):
            fresh = made[mentions + 2 * n : mentions + 2 * n + 2]
            start = time.perf_counter()
            near = linkage.sharing({key for p in fresh for key in keys(p)})
            found = score_new(fresh, [unpacked(*row) for row in linkage.profiles(near)])
            reached = {end for x in found for end in (x.one, x.other)}
            linkage.links(reached)
            times.append(time.perf_counter() - start)
    return {"mentions": mentions, "median_seconds": round(sorted(times)[4], 3), "worst_seconds": round(max(times), 3)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=200_000)
    parser.add_argument("--growth", type=int, nargs="*", default=(50_000, 100_000), help="numbers to link before that")
    parser.add_argument("--ledger", type=int, default=100_000, help="mentions in the ledger that one report meets")
    options = parser.parse_args()
    growth = [_alone(measure, mentions) for mentions in options.growth]
    told, splink = _alone(measure, options.mentions), _alone(bare, options.mentions)
    one = one_against(options.ledger) if options.ledger else None
    result = {"at_once": told, "bare_splink": splink, "growth": growth, "one_report": one}
    rows = [(name, str(told[name]), asked, f"bare splink {splink[name]}") for name, asked in _ASKED.items()]
    rows += [(f"F1, {x['mentions']:,}", f"{x['f1']} in {x['seconds']} s, {x['memory_gb']} GB", "", "") for x in growth]
    rows.append((f"F1, {told['mentions']:,}", str(told["f1"]), "", ""))
    if one:
        rows.append(("one report, s", str(one["median_seconds"]), "2", ""))
    show(f"{options.mentions:,} generated mentions", rows, result)


if __name__ == "__main__":
    main()
