"""What was read beside what others recorded, incident by incident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hudhud.compare import by_chance, compared, fits
from hudhud.errors import LedgerError
from hudhud.ledger import Board, Imports, Ledger
from hudhud.model.comparisons import Finding
from hudhud.model.filters import Filter
from hudhud.model.imports import Origin
from hudhud.pipeline.holdings import kin


@dataclass(frozen=True)
class Comparison:
    """The ledger's incidents beside the records of one origin."""

    origin: Origin
    findings: tuple[Finding, ...]
    """Pairs first; each record of either side in one of them."""
    by_chance: float | None
    """How many pairs such incidents make with records of other days; None where too few allow to tell."""


def compare(ledger: Ledger, origin: Origin | None = None, wanted: Filter | None = None) -> tuple[Comparison, ...]:
    """Match the incidents with the imported records, of one origin or of each; what is wanted alone is told.

    Everything is matched with everything first, so that a filter never changes what is a pair with what.

    Raises:
        LedgerError: nothing was imported, or nothing of this origin.
    """
    there = tuple(dict.fromkeys(one.origin for one in Imports(ledger).files()))
    chosen = [one for one in there if origin in {None, one}]
    if not chosen:
        what = "of others'" if origin is None else f"of {origin}"
        raise LedgerError(
            f"no records {what} in ledger {ledger.name}; take a table in with 'hudhud import FILE --from'"
        )
    board = Board(ledger)
    ours = board.records(Filter())
    names = frozenset(board.ids(wanted)) if wanted is not None and wanted != Filter() else None
    found = []
    for one in chosen:
        theirs = Imports(ledger).records(one)
        findings: Sequence[Finding] = compared(ours, theirs, kin)
        asked = ours
        if names is not None and wanted is not None:
            findings = [f for f in findings if _is_wanted(f, names, wanted)]
            asked = [r for r in ours if r.id in names]
        found.append(Comparison(one, tuple(findings), by_chance(asked, theirs, kin)))
    return tuple(found)


def _is_wanted(one: Finding, names: frozenset[str], wanted: Filter) -> bool:
    if one.ours is not None and one.ours.id in names:
        return True
    return one.theirs is not None and fits(one.theirs, wanted)
