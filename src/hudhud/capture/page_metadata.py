"""What a page says of itself in its metadata: title, publisher, date of publication.

Nothing is guessed from the visible text: a date counts only where the page marks it as the date of
its publication (meta tags, JSON-LD, `<time datetime>` in the article).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from hudhud.capture.markup import Tag, scan

_DATE_KEYS = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
)
_TITLE_KEYS = ("og:title", "twitter:title", "dc.title", "headline")
_PUBLISHER_KEYS = ("og:site_name", "publisher", "dc.publisher", "application-name", "article:publisher")
_ISO_DATE = re.compile(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_MOST_LINKED_NODES = 2_000


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What was found; None where the page does not say."""

    title: str | None
    publisher: str | None
    published: date | None
    doc_id: str | None = None
    """Given by whoever wrote the page for hudhud, as a text's header may."""


@dataclass(slots=True)
class _Gathered:
    meta: dict[str, str] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    time: str | None = None


def page_metadata(source: str) -> PageMetadata:
    """Read the metadata of an HTML page; malformed parts are passed over."""
    found = _gather(source)
    titles = [found.linked.get("headline"), *(found.meta.get(key) for key in _TITLE_KEYS), found.title]
    publishers = [found.linked.get("publisher"), *(found.meta.get(key) for key in _PUBLISHER_KEYS)]
    dates = [*(found.meta.get(key) for key in _DATE_KEYS), found.linked.get("datePublished"), found.time]
    return PageMetadata(
        title=next((text for text in map(_line, titles) if text), None),
        publisher=next((text for text in map(_line, publishers) if text and "://" not in text), None),
        published=next((day for day in map(iso_date, dates) if day), None),
        doc_id=_line(found.meta.get("doc-id")) or None,
    )


def iso_date(text: str | None) -> date | None:
    """The day of an ISO 8601 date or time as it is written, in no other time zone; None if it is none."""
    match = _ISO_DATE.match(text or "")
    if match is None:
        return None
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3])).date()
    except ValueError:
        return None


def _line(text: str | None) -> str:
    return " ".join(html.unescape(text or "").split())[:500]


def _gather(source: str) -> _Gathered:
    found = _Gathered()
    articles = 0
    for tag in scan(source):
        if not isinstance(tag, Tag):
            continue
        if tag.name in ("article", "main"):
            articles += -1 if tag.closing else 1
        if tag.closing:
            continue
        if tag.name == "meta":
            shown = tag.attributes
            key = shown.get("property") or shown.get("name") or shown.get("itemprop") or ""
            found.meta.setdefault(key.lower(), shown.get("content", ""))
        elif tag.name == "title" and tag.content and found.title is None:
            found.title = source[slice(*tag.content)][:1000]
        elif tag.name == "script" and tag.content and "ld+json" in tag.attributes.get("type", "").lower():
            _gather_linked(source[slice(*tag.content)], found)
        elif tag.name == "time" and found.time is None:
            marked = "pubdate" in tag.attributes or tag.attributes.get("itemprop", "").lower() == "datepublished"
            if marked or articles > 0:
                found.time = tag.attributes.get("datetime")
    return found


def _gather_linked(text: str, found: _Gathered) -> None:
    try:
        nodes = list(_nodes(json.loads(text)))
    except (ValueError, RecursionError):
        return
    # The article's own node comes before those of the site, of its author and of other reports.
    nodes.sort(key=lambda node: not re.search(r"Article|Posting|Report", str(node.get("@type", ""))[:200]))
    for node in nodes:
        publisher = node.get("publisher")
        if isinstance(publisher, dict):
            publisher = publisher.get("name")
        for key, value in (
            ("headline", node.get("headline")),
            ("datePublished", node.get("datePublished")),
            ("publisher", publisher),
        ):
            if isinstance(value, str) and value.strip():
                found.linked.setdefault(key, value)


def _nodes(data: object) -> Iterator[dict[str, object]]:
    """The objects of a JSON-LD value and of its `@graph`."""
    waiting = [data]
    for _ in range(_MOST_LINKED_NODES):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting.extend(item[:_MOST_LINKED_NODES])
        elif isinstance(item, dict):
            yield item
            waiting.append(item.get("@graph"))
