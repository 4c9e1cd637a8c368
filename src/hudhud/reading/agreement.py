"""Several readings of one document to one, in which every claim knows what the other readers made of it.

Mentions of two readers are one where they rest on the same words or give the same figure, and neither date
nor place forbids it; of several ways to pair them, the one that shares most is taken (an assignment problem:
Kuhn 1955, solved by scipy). The reader named first is asked first: where others give another value, its own
counts and theirs stands beside it, so that nobody is counted twice because two have read of him.

Confidence follows Bayes' rule for readers whose mistakes are independent, but for one thing: two that are
both wrong are taken to give the same wrong value every second time, since the same words mislead both.
That half is assumed, not measured.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from hudhud.model import (
    Beside,
    Claim,
    EventKind,
    HarmValue,
    Mention,
    Party,
    Place,
    Reading,
    Signature,
    Statement,
    StatusValue,
    Value,
    When,
)
from hudhud.model.geometry import REACH_KM, distance_km
from hudhud.model.mentions import mention_id

VERSION = "1"
_SAME_MISTAKE = 0.5
_SAME_PLACE_KM = 5.0


def combined_signature(parts: Sequence[Signature]) -> Signature:
    """How a reading signs that was made of these."""
    if len(parts) == 1:
        return parts[0]
    version = "; ".join([f"agreement {VERSION}", *(f"{part.reader} {part.version}" for part in parts)])
    digest = hashlib.sha256("|".join(part.config_hash for part in parts).encode()).hexdigest()
    return Signature("+".join(part.reader for part in parts), version, digest)


def combine(readings: Sequence[Reading]) -> Reading:
    """One reading of several of the same document, the most trusted first; of one, itself."""
    if len(readings) == 1:
        return readings[0]
    if len({reading.document_id for reading in readings}) != 1:
        raise ValueError("readings of several documents cannot agree")
    signed = combined_signature([Signature(r.reader, r.reader_version, r.config_hash) for r in readings])
    first = readings[0]
    mentions: list[Mention] = list(first.mentions)
    for number, other in enumerate(readings[1:], 1):
        mentions = list(_merged(mentions, other, readings[:number]))
    dated = next((r for r in readings if r.published is not None), first)
    return Reading(
        document_id=first.document_id,
        published=dated.published,
        published_basis=dated.published_basis,
        published_reason=dated.published_reason,
        mentions=tuple(
            mention.model_copy(update={"id": mention_id(first.document_id, *signed, ordinal)})
            for ordinal, mention in enumerate(mentions)
        ),
        statements=tuple(_statements(readings)),
        reader=signed.reader,
        reader_version=signed.version,
        config_hash=signed.config_hash,
    )


def _merged(mentions: Sequence[Mention], other: Reading, before: Sequence[Reading]) -> Iterator[Mention]:
    """The mentions so far with what one more reader read beside them; then those that it alone found."""
    pairs = paired(mentions, other.mentions)
    silent = tuple(Beside(reader=r.reader, reader_version=r.reader_version, agrees=False) for r in before)
    for number, mention in enumerate(mentions):
        found = other.mentions[pairs[number]] if number in pairs else None
        yield _beside(mention, found, other, silent)
    taken = set(pairs.values())
    for number, mention in enumerate(other.mentions):
        if number not in taken:
            claims = (claim.model_copy(update={"beside": silent}) for claim in mention.claims)
            yield mention.model_copy(update={"claims": tuple(claims)})


def paired(ours: Sequence[Mention], theirs: Sequence[Mention]) -> dict[int, int]:
    """Which of theirs, by number, tells of what which of ours tells of."""
    if not ours or not theirs:
        return {}
    shared = np.array([[_shared(one, other) for other in theirs] for one in ours])
    rows, columns = linear_sum_assignment(shared, maximize=True)
    return {int(row): int(column) for row, column in zip(rows, columns, strict=True) if shared[row, column] > 0}


def _shared(one: Mention, other: Mention) -> float:
    """How much speaks for two mentions telling of one incident; 0 where nothing does, or something forbids it."""
    if one.aggregate != other.aggregate or _apart(one, other):
        return 0.0
    equal = sum(any(same(a, b) for _, b in other.harms) for _, a in one.harms)
    words = _words(one), _words(other)
    smaller = min(len(words[0]), len(words[1]))
    overlap = len(words[0] & words[1]) / smaller if smaller else 0.0
    if not equal and not overlap:
        return 0.0
    dated = one.when is not None and other.when is not None and same(one.when, other.when)
    placed = one.place is not None and other.place is not None and same(one.place, other.place)
    return overlap + 0.5 * equal + 0.25 * (dated + placed)


def _apart(one: Mention, other: Mention) -> bool:
    when, then = one.when, other.when
    if when is not None and then is not None and (when.end < then.start or then.end < when.start):
        return True
    here, there = one.place, other.place
    if here is None or there is None or here.lat is None or there.lat is None:
        return False
    assert here.lon is not None and there.lon is not None
    reach = REACH_KM[here.precision] + REACH_KM[there.precision]
    return distance_km(here.lat, here.lon, there.lat, there.lon) > reach


def _words(mention: Mention) -> set[int]:
    """The characters that say what happened to whom; dates, places and actors serve several mentions at once."""
    told = [claim.evidence for claim in mention.claims if isinstance(claim.value, HarmValue | EventKind)]
    return {at for evidence in told for at in range(evidence.span_start, evidence.span_end)}


def same(one: Value, other: Value) -> bool:
    """Whether two values say the same of the same field."""
    match one, other:
        case HarmValue(), HarmValue():
            return (one.harm, one.group, one.count) == (other.harm, other.group, other.count)
        case When(), When():
            return (one.start, one.end) == (other.start, other.end)
        case Place(), Place():
            return _same_place(one, other)
        case Party(), Party():
            known = one.actor_id is not None and one.actor_id == other.actor_id
            return one.role == other.role and (known or one.name.casefold() == other.name.casefold())
    return one == other


def _same_place(one: Place, other: Place) -> bool:
    if one.gazetteer_id is not None and other.gazetteer_id is not None:
        return one.gazetteer_id == other.gazetteer_id
    if one.lat is None or other.lat is None:
        return one.name.casefold() == other.name.casefold()
    assert one.lon is not None and other.lon is not None
    return one.precision == other.precision and distance_km(one.lat, one.lon, other.lat, other.lon) < _SAME_PLACE_KM


@dataclass
class _Other:
    """The claims of another reader's mention, each given away once."""

    claims: list[Claim]
    signed: Mapping[str, str]

    def agreeing(self, claim: Claim) -> Claim | None:
        return self._take(each for each in self.claims if same(each.value, claim.value))

    def rival(self, claim: Claim) -> Claim | None:
        return self._take(each for each in self.claims if _rivals(each, claim))

    def _take(self, found: Iterator[Claim]) -> Claim | None:
        first = next(found, None)
        if first is not None:
            self.claims.remove(first)
        return first

    def beside(self, claim: Claim | None, *, agrees: bool) -> Beside:
        said = {} if claim is None else {"value": claim.value, "evidence": claim.evidence}
        return Beside(**self.signed, agrees=agrees, **said)


