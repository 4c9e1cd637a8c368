"""Small PDFs, messages and archives for the tests, made here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

BODY = "Gunmen on two pickup trucks opened fire on a bakery queue in the town of Marra on Tuesday, a medic said."


def pdf(pages: Sequence[Sequence[str]], information: str = "") -> bytes:
    """A PDF of these lines, one page after another; `information` is the inside of its dictionary."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = " ".join(
            f"({line.translate(str.maketrans({c: chr(92) + c for c in '()' + chr(92)}))}) Tj T*" for line in lines
        )
        stream = f"BT /F1 11 Tf 50 800 Td 14 TL {shown} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append(f"<< {information} >>")
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.4\n")
    places = []
    for number, text in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1"))
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{place:010d} 00000 n \n".encode() for place in places))
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    out.write(f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def message(text: str = BODY, **headers: str) -> bytes:
    """A message in plain text."""
    made = EmailMessage()
    made["From"] = headers.get("sender", '"Hala Dib" <hala@courier.example>')
    made["Subject"] = headers.get("subject", "Four shot in Marra")
    made["Date"] = headers.get("date", "Tue, 05 Mar 2024 23:30:00 -0500")
    made["Message-ID"] = "<1@courier.example>"
    made.set_content(text)
    return made.as_bytes()


def page(text: str = BODY, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body><article><p>{text}</p></article></body></html>".encode()


def warc(answers: Sequence[tuple[str, dict[str, str], bytes]], *, gzip: bool = True, status: str = "200 OK") -> bytes:
    """An archive of answers (address, headers, body), each with its request behind it."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    writer.write_record(writer.create_warcinfo_record("made.warc", {"software": "tests"}))
    for address, headers, body in answers:
        answer = writer.create_warc_record(
            address,
            "response",
            payload=io.BytesIO(body),
            http_headers=StatusAndHeaders(status, list(headers.items()), protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": "2024-03-06T08:00:00Z"},
        )
        request = writer.create_warc_record(
            address,
            "request",
            http_headers=StatusAndHeaders("GET / HTTP/1.1", [("Host", "courier.example")], is_http_request=True),
            warc_headers_dict={"WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID")},
        )
        writer.write_record(answer)
        writer.write_record(request)
    return out.getvalue()


def wacz(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()
