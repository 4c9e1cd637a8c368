"""What the worker process can be asked beside taking in documents, by name: bytes and options in, JSON out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hudhud.capture import feed_lists, feeds


def _feed(content: bytes, url: str, content_type: str | None) -> dict[str, Any]:
    """A feed's entries, as `FeedContent` dumps them."""
    return feeds.entries(content, url, content_type).model_dump(mode="json")


OPERATIONS: Mapping[str, Callable[..., Any]] = {"feed": _feed, "feeds in": feed_lists.feeds_in}
