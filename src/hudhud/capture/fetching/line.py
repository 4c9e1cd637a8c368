"""One connection: to a checked address, bounded in time and size, and every byte on it kept."""

from __future__ import annotations

import queue
import random
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import httpcore
import httpx

from hudhud.capture.fetching.addresses import Resolver, Target, checked, resolve
from hudhud.configuration import FetchLimits
from hudhud.errors import FetchError

MOST_HEADER = 64 * 1024
"""Bytes before the body, with everything that may come before the last response's head."""
_LONGEST_WORDS = 400
_MOST_ADDRESSES = 3
# A socket's own timeout may end this many seconds before the clock says so.
_CLOCK_ERROR = 0.05

Cut = Literal["length", "time", "disconnect", "unspecified"]
"""Why a record ends early, in the words of WARC-Truncated."""


class StoppedError(Exception):
    """Why an exchange went no further."""

    def __init__(self, words: str, *, may_pass: bool = False, cut: Cut | None = None) -> None:
        # Servers have a hand in the words: they may neither be long nor steer a terminal.
        shown = "".join(letter if letter.isprintable() else "?" for letter in " ".join(words.split()))
        super().__init__(shown if len(shown) <= _LONGEST_WORDS else shown[:_LONGEST_WORDS] + "…")
        self.may_pass = may_pass
        self.cut = cut


@dataclass(frozen=True)
class Wiring:
    """What stands between a fetch and the world; tests put their own in."""

    clock: Callable[[], float] = time.monotonic
    """In seconds, from any moment on."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], object] = time.sleep
    random: Callable[[], float] = random.random
    """From 0 to 1."""
    resolver: Resolver = resolve
    connector: httpcore.NetworkBackend = field(default_factory=httpcore.SyncBackend)
    """Is given checked addresses alone, never names."""
    ssl_context: ssl.SSLContext = field(default_factory=lambda: httpx.create_ssl_context(trust_env=False))


class Line(httpcore.NetworkBackend):
    """The way of one exchange. `sent` and `received` hold its bytes, without any TLS around them."""

    def __init__(self, target: Target, seconds: float, limits: FetchLimits, wiring: Wiring) -> None:
        self.sent = bytearray()
        self.received = bytearray()
        self.address: str | None = None
        self.most = MOST_HEADER
        """Bytes that may be received."""
        self._body: int | None = None
        self._target = target
        self._limits = limits
        self._wiring = wiring
        self._deadline = wiring.clock() + seconds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception | None = None
        answers = self._answers(self._target.host, self._target.port)
        try:
            addresses = checked(self._target.host, answers, private_allowed=self._target.private_allowed)
        except FetchError as error:
            raise StoppedError(str(error)) from error
        for address in addresses[:_MOST_ADDRESSES]:
            try:
                stream = self._wiring.connector.connect_tcp(str(address), self._target.port, timeout=self.patience())
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                self.address = str(address)
                return _Tape(stream, self)
        raise StoppedError(
            f"no connection to {self._target.host} ({failure}); try again later", may_pass=True
        ) from failure

    def patience(self) -> float:
        """Seconds until the next byte must come. Raises StoppedError where the time is up."""
        left = self._deadline - self._wiring.clock()
        if left <= 0:
            raise self.too_slow()
        return min(left, self._limits.silence)

    def too_slow(self) -> StoppedError:
        """What is said where no byte came in time."""
        if self._wiring.clock() >= self._deadline - _CLOCK_ERROR:
            return StoppedError(
                f"took longer than {self._limits.seconds:g} s; try again later or raise fetching.seconds", cut="time"
            )
        return StoppedError(f"sent nothing for {self._limits.silence:g} s; try again later", may_pass=True, cut="time")

    def too_long(self) -> StoppedError:
        """What is said where more came than may."""
        what = "is" if self._body is not None else "the response's header is"
        most = size(self._body or self.most)
        return StoppedError(f"{what} larger than {most}; save the report and add the file", cut="length")

    def expect_body(self, head: int, most: int) -> None:
        """That `head` bytes were the head, and at most so many may follow."""
        self._body = most
        self.most = head + most

    def _answers(self, host: str, port: int) -> Sequence[str]:
        """What the resolver says, which cannot be told to hurry: it is left behind where it takes too long."""
        box: queue.Queue[Sequence[str] | OSError] = queue.Queue()

        def ask() -> None:
            try:
                box.put(self._wiring.resolver(host, port))
            except (OSError, UnicodeError) as error:
                box.put(error if isinstance(error, OSError) else OSError(str(error)))

        threading.Thread(target=ask, name="hudhud-resolver", daemon=True).start()
        try:
            found = box.get(timeout=self.patience())
        except queue.Empty:
            raise StoppedError(
                f"the name {host} could not be looked up in time; try again later", may_pass=True
            ) from None
        if isinstance(found, OSError):
            reason = found.strerror or found
            raise StoppedError(f"the name {host} leads nowhere ({reason}); check it", may_pass=True) from found
        return found


class _Tape(httpcore.NetworkStream):
    """A stream that keeps to its line's limits, and writes down what passes."""

    def __init__(self, stream: httpcore.NetworkStream, line: Line) -> None:
        self._stream = stream
        self._line = line

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        line = self._line
        # One more than may be, so that a body of just the size is told from a longer one.
        room = line.most - len(line.received) + 1
        if room <= 0:
            raise line.too_long()
        try:
            data = self._stream.read(min(max_bytes, room), timeout=line.patience())
        except httpcore.ReadTimeout as error:
            raise line.too_slow() from error
        line.received += data
        if len(line.received) > line.most:
            del line.received[line.most :]
            raise line.too_long()
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        line = self._line
        try:
            self._stream.write(buffer, timeout=line.patience())
        except httpcore.WriteTimeout as error:
            raise line.too_slow() from error
        line.sent += buffer

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        line = self._line
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname=server_hostname, timeout=line.patience())
        except httpcore.ConnectTimeout as error:
            raise line.too_slow() from error
        except httpcore.ConnectError as error:
            cause = error.__cause__
            if isinstance(cause, ssl.SSLCertVerificationError):
                raise StoppedError(
                    f"its certificate cannot be trusted ({cause.verify_message}); check the address"
                ) from error
            raise StoppedError(f"no encrypted connection ({error}); try again later", may_pass=True) from error
        return _Tape(stream, line)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class Transport(httpx.BaseTransport):
    """Sends a request over the line in its extensions, on a connection of its own.

    Nothing outlives the exchange: no connection on which left-over bytes would pass for the next answer, no
    cookie, no proxy from the environment.
    """

    def __init__(self, ssl_context: ssl.SSLContext) -> None:
        self._ssl_context = ssl_context

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        line: Line = request.extensions["line"]
        pool = httpcore.ConnectionPool(ssl_context=self._ssl_context, max_connections=1, network_backend=line)
        url = request.url
        try:
            response = pool.handle_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions={"sni_hostname": url.raw_host.decode("ascii").removesuffix(".")},
                )
            )
        except BaseException:
            pool.close()
            raise
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response.stream, pool))


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any, pool: httpcore.ConnectionPool) -> None:
        self._stream = stream
        self._pool = pool

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()
        self._pool.close()


def size(count: int) -> str:
    """A number of bytes to be read by people."""
    return f"{count / 1e6:g} MB" if count >= 1_000_000 else f"{count / 1e3:g} kB"
