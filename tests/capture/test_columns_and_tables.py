import json
from datetime import date

import pytest

from hudhud.capture import Failure, capture, parse_columns, sources
from hudhud.errors import CaptureError
from hudhud.model import Document
from tests.capture_samples import BODY


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "'' is no pair"),
        ("text", "'text' is no pair"),
        ("text=", "'text=' is no pair"),
        ("text=a,,title=b", "'' is no pair"),
        ("body=text", "there is no field 'body'; there are: text, title"),
        ("text=a,text=b", "'text' is mapped twice"),
    ],
)
def test_a_map_that_is_none_says_why(text, says):
    with pytest.raises(CaptureError) as caught:
        parse_columns(text)
    assert says in str(caught.value) and "\n" not in str(caught.value)


def test_a_map_names_their_columns():
    assert parse_columns(" text = body ,published=date") == {"text": "body", "published": "date"}


def table(path, content, **more):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(capture(path, **more))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_row_is_kept_with_its_header(tmp_path, delimiter):
    row = f'7{delimiter}"{BODY}\nHe said ""no""."{delimiter}2024-03-05'
    header = delimiter.join(("doc_id", "text", "published"))
    (found,) = table(tmp_path / "a.csv", f"\ufeff{header}\r\n{row}\r\n")
    assert isinstance(found, Document)
    assert found.content.decode() == f"\ufeff{header}\r\n{row}"
    assert (found.text, found.doc_id) == (f'{BODY}\nHe said "no".', "7")
    assert (found.media_type, found.published) == ("text/csv", date(2024, 3, 5))
    assert found.origin.endswith("a.csv, line 2")
    assert (found.about["published"].where, found.about["published"].guessed) == ("column published", False)


def test_a_bad_row_spoils_no_other(tmp_path):
    rows = [
        f"1,{BODY[:40]},",
        "2,x,2024-03-05,4",
        "3",
        '4,"open,2024-03-05',
        f"5,{BODY[:40]},5/3/2024",
        "",
        f"6,{BODY[:40]},",
    ]
    found = table(tmp_path / "a.csv", "doc_id,text,published\n" + "\n".join(rows) + "\n")
    errors = [str(each.error) for each in found if isinstance(each, Failure)]
    assert [each.doc_id for each in found if isinstance(each, Document)] == ["1", "6"]
    assert [error.split(": ")[0][-6:] for error in errors] == ["line 3", "line 4", "line 5", "line 6"]
    assert "has 4 cells where the header has 3 columns" in errors[0]
    assert "a quote is opened and not closed" in errors[2]
    assert "'5/3/2024' is not a date; write it as" in errors[3]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"text,title\n", "has no rows"),
        (b"a,b\n1,2\n", "there is no column 'text'; there are: 'a', 'b'; say which with --map"),
        (b"text,Text\nx,y\n", "has 2 columns 'text'"),
        (b'text,"ti\ntle"\nx,y\n', "in the header"),
        (b"text,a\rx,y\rz,w", "single carriage returns"),
        (b"\xff\xfet\x00e\x00", "UTF-16"),
        (b"text,caf\xe9\nx,y\n", "header is not UTF-8 (byte 0xE9)"),
        (b"text,a\ncaf\xe9,y\n", "not UTF-8"),
        (b"text,a\n,y\n", "has no `text`"),
    ],
)
def test_a_bad_table_says_why(tmp_path, content, says):
    found = table(tmp_path / "a.csv", content)
    assert len(found) == 1 and isinstance(found[0], Failure)
    assert says in str(found[0].error) and "\n" not in str(found[0].error)


def test_mapped_columns_rule_and_a_missing_one_is_named(tmp_path):
    columns = parse_columns("text=body,published=date,publisher=outlet")
    good, bad = table(tmp_path / "a.csv", f"body,date,outlet\n{BODY[:40]},2024-03-05,Courier\n", columns=columns), None
    assert isinstance(good[0], Document) and good[0].publisher == "Courier"
    bad = table(tmp_path / "b.csv", f"body,date\n{BODY[:40]},2024-03-05\n", columns=columns)
    assert isinstance(bad[0], Failure) and "there is no column 'outlet'; there are: 'body', 'date'" in str(bad[0].error)


def test_json_lines_are_mapped_by_paths_too(tmp_path):
    path = tmp_path / "a.jsonl"
    lines = [{"article": {"body": BODY}, "on": "2024-03-05T23:00:00-05:00", "by": "Hala"}, {"article": {}, "on": None}]
    path.write_text("\n".join(map(json.dumps, lines)))
    good, bad = capture(path, columns=parse_columns("text=article.body,published=on,author=by"))
    assert isinstance(good, Document) and isinstance(bad, Failure)
    assert (good.text, good.published, good.about["author"].value) == (BODY, date(2024, 3, 5), "Hala")
    assert good.about["published"].value == "2024-03-05T23:00:00-05:00"
    assert "line 2: there is no key 'article.body'; there are: 'article', 'on'" in str(bad.error)


def test_the_day_in_an_address_is_marked_as_a_guess(tmp_path):
    (found,) = table(tmp_path / "a.csv", f"text;url\n{BODY};https://a.example/2024/03/05/x\n")
    assert isinstance(found, Document)
    assert found.published == date(2024, 3, 5)
    assert (found.about["published"].where, found.about["published"].guessed) == ("URL path", True)


def test_rows_are_read_one_by_one(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text\n" + f'"{BODY}"\n' * 50_000)
    assert next(iter(sources(path))).origin.endswith("line 2")


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (BODY.encode(), ["text/plain"]),
        (json.dumps({"text": BODY}).encode() + b"\n", ["application/json"]),
        (f"title,text\nx,{BODY[:50]}\ny,{BODY[:50]}\n".encode(), ["text/csv", "text/csv"]),
        (f"From: a@b.example\nDate: Tue, 05 Mar 2024 10:00:00 +0300\nTo: x\n\n{BODY}".encode(), ["message/rfc822"]),
        (f"<!doctype html><p>{BODY}".encode(), ["text/html"]),
    ],
)
def test_what_goes_by_another_name_is_told_by_its_content(tmp_path, content, kinds):
    path = tmp_path / "kept.pdf"
    path.write_bytes(content)
    found = list(sources(path, shown="standard input"))
    assert [each.media_type for each in found] == kinds
    assert all(each.origin.startswith("standard input") for each in found)
