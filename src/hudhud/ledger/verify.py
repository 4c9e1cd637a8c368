"""Whether the ledger still holds what was put into it.

Bytes against ids, words against text, readings against digests, digests against decisions, and
every decision against the one before it. What this cannot see: somebody who rewrites the whole
chain from some point on. Against that, note `Verification.head` outside the ledger.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Column, Connection, Row, Table, exists, select
from sqlalchemy.exc import DBAPIError

from hudhud.ledger import engines
from hudhud.ledger.batches import batches
from hudhud.ledger.imports import check_imports
from hudhud.ledger.rows import (
    DOCUMENT_COLUMNS,
    claim_from,
    claim_row,
    decision_from,
    document_from,
    reading_from,
    record_digest,
    statement_from,
    statement_row,
)
from hudhud.ledger.store import Ledger
from hudhud.ledger.tables import attachments, claims, decisions, documents, mentions, readings, statements
from hudhud.ledger.verify_custody import AnnouncedCustody, CustodyCounts, check_custody
from hudhud.ledger.view import MentionRows, mention_rows, statement_rows
from hudhud.model import GENESIS, Decision, Mention, Statement

T = TypeVar("T")

_BATCH = 50  # documents with their whole content
_CHAIN_BATCH = 1000


@dataclass(slots=True)
class Verification:
    """What was checked, and each thing found missing or changed, in a sentence."""

    documents: int = 0
    readings: int = 0
    mentions: int = 0
    claims: int = 0
    statements: int = 0
    decisions: int = 0
    files: int = 0
    imported: int = 0
    """Rows of others' files."""
    custody: CustodyCounts = field(default_factory=CustodyCounts)
    head: str = GENESIS
    """Hash of the last decision. Noted elsewhere, it proves later that nothing before it was rewritten."""
    problems: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems


ReadingKey = tuple[str, str, str, str]


@dataclass(slots=True)
class _Announced:
    """What the decisions say was taken in and read. Whatever is found is taken off."""

    captures: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    reads: dict[ReadingKey, tuple[int, str | None, datetime]] = field(default_factory=dict)
    files: dict[str, Decision] = field(default_factory=dict)
    """By SHA-256, the first decision that attached the file."""
    imports: dict[str, Decision] = field(default_factory=dict)
    """By SHA-256 of the file."""
    custody: AnnouncedCustody = field(default_factory=AnnouncedCustody)


def verify(ledger: Ledger) -> Verification:
    """Check everything, in one state of the ledger, and go on after each problem."""
    result = Verification()
    dialect = engines.of(ledger.engine)
    with ledger.place.speaking():
        try:
            with ledger.place.reading(ledger.engine) as connection:
                result.problems += dialect.structure_problems(connection)
                announced = _check_chain(connection, result)
                _check_documents(connection, announced, result)
                _check_files(connection, announced, result)
                result.custody = check_custody(
                    connection, announced.custody, partial(_readable, connection), result.problems
                )
                result.imported = check_imports(connection, announced.imports, result.problems)
                result.problems += _orphans(connection)
                result.problems += _missing(announced)
            result.problems += dialect.index_problems(ledger.engine, ledger.read_only)
        except DBAPIError as error:
            if not dialect.is_damage(error):
                raise
            result.problems.append(f"The file is so damaged that the check could not go on: {error.orig}.")
    return result


def _check_chain(connection: Connection, result: Verification) -> _Announced:
    announced = _Announced()
    expected, prev_hash = 1, GENESIS

    def rows(seqs: Sequence[int]) -> list[Row[Any]]:
        query = select(decisions).where(decisions.c.seq.in_(seqs)).order_by(decisions.c.seq)
        return list(connection.execute(query).all())

    for batch in batches(connection.scalars(select(decisions.c.seq).order_by(decisions.c.seq)).all(), _CHAIN_BATCH):
        for row in _readable(connection, batch, rows, "Decision", result.problems):
            result.decisions += 1
            if row.seq != expected:
                result.problems.append(f"{_numbers(expected, row.seq - 1)} missing from the chain.")
            elif row.prev_hash != prev_hash:
                result.problems.append(
                    f"Decision {row.seq} does not follow from the one before it: one of them was changed or put in."
                )
            expected, prev_hash = row.seq + 1, row.hash
            _check_decision(row, announced, result.problems)
    result.head = prev_hash
    return announced


