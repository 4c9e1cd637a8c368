"""Web archives (WARC; WACZ, which is a ZIP of them): each page that a server once gave, with its record.

Pages are the responses with status 200 in a form that hudhud reads; requests, revisits, pictures and the rest
are passed over. Nothing is ever unpacked to a disk, so names in an archive lead nowhere.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from hudhud.capture.decoding import LARGEST_REPORT
from hudhud.capture.source import Failure, Source
from hudhud.errors import CaptureError
from hudhud.model import Fetch, MediaType, WarcRecord

_KINDS: dict[str, MediaType] = {
    "text/html": "text/html",
    "application/xhtml+xml": "text/html",
    "text/plain": "text/plain",
    "application/pdf": "application/pdf",
}
_MOST_MEMBER = 3 * LARGEST_REPORT
# What warcio raises on records that lie, beside its own error.
_BROKEN = (ArchiveLoadFailed, ValueError, LookupError, AttributeError, TypeError, EOFError, zlib.error)
Opened = Callable[[], IO[bytes]]


def warc_pages(path: Path, shown: str) -> Iterator[Source | Failure]:
    """The pages of a WARC file, compressed or not."""
    yield from _pages(lambda: path.open("rb"), shown)


def wacz_pages(path: Path, shown: str) -> Iterator[Source | Failure]:
    """The pages of every WARC file under `archive/` in a WACZ."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if _is_archive(name)]
            if not names:
                raise CaptureError(f"{shown}: is a ZIP without web archives in archive/; add the files in it")
            for number, name in enumerate(names, 1):
                within = f"{shown}, archive {number}"
                yield from _pages(lambda name=name: archive.open(name), within)  # type: ignore[misc]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError) as error:
        raise CaptureError(f"{shown}: the ZIP is damaged or encrypted ({error}); download it again") from error


def _is_archive(name: str) -> bool:
    return name.startswith("archive/") and name.lower().endswith((".warc", ".warc.gz"))


def _pages(opened: Opened, shown: str) -> Iterator[Source | Failure]:
    seen = pages = 0
    with closing(opened()) as stream, closing(opened()) as beside:
        try:
            records = ArchiveIterator(stream, verify_http=False)
            for record in records:
                seen += 1
                found = _page(record, f"{shown}, record {seen}")
                if found is None:
                    continue
                pages += 1
                if isinstance(found, Source):
                    records.read_to_end(record)
                    raw = _raw(beside, records.get_record_offset(), records.get_record_length())
                    yield _with_record(found, record, raw)
                else:
                    yield found
        except _BROKEN as error:
            why = " ".join(str(error).split())[:120] or type(error).__name__
            raise CaptureError(
                f"{shown}: the archive is damaged behind record {seen} ({why}); the rest is left out"
            ) from error
    if not pages:
        raise CaptureError(f"{shown}: none of its {seen} records is a page that hudhud reads (HTML, text, PDF)")


def _page(record: Any, origin: str) -> Source | Failure | None:
    """The page of a record; None where it holds none."""
    http = record.http_headers
    if record.rec_type != "response" or http is None or http.get_statuscode() != "200":
        return None
    kind, _, rest = (http.get_header("Content-Type") or "").partition(";")
    media_type = _KINDS.get(kind.strip().lower())
    if media_type is None:
        return None
    address = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")[:2_000]
    content = record.content_stream().read(LARGEST_REPORT + 1)
    origin = f"{origin} ({address[:200]})"
    if len(content) > LARGEST_REPORT:
        return Failure(origin, CaptureError(f"{origin}: unpacks to more than {LARGEST_REPORT // 2**20} MB"))
    if not content:
        return Failure(origin, CaptureError(f"{origin}: the page is empty in the archive"))
    charset = rest.lower().partition("charset=")[2].strip(" \"'") or None
    taken = _moment(record.rec_headers.get_header("WARC-Date"))
    return Source(origin, content, media_type, name=address or None, charset=charset, captured_at=taken)


def _with_record(page: Source, record: Any, raw: bytes) -> Source:
    if page.captured_at is None:
        return page  # a record without a moment cannot be kept as a fetch
    headers = record.rec_headers
    identity = (headers.get_header("WARC-Record-ID") or "").strip("<> ")
    kept = WarcRecord.of(identity or f"sha256:{hashlib.sha256(raw).hexdigest()}", "response", raw)
    http = record.http_headers
    fetch = Fetch(
        url=page.name or page.origin, final_url=page.name or page.origin, at=page.captured_at, status=200,
        document=page.digest, etag=http.get_header("ETag"), last_modified=http.get_header("Last-Modified"),
        records=(kept,),
    )  # fmt: skip
    return Source(
        page.origin, page.content, page.media_type, page.name, page.charset, captured_at=page.captured_at, fetch=fetch
    )


def _raw(beside: IO[bytes], offset: int, length: int) -> bytes:
    """The exact bytes of a record as they stand in the file, unpacked where they are compressed."""
    if length > _MOST_MEMBER:
        raise ValueError("a record is too large")
    beside.seek(offset)
    raw = beside.read(length)
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    unpacked = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(raw, _MOST_MEMBER + 1)
    if len(unpacked) > _MOST_MEMBER:
        raise ValueError("a record unpacks to too much")
    return unpacked


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else None
