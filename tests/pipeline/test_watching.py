from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from watched_site import FEED, Site, Times, many, page, rss

from hudhud import pipeline
from hudhud.configuration import Configuration
from hudhud.errors import FetchError, LanguageError, LedgerError
from hudhud.ledger import Feeds, Ledger
from hudhud.ledger.watched import feed_entries
from hudhud.model import Fetch, WarcRecord
from hudhud.model.custody import RecordKind
from hudhud.model.feeds import FeedHealth
from hudhud.pipeline.watching import max_age

_QUIET = Configuration()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "l.db") as opened:
        yield opened


def _watch(ledger: Ledger, site: Site, times: Times, *urls: str) -> list[tuple[str, str]]:
    events = pipeline.watch(urls or (FEED,), ledger, site, _QUIET, once=True, clock=times.clock())
    return [(one.kind, one.subject) for one in events]


def _health(ledger: Ledger) -> FeedHealth:
    return Feeds(ledger).health()[0]


def test_what_a_feed_brings_is_taken_in_once(ledger: Ledger) -> None:
    times, site = Times(), Site(ledger, many(3))
    told = _watch(ledger, site, times)
    assert Counter(kind for kind, _ in told) == {"feed": 1, "new": 3}
    assert _watch(ledger, site, times) == []  # nothing is due
    times.later(minutes=31)
    assert [kind for kind, _ in _watch(ledger, site, times)] == ["feed"]
    assert ledger.counts().documents == 3
    assert pipeline.incidents(ledger)
    assert pipeline.unlinked(ledger) == 0
    health = _health(ledger)
    assert (health.new, health.duplicates, health.waiting, health.given_up) == (3, 0, 0, 0)
    assert health.title == "Site"
    assert health.last_success == times.at


def test_what_the_feed_says_of_an_entry_goes_along(ledger: Ledger) -> None:
    _watch(ledger, Site(ledger, many(1)), Times())
    about = ledger.document("http://site.test/0").about
    assert about["title"].value == "T 0"
    assert about["publisher"].guessed
    assert about["url"].where == "feed entry link"


def test_an_entry_without_a_link_is_its_text(ledger: Ledger) -> None:
    text = "&lt;p&gt;At least 4 people were killed in Owo on 2 March 2024, said the diocese.&lt;/p&gt;"
    site = Site(ledger, {FEED: rss({"x": text})})
    assert [kind for kind, _ in _watch(ledger, site, Times())] == ["feed", "new"]
    kept = ledger.document(f"{FEED}#id-x")
    assert kept.text.startswith("<p>At least 4")
    assert site.asked == [FEED]


def test_entries_that_are_held_already_are_recognised(ledger: Ledger) -> None:
    pages = many(2)
    first = Site(ledger, pages)
    first.keep(first.source_of(first.fetch("http://site.test/0")))
    # The same bytes under another address.
    pages["http://site.test/copy"] = pages["http://site.test/0"]
    pages[FEED] = rss({"0": None, "1": None, "copy": None})
    site = Site(ledger, pages)
    told = _watch(ledger, site, Times())
    assert Counter(kind for kind, _ in told) == {"feed": 1, "held": 2, "new": 1}
    assert "http://site.test/0" not in site.asked
    health = _health(ledger)
    assert (health.new, health.duplicates) == (1, 2)
    assert ledger.counts().documents == 2


def test_a_copy_of_a_story_counts_as_a_duplicate(ledger: Ledger) -> None:
    pages = many(1)
    original = pages["http://site.test/0"]
    assert isinstance(original, bytes)
    pages["http://site.test/1"] = original.replace(b"</body>", b"<p>From an agency.</p></body>")
    pages[FEED] = rss({"0": None, "1": None})
    _watch(ledger, Site(ledger, pages), Times())
    health = _health(ledger)
    assert (health.new, health.duplicates) == (1, 1)


