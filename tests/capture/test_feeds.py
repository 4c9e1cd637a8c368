from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hudhud.capture.feed_lists import feeds_in
from hudhud.capture.feeds import MOST_ENTRIES, entries
from hudhud.errors import CaptureError
from hudhud.model.feeds import FeedContent

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from fuzz_feeds import measure, target

URL = "https://wire.test/feeds/all.rss"
_SEEDS = sorted((Path(__file__).parent / "seeds" / "feed").glob("*.bin"))


def _rss(items: str, more: str = "") -> bytes:
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "
        "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
        "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>"
        f"<channel><title>The Wire</title>{more}{items}</channel></rss>"
    ).encode()


def test_an_entry_of_rss() -> None:
    item = (
        "<item><title>Six &amp; more</title><link>../a?x=1#top</link><guid isPermaLink='false'>g1</guid>"
        "<pubDate>Fri, 01 Mar 2024 23:30:00 -0500</pubDate><dc:creator>Ann Bell</dc:creator>"
        "<content:encoded><![CDATA[<p>Six died.</p>]]></content:encoded></item>"
    )
    found = entries(_rss(item, "<ttl>45</ttl><language>en-gb</language>"), URL)
    (one,) = found.entries
    assert (found.title, found.minutes, found.problem) == ("The Wire", 45, None)
    assert (one.id, one.url, one.text) == ("g1", "https://wire.test/a?x=1", "<p>Six died.</p>")
    told = {name: (said.value, said.where, said.guessed) for name, said in one.about.items()}
    assert told == {
        "title": ("Six & more", "feed entry title", False),
        "publisher": ("The Wire", "feed title", True),
        "author": ("Ann Bell", "feed entry author", False),
        # In its own time zone: elsewhere it was the day after.
        "published": ("2024-03-01T23:30:00-05:00", "feed entry published", False),
        "url": ("https://wire.test/a?x=1", "feed entry link", False),
        "language": ("en-gb", "feed language", False),
    }


def test_an_entry_of_atom() -> None:
    feed = (
        b"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://b.test/x/'><title>T</title><entry xml:lang='fr'>"
        b"<id>urn:1</id><title>X</title><link href='../y'/><updated>2024-03-01T10:00:00+02:00</updated>"
        b"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>hello</p></div></content>"
        b"<source><title>Agency</title></source></entry></feed>"
    )
    (one,) = entries(feed, URL).entries
    assert (one.url, one.text) == ("https://b.test/y", "<p>hello</p>")
    # Only the change has a date.
    assert one.published is None
    assert one.about["modified"].value == one.about["published"].value == "2024-03-01T10:00:00+02:00"
    assert (one.about["modified"].guessed, one.about["published"].guessed) == (False, True)
    assert (one.about["publisher"].value, one.about["publisher"].guessed) == ("Agency", False)
    assert one.about["language"].value == "fr"


def test_a_title_is_words() -> None:
    titles = (
        "<title type='html'>&lt;b&gt;Six&lt;/b&gt; &amp;amp; 3 &amp;lt; 4</title>",
        "<title>1 &lt; 2 &gt; 0</title>",
    )
    feed = "".join(f"<entry><link href='http://a.test/{n}'/>{title}</entry>" for n, title in enumerate(titles))
    found = entries(f"<feed xmlns='http://www.w3.org/2005/Atom'>{feed}</feed>".encode(), URL).entries
    assert [one.title.value for one in found if one.title] == ["Six & 3 < 4", "1 < 2 > 0"]


def test_an_entry_of_json_feed() -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
        {"id": 7, "url": "/x", "date_published": "2024-01-02", "authors": [{"name": "C"}], "content_html": "<p>a</p>"},
        {"content_text": "one <\n\ntwo\ud800"}, {"title": "nothing else"}, 5,
    ]}  # fmt: skip
    found = entries(json.dumps(feed).encode(), URL)
    first, second = found.entries
    assert (first.id, first.url, first.text, found.left_out) == ("7", "https://wire.test/x", "<p>a</p>", 2)
    assert first.published is not None
    assert first.published.value == "2024-01-02"
    assert (second.url, second.text) == (None, "<p>one &lt;</p>\n<p>two?</p>\n")
    assert second.id.startswith("sha256:")


