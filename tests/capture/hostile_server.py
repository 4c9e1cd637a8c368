"""A web server of this machine that other modules give behaviours, and the names and wires that lead to it.

Nothing here ever reaches another machine: `HostileSite.wiring` gives a fetcher a resolver of made-up names and a
connector that knows this site alone.
"""

from __future__ import annotations

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


ANSWERS: dict[str, Callable[[Wire], None]] = {}
"""What is done at which path."""
ROBOTS: dict[str, Callable[[Wire], None]] = {}
"""What the robots.txt of a site may do."""


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
        answers = ANSWERS | {"/robots.txt": ROBOTS[site.robots]} | site.extra
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
