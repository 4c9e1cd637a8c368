import json
import os
from datetime import date

import pytest

from hudhud.capture import Failure, capture, capture_bytes, reading_copy
from hudhud.capture.language import detect
from hudhud.errors import CaptureError
from hudhud.model.documents import Document

BODY = "Gunmen on two pickup trucks opened fire on a bakery queue in the town of Marra on Tuesday, a medic said."


def failure(path, content: bytes, **more):
    path.write_bytes(content)
    (found,) = capture(path, **more)
    assert isinstance(found, Failure)
    message = str(found.error)
    assert "\n" not in message
    assert message.startswith(found.origin)
    return found.error


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\n", "empty"),
        ("a.txt", b"\xef\xbb\xbf \n", "empty"),
        ("a.jsonl", b"\n \n", "empty"),
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        ("a.docx", b"PK\x03\x04\x14\x00\x06\x00", "ZIP archive or an office document"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00", "PNG"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00", "JPEG"),
        ("a.rtf", b"{\\rtf1 hello}", "RTF"),
        ("a.gz", b"\x1f\x8b\x08\x00", "gzip"),
        ("a.bin", b"abc\x00def", "binary"),
        ("a.bin", b"\x01\x02\x03\x04\x05\x06\x07\x0e\x0f\x10\x11", "binary"),
        ("a.txt", "Café".encode("latin-1"), "not UTF-8 (byte 0xE9 at offset 3)"),
        ("a.html", b"<p>Caf\xe9</p>", "not UTF-8"),
        ("a.html", b"<meta charset=no-such-code><p>Caf\xe9</p>", "not UTF-8"),
        ("a.html", b"<meta charset=unicode_escape><p>Caf\xe9</p>", "not UTF-8"),
        ("a.html", b"<meta charset=iso-2022-jp><p>Caf\xe9</p>", "says it is iso2022_jp"),
        ("a.txt", b"\xff\xfea\x00b", "says it is utf-16"),
        ("a.txt", b"- Advertisement -\n\nShare this\n", "no readable text"),
        ("a.txt", b"Title: x\nPublished: soon\n---\nHe ran.", "'soon' is not a date"),
        ("a.txt", b"Title: x\n---\n\n", "no readable text"),
        ("a.json", b"[1, 2]", "no JSON object"),
        ("a.json", b"{", "not valid JSON"),
    ],
)
def test_bad_files_say_what_is_wrong(tmp_path, name, content, says):
    assert says in str(failure(tmp_path / name, content))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("3", "no JSON object"),
        ("{}", "no `text`"),
        ('{"text": " "}', "no `text`"),
        ('{"text": 3}', "`text` is int"),
        ('{"text": "He ran.", "published": "17/02/2023"}', "not a date"),
        ('{"text": "He ran.", "published": 2023}', "`published` is int"),
        ('{"text": "He \\ud800 ran."}', "lone surrogate"),
        ('{"text": "He ran.", "title": ["x"]}', "`title` is list"),
    ],
)
def test_a_bad_line_spoils_no_other(tmp_path, line, says):
    path = tmp_path / "reports.jsonl"
    good = json.dumps({"doc_id": "g", "text": BODY})
    path.write_text(f"{good}\n\n{line}\n{good}\n")
    first, bad, last = capture(path)
    assert isinstance(first, Document) and isinstance(last, Document)
    assert isinstance(bad, Failure)
    assert str(bad.error).startswith(f"{path}, line 3: ")
    assert says in str(bad.error)


def test_json_lines_keep_bytes_names_and_dates(tmp_path):
    path = tmp_path / "reports.jsonl"
    record = {"doc_id": "b-7", "published": "2024-03-05T10:00:00Z", "publisher": "Courier", "title": " Four shot "}
    lines = [json.dumps({**record, "text": BODY + "\n", "mentions": [1]}), json.dumps({"text": BODY, "doc_id": 7})]
    path.write_bytes(f"{lines[0]}\r\n{lines[1]}".encode())
    one, two = capture(path, published=date(2020, 1, 1))
    assert isinstance(one, Document) and isinstance(two, Document)
    assert one.content == lines[0].encode()
    assert (one.doc_id, one.title, one.publisher, one.text) == ("b-7", "Four shot", "Courier", BODY + "\n")
    assert (one.published, two.published) == (date(2024, 3, 5), date(2020, 1, 1))
    assert (one.media_type, one.origin, two.doc_id) == ("application/json", f"{path}, line 1", "7")


