"""Text that remembers where it came from.

Every cleaning step is a function from `MappedText` to `MappedText`, built from the few operations
below; each of them carries the map along, so that the map is right by construction.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Beyond it stretches are counted anew: four megabytes are enough to keep.
_MOST_COUNTED = 1_000_000
Edit = tuple[int, int, str]
"""Start and end in the text at hand, `start < end`, and what stands there instead."""


@dataclass(frozen=True, slots=True)
class MappedText:
    """Text, and for each of its characters the stretch `starts[i]:ends[i]` of the source.

    Offsets count code points of the source; `len(text) == len(starts) == len(ends)`, and both
    arrays never decrease. Treat the arrays as read-only.
    """

    text: str
    starts: array[int]
    ends: array[int]

    @classmethod
    def of(cls, source: str, start: int = 0, end: int | None = None) -> MappedText:
        """The stretch `source[start:end]`, each character mapped to itself."""
        end = len(source) if end is None else end
        if not 0 <= start <= end:
            raise ValueError(f"no stretch {start}:{end}")
        # Copied out of one array: counting each stretch anew took a tenth of a page's time.
        if end >= _MOST_COUNTED:
            return cls(source[start:end], array("I", range(start, end)), array("I", range(start + 1, end + 1)))
        counted = _counted()
        return cls(source[start:end], counted[start:end], counted[start + 1 : end + 1])

    @classmethod
    def at(cls, text: str, start: int, end: int) -> MappedText:
        """`text` standing for the whole stretch `start:end` of the source; a separator if that is empty."""
        return cls(text, array("I", [start]) * len(text), array("I", [end]) * len(text))

    @classmethod
    def join(cls, separator: str, parts: Iterable[MappedText]) -> MappedText:
        """The parts in order, with zero-width separators placed where the part before them ends."""
        texts: list[str] = []
        starts, ends = array("I"), array("I")
        for part in parts:
            if not part.text:
                continue
            if texts and separator:
                place = array("I", [ends[-1]]) * len(separator)
                texts.append(separator)
                starts.extend(place)
                ends.extend(place)
            texts.append(part.text)
            starts.extend(part.starts)
            ends.extend(part.ends)
        return cls("".join(texts), starts, ends)

    def __len__(self) -> int:
        return len(self.text)

    def slice(self, start: int, end: int) -> MappedText:
        """The stretch `start:end` of this text."""
        return MappedText(self.text[start:end], self.starts[start:end], self.ends[start:end])

    def strip(self) -> MappedText:
        """Without white space at both ends."""
        left = len(self.text) - len(self.text.lstrip())
        return self.slice(left, max(left, len(self.text.rstrip())))

    def replace(self, edits: Iterable[Edit]) -> MappedText:
        """Apply edits, given in order and apart; each new character maps to the whole replaced stretch.

        Raises ValueError if an edit is empty, overlaps the one before it, or lies outside.
        """
        texts: list[str] = []
        starts, ends = array("I"), array("I")
        at = 0
        for low, high, new in edits:
            if not at <= low < high <= len(self.text):
                raise ValueError(f"edit {low}:{high} is empty, out of order or outside the text")
            texts += (self.text[at:low], new)
            starts.extend(self.starts[at:low])
            starts.extend(array("I", [self.starts[low]]) * len(new))
            ends.extend(self.ends[at:low])
            ends.extend(array("I", [self.ends[high - 1]]) * len(new))
            at = high
        if not texts:
            return self
        texts.append(self.text[at:])
        starts.extend(self.starts[at:])
        ends.extend(self.ends[at:])
        return MappedText("".join(texts), starts, ends)

    def sub(self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]) -> MappedText:
        """Replace each match that is not empty and not already what it should be."""
        return self.replace(_edits(self.text, pattern, new))

    def split(self, pattern: re.Pattern[str]) -> Iterator[MappedText]:
        """The stretches between the matches of `pattern`, empty ones left out."""
        at = 0
        for match in pattern.finditer(self.text):
            if at < match.start():
                yield self.slice(at, match.start())
            at = match.end()
        if at < len(self.text):
            yield self.slice(at, len(self.text))

    def source_range(self) -> tuple[int, int]:
        """The stretch of the source from the first character's start to the last one's end.

        Raises ValueError on an empty text.
        """
        if not self.text:
            raise ValueError("an empty text comes from nowhere")
        return self.starts[0], self.ends[-1]


@lru_cache(maxsize=1)
def _counted() -> array[int]:
    return array("I", range(_MOST_COUNTED + 1))


def _edits(text: str, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]) -> Iterator[Edit]:
    for match in pattern.finditer(text):
        replacement = new if isinstance(new, str) else new(match)
        if match.start() < match.end() and replacement != match.group():
            yield match.start(), match.end(), replacement


def uncovered(length: int, ranges: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The gaps that the ranges leave in `0:length`."""
    at = 0
    for start, end in sorted(ranges):
        if start > at:
            yield at, start
        at = max(at, end)
    if at < length:
        yield at, length
