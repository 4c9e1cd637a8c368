"""Profiles for the tests of linking."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import numpy as np

from hudhud.linking import Profile

_NUMBERS = count()

PALMYRA = {"place": "palmyra", "place_words": ("palmyra",), "lat": 34.56, "lon": 38.28, "reach": 10.0, "admin1": "homs"}
RAQQA = {"place": "raqqa", "place_words": ("raqqa",), "lat": 35.95, "lon": 39.01, "reach": 10.0, "admin1": "raqqa"}
NOWHERE = {"place": None, "place_words": (), "lat": None, "lon": None, "reach": None, "admin1": None}


def day(text: str) -> dict[str, Any]:
    number = date.fromisoformat(text).toordinal()
    return {"day_from": number, "day_to": number, "told_days": (number,)}


UNDATED: dict[str, Any] = {"day_from": None, "day_to": None, "told_days": ()}


def meaning(seed: int) -> bytes:
    vector = np.random.default_rng(seed).standard_normal(384)
    return (vector / np.linalg.norm(vector)).astype(np.float32).tobytes()


_PLAIN = Profile(
    mention="", document="", told_at=(40, 80), aggregate=False, status="occurred", sure_date=True,
    published=date(2023, 2, 18).toordinal(), country="SY", types=("attack",), actors=("islamic-state",),
    lineage=("islamic-state",), counts=(("killed", "civilians", 16, 16),), killed=16.0, injured=None,
    victims=("truffle", "hunters"), around=("jubb", "palmyra"), story=("jubb", "rasafa"),
    named=("homs", "jubb", "palmyra", "rasafa"), unknown=("jubb", "rasafa"), usual=("truffles",), ages=("31 year",),
    title=("attack", "hunters", "truffle"), name_pairs=("jubb rasafa",), vector=meaning(1),
    **PALMYRA, **day("2023-02-17"),
)  # fmt: skip


def profile(**changed: Any) -> Profile:
    """A mention of an attack near Palmyra on 17 February 2023, in a report of its own."""
    number = next(_NUMBERS)
    named = {"mention": f"m{number:016x}", "document": f"report-{number}"}
    return replace(_PLAIN, **{**named, **changed})
