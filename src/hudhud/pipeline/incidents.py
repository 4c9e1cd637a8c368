"""Incidents out: listed, one shown with its reasons, searched, and the ledger verified."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from hudhud import judging
from hudhud.errors import LedgerError
from hudhud.ledger import Hit, Ledger, Linkage, StoredLink, Verification
from hudhud.ledger import verify as verify_ledger
from hudhud.linking import Covered, covers
from hudhud.model import Incident, Member
from hudhud.model.incidents import incident_id
from hudhud.pipeline.links import parents, stories_in
from hudhud.reconcile import Revision, Sum, account, history, incident

_LEAST = 5
"""So many characters of an id are looked up among mentions that name no incident any more."""


@dataclass(frozen=True)
class Filter:
    """Which incidents to give. Everything that is set must hold."""

    since: date | None = None
    until: date | None = None
    place: str | None = None
    actor: str | None = None
    event_type: str | None = None
    harm: str | None = None
    status: str | None = None
    at_least: int | None = None
    """Of any one harm and group, by its best figure."""
    documents: frozenset[str] = field(default_factory=frozenset)

    def holds(self, one: Incident) -> bool:
        when = one.when
        if (self.since or self.until) and when is None:
            return False
        if when is not None and ((self.since and when.end < self.since) or (self.until and when.start > self.until)):
            return False
        if self.place and not _names_place(one, self.place):
            return False
        if self.actor and not any(self.actor.casefold() in p.casefold() for p in one.perpetrators):
            return False
        if self.event_type and self.event_type not in one.types:
            return False
        if self.status and one.status != self.status:
            return False
        if self.documents and not self.documents & set(one.documents):
            return False
        harms = [h for h in one.harms if self.harm in (None, h.harm)]
        if self.harm and not harms:
            return False
        return self.at_least is None or any((h.best or h.low or 0) >= self.at_least for h in harms)


def _names_place(one: Incident, wanted: str) -> bool:
    place = one.place
    if place is None:
        return False
    names = (place.name, place.admin1, place.country)
    return any(wanted.casefold() in name.casefold() for name in names if name)


@dataclass(frozen=True)
class View:
    """Incidents as the ledger sees them now, with what persons decided and what sums cover."""

    incidents: tuple[Incident, ...]
    judged: judging.Judged
    covers: Mapping[str, tuple[Covered, ...]]
    """By a sum's id, the incidents that it covers."""
    copies: Mapping[str, str]
    """By document id, the document whose story it repeats."""

    def since_accepted(self, one: Incident) -> str | None:
        """What changed since somebody accepted the incident; "" where nothing did, None where nobody accepted it."""
        return judging.since_accepted(self.judged, one.members)

    @property
    def covered(self) -> dict[str, tuple[str, ...]]:
        """By a sum's id, the ids of what it covers."""
        return {one: tuple(c.incident for c in found) for one, found in self.covers.items()}

    def account(self, chosen: Sequence[Incident]) -> tuple[Sum, ...]:
        """Sums over some incidents, nobody counted twice."""
        among = {one.id for one in chosen}
        covered = {one: [c for c in found if c in among] for one, found in self.covered.items() if one in among}
        return tuple(account(chosen, covered))


def incidents(ledger: Ledger, wanted: Filter | None = None) -> list[Incident]:
    """The incidents of the ledger, the latest first, those without a date last."""
    return list(view(ledger, wanted).incidents)


def view(ledger: Ledger, wanted: Filter | None = None) -> View:
    """The incidents that are wanted, the latest first, those without a date last."""
    now = judging.judge(list(ledger.members()), ledger.judgements(), ledger)
    linkage = Linkage(ledger)
    copies = stories_in(linkage)
    found = _grouped(now, linkage.memberships(), copies)
    chosen = [one for one in found if wanted is None or wanted.holds(one)]
    chosen.sort(key=lambda one: (one.when is None, -(one.when.start.toordinal() if one.when else 0), one.id))
    return View(tuple(chosen), now, covers(found, parents), copies)


