"""What no web server should do, and what must come of it: `BEHAVIOURS`, and the paths of `HostileSite`."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.capture import hostile_files as files
from tests.capture.hostile_server import ANSWERS, PUBLIC, ROBOTS, HostileSite, Wire

__all__ = ["BEHAVIOURS", "PUBLIC", "Behaviour", "HostileSite", "Wire"]


@dataclass(frozen=True)
class Behaviour:
    """One hostile address. `error` is part of the one line that must come of fetching it; None where a report comes."""

    path: str
    does: str
    outcome: str
    error: str | None = None
    accept: tuple[str, ...] = ("html", "text", "pdf")
    host: str | None = None
    """A name of NAMES instead of this machine's address."""
    robots: str = "none"
    """What the site's robots.txt does: a key of ROBOTS."""


BEHAVIOURS: list[Behaviour] = []


def behaviour(path: str, does: str, outcome: str, **more: Any) -> Callable[[Callable[[Wire], None]], None]:
    def enter(answer: Callable[[Wire], None]) -> None:
        BEHAVIOURS.append(Behaviour(path, does, outcome, **more))
        ANSWERS[path] = answer

    return enter


def robots(name: str) -> Callable[[Callable[[Wire], None]], None]:
    def enter(answer: Callable[[Wire], None]) -> None:
        ROBOTS[name] = answer

    return enter


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
    ANSWERS[f"/chain-{_step}"] = lambda wire: wire.redirect(f"/chain-{int(wire.path.removeprefix('/chain-')) + 1}")


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
