"""One mention under judgement: what the machine read and what persons say of it, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from hudhud.judging.anchors import agrees, field_of, match
from hudhud.judging.homes import Flag
from hudhud.judging.verdicts import Ruled
from hudhud.judging.wording import value_words
from hudhud.model import Claim, ClaimAnchor, Evidence, Member, Mention, MentionAnchor, Value

Mark = Literal["accept", "reject", "unverifiable"]

PERSON = "person"
"""The reader of what a person says; its version is the person's name."""
NO_WORDS = "no words of the report carry it: those shown are the first of the mention"


@dataclass(frozen=True)
class JudgedClaim:
    """A claim in two columns that are never mixed: what was read, and what a person says instead."""

    id: str
    read: Claim | None
    """What the machine read; None where a person added the value."""
    says: Claim | None = None
    """What a person puts in its place; None where nobody did."""
    mark: Mark | None = None
    replaced: bool = False
    """A correction of the field stands at another claim of the mention, and for this one as well."""
    by: tuple[Ruled, ...] = ()
    """The standing decisions on it, the oldest first."""

    @property
    def claim(self) -> Claim | None:
        """What counts: the person's word before the machine's; None where it is rejected or replaced."""
        return None if self.mark == "reject" or self.replaced else self.says or self.read


@dataclass(frozen=True)
class JudgedMember:
    """A mention that somebody judged, with its document."""

    read: Member
    """As the machine read it."""
    claims: tuple[JudgedClaim, ...]
    mark: Mark | None = None
    by: tuple[Ruled, ...] = ()
    """The standing marks of the whole mention, the oldest first."""
    carried: bool = False
    """Kept from an older reading, because a person judged it and the newer one has it no more."""

    @cached_property
    def member(self) -> Member:
        """The member with the claims that count."""
        counting = tuple(claim for one in self.claims if (claim := one.claim) is not None)
        mention = self.read.mention
        if counting == mention.claims:
            return self.read
        return self.read.model_copy(update={"mention": mention.model_copy(update={"claims": counting})})

    @property
    def unverifiable(self) -> frozenset[Claim]:
        """The claims that count but stand under doubt: they enter no best figure and no sum."""
        whole = self.mark == "unverifiable"
        return frozenset(c for one in self.claims if (c := one.claim) and (whole or one.mark == "unverifiable"))


def claims_of(mention: Mention) -> dict[str, Claim]:
    """The claims of a mention by id."""
    return {claim.id_in(mention.id, ordinal): claim for ordinal, claim in enumerate(mention.claims)}