def test_a_changed_entry_is_a_new_version(ledger: Ledger) -> None:
    times, pages = Times(), many(1)
    pages[FEED] = rss({"0": None}, updated="2024-03-03T10:00:00Z")
    site = Site(ledger, pages)
    _watch(ledger, site, times)
    pages["http://site.test/0"] = page(0, killed=9, day=1)
    pages[FEED] = rss({"0": None}, updated="2024-03-04T10:00:00Z")
    times.later(hours=1)
    assert [kind for kind, _ in _watch(ledger, site, times)] == ["feed", "version"]
    times.later(hours=1)
    pages[FEED] = rss({"0": None}, updated="2024-03-04T11:00:00Z")  # said, but not so
    assert [kind for kind, _ in _watch(ledger, site, times)] == ["feed", "held"]
    health = _health(ledger)
    assert (health.new, health.versions, ledger.counts().documents) == (1, 1, 2)


def test_a_feed_that_fails_waits_longer_and_stops_no_other(ledger: Ledger) -> None:
    times, pages = Times(), many(1)
    bad = "http://bad.test/feed"
    pages[bad] = FetchError(f"{bad}: no answer")
    site = Site(ledger, pages)
    assert ("new", "http://site.test/0") in _watch(ledger, site, times, bad, FEED)
    waits = []
    for _ in range(9):
        fared = next(one for one in Feeds(ledger).health() if one.url == bad)
        waits.append((fared.next_at - times.at).total_seconds() / 60)
        times.at = fared.next_at
        _watch(ledger, site, times, bad)
    assert waits == [30, 60, 120, 240, 480, 960, 1440, 1440, 1440]
    fared = Feeds(ledger).health()[0]
    assert (fared.url, fared.failures, fared.last_error, fared.last_success) == (bad, 10, f"{bad}: no answer", None)
    pages[bad] = rss({})
    times.at = fared.next_at
    _watch(ledger, site, times, bad)
    assert [(one.failures, one.last_error) for one in Feeds(ledger).health()] == [(0, None)] * 2


def test_what_is_no_feed_is_a_failure_in_one_line(ledger: Ledger) -> None:
    site = Site(ledger, {FEED: b"<!DOCTYPE html><html><body>hello</body></html>"})
    events = list(pipeline.watch([FEED], ledger, site, _QUIET, once=True, clock=Times().clock()))
    assert [one.kind for one in events] == ["failure"]
    assert events[0].words == f"{FEED}: is no feed but a web page; give the address of its RSS, Atom or JSON feed"


def test_an_entry_is_tried_five_times_and_then_shown(ledger: Ledger) -> None:
    times, pages = Times(), many(2)
    pages["http://site.test/0"] = FetchError("http://site.test/0: no answer")
    site = Site(ledger, pages)
    told, waits = _watch(ledger, site, times), []
    while ("given_up", "http://site.test/0") not in told:
        with ledger.snapshot() as connection:
            due = connection.scalar(select(feed_entries.c.next_at).where(feed_entries.c.state == "waiting"))
        assert due is not None
        waits.append((due - times.at).total_seconds() / 60)
        times.at = due
        told = _watch(ledger, site, times)
    assert site.asked.count("http://site.test/0") == 5
    assert waits == [5, 30, 180, 1080]
    health = _health(ledger)
    assert (health.new, health.given_up, health.entry_error) == (1, 1, "http://site.test/0: no answer")


