import gzip
import time
import zlib

import pytest

from hudhud.capture.fetching.kinds import accepted, kind_of
from hudhud.capture.fetching.line import StoppedError
from hudhud.capture.fetching.packing import unpacked

TEXT = b"Two people were wounded near the bridge. " * 50


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("body", "encodings"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT), " X-GZIP "),
        (zlib.compress(TEXT), "deflate"),
        (bare_deflate(TEXT), "deflate"),
        (zlib.compress(gzip.compress(TEXT)), "gzip, deflate"),
        (gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]), "gzip"),
        (gzip.compress(b"") + gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT) + b"\0\0\0 left over", "gzip"),
    ],
)
def test_what_was_packed_is_unpacked(body: bytes, encodings: str) -> None:
    assert unpacked(body, encodings, len(TEXT)) == TEXT


@pytest.mark.parametrize(
    ("body", "encodings", "says"),
    [
        (gzip.compress(TEXT), "gzip", "unpacks to more than"),
        (gzip.compress(TEXT[:1000]) * 3, "gzip", "unpacks to more than"),
        (zlib.compress(TEXT), "deflate", "unpacks to more than"),
        (bare_deflate(TEXT), "deflate", "unpacks to more than"),
        (gzip.compress(TEXT[:100])[:-9], "gzip", "ends early"),
        (TEXT[:100], "gzip", "not packed as it says"),
        (TEXT[:100], "br", "not asked for"),
        (TEXT[:100], "zstd", "not asked for"),
        (TEXT[:100], "gzip, gzip, gzip", "packed 3 times over"),
    ],
)
def test_what_cannot_be_unpacked_is_said(body: bytes, encodings: str, says: str) -> None:
    with pytest.raises(StoppedError, match=says):
        unpacked(body, encodings, 1500)


def test_a_body_of_a_million_pieces_is_refused_in_time() -> None:
    began = time.monotonic()
    with pytest.raises(StoppedError, match="more than 5000 pieces"):
        unpacked(gzip.compress(b"") * 1_000_000, "gzip", 20_000_000)
    assert time.monotonic() - began < 2


def test_an_empty_body_is_empty_whatever_it_is_packed_as() -> None:
    assert unpacked(b"", "gzip", 10) == unpacked(b"", "deflate", 10) == b""


@pytest.mark.parametrize(
    ("declared", "content", "kind"),
    [
        ("text/html", b"<p>a", "html"),
        ("application/xhtml+xml", b"<?xml version='1.0'?><html>", "html"),
        ("text/plain", b"Gunmen attacked.", "text"),
        ("text/plain", b"<!DOCTYPE html><p>a", "html"),
        ("", b" <HTML><body>a", "html"),
        ("", b"Gunmen attacked.", "text"),
        ("application/octet-stream", b"%PDF-1.7", "pdf"),
        ("text/html", b"\n%PDF-1.7", "pdf"),
        ("text/html", b"<?xml version='1.0'?><rss version='2.0'>", "feed"),
        ("application/xml", b"<feed xmlns='http://www.w3.org/2005/Atom'>", "feed"),
        ("text/xml", b"<?xml version='1.0'?><!DOCTYPE html><html>", "html"),
        ("application/rss+xml", b"<rss>", "feed"),
        ("application/json", b"{}", "json"),
        ("text/html", b"\x89PNG\r\n\x1a\n", None),
        ("text/html", b"\xff\xd8\xff\xe0", None),
        ("text/plain", b"PK\x03\x04", None),
        ("application/pdf", b"<html>please log in", None),
        ("application/octet-stream", b"\0\1\2", None),
        ("application/msword", b"a", None),
        ("text/html", b"\0\0\0\x18ftypmp42", None),
    ],
)
def test_a_kind_is_told_by_header_and_first_bytes(declared: str, content: bytes, kind: str | None) -> None:
    assert kind_of(declared, content)[0] == kind


def test_what_is_wanted_is_asked_for() -> None:
    assert accepted(("html", "pdf")) == "text/html,application/xhtml+xml,application/pdf,application/x-pdf,*/*;q=0.1"
