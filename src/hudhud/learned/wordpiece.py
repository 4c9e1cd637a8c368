"""Words to the pieces that an uncased BERT-like encoder knows: the longest known piece first.

The method is that of BERT's tokenizer (Devlin et al. 2019): text is lower-cased, accents are dropped,
punctuation stands alone, and each word is cut from the left into the longest pieces of the vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_ASCII_SIGNS = r"!-/:-@\[-`{-~"
_TOKEN = re.compile(rf"[{_ASCII_SIGNS}]|[^\w\s]|_|[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_LONGEST_WORD = 100  # characters; BERT gives up on longer words
_REMEMBERED = 50_000  # words whose pieces are kept


class WordPiece:
    """A vocabulary of pieces; a piece inside a word begins with `##`."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._by_id = tuple(vocabulary)
        self._ids = {piece: number for number, piece in enumerate(vocabulary)}
        self._unknown = self._ids["[UNK]"]
        self._start, self._end = self._ids["[CLS]"], self._ids["[SEP]"]
        self._known: dict[str, tuple[int, ...]] = {}

    def number(self, word: str) -> int | None:
        """The number of a piece that is a whole word, in small letters; the commoner the word, the smaller."""
        return self._ids.get(word)

    def ids(self, text: str, longest: int) -> list[int]:
        """The pieces of `text` between a start and an end mark, at most `longest` of them in all."""
        pieces = [self._start]
        for word in words(text):
            pieces.extend(self._pieces(word))
            if len(pieces) >= longest:
                break
        return [*pieces[: longest - 1], self._end]

    def placed(self, text: str, longest: int) -> tuple[list[int], list[tuple[int, int]]]:
        """The pieces as `ids` gives them, and for each but the two marks the characters of `text` it stands for."""
        plain, origins = _plain(text)
        numbers: list[int] = [self._start]
        spans: list[tuple[int, int]] = []
        for token in _TOKEN.finditer(plain):
            start = token.start()
            for number, length in self._sized(token.group()):
                numbers.append(number)
                spans.append((origins[start][0], origins[start + length - 1][1]))
                start += length
            if len(numbers) >= longest:
                break
        return [*numbers[: longest - 1], self._end], spans[: longest - 2]

    def _sized(self, word: str) -> list[tuple[int, int]]:
        numbers = self._pieces(word)
        if numbers == (self._unknown,):
            return [(self._unknown, len(word))]
        return [(number, len(self._by_id[number].removeprefix("##"))) for number in numbers]

    def _pieces(self, word: str) -> tuple[int, ...]:
        found = self._known.get(word)
        if found is None:
            found = self._cut(word)
            if len(self._known) < _REMEMBERED:
                self._known[word] = found
        return found

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return (self._unknown,)
        pieces: list[int] = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self._ids.get(prefix + word[start:end])
                if number is not None:
                    pieces.append(number)
                    start = end
                    break
            else:
                return (self._unknown,)
        return tuple(pieces)


def words(text: str) -> list[str]:
    """Lower-case words without accents, and signs, each by itself."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    return _TOKEN.findall(plain)


def _plain(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text as `words` sees it, and the span of `text` that each of its characters comes from, with its accents."""
    kept: list[str] = []
    origins: list[tuple[int, int]] = []
    for origin, original in enumerate(text):
        for character in unicodedata.normalize("NFD", original.lower()):
            if unicodedata.category(character) != "Mn":
                kept.append(character)
                origins.append((origin, origin + 1))
            elif origins:
                origins[-1] = (origins[-1][0], origin + 1)
    return "".join(kept), origins
