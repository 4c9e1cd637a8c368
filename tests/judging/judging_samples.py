"""Mentions whose claims stand at words of their own, and decisions on them, made by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hudhud import judging
from hudhud.judging import Content, Judged, Target
from hudhud.model import (
    Claim,
    Count,
    Decision,
    EventKind,
    Evidence,
    HarmValue,
    Judgement,
    Member,
    Mention,
    Place,
    Value,
    When,
)
from hudhud.model.decisions import PersonAction

Told = tuple[Value, str, int]
"""A value, its words, and where they begin."""

START = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)


def killed(low: int | None, high: int | None = None, group: str = "civilians") -> HarmValue:
    if high is None:
        return HarmValue(harm="killed", group=group, count=Count(low=low, qualifier="at_least"))
    return HarmValue(harm="killed", group=group, count=Count(low=low, high=high, qualifier="exact"))


def on(day: int) -> When:
    return When(start=date(2023, 2, day), end=date(2023, 2, day), precision="day")


def place(name: str) -> Place:
    return Place(name=name, country="SY", precision="exact")


def claim(value: Value, words: str, start: int, reader: str = "1") -> Claim:
    evidence = Evidence(verbatim=words, span_start=start, span_end=start + len(words))
    return Claim(
        value=value, evidence=evidence, confidence=0.9, reason="made", reader="rules", reader_version=reader
    )  # fmt: skip


def member(doc: str, *told: Told, number: int = 0, reader: str = "1", content: str = "") -> Member:
    """A mention of a report; another reader gives it another id, another content another document."""
    document_id = hashlib.sha256((content or doc).encode()).hexdigest()
    name = hashlib.sha256(f"{document_id}|{reader}|{number}".encode()).hexdigest()[:16]
    claims = tuple(claim(value, words, start, reader) for value, words, start in told)
    return Member(
        mention=Mention(id=f"m{name}", claims=claims), document_id=document_id, doc_id=doc, title=None,
        publisher=None, published=None, published_basis="unknown",
    )  # fmt: skip


def attack(doc: str, number: int = 0, low: int = 16, **fields: Any) -> Member:
    """A mention with a kind, a figure, a day and a place, a hundred characters for each mention of a report."""
    at = 100 * number
    return member(
        doc,
        (EventKind(event_type="attack"), "stormed", at),
        (killed(low), f"at least {low} villagers", at + 20),
        (on(10 + number), "on Friday", at + 60),
        (place("Sukhna"), "Sukhna", at + 80),
        number=number,
        **fields,
    )


class Log:
    """A log that grows by decisions, without a ledger."""

    def __init__(self, members: Sequence[Member], older: Iterable[Member] = ()) -> None:
        self.members = list(members)
        self.decisions: list[Decision] = []
        self._kept = {m.mention.id: m for m in (*older, *members)}

    def mention(self, name: str) -> Member | None:
        return self._kept.get(name)

    def mention_of_claim(self, name: str) -> Member | None:
        return next((m for m in self._kept.values() if name in judging.claims_of(m.mention)), None)

    @property
    def now(self) -> Judged:
        return judging.judge(self.members, self.decisions, self)

    def read_again(self, *members: Member) -> Judged:
        """The same decisions over another reading of the reports."""
        self.members = list(members)
        self._kept |= {m.mention.id: m for m in members}
        return self.now

    def target(self, *mentions: Member) -> Target:
        found = tuple(self.now.by_id[self.now.home.get(m.mention.id, m.mention.id)] for m in mentions)
        if len(found) == 1:
            return Target("mention", found[0].mention.id, found)
        return Target("incident", "i" + found[0].mention.id[1:11], found)

    def claim(self, mention: Member, ordinal: int) -> Target:
        one = self.now.by_id[mention.mention.id]
        line = self.now.lines(one.mention.id)[ordinal]
        (anchored,) = judging.claim_anchors([line])
        return Target("claim", line.id, (one,), anchored)

    def keep(self, action: PersonAction, content: Content, actor: str = "Amal") -> Decision:
        """Append a decision; raises DecisionError where it contradicts another."""
        trial = judging.on_trial(actor, action, content, self.decisions)
        judging.refuse_contradiction(self.now, self.members, [*self.decisions, trial], self)
        fields = trial.model_dump(exclude={"hash"}) | {
            "reason": f"reason {trial.seq}",
            "at": START + timedelta(days=trial.seq),
            "before": content.before,
        }
        decision = Judgement(**fields).seal()
        self.decisions.append(decision)
        return decision

    def mark(self, action: PersonAction, target: Target) -> Decision:
        return self.keep(action, judging.mark(self.now, target, action))

    def correct(self, target: Target, value: str | Value, field: Any = None, group: str | None = None) -> Decision:
        wanted = judging.Correction(value, field, group)
        return self.keep("correct", judging.correct(self.now, target, wanted, lambda _: None))

    def pair(self, action: PersonAction, one: Target, other: Target) -> Decision:
        return self.keep(action, judging.join_or_part(self.now, action, one, other))

    def split(self, target: Target, *names: str) -> Decision:
        return self.keep("split", judging.split(self.now, target, names))

    def undo(self, decision: Decision | int) -> Decision:
        seq = decision if isinstance(decision, int) else decision.seq
        return self.keep("undo", judging.undo(self.decisions, str(seq)))
