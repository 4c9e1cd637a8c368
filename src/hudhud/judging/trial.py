"""Before a decision is kept: who signs it, and whether it can stand beside the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from hudhud.errors import DecisionError
from hudhud.judging.application import Archive, Judged, judge
from hudhud.judging.drafts import Content
from hudhud.judging.verdicts import verdicts
from hudhud.model import Decision, Judgement, Member
from hudhud.model.decisions import PersonAction


def signed(actor: str, reason: str) -> tuple[str, str]:
    """Name and reason, each in one line.

    Raises:
        DecisionError: one of them is missing, or the name is the machine's.
    """
    actor, reason = " ".join(actor.split()), " ".join(reason.split())
    if not actor:
        raise DecisionError("a decision needs a name; give --by NAME or set HUDHUD_REVIEWER")
    if (actor.casefold() + " ").startswith("hudhud "):
        raise DecisionError(f"{actor!r} is the machine's name; decide under your own with --by NAME")
    if not reason:
        raise DecisionError("a decision needs a reason; give --reason with a few words")
    return actor, reason


def on_trial(actor: str, action: PersonAction, content: Content, before: Sequence[Decision]) -> Decision:
    """The decision as it would stand behind the others."""
    return Judgement(
        seq=max((d.seq for d in before), default=0) + 1,
        at=datetime.now(UTC),
        actor=actor,
        action=action,
        subject=content.subject,
        after=content.stored,
        reason="on trial",
        prev_hash="",
    ).seal()


def refuse_contradiction(
    now: Judged, members: Sequence[Member], decisions: Sequence[Decision], archive: Archive
) -> None:
    """Nobody may join what somebody holds apart, nor part what somebody holds together.

    Args:
        now: the state before the decision.
        members: the mentions that count now, as read.
        decisions: those of persons, the one on trial last.
        archive: older readings.

    Raises:
        DecisionError: the last decision contradicts a standing one, which the message names.
    """
    known = {(c.same.decision.seq, c.different.decision.seq) for c in now.contradictions}
    after = judge(members, decisions, archive)
    fresh = [c for c in after.contradictions if (c.same.decision.seq, c.different.decision.seq) not in known]
    if not fresh:
        return
    same, different = fresh[0].same, fresh[0].different
    stood = {ruled.decision.seq for ruled in verdicts(decisions[:-1]).in_order}
    standing = same if same.decision.seq in stood else different
    what = "holds them together" if standing is same else "holds them apart"
    raise DecisionError(f"{standing.by} {what}; if that is wrong, first: hudhud decide undo {standing.decision.seq}")
