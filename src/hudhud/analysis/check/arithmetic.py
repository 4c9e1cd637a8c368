"""Sums inside one report: "fewer than 12 deaths" beside "13 fighters and one civilian"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hudhud.model import Claim, Count, HarmValue, Mention
from hudhud.model.statements import RecordClaim, Statement

_APART = frozenset({"civilians", "security_forces", "fighters", "foreign_forces"})
"""Groups of which nobody is in two."""


@dataclass(frozen=True)
class Clash:
    """Figures of one report of which one must be wrong."""

    harm: str
    whole: str
    """The words of the sum that is too small."""
    most: int
    """The most that it allows, in people."""
    parts: tuple[str, ...]
    """The words of what is counted in it."""
    least: int
    """The least that they come to."""

    @property
    def words(self) -> str:
        """In one sentence."""
        parts = " and ".join(f"“{p}”" for p in self.parts)
        return f"{self.harm}: “{self.whole}” allows {self.most:,} at most, and {parts} come to {self.least:,} at least."


def clashes(mentions: Iterable[Mention], statements: Iterable[Statement]) -> list[Clash]:
    """All sums of a report that their own parts exceed: within each mention, and totals over mentions of their days."""
    told = list(mentions)
    found = [clash for mention in told for clash in _within(mention)]
    for statement in statements:
        found += _over(statement, told)
    return found


def _within(mention: Mention) -> Iterator[Clash]:
    harms = list(mention.of(HarmValue))
    for harm in dict.fromkeys(value.harm for _, value in harms):
        own = [(claim, value) for claim, value in harms if value.harm == harm]
        parts = _largest(own)
        least = sum(n for _, n in parts)
        for claim, value in own:
            most = _most(value.count)
            if value.group not in _APART and most is not None and parts and most < least:
                yield Clash(harm, claim.evidence.verbatim, most, tuple(c.evidence.verbatim for c, _ in parts), least)


def _largest(harms: Sequence[tuple[Claim, HarmValue]]) -> list[tuple[Claim, int]]:
    """For each group that stands apart, the claim with the largest lower bound."""
    found: dict[str, tuple[Claim, int]] = {}
    for claim, value in harms:
        low = _least(value.count)
        if value.group in _APART and low is not None and low > found.get(value.group, (claim, -1))[1]:
            found[value.group] = (claim, low)
    return list(found.values())


def _over(statement: Statement, mentions: Sequence[Mention]) -> Iterator[Clash]:
    """A total that a single incident of its own days exceeds."""
    value = statement.value
    if not isinstance(value, RecordClaim) or value.kind != "total" or value.quantity is None or value.harm is None:
        return
    most = _most(value.quantity)
    if most is None or value.quantity.qualifier == "about":
        return
    for mention in mentions:
        when = mention.when
        if mention.aggregate or when is None or value.period is None:
            continue
        if not (value.period.start <= when.start and when.end <= value.period.end):
            continue
        for claim, harm in mention.of(HarmValue):
            low = _least(harm.count)
            if harm.harm == value.harm and value.group in {None, "unknown", harm.group} and low and low > most:
                yield Clash(harm.harm, statement.evidence.verbatim, most, (claim.evidence.verbatim,), low)


def _most(count: Count) -> int | None:
    if count.high is None or count.qualifier == "about":
        return None
    return count.high - 1 if count.qualifier == "less_than" else count.high


def _least(count: Count) -> int | None:
    if count.low is None or count.qualifier == "about":
        return None
    return count.low + 1 if count.qualifier == "more_than" else count.low
