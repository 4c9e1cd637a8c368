"""Headlines in Title Case, lowered so that the parser sees verbs as verbs.

"Israeli Strikes Kill 14 in Camp" parses as one long name. Words that the lexicon knows, and the small
words of English, lose their capital; the rest may be names and keep it. Lengths do not change.
"""

from __future__ import annotations

import re

from hudhud.reading.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_]+")
_SMALL = frozenset(
    """a an the in on at of for to from by with after before over under near amid during and or but as is are was were
    be been has have had says said say kills killed killing dies died more than least dead people wounded injured at
    another other others who that this new two three four five six seven eight nine ten dozens its their his her not
    no into against between while during across least up us while outside inside following
    shot shoots found charged sentenced apparent accidental fatal fatally""".split()
) - {"us"}
_SHARE = 0.7


def lowered(text: str, lexicon: Lexicon) -> str:
    """`text` with the capitals of ordinary words taken off, if nearly every word has one."""
    words = [m for m in _WORD.finditer(text) if len(m.group()) > 3]
    if len(words) < 4 or sum(m.group()[0].isupper() for m in words) < _SHARE * len(words):
        return text

    def shape(match: re.Match[str]) -> str:
        word = match.group()
        if match.start() == 0 or word.isupper() or not word[0].isupper():
            return word
        lower = word.lower()
        return lower if len(lower) == len(word) and _ordinary(lower, lexicon) else word

    return _WORD.sub(shape, text)


def _ordinary(word: str, lexicon: Lexicon) -> bool:
    stems = {word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ed"), word.removesuffix("d"),
             word.removesuffix("ing"), word.removesuffix("ing") + "e"}  # fmt: skip
    return word in _SMALL or any(
        s in table
        for s in stems
        for table in (lexicon.object_verbs, lexicon.subject_verbs, lexicon.event_words, lexicon.groups,
                      lexicon.harm_nouns, lexicon.harm_adjectives, lexicon.actor_verbs, lexicon.reporting_verbs)
    )  # fmt: skip
