"""Arabic as it is compared: one spelling for the many of one word, each character with its origin.

Folded are presentation forms (compatibility decomposition), marks of vowels, the stretch (tatweel),
the forms of alef, the seats of hamza, final ya and ta marbuta, Persian letters that stand for Arabic
ones, and the digits of both scripts. Dropped are marks of direction, which are not seen and can be
put anywhere by whoever writes the text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TATWEEL = "\u0640"
_LETTERS = {
    "\u0622": "\u0627",  # alef with madda
    "\u0623": "\u0627",  # alef with hamza above
    "\u0625": "\u0627",  # alef with hamza below
    "\u0671": "\u0627",  # alef wasla
    "\u0624": "\u0648",  # waw with hamza
    "\u0626": "\u064a",  # ya with hamza
    "\u0649": "\u064a",  # alef maqsura
    "\u06cc": "\u064a",  # Persian ya
    "\u0629": "\u0647",  # ta marbuta
    "\u06a9": "\u0643",  # Persian kaf
    "\u06c1": "\u0647",  # Urdu ha
    "\u066b": ".",  # decimal separator
    "\u066c": ",",  # thousands separator
}


@dataclass(frozen=True)
class Folded:
    """A folded text; `origins[i]` is the half-open range of the original that character `i` stands for."""

    text: str
    origins: tuple[tuple[int, int], ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original under `text[start:end]`, with the marks on its last letter.

        Raises:
            ValueError: the range is empty or outside the folded text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no characters at {start} to {end} of a folded text of {len(self.text)}")
        return self.origins[start][0], self.origins[end - 1][1]


def fold(text: str) -> Folded:
    """Fold the text. Marks belong to the letter before them; a mark at the very start belongs to none."""
    characters: list[str] = []
    origins: list[tuple[int, int]] = []
    for at, character in enumerate(text):
        letters = _folded(character)
        if not letters and characters and _is_written(character) and origins[-1][1] == at:
            origins[-1] = (origins[-1][0], at + 1)
        characters.extend(letters)
        origins.extend((at, at + 1) for _ in letters)
    return Folded("".join(characters), tuple(origins))


def _is_written(character: str) -> bool:
    return character == _TATWEEL or unicodedata.category(character) == "Mn"


@lru_cache(maxsize=8192)
def _folded(character: str) -> str:
    kept = []
    for part in unicodedata.normalize("NFKD", character):
        category = unicodedata.category(part)
        if part == _TATWEEL or category in ("Mn", "Cf"):
            continue
        if category == "Nd":
            kept.append(str(unicodedata.decimal(part)))
        else:
            kept.append(_LETTERS.get(part, part).lower())
    return "".join(kept)
