from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from watched_site import FEED, Answer, Site, Times, many

from hudhud import pipeline
from hudhud.capture.feed_operations import FEED_OPERATIONS
from hudhud.configuration import Configuration
from hudhud.errors import CaptureError
from hudhud.ledger import Feeds, Ledger
from hudhud.model import Fetch


class Fetcher:
    def __init__(self, site: Site) -> None:
        self.site, self.wanted = site, Counter[tuple[str, ...]]()

    def fetch(self, url: str, *, known: Fetch | None = None, accept: Collection[str] = ("html",)) -> Answer:
        self.wanted[tuple(accept)] += 1
        return self.site.fetch_feed(url, known)


class Warden:
    dead = False

    def ask(self, operation: str, payload: bytes, **words: Any) -> Any:
        if self.dead:
            raise CaptureError(f"{operation}: took more memory than it may")
        return json.loads(json.dumps(FEED_OPERATIONS[operation](payload, words)))


def _hands(site: Site, fetcher: Fetcher, warden: Warden, noted: list[Fetch]) -> pipeline.Hands:
    return pipeline.Work(fetcher, warden, site.source_of, site.keep, noted.append, site.post)  # type: ignore[arg-type]


def test_hands_are_made_of_what_fetches_and_what_takes_apart(tmp_path: Path) -> None:
    noted: list[Fetch] = []
    with Ledger.open(tmp_path / "l.db") as ledger:
        site = Site(ledger, many(2))
        fetcher, warden, times = Fetcher(site), Warden(), Times()
        hands = _hands(site, fetcher, warden, noted)
        assert hands.feeds_in(b"http://a.test/f\n") == ["http://a.test/f"]
        with pytest.raises(CaptureError, match="is no web address"):
            hands.feeds_in(b"nowhere\n")
        found = list(pipeline.watch([FEED], ledger, hands, Configuration(), once=True, clock=times.clock()))
        assert [one.kind for one in found] == ["feed", "new", "new"]
        assert fetcher.wanted == {("feed", "json"): 1, ("html",): 2}
        assert [fetch.url for fetch in noted] == [FEED]


def test_a_feed_that_kills_its_process_is_a_feed_that_fails(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.db") as ledger:
        site = Site(ledger, many(1))
        warden = Warden()
        warden.dead = True
        hands = _hands(site, Fetcher(site), warden, [])
        found = list(pipeline.watch([FEED], ledger, hands, Configuration(), once=True, clock=Times().clock()))
        assert [(one.kind, one.words) for one in found] == [("failure", f"{FEED}: feed: took more memory than it may")]
        assert Feeds(ledger).health()[0].failures == 1
