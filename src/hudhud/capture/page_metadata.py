"""What a page says of itself in its metadata: title, publisher, author, dates, address, language.

A date counts only where the page marks it as the date of its publication (meta tags, JSON-LD,
`<time datetime>` in the article). What trafilatura finds by looking over the page is asked for where
something is missing, and its date is a guess.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import trafilatura

from hudhud.capture.markup import BROKEN_PAGE, Tag, scan
from hudhud.capture.taken import found, found_date, iso_date, known
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
_AUTHOR_KEYS = ("author", "article:author", "parsely-author", "dc.creator", "citation_author", "byl")
_MODIFIED_KEYS = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_LANGUAGE_KEYS = ("og:locale", "content-language", "dc.language")
_MOST_LINKED_NODES = 2_000


# Of trafilatura's search, whose time grows with the page's.
_LONGEST_SEARCHED = 1_000_000
_MOST_TAGS_SEARCHED = 20_000


_Place = tuple[str, str | None]
"""Where something may stand, in words, and what stands there."""


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What was found, each with where; nothing where the page does not say."""

    about: Mapping[AboutField, Found]
    doc_id: str | None = None
    """Given by whoever wrote the page for hudhud, as a text's header may."""

    @property
    def title(self) -> str | None:
        """In one line."""
        return self.about["title"].value if "title" in self.about else None

    @property
    def publisher(self) -> str | None:
        """In one line."""
        return self.about["publisher"].value if "publisher" in self.about else None

    @property
    def published(self) -> date | None:
        """The day as it is written there, in its own zone."""
        return iso_date(self.about["published"].value) if "published" in self.about else None


_TELLING = frozenset({"article", "main", "meta", "html", "link", "title", "script", "time"})


@dataclass(slots=True)
class _Gathered:
    meta: dict[str, str] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    time: str | None = None
    time_is_marked: bool = False
    canonical: str | None = None
    language: str | None = None

    def named(self, keys: Iterable[str]) -> list[_Place]:
        return [(f"meta {key}", line(self.meta[key])) for key in keys if key in self.meta]

    def linked_as(self, key: str) -> _Place:
        return f"JSON-LD {key}", line(self.linked.get(key))


def page_metadata(source: str) -> PageMetadata:
    """Read the metadata of an HTML page; malformed parts are passed over."""
    page = _gather(source)
    time = "<time> marked as published" if page.time_is_marked else "<time> in the article"
    about = known(
        title=_first([page.linked_as("headline"), *page.named(_TITLE_KEYS), ("<title>", line(page.title))]),
        publisher=_first(_names([page.linked_as("publisher"), *page.named(_PUBLISHER_KEYS)])),
        author=_first(_names([page.linked_as("author"), *page.named(_AUTHOR_KEYS)])),
        published=_first_date([*page.named(_DATE_KEYS), page.linked_as("datePublished"), (time, page.time)]),
        modified=_first_date([*page.named(_MODIFIED_KEYS), page.linked_as("dateModified")]),
        url=_first(
            _addresses([("link canonical", line(page.canonical)), *page.named(("og:url",)), page.linked_as("url")])
        ),
        language=_first([("html lang", line(page.language)), *page.named(_LANGUAGE_KEYS)]),
    )
    return PageMetadata(about, line(page.meta.get("doc-id")) or None)


@dataclass(frozen=True, slots=True)
class Searched:
    """What trafilatura finds on a page, by its own rules."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None


def searched_metadata(source: str) -> Searched:
    """Look a page over for what its metadata do not say; nothing for a page of unusual size."""
    if len(source) > _LONGEST_SEARCHED or source.count("<") > _MOST_TAGS_SEARCHED:
        return Searched()
    try:
        page = trafilatura.extract_metadata(source, extensive=False)
    # Those have nothing to say.
    except BROKEN_PAGE:
        return Searched()
    return Searched(page.title, page.sitename, page.author, page.date) if page is not None else Searched()


def _first(places: Iterable[_Place]) -> Found | None:
    return next((each for where, text in places if (each := found(text, where))), None)


def _first_date(places: Iterable[_Place]) -> Found | None:
    return next((each for where, text in places if (each := found_date(text, where))), None)


def _names(places: Iterable[_Place]) -> list[_Place]:
    return [(where, text) for where, text in places if text and "://" not in text]


def _addresses(places: Iterable[_Place]) -> list[_Place]:
    return [(where, text) for where, text in places if text and re.match(r"https?://[^\s/]", text, re.IGNORECASE)]


def line(text: str | None) -> str:
    """A value of a tag in one line, its entities resolved."""
    return " ".join(html.unescape((text or "")[:10_000]).split())[:500]


def _gather(source: str) -> _Gathered:
    page = _Gathered()
    articles = 0
    for tag in scan(source):
        if not isinstance(tag, Tag) or tag.name not in _TELLING:
            continue
        if tag.name in ("article", "main"):
            articles += -1 if tag.closing else 1
        if tag.closing:
            continue
        if tag.name == "meta":
            shown = tag.attributes
            key = shown.get("property") or shown.get("name") or shown.get("itemprop") or ""
            page.meta.setdefault((key or shown.get("http-equiv", "")).lower(), shown.get("content", ""))
        elif tag.name == "html" and page.language is None:
            page.language = tag.attributes.get("lang")
        elif tag.name == "link" and tag.attributes.get("rel", "").lower() == "canonical" and page.canonical is None:
            page.canonical = tag.attributes.get("href")
        elif tag.name == "title" and tag.content and page.title is None:
            page.title = source[slice(*tag.content)][:1000]
        elif tag.name == "script" and tag.content and "ld+json" in tag.attributes.get("type", "").lower():
            _gather_linked(source[slice(*tag.content)], page)
        elif tag.name == "time" and page.time is None:
            marked = "pubdate" in tag.attributes or tag.attributes.get("itemprop", "").lower() == "datepublished"
            if marked or articles > 0:
                page.time, page.time_is_marked = tag.attributes.get("datetime"), marked
    return page


def _gather_linked(text: str, page: _Gathered) -> None:
    try:
        nodes = list(_nodes(json.loads(text)))
    except (ValueError, RecursionError):
        return
    # The article's own node comes before those of the site, of its author and of other reports.
    nodes.sort(key=lambda node: not re.search(r"Article|Posting|Report", str(node.get("@type", ""))[:200]))
    for node in nodes:
        for key in ("headline", "datePublished", "dateModified", "publisher", "author", "url"):
            value = _name(node.get(key))
            if value is not None and value.strip():
                page.linked.setdefault(key, value)


def _name(value: object) -> str | None:
    """A string, the name of an object, or the first of a list of either."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else None


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
