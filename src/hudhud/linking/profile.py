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

from hudhud.linking.names import (
    ages_in,
    full_names,
    names_in,
    publisher_words,
    rare_names,
    title_words,
    unknown_names,
    usual_names,
)
from hudhud.model import Claim, Count, Evidence, HarmValue, Member, Mention, Party, Place, ReadingCopy, When
from hudhud.model.geometry import REACH_KM

Lineage = Callable[[str], Sequence[str]]
"""From an actor's id to those of its parents, the nearest first."""

Vectors = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""From texts to vectors of length 1, one row a text."""

Sureness = Literal["day", "interval", "weak", "none"]

_SITES = frozenset({"exact", "near", "district"})
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|\n+")
_LONGEST_TEXT = 600  # characters for the encoder, which reads some 250 words
_WEAK_DATE = 0.6
# A day told beside these words may be that of an arrest, a court or a press release, months after the attack.
_AFTERMATH = re.compile(
    r"\b(?:arrest(?:s|ed)?|charge[sd]|charging|indict\w*|court|courtroom|judge|jail(?:ed)?|custody|bail|bond|warrant|"
    r"sentenc(?:ed|ing)|convicted|guilty|plead(?:s|ed)?|trial|arraign\w*|accused|turned (?:him|her|them)sel\w+ in|"
    r"funerals?|vigil|memorial|anniversary|prosecutors?|(?:news|press) (?:conference|release))\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:said|says|told|announced|released|identified|confirmed|reported|according to [\w .’']{1,40})"
    r"(?: (?:late|early|in a statement))?,?(?: on)? ?$|(?:\b(?:Posted|Updated|Published):?|https?:\S*) ?$"
)
_DETAINING = frozenset({"raid", "abduction"})


@dataclass(frozen=True)
class Profile:
    """One mention as linking sees it. Days are proleptic ordinals; distances kilometres; None is not said."""

    mention: str
    document: str
    """`doc_id` of its document: versions of one document never link with each other."""
    told_at: tuple[int, ...]
    """Where in its document the words of its claims begin, in order."""
    aggregate: bool
    status: str
    day_from: int | None
    day_to: int | None
    sure_date: bool
    """False where the reader is little confident of the day, or where its words stand beside an arrest or a
    court, right behind "said" or in an address: such a day rules nothing out."""
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
    around: tuple[str, ...]
    """Names in the sentences that tell of the incident and in those beside them."""
    story: tuple[str, ...]
    """Names in the whole report that no dictionary of common words holds."""
    named: tuple[str, ...]
    """All names in the report."""
    unknown: tuple[str, ...]
    """Names in the report that the vocabulary does not hold, without place and actors."""
    usual: tuple[str, ...]
    """Names that it holds, and numbers, without place and actors."""
    ages: tuple[str, ...]
    """The ages of people in the same sentences as `around`."""
    title: tuple[str, ...]
    """The words of the report's title."""
    told_days: tuple[int, ...]
    """The days that the report gives for the incident, if more than one: one of them may be an arrest's."""
    name_pairs: tuple[str, ...]
    """Two names beside each other: people by first and last name, streets with their numbers."""
    vector: bytes
    """The meaning of the telling sentences: float32, of length 1; empty where there is none."""

    @property
    def rank(self) -> tuple[str, tuple[int, ...], str]:
        """Orders mentions by their reports and by where they are told in them; by their ids only as a last resort."""
        return self.document, self.told_at, self.mention


def profiles(members: Sequence[Member], copy: ReadingCopy, lineage: Lineage, vectors: Vectors) -> list[Profile]:
    """The profiles of one document's mentions. `copy` is the text that the reader was given."""
    sentences = _sentences(copy.text)
    told = [_told_in(m.mention, copy, sentences) for m in members]
    report = _report(members, copy.text)
    texts = [_text(copy.text, sentences, rows) or members[n].title or copy.text[:200] for n, rows in enumerate(told)]
    encoded = vectors(texts)
    return [
        _profile(
            member,
            lineage,
            _beside(copy.text, sentences, rows),
            report,
            vector,
            sure_date=_sure_date(member.mention, copy, sentences),
        )
        for member, rows, vector in zip(members, told, encoded, strict=True)
    ]


@dataclass(frozen=True)
class _Report:
    """What all mentions of one report share."""

    names: set[str]
    pairs: set[str]


def _report(members: Sequence[Member], text: str) -> _Report:
    title = next((m.title for m in members if m.title), "")
    names = names_in(text) - publisher_words(title)
    return _Report(names, full_names(text, names))


def _profile(
    member: Member,
    lineage: Lineage,
    beside: Sequence[str],
    report: _Report,
    vector: npt.NDArray[np.float32],
    *,
    sure_date: bool,
) -> Profile:
    mention, when, place = member.mention, member.mention.when, member.mention.place
    actors = [v.actor_id or v.name.casefold() for _, v in mention.of(Party)]
    apart = _words_of(place, mention)
    names = report.names - apart
    return Profile(
        mention=mention.id,
        document=member.doc_id,
        told_at=tuple(sorted({claim.evidence.span_start for claim in mention.claims})),
        aggregate=mention.aggregate,
        status=mention.status,
        day_from=when.start.toordinal() if when else None,
        day_to=when.end.toordinal() if when else None,
        sure_date=sure_date,
        published=member.published.end.toordinal() if member.published else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        reach=REACH_KM[place.precision] if place and place.lat is not None else None,
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
        # A word that the report elsewhere writes small ("Police", at a sentence's start) names nobody.
        around=tuple(sorted({name for sentence in beside for name in names_in(sentence)} & report.names)),
        story=tuple(sorted(rare_names(names))),
        named=tuple(sorted(report.names)),
        unknown=tuple(sorted(unknown_names(names))),
        usual=tuple(sorted(usual_names(names))),
        ages=tuple(sorted({age for sentence in beside for age in ages_in(sentence)})),
        title=tuple(sorted(title_words(member.title))),
        told_days=_days(mention),
        name_pairs=tuple(sorted(p for p in report.pairs if not apart.intersection(p.split()))),
        vector=np.asarray(vector, np.float32).tobytes(),
    )


def _days(mention: Mention) -> tuple[int, ...]:
    return tuple(sorted({when.start.toordinal() for _, when in mention.of(When) if when.start == when.end}))


def _sure_date(mention: Mention, copy: ReadingCopy, sentences: Sequence[Span]) -> bool:
    claim = next((claim for claim, _ in mention.of(When)), None)
    if claim is None or claim.confidence < _WEAK_DATE:
        return False
    at = _in_copy(claim.evidence, copy)
    start, end = sentences[max(0, bisect_right([a for a, _ in sentences], at) - 1)]
    if _SAID.search(copy.text[start:at]) or claim.evidence.verbatim.startswith("http"):
        return False
    detained = not _DETAINING.isdisjoint(mention.types) or ("arrest" in mention.types and not _hurt(mention))
    return detained or not _AFTERMATH.search(copy.text, start, end)


def _hurt(mention: Mention) -> bool:
    return any(v.harm in {"killed", "injured"} for _, v in mention.harms)


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


def _beside(text: str, sentences: Sequence[Span], rows: Sequence[int]) -> list[str]:
    """The telling sentences and those beside them."""
    around = {r for row in rows for r in (row - 1, row, row + 1) if 0 <= r < len(sentences)}
    return [text[slice(*sentences[row])] for row in sorted(around)]
