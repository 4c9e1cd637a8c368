import json
from datetime import date

import pytest

from hudhud.capture import Source
from hudhud.capture.document import capture_source
from hudhud.model import Found
from tests.capture_samples import BODY, page


def about(content, media_type="text/html", **more):
    return capture_source(Source("x", content, media_type, **more)).document


@pytest.mark.parametrize(
    ("head", "field", "value", "where"),
    [
        ('<meta property="article:published_time" content="2024-03-05T23:00:00-05:00">', "published",
         "2024-03-05T23:00:00-05:00", "meta article:published_time"),
        ('<script type="application/ld+json">{"@type":"Article","datePublished":"2024-03-05"}</script>', "published",
         "2024-03-05", "JSON-LD datePublished"),
        ('<script type="application/ld+json">{"@type":"NewsArticle","author":[{"name":"Hala Dib"}]}</script>', "author",
         "Hala Dib", "JSON-LD author"),
        ('<meta name="author" content="Hala Dib">', "author", "Hala Dib", "meta author"),
        ('<meta property="og:site_name" content="Courier">', "publisher", "Courier", "meta og:site_name"),
        ('<meta property="article:modified_time" content="2024-03-07">', "modified", "2024-03-07",
         "meta article:modified_time"),
        ('<link rel="canonical" href="https://a.example/x?a=1&amp;b=2">', "url", "https://a.example/x?a=1&b=2",
         "link canonical"),
        ("<title>Four shot &amp; killed</title>", "title", "Four shot & killed", "<title>"),
    ],
)  # fmt: skip
def test_each_is_kept_with_where_it_was_found(head, field, value, where):
    found = about(page(head=head)).about[field]
    assert (found.value, found.where, found.guessed) == (value, where, False)


def test_the_language_that_a_page_names_is_no_verdict():
    document = about(page().replace(b"<html>", b'<html lang="fr">'))
    assert (document.about["language"].value, document.language) == ("fr", "en")


def test_an_address_that_leads_nowhere_is_none():
    assert "url" not in about(page(head='<link rel="canonical" href="javascript:alert(1)">')).about


def test_a_day_in_the_pages_own_address_is_a_guess_that_nothing_is_dated_by():
    document = about(page(head='<link rel="canonical" href="https://a.example/2024/03/05/x">'))
    assert document.published is None
    assert document.about["published"] == Found(value="2024-03-05", where="URL path of link canonical", guessed=True)


def test_what_was_found_by_looking_is_a_guess():
    document = about(page().replace(b"<p>", b"<h1>Four shot in Marra</h1><p>On 5 March 2024: ", 1))
    assert document.about["title"].value == "Four shot in Marra"
    assert all(found.guessed and found.where.startswith("trafilatura") for found in document.about.values())
    assert document.published is None


def test_a_page_that_names_itself_is_not_looked_over(monkeypatch):
    def search(_source):
        raise AssertionError("the page was looked over")

    monkeypatch.setattr("hudhud.capture.pages.searched_metadata", search)
    assert set(about(page(head="<title>Four shot</title>")).about) == {"title"}


@pytest.mark.parametrize("media_type", ["text/html", "text/plain"])
def test_a_carrier_is_believed_where_the_report_says_nothing(media_type):
    entry = {
        "published": Found(value="2024-03-05T10:00:00Z", where="feed entry published"),
        "title": Found(value="From the feed", where="feed entry title"),
    }
    plain = media_type == "text/plain"
    silent = about(BODY.encode() if plain else page(), media_type, about=entry)
    assert (silent.title, silent.published) == ("From the feed", date(2024, 3, 5))
    assert silent.about["published"].where == "feed entry published"
    says = f"Title: Its own\nPublished: 2024-03-04\n---\n{BODY}".encode()
    if not plain:
        says = page(head='<title>Its own</title><meta name="datepublished" content="2024-03-04">')
    spoken = about(says, media_type, about=entry)
    assert (spoken.title, spoken.published) == ("Its own", date(2024, 3, 4))


def test_what_is_given_outranks_a_page_and_not_a_record():
    dated = page(head='<meta name="datepublished" content="2024-03-04">')
    given = capture_source(Source("x", dated, "text/html"), published=date(2024, 3, 9)).document
    assert (given.published, given.about["published"].where) == (date(2024, 3, 9), "given on the command line")
    line = json.dumps({"text": BODY, "published": "2024-03-04"}).encode()
    record = capture_source(Source("x", line, "application/json"), published=date(2024, 3, 9), language="en").document
    assert (record.published, record.about["published"].where) == (date(2024, 3, 4), "key published")
    assert record.about["language"].where == "given on the command line"


def test_header_lines_are_named():
    document = about(f"Title: Four shot\nDate: 2024-03-05\nSource: Courier\n---\n{BODY}".encode(), "text/plain")
    assert [document.about[each].where for each in ("title", "published", "publisher")] == [
        "header line Title", "header line Published", "header line Publisher",
    ]  # fmt: skip


def test_the_carriers_encoding_comes_before_the_pages():
    content = page("Café. " + BODY, head="<meta charset=koi8-r>").decode().encode("cp1252")
    assert "Café" in about(content, charset="windows-1252").text
