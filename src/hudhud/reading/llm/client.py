"""One question to an OpenAI-compatible endpoint: within time, tries, tokens and cost; each failure one line."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from hudhud.errors import ReaderError
from hudhud.reading.llm.prompt import Message
from hudhud.reading.llm.settings import Settings

_MOST_BYTES = 2_000_000
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_CHARACTERS_PER_TOKEN = 3  # an upper estimate, where the server does not say


class _PassingError(Exception):
    """Worth another try, after so many seconds if the server said."""

    def __init__(self, what: str, pause: float | None = None) -> None:
        super().__init__(what)
        self.pause = pause


@dataclass
class Spent:
    """Tokens of this run."""

    sent: int = 0
    received: int = 0

    def cost(self, settings: Settings) -> float:
        """In the currency of the prices."""
        return (self.sent * settings.price_sent + self.received * settings.price_received) / 1_000_000


class Client:
    """Asks one model. `sleep` is given by tests."""

    def __init__(
        self,
        settings: Settings,
        schema: Mapping[str, Any],
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.spent = Spent()
        self._schema = schema
        self._sleep = sleep
        self._clock = clock

    def ask(self, messages: Sequence[Message]) -> str:
        """The model's text.

        Raises:
            ReaderError: there is none: out of budget, no answer, refused, or not of the protocol.
        """
        self._check_budget(messages)
        pause = 1.0
        for left in reversed(range(self.settings.tries)):
            try:
                return self._once(messages)
            except _PassingError as error:
                if not left:
                    raise self._failed(f"{error}, {self.settings.tries} times; try again later") from error
                self._sleep(min(error.pause if error.pause is not None else pause, self.settings.longest_pause))
                pause *= 4
        raise AssertionError("unreachable")  # `tries` is at least 1

    def _failed(self, what: str) -> ReaderError:
        return ReaderError(f"llm at {self.settings.url}: {what}")

    def _check_budget(self, messages: Sequence[Message]) -> None:
        settings, spent = self.settings, self.spent
        ahead = sum(len(m["content"]) for m in messages) // _CHARACTERS_PER_TOKEN
        used = spent.sent + spent.received + ahead + settings.most_reply_tokens
        if settings.most_tokens is not None and used > settings.most_tokens:
            raise self._failed(
                f"the next report could pass most_tokens ({settings.most_tokens:,}); "
                f"{spent.sent + spent.received:,} were used; raise it, or run again for the rest"
            )
        after = Spent(spent.sent + ahead, spent.received + settings.most_reply_tokens).cost(settings)
        if settings.most_cost is not None and after > settings.most_cost:
            raise self._failed(
                f"the next report could pass most_cost ({settings.most_cost:g}); {spent.cost(settings):.4f} was used; "
                "raise it, or run again for the rest"
            )

    def _once(self, messages: Sequence[Message]) -> str:
        status, headers, body = self._sent(messages)
        if status in _PASSING:
            raise _PassingError(f"answered with status {status}", _pause(headers))
        if status in (401, 403):
            key = self.settings.key_env
            raise self._failed(f"refused the key (status {status}); {f'check {key}' if key else 'set key_env'}")
        if status != 200:
            raise self._failed(f"answered with status {status}: {_said(body)}")
        try:
            answer = json.loads(body)
            choice = answer["choices"][0]
            message = choice["message"]
            text = message.get("content")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise _PassingError("answered with something that is no chat completion") from error
        self._count(answer, messages, text)
        if message.get("refusal") or choice.get("finish_reason") == "content_filter":
            raise self._failed("the model refused to read this report")
        if not isinstance(text, str) or not text.strip():
            raise _PassingError("answered with nothing")
        return text

    def _sent(self, messages: Sequence[Message]) -> tuple[int, Mapping[str, str], bytes]:
        settings = self.settings
        body: dict[str, Any] = {
            "model": settings.model, "messages": list(messages), "temperature": 0, "seed": 0,
            "max_tokens": settings.most_reply_tokens, "stream": False,
        }  # fmt: skip
        if settings.form == "json_schema":
            wanted = {"name": "report", "schema": dict(self._schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": wanted}
        elif settings.form == "json_object":
            body["response_format"] = {"type": "json_object"}
        key = os.environ.get(settings.key_env, "") if settings.key_env else ""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        address = settings.url.rstrip("/") + "/chat/completions"
        until = self._clock() + settings.timeout
        try:
            # No redirect is followed: a text goes where the person said and nowhere else.
            with (
                httpx.Client(timeout=settings.timeout, follow_redirects=False, trust_env=not settings.local) as client,
                client.stream("POST", address, json=body, headers=headers) as response,
            ):
                return response.status_code, response.headers, self._received(response, until)
        except httpx.TimeoutException as error:
            raise _PassingError(f"no answer within {settings.timeout:g} s") from error
        except httpx.ConnectError as error:
            raise _PassingError("nobody answers there; is the server running?") from error
        except httpx.HTTPError as error:
            raise _PassingError(f"the connection broke ({type(error).__name__})") from error

    def _received(self, response: httpx.Response, until: float) -> bytes:
        found = bytearray()
        for piece in response.iter_bytes():
            found += piece
            if len(found) > _MOST_BYTES:
                raise self._failed(f"its answer is larger than {_MOST_BYTES:,} bytes")
            if self._clock() > until:  # a byte now and then would otherwise keep us for ever
                raise _PassingError(f"no answer within {self.settings.timeout:g} s")
        return bytes(found)

    def _count(self, answer: Mapping[str, Any], messages: Sequence[Message], text: object) -> None:
        usage = answer.get("usage")
        said = usage if isinstance(usage, dict) else {}
        guess = (sum(len(m["content"]) for m in messages), len(text) if isinstance(text, str) else 0)
        for name, key, characters in (("sent", "prompt_tokens", guess[0]), ("received", "completion_tokens", guess[1])):
            number = said.get(key)
            known = isinstance(number, int) and number >= 0
            setattr(self.spent, name, getattr(self.spent, name) + (number if known else characters // 3 + 1))


def _pause(headers: Mapping[str, str]) -> float | None:
    """What the server asks to wait, in seconds; None where it does not say, or not in seconds."""
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return None


def _said(body: bytes) -> str:
    """The server's own words, on one line."""
    words = " ".join(body[:2000].decode("utf-8", "replace").split())
    return "".join(c for c in words if c.isprintable())[:200] or "without a word"