def test_a_language_without_a_reader_is_not_waited_for(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(ledger, many(1))
    monkeypatch.setattr(site, "keep", lambda s: pipeline.Outcome(s.origin, error=LanguageError(s.origin, "fr", ["en"])))
    assert [kind for kind, _ in _watch(ledger, site, Times())] == ["feed", "given_up"]


def test_the_feed_says_how_long_it_wants_to_be_left_alone(ledger: Ledger) -> None:
    times = Times()
    _watch(ledger, Site(ledger, {FEED: rss({}, ttl=90)}), times)
    assert (_health(ledger).next_at - times.at).total_seconds() == 90 * 60


@pytest.mark.parametrize(("header", "seconds"), [
    ("Cache-Control: public, Max-Age=7200", 7200), ("cache-control: no-store", 0), ("X: max-age=5", 0),
    ("Cache-Control: max-age=soon", 0), ("Cache-Control: max-age=99999999999999", 0),
])  # fmt: skip
def test_the_server_says_how_long_its_answer_lasts(header: str, seconds: float) -> None:
    def record(kind: RecordKind, block: str) -> WarcRecord:
        return WarcRecord.of(f"urn:uuid:{kind}", kind, f"WARC/1.1\r\nWARC-Type: {kind}\r\n\r\n{block}\r\n\r\n".encode())

    records = (record("request", "GET / HTTP/1.1\r\nCache-Control: max-age=1\r\n\r\n"),
               record("response", f"HTTP/1.1 200 OK\r\n{header}\r\n\r\nCache-Control: max-age=2\r\n"))  # fmt: skip
    assert max_age(Fetch(url=FEED, final_url=FEED, at=Times().at, status=200, records=records)) == seconds


def test_feeds_take_turns(ledger: Ledger) -> None:
    other = "http://other.test/feed"
    pages = many(4) | {other: rss({"0": None}).replace(b"http://site.test/0", b"http://other.test/0")}
    pages["http://other.test/0"] = page(9, place="Owo")
    told = _watch(ledger, Site(ledger, pages), Times(), FEED, other)
    order = [subject for kind, subject in told if kind == "new"]
    assert order.index("http://other.test/0") == 1


def test_two_feeds_with_one_story_take_it_in_once(ledger: Ledger) -> None:
    other = "http://other.test/feed"
    pages = many(2)
    site = Site(ledger, pages | {other: pages[FEED]})
    told = _watch(ledger, site, Times(), FEED, other)
    assert Counter(kind for kind, _ in told) == {"feed": 2, "new": 2, "held": 2}
    assert max(Counter(site.asked).values()) == 1
    assert sum(one.new for one in Feeds(ledger).health()) == 2


def test_it_ends_between_two_documents(ledger: Ledger) -> None:
    site, seen = Site(ledger, many(5)), []
    clock = Times().clock()
    clock.stopped = lambda: len(seen) >= 3
    for event in pipeline.watch([FEED], ledger, site, _QUIET, clock=clock):
        seen.append(event)
    assert [one.kind for one in seen] == ["feed", "new", "new"]
    assert ledger.counts().documents == 2
    assert pipeline.unlinked(ledger) == 2
    assert _health(ledger).waiting == 3
    _watch(ledger, site, Times())
    assert ledger.counts().documents == 5
    assert pipeline.unlinked(ledger) == 0


def test_a_ledger_that_is_in_use_is_waited_for(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    times, waits = Times(), list[float]()
    clock, broken = times.clock(), True

    def sleep(seconds: float) -> None:
        nonlocal broken
        waits.append(seconds)
        broken = len(waits) < 3

    def link(*_: object) -> None:
        if broken:
            raise LedgerError("in use by another process")

    clock.sleep, clock.stopped = sleep, lambda: len(waits) > 3
    monkeypatch.setattr("hudhud.pipeline.watching.link_new", link)
    found = list(pipeline.watch([FEED], ledger, Site(ledger, many(1)), _QUIET, clock=clock))
    assert [one.kind for one in found] == ["feed", "new", *["failure"] * 3]
    assert waits == [60, 60, 60, 1800]
    broken = True
    with pytest.raises(LedgerError):
        _watch(ledger, Site(ledger, many(1)), times)


def test_killed_at_any_moment_it_loses_and_repeats_nothing(tmp_path: Path) -> None:
    path, number, kept = tmp_path / "l.db", 8, 0
    # In turn within the taking in of an entry and between keeping and noting it.
    for stop in ("takes", "kept"):
        child = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("watched_site.py")), str(path), str(number)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        lines = (line for line in child.stdout if line.startswith(stop))
        next(lines)
        next(lines)
        child.kill()
        child.wait()
        child.stdout.close()
        with Ledger.open(path) as ledger:
            assert ledger.counts().documents > kept
            kept = ledger.counts().documents
    assert kept < number
    with Ledger.open(path) as ledger:
        site = Site(ledger, many(number))
        list(pipeline.watch([FEED], ledger, site, _QUIET, once=True))
        assert ledger.counts().documents == number
        health = _health(ledger)
        assert (health.new, health.duplicates, health.waiting, health.given_up) == (number, 0, 0, 0)
        assert FEED not in site.asked  # the queue was in the ledger
        assert pipeline.verify(ledger).ok
