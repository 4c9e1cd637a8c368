"""What a user sets once: `hudhud.toml` beside the ledger, the file that HUDHUD_CONFIG names, or nothing.

contact = "records@example.org"      # who asks: sent with every request
allow_hosts = ["archive.internal"]   # hosts that may have private addresses

[fetching]                           # limits, see `FetchLimits`
most_bytes = 20_000_000

[isolation]                          # limits, see `IsolationLimits`
seconds = 30
memory_mb = 2048
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hudhud.errors import ConfigurationError

NAME = "hudhud.toml"
_Positive = Annotated[float, Field(gt=0)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FetchLimits(_Part):
    """How far a fetch may go. Times in seconds, sizes in bytes."""

    most_bytes: Annotated[int, Field(gt=0)] = 20_000_000
    """Of one response, both as it is sent and unpacked."""
    seconds: _Positive = 60.0
    """For one address with all its redirects."""
    silence: _Positive = 15.0
    """Until the server takes the connection, or sends the next byte."""
    redirects: Annotated[int, Field(ge=0, le=20)] = 5
    tries: Annotated[int, Field(ge=1, le=10)] = 3
    """Of one address that fails in a way that may pass: no answer, 429, 502, 503, 504."""
    delay: Annotated[float, Field(ge=0)] = 1.0
    """Between two requests to one host, where its robots.txt asks for no more."""
    longest_delay: _Positive = 120.0
    """What a server may ask for (Crawl-delay, Retry-After); one that asks for more is left alone."""


class IsolationLimits(_Part):
    """How far the process that takes untrusted bytes apart may go."""

    seconds: _Positive = 30.0
    """For one document, and for finding the next one in an archive."""
    memory_mb: Annotated[int, Field(ge=64)] = 2048
    """Beyond what the process needs to begin with; only Linux keeps it to this."""


class Configuration(_Part):
    """Everything in `hudhud.toml`; each part may be missing."""

    contact: str | None = None
    """A mail address or page of whoever runs this hudhud. Nothing is fetched without it."""
    allow_hosts: frozenset[str] = frozenset()
    """Names of hosts that may have loopback or private addresses, as written in the address."""
    fetching: FetchLimits = FetchLimits()
    isolation: IsolationLimits = IsolationLimits()


def load(ledger: str | Path | None = None) -> Configuration:
    """The configuration: of HUDHUD_CONFIG, else of `hudhud.toml` beside the ledger, else the defaults.

    HUDHUD_CONTACT outranks the file's contact. Raises ConfigurationError where the file cannot be understood.
    """
    named = os.environ.get("HUDHUD_CONFIG")
    path = Path(named) if named else Path(ledger or ".").parent / NAME
    found = _read(path) if named or path.is_file() else Configuration()
    contact = os.environ.get("HUDHUD_CONTACT")
    return found.model_copy(update={"contact": contact}) if contact else found


def _read(path: Path) -> Configuration:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return Configuration.model_validate(content)
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror}); check HUDHUD_CONFIG") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigurationError(f"{path}: `{where}`: {first['msg']}; see docs/security.md") from error
    except ValueError as error:
        raise ConfigurationError(f"{path}: is no TOML ({error}); mend it or move it away") from error
