"""Which reports are worth parsing: those with a word of harm, of violence or of an armed group.

Parsing is most of what reading costs, and most of what a feed brings speaks of other things. The word lists
are the lexicon's, cut to stems, so that a rule's new word also opens the gate. It works on whole reports:
within one that passes, every sentence may date or place what another tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from hudhud.reading.lexicon import Lexicon

_LETTERS = 4  # of a stem: "kidnapping" and "kidnapped" share theirs
# Armed groups, whose strength and leaders are kept without an incident, and forms that share no stem with their verb.
_MORE = frozenset(
    """fighter militant rebel insurgent jihadist guerrilla gunman gunmen militia terror casualt bod armed group
    leader command emir chief successor active deadl shot slain slew fought blew blown hung stole troop soldier army
    forces cell brigade battalion spokes members prisoner detain front movement""".split()
)
# Words of the lexicon that peaceful reports are full of; beside an incident stands another word as well.
_EVERYWHERE = frozenset(
    "take free release lead hold launch carry conduct stage target hit strike mine landing capture seize fire".split()
)


def gate(lexicon: Lexicon) -> Callable[[str], bool]:
    """A test of whether a text, in any case, may tell of violence. Make it once: the pattern is long."""
    words = {
        *lexicon.object_verbs, *lexicon.subject_verbs, *lexicon.harm_nouns, *lexicon.harm_adjectives,
        *lexicon.victim_nouns, *lexicon.event_words, *lexicon.event_phrases, *lexicon.violent_verbs,
        *lexicon.violent_words, *lexicon.means, *lexicon.actor_verbs, *lexicon.hostage_words, *_MORE,
    }  # fmt: skip
    stems = {w.lower()[: max(_LETTERS, len(w) - 2)] for w in words - _EVERYWHERE}
    pattern = re.compile(rf"\b(?:{'|'.join(re.escape(s) for s in sorted(stems))}|die[sd]?\b|dead)")
    return lambda text: pattern.search(text.lower()) is not None
