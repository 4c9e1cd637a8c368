"""How a workbench is set up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from argon2 import Parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from hudhud.model.files import MOST_BYTES


@dataclass(frozen=True)
class Settings:
    """What may differ from one workbench to another."""

    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "::1")
    """Names, without a port, under which it may be asked for: a page elsewhere cannot give itself out for it."""
    secure: bool = False
    """Whether people reach it by HTTPS: cookies then travel by nothing else."""
    session_lasts: timedelta = timedelta(hours=12)
    form_bytes: int = 1_000_000
    upload_bytes: int = MOST_BYTES
    """Of one attached file."""
    upload_paths: tuple[str, ...] = ("/attachments",)
    """Ends of the paths that take attachments: a form with a file of `upload_bytes`."""
    hashing: Parameters = field(default_factory=lambda: RFC_9106_LOW_MEMORY)
    """Of passwords, by argon2id: 64 MiB, three passes."""
