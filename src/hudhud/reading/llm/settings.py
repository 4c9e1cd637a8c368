"""What `[reader.llm]` in hudhud.toml sets."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from hudhud.errors import ReaderError

_Positive = Annotated[float, Field(gt=0)]
_EXAMPLE = 'model = "…" and url = "http://127.0.0.1:8080/v1" in [reader.llm] of hudhud.toml'
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Settings(BaseModel):
    """Where the model is and how far it may go. Times in seconds, prices for a million tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[str, Field(pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$")]
    """Base address of an OpenAI-compatible endpoint; `/chat/completions` is added to it."""
    model: Annotated[str, Field(pattern=r"^[^\s\x00-\x1f\x7f]+$", max_length=200)]
    key_env: str | None = None
    """Name of the environment variable that holds the key, which is never in this file."""
    may_send: bool = False
    """Whether texts of reports may leave this machine. Needed for an address that is not this machine's."""
    timeout: _Positive = 120.0
    tries: Annotated[int, Field(ge=1, le=10)] = 3
    """Of one request that fails in a way that may pass: no answer, 429, 5xx."""
    longest_pause: _Positive = 60.0
    """Between two tries, whatever the server asks for."""
    most_reply_tokens: Annotated[int, Field(ge=50)] = 2000
    most_characters: Annotated[int, Field(ge=500)] = 12_000
    """Of one request; a longer report is asked about in parts."""
    most_tokens: Annotated[int, Field(gt=0)] | None = None
    """Of one run of hudhud, sent and received."""
    price_sent: Annotated[float, Field(ge=0)] = 0.0
    price_received: Annotated[float, Field(ge=0)] = 0.0
    most_cost: _Positive | None = None
    """Of one run of hudhud, in the currency of the prices."""
    form: Literal["json_schema", "json_object", "none"] = "json_schema"
    """How the server is asked to keep to JSON."""
    cache: Path | None = None
    """The file of replies; beside the gazetteer where it is not said."""

    @model_validator(mode="after")
    def _cost_has_prices(self) -> Settings:
        if self.most_cost is not None and not self.priced:
            raise ValueError("most_cost needs price_sent and price_received")
        return self

    @property
    def priced(self) -> bool:
        return bool(self.price_sent or self.price_received)

    @property
    def host(self) -> str:
        """The name of the machine that texts are sent to."""
        return urlsplit(self.url).hostname or self.url

    @property
    def local(self) -> bool:
        return self.host in _LOOPBACK

    @property
    def notice(self) -> str:
        """What will be sent where, in one line."""
        where = "on this machine" if self.local else f"at {self.host}"
        return f"llm: the text, title and date of each report go to the model {self.model} {where} ({self.url})"


def settings_of(given: Mapping[str, Any]) -> Settings:
    """The settings, checked.

    Raises:
        ReaderError: something is missing, unknown or contradicts itself; or texts would leave this machine unasked.
    """
    if missing := [name for name in ("model", "url") if name not in given]:
        raise ReaderError(f"the reader llm has no {' and no '.join(missing)}; set {_EXAMPLE}")
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "settings"
        raise ReaderError(f"[reader.llm] {where}: {first['msg']}; set {_EXAMPLE}") from error
    if not settings.local and not settings.may_send:
        raise ReaderError(
            f"the reader llm would send the texts of reports to {settings.host}; "
            "set may_send = true in [reader.llm] of hudhud.toml if that is meant"
        )
    if settings.key_env is not None and not os.environ.get(settings.key_env):
        raise ReaderError(f"the reader llm takes its key from {settings.key_env}, which is not set in the environment")
    return settings