def _digest_in(attached: Decision) -> str:
    file = (attached.after or {}).get("file")
    return str(file.get("sha256")) if isinstance(file, dict) else ""


def _numbers(first: int, last: int) -> str:
    return f"Decision {first} is" if first == last else f"Decisions {first} to {last} are"


def _check_decision(row: Row[Any], announced: _Announced, problems: list[str]) -> None:
    try:
        decision = decision_from(row)
        intact = decision.intact
    except ValueError:
        problems.append(f"Decision {row.seq} has been changed: it is no decision any more.")
        return
    if not intact:
        problems.append(
            f"Decision {row.seq} ({row.action} {row.subject}) has been changed: its hash does not fit its content."
        )
    if decision.action in {"capture", "read"}:
        _announce(decision, announced, problems)
    elif decision.action == "attach":
        announced.files.setdefault(_digest_in(decision), decision)
    elif decision.action == "import":
        announced.imports[decision.subject] = decision
    else:
        announced.custody.take(decision)


def _announce(decision: Decision, announced: _Announced, problems: list[str]) -> None:
    after = decision.after or {}
    if decision.action == "capture":
        known: Any = announced.captures.get(decision.subject)
        announced.captures[decision.subject] = (decision.seq, after.get("record"))
    else:
        key = (
            decision.subject,
            str(after.get("reader")),
            str(after.get("reader_version")),
            str(after.get("config_hash")),
        )
        known = announced.reads.get(key)
        announced.reads[key] = (decision.seq, after.get("digest"), decision.at)
    if known:
        problems.append(f"Decision {decision.seq} repeats decision {known[0]}: {decision.action} {decision.subject}.")


def _check_documents(connection: Connection, announced: _Announced, result: Verification) -> None:
    def rows(seqs: Sequence[int]) -> list[Row[Any]]:
        query = select(documents.c.seq, documents.c.plain, *DOCUMENT_COLUMNS)
        return list(connection.execute(query.where(documents.c.seq.in_(seqs)).order_by(documents.c.seq)).all())

    def with_what_they_say(seqs: Sequence[int]) -> list[tuple[Row[Any], list[MentionRows], list[Row[Any]]]]:
        query = select(readings).where(readings.c.seq.in_(seqs)).order_by(readings.c.seq)
        found, said = mention_rows(connection, seqs), statement_rows(connection, seqs)
        return [(row, found.get(row.seq, []), said.get(row.seq, [])) for row in connection.execute(query)]

    for batch in batches(connection.scalars(select(documents.c.seq).order_by(documents.c.seq)).all(), _BATCH):
        of_batch = {row.id: row for row in _readable(connection, batch, rows, "Document", result.problems)}
        for row in of_batch.values():
            result.documents += 1
            _check_document(row, announced, result.problems)
        read = connection.scalars(select(readings.c.seq).where(readings.c.document_id.in_(list(of_batch)))).all()
        for row, inside, said in _readable(connection, read, with_what_they_say, "Reading", result.problems):
            result.readings += 1
            result.mentions += len(inside)
            result.claims += sum(len(claim_rows) for _, claim_rows in inside)
            result.statements += len(said)
            result.problems += _check_reading(row, inside, said, of_batch[row.document_id], announced)


def _check_document(row: Row[Any], announced: _Announced, problems: list[str]) -> None:
    name = f"document {row.doc_id} ({row.id[:12]})"
    if not isinstance(row.content, bytes) or hashlib.sha256(row.content).hexdigest() != row.id:
        problems.append(f"The bytes of {name} have been changed: their SHA-256 is not its id.")
    capture = announced.captures.pop(row.id, None)
    if capture is None:
        problems.append(f"No capture decision speaks of {name}: it was put in past the ledger.")
        return
    try:
        record = record_digest(document_from(row, checked=False), row.plain)
    except ValueError:
        record = ""
    if record != capture[1]:
        problems.append(
            f"The text, title, name, dates or origin of {name} are not those that decision {capture[0]} recorded."
        )


