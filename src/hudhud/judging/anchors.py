"""What a decision speaks of, kept by its words, and found again in a newer reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from hudhud.model import (
    Claim,
    ClaimAnchor,
    Evidence,
    HarmValue,
    Member,
    MentionAnchor,
    Party,
    Place,
    Value,
    When,
)

T = TypeVar("T")

LEAST_MENTION = 0.3
"""Of all characters that two mentions rest on, so large a part must be common for them to be one.

Over 33 reports no two of 168 pairs of mentions within one reading shared .3, while 105 of 107 mentions
found theirs above it in the reading of a reader some twenty changes younger.
"""
LEAST_CLAIM = 0.3
"""The same for the words of two claims."""


def anchor(member: Member, claims: Iterable[ClaimAnchor] = ()) -> MentionAnchor:
    """A mention by the words of all its claims."""
    words = {(e.span_start, e.span_end): e for e in (claim.evidence for claim in member.mention.claims)}
    return MentionAnchor(
        mention=member.mention.id,
        document_id=member.document_id,
        doc_id=member.doc_id,
        evidence=tuple(words[span] for span in sorted(words)),
        claims=tuple(claims),
    )


def resolve(anchored: MentionAnchor, current: Sequence[Member]) -> Member | None:
    """The mention that is today what the anchored one was: by id, else by the words that both rest on.

    Args:
        anchored: a mention as it was when somebody judged it.
        current: mentions of today, in the order of the text; those of other documents are not looked at.

    Among the mentions of the same bytes, spans are compared; where only another version of the report
    is left, the words themselves, for its spans have moved. A tie goes to the first.
    """
    same_id = next((m for m in current if m.mention.id == anchored.mention), None)
    if same_id is not None:
        return same_id
    near = [m for m in current if m.document_id == anchored.document_id]
    near = near or [m for m in current if m.doc_id == anchored.doc_id]
    scores = [likeness(anchored, anchor(m)) for m in near]
    best = max(scores, default=0.0)
    return near[scores.index(best)] if best >= LEAST_MENTION else None


def likeness(one: MentionAnchor, other: MentionAnchor) -> float:
    """The common part of what two mentions rest on, 0 to 1: of characters in one text, of words in two texts."""
    if one.document_id == other.document_id:
        return _jaccard(_characters(one.evidence), _characters(other.evidence))
    return _jaccard({e.verbatim for e in one.evidence}, {e.verbatim for e in other.evidence})


def match(anchored: Sequence[ClaimAnchor], claims: Mapping[str, Claim], *, same_text: bool = True) -> dict[str, str]:
    """Which claims of today are those that were judged, by id: each anchor at most one claim and the reverse.

    Args:
        anchored: claims of one mention as it was.
        claims: the claims of that mention today, by id.
        same_text: whether the spans are of one text.

    An equal value of the same field is the same claim wherever it is read; another value is the same
    claim if it is of the same kind and rests on the same words.
    """
    scored = []
    for number, one in enumerate(anchored):
        for ordinal, (name, claim) in enumerate(claims.items()):
            likeness = _likeness(one, name, claim, same_text)
            if likeness is not None:
                scored.append((likeness, -number, -ordinal, one.id, name))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for *_, old, new in sorted(scored, reverse=True):
        if old not in found and new not in taken:
            found[old] = new
            taken.add(new)
    return found


def _likeness(one: ClaimAnchor, name: str, claim: Claim, same_text: bool) -> tuple[bool, bool, bool, float] | None:
    """How alike, the larger the more; None where they are two claims."""
    if one.value.type != claim.value.type:
        return None
    agree = agrees(one.value, claim.value)
    words = (
        _overlap(one.evidence, claim.evidence) if same_text else float(one.evidence.verbatim == claim.evidence.verbatim)
    )
    if one.id != name and not agree and words < LEAST_CLAIM:
        return None
    return one.id == name, agree, field_of(one.value) == field_of(claim.value), words


def agrees(one: Value, other: Value) -> bool:
    """Whether two values say the same; how they are worded, and what they add, may differ."""
    return _core(one) == _core(other)


def field_of(value: Value) -> tuple[str, str]:
    """The field of a value; of a harm also the group."""
    return (value.harm, value.group) if isinstance(value, HarmValue) else (value.type, "")


def _core(value: Value) -> object:
    match value:
        case HarmValue():
            words = value.count.words if value.count.qualifier == "word" else None
            return value.harm, value.group, value.count.low, value.count.high, value.count.qualifier, words
        case When():
            return value.start, value.end
        case Place():
            point = (
                (round(value.lat, 3), round(value.lon, 3)) if value.lat is not None and value.lon is not None else None
            )
            return value.name.casefold(), point, value.precision
        case Party():
            return value.actor_id or value.name.casefold(), value.role, value.certainty
        case _:
            return value


def _characters(evidence: Iterable[Evidence]) -> set[int]:
    return {position for e in evidence for position in range(e.span_start, e.span_end)}


def _jaccard(one: set[T], other: set[T]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _overlap(one: Evidence, other: Evidence) -> float:
    common = min(one.span_end, other.span_end) - max(one.span_start, other.span_start)
    return max(0, common) / (max(one.span_end, other.span_end) - min(one.span_start, other.span_start))