@dataclass
class Sheet:
    """A mention while the decisions on it are gone through, in the order they were made."""

    member: Member
    carried: bool
    flags: list[Flag] = field(default_factory=list)
    mark: Mark | None = None
    by: list[Ruled] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._read = claims_of(self.member.mention)
        self._lines = {name: JudgedClaim(name, claim) for name, claim in self._read.items()}
        self._matches: dict[str, dict[str, str]] = {}

    def result(self) -> JudgedMember:
        return JudgedMember(self.member, tuple(self._lines.values()), self.mark, tuple(self.by), self.carried)

    def prepare(self, anchored: MentionAnchor, judged: Sequence[ClaimAnchor]) -> None:
        """Find the claims that were judged in this mention when it went by the anchor's id."""
        same_text = anchored.document_id == self.member.document_id
        self._matches[anchored.mention] = match(judged, self._read, same_text=same_text)

    def rule(self, ruled: Ruled, anchored: MentionAnchor) -> None:
        """Let one decision take effect."""
        action, whole = ruled.decision.action, ruled.ruling.kind != "claim"
        if action == "correct":
            self._correct(ruled, anchored)
        elif action == "accept" or not whole:
            for claim in anchored.claims:
                self._mark_claim(ruled, anchored, claim)
        if whole and action in {"accept", "reject", "unverifiable"}:
            self.mark = action
            self.by.append(ruled)

    def _find(self, anchored: MentionAnchor, claim: ClaimAnchor) -> JudgedClaim | None:
        name = claim.id if claim.id in self._lines else self._matches.get(anchored.mention, {}).get(claim.id)
        return None if name is None else self._lines[name]

    def _mark_claim(self, ruled: Ruled, anchored: MentionAnchor, claim: ClaimAnchor) -> None:
        mark: Mark = ruled.decision.action  # type: ignore[assignment]  # only marks come here
        line = self._find(anchored, claim)
        if line is None:
            if mark == "accept":
                in_text = anchored.document_id == self.member.document_id
                said = self._said(ruled, claim.value, claim if in_text else None, claim.attributed_to)
                self._put(JudgedClaim(claim.id, None, said, mark, by=(ruled,)))
                self._flag(ruled, f"“{value_words(claim.value)}” is not read any more; {ruled.by} keeps it.")
            return
        if line.mark == "unverifiable" and ruled.ruling.kind != "claim":
            return  # whoever accepts the whole accepts it with the doubt that was already there
        now = line.says or line.read
        if now is not None and not agrees(now.value, claim.value):
            self._disagree(ruled, line, claim.value)
            if mark == "accept":
                base = line.read or line.says
                line = replace(line, says=self._said(ruled, claim.value, base, claim.attributed_to))
        self._put(replace(line, mark=mark, by=(*line.by, ruled)))

    def _correct(self, ruled: Ruled, anchored: MentionAnchor) -> None:
        """The person's value stands at the first claim that it replaces, and for all of them."""
        value = ruled.ruling.value
        if value is None:
            return
        old = {line.id: c for c in anchored.claims if (line := self._find(anchored, c)) is not None}
        names = [line.id for line in self._lines.values() if line.id in old or self._same_field(ruled, line, value)]
        # Words that were shown in another version of the report may stand elsewhere in this one, or nowhere.
        shown = ruled.ruling.words if anchored.document_id == self.member.document_id else None
        if not names:
            said = self._said(ruled, value, shown, self._source(ruled, None, value))
            self._put(JudgedClaim(f"decision-{ruled.decision.seq}", None, said, by=(ruled,)))
            if anchored.claims:
                told = value_words(anchored.claims[0].value)
                self._flag(ruled, f"“{told}”, which {ruled.by} corrected, is not read any more; the correction stays.")
            return
        for number, name in enumerate(names):
            line = self._lines[name]
            known = [c.value for c in anchored.claims] + [value]
            if line.read is not None and line.says is None and not any(agrees(line.read.value, v) for v in known):
                self._disagree(ruled, line, value)
            if number == 0:
                said = self._said(ruled, value, shown or line.read, self._source(ruled, line.read, value))
                # What was accepted or rejected before was another value; a doubt is not removed by a new one.
                line = replace(line, says=said, mark="unverifiable" if line.mark == "unverifiable" else None)
            self._put(replace(line, replaced=number > 0, by=(*line.by, ruled)))

    def _same_field(self, ruled: Ruled, line: JudgedClaim, value: Value) -> bool:
        now = line.claim
        return ruled.ruling.kind != "claim" and now is not None and field_of(now.value) == field_of(value)

    def _put(self, line: JudgedClaim) -> None:
        self._lines[line.id] = line

    def _said(
        self, ruled: Ruled, value: Value, base: Evidence | Claim | ClaimAnchor | None, source: str | None
    ) -> Claim:
        """The person's claim, on the words that they showed, or of the claim that it replaces or keeps."""
        words = base or self.member.mention.claims[0]
        evidence = words if isinstance(words, Evidence) else words.evidence
        reason = ruled.decision.reason if base is not None else f"{ruled.decision.reason} ({NO_WORDS})"
        return Claim(
            value=value, evidence=evidence, attributed_to=source, confidence=1.0, reason=reason,
            reader=PERSON, reader_version=ruled.decision.actor,
        )  # fmt: skip

    def _source(self, ruled: Ruled, base: Claim | None, value: Value) -> str | None:
        """Of an incident as a whole a person speaks in their own name, but where the report says the same."""
        if ruled.ruling.kind == "incident" and not any(agrees(c.value, value) for c in self._read.values()):
            return ruled.decision.actor
        return base.attributed_to if base is not None else None

    def _disagree(self, ruled: Ruled, line: JudgedClaim, value: Value) -> None:
        if line.read is not None:
            read = value_words(line.read.value)
            self._flag(ruled, f"“{read}” is read now, where {ruled.by} has “{value_words(value)}”; the decision holds.")

    def _flag(self, ruled: Ruled, text: str) -> None:
        self.flags.append(Flag(self.member.mention.id, ruled.decision.seq, f"{self.member.doc_id}: {text}"))


def claim_anchors(lines: Sequence[JudgedClaim]) -> Iterator[ClaimAnchor]:
    """The claims that count, as a decision keeps them."""
    for line in lines:
        claim = line.claim
        if claim is not None:
            yield ClaimAnchor(
                id=line.id, field=claim.field, value=claim.value, evidence=claim.evidence,
                attributed_to=claim.attributed_to,
            )  # fmt: skip
