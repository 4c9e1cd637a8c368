"""Incidents out to a file that others' tools open, from the same filter as every list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hudhud import __version__
from hudhud.actors import load as load_registry
from hudhud.errors import ExportError, OvertakenError
from hudhud.ledger import Board, Ledger, references
from hudhud.ledger.batches import batches
from hudhud.model import Incident
from hudhud.model.exports import Header, Item, Move
from hudhud.model.filters import Filter, said
from hudhud.pipeline.incidents import View, view_of_all
from hudhud.pipeline.progress import Progress, silent
from hudhud.publish.exports import PROFILES, Profile
from hudhud.publish.policy import Passage, Policy, Public, said_in_public
from hudhud.reconcile import disputed, history

_AT_ONCE = 200
"""Incidents in memory at one time."""
_ATTEMPTS = 3


@dataclass(frozen=True)
class Exported:
    """What was written."""

    profile: Profile
    path: Path
    rows: int
    """Lines or rows of the file, as the profile counts them."""
    header: Header
    passage: Passage | None = None
    """Through which policy it went, and what that held back; None where it is not public."""
    policy_path: Path | None = None
    """The copy of the policy beside the file."""


def export(
    ledger: Ledger,
    profile: str,
    path: Path,
    wanted: Filter | None = None,
    *,
    base: str = "",
    public: Public | None = None,
    progress: Progress = silent,
) -> Exported:
    """Write the incidents that are wanted to a file, whole or not at all.

    Args:
        ledger: the ledger.
        profile: a name of `PROFILES`.
        path: the file; one that is there is replaced.
        wanted: which incidents; all where None.
        base: where the workbench or site stands that permalinks lead to ("https://records.example.org").
        public: the do-no-harm policy that everything goes through, and that is laid beside the file; where None the
            file holds everything.
        progress: told how many incidents are written.

    Raises:
        ExportError: no such profile, or what is asked for cannot be written in it.
        OvertakenError: the ledger kept changing meanwhile.
    """
    if profile not in PROFILES:
        raise ExportError(f"no profile {profile!r}; there are {', '.join(sorted(PROFILES))}")
    chosen, wanted = PROFILES[profile], wanted or Filter()
    policy = public.policy if public else None
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        for _ in range(_ATTEMPTS):
            header = header_of(ledger, wanted, policy)
            passage = Passage(public) if public else None
            found = items(ledger, wanted, base, progress)
            rows = chosen.write(passage(found) if passage else found, header, unfinished)
            # What is walked through in steps must have stood still from the first to the last.
            if Board(ledger).state() == header.state:
                unfinished.replace(path)
                return Exported(chosen, path, rows, header, passage, lay_beside(path, policy))
    finally:
        unfinished.unlink(missing_ok=True)
    raise OvertakenError("the ledger changed while it was written out; wait until nothing is added, and try again")


def header_of(ledger: Ledger, wanted: Filter, policy: Policy | None = None) -> Header:
    """Which state of the ledger an export is of, what was asked for, and through which policy it went."""
    asked = said_in_public(said(wanted)) if policy else said(wanted)
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return Header(Board(ledger).state(), __version__, query, policy.said if policy else None)


def lay_beside(path: Path, policy: Policy | None) -> Path | None:
    """The policy as a file beside an export; without one, none that an older export left there."""
    beside = path.with_name(f"{path.name}.policy.yaml")
    if policy is None:
        beside.unlink(missing_ok=True)
        return None
    beside.write_bytes(policy.content)
    return beside


def items(
    ledger: Ledger, wanted: Filter, base: str = "", progress: Progress = silent, *, moved: bool = False
) -> Iterator[Item]:
    """The incidents that are wanted, the latest first, few of them in memory at a time.

    `moved`: also what their reports contradict each other on, and how their figures moved, which takes longer.
    """
    names = Board(ledger).ids(wanted)
    done = 0
    for some in batches(names, _AT_ONCE):
        progress("writing", done, len(names))
        yield from _items(ledger, some, base, moved)
        done += len(some)


def _items(ledger: Ledger, names: list[str], base: str, moved: bool) -> Iterable[Item]:
    view = view_of_all(ledger, names)
    every = {m.document_id for one in view.incidents for m in one.members}
    told = references(ledger, every, view.copies)
    covered = view.covered
    covering: dict[str, list[str]] = {}
    for whole, parts in covered.items():
        for part in parts:
            covering.setdefault(part, []).append(whole)
    for one in view.incidents:
        own = dict.fromkeys(m.document_id for m in one.members)
        yield Item(
            one,
            f"{base.rstrip('/')}/incidents/{one.id}" if base else f"hudhud:{one.id}",
            tuple(told[name] for name in own),
            tuple(covered.get(one.id, ())),
            tuple(covering.get(one.id, ())),
            tuple(_kind(name) for name in one.perpetrators),
            disputed(one, view.copies, view.judged.unverifiable) if moved else (),
            tuple(_moves(one, view)) if moved else (),
        )


def _moves(one: Incident, view: View) -> Iterator[Move]:
    """How figures moved; nothing where all reports are of one day, when nothing can."""
    if len({m.published for m in one.members}) > 1:
        for r in history(one.members, view.copies, view.judged.unverifiable):
            yield Move(r.day, r.harm, r.group, r.low, r.best, r.high, r.documents)


def _kind(name: str) -> str | None:
    known = load_registry().named(name)
    return known.kind if known else None
