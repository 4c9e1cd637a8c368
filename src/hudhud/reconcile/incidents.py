"""A cluster of mentions to an incident. A pure function: the same mentions give the same incident."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from hudhud.model import Assessment, Claim, Incident, Member, Place, Record, Toll, When
from hudhud.model.incidents import incident_id
from hudhud.model.records import EVERYBODY
from hudhud.reconcile.tolls import assess

_PRECISION_ORDER = ("exact", "near", "district", "province", "region", "country")


def incident(
    members: Sequence[Member],
    copies: Mapping[str, str] | None = None,
    doubted: Mapping[str, frozenset[Claim]] | None = None,
) -> Incident:
    """The incident that `members` tell of. They must not be empty; the first names it.

    `copies` gives, by document id, the document whose story another one repeats; both count as one source.
    `doubted` gives, by mention, the claims that a person holds for unverifiable: they are kept and count nowhere.
    """
    result = assess(members, copies, doubted)
    kinds = Counter(kind for m in members for kind in m.mention.types)
    actors = Counter(name for m in members for name in m.mention.perpetrators)
    return Incident(
        id=incident_id(members[0].mention.id),
        members=tuple(members),
        types=tuple(kind for kind, _ in kinds.most_common()),
        status=members[0].mention.status,
        aggregate=members[0].mention.aggregate,
        when=_when(members),
        place=_place(members),
        perpetrators=tuple(name for name, _ in actors.most_common()),
        harms=result.harms,
        totals=result.totals,
        conflicts=(*_date_conflict(members), *(c.words for c in result.conflicts)),
    )


def disputed(
    one: Incident,
    copies: Mapping[str, str] | None = None,
    doubted: Mapping[str, frozenset[Claim]] | None = None,
) -> tuple[str, ...]:
    """What the conflicts of an incident are about, without their words: "date", and the harms."""
    if not one.conflicts:
        return ()
    about = ["date"] if _date_conflict(one.members) else []
    conflicts = assess(one.members, copies, doubted).conflicts
    return tuple(dict.fromkeys([*about, *(f.value.harm for c in conflicts for f in c.figures)]))


def record(one: Incident, copies: Mapping[str, str] | None = None) -> Record:
    """The incident in one row. Its sources are its publishers, copies of one story being one."""
    told = {(copies or {}).get(m.document_id, m.document_id): m.publisher or m.doc_id for m in one.members}
    return Record(
        id=one.id,
        types=one.types,
        status=one.status,
        aggregate=one.aggregate,
        when=one.when,
        place=one.place,
        perpetrators=one.perpetrators,
        tolls=tuple(_toll(row, row.group) for row in one.harms),
        totals=tuple(_toll(row, EVERYBODY) for row in one.totals),
        sources=tuple(dict.fromkeys(told.values())),
        documents=one.documents,
        conflicts=one.conflicts,
    )


def _toll(row: Assessment, group: str) -> Toll:
    return Toll(harm=row.harm, group=group, low=row.low, best=row.best, high=row.high,
                estimate=row.estimate, interval=row.interval)  # fmt: skip


def _when(members: Sequence[Member]) -> When | None:
    """The date that most reports give among the narrowest; the later report breaks a tie."""
    given = [m.mention.when for m in members if m.mention.when is not None]
    if not given:
        return None
    narrow = min((w.end - w.start) for w in given)
    candidates = [w for w in given if w.end - w.start == narrow]
    votes = Counter(candidates)
    return max(candidates, key=lambda w: votes[w])


def _place(members: Sequence[Member]) -> Place | None:
    """The place fixed most closely, one with coordinates before one without; most named breaks a tie."""
    given = [m.mention.place for m in members if m.mention.place is not None]
    votes = Counter(p.gazetteer_id or p.name for p in given)
    return min(
        given,
        key=lambda p: (p.lat is None, _PRECISION_ORDER.index(p.precision), -votes[p.gazetteer_id or p.name]),
        default=None,
    )


def _date_conflict(members: Sequence[Member]) -> tuple[str, ...]:
    days = {m.mention.when.start: m.doc_id for m in members if m.mention.when and m.mention.when.precision == "day"}
    if len(days) < 2:
        return ()
    told = ", ".join(f"{day.isoformat()} ({doc})" for day, doc in sorted(days.items()))
    return (f"The reports give different days: {told}.",)
