"""The part of `verify` that looks at custody: fetches, quarantine and timestamps, each against its decision."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, exists, select

from hudhud.ledger.custody import stamp_draft
from hudhud.ledger.fetches import fetch_from, records_of, said_of
from hudhud.ledger.tables import fetches, in_utc, quarantined, timestamps, warc_records
from hudhud.model import Decision, WarcRecord

T = TypeVar("T")
Readable = Callable[[Sequence[int], Callable[[Sequence[int]], list[Row[Any]]], str, list[str]], list[Row[Any]]]


@dataclass(slots=True)
class AnnouncedCustody:
    """What the decisions say was fetched, put apart and signed. Whatever is found is taken off."""

    fetches: dict[tuple[str, str], list[Decision]] = field(default_factory=dict)
    """By address and time; an archive may hold one address twice in a second."""
    quarantined: dict[str, Decision] = field(default_factory=dict)
    timestamps: list[Decision] = field(default_factory=list)

    def take(self, decision: Decision) -> None:
        """Note a decision of the actions fetch, quarantine and timestamp."""
        if decision.action == "fetch":
            key = (decision.subject, str((decision.after or {}).get("at")))
            self.fetches.setdefault(key, []).append(decision)
        elif decision.action == "quarantine":
            self.quarantined[decision.subject] = decision
        elif decision.action == "timestamp":
            self.timestamps.append(decision)


@dataclass(slots=True)
class CustodyCounts:
    """What was looked at."""

    fetches: int = 0
    records: int = 0
    quarantined: int = 0
    timestamps: int = 0


def check_custody(
    connection: Connection, announced: AnnouncedCustody, readable: Readable, problems: list[str]
) -> CustodyCounts:
    """Check every row of custody, one at a time, for each may be large; add to `problems` what is wrong."""
    counts = CustodyCounts()
    for row in _each(connection, fetches, "Fetch", readable, problems):
        counts.fetches += 1
        counts.records += _check_fetch(connection, row, announced, problems)
    orphan = ~exists().where(fetches.c.seq == warc_records.c.fetch)
    for identity in connection.scalars(select(warc_records.c.id).where(orphan)):
        problems.append(f"WARC record {identity} belongs to a fetch that is missing.")
    for row in _each(connection, quarantined, "Quarantined file", readable, problems):
        counts.quarantined += 1
        problems += _check_quarantined(row, announced.quarantined.pop(row.id, None))
    waiting = list(announced.timestamps)
    for row in _each(connection, timestamps, "Timestamp", readable, problems):
        counts.timestamps += 1
        problems += _check_timestamp(row, waiting.pop(0) if waiting else None)
    problems += _missing(announced, waiting)
    return counts


def _each(connection: Connection, table: Any, what: str, readable: Readable, problems: list[str]) -> Iterator[Row[Any]]:
    def rows(seqs: Sequence[int]) -> list[Row[Any]]:
        return list(connection.execute(select(table).where(table.c.seq.in_(seqs))).all())

    for seq in connection.scalars(select(table.c.seq).order_by(table.c.seq)).all():
        yield from readable([seq], rows, what, problems)


def _check_fetch(connection: Connection, row: Row[Any], announced: AnnouncedCustody, problems: list[str]) -> int:
    name = f"the fetch of {row.url} at {in_utc(row.at).isoformat(timespec='seconds')}"
    said = announced.fetches.get((row.url, in_utc(row.at).isoformat()), [])
    try:
        records = records_of(connection, row.seq)
        now: dict[str, Any] | None = said_of(fetch_from(row, records))
    except ValueError:
        records, now = (), None
    for record in records:
        if _digest(record) != record.sha256:
            problems.append(f"WARC record {record.id} of {name} has been changed: its SHA-256 is not the one stored.")
    if not said:
        problems.append(f"No fetch decision speaks of {name}: it was put in past the ledger.")
    elif (decision := said.pop(0)).after != now:
        problems.append(f"The answer or the records of {name} are not those that decision {decision.seq} recorded.")
    return len(records)


def _digest(record: WarcRecord) -> str | None:
    try:
        return hashlib.sha256(gzip.decompress(record.content)).hexdigest()
    except (OSError, EOFError, zlib.error):
        return None


def _check_quarantined(row: Row[Any], said: Decision | None) -> Iterator[str]:
    name = f"quarantined file {row.id[:12]}"
    if not isinstance(row.content, bytes) or hashlib.sha256(row.content).hexdigest() != row.id:
        yield f"The bytes of {name} have been changed: their SHA-256 is not its id."
    if said is None:
        yield f"No quarantine decision speaks of {name}: it was put in past the ledger."
    elif (said.reason, said.after) != (row.reason, {"origin": row.origin, "bytes": len(row.content)}):
        yield f"The origin or reason of {name} is not what decision {said.seq} recorded."


def _check_timestamp(row: Row[Any], said: Decision | None) -> Iterator[str]:
    name = f"the timestamp of decision {row.decision} by {row.authority}"
    if said is None:
        yield f"No timestamp decision speaks of {name}: it was put in past the ledger."
        return
    now = stamp_draft(row.decision, row.authority, row.signed_at, row.token, said.actor)
    if (said.subject, said.after) != (now.subject, now.after):
        yield f"What {name} says is not what decision {said.seq} recorded."


def _missing(announced: AnnouncedCustody, unstamped: Sequence[Decision]) -> Iterator[str]:
    for decision in (one for several in announced.fetches.values() for one in several):
        yield f"The fetch of {decision.subject}, which decision {decision.seq} recorded, is missing."
    for digest, decision in announced.quarantined.items():
        yield f"Quarantined file {digest[:12]}, which decision {decision.seq} recorded, is missing."
    for decision in unstamped:
        yield f"The timestamp that decision {decision.seq} recorded is missing."
