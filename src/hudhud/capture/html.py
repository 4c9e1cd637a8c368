"""HTML source → the paragraphs of its main text, with offsets into the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from hudhud.capture.markup import BROKEN_PAGE, Tag, Text, entities, scan, with_entities
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
# Most scripts have none of these, which is seen five times as fast.
_MAYBE_UNCLEAR = re.compile(r"<[!/sSpPbBaAhHdDlL]")
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
class _Run:
    """The texts between two tags that begin a block, and the paragraphs that they make."""

    texts: tuple[_Pending, ...]
    tag: str
    is_link: bool
    """Whether most of it leads elsewhere, as the titles of other reports do."""
    paragraphs: tuple[str, ...]


def page_parts(source: str, skipped: list[Skipped]) -> list[Part]:
    """The visible paragraphs that belong to the main text, in the order of the page.

    What else is visible is noted in `skipped`. Where no main text can be told apart, everything that
    reads like prose is kept, and where nothing does, everything.
    """
    runs = list(_runs(source))
    chosen = _chosen(runs, source)
    headings = [run for run in runs if run.tag == "h1"]
    if sum(len(run.paragraphs) for run in headings) == 1:
        chosen[sum(len(run.paragraphs) for run in runs[: runs.index(headings[0])])] = True
    parts: list[Part] = []
    at = 0
    for run in runs:
        kept = chosen[at : at + len(run.paragraphs)]
        at += len(run.paragraphs)
        if not any(kept):
            skipped.extend(Skipped(start=start, end=end, reason="not main text") for start, end in _ranges(source, run))
            continue
        for piece, keep in zip(_mapped(source, run), kept, strict=True):
            if keep:
                parts.append(Part(piece, "title" if run.tag == "h1" else "body"))
            else:
                start, end = piece.source_range()
                skipped.append(Skipped(start=start, end=end, reason="not main text"))
    return parts


def _chosen(runs: Sequence[_Run], source: str) -> list[bool]:
    """Which of the runs' paragraphs are the report's."""
    own = sum(len(text) for run in runs if not run.is_link for text in run.paragraphs if _is_prose(text))
    main = _main_text(source, own)
    paragraphs = [text for run in runs for text in run.paragraphs]
    chosen = [_belongs(text, main) for text in paragraphs] if main else []
    if not any(chosen):
        chosen = [_is_prose(text) for text in paragraphs]
    return chosen if any(chosen) else [True] * len(paragraphs)


@dataclass(slots=True)
class _Hidden:
    """An element whose content is not shown, and how many elements of its name are open inside."""

    name: str
    depth: int = 1


def _runs(source: str) -> Iterator[_Run]:
    pending: list[_Pending] = []
    hidden: _Hidden | None = None
    heading = ""
    preformatted = 0
    in_link, linked = False, 0
    for item in scan(source):
        if isinstance(item, Text):
            # White space that begins a block means nothing.
            if hidden is None and (pending or not source[item.start : item.end].isspace()):
                pending.append((item.start, item.end, preformatted > 0))
                linked += item.end - item.start if in_link else 0
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
                if run := _finished(source, pending, heading, linked):
                    yield run
                pending, linked = [], 0
            heading = item.name if item.name == "h1" and not item.closing else ""
            if item.name == "pre":
                preformatted = 0 if item.closing else 1
        in_link = "href" in item.head if item.name == "a" else in_link
        if _hides(item):
            hidden = _Hidden(item.name)
    if run := _finished(source, pending, heading, linked):
        yield run


def _hides(tag: Tag) -> bool:
    if tag.closing or tag.content is not None or tag.name in _VOID:
        return False
    if tag.name in _DROPPED or len(tag.head) <= len(tag.name) + 2:
        return tag.name in _DROPPED
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


def _finished(source: str, pending: Sequence[_Pending], tag: str, linked: int) -> _Run | None:
    whole = _FOLDED.sub(" ", "".join(_plain(source, *each) for each in pending)).strip()
    if not whole:
        return None
    is_link = linked > 0 and 2 * linked > sum(end - start for start, end, _ in pending)
    return _Run(tuple(pending), tag, is_link, tuple(_paragraphs(whole)) if _LINE in whole else (whole,))


def _paragraphs(whole: str) -> Iterator[str]:
    for piece in _EMPTY_LINES.split(whole):
        if folded := _LINE_END.sub("\n", piece.strip()).strip():
            yield folded


def _plain(source: str, start: int, end: int, preformatted: bool | None) -> str:
    if preformatted is None:
        return _LINE
    text = source[start:end]
    if "&" in text:
        text = with_entities(text)
    return _PRE_BREAK.sub(_LINE * 2, text) if preformatted else text


def _mapped(source: str, run: _Run) -> Iterator[MappedText]:
    """The run's paragraphs with their maps. These take most of the time of a page, and one in five is kept."""
    pieces = [_mapped_text(source, *each) for each in run.texts]
    whole = (MappedText.join("", pieces) if len(pieces) > 1 else pieces[0]).sub(_FOLDED, " ")
    if _LINE not in whole.text:
        yield whole.strip()
        return
    for piece in whole.split(_EMPTY_LINES):
        folded = piece.strip().sub(_LINE_END, "\n").strip()
        if folded.text:
            yield folded


def _mapped_text(source: str, start: int, end: int, preformatted: bool | None) -> MappedText:
    if preformatted is None:
        return MappedText.at(_LINE, start, end)
    piece = MappedText.of(source, start, end)
    if "&" in piece.text:
        piece = piece.replace(entities(source, start, end))
    return piece.sub(_PRE_BREAK, _LINE * 2) if preformatted else piece


def _ranges(source: str, run: _Run) -> Iterator[tuple[int, int]]:
    """Where the run's paragraphs stand in the source."""
    shown = [(start, end) for start, end, _ in run.texts if not source[start:end].isspace()]
    first, last = source[slice(*shown[0])], source[slice(*shown[-1])]
    # An entity at an end may be a space, and a line break may begin a paragraph or none.
    if len(run.paragraphs) > 1 or len(shown) < len(run.texts) or "&" in first + last:
        yield from (piece.source_range() for piece in _mapped(source, run))
    else:
        yield shown[0][0] + len(first) - len(first.lstrip()), shown[-1][1] - len(last) + len(last.rstrip())


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
def _main_text(source: str, prose: int) -> _MainText | None:
    """What trafilatura takes for the main text; `prose` counts the characters that read like prose and are no link.

    Its second opinion (readability's) costs a third of its time, and is taken only where it has more than
    twice as much. What holds two thirds of all prose is not so outdone.
    """
    if len(source) > _LONGEST_EXTRACTED or source.count("<") > _MOST_TAGS or len(_TABLE.findall(source)) > _MOST_TABLES:
        return None
    import trafilatura  # noqa: PLC0415  # half a second that only pages are worth

    shown = _without_scripts(source)
    try:
        found = trafilatura.extract(shown, include_comments=False, include_tables=True, fast=True)
        if found is None or 3 * len(found) < 2 * prose:
            found = trafilatura.extract(shown, include_comments=False, include_tables=True)
    except BROKEN_PAGE:
        # Prose can be told without it.
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
            swallowed = item.content[1] == item.end
            if swallowed or (_MAYBE_UNCLEAR.search(source, *item.content) and _UNCLEAR.search(source, *item.content)):
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
