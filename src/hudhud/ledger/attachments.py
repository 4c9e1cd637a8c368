"""Files that were attached as evidence, kept like documents: their bytes, whole, under their SHA-256."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, exists, insert, select

from hudhud.ledger.store import Ledger
from hudhud.ledger.tables import attachments, decisions
from hudhud.model import File


class Attachments:
    """The files of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def content(self, digest: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        with self.ledger.snapshot() as connection:
            kept: bytes | None = connection.scalar(select(attachments.c.content).where(attachments.c.id == digest))
            return kept

    def decisions(self, digest: str) -> list[int]:
        """The numbers of the decisions that attach a file, undone ones too."""
        if not _is_digest(digest):
            return []
        query = select(decisions.c.seq).where(decisions.c.action == "attach", decisions.c.after.contains(digest))
        with self.ledger.snapshot() as connection:
            return list(connection.scalars(query.order_by(decisions.c.seq)))


def _is_digest(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def keep_file(connection: Connection, file: File, actor: str, at: datetime) -> None:
    """Keep the bytes within the transaction of the decision that attaches them; known ones are kept once."""
    if not connection.scalar(select(exists().where(attachments.c.id == file.anchor.sha256))):
        said = file.anchor.model_dump(exclude={"sha256"})
        row = {"id": file.anchor.sha256, "actor": actor, "at": at, "content": file.content} | said
        connection.execute(insert(attachments), row)
