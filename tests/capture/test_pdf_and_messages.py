import io
import re
import time
import zlib
from datetime import date
from email.message import EmailMessage

import pytest
from pypdf import PdfReader, PdfWriter

from hudhud.capture import capture_bytes, page_of, reading_copy
from hudhud.errors import CaptureError
from tests.capture_samples import BODY, message, pdf

LINES = (
    "Four men were shot dead in the town of Marra on Tuesday by gun-",
    "men who came on two pickup trucks, a medic at the hospital said,",
    "and that the Kurdish-",
    "led force had closed the road to the north of it by the evening.",
)


def pdf_of(content):
    return capture_bytes(content, origin="a.pdf", media_type="application/pdf")


def refused(content, media_type="application/pdf"):
    with pytest.raises(CaptureError) as caught:
        capture_bytes(content, origin="x", media_type=media_type)
    assert "\n" not in str(caught.value) and str(caught.value).startswith("x: ")
    return str(caught.value)


class TestPdf:
    def test_lines_are_joined_and_what_every_page_repeats_is_left_out(self):
        last = [["Later that day another man died of his wounds in the hospital."], ["The road is shut."]]
        pages = [[f"Dera Courier, No. {n}", *lines, f"Page {n}"] for n, lines in enumerate([LINES, *last], 1)]
        document = pdf_of(pdf(pages))
        copy = reading_copy(document)
        assert "by gunmen who came on two" in copy.text
        assert "the Kurdish-led force" in copy.text
        assert "Courier" not in copy.text and "Page" not in copy.text
        assert {each.reason for each in copy.skipped} == {"running header or footer"}
        start, end = copy.original(copy.text.index("Later"), copy.text.index("Later") + 5)
        assert document.text[start:end] == "Later"
        assert [page_of(document.text, document.text.index(word)) for word in ("Four", "Later", "road is shut")] == [
            1,
            2,
            3,
        ]

    def test_its_information_is_a_guess_and_no_day_to_read_by(self):
        document = pdf_of(pdf([LINES], "/Title (Four shot) /Author (Hala Dib) /CreationDate (D:20240306101500+03'00')"))
        found = document.about["published"]
        assert (found.value, found.guessed) == ("2024-03-06T10:15:00+03:00", True)
        assert found.where == "PDF document information CreationDate"
        assert document.published is None
        assert (document.title, document.about["author"].value) == ("Four shot", "Hala Dib")

    def test_the_given_day_outranks_a_guess(self):
        content = pdf([LINES], "/CreationDate (D:20240306101500Z)")
        given = capture_bytes(content, origin="x", media_type="application/pdf", published=date(2024, 3, 5))
        assert given.published == date(2024, 3, 5)
        assert given.about["published"].where == "given on the command line"

    def test_a_scan_needs_ocr(self):
        assert "needs OCR first: e.g. ocrmypdf" in refused(pdf([[], []]))

    def test_a_locked_one_is_refused_and_an_empty_password_opens(self):
        for password, opens in (("", True), ("secret", False)):
            writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([LINES]))))
            writer.encrypt(password, "owner", algorithm="RC4-128")
            out = io.BytesIO()
            writer.write(out)
            if opens:
                assert pdf_of(out.getvalue()).text.startswith("Four men")
            else:
                assert "asks for a password" in refused(out.getvalue())

    @pytest.mark.parametrize(
        "broken",
        [
            b"%PDF-1.7\n%\xe2\xe3",
            b"not a PDF at all",
            b"%PDF-1.4\ntrailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF",
            pdf([LINES]).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"),
        ],
        ids=["beginning", "text", "xref", "loop"],
    )
    def test_broken_ones_end_in_one_line_and_soon(self, broken):
        begun = time.monotonic()
        assert "PDF" in refused(broken)
        assert time.monotonic() - begun < 10

    def test_a_lost_table_of_places_is_made_again(self):
        content = re.sub(rb"startxref\n\d+", b"startxref\n0", pdf([LINES]))
        assert pdf_of(content).text.startswith("Four men")

    def test_a_stream_that_explodes_is_refused(self):
        packed = zlib.compress(b"(x) Tj " * 10_000_000)
        content = pdf([["HERE"]])
        at = content.index(b"<< /Length")
        end = content.index(b"endstream")
        stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\n" % (len(packed), packed)
        begun = time.monotonic()
        refused(content[:at] + stream + content[end:])
        assert time.monotonic() - begun < 10

    def test_too_many_pages(self, monkeypatch):
        monkeypatch.setattr("hudhud.capture.pdf.MOST_PAGES", 2)
        assert "a PDF of 3 pages" in refused(pdf([LINES] * 3))


def mail(content, **more):
    return capture_bytes(content, origin="x", media_type="message/rfc822", **more)


class TestMessages:
    def test_header_and_body(self):
        document = mail(message())
        assert (document.text.strip(), document.title) == (BODY, "Four shot in Marra")
        assert (document.publisher, document.published) == ("Hala Dib", date(2024, 3, 5))
        assert document.about["published"].value == "2024-03-05T23:30:00-05:00"
        assert document.about["published"].where == "message header Date"
        assert "@" not in document.model_dump_json(include={"about", "title", "publisher"})

    def test_a_bare_address_is_not_kept(self):
        document = mail(message(sender="hala@courier.example"))
        assert document.publisher is None and "author" not in document.about

    def test_plain_is_read_before_html_and_words_are_decoded(self):
        made = EmailMessage()
        made["Subject"], made["From"] = "Vier — tot", "Müller <m@a.example>"
        made.set_content(f"Café. {BODY}")
        made.add_alternative(f"<p>HTML {BODY}</p>", subtype="html")
        made.add_attachment(b"x", maintype="application", subtype="pdf")
        document = mail(made.as_bytes())
        assert (document.title, document.publisher) == ("Vier — tot", "Müller")
        assert document.text.startswith("Café.") and document.text_type == "text/plain"

    def test_html_alone_is_read_as_a_page(self):
        document = mail(
            b"From: a\nContent-Type: text/html; charset=utf-8\n\n<p>Two <b>died</b>.</p><p>" + BODY.encode()
        )
        assert document.text_type == "text/html"
        assert reading_copy(document).text.startswith("Two died.")

    def test_the_declared_encoding_is_believed_and_no_other(self):
        head = b"From: a\nContent-Transfer-Encoding: 8bit\nContent-Type: text/plain; charset="
        assert mail(head + b"windows-1252\n\nCaf\xe9. " + BODY.encode()).text.startswith("Café")
        assert "not UTF-8" in refused(head + b"no-such-code\n\nCaf\xe9. " + BODY.encode(), "message/rfc822")

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"From: a\n\n", "without text"),
            (b"From: a\nContent-Type: application/pdf\n\n%PDF-1.4", "with a PDF attached"),
            (b"From: a\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 2_000, "more than 100 parts"),
            (b"From: a\n\n" + b"\n" * 600_000, "too large"),
        ],
    )
    def test_what_has_no_text_says_so(self, content, says):
        assert says in refused(content, "message/rfc822")

    def test_a_message_without_its_end_is_read(self):
        head = b"From: a\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\n"
        assert mail(head + BODY.encode()).text == BODY

    def test_many_headers_end_soon(self):
        begun = time.monotonic()
        assert mail(b"X: y\n" * 300_000 + b"\n" + BODY.encode()).text == BODY
        assert time.monotonic() - begun < 10
