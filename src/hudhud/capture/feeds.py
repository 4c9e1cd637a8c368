"""Feeds → their entries: RSS and Atom by feedparser, JSON Feed; hostile ones harmlessly and soon.

feedparser is given XML that is sound: what is not is mended by libxml2 first, within its limits of
depth and length. A feed that declares entities is refused before anything expands them.
"""

from __future__ import annotations

import html
import io
import re
import warnings
from collections.abc import Mapping
from typing import Any

import feedparser
from lxml import etree

from hudhud.capture.feed_bytes import decoded, safe_tree
from hudhud.capture.feed_dates import moment
from hudhud.capture.feed_json import is_json_feed, json_feed
from hudhud.capture.feed_values import LONGEST_ID, LONGEST_TEXT, found, gathered, named, web_address, words
from hudhud.errors import CaptureError
from hudhud.model.documents import Found
from hudhud.model.feeds import Entry, FeedContent

MOST_ENTRIES = 5_000

_ASK = "give the address of its RSS, Atom or JSON feed"
_MOST_ELEMENTS = 250_000
_MOST_ATTRIBUTES = 50
"""Of one element; feedparser takes time by their square."""
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}


def entries(content: bytes, url: str, content_type: str | None = None) -> FeedContent:
    """What a feed says; `problem` says why nothing, and nothing raises.

    Args:
        content: the feed's bytes.
        url: where it was found; relative links are resolved by it.
        content_type: as its server declared it, for the encoding.
    """
    try:
        text = decoded(content, content_type)
        if is_json_feed(text):
            return json_feed(text, url, MOST_ENTRIES)
        return _xml_feed(text, url)
    except CaptureError as error:
        return FeedContent(problem=str(error))


def _xml_feed(text: str, url: str) -> FeedContent:
    root = safe_tree(text)
    if root is None:
        raise CaptureError(f"is no feed but {_kind(text)}; {_ASK}")
    surplus = _without_surplus(root)
    _bounded(root)
    told = _parsed(etree.tostring(root, encoding="utf-8", xml_declaration=True), url)
    if not told.get("version") and not told["entries"]:
        raise CaptureError(f"is no feed but {_kind(text)}; {_ASK}")
    feed = told["feed"]
    title = words(feed.get("title"))
    publisher = Found(value=title, where="feed title", guessed=True) if title else None
    language = words(feed.get("language"))
    made = (_entry(one, url, publisher, language) for one in told["entries"])
    kept, unusable = gathered(made, MOST_ENTRIES)
    return FeedContent(title=title, entries=kept, minutes=_minutes(feed), left_out=surplus + unusable)


def _kind(text: str) -> str:
    beginning = text[:2000].lstrip("\ufeff \t\r\n").lower()
    return "a web page" if "<html" in beginning else "other XML" if beginning.startswith("<") else "something else"


def _without_surplus(root: etree._Element) -> int:
    """Take out entries that are too many; how many they were."""
    listed = list(root.iter("{*}item", "{*}entry"))
    for one in listed[MOST_ENTRIES:]:
        parent = one.getparent()
        if parent is not None:
            parent.remove(one)
    return max(0, len(listed) - MOST_ENTRIES)


def _bounded(root: etree._Element) -> None:
    """Take out what is so large that nobody means it. Raises CaptureError for more elements than any feed has."""
    for number, one in enumerate(root.iter("*")):
        if number >= _MOST_ELEMENTS:
            raise CaptureError(f"it has more than {_MOST_ELEMENTS:,} elements in {MOST_ENTRIES:,} entries or fewer")
        if len(one.attrib) > _MOST_ATTRIBUTES or any(len(value) > LONGEST_TEXT for value in one.attrib.values()):
            one.attrib.clear()
        if len(one.text or "") > LONGEST_TEXT:
            one.text = None


def _parsed(xml: bytes, url: str) -> Any:
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its own old names
            # Never the bytes themselves: it would take them for an address or a path.
            return feedparser.parse(
                io.BytesIO(xml), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
            )
    except Exception as error:  # a defect of the parser that some feed found; the feed is at fault for the user
        raise CaptureError(f"the feed cannot be read ({type(error).__name__}: {error})") from error


def _entry(one: Mapping[str, Any], url: str, publisher: Found | None, language: str | None) -> Entry | None:
    link = web_address(one.get("link"), url)
    text = _text(one, link)
    if link is None and text is None:
        return None
    source = words((one.get("source") or {}).get("title"))
    return Entry(
        id=named(words(one.get("id"), LONGEST_ID), link, text),
        url=link,
        title=found(_title(one), "feed entry title"),
        author=found(words(one.get("author")), "feed entry author"),
        published=found(_when(one, "published"), "feed entry published"),
        updated=found(_when(one, "updated"), "feed entry updated"),
        language=_language(one, language),
        publisher=found(source, "feed entry source") or publisher,
        text=text,
    )


def _title(one: Mapping[str, Any]) -> str | None:
    title = words(one.get("title"))
    is_html = str((one.get("title_detail") or {}).get("type")) in {"text/html", "application/xhtml+xml"}
    return words(html.unescape(_TAG.sub("", title))) if title and is_html else title


def _when(one: Mapping[str, Any], key: str) -> str | None:
    # Asked for "updated", feedparser would give the date of publication where there is no other.
    return moment(one.get(key), one.get(f"{key}_parsed")) if key in one else None


def _language(one: Mapping[str, Any], feed: str | None) -> Found | None:
    own = words((one.get("title_detail") or {}).get("language"))
    return found(own, "feed entry language") or found(feed, "feed language")


def _text(one: Mapping[str, Any], link: str | None) -> str | None:
    """The full content; of an entry without a link also its description, for there is nothing else of it."""
    given = [part.get("value") for part in one.get("content") or () if isinstance(part, Mapping)]
    if link is None:
        given.append(one.get("summary"))
    texts = [part for part in given if isinstance(part, str) and part.strip()]
    text = max(texts, key=len, default=None)
    return text if text is not None and len(text) <= LONGEST_TEXT else None


def _minutes(feed: Mapping[str, Any]) -> float | None:
    """By `ttl`, or by `updatePeriod` and `updateFrequency` of the syndication module."""
    asked = []
    ttl = str(feed.get("ttl") or "").strip()
    if ttl.isdecimal() and len(ttl) < 8:
        asked.append(float(ttl))
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    if period:
        often = str(feed.get("sy_updatefrequency") or "1").strip()
        asked.append(period / max(1, int(often) if often.isdecimal() and len(often) < 6 else 1))
    return max(asked, default=None)
