"""What a user sets once: `hudhud.toml` beside the ledger, the file that HUDHUD_CONFIG names, or nothing.

contact = "records@example.org"      # who asks: sent with every request
allow_hosts = ["archive.internal"]   # hosts that may have private addresses
readers = ["rules-en"]               # what reads, the most trusted first; see 'hudhud readers'

[fetching]                           # limits, see `FetchLimits`
most_bytes = 20_000_000

[watching]
every_minutes = 30

[reader.rules-en]                    # what a reader lets one set; the rules let nothing

[[alert]]                            # any number, see `AlertRule`
name = "Syria, ten killed"
place = "SY"
killed_at_least = 10
to = ["stdout", "webhook", "email"]

[webhook]
url = "https://desk.example.org/hooks/hudhud"

[smtp]                               # see `Smtp`
host = "mail.example.org"
sender = "hudhud@example.org"
to = ["desk@example.org"]
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

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
    """What taking one document apart may need before it is given up and put into quarantine."""

    seconds: _Positive = 30.0
    memory_mb: Annotated[int, Field(ge=64)] = 2048


class Watching(_Part):
    """How feeds are watched."""

    every_minutes: Annotated[float, Field(ge=1)] = 30.0
    """Between two looks at a feed; one that asks for more is given more."""


Channel = Literal["stdout", "webhook", "email"]
_Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]


class AlertRule(_Part):
    """Which incidents are told of, in the words of `hudhud incidents`; all that is set must hold."""

    name: _Line
    place: str | None = None
    actor: str | None = None
    event_type: str | None = None
    killed_at_least: Annotated[int, Field(gt=0)] | None = None
    """By the best figure, else by the bound from below."""
    sums: bool = False
    """Also sums over several incidents."""
    to: Annotated[tuple[Channel, ...], Field(min_length=1)] = ("stdout",)


class Webhook(_Part):
    """Where alerts are posted to as JSON."""

    url: Annotated[str, Field(pattern=r"^https?://\S+$")]


class Smtp(_Part):
    """By whom alerts are sent as e-mail."""

    host: _Line
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "ssl", "none"] = "starttls"
    username: str | None = None
    password_env: str | None = None
    """Name of the environment variable that holds the password, which is never in this file."""
    sender: Annotated[str, Field(pattern=r"^[^\s<>@,]+@[^\s<>@,]+$")]
    to: Annotated[tuple[Annotated[str, Field(pattern=r"^[^\s<>@,]+@[^\s<>@,]+$")], ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _name_with_password(self) -> Smtp:
        if (self.username is None) != (self.password_env is None):
            raise ValueError("`username` and `password_env` go together")
        return self


class Configuration(_Part):
    """Everything in `hudhud.toml`; each part may be missing."""

    contact: str | None = None
    """A mail address or page of whoever runs this hudhud. Nothing is fetched without it."""
    allow_hosts: frozenset[str] = frozenset()
    """Names of hosts that may have loopback or private addresses, as written in the address."""
    readers: tuple[str, ...] = ()
    """What reads, the most trusted first; where none is named, the rules of every language."""
    reader: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)
    """Of readers, by name, what each lets one set; they check it themselves."""
    fetching: FetchLimits = FetchLimits()
    isolation: IsolationLimits = IsolationLimits()
    watching: Watching = Watching()
    alert: tuple[AlertRule, ...] = ()
    webhook: Webhook | None = None
    smtp: Smtp | None = None

    @model_validator(mode="after")
    def _alerts_can_be_sent(self) -> Configuration:
        names = [rule.name for rule in self.alert]
        if len(set(names)) < len(names):
            raise ValueError("two alerts have one name; give each its own")
        wanted = {channel for rule in self.alert for channel in rule.to}
        for channel, part, given in (("webhook", "webhook", self.webhook), ("email", "smtp", self.smtp)):
            if channel in wanted and given is None:
                raise ValueError(f"an alert goes to {channel}, and there is no [{part}]")
        return self


def load(ledger: str | Path | None = None) -> Configuration:
    """The configuration: of HUDHUD_CONFIG, else of `hudhud.toml` beside the ledger, else the defaults.

    Beside a ledger on a server is the working folder.

    HUDHUD_CONTACT outranks the file's contact. Raises ConfigurationError where the file cannot be understood.
    """
    named = os.environ.get("HUDHUD_CONFIG")
    path = Path(named) if named else _folder(ledger) / NAME
    found = _read(path) if named or path.is_file() else Configuration()
    contact = os.environ.get("HUDHUD_CONTACT")
    return found.model_copy(update={"contact": contact}) if contact else found


def _folder(ledger: str | Path | None) -> Path:
    scheme, found, rest = str(ledger or ".").partition("://")
    if not found:
        return Path(scheme).parent
    return Path(rest.removeprefix("/")).parent if scheme.startswith("sqlite") else Path()


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
