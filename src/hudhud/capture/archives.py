"""Web archives, WARC and WACZ → the pages, texts and PDFs that their servers answered with."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from pathlib import PurePosixPath
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException

from hudhud.capture.decoding import LARGEST_REPORT
from hudhud.capture.encodings import unchunked, unpacked
from hudhud.capture.source import Failure, Source
from hudhud.capture.taken import found, known
from hudhud.capture.warc import GZIP, Damage, RawRecord, records
from hudhud.errors import CaptureError
from hudhud.model import Fetch, MediaType, WarcRecord

_READ: dict[str, MediaType] = {
    "text/html": "text/html",
    "application/xhtml+xml": "text/html",
    "text/plain": "text/plain",
    "application/pdf": "application/pdf",
}
_HTTP = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/2", "HTTP/3"])
_LONGEST_HEADER = 200_000
_LARGEST_REQUEST = 1_000_000
_LARGEST_RATIO = 200
_ALWAYS_EXPANDED = 1 << 26
_MOST_MEMBERS = 10_000
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")


def warc_reports(file: BinaryIO, origin: str) -> Iterator[Source | Failure]:
    """The answered pages of one archive, with the exchange that each came with.

    Requests, redirects, images and the rest are passed over; where nothing else is there, one error
    counts them.
    """
    passed: Counter[str] = Counter()
    empty = True
    for each in _with_requests(_answers(file, origin, passed)):
        empty = False
        yield each
    if empty:
        there = ", ".join(f"{count} {what}" for what, count in passed.most_common(8)) or "nothing"
        raise CaptureError(f"{origin}: an archive without a page, text or PDF to read; in it: {there}")


@dataclass(frozen=True, slots=True)
class _Request:
    concurrent: str
    target: str
    record: WarcRecord


def _with_requests(found_in: Iterator[Source | Failure | _Request]) -> Iterator[Source | Failure]:
    """Each answer with the request that stands right before or behind it and belongs to it."""
    before: _Request | None = None
    answer: Source | None = None
    for each in found_in:
        if isinstance(each, _Request):
            if answer is not None and _belongs(each, answer):
                yield _asked(answer, each)
                answer, before = None, None
            else:
                before = each
            continue
        if answer is not None:
            yield answer
        answer = None
        if isinstance(each, Failure):
            yield each
        elif before is not None and _belongs(before, each):
            yield _asked(each, before)
        else:
            answer = each
        before = None
    if answer is not None:
        yield answer


def _belongs(request: _Request, answer: Source) -> bool:
    if answer.fetch is None:
        return False
    ids = {record.id for record in answer.fetch.records}
    return request.concurrent in ids if request.concurrent else request.target == answer.fetch.url


def _asked(answer: Source, request: _Request) -> Source:
    assert answer.fetch is not None
    fetch = answer.fetch.model_copy(update={"records": (request.record, *answer.fetch.records)})
    return replace(answer, fetch=fetch)


def _answers(file: BinaryIO, origin: str, passed: Counter[str]) -> Iterator[Source | Failure | _Request]:
    for record in records(file, _is_wanted):
        name = f"{origin}, record {record.number}"
        if isinstance(record, Damage):
            yield Failure(name, CaptureError(f"{name}: {record.why}"))
            continue
        kind = record.header.get("warc-type", "").lower()
        if kind == "request" and record.block:
            target = _target(record.header)
            yield _Request(_bare(record.header.get("warc-concurrent-to", "")), target, _kept(record, "request"))
            continue
        if kind != "response" or "http" not in record.header.get("content-type", ""):
            passed[kind[:20] or "unnamed"] += 1
            continue
        answer: Source | Failure | None
        try:
            answer = _answer(record, name, passed)
        except CaptureError as error:
            answer = Failure(name, error)
        if answer is not None:
            yield answer


def _is_wanted(header: Mapping[str, str], length: int) -> bool:
    kind = header.get("warc-type", "").lower()
    if kind == "request":
        return length <= _LARGEST_REQUEST
    return kind == "response" and length <= LARGEST_REPORT + _LONGEST_HEADER


def _answer(record: RawRecord, name: str, passed: Counter[str]) -> Source | None:
    """The report in a response; None where it is no answer that can be read."""
    if len(record.block) < record.length:
        passed["response too large for a report"] += 1
        return None
    answer, body = _http(record.block, name)
    status = answer.get_statuscode()
    if status != "200":
        passed[f"HTTP {status[:3]}"] += 1
        return None
    declared = Message()
    declared["Content-Type"] = (answer.get_header("Content-Type") or "")[:500]
    media_type = _READ.get(declared.get_content_type()) if answer.get_header("Content-Type") else None
    if media_type is None:
        passed[declared.get_content_type()[:40]] += 1
        return None
    if "chunked" in (answer.get_header("Transfer-Encoding") or "").lower():
        body = unchunked(body, name)
    body = unpacked(body, answer.get_header("Content-Encoding") or "", name)
    target = _target(record.header)
    source = Source(
        f"{name} ({target[:500]})" if target else name,
        body,
        media_type,
        name=target or None,
        charset=_charset(declared),
        about=known(url=found(target, "WARC-Target-URI")),
        captured_at=_time(record.header),
    )
    return replace(source, fetch=_fetch(record, source, answer))


def _fetch(record: RawRecord, source: Source, answer: StatusAndHeaders) -> Fetch | None:
    """The exchange; None where the record does not say when or with whom it was."""
    if source.captured_at is None or source.name is None:
        return None
    return Fetch(
        url=source.name,
        final_url=source.name,
        at=source.captured_at,
        status=200,
        document=source.digest,
        etag=answer.get_header("ETag"),
        last_modified=answer.get_header("Last-Modified"),
        records=(_kept(record, "response"),),
    )


def _http(block: bytes, name: str) -> tuple[StatusAndHeaders, bytes]:
    stream = io.BytesIO(block[:_LONGEST_HEADER])
    try:
        answer = _HTTP.parse(stream)
    except (StatusAndHeadersParserException, EOFError, ValueError) as error:
        raise CaptureError(f"{name}: its response does not begin with HTTP; capture it again") from error
    if stream.tell() == _LONGEST_HEADER:
        raise CaptureError(f"{name}: its response has a header without an end; capture it again")
    return answer, block[stream.tell() :]


def _charset(declared: Message) -> str | None:
    try:
        return declared.get_content_charset()
    except (LookupError, ValueError):
        return None


def _kept(record: RawRecord, kind: str) -> WarcRecord:
    identity = _bare(record.header.get("warc-record-id", ""))
    return WarcRecord.of(identity, "request" if kind == "request" else "response", record.whole)


def _bare(identity: str) -> str:
    return identity.strip().removeprefix("<").removesuffix(">")[:200]


def _target(header: Mapping[str, str]) -> str:
    # Early writers put it in angle brackets.
    return header.get("warc-target-uri", "").strip().removeprefix("<").removesuffix(">")[:2_000]


def _time(header: Mapping[str, str]) -> datetime | None:
    written = header.get("warc-date", "").strip()
    if not _TIME.fullmatch(written):
        return None
    try:
        return datetime.fromisoformat(written).astimezone(UTC)
    except ValueError:
        return None


def is_wacz(file: BinaryIO) -> bool:
    """Whether a ZIP archive holds web archives; leaves the file at its beginning."""
    try:
        with zipfile.ZipFile(file) as archive:
            return any(name.startswith("archive/") and name.endswith(".warc.gz") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RecursionError):
        return False
    finally:
        file.seek(0)


def wacz_reports(file: BinaryIO, origin: str) -> Iterator[Source | Failure]:
    """The pages of every `archive/*.warc.gz` in a WACZ file; nothing is unpacked to the disk."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = [each for each in archive.infolist() if each.filename.lower().endswith((".warc.gz", ".warc"))]
            if not members or len(members) > _MOST_MEMBERS:
                raise CaptureError(
                    f"{origin}: a ZIP archive with {len(members)} web archives in it; is it a WACZ file?"
                )
            if sum(each.compress_size for each in members) > size:
                raise CaptureError(f"{origin}: a ZIP archive whose parts overlap; save it again")
            for member in members:
                yield from _member(archive, member, f"{origin}, {member.filename[:200]!r}")
    except (zipfile.BadZipFile, NotImplementedError, ValueError, RecursionError) as error:
        raise CaptureError(f"{origin}: a WACZ file that is damaged ({str(error)[:100]}); download it again") from error


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Iterator[Source | Failure]:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    try:
        if path.is_absolute() or ".." in path.parts:
            raise CaptureError(f"{name}: leads out of the archive; it is not read")
        if path.parent != PurePosixPath("archive"):
            return
        if member.flag_bits & 1:
            raise CaptureError(f"{name}: is encrypted; save the archive without a password")
        if member.file_size > max(_ALWAYS_EXPANDED, _LARGEST_RATIO * member.compress_size):
            raise CaptureError(f"{name}: grows more than {_LARGEST_RATIO}-fold when unpacked; it is not read")
        with archive.open(member) as stream:
            if stream.read(len(GZIP)) != GZIP:
                raise CaptureError(f"{name}: is not gzipped; a WACZ file holds .warc.gz")
            stream.seek(0)
            yield from warc_reports(stream, name)  # type: ignore[arg-type]
    except CaptureError as error:
        yield Failure(name, error)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        yield Failure(name, CaptureError(f"{name}: is damaged in the archive ({str(error)[:100]}); download it again"))
