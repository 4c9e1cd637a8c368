import gzip
import io
import struct
import time
import zipfile
from datetime import UTC, date, datetime

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator

from hudhud.capture import Failure, take_in
from hudhud.capture.encodings import unchunked, unpacked
from hudhud.errors import CaptureError
from tests.capture_samples import BODY, page, pdf, wacz, warc

# The writer of the examples leaves its own temporary files to be closed for it.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
HTML = {"Content-Type": "text/html; charset=utf-8"}
ADDRESS = "https://courier.example/2024/03/05/four-shot"


def taken(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    items = list(take_in(path))
    failures = [str(each.error) for each in items if isinstance(each, Failure)]
    assert all("\n" not in failure and failure.startswith(str(path)) for failure in failures)
    return [each for each in items if not isinstance(each, Failure)], failures


@pytest.mark.parametrize(("name", "packed"), [("a.warc", False), ("a.warc.gz", True), ("archive", True), ("b", False)])
def test_an_answer_is_a_document_with_its_exchange(tmp_path, name, packed):
    content = warc([(ADDRESS, HTML | {"ETag": '"7"'}, page())], gzip=packed)
    (found,), failures = taken(tmp_path, name, content)
    document, fetch = found.document, found.source.fetch
    assert not failures and fetch is not None
    assert (document.content, document.doc_id, document.media_type) == (page(), ADDRESS, "text/html")
    assert document.captured_at == fetch.at == datetime(2024, 3, 6, 8, tzinfo=UTC)
    assert (fetch.url, fetch.status, fetch.document, fetch.etag) == (ADDRESS, 200, document.id, '"7"')
    assert [record.kind for record in fetch.records] == ["request", "response"]
    assert document.about["url"].where == "WARC-Target-URI"
    # The address names a day; no day of publication is taken from when it was archived.
    assert (document.published, document.about["published"].where) == (date(2024, 3, 5), "URL path")
    plain = content if not packed else gzip.decompress(content)
    assert all(gzip.decompress(record.content) in plain for record in fetch.records)
    again = ArchiveIterator(io.BytesIO(fetch.records[1].content))
    assert next(iter(again)).content_stream().read() == page()


def test_encodings_are_taken_off_and_other_kinds_passed_over(tmp_path):
    body = page()
    chunks = b"5\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (body[:5], len(body) - 5, body[5:])
    western = page("Café. " + BODY).decode().encode("cp1252")
    answers = [
        ("https://a.example/g", HTML | {"Content-Encoding": "gzip"}, gzip.compress(body)),
        ("https://a.example/b", HTML | {"Content-Encoding": "br"}, brotli.compress(body)),
        ("https://a.example/c", HTML | {"Transfer-Encoding": "chunked"}, chunks),
        ("https://a.example/w", {"Content-Type": "text/html; charset=windows-1252"}, western),
        ("https://a.example/t", {"Content-Type": "text/plain"}, BODY.encode()),
        ("https://a.example/p", {"Content-Type": "application/pdf"}, pdf([[BODY]])),
        ("https://a.example/i", {"Content-Type": "image/png"}, b"\x89PNG"),
        ("https://a.example/n", {}, b"?"),
    ]  # fmt: skip
    found, failures = taken(tmp_path, "a.warc.gz", warc(answers))
    assert not failures
    assert [each.document.doc_id[-1] for each in found] == list("gbcwtp")
    assert all(each.document.content == body for each in found[:3])
    assert found[3].document.encoding == "cp1252" and "Café" in found[3].copy.text


def test_an_archive_without_a_page_counts_what_is_in_it(tmp_path):
    _, (failure,) = taken(tmp_path, "a.warc", warc([(ADDRESS, HTML, page())], gzip=False, status="404 Not Found"))
    assert "without a page, text or PDF to read; in it: " in failure and "1 HTTP 404" in failure


TWO = [("https://a.example/1", HTML, page("One. " + BODY)), ("https://a.example/2", HTML, page("Two. " + BODY))]


@pytest.mark.parametrize("length", [b"9999999", b"999999999999999", b"10", b"-1", b"x"])
def test_a_lying_length_spoils_no_other_record(tmp_path, length):
    content = warc(TWO, gzip=False)
    at = content.index(b"WARC-Target-URI: https://a.example/1")
    at = content.index(b"Content-Length: ", at) + len(b"Content-Length: ")
    content = content[:at] + length + content[content.index(b"\r\n", at) :]
    found, failures = taken(tmp_path, "a.warc", content)
    assert [each.document.doc_id for each in found] == ["https://a.example/2"]
    assert failures and "record 2" in failures[0]


def members(content):
    return [b"\x1f\x8b\x08" + part for part in content.split(b"\x1f\x8b\x08")[1:]]


@pytest.mark.parametrize(
    "harm",
    [
        lambda member: member[: len(member) // 2],
        lambda member: member[:40] + bytes(40) + member[80:],
        lambda member: gzip.compress(b"GET / no version\r\n\r\n"),
        lambda member: gzip.compress(b"WARC/1.0\r\n" + b"X: y\r\n" * 100_000),
        lambda member: gzip.compress(b"\r\n" * 100_000),
        lambda member: gzip.compress(bytes(300_000_000)),
        lambda member: gzip.compress(gzip.decompress(member).replace(b"Content-Length: ", b"Content-Length: 9", 1)),
    ],
    ids=["cut", "overwritten", "no version", "endless header", "empty lines", "bomb", "length"],
)
def test_a_damaged_member_spoils_no_other(tmp_path, harm):
    parts = members(warc(TWO))
    parts[1] = harm(parts[1])
    begun = time.monotonic()
    found, failures = taken(tmp_path, "a.warc.gz", b"".join(parts))
    assert [each.document.doc_id for each in found] == ["https://a.example/2"]
    assert failures
    assert time.monotonic() - begun < 10


def test_an_archive_that_is_one_member_is_read(tmp_path):
    found, failures = taken(tmp_path, "a.warc.gz", gzip.compress(warc(TWO, gzip=False)))
    assert (len(found), failures) == (2, [])


def test_a_body_that_explodes_is_refused(tmp_path):
    bomb = ("https://a.example/0", HTML | {"Content-Encoding": "gzip"}, gzip.compress(bytes(200_000_000)))
    brotlis = ("https://a.example/9", HTML | {"Content-Encoding": "br"}, brotli.compress(bytes(30_000_000), quality=4))
    found, failures = taken(tmp_path, "a.warc.gz", warc([bomb, brotlis, *TWO]))
    assert len(found) == 2 and len(failures) == 2
    assert all("unpacks to more than the 20 MB" in failure for failure in failures)


@pytest.mark.parametrize(
    ("body", "encodings", "says"),
    [
        (b"\x1f\x8b\x08broken", "gzip", "says it is packed with gzip, but is not"),
        (b"broken", "deflate", "says it is packed with deflate, but is not"),
        (b"broken", "zstd", "packed with 'zstd', which hudhud does not know"),
        (b"x", "gzip, gzip, gzip, gzip", "packed 4 times over"),
    ],
)
def test_false_encodings_are_refused(body, encodings, says):
    with pytest.raises(CaptureError, match=says):
        unpacked(body, encodings, "x")


def test_what_the_archive_unpacked_itself_is_left_so():
    assert unpacked(b"<p>plain", "gzip", "x") == b"<p>plain"
    assert unchunked(b"<p>plain", "x") == b"<p>plain"
    with pytest.raises(CaptureError, match="in chunks, of which one is broken"):
        unchunked(b"5\r\nabc", "x")


class TestWacz:
    def test_its_archives_are_read_and_nothing_is_unpacked_to_the_disk(self, tmp_path):
        content = wacz(
            {
                "archive/../../../escaped.warc.gz": warc(TWO[:1]),
                "/archive/root.warc.gz": warc(TWO[:1]),
                "archive/one.warc.gz": warc(TWO),
                "archive/not.warc.gz": b"no gzip",
                "pages/pages.jsonl": b"{}",
            }
        )
        found, failures = taken(tmp_path, "a.wacz", content)
        assert [each.document.doc_id[-1] for each in found] == ["1", "2"]
        assert sum("leads out of the archive" in failure for failure in failures) == 2
        assert sum("is not gzipped" in failure for failure in failures) == 1
        assert [path.name for path in tmp_path.iterdir()] == ["a.wacz"]
        assert not list(tmp_path.parent.glob("escaped*"))

    def test_it_is_told_by_its_content(self, tmp_path):
        found, _ = taken(tmp_path, "archive.zip", wacz({"archive/one.warc.gz": warc(TWO)}))
        assert len(found) == 2
        _, (failure,) = taken(tmp_path, "office.zip", wacz({"word/document.xml": b"<x/>"}))
        assert "ZIP archive or an office document" in failure

    def test_an_encrypted_member_is_refused(self, tmp_path):
        content = bytearray(wacz({"archive/one.warc.gz": warc(TWO)}))
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            struct.pack_into("<H", content, content.index(mark) + offset, 1)
        _, failures = taken(tmp_path, "a.wacz", bytes(content))
        assert "is encrypted" in failures[0]

    def test_a_bomb_is_refused(self, tmp_path):
        out = io.BytesIO()
        with (
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open("archive/one.warc.gz", "w") as member,
        ):
            for _ in range(200):
                member.write(bytes(1_000_000))
        begun = time.monotonic()
        _, (failure,) = taken(tmp_path, "a.wacz", out.getvalue())
        assert "grows more than 200-fold" in failure
        assert time.monotonic() - begun < 10

    @pytest.mark.parametrize(
        "content", [b"PK\x03\x04", b"no zip", wacz({"a.txt": b"x"}), wacz({"archive/a.warc.gz": warc(TWO)})[:-30]]
    )
    def test_broken_ones_say_so(self, tmp_path, content):
        found, failures = taken(tmp_path, "a.wacz", content)
        assert not found and len(failures) == 1
