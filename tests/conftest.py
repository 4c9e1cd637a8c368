"""Mentions and members made by hand, for the stages after reading."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

import pytest

from hudhud.model import Claim, Count, EventKind, Evidence, HarmValue, Member, Mention, Party, Place, StatusValue, When

MakeMember = Callable[..., Member]
Harm = tuple[str, str, Count]


def _claim(value: object, words: str, source: str | None = None) -> Claim:
    return Claim.model_validate(
        {
            "value": value,
            "evidence": Evidence(verbatim=words, span_start=0, span_end=len(words)),
            "attributed_to": source,
            "confidence": 0.9,
            "reason": "made for a test",
            "reader": "test",
            "reader_version": "1",
        }
    )


def make_member(
    doc: str,
    day: str | tuple[str, str] | None = "2023-02-17",
    place: tuple[str, float, float] | None = ("Sukhna", 34.885, 38.871),
    kinds: tuple[str, ...] = ("attack",),
    actors: tuple[str, ...] = (),
    harms: tuple[tuple[str, str, Count] | tuple[str, str, Count, str], ...] = (),
    published: str | None = None,
    status: str = "occurred",
    aggregate: bool = False,
    number: int = 0,
) -> Member:
    """A member of an incident. Harms are (harm, group, count) with, at will, a source."""
    claims = [_claim(EventKind(event_type=kind), kind) for kind in kinds]
    claims.append(_claim(StatusValue(status=status), status))
    if day is not None:
        first, last = (day, day) if isinstance(day, str) else day
        precision = "day" if first == last else "range"
        when = When(start=date.fromisoformat(first), end=date.fromisoformat(last), precision=precision)
        claims.append(_claim(when, first))
    if place is not None:
        name, lat, lon = place
        claims.append(_claim(Place(name=name, country="SY", lat=lat, lon=lon, precision="exact"), name))
    claims += [_claim(Party(name=name, actor_id=name), name) for name in actors]
    for harm, group, count, *source in harms:
        words = f"{count.low or count.high or count.words} {harm}"
        claims.append(_claim(HarmValue(harm=harm, group=group, count=count), words, source[0] if source else None))
    out = date.fromisoformat(published) if published else None
    identity = hashlib.sha256(doc.encode()).hexdigest()
    return Member(
        mention=Mention(id=f"m-{doc}-{number}", claims=tuple(claims), aggregate=aggregate),
        document_id=identity,
        doc_id=doc,
        title=None,
        publisher=None,
        published=When(start=out, end=out, precision="day") if out else None,
        published_basis="given" if out else "unknown",
    )


@pytest.fixture
def member() -> MakeMember:
    return make_member
