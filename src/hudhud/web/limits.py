"""What is refused before anybody looks at it: requests for another host, and bodies that are too large."""

from __future__ import annotations

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hudhud.web import errors
from hudhud.web.settings import Settings
from hudhud.web.words import say


class Limits:
    """ASGI middleware that knows the allowed hosts and sizes of `Settings`."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.hosts = frozenset(host.casefold() for host in settings.hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # What pages read even where nobody was looked for: errors before any route.
        scope.setdefault("state", {}).update(csrf="", signed=None)
        request = Request(scope, receive)
        if _host(request) not in self.hosts:
            await errors.answer(request, 400, "error.host")(scope, receive, send)
            return
        most = self._most(scope["path"])
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > most:
            await errors.answer(request, 413, self._words(scope["path"]))(scope, receive, send)
            return
        await self.app(scope, _counted(receive, most), send)

    def _most(self, path: str) -> int:
        form = self.settings.form_bytes
        return form + self.settings.upload_bytes if path.endswith(self.settings.upload_paths) else form

    def _words(self, path: str) -> str:
        if path.endswith(self.settings.upload_paths):
            return say("attachment.too_large", most=f"{self.settings.upload_bytes / 1e6:g}")
        return "error.too_large"


def _host(request: Request) -> str:
    """The name that is asked for, without its port."""
    host = request.headers.get("host", "").casefold()
    name, _, port = host.rpartition(":")
    if name and (port.isdecimal() and (":" not in name or name.endswith("]"))):
        host = name
    return host.removeprefix("[").removesuffix("]").removesuffix(".")


def _counted(receive: Receive, most: int) -> Receive:
    """A body that does not say how long it is, is counted as it comes."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(413, "error.too_large")
        return message

    return counted
