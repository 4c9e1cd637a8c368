"""What stands of the decisions of persons: a fold over them, from which everything else follows.

An undone decision counts as never made, and so does the undo of an undo. The state after any number
of decisions is therefore the state that those left standing would give by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from pydantic import ValidationError

from hudhud.judging.wording import value_words
from hudhud.model import Decision, MentionAnchor, Ruling
from hudhud.model.decisions import PERSON_ACTIONS

Pair = tuple[str, str]
"""Two mention ids, the smaller first."""


@dataclass(frozen=True)
class Ruled:
    """A standing decision with what it says."""

    decision: Decision
    ruling: Ruling

    @property
    def by(self) -> str:
        """ "decision 12 (same, by Amal on 2024-03-01)"."""
        one = self.decision
        return f"decision {one.seq} ({one.action}, by {one.actor} on {one.at.date().isoformat()})"


@dataclass(frozen=True)
class Verdicts:
    """The standing decisions of persons, each list in the order they were made.

    Of several marks of one subject, the last stands. Mention ids are those of the time of the
    decision; `apply` finds what they are called today.
    """

    same: tuple[Ruled, ...] = ()
    different: tuple[Ruled, ...] = ()
    """Of `different` and of `split`."""
    corrected: tuple[Ruled, ...] = ()
    accepted: tuple[Ruled, ...] = ()
    rejected: tuple[Ruled, ...] = ()
    unverifiable: tuple[Ruled, ...] = ()
    attached: tuple[Ruled, ...] = ()
    """Files laid beside mentions. They change nothing of what is read, and keep no mention of an older reading."""
    not_understood: tuple[Decision, ...] = ()
    """Decisions of persons whose content is of no form that this hudhud knows. Nothing follows from them."""

    @cached_property
    def must(self) -> frozenset[Pair]:
        """Mentions that are one incident."""
        return frozenset(pair for ruled in self.same for pair in star(ruled.ruling))

    @cached_property
    def cannot(self) -> frozenset[Pair]:
        """Mentions that are never one incident."""
        return frozenset(pair for ruled in self.different for pair in across(ruled.ruling))

    @cached_property
    def in_order(self) -> tuple[Ruled, ...]:
        """All that stands and bears on what is read, in the order it was decided."""
        kinds = (self.same, self.different, self.corrected, self.accepted, self.rejected, self.unverifiable)
        return tuple(sorted((one for kind in kinds for one in kind), key=lambda one: one.decision.seq))

    @cached_property
    def anchors(self) -> dict[str, MentionAnchor]:
        """Every mention that a standing decision speaks of, by its id at that time."""
        return {a.mention: a for one in self.in_order for a in (*one.ruling.mentions, *one.ruling.others)}


def star(ruling: Ruling) -> Iterator[Pair]:
    """Pairs enough to hold all mentions of both sides together."""
    ids = [a.mention for a in (*ruling.mentions, *ruling.others)]
    yield from (pair(ids[0], other) for other in ids[1:] if other != ids[0])


def across(ruling: Ruling) -> Iterator[Pair]:
    """Every mention of one side with every mention of the other."""
    for one, other in product(ruling.mentions, ruling.others):
        if one.mention != other.mention:
            yield pair(one.mention, other.mention)


def pair(one: str, other: str) -> Pair:
    """Two ids in the order in which a pair keeps them."""
    return (one, other) if one < other else (other, one)


def annulled(decisions: Iterable[Decision]) -> dict[int, int]:
    """The numbers of the decisions that are undone, each with that of the undo which did it."""
    undone: dict[int, int] = {}
    # An undo is younger than what it undoes: from the youngest down, whether it stands is known when it is met.
    for decision in sorted((d for d in decisions if d.action == "undo"), key=lambda d: -d.seq):
        target = _target(decision)
        if decision.seq not in undone and target is not None and target not in undone:
            undone[target] = decision.seq
    return undone


def _target(undo: Decision) -> int | None:
    ruling = ruling_of(undo)
    return ruling.annuls if ruling is not None and ruling.annuls is not None and ruling.annuls < undo.seq else None


def ruling_of(decision: Decision) -> Ruling | None:
    """What a person's decision says; None where its content is of no known form."""
    try:
        return Ruling.model_validate(decision.after)
    except ValidationError:
        return None


def verdicts(decisions: Iterable[Decision]) -> Verdicts:
    """What follows from the decisions of persons among these. The order in which they come does not matter."""
    mine = sorted((d for d in decisions if d.action in PERSON_ACTIONS), key=lambda d: d.seq)
    undone = annulled(mine)
    found: dict[str, list[Ruled]] = {}
    marks: dict[object, Ruled] = {}
    unknown: list[Decision] = []
    for decision in mine:
        ruling = ruling_of(decision)
        if decision.seq in undone or (decision.action == "undo" and ruling is not None):
            continue
        if ruling is None:
            unknown.append(decision)
        elif decision.action in {"accept", "reject", "unverifiable"}:
            marks[_subject(ruling)] = Ruled(decision, ruling)
        else:
            action = "different" if decision.action == "split" else decision.action
            found.setdefault(action, []).append(Ruled(decision, ruling))
    for ruled in sorted(marks.values(), key=lambda one: one.decision.seq):
        found.setdefault(ruled.decision.action, []).append(ruled)
    return Verdicts(
        same=tuple(found.get("same", ())),
        different=tuple(found.get("different", ())),
        corrected=tuple(found.get("correct", ())),
        accepted=tuple(found.get("accept", ())),
        rejected=tuple(found.get("reject", ())),
        unverifiable=tuple(found.get("unverifiable", ())),
        attached=tuple(found.get("attach", ())),
        not_understood=tuple(unknown),
    )


def _subject(ruling: Ruling) -> object:
    """What a mark is of: the same mentions, or the same claim."""
    claims = tuple(c.id for a in ruling.mentions for c in a.claims) if ruling.kind == "claim" else ()
    return ruling.kind == "claim", frozenset(a.mention for a in ruling.mentions), claims


@dataclass(frozen=True)
class Entry:
    """A decision in the log, with the number of the one that undid it, if any did."""

    decision: Decision
    undone_by: int | None


def concerns(decision: Decision, name: str) -> bool:
    """Whether a decision is about an id, one that begins so, or something in the report of this name."""
    ruling = ruling_of(decision) if decision.action in PERSON_ACTIONS else None
    anchors = (*ruling.mentions, *ruling.others) if ruling else ()
    ids = [*decision.subject.split("+"), *(a.mention for a in anchors)]
    ids += [c.id for a in anchors if ruling and ruling.kind == "claim" for c in a.claims]
    return any(i.startswith(name) for i in ids if name) or any(name in {a.doc_id, a.document_id} for a in anchors)


def documents_of(decisions: Iterable[Decision]) -> frozenset[str]:
    """The reports, by `doc_id`, that decisions of persons speak of, undone ones too."""
    rulings = (ruling_of(d) for d in decisions)
    return frozenset(a.doc_id for ruling in rulings if ruling for a in (*ruling.mentions, *ruling.others))


def mentions_of(decision: Decision) -> frozenset[str]:
    """The mentions that a decision speaks of, by their ids at that time."""
    ruling = ruling_of(decision)
    return frozenset(a.mention for a in (*ruling.mentions, *ruling.others)) if ruling else frozenset()


def corrected_words(decision: Decision) -> str:
    """The value of a correction in plain words; "" for other decisions."""
    ruling = ruling_of(decision) if decision.action == "correct" else None
    return value_words(ruling.value) if ruling is not None and ruling.value is not None else ""
