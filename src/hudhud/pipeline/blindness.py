"""Who may still code an incident blind: what is drawn is kept from those who may be given it, and looks are noted.

Blind means: since the incident was read, the coder opened neither it nor its place in the queue, nor what was read in
its reports; and since it was accepted and drawn, no list, plot or answer told them of it. A line in a table of
incidents that nobody had accepted yet is not counted as seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hudhud import judging
from hudhud.ledger import Board, Codings, Judgements, Ledger, Looks
from hudhud.model.filters import Filter
from hudhud.pipeline.coding import drawn, is_drawn


def sealed(ledger: Ledger, coder: str) -> frozenset[str]:
    """The incidents whose values are kept from this person: drawn, not coded again, neither judged nor seen by them."""
    names = drawn(ledger)
    if not names:
        return frozenset()
    known = {*Judgements(ledger).incidents_by(coder), *Looks(ledger).incidents_seen_by(coder)}
    return frozenset(names).difference(Codings(ledger).coded(), known)


def sealed_among(ledger: Ledger, coder: str, incidents: Iterable[str]) -> frozenset[str]:
    """The same of a few incidents, in less time."""
    some = {name for name in incidents if is_drawn(ledger, name)} - Codings(ledger).coded()
    if not some:
        return frozenset()
    return frozenset(some - Judgements(ledger).incidents_by(coder) - Looks(ledger).incidents_seen_by(coder))


def look(ledger: Ledger, who: str, seen: Mapping[str, str]) -> None:
    """Note that a person has before them what was read of these mentions, each with the `doc_id` of its report."""
    Looks(ledger).note(who, seen)


def without_sealed(
    ledger: Ledger, entries: Iterable[judging.Entry], kept: frozenset[str]
) -> list[judging.Entry | None]:
    """Entries of the log, None in place of one that bears on a report of an incident that is kept from the reader."""
    if not kept:
        return list(entries)
    return [None if _bears_on(ledger, entry.decision.seq, kept) else entry for entry in entries]


def _bears_on(ledger: Ledger, seq: int, kept: frozenset[str]) -> bool:
    reports = frozenset(Judgements(ledger).reports_of(seq))
    return bool(reports) and not kept.isdisjoint(Board(ledger).ids(Filter(documents=reports)))
