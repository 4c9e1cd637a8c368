"""Two readings of one report, field by field. Mentions are paired as `agreement` pairs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hudhud.model import Claim, Count, EventKind, HarmValue, Mention, Party, Place, Reading, StatusValue, Value, When
from hudhud.model.reader_comparisons import INCIDENT, FieldRead
from hudhud.reading.agreement import paired, same

_SINGLE: tuple[tuple[str, type[Value]], ...] = (("date", When), ("place", Place), ("status", StatusValue))
"""Fields of which the first claim is the reader's choice."""


def fields_read(first: Reading, second: Reading) -> Iterator[FieldRead]:
    """Every field of every incident that either found.

    Of an incident that only one found there is nothing but that: its fields would tell the same many times.
    """
    pairs = paired(first.mentions, second.mentions)
    for number, mine in enumerate(first.mentions):
        if number not in pairs:
            yield FieldRead(INCIDENT, mine.claims, (), False, _killed(mine))
            continue
        theirs = second.mentions[pairs[number]]
        yield FieldRead(INCIDENT, mine.claims, theirs.claims, True)
        yield from _fields(mine, theirs)
    for number, theirs in enumerate(second.mentions):
        if number not in pairs.values():
            yield FieldRead(INCIDENT, (), theirs.claims, False, _killed(theirs))


def _fields(mine: Mention, theirs: Mention) -> Iterator[FieldRead]:
    for name, kind in _SINGLE:
        yield _compared(name, _chosen(mine, kind), _chosen(theirs, kind))
    for name, several in (("event type", EventKind), ("perpetrator", Party)):
        yield _compared(name, _all(mine, several), _all(theirs, several))
    for harm in sorted({value.harm for one in (mine, theirs) for _, value in one.harms}):
        ours, others = _harm(mine, harm), _harm(theirs, harm)
        found = _compared(harm, ours, others)
        people = 0 if found.agrees else abs(_largest(ours) - _largest(others))
        yield FieldRead(harm, ours, others, found.agrees, people)


def _compared(name: str, mine: Sequence[Claim], theirs: Sequence[Claim]) -> FieldRead:
    return FieldRead(name, tuple(mine), tuple(theirs), _alike(mine, theirs))


def _alike(mine: Sequence[Claim], theirs: Sequence[Claim]) -> bool:
    """Whether each value of the one is among the other's, and the other way round."""
    return _within(mine, theirs) and _within(theirs, mine)


def _within(some: Sequence[Claim], others: Sequence[Claim]) -> bool:
    return all(any(same(one.value, other.value) for other in others) for one in some)


def _chosen(mention: Mention, kind: type[Value]) -> tuple[Claim, ...]:
    return _all(mention, kind)[:1]


def _all(mention: Mention, kind: type[Value]) -> tuple[Claim, ...]:
    return tuple(claim for claim in mention.claims if isinstance(claim.value, kind))


def _harm(mention: Mention, harm: str) -> tuple[Claim, ...]:
    return tuple(claim for claim, value in mention.harms if value.harm == harm)


def _killed(mention: Mention) -> int:
    return _largest(_harm(mention, "killed"))


def _largest(claims: Sequence[Claim]) -> int:
    return max((figure(c.value.count) or 0 for c in claims if isinstance(c.value, HarmValue)), default=0)


def figure(count: Count) -> int | None:
    """The bound that a count surely has: the lower one, else the upper; None for words without a number."""
    return count.low if count.low is not None else count.high