def _rivals(one: Claim, other: Claim) -> bool:
    """Whether two claims fill one place, so that only one of them can count."""
    a, b = one.value, other.value
    if isinstance(a, HarmValue) and isinstance(b, HarmValue):
        overlap = (
            one.evidence.span_start < other.evidence.span_end and other.evidence.span_start < one.evidence.span_end
        )
        return a.harm == b.harm and (a.group == b.group or overlap)
    return one.field == other.field


def _beside(mention: Mention, found: Mention | None, reading: Reading, silent: tuple[Beside, ...]) -> Mention:
    """A mention with what another reader read beside each claim, and what it alone read at the end."""
    theirs = _Other(
        list(found.claims) if found else [], {"reader": reading.reader, "reader_version": reading.reader_version}
    )
    # Who agrees is found for all claims before any rival is: a rival must not take away another's agreement.
    agreeing = [theirs.agreeing(claim) for claim in mention.claims]
    made: list[Claim] = []
    for claim, agreed in zip(mention.claims, agreeing, strict=True):
        if agreed is not None:
            other, sure = theirs.beside(agreed, agrees=True), _both(claim.confidence, agreed.confidence)
        elif (rival := theirs.rival(claim)) is not None:
            other, sure = theirs.beside(rival, agrees=False), _against(claim.confidence, rival.confidence)
        else:
            other, sure = theirs.beside(None, agrees=False), claim.confidence
        made.append(claim.model_copy(update={"beside": (*claim.beside, other), "confidence": sure}))
    # What only the other read: beside what it competes with, else a claim of its own.
    added: list[Claim] = []
    for left in theirs.claims:
        number = _competing(made, left)
        if number is None:
            added.append(left.model_copy(update={"beside": silent}))
        else:
            beside = (*made[number].beside, theirs.beside(left, agrees=False))
            made[number] = made[number].model_copy(update={"beside": beside})
    return mention.model_copy(update={"claims": (*made, *added)})


def _competing(made: Sequence[Claim], left: Claim) -> int | None:
    for number, claim in enumerate(made):
        # A mention without a status occurred; that another doubts it does not make it doubtful, but is kept.
        if _rivals(left, claim) or isinstance(left.value, StatusValue):
            return number
    return None


def _both(one: float, other: float) -> float:
    """How likely a value is that two readers give, each right so often."""
    right, wrong = one * other, (1 - one) * (1 - other) * _SAME_MISTAKE
    return right / (right + wrong) if right + wrong else 0.0


def _against(one: float, other: float) -> float:
    """How likely the first reader's value is where the second gives another."""
    # Both cannot be right; that both are wrong in different ways stays possible.
    rest = one * (1 - other) + (1 - one) * other + (1 - one) * (1 - other) * (1 - _SAME_MISTAKE)
    return one * (1 - other) / rest if rest else 0.0


def _statements(readings: Iterable[Reading]) -> Iterator[Statement]:
    """All statements, each once, as the first that read it has it."""
    seen: set[tuple[str, str]] = set()
    for reading in readings:
        for statement in reading.statements:
            key = (statement.kind, statement.value.model_dump_json())
            if key not in seen:
                seen.add(key)
                yield statement
