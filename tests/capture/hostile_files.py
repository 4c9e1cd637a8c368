"""Files that mean harm: each a function that makes its bytes."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from functools import cache

SENTENCE = "Three people were killed when gunmen attacked a market in the town of Marra on Tuesday, police said."


def page(body: str = f"<p>{SENTENCE}</p>", title: str = "Attack on a market", head: str = "") -> bytes:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


def nested_tags(count: int = 1_000_000) -> bytes:
    return page("<b>" * count + SENTENCE)


def unclosed_comments(count: int = 100_000) -> bytes:
    return page(f"<p>{SENTENCE}</p>" + "<!-- never closed " * count)


def long_title(size: int = 5_000_000) -> bytes:
    return page(title="A" * size)


def scripts_everywhere() -> bytes:
    return page(
        f"<p>{SENTENCE}</p><script>steal()</script><img src=x onerror='steal()'><p onclick='steal()'>Told by a witness."
        "</p><style>body{background:url(http://10.0.0.1/x)}</style><iframe src='file:///etc/passwd'></iframe>"
        "<a href='javascript:steal()'>more</a><svg><script>steal()</script></svg>",
        title="Attack &lt;script&gt;steal()&lt;/script&gt; on a market",
    )


def meta_refresh() -> bytes:
    return page(head='<meta http-equiv="refresh" content="0; url=http://169.254.169.254/latest/meta-data/">')


def foreign_canonical() -> bytes:
    return page(head='<link rel="canonical" href="http://somebody-else.example/their-report">')


def null_bytes() -> bytes:
    return page(f"<p>{SENTENCE}\x00\x00</p>\x00")


def billion_laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>'
        "<rss version='2.0'><channel><title>News</title><item><title>&l9;</title>"
        f"<description>{SENTENCE}</description></item></channel></rss>"
    ).encode()


def external_entity() -> bytes:
    return (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/passwd">'
        '<!ENTITY inside SYSTEM "http://169.254.169.254/latest/meta-data/">]>'
        "<rss version='2.0'><channel><title>News</title><item><title>&file;</title>"
        f"<description>&inside; {SENTENCE}</description></item></channel></rss>"
    ).encode()


def looping_pdf() -> bytes:
    """A tree of pages whose only branch is its own root."""
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>"]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = len(out)
    out += b"xref\n0 3\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    # Prev leads back to the same table: another circle.
    out += b"trailer\n<< /Size 3 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (table, table)
    return bytes(out)


def lying_warc() -> bytes:
    """Three records: one that is shorter than it says, one negative, one beyond the end of all memory."""
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 999999999\r\n\r\n" + page()
    records = []
    for number, length in enumerate((len(block) + 5000, -1, 2**62)):
        head = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-00000000000{number}>"
            f"\r\nWARC-Target-URI: http://example.org/{number}\r\nWARC-Date: 2024-01-02T03:04:05Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n"
        )
        records.append(head.encode() + block + b"\r\n\r\n")
    return b"".join(records)


def climbing_zip() -> bytes:
    """A WACZ whose members want to be written outside of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("datapackage.json", '{"profile": "data-package", "resources": []}')
        for name in ("../../climbed.txt", "/tmp/climbed.txt", "archive/../../../climbed.warc", "C:\\climbed.txt"):
            archive.writestr(name, SENTENCE)
    return out.getvalue()


def png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + bytes(17)


@cache
def gzip_bomb(size: int = 64_000_000) -> bytes:
    return gzip.compress(bytes(size), compresslevel=1, mtime=0)


def not_utf8() -> bytes:
    return page().replace(b"Marra", b"Marr\xe9\xff\xfe")


def odd_utf16() -> bytes:
    return page().decode().encode("utf-16-le") + b"\x0a"
