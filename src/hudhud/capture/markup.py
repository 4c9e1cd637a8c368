"""A linear scanner for HTML source that knows the position of everything it finds.

`html.parser` searches the rest of the page again for every comment and quote left open: 100 kB of
them took it half a minute (Python 3.11). Pages are hostile, so this scanner never looks back: what a
browser would swallow to the end of the page, it swallows too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

BROKEN_PAGE = (
    ValueError, TypeError, AttributeError, LookupError, SyntaxError, OverflowError, AssertionError, RecursionError,
)  # fmt: skip
"""What trafilatura and the libraries under it raise on pages that they were not made for."""

# What these hold is not markup, or never shown.
_RAW = frozenset({"script", "style", "title", "textarea", "noscript", "template", "iframe", "svg", "math", "xmp"})
# Browsers hide the rest of the page when one of these is left open; for the others the tag is ignored.
_SWALLOWS = frozenset({"script", "style", "title", "textarea"})
_NAME = re.compile(r"[A-Za-z][^\s/>]{0,60}")
_BETWEEN = re.compile(r"[\s/=]*")
_ATTRIBUTE = re.compile(r"([^\s/>=]+)(?:\s*=\s*(?:([\"'])|([^\s>]*)))?")
# Text and the tag behind it as tools write it: found whole, and the tag's attributes only looked at where somebody
# asks. Nothing is tried twice, so that it costs no more than the careful way that it then leaves to.
_TIDY = re.compile(
    r"[^<]*+(?:(<([A-Za-z][A-Za-z0-9-]{0,60}+)"
    r"(?:\s++[A-Za-z_:@.-][A-Za-z0-9_:@.-]*+(?:=(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>=]++))?+)*+\s*+/?>)"
    r"|(</([A-Za-z][A-Za-z0-9-]{0,60}+)>))"
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,10}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});?")
_LONGEST_VALUE = 20_000
# Of longer pages the scan is not kept, since it takes many times their room.
_LONGEST_KEPT = 2_000_000


class Text(NamedTuple):
    """Text between tags, its entities not yet resolved."""

    start: int
    end: int


class Tag(NamedTuple):
    """A tag; for raw elements (`script`, `title` …) `content` bounds what they hold."""

    start: int
    end: int
    name: str
    closing: bool = False
    head: str = ""
    """The opening tag as it is written; of a closing one nothing."""
    content: tuple[int, int] | None = None

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes by their names in lower case, entities resolved; of several the first."""
        return _attributes(self.head, 1 + len(self.name))[0] if self.head else {}


def scan(source: str) -> Iterable[Text | Tag]:
    """Everything in the page in order; comments and declarations are left out. Takes linear time."""
    return _kept_scan(source) if len(source) <= _LONGEST_KEPT else _scan(source)


@lru_cache(maxsize=1)
def _kept_scan(source: str) -> tuple[Text | Tag, ...]:
    # The metadata and the text of a page are read one after the other.
    return tuple(_scan(source))


def _scan(source: str) -> Iterator[Text | Tag]:
    at = text_start = 0
    missing: set[str] = set()
    tidy = _TIDY.match
    while True:
        whole = tidy(source, at)
        if whole is not None:
            head, name, _, closed = whole.groups()
            end = whole.end()
            found = whole.start(1 if closed is None else 3)
            if text_start < found:
                yield Text(text_start, found)
            tag = Tag(found, end, closed.lower(), True) if closed else _opened(source, found, end, name, head, missing)
        else:
            found = source.find("<", at)
            if found < 0:
                break
            following = source[found + 1 : found + 2]
            if not (following.isalpha() and following.isascii()) and following not in ("/", "!", "?"):
                at = found + 1
                continue
            if text_start < found:
                yield Text(text_start, found)
            if following in "!?":
                at = text_start = _after_declaration(source, found)
                continue
            tag = _closing(source, found) if following == "/" else _opening(source, found, missing)
        at = text_start = tag.end
        yield tag
    if text_start < len(source):
        yield Text(text_start, len(source))


def entities(source: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The entities of a stretch as edits with offsets relative to its start."""
    for match in _ENTITY.finditer(source, start, end):
        meant = html.unescape(match.group())
        if meant != match.group():
            yield match.start() - start, match.end() - start, meant


def with_entities(text: str) -> str:
    """The text with the same entities resolved."""
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text)


def _after_declaration(source: str, start: int) -> int:
    mark = "-->" if source.startswith("<!--", start) else ">"
    end = source.find(mark, start + 2)
    return len(source) if end < 0 else end + len(mark)


def _closing(source: str, start: int) -> Tag:
    end = source.find(">", start)
    end = len(source) if end < 0 else end + 1
    name = _NAME.match(source, start + 2, end)
    return Tag(start, end, name.group().lower() if name else "", closing=True)


def _opening(source: str, start: int, missing: set[str]) -> Tag:
    match = _NAME.match(source, start + 1)
    name = match.group() if match else ""
    _, end = _attributes(source, start + 1 + len(name))
    return _opened(source, start, end, name, source[start:end], missing)


def _opened(source: str, start: int, end: int, name: str, head: str, missing: set[str]) -> Tag:
    name = name.lower()
    if name not in _RAW or name in missing:
        return Tag(start, end, name, False, head)
    closing = _end_of(name).search(source, end)
    if closing is not None:
        return Tag(start, closing.end(), name, head=head, content=(end, closing.start()))
    missing.add(name)
    if name in _SWALLOWS:
        return Tag(start, len(source), name, head=head, content=(end, len(source)))
    return Tag(start, end, name, head=head)


@lru_cache(maxsize=len(_RAW))
def _end_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}\s{{0,20}}/?>", re.IGNORECASE)


def _attributes(source: str, at: int) -> tuple[dict[str, str], int]:
    """The attributes of an opening tag and where the tag ends."""
    found: dict[str, str] = {}
    while at < len(source):
        between = _BETWEEN.match(source, at)
        at = between.end() if between else at
        match = _ATTRIBUTE.match(source, at)
        if match is None:
            return found, min(at + 1, len(source))
        at = match.end()
        value = match[3] or ""
        if match[2]:
            end = source.find(match[2], at)
            if end < 0:
                return found, len(source)
            value, at = source[at : min(end, at + _LONGEST_VALUE)], end + 1
        found.setdefault(match[1].lower()[:60], html.unescape(value[:_LONGEST_VALUE]))
    return found, at
