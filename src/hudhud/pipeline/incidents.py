"""Incidents out: listed, one shown with its reasons, searched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from hudhud import judging
from hudhud.errors import UnknownNameError
from hudhud.ledger import Board, Hit, Judgements, Ledger, Linkage, StoredLink
from hudhud.linking import Covered, covers, version
from hudhud.model import Incident
from hudhud.model.filters import Filter
from hudhud.pipeline.board import grouped
from hudhud.pipeline.links import parents, stories_in
from hudhud.reconcile import Revision, Sum, account, history

_LEAST = 5
"""So many characters of an id are looked up among mentions that name no incident any more."""


@dataclass(frozen=True)
class View:
    """Incidents as the ledger sees them now, with what persons decided and what sums cover."""

    incidents: tuple[Incident, ...]
    judged: judging.Judged
    covers: Mapping[str, tuple[Covered, ...]]
    """By a sum's id, the incidents that it covers."""
    copies: Mapping[str, str]
    """By document id, the document whose story it repeats."""

    def attached(self, one: Incident) -> list[judging.Ruled]:
        """The files attached to the incident, each with the decision that did it, the oldest first."""
        return judging.attached_to(self.judged, one.members)

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
    """The incidents that are wanted, the latest first, those without a date last.

    Reports that no run has linked yet are in none; `unlinked` counts them.
    """
    return view_of_all(ledger, Board(ledger).ids(wanted or Filter()))


def view_of_all(ledger: Ledger, names: Sequence[str]) -> View:
    """The incidents of these ids, in their order."""
    linkage = Linkage(ledger)
    found = _view_of(ledger, linkage, set(linkage.in_incidents(names)))
    place = {name: n for n, name in enumerate(names)}
    chosen = sorted(found.incidents, key=lambda one: place.get(one.id, len(place)))
    return replace(found, incidents=tuple(chosen), covers=_covers(ledger, linkage, chosen))


def _covers(ledger: Ledger, linkage: Linkage, chosen: Sequence[Incident]) -> Mapping[str, tuple[Covered, ...]]:
    """What sums among these incidents cover, and what sums elsewhere cover of them."""
    board = Board(ledger)
    days = [one.when for one in chosen if one.when is not None]
    if not days:
        return {one.id: () for one in chosen if one.aggregate}
    known = {one.id for one in chosen}
    around = Filter(since=min(w.start for w in days), until=max(w.end for w in days))
    near = [] if len(known) == board.count(Filter()) else board.ids(replace(around, aggregate=True))
    for one in chosen:
        if one.aggregate and one.when is not None:
            near += board.ids(Filter(since=one.when.start, until=one.when.end))
    more = _view_of(ledger, linkage, set(linkage.in_incidents(set(near) - known))).incidents
    found = covers([*chosen, *more], parents)
    return {name: held for name, held in found.items() if name in known or known & {c.incident for c in held}}


def unlinked(ledger: Ledger) -> int:
    """How many reports wait to be linked; they are in no incident until then."""
    return len(Linkage(ledger).waiting(version()))


def show(ledger: Ledger, name: str) -> Incident:
    """The incident by any id that it or one of its mentions ever had, or by the beginning of its own.

    Raises:
        UnknownNameError: none or several have it.
    """
    return view_of(ledger, name).incidents[0]


def view_of(ledger: Ledger, name: str, *, sums: bool = True, linkage: Linkage | None = None) -> View:
    """One incident as `show` finds it; no more is read than what bears on it. Without `sums` none is looked for."""
    linkage = linkage or Linkage(ledger)
    found = _view_of(ledger, linkage, mentions_named(ledger, linkage, name))
    if not found.incidents:
        raise UnknownNameError(f"every mention of {name} is rejected; 'hudhud log --action reject' says by whom")
    return replace(found, covers=_covers(ledger, linkage, found.incidents)) if sums else found


@dataclass(frozen=True)
class Told:
    """What one report tells, as judged, and the incident of each of its mentions."""

    judged: judging.Judged
    homes: Mapping[str, str]


def told_in(ledger: Ledger, doc_id: str) -> Told:
    """The mentions of one report, rejected ones too."""
    linkage = Linkage(ledger)
    decided = Judgements(ledger).on([doc_id])
    now = judging.judge(linkage.members_in({doc_id, *judging.documents_of(decided)}), decided, ledger)
    return Told(now, linkage.incidents_of([m.mention.id for m in now.members if m.doc_id == doc_id]))


def _view_of(ledger: Ledger, linkage: Linkage, wanted: Collection[str]) -> View:
    reports = set(linkage.doc_ids_of(wanted).values())
    decided = Judgements(ledger).on(reports)
    now = judging.judge(linkage.members_in({*reports, *judging.documents_of(decided)}), decided, ledger)
    chosen = replace(now, members=tuple(m for m in now.members if m.mention.id in wanted))
    copies = stories_in(linkage, {m.document_id for m in chosen.members})
    return View(tuple(grouped(chosen, linkage.incidents_of(wanted), copies)), now, {}, copies)


def mentions_named(ledger: Ledger, linkage: Linkage, name: str) -> set[str]:
    """The mentions of the incident that an id, ever given out, leads to."""
    if name.startswith("i"):
        whole = linkage.in_incidents([name])
        begun = [] if whole else linkage.beginning(name)
        if len(begun) > 1:
            raise UnknownNameError(f"{name!r} is the beginning of several incident ids; give more of it")
        if whole or begun:
            return set(whole or linkage.in_incidents(begun))
    stored = ledger.mention("m" + name[1:]) if name[:1] in {"i", "m"} and len(name) > _LEAST else None
    if stored is None:
        raise UnknownNameError(f"no incident {name!r} in this ledger; run: hudhud incidents")
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
