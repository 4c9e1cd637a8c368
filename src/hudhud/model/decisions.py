"""Judgements, append-only and chained by hash.

Whatever changes what the ledger holds to be true is a decision: that a document was taken in and
read, that two mentions are one incident, that a person corrects a value. Each carries the hash of
the one before it, so that none can be changed, dropped or slipped in afterwards without a trace.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict

from hudhud.model.claims import Evidence, FieldName, Value
from hudhud.model.files import FileAnchor

GENESIS = "0" * 64

PersonAction = Literal["accept", "correct", "reject", "unverifiable", "same", "different", "split", "attach", "undo"]
MachineAction = Literal["capture", "read", "link", "fetch", "quarantine", "timestamp", "import"]
Action = MachineAction | PersonAction

PERSON_ACTIONS: tuple[PersonAction, ...] = get_args(PersonAction)
"""What only a person decides."""


class Judgement(BaseModel):
    """One judgement before it is sealed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int
    at: datetime
    actor: str
    """Who judged: `hudhud 0.1.0` or a person's name."""
    action: Action
    subject: str
    """The id of what is judged: a document, a mention, a claim, or two mentions joined by '+'."""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    reason: str
    prev_hash: str

    def seal(self) -> Decision:
        """The judgement with its own hash: SHA-256 of the canonical JSON of everything else."""
        return Decision(**self.model_dump(), hash=self.digest())

    def digest(self) -> str:
        body = self.model_dump(mode="json", exclude={"hash"})
        text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class Decision(Judgement):
    """A judgement as it stands in the ledger, sealed."""

    hash: str

    @property
    def intact(self) -> bool:
        return self.hash == self.digest()


class _Anchored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ClaimAnchor(_Anchored):
    """A claim as it stood when a person judged it; a newer reading is searched for its words."""

    id: str
    field: FieldName
    value: Value
    evidence: Evidence
    attributed_to: str | None = None


class MentionAnchor(_Anchored):
    """A mention as it stood when a person judged it. A newer reader gives it another id, at the same words."""

    mention: str
    document_id: str
    doc_id: str
    evidence: tuple[Evidence, ...]
    """The words of all its claims, each span once, in the order of the text."""
    claims: tuple[ClaimAnchor, ...] = ()
    """Those of its claims that the decision speaks of: the one judged, those replaced, all that was accepted."""


class Ruling(_Anchored):
    """What a person's decision speaks of and says: the `after` of every such decision."""

    kind: Literal["claim", "mention", "incident", "pair", "undo"]
    """Of what: one claim, a whole mention, the mentions of an incident, two sides, another decision."""
    mentions: tuple[MentionAnchor, ...] = ()
    others: tuple[MentionAnchor, ...] = ()
    """The other side of same, different and split."""
    value: Value | None = None
    """The value that `correct` puts in place of the old ones."""
    words: Evidence | None = None
    """The words of the one report that a corrected value rests on, where the person showed them."""
    file: FileAnchor | None = None
    """What `attach` lays beside the mentions as evidence."""
    annuls: int | None = None
    """The number of the decision that `undo` takes back."""
