"""JSON Feed (jsonfeed.org, versions 1 and 1.1) → its entries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from hudhud.capture.feed_dates import moment
from hudhud.capture.feed_values import LONGEST_ID, LONGEST_TEXT, found, gathered, named, web_address, words
from hudhud.errors import CaptureError
from hudhud.model.documents import Found
from hudhud.model.feeds import Entry, FeedContent


def is_json_feed(text: str) -> bool:
    """Whether it begins as JSON does, which no XML begins as."""
    return text.lstrip("\ufeff \t\r\n")[:1] == "{"


def json_feed(text: str, url: str, most: int) -> FeedContent:
    """The entries of a JSON Feed, at most so many.

    Raises:
        CaptureError: it is none.
    """
    try:
        feed = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise CaptureError(f"is no feed: JSON that cannot be read ({error})") from error
    version = feed.get("version") if isinstance(feed, dict) else None
    if not isinstance(version, str) or "jsonfeed.org/version/" not in version:
        raise CaptureError("is no feed but other JSON; a JSON Feed names its version")
    items = feed.get("items")
    listed = items if isinstance(items, list) else []
    made = (_entry(one, feed, url) if isinstance(one, dict) else None for one in listed[:most])
    kept, unusable = gathered(made, most)
    return FeedContent(title=words(feed.get("title")), entries=kept, left_out=unusable + max(0, len(listed) - most))


def _entry(one: Mapping[str, Any], feed: Mapping[str, Any], base: str) -> Entry | None:
    link = web_address(one.get("url"), base)
    text = one.get("content_html")
    if not isinstance(text, str):
        plain = one.get("content_text")
        text = _paragraphs(plain) if isinstance(plain, str) else None
    # JSON may hold half a character, which no text can.
    text = text.encode("utf-8", "replace").decode() if text and text.strip() and len(text) <= LONGEST_TEXT else None
    given = one.get("id")
    if link is None and text is None:
        return None
    title = words(feed.get("title"))
    return Entry(
        id=named(words(str(given) if isinstance(given, int) else given, LONGEST_ID), link, text),
        url=link,
        title=found(words(one.get("title")), "feed entry title"),
        author=found(_author(one), "feed entry author"),
        published=found(moment(one.get("date_published")), "feed entry date_published"),
        updated=found(moment(one.get("date_modified")), "feed entry date_modified"),
        language=found(words(one.get("language")), "feed entry language")
        or found(words(feed.get("language")), "feed language"),
        publisher=Found(value=title, where="feed title", guessed=True) if title else None,
        text=text,
    )


def _author(one: Mapping[str, Any]) -> str | None:
    """Of version 1.1 a list, of version 1 one object."""
    listed = one.get("authors")
    given = listed if isinstance(listed, list) else [one.get("author")]
    names = [words(author.get("name")) for author in given[:20] if isinstance(author, dict)]
    return ", ".join(filter(None, names)) or None


def _paragraphs(plain: str) -> str:
    return "".join(f"<p>{escape(line)}</p>\n" for line in plain.split("\n") if line.strip())
