"""Fuzzing of the feed path: whatever bytes come, a feed or a list of feeds is read, or said in one line why not.

    python bench/fuzz_feeds.py --seconds 600 --seeds tests/capture/seeds/feed

Inputs are mutations of sound feeds; one that breaks a rule is kept in the folder of seeds, which
tests/capture/test_feeds.py replays.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import measuring

from hudhud.capture.feed_lists import feeds_in
from hudhud.capture.feeds import MOST_ENTRIES, entries
from hudhud.errors import CaptureError

SECONDS = 5.0
"""No input of the fuzzer's size may take longer."""
_LARGEST = 20_000

_SOUND = (
    b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>
<title>Wire</title><ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod><language>en</language>
<item><title>One &amp; two</title><link>https://wire.test/a?x=1#b</link><guid isPermaLink="false">g1</guid>
<pubDate>Fri, 01 Mar 2024 23:30:00 -0500</pubDate><dc:creator>Ann</dc:creator>
<content:encoded><![CDATA[<p>Six &nbsp; died.</p>]]></content:encoded></item></channel></rss>""",
    b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.test/x/" xml:lang="fr"><title>T</title>
<entry><id>urn:1</id><title type="html">&lt;b&gt;X&lt;/b&gt;</title><link href="../y" rel="alternate"/>
<updated>2024-03-01T10:00:00Z</updated><published>2024-03-01</published><author><name>B</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>hello</p></div></content>
<source><title>Other</title></source></entry></feed>""",
    b"""{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": 7, "url": "/x", "title": "t",
 "date_published": "2024-01-02T03:04:05+02:00", "authors": [{"name": "C"}], "content_text": "a\\nb"}]}""",
    b"""<opml version="2.0"><body><outline text="a"><outline xmlUrl="https://a.test/feed"/></outline></body></opml>""",
    b"# mine\nhttps://a.test/feed\nhttps://b.test/feed\n",
    b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="x"><title>R</title></channel>
<item rdf:about="y"><link>http://r.test/1</link><title>1</title></item></rdf:RDF>""",
)
_PIECES = (
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&a;", b"&#x0;", b"&#55296;", b"&#xDFFF",
    b"&nbsp;", b"<item>", b"</item>", b"<entry>", b"<content type='base64'>", b"<link>javascript:x</link>",
    b"<link>//[::1</link>", b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"<?xml version='1.0' encoding='utf-16'?>", b"<x:y>",
    b"xmlns:x=''", b"2024-13-45T99:99:99Z", b"1e999", b"http://a.test:99999/", b"\xe2\x80\xae", b"%",
    b"<a " + b"b='c' " * 60, b"9" * 400, b"[" * 500, b'{"id":', b"null", b"true", b"\\ud800", b"<ttl>-1</ttl>",
    b"<pubDate>Fri, 31 Feb 99999 25:61:61 +9999</pubDate>", b"<outline xmlUrl='", b"#",
)  # fmt: skip
_WIDE = ("utf-16", "utf-16-le", "utf-32")


def target(data: bytes) -> None:
    """Read bytes as a feed and as a list of feeds. Raises AssertionError where what comes out breaks a rule."""
    half = len(data) // 2
    kind = ("text/xml", "application/rss+xml; charset=iso-8859-1", None)[half % 3]
    found = entries(data, "https://feed.test/rss", kind)
    assert len(found.entries) <= MOST_ENTRIES
    assert len({one.id for one in found.entries}) == len(found.entries)
    assert found.problem is None or ("\n" not in found.problem and not found.entries)
    for one in found.entries:
        assert one.url is None or one.url.startswith(("http://", "https://"))
        assert one.url or one.text
        one.model_dump_json()
        assert one.mark.encode() is not None
        assert all(said.value and "\n" not in said.value for said in one.about.values())
    try:
        addresses = feeds_in(data)
    except CaptureError as error:
        assert "\n" not in str(error)
    else:
        assert addresses
        assert all(one.startswith(("http://", "https://")) for one in addresses)


def _mutated(chance: random.Random, known: list[bytes]) -> bytes:
    data = bytearray(chance.choice(known))
    for _ in range(chance.choice((1, 1, 2, 4, 8, 16))):
        at, to = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
        match chance.randrange(7):
            case 0:
                data[at:at] = chance.choice(_PIECES)
            case 1:
                del data[at:to]
            case 2:
                data[at:at] = data[at:to] * chance.choice((1, 2, 8))
            case 3 if data:
                data[min(at, len(data) - 1)] = chance.randrange(256)
            case 4:
                other = chance.choice(known)
                data[at:to] = other[chance.randrange(len(other) + 1) :]
            case 5:
                data = bytearray(
                    bytes(data).decode("utf-8", "ignore").encode(chance.choice(("utf-16", "utf-16-le", "utf-32")))
                )
            case _:
                data[at:to] = chance.choice(_PIECES) * chance.choice((1, 3, 50))
    return bytes(data[:_LARGEST])


def measure(seconds: float, seed: int, seeds: Path | None, run: Callable[[bytes], None] = target) -> dict[str, Any]:
    """Run mutations for so long; crashes and slow inputs go into the folder of seeds, where one is given."""
    chance, known = random.Random(seed), list(_SOUND)
    tried, crashes, slowest = 0, [], 0.0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = _mutated(chance, known)
        start, error = time.monotonic(), None
        try:
            run(data)
        except Exception as raised:  # every kind is a finding
            error = f"{type(raised).__name__}: {raised}"
        took = time.monotonic() - start
        slowest, tried = max(slowest, took), tried + 1
        if error is None and took > SECONDS:
            error = f"took {took:.1f} s"
        if error is not None:
            crashes.append(error[:200])
            if seeds is not None:
                (seeds / f"{sha256(data).hexdigest()[:16]}.bin").write_bytes(data)
        elif chance.random() < 0.02 and len(known) < 400:
            known.append(data or b"<")
    return {"inputs": tried, "seconds": seconds, "crashes": len(crashes), "slowest_s": round(slowest, 3),
            "messages": sorted(set(crashes))[:10]}  # fmt: skip


def main() -> None:
    """Parse the options, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=Path, help="where inputs that break something are kept")
    options = parser.parse_args()
    found = measure(options.seconds, options.seed, options.seeds)
    rows = [("inputs", f"{found['inputs']:,}", "", ""), ("crashes", str(found["crashes"]), "0", ""),
            ("slowest, s", str(found["slowest_s"]), f"≤ {SECONDS:g}", "")]  # fmt: skip
    measuring.show("Fuzzing the feed path", rows, found)


if __name__ == "__main__":
    main()
