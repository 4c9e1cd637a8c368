"""The ledger: what was captured, what was read in it, and what was decided. Rows are only added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, exists, func, insert, select

from hudhud.errors import LedgerError, UnknownNameError
from hudhud.ledger import engines, opening, search
from hudhud.ledger.chain import Draft, extend, head_of
from hudhud.ledger.engines import Place
from hudhud.ledger.fetches import keep_fetch
from hudhud.ledger.rows import (
    DOCUMENT_COLUMNS,
    claim_row,
    decision_from,
    document_from,
    document_row,
    reading_from,
    reading_row,
    record_digest,
    statement_row,
)
from hudhud.ledger.tables import claims, decisions, documents, in_utc, mentions, readings, statements
from hudhud.ledger.view import (
    BATCH,
    Horizon,
    current,
    latest_version,
    members_of,
    mentions_of,
    statements_of,
    stored_mentions,
    told_of,
)
from hudhud.model import Decision, Document, Fetch, Member, Reading, Told
from hudhud.model.decisions import PERSON_ACTIONS, Action

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows the ledger holds, superseded ones included."""

    documents: int
    readings: int
    mentions: int
    claims: int
    decisions: int
    statements: int


class Ledger:
    """An append-only store. Open one with `Ledger.open` and close it, or use it in a `with`."""

    def __init__(self, place: Place, engine: Engine, *, read_only: bool) -> None:
        self.place = place
        self.engine = engine
        self.read_only = read_only

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return self.place.name

    @property
    def path(self) -> Path:
        """The file beside which its own files stand (`hudhud.toml`, the workbench's key)."""
        return self.place.path

    @classmethod
    def open(cls, location: str | Path, *, create: bool = True, read_only: bool = False) -> Ledger:
        """Open a file or SQLAlchemy URL; a new or older ledger is created or migrated on the way."""
        place = opening.locate(location)
        return cls(place, opening.open_engine(place, create=create, read_only=read_only), read_only=read_only)

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that sees one state of the ledger, for questions that no method here answers."""
        with self.place.speaking(), self.place.reading(self.engine) as connection:
            yield connection

    @contextmanager
    def rebuilding(self) -> Iterator[Connection]:
        """A snapshot from which models are built: rows that make none were changed behind our back."""
        with self.snapshot() as connection:
            try:
                yield connection
            except UnicodeEncodeError:  # of what was asked, not of what is kept
                raise
            except (ValueError, TypeError) as error:
                what = f"a damaged {error.title}" if isinstance(error, ValidationError) else "a damaged row"
                raise LedgerError(
                    f"ledger {self.name} holds {what}; run 'hudhud verify' to see what was changed"
                ) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All of what happens within is kept, or nothing."""
        if self.read_only:
            raise LedgerError(f"ledger {self.name} was opened for reading only")
        with self.place.speaking(), self.place.writing(self.engine) as connection:
            yield connection

    def add(self, document: Document, reading: Reading, *, actor: str, fetch: Fetch | None = None) -> bool:
        """Keep a document and a reading of it. False where both are known; then only a new fetch of it is kept."""
        return self.add_all([(document, reading, fetch)], actor=actor) == 1

    def add_all(self, many: Iterable[tuple[Document, Reading, Fetch | None]], *, actor: str) -> int:
        """`add` for several in their order, all of them or none. Returns how many were not known."""
        many = list(many)
        for document, reading, _ in many:
            if reading.document_id != document.id:
                raise ValueError("a reading is added with the document that it read")
            in_utc(document.captured_at)  # refused here and not half-way
            self._check_words(document, reading)
        now = datetime.now(UTC)
        added = 0
        with self.writing() as connection:
            drafts: list[Draft] = []
            for document, reading, fetch in many:
                drafts += keep_fetch(connection, fetch, actor) if fetch else []
                if not _has(connection, reading):
                    if not self._knows(connection, document):
                        drafts.append(_keep_document(connection, document, actor))
                    drafts.append(_keep_reading(connection, reading, actor, now))
                    added += 1
            extend(connection, drafts, now)
        return added

    def _knows(self, connection: Connection, document: Document) -> bool:
        text = connection.scalar(select(documents.c.text).where(documents.c.id == document.id))
        if text is not None and text != document.text:
            raise LedgerError(
                f"{document.doc_id}: ledger {self.name} holds the same bytes decoded into another text, "
                f"and a reading of this one would point at the wrong words; "
                "read it with the encoding and media type of its first capture"
            )
        return text is not None

    @staticmethod
    def _check_words(document: Document, reading: Reading) -> None:
        """No claim comes in whose words are not in the text: that would be a reader's defect."""
        claimed = [claim.evidence for mention in reading.mentions for claim in mention.claims]
        for words in (*claimed, *(statement.evidence for statement in reading.statements)):
            if document.text[words.span_start : words.span_end] != words.verbatim:
                raise ValueError(
                    f"{document.doc_id}: {reading.reader} {reading.reader_version} quotes "
                    f"{words.verbatim!r} at {words.span_start}, where the text differs"
                )

    def has(self, document_id: str, reader: str, reader_version: str, config_hash: str) -> bool:
        """Whether this document has been read by this reader in this version and configuration."""
        with self.snapshot() as connection:
            return _is_read(connection, document_id, reader, reader_version, config_hash)

    def decide(
        self,
        actor: str,
        action: Action,
        subject: str,
        reason: str,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> Decision:
        """Append one decision."""
        return self.decide_all([Draft(actor, action, subject, reason, before, after)])[0]

    def decide_all(self, drafts: Iterable[Draft]) -> list[Decision]:
        """Append several decisions in their order: all of them, or none."""
        drafts = list(drafts)
        if any(draft.action in {"capture", "read"} for draft in drafts):
            raise ValueError("capture and read are decided by adding a document")
        with self.writing() as connection:
            return extend(connection, drafts, datetime.now(UTC))

    def decisions(self) -> Iterator[Decision]:
        """All decisions up to now, oldest first."""
        last = 0
        while True:
            with self.rebuilding() as connection:
                query = select(decisions).where(decisions.c.seq > last).order_by(decisions.c.seq)
                batch = [decision_from(row) for row in connection.execute(query.limit(BATCH))]
            yield from batch
            if len(batch) < BATCH:
                return
            last = batch[-1].seq

    def judgements(self) -> list[Decision]:
        """The decisions of persons, oldest first."""
        query = select(decisions).where(decisions.c.action.in_(PERSON_ACTIONS)).order_by(decisions.c.seq)
        with self.rebuilding() as connection:
            return [decision_from(row) for row in connection.execute(query)]

    def head(self) -> int:
        """The number of the last decision; 0 before the first."""
        with self.snapshot() as connection:
            return head_of(connection)[0]

    def documents(self) -> Iterator[Document]:
        """The latest version of every document, in the order of capture."""
        with self.rebuilding() as connection:
            horizon = Horizon.of(connection)
        last = 0
        # Small batches: these rows carry the whole content.
        size = 50
        query = select(documents.c.seq, *DOCUMENT_COLUMNS).order_by(documents.c.seq).limit(size)
        query = query.where(documents.c.seq <= horizon.document, latest_version(horizon))
        while True:
            with self.rebuilding() as connection:
                rows = connection.execute(query.where(documents.c.seq > last)).all()
                batch = [document_from(row) for row in rows]
            yield from batch
            if len(batch) < size:
                return
            last = rows[-1].seq

    def document(self, name: str) -> Document:
        """By id, by `doc_id` (its latest version), or by the beginning of an id that no other shares."""
        query = select(*DOCUMENT_COLUMNS)
        with self.rebuilding() as connection:
            row = (
                connection.execute(query.where(documents.c.id == name)).first()
                or connection.execute(
                    query.where(documents.c.doc_id == name).order_by(documents.c.seq.desc()).limit(1)
                ).first()
            )
            if row is None:
                row = connection.execute(query.where(documents.c.id == self._completed(connection, name))).one()
            return document_from(row)

    def _completed(self, connection: Connection, prefix: str) -> str:
        """The one document id that begins so."""
        ids: list[str] = []
        if prefix and set(prefix) <= set("0123456789abcdef"):
            begins = (documents.c.id >= prefix) & (documents.c.id < prefix + "g")
            ids = list(connection.scalars(select(documents.c.id).where(begins).limit(2)))
        if not ids:
            raise UnknownNameError(f"no document {prefix!r} in ledger {self.name}; 'hudhud search' finds names")
        if len(ids) > 1:
            raise UnknownNameError(f"several documents begin with {prefix!r} in ledger {self.name}; give more of it")
        return ids[0]

    def reading(self, document_id: str) -> Reading | None:
        """The latest reading of a document; None where it has none."""
        with self.rebuilding() as connection:
            query = select(readings).where(readings.c.document_id == document_id)
            row = connection.execute(query.order_by(readings.c.seq.desc()).limit(1)).first()
            if row is None:
                return None
            return reading_from(
                row,
                mentions_of(connection, [row.seq]).get(row.seq, []),
                statements_of(connection, [row.seq]).get(row.seq, []),
            )

    def mention(self, name: str) -> Member | None:
        """A mention ever stored, superseded ones too, by its id or the beginning of it; None where there is none.

        Its claims say by which reader, in which version. Of several readings that gave one id, the latest counts.
        """
        if not name:
            return None
        with self.rebuilding() as connection:
            found = stored_mentions(connection, name)
        # The whole id comes before those that it begins.
        if len(found) > 1 and found[0].mention.id != name:
            raise UnknownNameError(f"several mentions begin with {name!r} in ledger {self.name}; give more of it")
        return found[0] if found else None

    def mention_of_claim(self, claim: str) -> Member | None:
        """The mention, superseded or not, that holds the claim of this id; None where none does."""
        with self.rebuilding() as connection:
            query = select(mentions.c.id).join(claims, claims.c.mention == mentions.c.seq).where(claims.c.id == claim)
            name = connection.scalar(query.order_by(mentions.c.seq.desc()).limit(1))
        return None if name is None else self.mention(name)

    def members(self) -> Iterator[Member]:
        """The mentions that count now: latest version, latest reading, in the order of capture."""
        return self._current(lambda c, rows: members_of(rows, mentions_of(c, [row.reading for row in rows])))

    def statements(self) -> Iterator[Told]:
        """The statements that count now: latest version, latest reading, in the order of capture."""
        return self._current(lambda c, rows: told_of(rows, statements_of(c, [row.reading for row in rows])))

    def _current(self, made_of: Callable[[Connection, Sequence[Any]], Iterable[T]]) -> Iterator[T]:
        """What is made of the rows that count now, in batches, all of one state of the ledger."""
        with self.rebuilding() as connection:
            horizon = Horizon.of(connection)
        last = 0
        while True:
            with self.rebuilding() as connection:
                rows = connection.execute(current(horizon, last)).all()
                batch = list(made_of(connection, rows))
            yield from batch
            if len(rows) < BATCH:
                return
            last = rows[-1].document

    def search(self, words: str, limit: int = 50) -> list[search.Hit]:
        """Documents with all the words, best first; "quoted words" as a phrase, word* as a beginning."""
        terms = search.terms(words)
        if not terms:
            return []
        with self.rebuilding() as connection:
            return engines.of(connection).find(connection, terms, limit)

    def counts(self) -> Counts:
        with self.rebuilding() as connection:
            tables = (documents, readings, mentions, claims, decisions, statements)
            return Counts(*(connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables))


def _has(connection: Connection, reading: Reading) -> bool:
    return _is_read(connection, reading.document_id, reading.reader, reading.reader_version, reading.config_hash)


def _is_read(connection: Connection, document_id: str, reader: str, reader_version: str, config_hash: str) -> bool:
    known = exists().where(
        readings.c.document_id == document_id,
        readings.c.reader == reader,
        readings.c.reader_version == reader_version,
        readings.c.config_hash == config_hash,
    )
    return bool(connection.scalar(select(known)))


def _keep_document(connection: Connection, document: Document, actor: str) -> Draft:
    plain = search.plain_text(document)
    inserted = connection.execute(insert(documents), document_row(document, plain)).inserted_primary_key
    assert inserted is not None
    engines.of(connection).index_document(connection, inserted.seq)
    return Draft(
        actor=actor,
        action="capture",
        subject=document.id,
        reason=f"captured from {document.origin}",
        after={
            "doc_id": document.doc_id,
            "origin": document.origin,
            "bytes": len(document.content),
            "media_type": document.media_type,
            "record": record_digest(document, plain),
        },
    )


def _keep_reading(connection: Connection, reading: Reading, actor: str, now: datetime) -> Draft:
    digest = reading.digest()
    kept = connection.execute(insert(readings), reading_row(reading, digest, now)).inserted_primary_key
    assert kept is not None
    claim_rows: list[dict[str, Any]] = []
    for ordinal, mention in enumerate(reading.mentions):
        row = {"id": mention.id, "reading": kept.seq, "ordinal": ordinal, "aggregate": mention.aggregate}
        inserted = connection.execute(insert(mentions), row).inserted_primary_key
        assert inserted is not None
        claim_rows += (claim_row(c, mention, inserted.seq, n) for n, c in enumerate(mention.claims))
    many = engines.of(connection).add
    many(connection, claims, claim_rows)
    said = [statement_row(s, reading.document_id, kept.seq, n) for n, s in enumerate(reading.statements)]
    many(connection, statements, said)
    return Draft(
        actor=actor,
        action="read",
        subject=reading.document_id,
        reason=f"read by {reading.reader} {reading.reader_version}: {len(reading.mentions)} mention(s)",
        after={
            "reader": reading.reader,
            "reader_version": reading.reader_version,
            "config_hash": reading.config_hash,
            "digest": digest,
        },
    )