def _check_reading(
    row: Row[Any], inside: list[MentionRows], said: list[Row[Any]], document: Row[Any], announced: _Announced
) -> list[str]:
    name = f"the reading of {document.doc_id} by {row.reader} {row.reader_version}"
    problems: list[str] = []
    rebuilt = []
    for expected, (mention, claim_rows) in enumerate(inside):
        if mention.ordinal != expected:
            problems.append(f"A mention before {mention.id} is missing from {name}.")
        rebuilt.append(_check_mention(mention, claim_rows, document, problems))
    stated = _check_statements(said, document, problems)
    key = (row.document_id, row.reader, row.reader_version, row.config_hash)
    seq, digest, at = announced.reads.pop(key, (None, None, None))
    try:
        whole = [mention for mention in rebuilt if mention is not None]
        complete = len(whole) == len(rebuilt) and len(stated) == len(said)
        now = reading_from(row, whole, stated).digest() if complete else None
    except ValueError:
        now = None
    if now != row.digest:
        problems.append(
            f"Mentions, claims or statements of {name} were changed, added or removed: "
            "its digest is not the one stored."
        )
    if seq is None:
        problems.append(f"No read decision speaks of {name}: it was put in past the ledger.")
    elif digest != row.digest or at != row.at:
        problems.append(f"The digest or time of {name} is not what decision {seq} recorded.")
    return problems


def _check_mention(
    row: Row[Any], claim_rows: list[Row[Any]], document: Row[Any], problems: list[str]
) -> Mention | None:
    """The mention built from its rows; None where they no longer make one."""
    built = []
    for expected, claim in enumerate(claim_rows):
        if claim.ordinal != expected:
            problems.append(f"A claim before {claim.id} is missing from mention {row.id} of {document.doc_id}.")
        if not _stands(claim, document.text):
            problems.append(
                f"The words of claim {claim.id} ({claim.verbatim!r}) do not stand in {document.doc_id} "
                f"at {claim.span_start} to {claim.span_end}."
            )
        try:
            built.append(claim_from(claim))
        except ValidationError as error:
            problems.append(f"Claim {claim.id} of {document.doc_id} is no claim any more: {error.errors()[0]['msg']}.")
    if len(built) < len(claim_rows):
        return None
    try:
        mention = Mention(id=row.id, claims=tuple(built), aggregate=row.aggregate)
    except ValidationError:
        problems.append(f"Mention {row.id} of {document.doc_id} is no mention any more.")
        return None
    for model, claim in zip(built, claim_rows, strict=True):
        fresh = claim_row(model, mention, claim.mention, claim.ordinal)
        changed = [name for name in ("field", "low", "high", "qualifier") if fresh[name] != getattr(claim, name)]
        if fresh["id"] != claim.id:
            problems.append(f"Claim {claim.id} of {document.doc_id} has been changed: its id does not fit its content.")
        if changed:
            problems.append(f"Claim {claim.id} of {document.doc_id} contradicts itself in {', '.join(changed)}.")
    return mention


def _check_statements(rows: list[Row[Any]], document: Row[Any], problems: list[str]) -> list[Statement]:
    """The statements built from a reading's rows; those that no longer make one are left out."""
    built = []
    for expected, row in enumerate(rows):
        name = f"statement {row.id} of {document.doc_id}"
        if row.ordinal != expected:
            problems.append(f"A statement before {name} is missing.")
        if not _stands(row, document.text):
            problems.append(
                f"The words of {name} ({row.verbatim!r}) do not stand there at {row.span_start} to {row.span_end}."
            )
        try:
            statement = statement_from(row)
        except ValidationError as error:
            problems.append(f"What was {name} is no statement any more: {error.errors()[0]['msg']}.")
            continue
        built.append(statement)
        fresh = statement_row(statement, document.id, row.reading, row.ordinal)
        if fresh["id"] != row.id:
            problems.append(f"The {name} has been changed: its id does not fit its content.")
        if (fresh["kind"], fresh["actor_id"]) != (row.kind, row.actor_id):
            problems.append(f"The {name} contradicts itself in kind or actor_id.")
    return built


