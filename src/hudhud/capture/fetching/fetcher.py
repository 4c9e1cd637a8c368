"""Fetching: an address → its report, with what was sent and received on the way."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from email.message import Message
from types import TracebackType

import httpx

from hudhud import __version__
from hudhud.capture.fetching.addresses import normalised, target
from hudhud.capture.fetching.exchange import Exchange, Question, ask
from hudhud.capture.fetching.hosts import AGENT, Hosts
from hudhud.capture.fetching.journey import Journey, Terms
from hudhud.capture.fetching.kinds import KINDS, MEDIA_TYPES, accepted, is_never_a_report, kind_of
from hudhud.capture.fetching.line import Line, StoppedError, Transport, Wiring
from hudhud.capture.fetching.packing import unpacked
from hudhud.capture.source import Source
from hudhud.configuration import Configuration
from hudhud.errors import FetchError
from hudhud.model.custody import Fetch

REPORTS = ("html", "text", "pdf")
"""The kinds that a report is fetched as, if nothing else is asked for."""
_CHARSET = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
_LONGEST_CONTACT = 200


@dataclass(frozen=True)
class Fetched:
    """What came of one address."""

    fetch: Fetch
    content: bytes | None
    """The report, unpacked; None where there is none (`fetch.error`) or it did not change."""
    media_type: str | None
    """What the content is, by header and first bytes."""
    charset: str | None
    """As the header gives it, known or not."""
    unchanged: bool
    """Whether the server said that what is known is still what it has."""


class Fetcher:
    """Fetches addresses politely and within limits. Threads may share one; hosts are then asked in turn.

    `waiting` is told of every pause: the host, and its seconds. Raises FetchError without a usable contact.
    """

    def __init__(
        self,
        configuration: Configuration,
        *,
        wiring: Wiring | None = None,
        waiting: Callable[[str, float], object] | None = None,
    ) -> None:
        self._agent = _agent(configuration.contact)
        self._wiring = wiring or Wiring()
        self._terms = Terms(
            allow_hosts=configuration.allow_hosts,
            limits=configuration.fetching,
            wiring=self._wiring,
            transport=Transport(self._wiring.ssl_context),
            hosts=Hosts(),
            headers={"User-Agent": self._agent, "Connection": "close"},
            waiting=waiting or (lambda host, seconds: None),
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to close: no connection outlives its exchange."""

    def fetch(self, url: str, *, known: Fetch | None = None, accept: Collection[str] = REPORTS) -> Fetched:
        """Ask for an address, follow its redirects, and keep every exchange.

        `known` is its last fetch: the server is asked whether anything changed since. `accept` names kinds of
        `kinds.KINDS`. Raises FetchError where the address cannot be asked at all; whatever else goes wrong is in
        the fetch's `error`. Takes at most `FetchLimits.seconds` on the line and `longest_delay` of pauses.
        """
        url = url.strip()
        start = target(url, self._terms.allow_hosts)
        journey = Journey(self._terms, start, known, accepted(accept), _unwanted(accept))
        try:
            last = journey.to_the_end()
            if last.status == 304 and known is not None and journey.is_conditional:
                return _unchanged(journey, last, url, known)
            return _report(journey, last, url, accept, self._terms.limits.most_bytes)
        except StoppedError as stop:
            return Fetched(_fetch(journey, url, error=str(stop)), None, None, None, unchanged=False)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Send a body to an address, once, and give status and answer; no redirect is followed.

        Raises FetchError where the address may not be asked or gives no whole answer.
        """
        there = target(url, self._terms.allow_hosts)
        limits = self._terms.limits
        line = Line(there, limits.seconds, limits, self._wiring)
        question = Question({**self._terms.headers, **headers}, "POST", body)
        with self._terms.hosts.of(there.host, self._wiring.clock()).line:
            answer = ask(
                there, question, line, self._terms.transport, at=self._wiring.now(), most=limits.most_bytes,
                unwanted=lambda headers: None,
            )  # fmt: skip
        if answer.status is None or (answer.stop is not None and answer.status < 300):
            raise FetchError(f"{url}: {answer.stop or 'gave no answer'}")
        return answer.status, answer.body


def source_of(fetched: Fetched) -> Source:
    """A fetched report as the source of a document, under the normalised address that was asked for.

    Raises FetchError where there is no report.
    """
    fetch = fetched.fetch
    if fetched.content is None:
        raise FetchError(f"{fetch.url}: {fetch.error or 'did not change; its report is the known one'}")
    kind = next((kind for kind, names in KINDS.items() if fetched.media_type in names), None)
    if kind not in MEDIA_TYPES:
        raise FetchError(f"{fetch.url}: is {fetched.media_type}, not a report; its entries are, if it is a feed")
    return Source(
        origin=fetch.url,
        content=fetched.content,
        media_type=MEDIA_TYPES[kind],
        name=normalised(fetch.url),
        charset=fetched.charset,
        captured_at=fetch.at,
        fetch=fetch,
    )


def _agent(contact: str | None) -> str:
    if not contact:
        raise FetchError(
            'fetching needs a contact for the user agent; put contact = "you@example.org" into hudhud.toml '
            "or set HUDHUD_CONTACT"
        )
    if not (contact.isascii() and contact.isprintable() and len(contact) <= _LONGEST_CONTACT):
        raise FetchError(
            f"the contact {contact[:40]!r} cannot be sent; write a mail address or page of at most "
            f"{_LONGEST_CONTACT} plain characters"
        )
    return f"{AGENT}/{__version__} (+{contact})"


def _declared(headers: httpx.Headers) -> tuple[str, str | None]:
    """Media type and charset of a Content-Type header; an empty type where there is none."""
    if "content-type" not in headers:
        return "", None
    message = Message()
    message["Content-Type"] = headers["content-type"]
    charset = message.get_content_charset()
    return message.get_content_type(), charset if charset is not None and _CHARSET.fullmatch(charset) else None


def _unwanted(accept: Collection[str]) -> Callable[[httpx.Headers], str | None]:
    def reason(headers: httpx.Headers) -> str | None:
        media_type = _declared(headers)[0]
        return _no_report(media_type, accept) if is_never_a_report(media_type) else None

    return reason


def _no_report(media_type: str, accept: Collection[str]) -> str:
    wanted = "a feed" if set(accept) == {"feed"} else "a report"
    return f"is {media_type[:80]}, not {wanted}; check the address"


def _report(journey: Journey, last: Exchange, url: str, accept: Collection[str], most: int) -> Fetched:
    if last.status != 200 and last.status is not None:
        raise StoppedError(_of_status(last.status))
    if last.stop is not None:
        raise last.stop
    content = unpacked(last.body, last.headers.get("content-encoding", ""), most)
    if not content.strip():
        raise StoppedError("is empty; try again later")
    declared, charset = _declared(last.headers)
    kind, media_type = kind_of(declared, content)
    if kind not in accept:
        raise StoppedError(_no_report(media_type, accept))
    fetch = _fetch(journey, url, document=hashlib.sha256(content).hexdigest())
    return Fetched(fetch, content, media_type, charset, unchanged=False)


def _unchanged(journey: Journey, last: Exchange, url: str, known: Fetch) -> Fetched:
    fetch = _fetch(journey, url, document=known.document)
    kept = {"etag": fetch.etag or known.etag, "last_modified": fetch.last_modified or known.last_modified}
    return Fetched(fetch.model_copy(update=kept), None, None, None, unchanged=True)


def _fetch(journey: Journey, url: str, *, document: str | None = None, error: str | None = None) -> Fetch:
    last = journey.last
    headers = last.headers if last is not None and error is None else httpx.Headers()
    return Fetch(
        url=url,
        final_url=str(last.target.url if last is not None else journey.start.url),
        at=journey.at,
        status=last.status if last is not None else None,
        document=document,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        error=error,
        records=tuple(journey.records),
    )


def _of_status(status: int) -> str:
    try:
        name = httpx.codes(status).name.replace("_", " ").lower()
    except ValueError:
        name = "a status that nobody knows"
    if status in (401, 402, 403, 407, 451):
        way = "it may want a login: save the page and add the file"
    elif status in (404, 410):
        way = "check the address, or look for a copy in an archive"
    elif status == 429 or status >= 500:
        way = "try again later"
    else:
        way = "check the address"
    return f"answered {status} ({name}); {way}"
