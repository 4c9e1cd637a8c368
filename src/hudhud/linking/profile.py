"""What linking compares of a mention, as one flat row: a `Profile`.

A profile depends on the mention, its document and nothing else, so that a pair's score never changes
with what else the ledger holds, and the order in which reports arrive changes no cluster.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from hudhud.linking.names import full_names, names_in, rare_names
from hudhud.model import Claim, Count, Evidence, HarmValue, Member, Mention, Party, Place, ReadingCopy, When

Lineage = Callable[[str], Sequence[str]]
"""From an actor's id to those of its parents, the nearest first."""

Vectors = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""From texts to vectors of length 1, one row a text."""

Sureness = Literal["day", "interval", "weak", "none"]

_SITES = frozenset({"exact", "near", "district"})
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|\n+")
_LONGEST_TEXT = 600  # characters for the encoder, which reads some 250 words
_WEAK_DATE = 0.6
_REACH_KM = {"exact": 10.0, "near": 20.0, "district": 40.0, "province": 120.0, "region": 300.0, "country": 1500.0}


@dataclass(frozen=True)
class Profile:
    """One mention as linking sees it. Days are proleptic ordinals; distances kilometres; None is not said."""

    mention: str
    document: str
    """`doc_id` of its document: versions of one document never link with each other."""
    aggregate: bool
    status: str
    day_from: int | None
    day_to: int | None
    sure_date: bool
    """False where the reader filled the day in with little confidence: such a day rules nothing out."""
    published: int | None
    lat: float | None
    lon: float | None
    reach: float | None
    """How far from the point the incident may lie, by the place's precision."""
    place: str | None
    place_words: tuple[str, ...]
    admin1: str | None
    country: str | None
    types: tuple[str, ...]
    actors: tuple[str, ...]
    lineage: tuple[str, ...]
    """The actors with their parents."""
    counts: tuple[tuple[str, str, int | None, int | None], ...]
    """Harm, group, low, high of every numbered figure."""
    killed: float | None
    injured: float | None
    """The largest figure of the harm; the middle of its bounds."""
    victims: tuple[str, ...]
    """Words by which the victims are called."""
    near: tuple[str, ...]
    """Names in the sentences that tell of the incident and in those beside them, without place and actors."""
    around: tuple[str, ...]
    """The same with place and actors."""
    story: tuple[str, ...]
    """Names in the whole report that no dictionary of common words holds."""
    named: tuple[str, ...]
    """All names in the report."""
    told_days: tuple[int, ...]
    """The days of every incident in the report: one of them may be this one's."""
    name_pairs: tuple[str, ...]
    """Two names beside each other: people by first and last name, streets with their numbers."""
    vector: bytes
    """The meaning of the telling sentences: float32, of length 1; empty where there is none."""


def profiles(members: Sequence[Member], copy: ReadingCopy, lineage: Lineage, vectors: Vectors) -> list[Profile]:
    """The profiles of one document's mentions. `copy` is the text that the reader was given."""
    sentences = _sentences(copy.text)
    told = [_told_in(m.mention, copy, sentences) for m in members]
    whole = names_in(copy.text)
    pairs = full_names(copy.text, whole)
    texts = [_text(copy.text, sentences, rows) or members[n].title or copy.text[:200] for n, rows in enumerate(told)]
    encoded = vectors(texts)
    days = _days(members)
    return [
        _profile(member, lineage, _near(copy.text, sentences, rows, whole), whole, pairs, days, vector)
        for member, rows, vector in zip(members, told, encoded, strict=True)
    ]


