"""Generated reports of every kind that `hudhud add` takes, each with a number that stands in it once."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

_PLACES = (
    "Sukhna", "Palmyra", "Salamiyah", "Hasakah", "Raqqa", "Mosul", "Kirkuk", "Baqubah", "Owo", "Kaduna", "Maiduguri",
    "Zamzam", "El Fasher", "Omdurman", "Kramatorsk", "Kharkiv", "Odesa", "Tumaco", "Cúcuta", "Goma", "Bunia",
    "Mogadishu", "Kismayo", "Peshawar", "Quetta", "Kabul", "Kunduz", "Herat", "Sittwe", "Loikaw",
)  # fmt: skip
_WHO = ("farmers", "shepherds", "bus passengers", "worshippers", "market traders", "soldiers", "students", "miners")
_HOW = ("Gunmen killed", "An air strike killed", "A roadside bomb killed", "Shelling killed", "Armed men shot dead")
_SOURCES = ("local sources said", "police said", "the health office said", "relatives told a radio station")
_PER_FILE = 250
"""Reports in one table or archive."""


def number_mark(number: int) -> str:
    """The words by which report `number` is known again."""
    return f"Reference {number:06d}."


def report(number: int) -> tuple[str, date, list[str]]:
    """Title, day of publication and paragraphs of report `number`; always the same."""
    chance = random.Random(number)
    day = date(2015, 1, 1) + timedelta(days=chance.randrange(3600))
    place, killed, hurt = chance.choice(_PLACES), chance.randrange(1, 40), chance.randrange(2, 60)
    title = f"{killed} dead in {place}"
    first = (
        f"{chance.choice(_HOW)} at least {killed} {chance.choice(_WHO)} in {place} on {day:%A}, "
        f"{chance.choice(_SOURCES)}. About {hurt} others were wounded."
    )
    second = f"Our office filed this report that day. {number_mark(number)}"
    return title, day + timedelta(days=1), [first, second]


def write_reports(folder: Path, count: int) -> dict[str, int]:
    """Write reports 0 to `count` into a folder, an eighth of each kind; by kind, how many."""
    kinds: Sequence[tuple[str, Callable[[Path, list[int]], None]]] = (
        ("text", _one_each(".txt", _text)),
        ("page", _one_each(".html", _page)),
        ("message", _one_each(".eml", _message)),
        ("pdf", _one_each(".pdf", _pdf)),
        ("json lines", _several(".jsonl", _json_lines)),
        ("csv", _several(".csv", _csv)),
        ("warc", _several(".warc.gz", _warc)),
        ("page in a folder", _one_each(".htm", _page)),
    )
    written = {}
    for index, (kind, write) in enumerate(kinds):
        below = folder / kind.replace(" ", "-")
        below.mkdir(parents=True)
        numbers = list(range(index, count, len(kinds)))
        write(below, numbers)
        written[kind] = len(numbers)
    return written


def _one_each(suffix: str, content: Callable[[int], bytes]) -> Callable[[Path, list[int]], None]:
    def write(folder: Path, numbers: list[int]) -> None:
        for number in numbers:
            (folder / f"{number:06d}{suffix}").write_bytes(content(number))

    return write


def _several(suffix: str, content: Callable[[list[int]], bytes]) -> Callable[[Path, list[int]], None]:
    def write(folder: Path, numbers: list[int]) -> None:
        for start in range(0, len(numbers), _PER_FILE):
            some = numbers[start : start + _PER_FILE]
            (folder / f"{some[0]:06d}{suffix}").write_bytes(content(some))

    return write


def _text(number: int) -> bytes:
    title, day, paragraphs = report(number)
    return "\n\n".join([f"Title: {title}\nPublished: {day}\n---", *paragraphs]).encode()


def _page(number: int) -> bytes:
    title, day, paragraphs = report(number)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html><head><title>{title}</title>"
        f'<meta property="article:published_time" content="{day}T08:00:00Z"></head><body>'
        f"<nav><a href=/>Home</a></nav><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


def _message(number: int) -> bytes:
    title, day, paragraphs = report(number)
    message = EmailMessage()
    message["Subject"] = title
    message["From"] = "Example Wire <wire@example.org>"
    message["Date"] = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    message["Message-ID"] = f"<{number}@example.org>"
    message.set_content("\n\n".join(paragraphs))
    return message.as_bytes()


def _pdf(number: int) -> bytes:
    """One page with its words one line each, in the plainest PDF there is."""
    _, _, paragraphs = report(number)
    words = [line for paragraph in paragraphs for line in _wrapped(paragraph)]
    shown = "\n".join(f"({line}) Tj T*" for line in words).encode("cp1252", "replace")
    stream = b"BT /F 11 Tf 14 TL 60 760 Td\n" + shown + b"\nET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    whole, places = bytearray(b"%PDF-1.4\n"), []
    for index, part in enumerate(parts, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (index, part)
    table = len(whole)
    whole += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(whole + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table)


def _wrapped(paragraph: str, width: int = 80) -> Iterator[str]:
    line = ""
    for word in paragraph.split():
        if len(line) + len(word) > width:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line


def _json_lines(numbers: list[int]) -> bytes:
    lines = []
    for number in numbers:
        title, day, paragraphs = report(number)
        record = {"doc_id": f"json-{number}", "title": title, "published": str(day), "text": "\n\n".join(paragraphs)}
        lines.append(json.dumps(record))
    return ("\n".join(lines) + "\n").encode()


def _csv(numbers: list[int]) -> bytes:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["doc_id", "title", "published", "text"])
    for number in numbers:
        title, day, paragraphs = report(number)
        writer.writerow([f"csv-{number}", title, day, "\n\n".join(paragraphs)])
    return table.getvalue().encode()


def _warc(numbers: list[int]) -> bytes:
    archive = io.BytesIO()
    writer = WARCWriter(archive, gzip=True)
    for number in numbers:
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        address = f"https://news.example/{number}"
        record = writer.create_warc_record(address, "response", payload=io.BytesIO(_page(number)), http_headers=headers)
        writer.write_record(record)
    return archive.getvalue()
