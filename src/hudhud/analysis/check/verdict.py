"""What is found of a claim, and on what it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from hudhud.analysis.basis import Basis
from hudhud.analysis.check.question import Question
from hudhud.analysis.check.tolls import Floats, Known
from hudhud.model import Record

Finding = Literal["supported", "supported on the known part", "contradicted", "undetermined"]

SAID: dict[Finding, str] = {
    "supported": "the record supports it",
    "supported on the known part": "what is known supports it, but the record does not hold all of it",
    "contradicted": "the record contradicts it",
    "undetermined": "it cannot be told from this record",
}

_HALF = 0.5
SURE = 0.9
"""From this probability on a claim is called supported; at one less it, contradicted."""


@dataclass(frozen=True)
class Chance:
    """How likely a claim is. The interval holds what is left open: the number of draws, and whether incidents that
    may or may not be in scope, or have no figure, count or do not."""

    best: float
    interval: tuple[float, float]

    def __str__(self) -> str:
        low, high = self.interval
        return f"{percent(self.best)} [{percent(low)}–{percent(high)}]"


def percent(share: float) -> str:
    """Whole percents, and never 0 or 100: so much is not known of anything that was drawn."""
    return "under 1%" if share < 0.01 else "over 99%" if share > 0.99 else f"{share:.0%}"


@dataclass(frozen=True)
class Deciding:
    """An incident that the verdict hangs on."""

    record: Record
    role: str
    """What it is to the claim: "the incident", "in scope", "may be in scope", "just before", …"""
    chance: float | None
    """That it alone makes the claim false, as far as it counts; None of the incident itself and of sums."""


@dataclass(frozen=True)
class Verdict:
    """Whether a claim holds."""

    question: Question
    finding: Finding
    chance: Chance
    deciding: tuple[Deciding, ...]
    rival: str | None
    """What lies just outside the claim's scope and would turn it, in a sentence."""
    basis: Basis
    words: str
    values: tuple[tuple[str, float, tuple[float, float]], ...] = ()
    """What was compared, by name: middle and 90 % interval."""


def chance_of(true: Known, known_part: Known, with_all: Known) -> Chance:
    """From draws in which the claim came true, shape (draws,): as weighed, on the known part, with all that may be."""
    shares = [float(x.mean()) for x in (true, known_part, with_all)]
    error = 1.645 * float(np.sqrt(max(shares[0] * (1 - shares[0]), 1 / len(true)) / len(true)))
    return Chance(shares[0], (max(0.0, min(shares) - error), min(1.0, max(shares) + error)))


def middle_of(draws: Floats) -> tuple[float, tuple[float, float]]:
    """Median and 90 % interval."""
    low, middle, high = (float(x) for x in np.quantile(draws, [0.05, 0.5, 0.95]))
    return middle, (low, high)


def finding_of(chance: Chance, known_part: float, *, whole: bool) -> Finding:
    """The verdict in words. `whole`: the record covers the claim's place and period, as far as it says."""
    if chance.best >= SURE:
        return "supported" if whole else "supported on the known part"
    if chance.best <= 1 - SURE:
        return "contradicted"
    # More likely true than not, and true of all that is surely in scope and has a figure.
    return "supported on the known part" if known_part >= SURE and chance.best >= _HALF else "undetermined"
