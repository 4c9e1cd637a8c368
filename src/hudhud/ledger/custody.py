"""What shows where a document came from: its fetches, its versions, the times that authorities signed.

And what could not become a document: bytes in quarantine.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from sqlalchemy import exists, func, insert, select

from hudhud.errors import LedgerError
from hudhud.ledger.chain import Draft, extend, head_of
from hudhud.ledger.fetches import fetch_from, keep_fetch, records_of
from hudhud.ledger.store import Ledger
from hudhud.ledger.tables import decisions, documents, fetches, quarantined, timestamps
from hudhud.model import Fetch
from hudhud.model.custody import Quarantined, Timestamp, Version


class Custody:
    """The custody of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def keep(self, fetch: Fetch, actor: str) -> bool:
        """Keep a fetch that brought no new document; False where its records are known."""
        with self.ledger.writing() as connection:
            drafts = keep_fetch(connection, fetch, actor)
            extend(connection, drafts, datetime.now(UTC))
            return bool(drafts)

    def last(self, url: str) -> Fetch | None:
        """The last fetch of an address that brought a document, without its records."""
        good = (fetches.c.document.is_not(None)) & (fetches.c.error.is_(None))
        query = select(fetches).where(fetches.c.url == url, good).order_by(fetches.c.seq.desc()).limit(1)
        with self.ledger.rebuilding() as connection:
            row = connection.execute(query).first()
            return None if row is None else fetch_from(row)

    def fetches(self, document: str) -> list[Fetch]:
        """All fetches that brought the document of this id, with their records, the first one first."""
        query = select(fetches).where(fetches.c.document == document).order_by(fetches.c.seq)
        with self.ledger.rebuilding() as connection:
            return [fetch_from(row, records_of(connection, row.seq)) for row in connection.execute(query).all()]

    def versions(self, doc_id: str) -> list[Version]:
        """All captures of what goes by a name, the first one first."""
        seen = select(func.max(fetches.c.at)).where(fetches.c.document == documents.c.id).scalar_subquery()
        query = select(documents.c.id, documents.c.captured_at, documents.c.origin, documents.c.title, seen)
        with self.ledger.snapshot() as connection:
            rows = connection.execute(query.where(documents.c.doc_id == doc_id).order_by(documents.c.seq))
            return [Version(*row) for row in rows]

    def put_apart(self, content: bytes, origin: str, reason: str, actor: str) -> bool:
        """Keep bytes apart from the documents; False where they are there already."""
        digest = hashlib.sha256(content).hexdigest()
        row = {"id": digest, "origin": origin, "at": datetime.now(UTC), "reason": reason, "content": content}
        with self.ledger.writing() as connection:
            if connection.scalar(select(exists().where(quarantined.c.id == digest))):
                return False
            connection.execute(insert(quarantined), row)
            after = {"origin": origin, "bytes": len(content)}
            extend(connection, [Draft(actor, "quarantine", digest, reason, after=after)], datetime.now(UTC))
            return True

    def quarantine(self, digest: str | None = None) -> list[Quarantined]:
        """What is in quarantine, or of it the bytes with this digest; the first one first."""
        columns = (quarantined.c.id, quarantined.c.origin, quarantined.c.at, quarantined.c.reason)
        query = select(*columns, func.length(quarantined.c.content)).order_by(quarantined.c.seq)
        with self.ledger.snapshot() as connection:
            found = connection.execute(query if digest is None else query.where(quarantined.c.id == digest))
            return [Quarantined(*row) for row in found]

    def head(self) -> tuple[int, str]:
        """Number and hash of the last decision."""
        with self.ledger.snapshot() as connection:
            return head_of(connection)

    def keep_timestamp(self, decision: int, authority: str, signed_at: datetime, token: bytes, actor: str) -> None:
        """Keep an authority's answer on a decision's hash. Raises LedgerError where there is no such decision."""
        row = {"decision": decision, "authority": authority, "signed_at": signed_at, "token": token}
        with self.ledger.writing() as connection:
            if not connection.scalar(select(exists().where(decisions.c.seq == decision))):
                raise LedgerError(f"ledger {self.ledger.name} has no decision {decision} to be signed")
            connection.execute(insert(timestamps), row)
            extend(connection, [stamp_draft(decision, authority, signed_at, token, actor)], datetime.now(UTC))

    def timestamps(self) -> list[Timestamp]:
        """All timestamps, the first one first."""
        query = (
            select(timestamps.c.decision, decisions.c.hash, timestamps.c.authority, timestamps.c.signed_at,
                   timestamps.c.token)
            .join_from(timestamps, decisions, decisions.c.seq == timestamps.c.decision, isouter=True)
            .order_by(timestamps.c.seq)
        )  # fmt: skip
        with self.ledger.snapshot() as connection:
            return [Timestamp(*row) for row in connection.execute(query)]


def stamp_draft(decision: int, authority: str, signed_at: datetime, token: bytes, actor: str) -> Draft:
    """The decision that speaks of a timestamp."""
    after = {"authority": authority, "signed_at": signed_at.isoformat(), "sha256": hashlib.sha256(token).hexdigest()}
    reason = f"{authority} signed the chain up to decision {decision}"
    return Draft(actor, "timestamp", str(decision), reason, after=after)
