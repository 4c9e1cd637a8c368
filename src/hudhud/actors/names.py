"""Many names in a text at once: a table from a name's first word to the names that begin with it.

One look-up a word, where an alternation of thousands of names tries each at every character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_LONGEST_ACRONYM = 5
_SHORTEST_HEADLINE_NAME = 4

_WORD = re.compile(r"(?<![\w-])\w+")
_BEHIND = re.compile(r"(?!\w|-(?:backed|led|supported|made|occupied|held|controlled|allied|sponsored|trained|\w+ed\b))")
# "Nigerian gunmen" are not Nigeria's forces.
_BEHIND_ADJECTIVE = re.compile(
    r"(?!\s+(?:militants?|rebels?|gunm[ae]n|insurgents?|separatists?|jihadi(?:st)?s?|guerrillas?|bandits?|terrorists?"
    r"|gangs?|(?-i:nationals?)|citizens?|civilians?|journalists?|workers?|refugees?|migrants?|pirates?|cartels?)\b)",
    re.IGNORECASE,
)


def _plain(character: str) -> str:
    """The letter without its accent, where it is one letter then."""
    base = unicodedata.normalize("NFKD", character)[0]
    return base if base.isalpha() and len(base.lower()) == 1 else character


_SAME_LENGTH = {ord("’"): "'", ord("‘"): "'", ord("‑"): "-", ord("–"): "-", ord("\n"): " ", ord("\u00a0"): " "}
_SAME_LENGTH |= {code: _plain(chr(code)) for code in range(0xC0, 0x250) if _plain(chr(code)) != chr(code)}


def level(text: str) -> str:
    """The text with one form of apostrophe, hyphen and blank and without accents, letter for letter."""
    return text.translate(_SAME_LENGTH)


def folded(name: str) -> str:
    """The form under which a name is looked up."""
    return level(name).lower()


class NameIndex:
    """Finds the names that it was given, the longest of those that begin at one word."""

    def __init__(self, as_written: Iterable[str] = ()) -> None:
        self._as_written = frozenset(level(name) for name in as_written)
        self._by_word: dict[str, list[str]] = {}
        self._spellings: dict[str, set[str] | None] = {}
        """Of a name found only as written its spellings; None for one found in any case."""
        self._adjectives: set[str] = set()

    def add(self, name: str, *, adjective: bool = False) -> None:
        """Take in a name. Short ones only as written ("LeT" is not "let"); longer ones in any case."""
        plain, key = level(name), folded(name)
        first = _WORD.match(key)
        if first is None:
            raise ValueError(f"the name {name!r} does not begin with a letter or figure")
        if adjective:
            self._adjectives.add(key)
        if key not in self._spellings:
            names = self._by_word.setdefault(first.group(), [])
            names.append(key)
            names.sort(key=len, reverse=True)
            self._spellings[key] = set()
        spellings = self._spellings[key]
        if spellings is None or not (len(plain) <= _LONGEST_ACRONYM or plain in self._as_written):
            self._spellings[key] = None
            return
        spellings.add(plain)
        if len(plain) >= _SHORTEST_HEADLINE_NAME and plain == plain.capitalize():
            spellings.add(plain.upper())  # "HAMAS" of a text in capitals; "LET" may be the verb

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and folded form of each name, left to right, none inside another."""
        plain = level(text)
        lower = plain.lower()
        if len(lower) != len(plain):  # a few capitals have small forms of two letters
            lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
        end = 0
        for word in _WORD.finditer(lower):
            start = word.start()
            if start < end:
                continue
            for key in self._by_word.get(word.group(), ()):
                if lower.startswith(key, start) and self._stands(key, plain, start):
                    end = start + len(key)
                    yield start, end, key
                    break

    def _stands(self, key: str, plain: str, start: int) -> bool:
        end = start + len(key)
        spellings = self._spellings[key]
        if spellings is not None and plain[start:end] not in spellings:
            return False
        if not _BEHIND.match(plain, end):
            return False
        return key not in self._adjectives or bool(_BEHIND_ADJECTIVE.match(plain, end))
