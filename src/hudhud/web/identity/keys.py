"""The key that signs sessions, in a file of its own: who gets a copy of the ledger gets no session with it."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from hudhud.errors import ServingError

_BYTES = 32


def server_key(ledger: Path) -> bytes:
    """The key kept beside a ledger; made where there is none, or where others could have read it."""
    path = ledger.with_name(ledger.name + ".key")
    try:
        if path.exists():
            mode, key = stat.S_IMODE(path.stat().st_mode), path.read_bytes()
            if len(key) == _BYTES and not mode & 0o077:
                return key
            path.unlink()
        return _made(path)
    except OSError as error:
        raise ServingError(f"{path} cannot be kept: {error.strerror}; the workbench signs sessions with it") from error


def _made(path: Path) -> bytes:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
        # Never half a key under its name, and never one instead of another process's.
        with suppress(FileExistsError):
            os.link(draft, path)
        return path.read_bytes()
    finally:
        draft.unlink()
