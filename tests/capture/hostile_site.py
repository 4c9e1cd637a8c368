"""A web server of this machine that does what no server should, and the names and wires that lead to it.

`BEHAVIOURS` says of each path what it does and what must come of it. Nothing here ever reaches another machine:
`HostileSite.wiring` gives a fetcher a resolver of made-up names and a connector that knows this site alone.
"""

from __future__ import annotations

import gzip
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpcore

from hudhud.capture.fetching import Wiring
from tests.capture import hostile_files as files

PUBLIC = "198.41.0.4"
"""An address out there that the connector leads here instead."""
NAMES: dict[str, list[list[str]]] = {
    "inside.example": [["127.0.0.1"]],
    "inside6.example": [["::1"]],
    "half.example": [[PUBLIC, "127.0.0.1"]],
    "turning.example": [[PUBLIC], ["127.0.0.1"]],
    "mapped.example": [["::ffff:10.0.0.1"]],
    "tls.example": [["127.0.0.1"]],
    "other.example": [["127.0.0.1"]],
}
"""Made-up names, and what the first, second, … and every later look-up answers."""
# Loading the world's certificates takes longer than most of the tests; here nothing is encrypted.
_NO_TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(frozen=True)
class Behaviour:
    """One hostile address. `error` is part of the one line that must come of fetching it; None where a report comes."""

    path: str
    does: str
    outcome: str
    answer: Callable[[Wire], None]
    error: str | None = None
    accept: tuple[str, ...] = ("html", "text", "pdf")
    host: str | None = None
    """A name of NAMES instead of this machine's address."""
    robots: str = "none"
    """What the site's robots.txt does: a key of ROBOTS."""


BEHAVIOURS: list[Behaviour] = []
STEPS: dict[str, Callable[[Wire], None]] = {}
"""What a behaviour leads on to."""


def behaviour(path: str, does: str, outcome: str, **more: Any) -> Callable[[Callable[[Wire], None]], None]:
    def enter(answer: Callable[[Wire], None]) -> None:
        BEHAVIOURS.append(Behaviour(path, does, outcome, answer, **more))

    return enter


@dataclass
class Wire:
    """What a behaviour may use of its connection."""

    connection: socket.socket
    site: HostileSite
    path: str
    headers: dict[str, str]

    def send(self, *parts: bytes) -> None:
        self.connection.sendall(b"".join(parts))

    def answer(self, body: bytes = b"", status: str = "200 OK", **headers: str) -> None:
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.send(f"HTTP/1.1 {status}\r\n{lines}\r\n".encode(), body)

    def redirect(self, location: str, status: str = "302 Found") -> None:
        self.answer(status=status, Location=location)

    def drip(self, data: bytes, seconds: float = 0.1) -> None:
        """One byte at a time, until nobody listens."""
        for byte in data:
            self.send(bytes([byte]))
            if self.site.stopping.wait(seconds):
                return

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


ROBOTS: dict[str, Callable[[Wire], None]] = {}


def robots(name: str) -> Callable[[Callable[[Wire], None]], None]:
    def enter(answer: Callable[[Wire], None]) -> None:
        ROBOTS[name] = answer

    return enter


