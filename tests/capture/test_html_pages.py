import contextlib
import time
from datetime import date

import pytest

from hudhud.capture import capture_bytes, reading_copy
from hudhud.capture.html import page_parts
from hudhud.capture.markup import Tag, Text, scan
from hudhud.capture.page_metadata import iso_date, page_metadata
from hudhud.errors import CaptureError

PROSE = (
    "Gunmen opened fire on a bakery queue in Marra on Tuesday, a medic said by telephone from the town.",
    "Four people were kil&shy;led &amp; nine wounded, among them the baker&rsquo;s two sons, he said.",
    "Nobody claimed the attack, which was the second on that road since the truce of early spring.",
)
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><title>Four shot at bakery - Valley Courier</title>
<meta property="og:title" content="Four shot at bakery">
<meta property="og:site_name" content="Valley Courier">
<meta property="article:published_time" content="2024-03-05T21:10:00+03:00">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Four shot at bakery"}}</script>
<style>p {{ color: red }}</style></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<article><h1>Four shot at <em>bakery</em></h1>
<p>{PROSE[0]}</p><script>var hidden = "<p>Never seen</p>";</script>
<p>{PROSE[1]}</p><!-- <p>Not shown either</p> -->
<p hidden>Secret words that nobody sees on the page at all.</p>
<p>{PROSE[2]}</p></article>
<footer><p>Copyright 2024 Valley Courier</p></footer></body></html>"""


def read(page, **more):
    captured = capture_bytes(page.encode(), origin="page.html", media_type="text/html", language="en", **more)
    return captured, reading_copy(captured)


def texts(copy):
    return [copy.text[block.start : block.end] for block in copy.blocks]


def test_a_page_gives_its_title_and_main_text():
    captured, copy = read(PAGE)
    assert texts(copy) == [
        "Four shot at bakery",
        PROSE[0],
        "Four people were killed & nine wounded, among them the baker’s two sons, he said.",
        PROSE[2],
    ]
    assert [block.kind for block in copy.blocks] == ["title", "body", "body", "body"]
    assert captured.text == PAGE


def test_spans_lead_back_into_the_source():
    captured, copy = read(PAGE)
    for words, source in (("killed &", "kil&shy;led &amp;"), ("at bakery", "at <em>bakery")):
        at = copy.text.index(words)
        start, end = copy.original(at, at + len(words))
        assert captured.text[start:end] == source


def test_metadata():
    captured, _ = read(PAGE)
    assert (captured.title, captured.publisher) == ("Four shot at bakery", "Valley Courier")
    assert captured.published == date(2024, 3, 5)
    assert read(PAGE, published=date(2020, 1, 1))[0].published == date(2020, 1, 1)


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ('<script type="application/ld+json">{"@graph":[{"@type":"WebSite"},{"@type":"NewsArticle",'
         '"datePublished":"2023-02-17T08:00Z"}]}</script>', date(2023, 2, 17)),
        ('<article><time datetime="2023-02-17">x</time></article>', date(2023, 2, 17)),
        ('<time itemprop="datePublished" datetime="20230217">x</time>', date(2023, 2, 17)),
        ('<aside><time datetime="2023-02-17">x</time></aside>', None),
        ("<p>Published on 17 February 2023</p>", None),
        ('<meta name="pubdate" content="yesterday">', None),
        ('<script type="application/ld+json">{"datePublished": </script>', None),
        ('<meta property="article:modified_time" content="2023-02-17">', None),
    ],
)  # fmt: skip
def test_only_marked_dates_count(page, day):
    assert page_metadata(page).published == day


@pytest.mark.parametrize(("text", "day"), [("2024-02-30", None), ("2024-02-291", None), (None, None)])
def test_impossible_dates(text, day):
    assert iso_date(text) is day


def test_line_breaks_and_spaces_as_a_browser_shows_them():
    parts = page_parts("<div>one\n  two<br>three<br/><br>four &nbsp; five</div>six", [])
    assert [part.piece.text for part in parts] == ["one two\nthree", "four \u00a0 five", "six"]


def test_preformatted_paragraphs():
    parts = page_parts("<pre>one\ntwo\n\nthree</pre>", [])
    assert [part.piece.text for part in parts] == ["one two", "three"]


def test_a_head_left_open_does_not_hide_the_page():
    parts = page_parts("<html><head><title>x</title><h1>Four shot</h1><p>He ran.", [])
    assert [part.piece.text for part in parts] == ["Four shot", "He ran."]


@pytest.mark.parametrize(
    "page", ["<html><script>var a = 1</script></html>", "<html><!-- nothing -->", "<img src=x><p>&nbsp;</p>"]
)
def test_a_page_without_text_is_an_error(page):
    with pytest.raises(CaptureError, match=r"page.html: has no readable text"):
        read(page)


def test_the_declared_encoding_of_a_page_is_used_after_utf8():
    page = '<meta charset="windows-1256"><p>' + PROSE[0] + "</p><p>مرة</p>"
    captured = capture_bytes(page.encode("windows-1256"), origin="p", media_type="text/html", language="en")
    assert (captured.encoding, captured.text) == ("cp1256", page)


def test_positions_of_tags_and_text():
    source = "a<b class='x>y'>c</b>&lt;<!-- d -->e"
    found = [(type(item), source[item.start : item.end]) for item in scan(source)]
    assert found == [
        (Text, "a"), (Tag, "<b class='x>y'>"), (Text, "c"), (Tag, "</b>"), (Text, "&lt;"), (Text, "e"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + PROSE[0],
        "<!--" * 100_000,
        "<a b='" * 60_000,
        '<a b="' * 60_000,
        "<" * 200_000,
        "&" * 200_000,
        "<script>" * 60_000,
        "<svg>" * 60_000,
        "</" * 100_000,
        "<![CDATA[" * 50_000,
        "<p hidden>" * 60_000,
        "<br>" * 100_000 + PROSE[0],
        "<blockquote>" * 3_000 + PROSE[0] + "<table><tr><td>" * 3_000,
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>" + PROSE[0],
        " \u2028" * 50_000 + "x",
        "&nbsp;" * 50_000 + "x<br>" + "\u3000" * 100_000 + "x",
        "<a " + "/" * 300_000 + "x>",
        "<a " + "=" * 300_000,
        "a" * 300_000,
        ("<table><tr><td>" + PROSE[0] + "</td></tr></table>") * 3_000,
    ],
    ids=lambda page: page[:12],
)
def test_hostile_pages_end_soon(page):
    begun = time.monotonic()
    with contextlib.suppress(CaptureError):
        read(page)
    assert time.monotonic() - begun < 30