@pytest.mark.parametrize(("said", "meant"), [
    ("2024-03-01", "2024-03-01"), ("2024-03", None), ("2024", None), ("2024-03-01T10:00Z", "2024-03-01T10:00:00+00:00"),
    ("Fri, 01 Mar 2024 10:00:00 GMT", "2024-03-01T10:00:00+00:00"), ("Fri, 01 Mar 2024", "2024-03-01"),
    ("yesterday", None), ("2024-13-45T00:00:00Z", None), ("9" * 500, None),
])  # fmt: skip
def test_dates_are_no_more_precise_than_they_are(said: str, meant: str | None) -> None:
    (one,) = entries(_rss(f"<item><link>http://a.test/1</link><pubDate>{said}</pubDate></item>"), URL).entries
    assert (one.published.value if one.published else None) == meant


def test_links_lead_to_the_web_or_nowhere() -> None:
    nowhere = ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//[::1", "ftp://a.test/x",
               "http://u:p@a.test/", "http://a.test/a b", "http://a.test/&#x202E;b")  # fmt: skip
    links = (*nowhere, "HTTP://A.Test:80/ok#x", "/ok")
    found = entries(_rss("".join(f"<item><title>t</title><link>{link}</link></item>" for link in links)), URL)
    assert [one.url for one in found.entries] == ["http://a.test/ok", "https://wire.test/ok"]
    assert found.left_out == len(nowhere)


def test_an_entry_comes_once_and_has_an_id() -> None:
    same = "<item><guid isPermaLink='false'>1</guid><link>http://a.test/1</link></item>"
    found = entries(_rss(same * 3 + "<item><link>http://a.test/2</link></item>"), URL)
    assert [one.id for one in found.entries] == ["1", "http://a.test/2"]
    # A text without a link is an entry; a description beside a link is not its text.
    alone = entries(_rss("<item><description>All of it.</description></item>"), URL).entries[0]
    assert (alone.url, alone.text) == (None, "All of it.")
    linked = entries(_rss("<item><link>http://a.test/1</link><description>Some.</description></item>"), URL).entries[0]
    assert linked.text is None


def test_encodings() -> None:
    item = "<item><title>Größe</title><link>http://a.test/1</link></item>"
    feed = _rss(item).decode()

    def title(content: bytes, content_type: str | None = None) -> str | None:
        found = entries(content, URL, content_type).entries[0].title
        return found.value if found else None

    assert title(feed.encode()) == "Größe"
    assert title(feed.replace("utf-8", "utf-16").encode("utf-16")) == "Größe"
    assert title(feed.replace("utf-8", "iso-8859-1").encode("latin-1")) == "Größe"
    assert title(feed.encode("latin-1"), "text/xml; charset=ISO-8859-1") == "Größe"
    assert title(feed.encode("latin-1")) == "Größe"  # declared wrongly
    assert title(feed.replace("Größe", "Gr&ouml;&szlig;e").encode()) == "Größe"
    assert title(feed.replace("utf-8", "punycode").encode()) == "Größe"


def test_the_syndication_module_says_how_often() -> None:
    said = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
    assert entries(_rss("", said), URL).minutes == 360
    assert entries(_rss("", "<ttl>-5</ttl>"), URL).minutes is None


@pytest.mark.parametrize(("content", "problem"), [
    (b"", "it is empty"),
    (b"<!doctype html><html><body>hello</body></html>", "a web page"),
    (b"<opml version='2.0'><body/></opml>", "other XML"),
    (b"hello", "something else"),
    (b'{"a": 1}', "other JSON"),
    (b"x" * 10_000_001, "10 MB are the most"),
])  # fmt: skip
def test_what_is_no_feed_says_what_it_is(content: bytes, problem: str) -> None:
    found = entries(content, URL)
    assert found.problem is not None
    assert problem in found.problem
    assert found.entries == ()


def _laughs(depth: int = 10) -> str:
    each = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, depth))
    told = f"<channel><title>&l{depth - 1};</title></channel>"
    return f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{each}]><rss version='2.0'>{told}</rss>"


