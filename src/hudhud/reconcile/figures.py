"""The figures of an incident: who said which, which copy which, which their own source has replaced.

A figure is one harm claim with its source. Before anything is counted,

- what several copies of one story say is one figure;
- a figure without a group joins the group of which another says the same;
- of several figures that one source gives for the same people in one story, the largest is its toll and the
  others are parts of it, bounds from below;
- an earlier toll is replaced by the same source's later one. A later bound that is lower and open above
  replaces nothing: the dead do not become fewer because somebody says less.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hudhud.codebook import load as load_codebook
from hudhud.model import Claim, HarmValue, Member

PERSON = "person"
"""The reader of a claim that somebody entered by hand."""
WHOLE = frozenset({"unknown", "mixed"})
"""Groups that say nothing about who: a figure of theirs counts people of any group."""

_NUMBERS = {"exact", "about", "range", "at_least", "more_than", "at_most", "less_than"}
_FALLING = {"missing", "displaced"}  # of these a later toll may well be lower, and nobody revised anything
_CHILDREN = re.compile(r"\b(child(ren)?|bab(y|ies)|infants?|minors?|boys?|girls?|toddlers?)\b", re.IGNORECASE)
_WOMEN = re.compile(r"\b(wom[ae]n|mothers?|females?|wives|wife)\b", re.IGNORECASE)
_GROUPS = load_codebook()["groups"].codes
_HARMS = load_codebook()["harms"].codes


@dataclass(frozen=True)
class Figure:
    """One harm claim with who gave it and when."""

    claim: Claim
    value: HarmValue
    group: str
    doc_id: str
    document_id: str
    story: str
    """The document that this one copies, or itself."""
    by: str
    as_of: date | None
    copies: int = 0
    """How many other documents tell the same story and say the same."""
    part: bool = False
    """It counts some of those that another figure counts: a bound from below, no more."""
    replaced: bool = False
    doubted: bool = False
    """A person holds it for unverifiable: it is shown, and counts nowhere."""

    @property
    def key(self) -> tuple[str, str]:
        return self.value.harm, self.group

    @property
    def numbered(self) -> bool:
        return self.value.count.qualifier in _NUMBERS

    @property
    def by_person(self) -> bool:
        return self.claim.reader == PERSON

    @property
    def low(self) -> int | None:
        return self.value.count.low

    @property
    def high(self) -> int | None:
        return None if self.part else self.value.count.high

    @property
    def number(self) -> int:
        """The number said; 0 where none is."""
        count = self.value.count
        return count.low if count.low is not None else count.high or 0

    @property
    def said_by(self) -> str:
        """The source, with its copies: "AFP (also in 3 copies)"."""
        if not self.copies:
            return self.by
        return f"{self.by} (also in {self.copies} {'copy' if self.copies == 1 else 'copies'})"

    @property
    def words(self) -> str:
        return f"“{self.claim.evidence.verbatim}” ({self.by}, {self.doc_id})"

    @property
    def order(self) -> tuple[date, str, int, str, int]:
        """By which figures are sorted, so that nothing depends on the order of the members."""
        return self.as_of or date.min, self.doc_id, self.claim.evidence.span_start, self.by, self.number


def rank(key: tuple[str, str]) -> tuple[int, int]:
    """The order of the codebook: harms first, then groups."""
    return _HARMS.index(key[0]), _GROUPS.index(key[1])


def minority(figure: Figure) -> str | None:
    """ "women" or "children" where the words count only them, who are part of their group."""
    words = figure.value.victims or ""
    child, woman = bool(_CHILDREN.search(words)), bool(_WOMEN.search(words))
    if child and woman:
        return "women and children"
    return "children" if child else "women" if woman else None


def gather(
    members: Sequence[Member],
    copies: Mapping[str, str] | None = None,
    doubted: Mapping[str, frozenset[Claim]] | None = None,
) -> list[Figure]:
    """All figures in a fixed order: each once, with its copies, parts, replaced and doubted ones marked."""
    told = _once(list(_told(members, copies or {}, doubted or {})))
    grouped = [replace(f, group=_group(f, told)) for f in told]
    return sorted(_replaced(_parts(grouped)), key=lambda f: f.order)


def standing(figures: Iterable[Figure]) -> list[Figure]:
    """The numbered figures that their source has not replaced and nobody doubts."""
    return [f for f in figures if f.numbered and not f.replaced and not f.doubted]


def _told(
    members: Sequence[Member], copies: Mapping[str, str], doubted: Mapping[str, frozenset[Claim]]
) -> Iterator[Figure]:
    voices: dict[str, Member] = {}
    for member in sorted(members, key=lambda m: (m.published.end if m.published else date.max, m.doc_id)):
        story = _story(member.document_id, copies)
        if story not in voices or member.document_id == story:
            voices[story] = member
    for member in members:
        story = _story(member.document_id, copies)
        voice = voices[story].publisher or voices[story].doc_id
        for claim, value in member.mention.harms:
            yield Figure(
                claim=claim, value=value, group=value.group, doc_id=member.doc_id, document_id=member.document_id,
                story=story, by=claim.attributed_to or voice, as_of=member.published.end if member.published else None,
                doubted=claim in doubted.get(member.mention.id, ()),
            )  # fmt: skip


def _story(document: str, copies: Mapping[str, str]) -> str:
    seen = {document}
    while (document := copies.get(document, document)) not in seen:
        seen.add(document)
    return document


def _once(figures: Sequence[Figure]) -> list[Figure]:
    """What the copies of a story repeat is kept once: from the story itself, else from its first copy."""
    same: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        own = figure.claim.evidence.span_start if figure.by_person else None
        same[figure.story, figure.by, figure.value.harm, figure.value.group, figure.value.count, minority(figure),
             figure.by_person, own].append(figure)  # fmt: skip
    return [_first(group) for group in same.values()]


def _first(group: Sequence[Figure]) -> Figure:
    first = min(group, key=lambda f: (f.document_id != f.story, f.order))
    return replace(first, copies=len({f.document_id for f in group}) - 1)


def _group(figure: Figure, figures: Sequence[Figure]) -> str:
    """The figure's own group; where it names none, that of the one group of which another report says the same."""
    if figure.value.group != "unknown" or not figure.numbered:
        return figure.value.group
    count = figure.value.count
    same = {
        f.value.group
        for f in figures
        if f.value.harm == figure.value.harm
        and f.value.group != "unknown"
        and (f.value.count.low, f.value.count.high) == (count.low, count.high)
    }
    return next(iter(same)) if len(same) == 1 else "unknown"


