"""Simulated bundles of reports with a known truth, for the bench of casualty accounting.

One bundle is one attack: so many died, of one group or of two. A world is drawn for each bundle (how many
sources, how often they copy, see only some places, exaggerate, round, revise), then each source watches the
count climb and reports it once to three times. What each number rests on stands beside it; where nothing is
cited the range is a judgement, wide on purpose, and set so that the reported range covers the truth about as
seldom (.34) and the maximum exceeds it about as often (.11) as in the simulations that the measure was asked
against. `SHIFTED` and `MILD` draw worlds that the fit never saw: fewer sources, slower counts, more copying,
partial scope and exaggeration; and the reverse.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from hudhud.model import Claim, Count, Evidence, HarmValue, Member, Mention, StatusValue, When

_START = date(2024, 3, 1)
_MOST_DAYS = 15


@dataclass(frozen=True)
class Worlds:
    """The ranges that a bundle's world is drawn from; pairs are the ends of a uniform draw."""

    log_deaths: tuple[float, float] = (3.0, 1.1)
    """Mean and spread of the log of the dead: UCDP GED's Syrian events have quartiles 1, 3, 5 and a 99th
    percentile of 59; incidents that several outlets tell of are larger."""
    more_sources: tuple[float, float] = (0.3, 4.0)
    """Mean of a Poisson, beyond the first source."""
    partial: tuple[float, float] = (0.1, 0.6)
    """Share of the sources that see only some of the places or days, and which share of the dead they see."""
    seen: tuple[float, float] = (0.45, 1.0)
    first_count: tuple[float, float] = (0.5, 1.0)
    """Share of the dead found on the first day, and the days in which the rest falls to a third."""
    settle: tuple[float, float] = (0.3, 3.0)
    never_found: tuple[float, float] = (0.0, 0.12)
    """Share of the dead that no report of these two weeks has: bodies not recovered, wounds that kill later."""
    copying: tuple[float, float] = (0.0, 0.7)
    """Share of the sources that repeat another's figure, and of those that are seen to be copies."""
    noticed: tuple[float, float] = (0.3, 1.0)
    exaggerating: tuple[float, float] = (0.0, 0.1)
    """Share of the sources with an interest in more, and by how much they multiply."""
    multiplied: tuple[float, float] = (1.1, 2.5)
    belittling: tuple[float, float] = (0.0, 0.1)
    """Share with an interest in less; they say .3 to .8 of what they know."""
    counted_twice: tuple[float, float] = (0.0, 0.05)
    """Share of reports with an early double count (1.05 to 1.4 times), which a later report puts right."""
    rounded: tuple[float, float] = (0.0, 0.4)
    at_least: tuple[float, float] = (0.1, 0.7)
    in_words: tuple[float, float] = (0.0, 0.15)
    two_groups: float = 0.25
    """Share of the bundles with soldiers among the dead."""


USUAL = Worlds()
SHIFTED = Worlds(
    log_deaths=(3.4, 1.3), more_sources=(0.0, 2.5), partial=(0.4, 0.9), seen=(0.35, 0.95), first_count=(0.4, 0.9),
    settle=(1.0, 5.0), copying=(0.4, 0.9), noticed=(0.0, 0.5), exaggerating=(0.1, 0.3), multiplied=(1.2, 3.0),
)  # fmt: skip


MILD = Worlds(
    log_deaths=(2.0, 1.0), more_sources=(1.0, 6.0), partial=(0.0, 0.3), never_found=(0.0, 0.04),
    first_count=(0.6, 1.0), settle=(0.3, 2.0), copying=(0.0, 0.4), noticed=(0.6, 1.0), exaggerating=(0.0, 0.06),
)  # fmt: skip


MOVED = {
    "more copying": replace(USUAL, copying=(0.3, 0.9), noticed=(0.1, 0.7)),
    "no copying": replace(USUAL, copying=(0.0, 0.1)),
    "less exaggeration": replace(USUAL, exaggerating=(0.0, 0.03), counted_twice=(0.0, 0.02)),
    "more exaggeration": replace(USUAL, exaggerating=(0.0, 0.2), multiplied=(1.2, 3.0)),
    "fewer sources": replace(USUAL, more_sources=(0.0, 2.0)),
    "more sources": replace(USUAL, more_sources=(1.0, 7.0)),
    "smaller tolls": replace(USUAL, log_deaths=(2.0, 1.0)),
    "larger tolls": replace(USUAL, log_deaths=(4.0, 1.1)),
    "less partial": replace(USUAL, partial=(0.0, 0.4)),
    "more partial": replace(USUAL, partial=(0.3, 0.8)),
    "all are found": replace(USUAL, never_found=(0.0, 0.03)),
    "fewer are found": replace(USUAL, never_found=(0.05, 0.2)),
}
"""The usual worlds with one thing changed: how far the figures rest on it."""


@dataclass(frozen=True)
class Bundle:
    """The truth, the reports as members of one incident, and which of them are seen to be copies."""

    name: str
    deaths: int
    civilians: int
    members: tuple[Member, ...]
    copies: dict[str, str]


@dataclass
class _Source:
    """One outlet: what it can see, how it bends it, and what it has said so far."""

    name: str
    share: float
    factor: float
    days: list[int]
    of: _Source | None = None
    said: list[tuple[int, str, tuple[tuple[str, Count], ...]]] = field(default_factory=list)
    """Day, document, and what each report said of whom."""