_ITEM = b"<item><link>http://a.test/1</link>"
_ATTACKS: dict[str, Callable[[], bytes]] = {
    "billion laughs": lambda: _laughs().encode(),
    "in UTF-16": lambda: _laughs().encode("utf-16"),
    "in UTF-16 without a mark": lambda: _laughs().encode("utf-16-le"),
    "behind a comment": lambda: b"<!-- <rss> --><?a b?>\n" + _laughs().encode(),
    "quadratic": lambda: b"<!DOCTYPE rss [<!ENTITY a '" + b"x" * 100_000 + b"'>]><rss>" + b"&a;" * 100_000 + b"</rss>",
    "external": lambda: b"<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss>&a;</rss>",
    "parameter": lambda: b"<!DOCTYPE rss [<!ENTITY % a SYSTEM 'http://127.0.0.1:1/x.dtd'> %a;]><rss/>",
    "defaults": lambda: b"<!DOCTYPE rss [<!ATTLIST item x CDATA 'y'>]><rss/>",
}
_BURDENS: dict[str, Callable[[], bytes]] = {
    "an external DTD": lambda: b"<!DOCTYPE rss SYSTEM 'file:///etc/passwd'><rss><channel>" + _ITEM + b"</item>",
    "a million tags in one another": lambda: b"<rss><channel>" + b"<a>" * 1_000_000,
    "items in items": lambda: b"<rss><channel>" + b"<item>" * 1_000_000,
    "many entries": lambda: b"<rss><channel>" + b"".join(_ITEM + b"<guid>%d</guid></item>" % n for n in range(40_000)),
    "many elements": lambda: b"<rss><channel>" + _ITEM + b"<a/>" * 1_500_000,
    "many attributes": lambda: b"<rss " + b" ".join(b"a%d='1'" % n for n in range(300_000)) + b"/>",
    "many namespaces": lambda: b"<rss " + b" ".join(b"xmlns:a%d='u'" % n for n in range(50_000)) + b"/>",
    "open quotes": lambda: b"<rss><channel><item " + b"a'" * 3_000_000,
    "brackets": lambda: b"<" * 5_000_000,
    "open comments": lambda: b"<!--" * 2_000_000,
    "brackets in CDATA": lambda: b"<rss><channel>" + _ITEM + b"<title><![CDATA[" + b"<" * 8_000_000 + b"]]></title>",
    "ampersands": lambda: b"<rss>" + b"&" * 5_000_000,
    "long dates": lambda: b"<rss><channel>" + (_ITEM + b"<pubDate>" + b"1:1 " * 400 + b"</pubDate></item>") * 1000,
    "deep JSON": lambda: b'{"version": ' + b"[" * 3_000_000,
}  # fmt: skip


@pytest.mark.parametrize("attack", _ATTACKS)
def test_declared_entities_are_refused_before_they_do_anything(attack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object) -> None:
        raise AssertionError("something was opened")

    content = _ATTACKS[attack]()
    monkeypatch.setattr("builtins.open", nothing)
    monkeypatch.setattr("socket.socket", nothing)
    start = time.monotonic()
    found = entries(content, URL)
    assert found == FeedContent(
        problem="it declares entities in a DTD of its own; such XML is not read, for it may be an attack"
    )
    with pytest.raises(CaptureError, match="entities"):
        feeds_in(content.replace(b"rss", b"opml"))
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("burden", _BURDENS)
def test_what_is_large_ends_soon(burden: str) -> None:
    content = _BURDENS[burden]()
    start = time.monotonic()
    found = entries(content, URL)
    assert time.monotonic() - start < 10
    assert len(found.entries) <= MOST_ENTRIES
    assert "root:" not in found.model_dump_json()


def test_a_list_of_feeds() -> None:
    opml = (
        b"<?xml version='1.0'?><opml version='2.0'><head><title>x</title></head><body><outline text='a'>"
        b"<outline text='b'><outline type='rss' xmlUrl='https://a.test/f'/></outline></outline>"
        b"<outline xmlUrl='https://b.test/f'/><outline xmlUrl='https://a.test/f'/><outline xmlUrl='file:///x'/>"
        b"</body></opml>"
    )
    assert feeds_in(opml) == ["https://a.test/f", "https://b.test/f"]
    plain = b"\xef\xbb\xbf# mine\n\nhttps://a.test/f\r\n  https://b.test/f  \nhttps://a.test/f\n"
    assert feeds_in(plain) == ["https://a.test/f", "https://b.test/f"]


@pytest.mark.parametrize(("content", "error"), [
    (b"", "empty"), (b"# nothing\n", "holds no feeds"), (b"<opml><body/></opml>", "holds no feeds"),
    (b"<rss version='2.0'/>", "no OPML"), (b"https://a.test/f\nnot an address\n", "line 2 is no web address"),
    (b"".join(b"http://a.test/%d\n" % n for n in range(10_001)), "10,000 are the most"),
])  # fmt: skip
def test_a_wrong_list_says_what_is_wrong(content: bytes, error: str) -> None:
    with pytest.raises(CaptureError, match=error):
        feeds_in(content)


@pytest.mark.parametrize("seed", _SEEDS, ids=lambda path: path.stem)
def test_what_once_broke_it_does_no_more(seed: Path) -> None:
    target(seed.read_bytes())


def test_fuzzing_for_a_moment_finds_nothing() -> None:
    assert measure(1.0, 7, None)["messages"] == []
