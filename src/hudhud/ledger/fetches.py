"""Fetches to rows and back, with their WARC records, within the transaction of the decision that speaks of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, exists, insert, select

from hudhud.ledger.chain import Draft
from hudhud.ledger.tables import fetches, in_utc, warc_records
from hudhud.model import Fetch, WarcRecord

_FETCH = ("url", "final_url", "at", "status", "document", "etag", "last_modified", "error")
_RECORD = ("id", "kind", "content", "sha256")


def keep_fetch(connection: Connection, fetch: Fetch, actor: str) -> list[Draft]:
    """Keep a fetch and its records; nothing, and no draft, where its records are known (an archive added twice)."""
    ids = [record.id for record in fetch.records]
    if ids and connection.scalar(select(exists().where(warc_records.c.id.in_(ids)))):
        return []
    kept = connection.execute(insert(fetches), {name: getattr(fetch, name) for name in _FETCH}).inserted_primary_key
    assert kept is not None
    if ids:
        rows = [{name: getattr(record, name) for name in _RECORD} | {"fetch": kept.seq} for record in fetch.records]
        connection.execute(insert(warc_records), rows)
    outcome = fetch.error or (f"answered {fetch.status}" if fetch.status else "no answer")
    return [Draft(actor=actor, action="fetch", subject=fetch.url, reason=f"fetched: {outcome}", after=said_of(fetch))]


def said_of(fetch: Fetch) -> dict[str, Any]:
    """What a decision says of a fetch: everything but the records' bytes, which their digests cover."""
    records = [record.model_dump(include={"id", "kind", "sha256"}) for record in fetch.records]
    return fetch.model_dump(mode="json", exclude={"records", "at"}) | {
        "at": in_utc(fetch.at).isoformat(),
        "records": records,
    }


def fetch_from(row: Row[Any], records: tuple[WarcRecord, ...] = ()) -> Fetch:
    """The fetch of a row; one without its records still says everything else."""
    return Fetch(**{name: getattr(row, name) for name in _FETCH}, records=records)


def records_of(connection: Connection, fetch: int) -> tuple[WarcRecord, ...]:
    """The WARC records of the fetch of this number, in the order of the exchanges."""
    query = select(warc_records).where(warc_records.c.fetch == fetch).order_by(warc_records.c.seq)
    return tuple(WarcRecord(**{name: getattr(row, name) for name in _RECORD}) for row in connection.execute(query))
