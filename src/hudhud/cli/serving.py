"""`hudhud serve`: the workbench in this process, until it is stopped."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
import sys
import webbrowser
from contextlib import closing, suppress
from types import ModuleType
from typing import TYPE_CHECKING

import click

from hudhud import pipeline
from hudhud.cli.shared import ledger_option, progress_bar
from hudhud.errors import ServingError
from hudhud.ledger import Ledger
from hudhud.ledger.people import first_invitation
from hudhud.model.files import MOST_BYTES
from hudhud.publish.terminal import console, safe

if TYPE_CHECKING:
    from fastapi import FastAPI

_LAST_WORDS_SECONDS = 5
"""How long requests may still take once the server is told to stop."""


@click.command(short_help="Open the workbench for the browser.")
@ledger_option
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", default=8750, show_default=True, type=click.IntRange(0, 65535), metavar="N",
              help="On which port; 0 takes any that is free.")  # fmt: skip
@click.option("--behind-proxy", "names", multiple=True, metavar="NAME",
              help="The name under which a proxy offers it by HTTPS; needed to listen elsewhere than on this machine. "
                   "FORWARDED_ALLOW_IPS names the proxy's address where it is not 127.0.0.1.")  # fmt: skip
@click.option("--attachments", "megabytes", default=MOST_BYTES / 1e6, show_default=True, metavar="MB",
              type=click.FloatRange(0.001, 1000), help="How large a file may be that is attached.")  # fmt: skip
@click.option("--open", "show", is_flag=True, help="Also open the browser.")
def serve(ledger_path: str, host: str, port: int, names: tuple[str, ...], megabytes: float, show: bool) -> None:
    """Open the workbench for the browser, until Ctrl-C.

    It listens on this machine alone, and asks no other host for anything. While nobody has joined,
    it prints a link by which the first administrator does. For a team, put a proxy with HTTPS before it.
    """
    uvicorn = _server()
    if not names and not _is_loopback(host):
        raise ServingError(
            f"{host} can be reached from other machines, and passwords would travel unencrypted; "
            "put a proxy with HTTPS before the workbench and name it with --behind-proxy NAME"
        )
    with closing(_listening(host, port)) as listening, Ledger.open(ledger_path, create=False) as ledger:
        where = f"{'[' + host + ']' if ':' in host else host}:{listening.getsockname()[1]}"
        root = f"https://{names[0]}/" if names else f"http://{where}/"
        with progress_bar() as progress:
            # A ledger of an older version, or one whose linking was cut short, has nothing to show before.
            pipeline.link_new(ledger, progress)
        first = first_invitation(ledger)
        app = _app(ledger, host, names, int(megabytes * 1e6))
        screen = console()
        if names:
            screen.print(f"Workbench behind {safe(root)}, listening on {safe(where)}; Ctrl-C stops it.", soft_wrap=True)
        else:
            screen.print(f"Workbench at {safe(root)}; Ctrl-C stops it.", soft_wrap=True)
        if first is not None:
            # Joining by it ends it, and so does the next start.
            screen.print(
                "Nobody has joined yet. The first administrator does by this link, once and within a day:",
                soft_wrap=True,
            )
            root += f"invitation/{first}"
            screen.print(safe(root), soft_wrap=True)
        sys.stdout.flush()
        if show:
            webbrowser.open(root)
        _run(uvicorn, app, listening, behind_proxy=bool(names))
        screen.print("Stopped.")


def _server() -> ModuleType:
    try:
        import uvicorn  # noqa: PLC0415  # the workbench's parts are an extra

        import hudhud.web  # noqa: F401, PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "hudhud":
            raise
        raise ServingError(
            f"the workbench needs {error.name}; install its parts with: pip install 'hudhud[web]'"
        ) from error
    return uvicorn


def _app(ledger: Ledger, host: str, names: tuple[str, ...], upload_bytes: int) -> FastAPI:
    from hudhud.web import create_app  # noqa: PLC0415
    from hudhud.web.settings import Settings  # noqa: PLC0415

    local = Settings()
    hosts = tuple(name.partition(":")[0] for name in names) if names else (*local.hosts, host)
    return create_app(ledger, Settings(hosts=hosts, secure=bool(names), upload_bytes=upload_bytes))


def _is_loopback(host: str) -> bool:
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens already: the browser may come before the server is ready."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise ServingError(f"{host} is no address of this machine; leave --host out or give another") from error
    made = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere it would let two servers share the port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(128)
    except OSError as error:
        made.close()
        raise ServingError(
            f"cannot listen on {host}, port {port}: {(error.strerror or str(error)).lower()}; take another with --port"
        ) from error
    return made


def _run(uvicorn: ModuleType, app: FastAPI, listening: socket.socket, *, behind_proxy: bool) -> None:
    config = uvicorn.Config(
        app,
        log_level="warning",
        # The links of invitations are paths, and a line for each request would keep them.
        access_log=False,
        server_header=False,
        proxy_headers=behind_proxy,
        timeout_graceful_shutdown=_LAST_WORDS_SECONDS,
    )
    # The server stops by itself and then raises the signal again, for whoever started it: that is us.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
    finally:
        signal.signal(signal.SIGTERM, before)