def bundles(number: int, seed: int, worlds: Worlds = USUAL) -> Iterator[Bundle]:
    """So many bundles that tell of at least one death in figures, the same for a seed."""
    found, at = 0, 0
    while found < number:
        made = _bundle(f"{seed}-{at}", np.random.default_rng([seed, at]), worlds)
        at += 1
        if any(v.count.qualifier != "word" for m in made.members for _, v in m.mention.harms):
            found += 1
            yield made


@dataclass(frozen=True)
class _World:
    DRAWN = ("first_count", "settle", "never_found", "noticed", "counted_twice", "rounded", "at_least", "in_words")

    deaths: int
    civilians: int
    several: bool
    first_count: float
    settle: float
    never_found: float
    noticed: float
    counted_twice: float
    rounded: float
    at_least: float
    in_words: float

    def found(self, day: int) -> float:
        """The share of the dead that have been found by a day."""
        return (1 - self.never_found) * (1 - (1 - self.first_count) * float(np.exp(-day / self.settle)))


def _bundle(name: str, rng: np.random.Generator, worlds: Worlds) -> Bundle:
    deaths = max(1, round(float(np.exp(rng.normal(*worlds.log_deaths)))))
    several = bool(rng.random() < worlds.two_groups and deaths > 2)
    civilians = int(rng.integers(1, deaths)) if several else deaths
    drawn = {name: float(rng.uniform(*getattr(worlds, name))) for name in _World.DRAWN}
    world = _World(deaths, civilians, several, **drawn)
    sources = _sources(rng, worlds)
    copies: dict[str, str] = {}
    members = []
    for day in range(_MOST_DAYS):
        for source in sources:
            if day in source.days:
                member = _report(name, rng, world, source, day, copies)
                members += [member] if member else []
    return Bundle(name, deaths, civilians, tuple(members), copies)


def _sources(rng: np.random.Generator, worlds: Worlds) -> list[_Source]:
    partial, copying, up, down = (float(rng.uniform(*r)) for r in (
        worlds.partial, worlds.copying, worlds.exaggerating, worlds.belittling))  # fmt: skip
    sources: list[_Source] = []
    for n in range(1 + int(rng.poisson(rng.uniform(*worlds.more_sources)))):
        share = float(rng.uniform(*worlds.seen)) if rng.random() < partial else 1.0
        bent = rng.random()
        factor = float(rng.uniform(*worlds.multiplied)) if bent < up else 1.0
        factor = float(rng.uniform(0.3, 0.8)) if up <= bent < up + down else factor
        days = sorted({min(_MOST_DAYS - 1, int(rng.exponential(3.0))) for _ in range(int(rng.integers(1, 4)))})
        of = sources[int(rng.integers(len(sources)))] if sources and rng.random() < copying else None
        sources.append(_Source(f"source {n}", share, factor, days, of))
    return sources


def _report(
    name: str, rng: np.random.Generator, world: _World, source: _Source, day: int, copies: dict[str, str]
) -> Member | None:
    document = f"{name}/{source.name}/{day}"
    heard = [told for told in source.of.said if told[0] <= day] if source.of else []
    if heard:
        _, story, counts = heard[-1]
        if rng.random() < world.noticed:
            copies[_identity(document)] = _identity(story)
    else:
        counts = _counts(rng, world, source, day)
    if not counts:
        return None
    source.said.append((day, document, counts))
    return _member(document, source.name, _START + timedelta(days=day), counts)


def _counts(rng: np.random.Generator, world: _World, source: _Source, day: int) -> tuple[tuple[str, Count], ...]:
    share = world.found(day) * source.share
    parts = {"civilians": world.civilians, "security_forces": world.deaths - world.civilians}
    early = day < 3 and rng.random() < world.counted_twice
    bent = source.factor * (float(rng.uniform(1.05, 1.4)) if early else 1.0)
    known = {g: round(int(rng.binomial(n, share)) * bent) if n else 0 for g, n in parts.items()}
    if not world.several:
        told = {"civilians": known["civilians"]}
    else:
        style = rng.random()  # both groups, or all at large, or the civilians alone
        told = known if style < 0.4 else {"unknown": sum(known.values())} if style < 0.8 else {
            "civilians": known["civilians"]}  # fmt: skip
    return tuple((group, _worded(rng, world, number)) for group, number in told.items() if number)


def _worded(rng: np.random.Generator, world: _World, number: int) -> Count:
    if 24 <= number < 100 and rng.random() < world.in_words:
        return Count(qualifier="word", words="dozens")
    if rng.random() < world.rounded and number >= 10:
        step = 10 if number >= 40 else 5
        if rng.random() < 0.5:
            return Count(low=number // step * step, qualifier="more_than")
        near = max(step, round(number / step) * step)
        return Count(low=near, high=near, qualifier="about")
    if rng.random() < world.at_least:
        return Count(low=number, qualifier="at_least")
    return Count(low=number, high=number)


def _identity(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def _member(document: str, publisher: str, day: date, counts: tuple[tuple[str, Count], ...]) -> Member:
    values: list[HarmValue | StatusValue] = [StatusValue(status="occurred")]
    values += [HarmValue(harm="killed", group=group, count=count) for group, count in counts]
    claims = []
    for value in values:
        words = "occurred" if isinstance(value, StatusValue) else f"{value.count.low or value.count.words} dead"
        claims.append(Claim(value=value, evidence=Evidence(verbatim=words, span_start=0, span_end=len(words)),
                            confidence=0.9, reason="simulated", reader="simulation", reader_version="1"))  # fmt: skip
    return Member(
        mention=Mention(id=f"m-{document}", claims=tuple(claims)), document_id=_identity(document), doc_id=document,
        title=None, publisher=publisher, published=When(start=day, end=day, precision="day"), published_basis="given",
    )  # fmt: skip
