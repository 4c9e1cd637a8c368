"""The reported range of each harm to each group, and where figures exclude each other.

First version: every figure counts, except one that the same source replaced in a later report. The
best figure is that of the latest report; nothing is averaged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hudhud.model import Assessment, Claim, HarmValue, Member

_NUMBERS = {"exact", "about", "range", "at_least", "more_than", "at_most", "less_than"}


@dataclass(frozen=True)
class Figure:
    """One harm claim with who gave it and when."""

    claim: Claim
    value: HarmValue
    doc_id: str
    by: str
    as_of: date | None

    @property
    def numbered(self) -> bool:
        return self.value.count.qualifier in _NUMBERS

    @property
    def words(self) -> str:
        return f"“{self.claim.evidence.verbatim}” ({self.by}, {self.doc_id})"


def assess(members: Sequence[Member]) -> tuple[Assessment, ...]:
    """One assessment for each harm and group that the members speak of, in the order first told."""
    by_key: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    figures = list(_figures(members))
    for figure in figures:
        by_key[figure.value.harm, _group(figure, figures)].append(figure)
    assessed = tuple(_assess(harm, group, figures) for (harm, group), figures in by_key.items())
    return tuple(_with_rest(assessed, members))


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


def _figures(members: Sequence[Member]) -> Iterator[Figure]:
    for member in members:
        for claim, value in member.mention.harms:
            by = claim.attributed_to or member.publisher or member.doc_id
            as_of = member.published.end if member.published else None
            yield Figure(claim, value, member.doc_id, by, as_of)


def _standing(figures: Sequence[Figure]) -> list[Figure]:
    """Without the figures that their own source replaced in a later report."""
    latest: dict[str, date] = {}
    for figure in figures:
        if figure.numbered and figure.as_of is not None:
            latest[figure.by] = max(latest.get(figure.by, figure.as_of), figure.as_of)
    return [f for f in figures if not f.numbered or f.as_of is None or f.as_of == latest[f.by]]


def _assess(harm: str, group: str, figures: Sequence[Figure]) -> Assessment:
    standing = _standing(figures)
    numbered = [f for f in standing if f.numbered]
    words = tuple(dict.fromkeys(f.value.count.words for f in figures if f.value.count.words))
    claims = tuple((f.doc_id, f.claim) for f in figures)
    by = tuple(dict.fromkeys(f.by for f in figures))
    if not numbered:
        reason = "told without a number"
        return Assessment(harm=harm, group=group, low=None, best=None, high=None, words=words, by=by, reason=reason,
                          claims=claims)  # fmt: skip
    best, reason = _best(numbered, len(figures) - len(standing))
    return Assessment(harm=harm, group=group, low=_low(numbered), best=best, high=_high(numbered), words=words, by=by,
                      reason=reason, claims=claims)  # fmt: skip


def _low(figures: Sequence[Figure]) -> int | None:
    """The smallest bound anyone stands by; open where somebody says only "up to"."""
    lows = [f.value.count.low for f in figures if f.value.count.low is not None]
    return min(lows) if lows else None


def _high(figures: Sequence[Figure]) -> int | None:
    """The largest bound; None while "at least" is not closed by a figure as large."""
    highs = [f.value.count.high for f in figures if f.value.count.high is not None]
    floors = [f.value.count.low for f in figures if f.value.count.high is None and f.value.count.low is not None]
    if not highs or (floors and max(floors) > max(highs)):
        return None
    return max(highs)


def _best(figures: Sequence[Figure], replaced: int) -> tuple[int | None, str]:
    latest = max(figures, key=lambda f: (f.as_of or date.min, f.value.count.low or f.value.count.high or 0))
    count = latest.value.count
    best = count.low if count.low is not None else count.high
    if count.low is not None and count.high is not None and count.low != count.high:
        best = None
    when = f" of {latest.as_of.isoformat()}" if latest.as_of else ""
    reason = f"the latest report{when}, by {latest.by}" if len(figures) > 1 else f"the only figure, by {latest.by}"
    if count.qualifier in {"at_least", "more_than"}:
        reason += "; a lower bound"
    if replaced:
        reason += f"; {replaced} earlier figure{'s' if replaced > 1 else ''} replaced by the same source"
    return best, reason


def _with_rest(assessed: Sequence[Assessment], members: Sequence[Member]) -> Iterator[Assessment]:
    """ "75 taken, at least 16 killed, 25 released, the rest missing": at most 34 are missing, derived."""
    taken = next((a for a in assessed if a.harm == "abducted" and a.low is not None and a.low == a.high), None)
    rest = any(value.count.words in {"the rest", "the remainder"} for m in members for _, value in m.mention.harms)
    for one in assessed:
        if one.harm == "missing" and one.low is None and one.high is None and rest and taken is not None:
            freed = sum(a.low or 0 for a in assessed if a.harm == "released")
            killed = sum(a.low or 0 for a in assessed if a.harm == "killed")
            high = (taken.low or 0) - freed - killed
            if high >= 0:
                why = f"derived: {taken.low} taken, {freed} released, at least {killed} killed"
                yield one.model_copy(update={"high": high, "reason": why, "derived": True})
                continue
        yield one


def conflicts(assessed: Sequence[Assessment]) -> tuple[str, ...]:
    """Pairs of standing figures that cannot both be true, each named in a sentence."""
    out: list[str] = []
    for assessment in assessed:
        figures = [(doc, claim, claim.value) for doc, claim in assessment.claims if isinstance(claim.value, HarmValue)]
        for i, (doc, claim, value) in enumerate(figures):
            for other_doc, other_claim, other in figures[i + 1 :]:
                if doc != other_doc and _exclude(value, other):
                    out.append(
                        f"{assessment.harm}, {assessment.group}: “{claim.evidence.verbatim}” ({doc}) and "
                        f"“{other_claim.evidence.verbatim}” ({other_doc}) cannot both be the final count."
                    )
    return tuple(out)


def _exclude(a: HarmValue, b: HarmValue) -> bool:
    if a.count.qualifier == "word" or b.count.qualifier == "word":
        return False
    low_a, high_a = a.count.low or 0, a.count.high
    low_b, high_b = b.count.low or 0, b.count.high
    return (high_a is not None and high_a < low_b) or (high_b is not None and high_b < low_a)
