"""Case for text in capitals: common English words in small letters, all others as names.

Which words are common is a set of hashes among the weights, made from word frequencies of English and Spanish.
"""

from __future__ import annotations

import re
import zlib

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[A-Z]+(?:'[A-Z]+)?|[^\W\d_]+")
_SHORT_COMMON = frozenset(
    "a an as at be by do go he if in is it me my no of on or so to up us we and the for was has had not but".split()
)


def word_hash(word: str) -> int:
    """The hash by which a word in small letters is looked up."""
    return zlib.crc32(word.encode())


class Casing:
    """Gives text in capitals the case a parser expects; lengths stay as they are."""

    def __init__(self, common: NDArray[np.uint32]) -> None:
        self._common = frozenset(int(h) for h in common)

    def is_common(self, word: str) -> bool:
        """Whether a word (any case) is a common English word and no name."""
        small = word.lower().removesuffix("'s")
        return small in _SHORT_COMMON or word_hash(small) in self._common

    def apply(self, text: str) -> str:
        """`text` with the case of running English."""

        def shape(found: re.Match[str]) -> str:
            word = found.group()
            small = word.lower()
            if len(small) != len(word):
                return word
            before = text[: found.start()].rstrip(" \"'([")
            if self.is_common(word):
                return small.capitalize() if not before or before[-1] in ".!?:" else small
            if len(word) <= 4 and not re.search("[AEIOU]", word[1:]):
                return word
            return "-".join(p.capitalize() for p in small.split("-"))

        return _WORD.sub(shape, text)
