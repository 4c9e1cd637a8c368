"""Incidents out: listed, one shown with its reasons, searched, and the ledger verified."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hudhud import judging
from hudhud.errors import LedgerError
from hudhud.ledger import Hit, Ledger, Linkage, StoredLink, Verification
from hudhud.ledger import verify as verify_ledger
from hudhud.linking import Covered, covers
from hudhud.model import Incident, Member
from hudhud.reconcile import Revision, Sum, account, history, incident


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

    def account(self, chosen: Sequence[Incident]) -> tuple[Sum, ...]:
        """Sums over some incidents, nobody counted twice."""
        among = {one.id for one in chosen}
        covered = {one: [c.incident for c in found if c.incident in among] for one, found in self.covers.items()}
        return tuple(account(chosen, {one: found for one, found in covered.items() if one in among}))


def incidents(ledger: Ledger, wanted: Filter | None = None) -> list[Incident]:
    """The incidents of the ledger, the latest first, those without a date last."""
    return list(view(ledger, wanted).incidents)


def view(ledger: Ledger, wanted: Filter | None = None) -> View:
    """The incidents that are wanted, the latest first, those without a date last."""
    now = judging.judge(list(ledger.members()), ledger.judgements(), ledger)
    linkage = Linkage(ledger)
    copies = linkage.copies()
    found = _grouped(now, linkage.memberships(), copies)
    chosen = [one for one in found if wanted is None or wanted.holds(one)]
    chosen.sort(key=lambda one: (one.when is None, -(one.when.start.toordinal() if one.when else 0), one.id))
    return View(tuple(chosen), now, covers(found), copies)


def _grouped(now: judging.Judged, home: Mapping[str, str], copies: Mapping[str, str]) -> list[Incident]:
    groups: dict[str, list[Member]] = {}
    for member in now.members:
        # A mention that nothing has linked yet stands alone until the next `add` or `link`.
        groups.setdefault(home.get(member.mention.id, f"i{member.mention.id[1:11]}"), []).append(member)
    doubted = now.unverifiable
    return [incident(members, copies, doubted) for members in groups.values()]


def show(ledger: Ledger, name: str) -> Incident:
    """The incident by any id that it or one of its mentions ever had, or by the beginning of its own.

    Raises:
        LedgerError: none or several have it.
    """
    return view_of(ledger, name).incidents[0]


def view_of(ledger: Ledger, name: str) -> View:
    """One incident, by its id, the beginning of it, or the id of a mention; nothing else is read."""
    linkage = Linkage(ledger)
    members = _members_of(ledger, linkage, named(ledger, linkage, name))
    decided = ledger.judgements()
    held = judging.documents_of(decided)
    every = {m.mention.id: m for m in (*members, *linkage.members_in(held))}
    ids = set(linkage.order(every))
    now = judging.judge(sorted(every.values(), key=lambda m: 0), decided, ledger) if ids else None
    raise NotImplementedError(now)


def search(ledger: Ledger, words: str, limit: int = 20) -> list[Hit]:
    """Documents that contain the words, the best first."""
    return ledger.search(words, limit)


def verify(ledger: Ledger) -> Verification:
    """Check custody, the hash chain, and that every claim stands on its words."""
    return verify_ledger(ledger)


