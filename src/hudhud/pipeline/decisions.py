"""What persons decide, kept and put into effect."""

from __future__ import annotations

import random
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import cast

from hudhud import judging
from hudhud.actors import load as load_registry
from hudhud.errors import DecisionError, LedgerError, OvertakenError
from hudhud.ledger import Change, Draft, Judgements, Ledger, Linkage, StillLinkage
from hudhud.linking import version
from hudhud.model import Decision, Evidence, File
from hudhud.model.decisions import PERSON_ACTIONS, PersonAction
from hudhud.model.incidents import incident_id
from hudhud.pipeline.board import homed
from hudhud.pipeline.incidents import mentions_named
from hudhud.pipeline.links import fill, retell

_TRIES = 40
_MOVES_NOTHING = frozenset({"accept", "unverifiable", "correct", "attach"})
"""Decisions after which every mention stays in its incident: links are weighed as they were read."""

_LONGEST_NUMBER = 18
"""Digits; longer ones number no decision, and no column holds them."""


@dataclass(frozen=True)
class Wish:
    """What a person's decision says besides its action and subject; each action uses its own."""

    other: str | None = None
    """same, different: the id of the other mention or incident."""
    correction: judging.Correction | None = None
    apart: tuple[str, ...] = ()
    """split: mentions or reports that leave the incident."""
    seen: int | None = None
    """The number of the last decision on it that the person saw; a later one is refused. None asks for no such care."""
    file: File | None = None
    """attach: what is laid beside the incident or mention."""


def decide(
    ledger: Ledger, actor: str, action: PersonAction, subject: str, reason: str, wish: Wish | None = None
) -> Decision:
    """Keep a person's decision. It takes effect whenever somebody looks; nothing else is changed.

    Args:
        ledger: a ledger opened for writing.
        actor: the person's name.
        action: what is decided.
        subject: the id of a claim, a mention or an incident, or the beginning of one of the latter;
            for `undo` the number of a decision.
        reason: why, in the person's words.
        wish: what more the action needs.

    Raises:
        DecisionError: no name or reason, no such subject or value, or it contradicts a standing decision.
    """
    actor, reason = judging.signed(actor, reason)
    asked = wish or Wish()
    for again in range(_TRIES):
        try:
            return _decide_once(ledger, Draft(actor, action, subject, reason), asked)
        except OvertakenError:
            # Somebody else's decision or report came first: what was looked at may be another now.
            if again == _TRIES - 1:
                raise
            time.sleep(random.uniform(0.01, 0.05))
    raise AssertionError("a try returns or raises")


def _decide_once(ledger: Ledger, draft: Draft, asked: Wish) -> Decision:
    head, linkage = ledger.head(), StillLinkage(ledger)
    action = cast(PersonAction, draft.action)
    names = [draft.subject, asked.other or ""]
    meant = set() if action == "undo" else _mentions_meant(ledger, linkage, names)
    reports = _reports_undone(ledger, draft.subject) if action == "undo" else _reports(ledger, linkage, names, meant)
    before = Judgements(ledger).on(reports)
    if asked.seen is not None:
        _refuse_overtaken(before, asked.seen)
    members = linkage.members_in({*reports, *judging.documents_of(before)})
    now = judging.judge(members, before, ledger)
    if action == "undo":
        content = judging.undo(before, draft.subject)
    else:
        finder = judging.Finder(ledger, now, _groups(linkage, now, meant))
        target = finder.target(draft.subject)
        if asked.correction is not None and asked.correction.words is not None:
            _check_words(ledger, target, asked.correction.words)
        content = _content(finder, action, target, asked)
    trial = judging.on_trial(draft.actor, action, content, before)
    if action in {"same", "different", "split", "undo"}:
        judging.refuse_contradiction(now, members, [*before, trial], ledger)
    made = replace(draft, subject=content.subject, before=content.before, after=content.stored)
    spoken = judging.documents_of([trial]) | (reports if action == "undo" else set())
    kept = asked.file if action == "attach" else None
    change = Change(version(), drafts=[made], speaks_of=frozenset(spoken), head=head, file=kept)
    touched = _touched(now, trial, before)
    if action in _MOVES_NOTHING:
        retell(ledger, linkage, change, touched, trial)
    else:
        fill(ledger, linkage, change, {}, touched, trial)
    return linkage.keep(change)[-1]


def _check_words(ledger: Ledger, target: judging.Target, words: Evidence) -> None:
    text = ledger.document(target.members[0].document_id).text
    if text[words.span_start : words.span_end] != words.verbatim:
        raise DecisionError(f"“{words.verbatim}” does not stand at {words.span_start} of the report; select it again")


