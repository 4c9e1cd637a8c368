"""Feeds watched: asked when they are due, their entries taken in one by one, then linked, then alerts.

What is to be done stands in the ledger before it is done, and is noted as done behind the transaction
that did it. So a watch that is killed goes on where it was; a feed that fails stops no other.
"""

from __future__ import annotations

import gzip
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from hudhud.capture import Source
from hudhud.configuration import Configuration
from hudhud.errors import CaptureError, FetchError, HudhudError, LanguageError, LedgerError
from hudhud.ledger import Feeds, Ledger
from hudhud.model import Document, Fetch
from hudhud.model.feeds import Entry, Feed, FeedContent, Queued
from hudhud.pipeline.alerts import Alerts
from hudhud.pipeline.links import link_new
from hudhud.pipeline.progress import Progress, silent
from hudhud.pipeline.watching_hands import Fetched, Hands

MOST_TRIES = 5
"""Of an entry."""
AT_ONCE = 50
"""Entries that are taken in before feeds are looked at again, and what came in is linked."""
_FIRST_WAIT = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(days=1)
_LONGEST_SLEEP = 3600.0
_AFTER_REFUSAL = 60.0
_MOST_REFUSALS = 10
"""In a row, of a ledger that cannot be written."""

EventKind = Literal["feed", "new", "version", "held", "failure", "given_up", "alert"]


@dataclass(frozen=True)
class Event:
    """One thing that happened in a watch."""

    kind: EventKind
    subject: str
    """The address of a feed or an entry, the name of a rule."""
    words: str = ""
    document: Document | None = None


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Clock:
    """Time, chance and the wish to stop, for tests to put others in place."""

    now: Callable[[], datetime] = _now
    sleep: Callable[[float], object] = time.sleep
    """Wait so many seconds, or until somebody wants to stop."""
    stopped: Callable[[], bool] = field(default=lambda: False)
    chance: Callable[[], float] = random.random


def watch(
    urls: Sequence[str],
    ledger: Ledger,
    hands: Hands,
    configuration: Configuration,
    *,
    once: bool = False,
    progress: Progress = silent,
    clock: Clock | None = None,
) -> Iterator[Event]:
    """Watch feeds until the clock says to stop; `once` ends when nothing is due.

    Alerts go out for incidents of which a report came in after their rule was first seen: a new rule
    tells of nothing old. An alert to standard output is an event, and sent once the next one is asked for.

    Raises:
        ConfigurationError: a rule asks for what no incident can have.
        LedgerError: the ledger cannot be written, and with `once` unset could not for ten minutes.
    """
    clock = clock or Clock()
    watching = _Watch(list(dict.fromkeys(urls)), Feeds(ledger), hands, configuration, clock, progress)
    alerts = Alerts(ledger, configuration, hands, clock.now, clock.chance)
    watching.feeds.watch(watching.urls, clock.now())
    refused = 0
    while not clock.stopped():
        try:
            yield from _round(watching, alerts, ledger)
            seconds = watching.seconds_to_wait(alerts.next_time())
            refused = 0
        except LedgerError as error:
            # Another process may have it, or somebody frees the disk; nothing was noted that was not done.
            refused += 1
            if once or refused > _MOST_REFUSALS:
                raise
            yield Event("failure", ledger.name, str(error))
            seconds = _AFTER_REFUSAL
        if once and seconds > 0:
            return
        if seconds > 0 and not clock.stopped():
            progress("waiting for the next feed", 0, None)
            clock.sleep(min(seconds, _LONGEST_SLEEP))


def _round(watching: _Watch, alerts: Alerts, ledger: Ledger) -> Iterator[Event]:
    yield from watching.ask_feeds()
    yield from watching.take_in()
    if watching.clock.stopped():
        return
    link_new(ledger, watching.progress)
    for rule, words in alerts.told():
        yield Event("alert", rule, words)
    for channel, error in alerts.sent():
        yield Event("failure", channel, error)