def test_a_folder_is_read_in_order_and_hidden_files_are_not(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text(BODY)
    (tmp_path / ".hidden.txt").write_text(BODY)
    (tmp_path / "b" / "two.html").write_text(f"<html><p>{BODY}</p></html>")
    (tmp_path / "c.txt").write_bytes(b"\x00")
    (tmp_path / "a.md").write_text(BODY)
    (tmp_path / "d.jsonl").write_text(json.dumps({"text": BODY}) + "\n{\n")
    found = list(capture(tmp_path))
    assert [type(each) for each in found] == [Document, Document, Failure, Document, Failure]
    assert [each.media_type for each in found if isinstance(each, Document)] == [
        "text/plain", "text/html", "application/json",
    ]  # fmt: skip


def test_missing_and_empty_paths_are_errors_at_once(tmp_path):
    with pytest.raises(CaptureError, match="no such file or folder"):
        capture(tmp_path / "nowhere")
    with pytest.raises(CaptureError, match="holds no files"):
        capture(tmp_path)
    with pytest.raises(CaptureError, match="cannot be read"):
        capture(tmp_path / ("x" * 5000))


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text(BODY)

    def refuse(*_args, **_more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    (found,) = capture(path)
    assert isinstance(found, Failure)
    assert "permission denied" in str(found.error)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipes_and_broken_links_do_not_stop_a_folder(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "c.txt").write_text(BODY)
    (tmp_path / "loop").symlink_to(tmp_path)
    assert [type(each) for each in capture(tmp_path)] == [Failure, Failure, Document]


def test_too_large_for_one_report(tmp_path, monkeypatch):
    monkeypatch.setattr("hudhud.capture.files.LARGEST_REPORT", 1000)
    monkeypatch.setattr("hudhud.capture.json_lines.LARGEST_REPORT", 1000)
    assert "too large" in str(failure(tmp_path / "a.txt", BODY.encode() * 20))
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": BODY * 20}) + "\n" + json.dumps({"text": BODY}))
    large, good = capture(path)
    assert isinstance(large, Failure) and "too large" in str(large.error)
    assert isinstance(good, Document) and good.origin.endswith("line 2")
    with pytest.raises(CaptureError, match="21 MB is too large"):
        capture_bytes(b"a" * 21_000_000, origin="x")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("report", f"<!DOCTYPE html><p>{BODY}", "text/html"),
        ("report.php", f"\n<html><body><p>{BODY}", "text/html"),
        ("report", "<3 " + BODY, "text/plain"),
        ("report", json.dumps({"text": BODY}) + "\n", "application/json"),
        ("report.json", json.dumps({"text": BODY}, indent=1), "application/json"),
        ("report.log", "{not json} " + BODY, "text/plain"),
    ],
)
def test_unknown_names_are_told_by_their_content(tmp_path, name, content, media_type):
    path = tmp_path / name
    path.write_text(content)
    (found,) = capture(path)
    assert isinstance(found, Document)
    assert found.media_type == media_type


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks(encoding):
    captured = capture_bytes(f"“{BODY}”".encode(encoding), origin="x")
    assert captured.text == f"“{BODY}”"
    assert captured.encoding == encoding.removesuffix("-sig")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("قتل مسلحون أربعة أشخاص أمام مخبز في البلدة صباح الثلاثاء وفق مصدر طبي", "ar"),
        ("مردان مسلح چهار نفر را در مقابل نانوایی شهر کشتند و گریختند، یک پزشک گفت", "fa"),
        ("Des hommes armés ont tué quatre personnes devant une boulangerie mardi, selon un médecin de la ville.", "fr"),
        ("Hombres armados mataron a cuatro personas frente a una panadería el martes, dijo un médico local.", "es"),
        ("HOMBRES ARMADOS MATARON A CUATRO PERSONAS FRENTE A UNA PANADERIA EL MARTES, DIJO UN MEDICO LOCAL.", "es"),
        ("Вооруженные люди убили четырех человек у пекарни во вторник, сообщил местный врач.", "ru"),
    ],
)
def test_other_languages_are_told(text, code):
    assert capture_bytes(text.encode(), origin="x.txt").language == code
    assert capture_bytes(text.encode(), origin="x.txt", language="en").language == "en"


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        BODY.upper(),
        "12 killed in Idlib",
        "Hama: 3 killed",
        "Deir ez-Zor: al-Busayrah, Abu Hamam, Hajin",
        "TWO GUARDS SHOT DEAD NEAR SAN MIGUEL; FMLN DENIES",
        "Marra 4 killed 9 wounded, Tell Abu Rish 2 killed, Ghazi 1 wounded, Ayn Dara 3 kidnapped, Zita 1 dead",
    ],
)
def test_english_is_english_in_capitals_and_in_short(text):
    assert detect(text) == "en"


def test_the_given_language_outranks_the_declared_one():
    line = json.dumps({"doc_id": "a", "text": BODY, "language": "ar"}).encode()
    assert capture_bytes(line, origin="x", media_type="application/json").language == "ar"
    assert capture_bytes(line, origin="x", media_type="application/json", language="en-GB").language == "en"


def test_the_record_answers_for_a_reading():
    captured = capture_bytes(BODY.encode(), origin="x.txt")
    assert reading_copy(captured).text == BODY
    assert captured.doc_id == captured.id
    assert captured.published is None