def _parts(figures: Sequence[Figure]) -> Iterator[Figure]:
    largest: dict[tuple[str, str, tuple[str, str], str | None], int] = {}
    named: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for f in figures:
        if f.numbered:
            own = (f.story, f.by, f.key, minority(f))
            largest[own] = max(largest.get(own, 0), f.number)
            if f.group not in WHOLE:
                groups = named[f.story, f.by, f.value.harm]
                groups[f.group] = max(groups.get(f.group, 0), f.number)
    for f in figures:
        most = largest.get((f.story, f.by, f.key, minority(f)), 0)
        if f.group in WHOLE:
            most = max(most, sum(named[f.story, f.by, f.value.harm].values()))
        bounded = f.numbered and f.low is not None and not f.by_person
        yield replace(f, part=bounded and f.number < most)


def _replaced(figures: Iterable[Figure]) -> Iterator[Figure]:
    all_of = list(figures)
    by_source: dict[tuple[str, str, str | None], list[Figure]] = defaultdict(list)
    for f in all_of:
        if f.numbered and f.as_of is not None:
            by_source[f.by.casefold(), f.value.harm, minority(f)].append(f)
    for f in all_of:
        own = by_source.get((f.by.casefold(), f.value.harm, minority(f)), [])
        yield replace(f, replaced=f.numbered and any(_replaces(other, f) for other in own))


def _replaces(later: Figure, earlier: Figure) -> bool:
    if earlier.as_of is None or later.as_of is None or later.as_of <= earlier.as_of or later.part:
        return False
    if earlier.by_person and not later.by_person:
        return False
    if later.group != earlier.group:
        # A total that a group alone has since overtaken is no longer what the source says.
        return earlier.group in WHOLE and later.number > earlier.number
    lower_and_open = later.value.count.high is None and later.number < earlier.number
    return earlier.value.harm in _FALLING or not lower_and_open
