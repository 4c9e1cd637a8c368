"""Give capitals-only text the case that the parser was trained on, character for character.

The result has exactly as many characters as the input, so offsets need no map.
"""

from __future__ import annotations

import re

_SHARE_OF_CAPITALS = 0.7
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ALWAYS = frozenset(
    """january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday""".split()
)
_SHORT_NAMES = frozenset("ISIS ISIL SDF US USA UN UK EU HTS RSF SAF PKK YPG FARC ELN FMLN IDF AQAP IED".split())
_SMALL = frozenset(
    """of the a an and or its their his her this that these those first all about more least night dawn noon home work
    which who where when what people two three four five six seven eight nine ten several""".split()
)
_CAPITALISED_AFTER = re.compile(
    r"(?:\b(?:in|at|near|from|of|outside|mr|president|general|colonel|town|city)\s+)$", re.I
)


def is_all_capitals(text: str) -> bool:
    """Whether nearly all of at least twenty letters are capitals."""
    letters = [c for c in text if c.isalpha() and c.lower() != c.upper()]
    return len(letters) >= 20 and sum(c.isupper() for c in letters) / len(letters) > _SHARE_OF_CAPITALS


def sentence_case(text: str) -> str:
    """`text` as it is, unless it is all capitals; then in lower case with names capitalised.

    Capitalised are the first word of each sentence, month and weekday names, and words that follow
    a word that calls for a name ("in", "near", "town of"). That is a guess, and good enough to parse.
    """
    if not is_all_capitals(text):
        return text

    def shape(match: re.Match[str]) -> str:
        word = match.group()
        if word in _SHORT_NAMES:
            return word
        lower = word.lower()
        if len(lower) != len(word):
            return word
        before = text[max(0, match.start() - 20) : match.start()]
        starts_sentence = not before.strip() or before.rstrip()[-1] in ".!?:\n"
        if lower in _SMALL and not starts_sentence:
            return lower
        if starts_sentence or lower in _ALWAYS or _CAPITALISED_AFTER.search(before):
            return word[0] + lower[1:]
        return lower

    return _WORD.sub(shape, text)
