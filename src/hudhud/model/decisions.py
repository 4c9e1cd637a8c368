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
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

GENESIS = "0" * 64

Action = Literal[
    "capture", "read", "link",
    "accept", "correct", "reject", "unverifiable", "same", "different", "split", "undo",
]  # fmt: skip


class Judgement(BaseModel):
    """One judgement before it is sealed. `capture`, `read` and `link` are the machine's."""

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
