"""The page of feeds: how they fare, and nothing captured in it does anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from web_samples import Browser

from hudhud.ledger import Feeds, Ledger
from hudhud.model.feeds import Entry, FeedContent

_NOW = datetime(2024, 3, 5, 12, tzinfo=UTC)


def test_without_feeds_it_says_how_to_begin(administrator: Browser) -> None:
    shown = administrator.get("/feeds")
    assert shown.status_code == 200
    assert "hudhud watch" in shown.text
    assert 'href="/feeds"' in administrator.get("/").text


def test_it_shows_how_feeds_fare(administrator: Browser, ledger: Ledger) -> None:
    feeds = Feeds(ledger)
    feeds.watch(["https://wire.test/feed", "https://bad.test/feed"], _NOW)
    well, badly = feeds.due(feeds.urls(), _NOW)
    entries = tuple(Entry(id=str(n), url=f"https://wire.test/{n}") for n in range(3))
    said = FeedContent(title="<script>alert(1)</script> & Wire", entries=entries)
    feeds.answered(well, said, (None, None), _NOW + timedelta(minutes=30), _NOW)
    queued = feeds.waiting(feeds.urls(), _NOW, 9)
    feeds.missed(queued[0], "https://wire.test/0: it answered 404", None)
    feeds.failed(badly, "https://bad.test/feed: no <b>answer</b>", _NOW + timedelta(hours=1), _NOW)
    text = administrator.get("/feeds").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Wire" in text
    assert "<b>answer" not in text
    assert "failed once: https://bad.test/feed: no &lt;b&gt;answer" in text
    assert "an entry: https://wire.test/0: it answered 404" in text
    assert "2024-03-05 12:30 UTC" in text
    # What fails stands first.
    assert text.index("https://bad.test/feed") < text.index("https://wire.test/feed")
    assert 'data-label="waiting">2<' in text
    assert 'data-label="given up">1<' in text