def _profile(
    member: Member,
    lineage: Lineage,
    near: Iterable[str],
    story: Iterable[str],
    pairs: Iterable[str],
    days: tuple[int, ...],
    vector: npt.NDArray[np.float32],
) -> Profile:
    mention, when, place = member.mention, member.mention.when, member.mention.place
    actors = [v.actor_id or v.name.casefold() for _, v in mention.of(Party)]
    apart = _words_of(place, mention)
    rare = rare_names(set(story) - apart)
    return Profile(
        mention=mention.id,
        document=member.doc_id,
        aggregate=mention.aggregate,
        status=mention.status,
        day_from=when.start.toordinal() if when else None,
        day_to=when.end.toordinal() if when else None,
        sure_date=_confidence(mention, When) >= _WEAK_DATE,
        published=member.published.end.toordinal() if member.published else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        reach=_REACH_KM[place.precision] if place and place.lat is not None else None,
        place=place.name.casefold() if place else None,
        # That a report names the country says nothing: only a place that could be a site counts.
        place_words=tuple(re.findall(r"\w+", place.name.casefold())) if place and place.precision in _SITES else (),
        admin1=place.admin1.casefold() if place and place.admin1 else None,
        country=place.country if place else None,
        types=tuple(mention.types),
        actors=tuple(dict.fromkeys(actors)),
        lineage=tuple(dict.fromkeys(x for a in actors for x in (a, *lineage(a)))),
        counts=tuple(_counts(mention)),
        killed=_largest(mention, "killed"),
        injured=_largest(mention, "injured"),
        victims=tuple(sorted({w for _, v in mention.harms for w in (v.victims or "").casefold().split()})),
        near=tuple(sorted(set(near) - apart)),
        around=tuple(sorted(near)),
        story=tuple(sorted(rare)),
        named=tuple(sorted(story)),
        told_days=days,
        name_pairs=tuple(sorted(p for p in pairs if not apart.intersection(p.split()))),
        vector=np.asarray(vector, np.float32).tobytes(),
    )


def _days(members: Sequence[Member]) -> tuple[int, ...]:
    found = {when.start.toordinal() for m in members for _, when in m.mention.of(When) if when.start == when.end}
    return tuple(sorted(found))


def _confidence(mention: Mention, kind: type[When]) -> float:
    return next((claim.confidence for claim, _ in mention.of(kind)), 0.0)


def _words_of(place: Place | None, mention: Mention) -> set[str]:
    """Names that the comparisons of place and actors already count, and those of who said so."""
    said = [place.name, place.admin1 or ""] if place else []
    said += [v.name for _, v in mention.of(Party)]
    said += [claim.attributed_to for claim in mention.claims if claim.attributed_to]
    return {word for name in said for word in re.findall(r"\w+", name.casefold())}


def _counts(mention: Mention) -> Iterable[tuple[str, str, int | None, int | None]]:
    for _, value in mention.harms:
        if value.count.low is not None or value.count.high is not None:
            yield value.harm, value.group, value.count.low, value.count.high


def _largest(mention: Mention, harm: str) -> float | None:
    known = [_middle(v.count) for _, v in mention.harms if v.harm == harm]
    return max((k for k in known if k is not None), default=None)


def _middle(count: Count) -> float | None:
    known = [v for v in (count.low, count.high) if v is not None]
    return sum(known) / len(known) if known else None


Span = tuple[int, int]


def _sentences(text: str) -> list[Span]:
    """Rough sentences; the names in them are all that matters here."""
    ends = [m.start() for m in _SENTENCE.finditer(text)]
    starts = [0, *(m.end() for m in _SENTENCE.finditer(text))]
    return [(a, b) for a, b in zip(starts, [*ends, len(text)], strict=True) if a < b]


def _told_in(mention: Mention, copy: ReadingCopy, sentences: Sequence[Span]) -> list[int]:
    """The numbers of the sentences that hold the mention's harms, or whatever it has if it has none."""
    harms = [c for c in mention.claims if isinstance(c.value, HarmValue)]
    begins = [a for a, _ in sentences]
    rows = {_row(claim, copy, begins) for claim in harms or mention.claims}
    return sorted(row for row in rows if row >= 0)


def _row(claim: Claim, copy: ReadingCopy, begins: Sequence[int]) -> int:
    return bisect_right(begins, _in_copy(claim.evidence, copy)) - 1


def _in_copy(words: Evidence, copy: ReadingCopy) -> int:
    """Where the words begin in the reading copy, whose characters' origins never decrease."""
    return max(0, bisect_right(copy.starts, words.span_start) - 1)


def _text(text: str, sentences: Sequence[Span], rows: Sequence[int]) -> str:
    return " ".join(text[slice(*sentences[row])] for row in rows)[:_LONGEST_TEXT]


def _near(text: str, sentences: Sequence[Span], rows: Sequence[int], whole: Iterable[str]) -> set[str]:
    around = {r for row in rows for r in (row - 1, row, row + 1) if 0 <= r < len(sentences)}
    found: set[str] = set()
    for row in around:
        found |= names_in(text[slice(*sentences[row])])
    # A word that the report elsewhere writes small ("Police", at a sentence's start) names nobody.
    return found & set(whole)