@dataclass
class HostileSite:
    """The server, while it is entered. `asked` lists the paths that were asked for, `tried` all connections."""

    robots: str = "none"
    tls: ssl.SSLContext | None = None
    """What it encrypts with; None for plain HTTP."""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    tried: list[tuple[str, int]] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    extra: dict[str, Callable[[Wire], None]] = field(default_factory=dict)
    """Paths of a test's own."""
    stopping: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> HostileSite:
        # Made before anybody waits for it.
        files.gzip_bomb()
        self._server = _Server(("127.0.0.1", 0), self)
        self.port: int = self._server.server_address[1]
        self._servers = [self._server]
        try:
            self._servers.append(_Server6(("::1", self.port), self))
        except OSError:
            # A machine without IPv6, or whose port is taken there.
            self.has_ipv6 = False
        else:
            self.has_ipv6 = True
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def url(self, path: str, host: str | None = None) -> str:
        return f"http{'s' if self.tls else ''}://{host or '127.0.0.1'}:{self.port}{path}"

    def wiring(self, **more: Any) -> Wiring:
        return Wiring(**({"resolver": self._resolve, "connector": _Connector(self), "ssl_context": _NO_TRUST} | more))

    def _resolve(self, host: str, port: int) -> list[str]:
        host = host.removesuffix(".")
        self.looked_up.append(host)
        if host in ("127.0.0.1", "::1"):
            return [host]
        if host not in NAMES:
            raise OSError(f"{host} is unknown")
        answers = NAMES[host]
        return answers[min(self.looked_up.count(host), len(answers)) - 1]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], site: HostileSite) -> None:
        self.site = site
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what most behaviours are for."""


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        tls = self.server.site.tls
        if tls is None:
            self._serve(self.request)
        else:
            with tls.wrap_socket(self.request, server_side=True) as connection:
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            more = connection.recv(65536)
            if not more:
                return
            request += more
        first, *rest = request.decode("latin-1").split("\r\n")
        path = first.split(" ")[1]
        headers = dict(line.split(": ", 1) for line in rest if ": " in line)
        site = self.server.site
        site.asked.append((path, headers))
        wire = Wire(connection, site, path, headers)
        answers = {each.path: each.answer for each in BEHAVIOURS} | STEPS
        answers |= {"/robots.txt": ROBOTS[site.robots]} | site.extra
        answers.get(path, lambda wire: wire.answer(b"gone", "404 Not Found"))(wire)


class _Connector(httpcore.SyncBackend):
    """Writes down every connection, and makes those alone that end on this machine."""

    def __init__(self, site: HostileSite) -> None:
        self._site = site

    def connect_tcp(self, host: str, port: int, *rest: Any, **more: Any) -> httpcore.NetworkStream:
        self._site.tried.append((host, port))
        if host not in ("127.0.0.1", "::1", PUBLIC):
            raise AssertionError(f"a connection to {host} was tried")
        return super().connect_tcp("127.0.0.1" if host == PUBLIC else host, port, *rest, **more)


robots("none")(lambda wire: wire.answer(b"", "404 Not Found"))
robots("forbidding")(lambda wire: wire.answer(b"User-agent: *\nDisallow: /\n", Content_Type="text/plain"))
robots("broken")(lambda wire: wire.answer(b"", "503 Service Unavailable"))


@robots("endless")
def _(wire: Wire) -> None:
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nDisallow: /secret\n")
    while not wire.site.stopping.is_set():
        wire.send(b"Allow: /*a*a*a*a*a*b\n" * 1000)


# What is wrong with the exchange itself.

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@behaviour("/slow-head", "sends its header a byte at a time", "one line: it took too long", error="took longer than")
def _(wire: Wire) -> None:
    wire.drip(HTML + b"X-Pad: " + b"a" * 10_000)


@behaviour("/slow-body", "sends its body a byte at a time", "one line: it took too long", error="took longer than")
def _(wire: Wire) -> None:
    wire.send(HTML, b"\r\n")
    wire.drip(files.page() * 100)


@behaviour("/silent", "takes the connection and says nothing", "one line: nothing came", error="sent nothing for")
def _(wire: Wire) -> None:
    wire.site.stopping.wait(20)


@behaviour("/endless-body", "never stops sending", "one line: it is too large", error="is larger than")
def _(wire: Wire) -> None:
    wire.send(HTML, b"\r\n")
    while not wire.site.stopping.is_set():
        wire.send(b"<p>more</p>" * 5000)


@behaviour("/endless-head", "never stops sending headers", "one line: too large", error="header is larger than")
def _(wire: Wire) -> None:
    wire.send(HTML)
    while not wire.site.stopping.is_set():
        wire.send(b"X-More: again\r\n" * 1000)


@behaviour("/endless-hints", "never stops announcing", "one line: header too large", error="header is larger than")
def _(wire: Wire) -> None:
    while not wire.site.stopping.is_set():
        wire.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 100)


@behaviour("/no-status", "answers without a status line", "one line: no web server", error="does not answer as a web")
def _(wire: Wire) -> None:
    wire.send(b"220 smtp.example ready\r\n\r\n")


@behaviour("/reset", "breaks off in the middle", "one line: the connection broke", error="connection broke")
def _(wire: Wire) -> None:
    wire.send(HTML, b"Content-Length: 5000\r\n\r\n<html>")
    wire.site.stopping.wait(0.05)
    wire.reset()


@behaviour("/length-too-large", "declares more than it sends", "one line: ends early", error="ends early")
def _(wire: Wire) -> None:
    wire.answer(files.page(), Content_Length="5000")


@behaviour("/length-too-small", "sends more than it declares", "a report, as long as was declared")
def _(wire: Wire) -> None:
    wire.answer(files.page() + b"HTTP/1.1 200 OK\r\n\r\nsmuggled", Content_Length=str(len(files.page())))


@behaviour("/length-200-mb", "declares 200 MB", "one line: too large, without reading it", error="is larger than")
def _(wire: Wire) -> None:
    wire.answer(files.page(), Content_Length="200000000")


@behaviour("/wrong-chunk", "sends a chunk of another size", "one line: malformed", error="early or is malformed")
def _(wire: Wire) -> None:
    wire.send(HTML, b"Transfer-Encoding: chunked\r\n\r\n3\r\n<html>this is longer\r\n0\r\n\r\n")


@behaviour("/endless-chunk", "sends a chunk size that never ends", "one line: malformed", error="is malformed")
def _(wire: Wire) -> None:
    wire.send(HTML, b"Transfer-Encoding: chunked\r\n\r\n")
    while not wire.site.stopping.is_set():
        wire.send(b"0" * 10_000)


@behaviour("/gzip-bomb", "unpacks to 64 MB", "one line: too large", error="unpacks to more than")
def _(wire: Wire) -> None:
    wire.answer(files.gzip_bomb(), Content_Encoding="gzip")


@behaviour("/gzip-bomb-nested", "packs a bomb twice", "one line: too large", error="unpacks to more than")
def _(wire: Wire) -> None:
    wire.answer(gzip.compress(files.gzip_bomb()), Content_Encoding="gzip, gzip")


@behaviour("/gzip-many", "packs nine times", "one line: packed too often", error="packed 9 times over")
def _(wire: Wire) -> None:
    wire.answer(gzip.compress(files.page()), Content_Encoding=", ".join(["gzip"] * 9))


@behaviour("/deflate-garbage", "is not packed as it says", "one line: not packed", error="not packed as it says")
def _(wire: Wire) -> None:
    wire.answer(b"\xff" + files.page(), Content_Encoding="deflate")


@behaviour("/brotli", "packs as nobody asked", "one line: not asked for", error="'br', which was not asked for")
def _(wire: Wire) -> None:
    wire.answer(b"\x8b\x02\x80", Content_Encoding="br")


@behaviour("/teapot", "answers a status that is no report", "one line: the status", error="answered 418")
def _(wire: Wire) -> None:
    wire.answer(files.page(), "418 I'm a teapot")


@behaviour("/later", "asks for a pause of 30 years", "one line: the pause", error="a pause of 1000000000 s")
def _(wire: Wire) -> None:
    wire.answer(b"", "429 Too Many Requests", Retry_After="1000000000")


@behaviour("/png-as-html", "serves an image as a page", "one line: an image", error="is image/png, not a report")
def _(wire: Wire) -> None:
    wire.answer(files.png())


# Where it leads.


def _leads(path: str, does: str, location: str, error: str, status: str = "302 Found") -> None:
    outcome = "one line: where it leads, and that it is not asked"
    behaviour(path, does, outcome, error=error)(lambda wire: wire.redirect(location, status))


_leads("/loop", "redirects to itself", "/loop", "in a circle")
_leads("/to-metadata", "redirects to 169.254.169.254", "http://169.254.169.254/latest/", "link-local or metadata")
_leads(
    "/to-ipv6-loopback", "redirects to [::1]", "http://[::1]:8080/", "is this machine itself", "307 Temporary Redirect"
)
_leads("/to-mapped", "redirects to 10.0.0.1 in IPv6", "http://[::ffff:10.0.0.1]/", "private or reserved")
_leads("/to-number", "redirects to 127.0.0.2 as a number", "http://2130706434/", "is this machine itself")
_leads("/to-file", "redirects to a file", "file:///etc/passwd", "only http and https", "301 Moved Permanently")
_leads("/to-mail", "redirects to a mail server", "http://127.0.0.1:25/", "port 25 is no web server's")
_leads("/to-password", "redirects with a password", "http://a:b@127.0.0.1/", "name or password in it")
_leads("/to-nowhere", "redirects to no address", "http://[::1/", "redirects to")


@behaviour("/chain", "redirects on and on", "one line: too many redirects", error="redirects more than 5 times")
def _(wire: Wire) -> None:
    wire.redirect("/chain-1")


for _step in range(1, 30):
    STEPS[f"/chain-{_step}"] = lambda wire: wire.redirect(f"/chain-{int(wire.path.removeprefix('/chain-')) + 1}")


@behaviour("/to-inside", "redirects to a name of this machine", "one line: refused", error="leads to 127.0.0.1")
def _(wire: Wire) -> None:
    wire.redirect(wire.site.url("/plain", "inside.example"))


@behaviour("/bent-location", "ends a line in its Location", "a report, of the address before that", error=None)
def _(wire: Wire) -> None:
    wire.send(b"HTTP/1.1 302 Found\r\nLocation: /plain\r\nSet-Cookie: stolen=1\r\nContent-Length: 0\r\n\r\n")


@behaviour(
    "/location-with-nul", "has zeros in its Location", "one line: no web server", error="does not answer as a web"
)
def _(wire: Wire) -> None:
    wire.redirect("/plain\x00http://169.254.169.254/")


for _name, _host in (("inside", "127.0.0.1"), ("inside6", "::1"), ("half", "127.0.0.1"), ("mapped", "::ffff:10.0.0.1")):
    behaviour(
        f"/named-{_name}",
        f"goes by a name of which an answer is {_host}",
        "one line: refused, without a connection",
        error=_host if _name != "mapped" else "private or reserved",
        host=f"{_name}.example",
    )(lambda wire: wire.answer(files.page()))

behaviour(
    "/named-turning",
    "goes by a name that leads elsewhere at the second look-up",
    "one line: refused",
    error="leads to 127.0.0.1",
    host="turning.example",
)(lambda wire: wire.answer(files.page()))
behaviour(
    "/forbidden", "is forbidden by robots.txt", "one line: forbidden", error="asks hudhud to stay", robots="forbidding"
)(lambda wire: wire.answer(files.page()))
behaviour(
    "/robots-broken", "has a robots.txt that fails", "one line: robots.txt", error="robots.txt could", robots="broken"
)(lambda wire: wire.answer(files.page()))
behaviour("/robots-endless", "has a robots.txt without end", "a report: its beginning counts", robots="endless")(
    lambda wire: wire.answer(files.page())
)


# What is in it: fetched as it is; what comes of it, the parsing says.


def _holds(
    path: str,
    does: str,
    outcome: str,
    make: Callable[[], bytes],
    media_type: str = "text/html; charset=utf-8",
    **more: Any,
) -> None:
    behaviour(path, does, outcome, **more)(lambda wire: wire.answer(make(), Content_Type=media_type))


_CLEAN, _EITHER = "a clean document", "a clean document or one line"
_FEED = {"media_type": "application/rss+xml", "accept": ("feed",)}
_holds("/plain", "is a page like any other", _CLEAN, files.page)
_holds("/nested-tags", "nests a million tags", _EITHER, files.nested_tags)
_holds("/comments", "opens 100,000 comments and closes none", _EITHER, files.unclosed_comments)
_holds("/long-title", "has a title of 5 MB", _EITHER, files.long_title)
_holds("/scripts", "has scripts in title and body", "a clean document without them", files.scripts_everywhere)
_holds("/meta-refresh", "sends readers to 169.254.169.254", "a clean document, nothing asked", files.meta_refresh)
_holds("/canonical", "says that it is another host's", "a document under its own address", files.foreign_canonical)
_holds("/nulls", "has zeros in its text", _EITHER, files.null_bytes)
_holds("/not-utf8", "declares UTF-8 and is not", "one line, or a document with no guess", files.not_utf8)
_holds("/odd-utf16", "declares UTF-16 and has an odd byte", "one line", files.odd_utf16, "text/html; charset=utf-16")
_holds("/charset", "declares a charset that nobody knows", _EITHER, files.page, "text/html; charset=x-nobody-knows")
_holds("/pdf-loop", "is a PDF whose pages are a circle", "one line", files.looping_pdf, "application/pdf")
_holds("/laughs", "is a feed with a billion laughs", "one line, or entries without them", files.billion_laughs, **_FEED)
_holds("/entities", "is a feed that reads files", "one line, or entries without them", files.external_entity, **_FEED)
_holds("/warc", "is a WARC with lying lengths", "one line", files.lying_warc, "application/warc", error="not a report")
_holds(
    "/wacz", "is a zip with ../ in its names", "one line", files.climbing_zip, "application/wacz", error="not a report"
)
