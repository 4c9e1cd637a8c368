"""Decisions, each sealed onto the one before it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import to_jsonable_python
from sqlalchemy import Connection, select

from hudhud.ledger import engines
from hudhud.ledger.rows import decision_row
from hudhud.ledger.tables import decisions
from hudhud.model import GENESIS, Decision, Judgement
from hudhud.model.decisions import Action


@dataclass(frozen=True, slots=True)
class Draft:
    """A judgement that has no place in the chain yet."""

    actor: str
    action: Action
    subject: str
    reason: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


def head_of(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last decision; 0 and `GENESIS` before the first."""
    newest = select(decisions.c.seq, decisions.c.hash).order_by(decisions.c.seq.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return (row.seq, row.hash) if row else (0, GENESIS)


def extend(connection: Connection, drafts: Iterable[Draft], at: datetime) -> list[Decision]:
    """Seal the drafts onto the chain, in order.

    The caller holds the ledger's write lock: between looking at the head and writing behind it,
    nobody else may write.
    """
    seq, prev_hash = head_of(connection)
    sealed = []
    for draft in drafts:
        seq += 1
        judgement = Judgement(
            seq=seq,
            at=at,
            actor=draft.actor,
            action=draft.action,
            subject=draft.subject,
            before=_as_stored(draft.before),
            after=_as_stored(draft.after),
            reason=draft.reason,
            prev_hash=prev_hash,
        )
        decision = judgement.seal()
        prev_hash = decision.hash
        sealed.append(decision)
    engines.of(connection).add(connection, decisions, [decision_row(decision) for decision in sealed])
    return sealed


def _as_stored(content: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The content as it will come back from JSON: the hash must cover what is stored, not what was meant.

    A tuple comes back as a list, a date as a string. Infinity and NaN are no JSON and are refused.
    """
    if content is None:
        return None
    text = json.dumps(to_jsonable_python(dict(content)), allow_nan=False)
    stored: dict[str, Any] = json.loads(text)
    return stored
