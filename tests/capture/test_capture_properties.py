import csv
import io
import os
import time
import unicodedata
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hudhud.capture import Failure, Source, capture, capture_bytes, capture_source, reading_copy
from hudhud.capture.clean import copy_of
from hudhud.capture.offsets import uncovered
from hudhud.capture.tables import rows
from hudhud.errors import HudhudError
from hudhud.model.documents import ReadingCopy
from tests.capture_samples import pdf

SHARED = Path(os.environ.get("HUDHUD_SHARED", Path(__file__).parents[3] / "shared"))

words = st.sampled_from(
    "the group’s men kil*led ki-lled IS*IS sh*t w*a*r â€™s â€œHe SÃ£o Paulo. Marra, 17 “No” - Advertisement Share this "
    "Prev Post Read more: \u200b \u00a0 \ufeff cafe\u0301 \ufb01ve … https://a.example Photo: AP مرة 😢 & < > "
    "&amp; --- Title: Kurdish- © U.S. I.S.I.S \x85 \x07".split(" ")
)
breaks = st.sampled_from([" ", " ", " ", "  ", "\n", "\n\n", "\r\n", "\t", "\u2028", "\x0c", ". ", "\n   ", ""])
plain = st.lists(st.tuples(words, breaks), max_size=60).map(lambda pairs: "".join(a + b for a, b in pairs))
tags = st.sampled_from(
    "<p> </p> <br> <div> </div> <h1> </h1> <b> </b> <script> </script> <!-- --> <head> </head> <title> </title> <pre> "
    "</pre> <p/hidden> <a/href='x'> <a/b=' <li> &shy; &#8217; &nbsp; <style> </style> <![CDATA[ </".split(" ")
)
pages = st.lists(st.tuples(st.one_of(tags, words), breaks), max_size=60).map(
    lambda pairs: "".join(a.replace("/hidden", " hidden") + b for a, b in pairs)
)


def check_map(text: str, copy: ReadingCopy) -> None:
    assert len(copy.text) == len(copy.starts) == len(copy.ends)
    assert list(copy.starts) == sorted(copy.starts)
    assert list(copy.ends) == sorted(copy.ends)
    assert all(start >= 0 and end <= len(text) for start, end in zip(copy.starts, copy.ends, strict=True))
    at = 0
    for index, block in enumerate(copy.blocks):
        assert block.start == at + (2 if index else 0) < block.end
        assert copy.text[at : block.start] == ("\n\n" if index else "")
        assert all(copy.starts[i] < copy.ends[i] for i in range(block.start, block.end))
        assert all(copy.starts[i] == copy.ends[i] for i in range(at, block.start))
        assert copy.text[block.start : block.end].strip() == copy.text[block.start : block.end]
        at = block.end
    assert at == len(copy.text)


def unseen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Mn")


@given(plain)
@example("Read more: Two die")
@example("Two - Advertisement - die")
@settings(max_examples=300, deadline=None)
def test_texts_are_mapped_or_skipped_to_the_last_character(text):
    copy = copy_of(text, "text/plain", None)
    check_map(text, copy)
    ranges = [*zip(copy.starts, copy.ends, strict=True), *((each.start, each.end) for each in copy.skipped)]
    lost = [text[start:end] for start, end in uncovered(len(text), ranges)]
    assert all(unseen(character) for stretch in lost for character in stretch)


@given(plain)
@settings(max_examples=100, deadline=None)
def test_characters_that_needed_no_repair_map_to_themselves(text):
    copy = copy_of(text, "application/json", None)
    for index, character in enumerate(copy.text):
        if copy.ends[index] - copy.starts[index] == 1 and not character.isspace():
            original = text[copy.starts[index]]
            assert original == character or unicodedata.normalize("NFKC", original) != original or ord(original) > 127


@given(pages)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_pages_keep_the_map(source):
    copy = copy_of(source, "text/html", None)
    check_map(source, copy)
    assert all(0 <= start <= end <= len(source) for start, end in zip(copy.starts, copy.ends, strict=True))