def _reports_undone(ledger: Ledger, number: str) -> set[str]:
    """The reports that the decision of this number speaks of; none where there is no such decision."""
    is_number = number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER
    return Judgements(ledger).reports_of(int(number)) if is_number else set()


def _reports(ledger: Ledger, linkage: Linkage, names: Sequence[str], meant: Collection[str]) -> set[str]:
    """The reports that a decision on these ids has to do with, `meant` being the mentions that they lead to."""
    found = set(linkage.doc_ids_of(meant).values())
    for name in names:
        stored = ledger.mention_of_claim(name) if name.startswith("c") else None
        found |= {stored.doc_id} if stored is not None else set()
    return found


def _refuse_overtaken(before: Sequence[Decision], seen: int) -> None:
    """Nobody decides over a colleague's head: what came after the last decision that they saw is said first."""
    later = [d for d in before if d.seq > seen]
    if later:
        one = later[-1]
        raise DecisionError(
            f"{one.actor} decided on this while you looked ({one.action}, decision {one.seq}); look again, then decide"
        )


def _touched(now: judging.Judged, decision: Decision, before: Sequence[Decision]) -> set[str]:
    """The mentions that a decision speaks of, or the one that it undoes, by their ids of then and of now."""
    by_number = {d.seq: d for d in before}
    then = set(judging.mentions_of(decision))
    ruling = judging.ruling_of(decision)
    while ruling is not None and ruling.annuls is not None:
        undone = by_number[ruling.annuls]
        then |= judging.mentions_of(undone)
        ruling = judging.ruling_of(undone)
    return then | {now.home[name] for name in then if name in now.home}


def _mentions_meant(ledger: Ledger, linkage: Linkage, names: Sequence[str]) -> set[str]:
    """The mentions of the incidents that ids lead to; what leads nowhere is left to the finder's own words."""
    found: set[str] = set()
    for name in names:
        if name[:1] in {"i", "m"}:
            with suppress(LedgerError):
                found |= mentions_named(ledger, linkage, name)
    return found


def _groups(linkage: Linkage, now: judging.Judged, meant: Collection[str]) -> list[judging.Group]:
    """The incidents of these mentions as far as they count."""
    return [
        judging.Group(incident_id(members[0].mention.id), tuple(members))
        for members in homed((m for m in now.members if m.mention.id in meant), linkage.incidents_of(meant))
    ]


def _content(finder: judging.Finder, action: PersonAction, target: judging.Target, wish: Wish) -> judging.Content:
    match action:
        case "correct":
            if wish.correction is None:
                raise DecisionError("a correction needs the right value; give --value")
            return judging.correct(finder.now, target, wish.correction, _known_actor)
        case "same" | "different":
            if wish.other is None:
                raise DecisionError(f"{action} needs two mentions or incidents")
            return judging.join_or_part(finder.now, action, target, finder.target(wish.other))
        case "split":
            return judging.split(finder.now, target, wish.apart)
        case "attach":
            if wish.file is None:
                raise DecisionError("attach needs a file; use 'hudhud decide attach' or the incident's page")
            return judging.attach(finder.now, target, wish.file.anchor)
        case _:
            return judging.mark(finder.now, target, action)


def _known_actor(name: str) -> tuple[str, str] | None:
    found = load_registry().named(name)
    return None if found is None else (found.name, found.id)


def verdicts(ledger: Ledger) -> judging.Verdicts:
    """What stands of the decisions of persons."""
    return judging.verdicts(ledger.judgements())


def judged(ledger: Ledger) -> judging.Judged:
    """The mentions that count now, with every standing decision in effect."""
    return judging.judge(list(ledger.members()), ledger.judgements(), ledger)


def decided_on(ledger: Ledger, doc_ids: Collection[str]) -> list[judging.Entry]:
    """The decisions of persons that bear on these reports, the latest first."""
    bearing = Judgements(ledger).on(doc_ids)
    undone = judging.annulled(bearing)
    return [judging.Entry(d, undone.get(d.seq)) for d in reversed(bearing)]


def log(
    ledger: Ledger,
    *,
    subject: str | None = None,
    by: str | None = None,
    action: str | None = None,
    machine: bool = False,
) -> list[judging.Entry]:
    """The decisions of persons, the latest first, those undone with what undid them.

    Args:
        ledger: the ledger.
        subject: only those on this id or report, or on an id that begins so.
        by: only those of this person.
        action: only of this kind.
        machine: the machine's as well.
    """
    persons = ledger.judgements()
    undone = judging.annulled(persons)
    machine = machine or action not in {None, *PERSON_ACTIONS}
    return [
        judging.Entry(d, undone.get(d.seq))
        for d in reversed(list(ledger.decisions()) if machine else persons)
        if (subject is None or judging.concerns(d, subject))
        and (by is None or d.actor.casefold() == by.casefold())
        and action in {None, d.action}
    ]
