"""What a process apart does with feeds: bytes and a few words in, what JSON can say out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hudhud.capture.feed_lists import feeds_in
from hudhud.capture.feeds import entries


def feed(content: bytes, said: Mapping[str, Any]) -> dict[str, Any]:
    """A FeedContent as JSON; `said` has `url` and `content_type`."""
    return entries(content, str(said["url"]), said.get("content_type")).model_dump(mode="json", exclude_defaults=True)


def opml(content: bytes, _: Mapping[str, Any]) -> list[str]:
    """The addresses in a list of feeds. Raises CaptureError."""
    return feeds_in(content)


FEED_OPERATIONS: Mapping[str, Callable[[bytes, Mapping[str, Any]], Any]] = {"feed": feed, "opml": opml}
