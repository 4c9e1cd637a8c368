"""What each paragraph is: title, body, or the headline of another story; and what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hudhud.capture.furniture import is_list_heading, list_prefix, reason_to_skip
from hudhud.capture.offsets import MappedText
from hudhud.model.documents import BlockKind, Skipped

_LONGEST_HEADLINE = 200
# Only a paragraph as long as this is surely repeated by the page and not by its author: a bulletin
# may well tell two deaths in the same short words.
_SHORTEST_REPEATED = 200
_BELOW_TITLES = frozenset({"advertisement", "social", "credit"})
_FULL_STOP = re.compile(r"(?<!\b[A-Z])(?<!\.\.)\.[\"'”’)\]]*$")
_TWO_SENTENCES = re.compile(r"[a-z0-9)\]”’\"]{2}[.!?][\"”’)]*\s+[\"“‘(]?[A-Z]")
_SITE = re.compile(r"\s*(?:[-–—|•·/:]\s|$)")
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A repaired paragraph; `hint` is "title" where the page marks it as its main heading."""

    piece: MappedText
    hint: BlockKind = "body"


@dataclass(frozen=True, slots=True)
class Kept:
    """A paragraph of the reading copy and what it is."""

    piece: MappedText
    kind: BlockKind


def outline(parts: Sequence[Part], title: str | None) -> tuple[list[Kept], list[Skipped]]:
    """Leave out furniture and repetitions, and name the kind of each paragraph that is kept."""
    kept: list[_Candidate] = []
    skipped: list[Skipped] = []
    reason: str | None = None
    in_list = False
    for part in parts:
        line = part.piece.text
        reason = reason_to_skip(line, reason)
        if reason is not None:
            skipped.append(_skip(part.piece, reason))
            in_list = in_list or is_list_heading(line)
            if kept and reason in _BELOW_TITLES:
                kept[-1].set_apart = True
            continue
        prefix = list_prefix(line)
        if prefix and prefix < len(line):
            skipped.append(_skip(part.piece.slice(0, prefix).strip(), "list heading"))
            kept.append(_Candidate(part.piece.slice(prefix, len(line)).strip(), "headline"))
            continue
        in_list = in_list and looks_like_headline(line)
        kept.append(_Candidate(part.piece, "headline" if in_list else "body", part.hint == "title"))
    _find_title(kept, title)
    return list(_without_repetitions(kept, title, skipped)), skipped


@dataclass(slots=True)
class _Candidate:
    piece: MappedText
    kind: BlockKind
    hinted: bool = False
    set_apart: bool = False


def _find_title(kept: list[_Candidate], title: str | None) -> None:
    """Mark one of the blocks before the first prose as the title, if one of them can be."""
    # Further down it is a link to the report itself, not its heading.
    known = next((block for block in kept[:8] if is_title(block.piece.text, title)), None)
    hinted = known or next((block for block in kept if block.hinted), None)
    if hinted is not None:
        hinted.kind = "title"
        return
    if len(kept) < 2:
        return
    first = kept[0]
    if first.kind == "body" and _opens_like_title(first):
        first.kind = "title"
    elif first.kind == "headline":
        # A list of other stories at the very top: the line right above the first prose is ours.
        prose = next((i for i, block in enumerate(kept) if block.kind == "body"), 0)
        if prose and looks_like_headline(kept[prose - 1].piece.text):
            kept[prose - 1].kind = "title"


def _opens_like_title(block: _Candidate) -> bool:
    line = block.piece.text
    if len(line) >= _LONGEST_HEADLINE or sum(map(_is_word, line.split())) < 3:
        return False
    if looks_like_headline(line):
        return not line.endswith(":")
    # A single sentence with its full stop is a title only where the page sets it apart.
    return block.set_apart and not _TWO_SENTENCES.search(line)


def _is_word(token: str) -> bool:
    """A token with a digit is part of a date or of a file number."""
    return sum(map(str.isalpha, token)) > 1 and not any(map(str.isdigit, token))


def _without_repetitions(kept: Sequence[_Candidate], title: str | None, skipped: list[Skipped]) -> Iterator[Kept]:
    seen = _Seen(block.piece.text for block in kept if block.kind == "title")
    for block in kept:
        line = block.piece.text
        if block.kind != "title" and (line in seen or is_title(line, title)):
            skipped.append(_skip(block.piece, "repeated"))
            continue
        if len(line) >= _SHORTEST_REPEATED:
            seen.add(line)
        yield Kept(block.piece, block.kind)


class _Seen:
    """Lines that came before. Whole lines are folded only where their beginnings agree."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._by_beginning: dict[str, list[str]] = {}
        for line in lines:
            self.add(line)

    def add(self, line: str) -> None:
        self._by_beginning.setdefault(_beginning(line), []).append(line)

    def __contains__(self, line: str) -> bool:
        near = self._by_beginning.get(_beginning(line), ())
        return any(_folded(one) == _folded(line) for one in near)


def _beginning(line: str) -> str:
    """The first letters and digits; of a line that has few of them in its first stretch, nothing."""
    return folded[:8] if len(folded := _folded(line[:40])) >= 8 else ""


def looks_like_headline(line: str) -> bool:
    """One short line that does not end, as sentences do, with a full stop."""
    return (
        len(line) < _LONGEST_HEADLINE
        and "\n" not in line
        and not _FULL_STOP.search(line)
        and not _TWO_SENTENCES.search(line)
    )


def is_title(line: str, title: str | None) -> bool:
    """Whether a line is the document's title, up to a site's name and repetitions after it."""
    if title is None or len(line) > len(title) + 10:
        return False
    mine, given = _folded(line), _folded(title)
    if len(mine) < 12 or not given.startswith(mine):
        return mine == given != ""
    rest = title[_position_after(title, len(mine)) :].lstrip(".!?…\"'”’)")
    return bool(_SITE.match(rest)) or _folded(rest).startswith(mine[:20])


def _position_after(title: str, letters: int) -> int:
    """Where in the title its first so many letters and digits, as `_folded` counts them, are over."""
    position = 0
    while position < len(title) and letters > 0:
        letters -= len(_folded(title[position]))
        position += 1
    return position


@lru_cache(maxsize=512)
def _folded(text: str) -> str:
    return _NOT_WORD.sub("", text).casefold()


def _skip(piece: MappedText, reason: str) -> Skipped:
    start, end = piece.source_range()
    return Skipped(start=start, end=end, reason=reason)
