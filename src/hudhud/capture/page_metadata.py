"""What a page says of itself in its metadata: title, publisher, author, dates, address, language.

A date counts as the publication's where the page marks it so (meta tags, JSON-LD, `<time datetime>` in the
article). Nothing is guessed from the visible text.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from hudhud.capture.markup import Tag, scan
from hudhud.capture.told import iso_date
from hudhud.model import AboutField, Found

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
_AUTHOR_KEYS = ("author", "article:author", "parsely-author", "dc.creator", "citation_author")
_MODIFIED_KEYS = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_MOST_LINKED_NODES = 2_000


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What was found; what the page does not say is not there."""

    about: Mapping[AboutField, Found]
    doc_id: str | None = None
    """Given by whoever wrote the page for hudhud, as a text's header may."""


@dataclass(slots=True)
class _Gathered:
    meta: dict[str, str] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    time: str | None = None
    canonical: str | None = None
    language: str | None = None


def page_metadata(source: str) -> PageMetadata:
    """Read the metadata of an HTML page; malformed parts are passed over."""
    found = _gather(source)
    about: dict[AboutField, Found | None] = {
        "title": _first(
            [*_linked(found, "headline"), *_meta(found, _TITLE_KEYS), ("<title>", found.title)], lambda text: True
        ),
        "publisher": _first(
            [*_linked(found, "publisher"), *_meta(found, _PUBLISHER_KEYS)], lambda text: "://" not in text
        ),
        "author": _first([*_linked(found, "author"), *_meta(found, _AUTHOR_KEYS)], lambda text: "://" not in text),
        "published": _first(
            [*_meta(found, _DATE_KEYS), *_linked(found, "datePublished"), ("<time> in the article", found.time)],
            _is_day,
        ),
        "modified": _first([*_meta(found, _MODIFIED_KEYS), *_linked(found, "dateModified")], _is_day),
        "url": _first([("link rel=canonical", found.canonical), *_meta(found, ("og:url",))], _is_address),
        "language": _first([("<html lang>", found.language)], lambda text: True),
    }
    said = {name: one for name, one in about.items() if one is not None}
    return PageMetadata(said, _line(found.meta.get("doc-id")) or None)


def _meta(found: _Gathered, keys: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    return ((f"meta {key}", found.meta.get(key)) for key in keys)


def _linked(found: _Gathered, key: str) -> Iterator[tuple[str, str | None]]:
    yield f"JSON-LD {key}", found.linked.get(key)


def _first(candidates: Iterable[tuple[str, str | None]], fits: Callable[[str], bool]) -> Found | None:
    for where, text in candidates:
        line = _line(text)
        if line and fits(line):
            return Found(value=line, where=where)
    return None


def _is_day(text: str) -> bool:
    return iso_date(text) is not None


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


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
        elif tag.name == "html" and found.language is None:
            found.language = tag.attributes.get("lang", "")[:20]
        elif tag.name == "link" and found.canonical is None:
            if "canonical" in tag.attributes.get("rel", "").lower().split():
                found.canonical = tag.attributes.get("href")
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
        for key in ("headline", "datePublished", "dateModified", "publisher", "author"):
            value = node.get(key)
            value = value[0] if isinstance(value, list) and value else value
            value = value.get("name") if isinstance(value, dict) else value
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