@dataclass
class _Watch:
    urls: list[str]
    feeds: Feeds
    hands: Hands
    configuration: Configuration
    clock: Clock
    progress: Progress

    def ask_feeds(self) -> Iterator[Event]:
        """Ask the feeds that are due, and queue their entries."""
        due = self.feeds.due(self.urls, self.clock.now())
        for number, feed in enumerate(due):
            if self.clock.stopped():
                return
            self.progress("asking feeds", number, len(due))
            yield self._ask(feed)

    def _ask(self, feed: Feed) -> Event:
        try:
            fetched = self.hands.fetch_feed(feed.url, _known(feed))
            self.hands.note(fetched.fetch)
            said = self._said(feed, fetched)
        except CaptureError as error:
            now = self.clock.now()
            wait = self._backed_off(timedelta(minutes=self.configuration.watching.every_minutes), feed.failures)
            self.feeds.failed(feed, str(error), now + wait, now)
            return Event("failure", feed.url, str(error))
        now = self.clock.now()
        tags = (fetched.fetch.etag, fetched.fetch.last_modified)
        queued = self.feeds.answered(feed, said, tags, now + self._pause(said, fetched.fetch), now)
        return Event("feed", feed.url, f"{queued} new or changed" if queued else "")

    def _said(self, feed: Feed, fetched: Fetched) -> FeedContent | None:
        if fetched.unchanged:
            return None
        if fetched.content is None:
            raise FetchError(_why(fetched.fetch))
        declared = f"{fetched.media_type}; charset={fetched.charset}" if fetched.charset else fetched.media_type
        said = self.hands.entries(fetched.content, fetched.fetch.final_url, declared)
        if said.problem is not None:
            raise CaptureError(f"{feed.url}: {said.problem}")
        return said

    def _pause(self, said: FeedContent | None, fetch: Fetch) -> timedelta:
        """Until the feed is asked again: as configured, or longer where it asks for that, up to a day."""
        asked = max((said.minutes if said else None) or 0, max_age(fetch) / 60)
        every = self.configuration.watching.every_minutes
        # A little more each time, so that feeds added together are not asked together for ever.
        return min(timedelta(minutes=max(every, asked)), max(_LONGEST_WAIT, timedelta(minutes=every))) * (
            1 + self.clock.chance() / 10
        )

    def _backed_off(self, first: timedelta, failures: int, factor: float = 2.0) -> timedelta:
        """Twice as long after each failure, up to a day, less a random part."""
        longest = max(_LONGEST_WAIT, first)
        wait = longest if failures > 20 else min(first * factor**failures, longest)
        return wait * (1 - self.clock.chance() / 4)

    def take_in(self) -> Iterator[Event]:
        """Take in entries that are due, so many at once."""
        some = self.feeds.waiting(self.urls, self.clock.now(), AT_ONCE)
        for number, queued in enumerate(some):
            if self.clock.stopped():
                return
            self.progress("taking in entries", number, len(some))
            yield self._take(queued)

    def _take(self, queued: Queued) -> Event:
        entry = queued.entry
        name = entry.url or entry.id
        held = self.feeds.holding(entry.url) if entry.url and queued.document is None else None
        if held is not None:
            new = self.feeds.done(queued, held)
            return Event("new" if new else "held", name)
        try:
            outcome = self.hands.keep(self._source(queued, entry))
            if outcome.error is not None:
                raise outcome.error
            if outcome.document is None:
                raise CaptureError(f"{name}: holds no report")
        except HudhudError as error:
            return self._missed(queued, name, error)
        new = self.feeds.done(queued, outcome.document.id)
        kind: EventKind = "held" if not new else "new" if queued.document is None else "version"
        return Event(kind, name, document=outcome.document)

    def _source(self, queued: Queued, entry: Entry) -> Source:
        if entry.url is None:
            whole = entry.id if ":" in entry.id else f"{queued.feed}#{entry.id}"
            content = (entry.text or "").encode("utf-8", "replace")
            return Source(f"{queued.feed}, entry {entry.id}", content, "text/html", whole, "utf-8", about=entry.about)
        fetched = self.hands.fetch(entry.url)
        if fetched.content is None:
            self.hands.note(fetched.fetch)
            raise FetchError(_why(fetched.fetch))
        return replace(self.hands.source_of(fetched), about=entry.about)

    def _missed(self, queued: Queued, name: str, error: HudhudError) -> Event:
        # A language without a reader will not get one by waiting.
        last = queued.tries + 1 >= MOST_TRIES or isinstance(error, LanguageError)
        again = None if last else self.clock.now() + self._backed_off(_FIRST_WAIT, queued.tries, 6.0)
        self.feeds.missed(queued, str(error), again)
        return Event("given_up" if last else "failure", name, str(error))

    def seconds_to_wait(self, alerts: datetime | None) -> float:
        """Until a feed, an entry or an alert is due."""
        times = [time for time in (self.feeds.next_time(self.urls), alerts) if time is not None]
        return max(0.0, (min(times) - self.clock.now()).total_seconds()) if times else _LONGEST_SLEEP


def _why(fetch: Fetch) -> str:
    return f"{fetch.url}: {fetch.error or 'nothing came'}"


def _known(feed: Feed) -> Fetch | None:
    """The last answer, so that the server may say that nothing changed."""
    if feed.last_success is None or not (feed.etag or feed.last_modified):
        return None
    return Fetch(url=feed.url, final_url=feed.url, at=feed.last_success, status=200, etag=feed.etag,
                 last_modified=feed.last_modified)  # fmt: skip


def max_age(fetch: Fetch) -> float:
    """The seconds that the last response may be used for, by its Cache-Control; 0 where it does not say."""
    response = next((one for one in reversed(fetch.records) if one.kind in {"response", "revisit"}), None)
    if response is None:
        return 0.0
    try:
        record = gzip.decompress(response.content)
    except (OSError, EOFError):
        return 0.0
    # Behind the record's own header, up to the empty line, stands that of the response.
    header = record.partition(b"\r\n\r\n")[2].partition(b"\r\n\r\n")[0].decode("latin-1").lower()
    for line in header.split("\r\n"):
        if line.startswith("cache-control:"):
            for part in line.partition(":")[2].split(","):
                key, _, value = part.strip().partition("=")
                if key == "max-age" and value.isdecimal() and len(value) < 10:
                    return float(value)
    return 0.0
