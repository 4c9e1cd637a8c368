"""HTML source → the paragraphs of its main text, with offsets into the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from hudhud.capture.markup import Tag, Text, entities, scan
from hudhud.capture.offsets import MappedText
from hudhud.capture.outline import Part
from hudhud.model.documents import Skipped

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark nobr q rp rt ruby s "
    "samp small span strike strong sub sup time tt u var wbr picture source button amp-img".split()
)
_DROPPED = frozenset({"head", "select", "object", "audio", "video", "canvas", "map", "datalist", "dialog"})
_IN_HEAD = frozenset("head meta link base title script style noscript template html".split())
_UNCLEAR = re.compile(r"<!--|<(?:script|style|/?(?:p|body|article|h1|div class|li)\b)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# A private mark for <br> while the line feeds of the source, which mean nothing, are folded.
_LINE = "\u2028"
# A single space is left out: it is most of what there is.
_FOLDED = re.compile(r"[\t\r\n\f][ \t\r\n\f]*| [ \t\r\n\f]+")
_EMPTY_LINES = re.compile(rf"{_LINE}[^\S{_LINE}]*{_LINE}\s*")
_LINE_END = re.compile(rf" ?{_LINE}\s*")
_PRE_BREAK = re.compile(r"\n(?=[ \t\r]*\n)")
# trafilatura builds several trees; beyond these its time is no longer worth what it knows.
_LONGEST_EXTRACTED = 4_000_000
_MOST_TAGS = 50_000
# Its time grows with their square: 8,000 took it 19 seconds.
_MOST_TABLES = 500
_TABLE = re.compile("<table", re.IGNORECASE)
_SHINGLE = 24
_MOST_SEARCHES = 500
_Pending = tuple[int, int, bool | None]
"""Start and end of a text and whether it is preformatted; None for a line break."""
_PROSE_WORDS = 8


@dataclass(frozen=True, slots=True)
class _PageBlock:
    piece: MappedText
    tag: str


def page_parts(source: str, skipped: list[Skipped]) -> list[Part]:
    """The visible paragraphs that belong to the main text, in the order of the page.

    What else is visible is noted in `skipped`. Where no main text can be told apart, everything that
    reads like prose is kept, and where nothing does, everything.
    """
    blocks = list(_blocks(source))
    main = _main_text(source)
    chosen = [_belongs(block.piece.text, main) for block in blocks] if main else [False] * len(blocks)
    if not any(chosen):
        chosen = [_is_prose(block.piece.text) for block in blocks]
    if not any(chosen):
        chosen = [True] * len(blocks)
    headings = [index for index, block in enumerate(blocks) if block.tag == "h1"]
    if len(headings) == 1:
        chosen[headings[0]] = True
    parts: list[Part] = []
    for block, keep in zip(blocks, chosen, strict=True):
        if keep:
            parts.append(Part(block.piece, "title" if block.tag == "h1" else "body"))
        else:
            start, end = block.piece.source_range()
            skipped.append(Skipped(start=start, end=end, reason="not main text"))
    return parts


@dataclass(slots=True)
class _Hidden:
    """An element whose content is not shown, and how many elements of its name are open inside."""

    name: str
    depth: int = 1


def _blocks(source: str) -> Iterator[_PageBlock]:
    pending: list[_Pending] = []
    hidden: _Hidden | None = None
    heading = ""
    preformatted = 0
    for item in scan(source):
        if isinstance(item, Text):
            if hidden is None:
                pending.append((item.start, item.end, preformatted > 0))
            continue
        if hidden is not None:
            hidden = _still_hidden(hidden, item)
            if hidden is not None or item.closing:
                continue
        if item.name == "br":
            pending.append((item.start, item.end, None))
            continue
        if item.name not in _INLINE and item.content is None:
            if pending:
                yield from _finished(source, pending, heading)
                pending = []
            heading = item.name if item.name == "h1" and not item.closing else ""
            if item.name == "pre":
                preformatted = 0 if item.closing else 1
        if _hides(item):
            hidden = _Hidden(item.name)
    yield from _finished(source, pending, heading)


def _text(source: str, start: int, end: int, preformatted: bool | None) -> MappedText:
    if preformatted is None:
        return MappedText.at(_LINE, start, end)
    piece = MappedText.of(source, start, end)
    if "&" in piece.text:
        piece = piece.replace(entities(source, start, end))
    return piece.sub(_PRE_BREAK, _LINE * 2) if preformatted else piece


def _hides(tag: Tag) -> bool:
    if tag.closing or tag.content is not None or tag.name in _VOID:
        return False
    if tag.name in _DROPPED:
        return True
    head = tag.head.lower()
    if "hidden" not in head and "style" not in head:
        return False
    shown = tag.attributes
    return "hidden" in shown or bool(_HIDDEN.search(shown.get("style", "")[:500]))


def _still_hidden(hidden: _Hidden, tag: Tag) -> _Hidden | None:
    # A head that was never closed ends, as in browsers, with the first tag that cannot stand in it.
    if hidden.name == "head" and tag.name not in _IN_HEAD:
        return None
    if tag.name == hidden.name:
        hidden.depth += -1 if tag.closing else 1
    return hidden if hidden.depth else None


def _finished(source: str, pending: list[_Pending], tag: str) -> Iterator[_PageBlock]:
    if all(preformatted is None or source[start:end].isspace() for start, end, preformatted in pending):
        return
    whole = MappedText.join("", (_text(source, *each) for each in pending)).sub(_FOLDED, " ")
    for piece in whole.split(_EMPTY_LINES):
        folded = piece.strip().sub(_LINE_END, "\n").strip()
        if folded.text:
            yield _PageBlock(folded, tag)


class _MainText:
    """What trafilatura takes for the main text, so prepared that all blocks are looked up in linear time."""

    def __init__(self, found: str) -> None:
        self.lines = frozenset(_squeezed(line).lstrip("-") for line in found.splitlines())
        self._whole = _squeezed(found)
        self._searches = 0

    def has(self, stretch: str) -> bool:
        """Whether a stretch of `_SHINGLE` characters stands anywhere in it."""
        # On most pages a few searches settle it; the index is for those where they would never end.
        self._searches += 1
        return stretch in (self._whole if self._searches <= _MOST_SEARCHES else self._shingles)

    @cached_property
    def _shingles(self) -> frozenset[str]:
        return frozenset({self._whole[i : i + _SHINGLE] for i in range(len(self._whole) - _SHINGLE + 1)})


@lru_cache(maxsize=2)
def _main_text(source: str) -> _MainText | None:
    if len(source) > _LONGEST_EXTRACTED or source.count("<") > _MOST_TAGS or len(_TABLE.findall(source)) > _MOST_TABLES:
        return None
    import trafilatura  # noqa: PLC0415  # half a second that only pages are worth

    try:
        found = trafilatura.extract(_without_scripts(source), include_comments=False, include_tables=True)
    except (ValueError, TypeError, AttributeError, LookupError, SyntaxError, RecursionError):
        # The page is broken in a way that trafilatura was not made for; prose can be told without it.
        found = None
    return _MainText(found) if found else None


def _without_scripts(source: str) -> str:
    """The page without what is never shown: on news pages most of the bytes, and a quarter of the extractor's time."""
    parts: list[str] = []
    at = 0
    for item in scan(source):
        # The extractor falls back upon the text that a page gives as JSON-LD.
        if isinstance(item, Tag) and item.content and item.name in ("script", "style") and "json" not in item.head:
            # Where it is not clear where a script ends, parsers differ: the extractor then has the page as it is.
            if _UNCLEAR.search(source, *item.content) or item.content[1] == item.end:
                return source
            parts.append(source[at : item.start])
            at = item.end
    return "".join(parts) + source[at:]


def _belongs(text: str, main: _MainText) -> bool:
    """Whether the main text has the block: as a line of its own, or nearly all of its stretches."""
    squeezed = _squeezed(text)
    if squeezed in main.lines:
        return True
    if len(squeezed) < _SHINGLE:
        return False
    places = [*range(0, len(squeezed) - _SHINGLE + 1, _SHINGLE), len(squeezed) - _SHINGLE]
    # Some stretches differ where trafilatura drops an element inside a paragraph.
    missing = 0
    for place in places:
        missing += not main.has(squeezed[place : place + _SHINGLE])
        if missing > 0.4 * len(places):
            return False
    return True


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _is_prose(text: str) -> bool:
    return len(text.split()) >= _PROSE_WORDS or (len(text) >= 20 and text.rstrip("\"'”’)").endswith((".", "!", "?")))
