"""A PostgreSQL server of the tests' own, on this machine alone, and databases in it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_USER = "hudhud"


def programs() -> Path | None:
    """The folder of the server's programs; None where they are not installed."""
    if found := os.environ.get("HUDHUD_POSTGRES_PROGRAMS"):
        return Path(found)
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if known:
        return known[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


class Server:
    """One server with its data in a folder of its own. It listens on loopback, and forgets everything at its end."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self.folder, self.bin, self.port = folder, bin_folder, _free_port()
        # PostgreSQL refuses to run as root; Debian's package made a user for it.
        self._as = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        if self._as:
            shutil.chown(folder, "postgres", "postgres")
        self._made = 0
        self._data = ("-D", str(folder / "data"))
        self._run(
            "initdb", *self._data, "-U", _USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"
        )

    def start(self, *, durable: bool = False) -> None:
        """Start it, and wait until it answers. `durable`: what is committed outlives the server's end."""
        settings = [f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}",
                    "max_connections=60", "shared_buffers=32MB"]  # fmt: skip
        if not durable:
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        options = " ".join(f"-c {one}" for one in settings)
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", str(self.folder / "log"), "-w", "start"
        )

    def stop(self, how: str = "fast") -> None:
        """Stop it; "immediate" is as good as a crash."""
        self._run("pg_ctl", *self._data, "-m", how, "-w", "stop")

    def kill(self) -> None:
        """End it by force, with all of its processes."""
        process = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(process, signal.SIGKILL)
        time.sleep(0.5)  # its children notice by themselves

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{_USER}@127.0.0.1:{self.port}/{database}"

    def new(self, template: str = "template1") -> str:
        """The URL of a new database, a copy of another."""
        self._made += 1
        name = f"ledger{self._made}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.sql(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def sql(self, statement: str) -> None:
        import psycopg  # noqa: PLC0415

        with psycopg.connect(self.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(statement)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as, str(self.bin / program), *arguments]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
                              cwd="/", env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def server() -> Iterator[Server]:
    """A server of one's own, started; its data are thrown away. Skips where the programs are missing."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: postgresql-15)")
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'hudhud[postgres]'")
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("PostgreSQL does not run as root, and there is no setpriv to run it as another user")
    # Not pytest's folder: its path is too long for a socket, and closed to the server's user.
    folder = Path(tempfile.mkdtemp(prefix="hudhud-pg-"))
    try:
        one = Server(folder, found)
        one.start()
        try:
            yield one
        finally:
            if (folder / "data" / "postmaster.pid").exists():
                one.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
