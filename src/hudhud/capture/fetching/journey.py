"""The way of one address through its redirects: robots.txt and pauses kept, failures that may pass tried again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from hudhud.capture.fetching.addresses import Target, target
from hudhud.capture.fetching.exchange import Exchange, Question, ask
from hudhud.capture.fetching.hosts import DAY, Host, Hosts, Robots
from hudhud.capture.fetching.line import Line, StoppedError, Transport, Wiring
from hudhud.capture.fetching.packing import ACCEPTED, unpacked
from hudhud.capture.fetching.warc import records_of
from hudhud.configuration import FetchLimits
from hudhud.errors import FetchError
from hudhud.model.custody import Fetch, WarcRecord

MOST_ROBOTS = 500 * 1024
"""Bytes of a robots.txt that are heeded; what follows is not read (RFC 9309, 2.5)."""
_MOST_ROBOTS_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAY_PASS = frozenset({429, 502, 503, 504})
_FIRST_BACKOFF = 1.0


@dataclass(frozen=True)
class Terms:
    """What all journeys of a fetcher share."""

    allow_hosts: AbstractSet[str]
    limits: FetchLimits
    wiring: Wiring
    transport: Transport
    hosts: Hosts
    headers: Mapping[str, str]
    waiting: Callable[[str, float], object]


class Journey:
    """One address being fetched. `last` is the last exchange about it, `records` those of all."""

    def __init__(
        self,
        terms: Terms,
        start: Target,
        known: Fetch | None,
        accept: str,
        unwanted: Callable[[httpx.Headers], str | None],
    ) -> None:
        self.start = start
        self.at = terms.wiring.now()
        self.last: Exchange | None = None
        self.records: list[WarcRecord] = []
        self.is_conditional = False
        """Whether the last request asked if anything had changed."""
        self._terms = terms
        self._known = known
        self._accept = accept
        self._unwanted = unwanted
        self._seconds = terms.limits.seconds
        self._pauses = terms.limits.longest_delay
        self._failures = 0

    def to_the_end(self) -> Exchange:
        """The exchange at which no redirect leads on. Raises StoppedError."""
        here = self.start
        seen = {str(here.url)}
        for _ in range(self._terms.limits.redirects + 1):
            self._obey_robots(here)
            exchange = self._ask(here, self._page_headers(here), self._terms.limits.most_bytes, is_page=True)
            ahead = self._ahead(exchange)
            if ahead is None:
                return exchange
            if str(ahead.url) in seen:
                raise StoppedError("redirects in a circle; open it in a browser, save the page and add the file")
            seen.add(str(ahead.url))
            here = ahead
        raise StoppedError(
            f"redirects more than {self._terms.limits.redirects} times; give the address that it leads to"
        )

    def _page_headers(self, here: Target) -> dict[str, str]:
        headers = {**self._terms.headers, "Accept": self._accept, "Accept-Encoding": ACCEPTED}
        conditions: dict[str, str | None] = {}
        if self._known is not None and str(here.url) == self._known.final_url:
            conditions = {"If-None-Match": self._known.etag, "If-Modified-Since": self._known.last_modified}
        sent = {name: value for name, value in conditions.items() if value is not None and value.isascii()}
        self.is_conditional = bool(sent)
        return headers | sent

    def _ahead(self, exchange: Exchange) -> Target | None:
        """Where a redirect leads, if it may be followed; None where the exchange is none. Raises StoppedError."""
        location = exchange.headers.get("location")
        if exchange.status not in _REDIRECTS or location is None:
            return None
        try:
            ahead = target(str(exchange.target.url.join(location)), self._terms.allow_hosts)
        except (httpx.InvalidURL, ValueError) as error:
            raise StoppedError(f"redirects to what is no address ({error}); open it in a browser") from error
        except FetchError as error:
            raise StoppedError(f"redirects to {error}") from error
        if exchange.target.url.scheme == "https" and ahead.url.scheme == "http":
            # Anybody on the way could then have written the report.
            raise StoppedError(f"redirects from https to {ahead.url}; if that is to be trusted, give this address")
        return ahead

    def _ask(self, here: Target, headers: Mapping[str, str], most: int, *, is_page: bool) -> Exchange:
        """Ask, and again while it fails in a way that may pass and tries are left. Raises StoppedError."""
        while True:
            host = self._terms.hosts.of(here.host, self._terms.wiring.clock())
            exchange = self._ask_once(here, host, headers, most, is_page=is_page)
            if is_page:
                self._keep(exchange)
            if not self._is_to_be_tried_again(exchange, host):
                return exchange

    def _ask_once(self, here: Target, host: Host, headers: Mapping[str, str], most: int, *, is_page: bool) -> Exchange:
        wiring = self._terms.wiring
        with host.line:
            self._wait(here.host, host.pause(wiring.clock()))
            began = wiring.clock()
            line = Line(here, self._seconds, self._terms.limits, wiring)
            try:
                return ask(
                    here,
                    Question(headers),
                    line,
                    self._terms.transport,
                    at=wiring.now(),
                    most=most,
                    unwanted=self._unwanted if is_page else lambda headers: None,
                )
            finally:
                host.asked(wiring.clock())
                self._seconds -= wiring.clock() - began

    def _keep(self, exchange: Exchange) -> None:
        if not self.records:
            self.at = exchange.at
        self.last = exchange
        self.records += records_of(exchange, self._known if self.is_conditional else None)

    def _is_to_be_tried_again(self, exchange: Exchange, host: Host) -> bool:
        """Whether; the host is then given its pause: the one that it asks for, else a growing random one."""
        broke = exchange.stop is not None and exchange.stop.may_pass and exchange.status in (None, 200)
        if not broke and exchange.status not in _MAY_PASS:
            return False
        self._failures += 1
        wiring, limits = self._terms.wiring, self._terms.limits
        asked = _retry_after(exchange, wiring.now())
        if asked is not None:
            host.rest(wiring.clock() + min(asked, DAY))
            if asked > limits.longest_delay:
                raise StoppedError(f"answered {exchange.status} and asks for a pause of {asked:.0f} s; try again then")
        if self._failures >= limits.tries or self._seconds <= 0:
            return False
        if asked is None:
            # Exponential backoff with full jitter: the whole pause is random, so that many do not come back at once.
            host.rest(wiring.clock() + wiring.random() * min(_FIRST_BACKOFF * 2**self._failures, limits.longest_delay))
        return True

    def _wait(self, host: str, seconds: float) -> None:
        if seconds <= 0:
            return
        if seconds > self._pauses:
            raise StoppedError(
                f"{host} asks for a pause of {seconds:.0f} s, and all pauses together may be "
                f"{self._terms.limits.longest_delay:g} s; try again later or raise fetching.longest_delay"
            )
        self._pauses -= seconds
        self._terms.waiting(host, seconds)
        self._terms.wiring.sleep(seconds)

    def _obey_robots(self, here: Target) -> None:
        """Raise StoppedError where the site's robots.txt forbids the address; else keep to its pace."""
        clock = self._terms.wiring.clock
        host = self._terms.hosts.of(here.host, clock())
        with host.reading:
            robots = host.robots(here.site, clock())
            if robots is None:
                host.delay = max(host.delay, self._terms.limits.delay)
                robots = self._read_robots(here)
                host.keep(here.site, robots, clock())
        refusal = robots.why_not(str(here.url))
        if refusal is not None:
            raise StoppedError(refusal)
        host.delay = max(self._terms.limits.delay, robots.delay)

    def _read_robots(self, site: Target) -> Robots:
        here = target(f"{site.site}/robots.txt", self._terms.allow_hosts)
        headers = {**self._terms.headers, "Accept": "text/plain,*/*;q=0.1", "Accept-Encoding": "identity"}
        for _ in range(_MOST_ROBOTS_REDIRECTS + 1):
            exchange = self._ask(here, headers, MOST_ROBOTS, is_page=False)
            if exchange.stop is not None and not exchange.sent:
                raise exchange.stop
            try:
                ahead = self._ahead(exchange)
            except StoppedError as stop:
                return _unreadable(str(stop))
            if ahead is None:
                return _robots_of(exchange)
            here = ahead
        return Robots()


def _robots_of(exchange: Exchange) -> Robots:
    status = exchange.status or 0
    if 400 <= status < 500:
        return Robots()
    if exchange.stop is not None and exchange.stop.cut != "length":
        return _unreadable(str(exchange.stop))
    if not 200 <= status < 300:
        return _unreadable(f"answered {status}")
    try:
        return Robots.parsed(unpacked(exchange.body, exchange.headers.get("content-encoding", ""), MOST_ROBOTS))
    except StoppedError as stop:
        return _unreadable(str(stop))


def _unreadable(reason: str) -> Robots:
    return Robots(
        refusal=f"its robots.txt could not be read ({reason.partition(';')[0]}), so nothing may be fetched; "
        "try again later"
    )


def _retry_after(exchange: Exchange, now: datetime) -> float | None:
    """Seconds that a response asks to wait: a number, or until a date."""
    value = exchange.headers.get("retry-after", "").strip()
    if exchange.status not in _MAY_PASS or not value:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:12])
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds())
