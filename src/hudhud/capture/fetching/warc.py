"""An exchange as WARC 1.1 records: a request, and a response, revisit or what came instead.

A block holds the bytes as they were on the wire, chunks and content encoding included. As warcio and the
crawlers that use it do, WARC-Payload-Digest is taken of all that follows the HTTP head in the block.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from datetime import UTC, datetime

from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import datetime_to_iso_date

from hudhud.capture.fetching.addresses import normalised
from hudhud.capture.fetching.exchange import Exchange
from hudhud.model.custody import Fetch, RecordKind, WarcRecord

_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_Headers = list[tuple[str, str]]


def records_of(exchange: Exchange, known: Fetch | None = None) -> list[WarcRecord]:
    """The records of one exchange; none where no byte was exchanged. `known` is what a 304 refers to.

    What came instead of an HTTP response becomes a `metadata` record: no reader of archives could take it for one.
    """
    if not exchange.sent:
        return []
    request, answer = _identity(), _identity()
    asked = [*_about(exchange), ("Content-Type", "application/http; msgtype=request")]
    if not exchange.received:
        return [_record("request", request, asked, exchange.sent, None)]
    told = [*_about(exchange), ("WARC-Concurrent-To", f"<{request}>")]
    if exchange.stop is not None and exchange.stop.cut is not None:
        told.append(("WARC-Truncated", exchange.stop.cut))
    kind: RecordKind = "response" if exchange.head else "metadata"
    if exchange.head and exchange.status == 304 and known is not None:
        kind = "revisit"
        told += [("WARC-Profile", _NOT_MODIFIED), *_referring_to(known)]
    told.append(("Content-Type", "application/http; msgtype=response" if exchange.head else "application/octet-stream"))
    return [
        _record("request", request, [*asked, ("WARC-Concurrent-To", f"<{answer}>")], exchange.sent, None),
        _record(kind, answer, told, exchange.received, exchange.head if kind == "response" else None),
    ]


def _identity() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


def _about(exchange: Exchange) -> _Headers:
    headers = [("WARC-Target-URI", str(exchange.target.url)), ("WARC-Date", _time(exchange.at))]
    return [*headers, ("WARC-IP-Address", exchange.address)] if exchange.address else headers


def _referring_to(known: Fetch) -> _Headers:
    headers = [("WARC-Refers-To-Target-URI", known.final_url)]
    if normalised(known.url) == known.final_url:
        # After redirects the record referred to is younger than the fetch.
        headers.append(("WARC-Refers-To-Date", _time(known.at)))
    responses = [record.id for record in known.records if record.kind == "response"]
    return [*headers, ("WARC-Refers-To", f"<{responses[-1]}>")] if responses else headers


def _time(at: datetime) -> str:
    written: str = datetime_to_iso_date(at.astimezone(UTC).replace(tzinfo=None), use_micros=True)
    return written


def _record(kind: RecordKind, identity: str, headers: _Headers, block: bytes, head: int | None) -> WarcRecord:
    """`head`: how many bytes of the block come before its payload; None where it has none."""
    lines = [("WARC-Type", kind), ("WARC-Record-ID", f"<{identity}>"), *headers, ("WARC-Block-Digest", _digest(block))]
    if head is not None:
        lines.append(("WARC-Payload-Digest", _digest(block[head:])))
    lines.append(("Content-Length", str(len(block))))
    header: bytes = StatusAndHeaders("", lines, protocol="WARC/1.1").to_bytes(encoding="utf-8")
    return WarcRecord.of(identity, kind, header + block + b"\r\n\r\n")


def _digest(data: bytes) -> str:
    """SHA-256 as the standard's examples write a digest: in base 32."""
    return "sha256:" + base64.b32encode(hashlib.sha256(data).digest()).decode("ascii")