def _stands(claim: Row[Any], text: str) -> bool:
    try:
        return bool(text[claim.span_start : claim.span_end] == claim.verbatim)
    except TypeError:  # SQLite keeps words in a column of numbers without complaint
        return False


def _check_files(connection: Connection, announced: _Announced, result: Verification) -> None:
    def rows(seqs: Sequence[int]) -> list[Row[Any]]:
        return list(connection.execute(select(attachments).where(attachments.c.seq.in_(seqs))).all())

    for seq in connection.scalars(select(attachments.c.seq).order_by(attachments.c.seq)).all():
        for row in _readable(connection, [seq], rows, "File", result.problems):  # alone, for it may be large
            result.files += 1
            result.problems += _check_file(row, announced.files.pop(row.id, None))


def _check_file(row: Row[Any], attached: Decision | None) -> Iterator[str]:
    name = f"file {row.name} ({row.id[:12]})"
    if not isinstance(row.content, bytes) or hashlib.sha256(row.content).hexdigest() != row.id:
        yield f"The bytes of {name} have been changed: their SHA-256 is not its id."
    if attached is None:
        yield f"No attach decision speaks of {name}: it was put in past the ledger."
        return
    kept = {"sha256": row.id, "name": row.name, "media_type": row.media_type, "size": row.size}
    if (attached.after or {}).get("file") != kept or (attached.actor, attached.at) != (row.actor, row.at):
        yield f"The name, kind, size, time or hand of {name} is not what decision {attached.seq} recorded."


def _orphans(connection: Connection) -> Iterator[str]:
    """What belongs to something that is not there. Asked of each row: a list of all ids may be too long to be kept."""

    def without(table: Table, key: str, owner: Column[Any]) -> Sequence[Any]:
        missing = ~exists().where(owner == table.c[key])
        named = [table.c[name] for name in ("seq", "id") if name in table.c]
        return connection.execute(select(*named, table.c[key].label("owner")).where(missing)).all()

    for row in without(readings, "document_id", documents.c.id):
        yield f"Reading {row.seq} is of document {row.owner[:12]}, which is missing."
    for row in without(mentions, "reading", readings.c.seq):
        yield f"Mention {row.id} belongs to reading {row.owner}, which is missing."
    for row in without(statements, "reading", readings.c.seq):
        yield f"Statement {row.id} belongs to reading {row.owner}, which is missing."
    for row in without(claims, "mention", mentions.c.seq):
        yield f"Claim {row.id} belongs to mention {row.owner}, which is missing."


def _missing(announced: _Announced) -> Iterator[str]:
    for digest, decision in announced.files.items():
        yield f"File {digest[:12]}, which decision {decision.seq} attached, is missing."
    for document_id, (seq, _) in announced.captures.items():
        yield f"Document {document_id[:12]}, which decision {seq} captured, is missing."
    for (document_id, reader, version, _), (seq, *_) in announced.reads.items():
        yield f"The reading of document {document_id[:12]} by {reader} {version}, decision {seq}, is missing."


def _readable(
    connection: Connection,
    seqs: Sequence[int],
    fetch: Callable[[Sequence[int]], list[T]],
    what: str,
    problems: list[str],
) -> list[T]:
    """The rows, without those in which somebody left what is no date, no text, no number."""
    dialect = engines.of(connection)
    try:
        with dialect.attempt(connection):
            return fetch(seqs) if seqs else []
    except (ValueError, TypeError, DBAPIError) as error:
        if isinstance(error, DBAPIError) and not dialect.is_damage(error):
            raise
        if len(seqs) > 1:
            half = len(seqs) // 2
            parts = (seqs[:half], seqs[half:])
            return [row for part in parts for row in _readable(connection, part, fetch, what, problems)]
        cause = error.orig if isinstance(error, DBAPIError) else error
        problems.append(f"{what} number {seqs[0]} cannot be read from its table: {cause}.")
        return []