@given(
    st.one_of(st.binary(max_size=300), plain.map(lambda text: text.encode(errors="replace")), pages.map(str.encode)),
    st.sampled_from(["text/plain", "text/html", "application/json"]),
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_raise_anything_but_our_errors(content, media_type):
    try:
        document = capture_bytes(content, origin="x", media_type=media_type)
    except HudhudError as error:
        assert "\n" not in str(error)
    else:
        check_map(document.text, reading_copy(document))
        assert document.content == content


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no shared measuring data at {SHARED}")
def test_real_reports_keep_the_map():
    paths = [SHARED / "bench" / "reading" / "dev.jsonl", SHARED / "seed" / "article.txt"]
    found = [each for path in paths for each in capture(path)]
    documents = [each for each in found if not isinstance(each, Failure)]
    assert len(documents) >= 12
    for document in documents:
        copy = reading_copy(document)
        check_map(document.text, copy)
        assert "*" not in copy.text
        assert "Advertisement" not in copy.text


@pytest.mark.parametrize(
    "text",
    [
        " " * 300_000 + "x\n" + " " * 300_000 + "x",
        "k*" * 100_000,
        "ki-lled " * 40_000,
        "Ã©" * 100_000,
        "." * 300_000,
        "line\n" * 20_000,
        "- " * 150_000,
        "e\u0301" * 100_000,
        "(" * 300_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_hostile_texts_end_soon(text):
    begun = time.monotonic()
    check_map(text, copy_of(text, "text/plain", text))
    assert time.monotonic() - begun < 30


def letters(text: str) -> str:
    return "".join(character for character in text if not unseen(character))


printable = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=70)
pdf_pages = st.lists(st.lists(st.one_of(printable, words.filter(str.isascii)), max_size=8), min_size=1, max_size=5)


@given(pdf_pages)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_pdfs_keep_the_map_and_lose_no_letter(pages):
    try:
        document = capture_bytes(pdf(pages), origin="x", media_type="application/pdf", language="en")
    except HudhudError as error:
        assert "\n" not in str(error)
        return
    copy = reading_copy(document)
    check_map(document.text, copy)
    ranges = [*zip(copy.starts, copy.ends, strict=True), *((each.start, each.end) for each in copy.skipped)]
    # A hyphen goes where the word was only parted by the line's end, and the sign before a hashtag's words.
    lost = [document.text[start:end].strip(" \n\f") for start, end in uncovered(len(document.text), ranges)]
    assert {letters(each) for each in lost} <= {"", "-", "#"}


@given(plain, st.sampled_from(["utf-8", "utf-16", "windows-1252", "iso-2022-jp"]), st.sampled_from(["plain", "html"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_messages_keep_the_map(text, charset, subtype):
    made = EmailMessage()
    made["From"], made["Subject"] = "Hala <h@a.example>", "Two die"
    body = text.encode(charset, "ignore")
    made.set_content(body, "text", subtype, params={"charset": charset})
    try:
        document = capture_bytes(made.as_bytes(), origin="x", media_type="message/rfc822", language="en")
    except HudhudError as error:
        assert "\n" not in str(error)
        return
    check_map(document.text, reading_copy(document))
    assert document.text_type == f"text/{subtype}"


@given(st.lists(st.tuples(plain, plain), min_size=1, max_size=4), st.sampled_from([",", ";", "\t", "|"]))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_tables_give_back_every_cell_and_keep_the_map(cells, delimiter):
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([("text", "title"), *cells])
    taken = list(rows(io.BytesIO(written.getvalue().encode()), "x"))
    assert len(taken) == len(cells)
    for each, (text, _) in zip(taken, cells, strict=True):
        assert isinstance(each, Source)
        try:
            document = capture_source(each, language="en").document
        except HudhudError as error:
            assert "\n" not in str(error)
            continue
        assert document.text == text
        check_map(text, reading_copy(document))