def _grouped(now: judging.Judged, home: Mapping[str, str], copies: Mapping[str, str]) -> list[Incident]:
    groups: dict[str, list[Member]] = {}
    for member in now.members:
        # A mention that nothing has linked yet stands alone until the next `add` or `link`.
        groups.setdefault(home.get(member.mention.id, incident_id(member.mention.id)), []).append(member)
    doubted = now.unverifiable
    return [incident(members, copies, doubted) for members in groups.values()]


def show(ledger: Ledger, name: str) -> Incident:
    """The incident by any id that it or one of its mentions ever had, or by the beginning of its own.

    Raises:
        LedgerError: none or several have it.
    """
    return view_of(ledger, name).incidents[0]


def view_of(ledger: Ledger, name: str) -> View:
    """One incident as `show` finds it; no more is read than its reports and those that persons judged."""
    linkage = Linkage(ledger)
    wanted = _mentions_named(ledger, linkage, name)
    found = _view_of(ledger, linkage, wanted)
    if not found.incidents:
        raise LedgerError(f"every mention of {name} is rejected; 'hudhud log --action reject' says by whom")
    (one,) = found.incidents
    if one.aggregate:
        return replace(found, covers={one.id: view(ledger).covers.get(one.id, ())})
    sums = _view_of(ledger, linkage, linkage.aggregates()).incidents
    return replace(found, covers=covers([*sums, one], parents))


def _view_of(ledger: Ledger, linkage: Linkage, wanted: Collection[str]) -> View:
    decided = ledger.judgements()
    reports = {*linkage.doc_ids_of(wanted).values(), *judging.documents_of(decided)}
    now = judging.judge(linkage.members_in(reports), decided, ledger)
    chosen = replace(now, members=tuple(m for m in now.members if m.mention.id in wanted))
    copies = stories_in(linkage)
    return View(tuple(_grouped(chosen, linkage.incidents_of(wanted), copies)), now, {}, copies)


def _mentions_named(ledger: Ledger, linkage: Linkage, name: str) -> set[str]:
    """The mentions of the incident that an id, ever given out, leads to."""
    begun = linkage.beginning(name) if name.startswith("i") else []
    if name not in begun and len(begun) > 1:
        raise LedgerError(f"{name!r} is the beginning of several incident ids; give more of it")
    if begun:
        return set(linkage.in_incidents([name if name in begun else begun[0]]))
    stored = ledger.mention("m" + name[1:]) if name[:1] in {"i", "m"} and len(name) > _LEAST else None
    if stored is None:
        raise LedgerError(f"no incident {name!r} in this ledger; run: hudhud incidents")
    today = stored.mention.id
    home = linkage.incidents_of([today])
    if not home:
        # Of an older reading: what the newer one has at its words.
        heir = judging.resolve(judging.anchor(stored), linkage.members_in([stored.doc_id]))
        today = heir.mention.id if heir else today
        home = linkage.incidents_of([today])
    return set(linkage.in_incidents(home.values())) or {today}


def why(ledger: Ledger, one: Incident) -> list[StoredLink]:
    """The links among the mentions of an incident, the strongest first."""
    ids = {m.mention.id for m in one.members}
    found = Linkage(ledger).links(ids)
    return sorted((x for x in found if {x.one, x.other} <= ids), key=lambda x: (-x.weight, x.one, x.other))


def revisions(one: Incident, copies: Mapping[str, str]) -> tuple[Revision, ...]:
    """How the figures of an incident moved as reports came in."""
    return history(one.members, copies)


def search(ledger: Ledger, words: str, limit: int = 20) -> list[Hit]:
    """Documents that contain the words, the best first."""
    return ledger.search(words, limit)


def verify(ledger: Ledger) -> Verification:
    """Check custody, the hash chain, and that every claim stands on its words."""
    return verify_ledger(ledger)
