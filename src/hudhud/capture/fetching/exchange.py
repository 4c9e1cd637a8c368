"""One request and what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import httpcore
import httpx

from hudhud.capture.fetching.addresses import Target
from hudhud.capture.fetching.line import MOST_HEADER, Line, StoppedError, Transport

_HEAD = re.compile(rb"HTTP/1\.[01] (\d{3})(?:[ \r\n]).*?\r?\n\r?\n", re.DOTALL)
MOST_ASIDE = 256 * 1024
"""Bytes that are kept of a body in which no report is: of a redirect or an error."""


@dataclass(frozen=True)
class Exchange:
    """A request, its response as far as it came, and why it came no further."""

    target: Target
    at: datetime
    sent: bytes
    received: bytes
    """As on the wire from the last response's status line on, without any byte behind its end."""
    head: int
    """How many of these are the head; 0 where no whole head came."""
    address: str | None
    status: int | None
    headers: httpx.Headers
    body: bytes
    """Without the transfer encoding, with the content encoding."""
    stop: StoppedError | None


@dataclass(frozen=True)
class Question:
    """What is sent."""

    headers: Mapping[str, str]
    method: str = "GET"
    content: bytes = b""


def ask(
    target: Target,
    question: Question,
    line: Line,
    transport: Transport,
    *,
    at: datetime,
    most: int,
    unwanted: Callable[[httpx.Headers], str | None],
) -> Exchange:
    """Send a question and take what comes. Whatever goes wrong is in the exchange, and nothing is raised.

    A report (status 200) may have `most` bytes; `unwanted` says by the headers why it is none.
    """
    status: int | None = None
    answered = httpx.Headers()
    body = bytearray()
    stop: StoppedError | None = None
    try:
        response = transport.handle_request(
            httpx.Request(
                question.method,
                target.url,
                headers=dict(question.headers),
                content=question.content or None,
                extensions={"line": line},
            )
        )
        try:
            status, answered = response.status_code, response.headers
            _take_body(response, line, body, most if status == 200 else MOST_ASIDE, unwanted)
        finally:
            response.close()
    except StoppedError as error:
        stop = error
    except (httpcore.NetworkError, httpcore.TimeoutException) as error:
        stop = StoppedError(f"the connection broke ({error}); try again later", may_pass=True, cut="disconnect")
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        stop = _no_http(error, line, status)
    start, head = _head(line.received)
    received = bytes(line.received[start:])
    return Exchange(
        target=target,
        at=at,
        sent=bytes(line.sent),
        received=_until_its_end(received, head, len(body), answered, stop),
        head=head,
        address=line.address,
        status=status,
        headers=answered,
        body=bytes(body),
        stop=stop,
    )


def _take_body(
    response: httpx.Response,
    line: Line,
    body: bytearray,
    most: int,
    unwanted: Callable[[httpx.Headers], str | None],
) -> None:
    start, head = _head(line.received)
    line.expect_body(start + head, most)
    if response.status_code == 200:
        reason = unwanted(response.headers)
        if reason is not None:
            raise StoppedError(reason, cut="unspecified")
        declared = response.headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > most:
            raise line.too_long()
    try:
        for part in response.iter_raw():
            body += part
            if len(body) > most:
                del body[most:]
                del line.received[line.most :]
                raise line.too_long()
    except StoppedError as error:
        # What a redirect or an error says beside its status does not matter; where it leads still does.
        if response.status_code == 200 or error.cut != "length":
            raise


def _no_http(error: Exception, line: Line, status: int | None) -> StoppedError:
    if status is not None:
        return StoppedError(
            f"the response ends early or is malformed ({_brief(error)}); try again later",
            may_pass=True,
            cut="disconnect",
        )
    if not line.received:
        return StoppedError("closed the connection without an answer; try again later", may_pass=True)
    return StoppedError(f"does not answer as a web server does ({_brief(error)}); check the address")


def _brief(error: Exception) -> str:
    """Its first words: some quote all that was received."""
    words = str(error)
    return words if len(words) <= 100 else words[:100] + "…"


def _head(received: bytes | bytearray) -> tuple[int, int]:
    """Where the last response begins, and how long its head is: 0 where it is not whole."""
    start = 0
    while (match := _HEAD.match(received, start, start + MOST_HEADER * 2)) is not None:
        if not 100 <= int(match[1]) < 200:
            return start, match.end() - start
        start = match.end()
    return start, 0


def _until_its_end(received: bytes, head: int, body: int, headers: httpx.Headers, stop: StoppedError | None) -> bytes:
    """The response without what a server sends after the length that it declared."""
    declared = headers.get("content-length", "").isdecimal() and "transfer-encoding" not in headers
    is_left_unread = stop is not None and stop.cut in ("length", "unspecified")
    return received[: head + body] if head and declared and not is_left_unread else received
