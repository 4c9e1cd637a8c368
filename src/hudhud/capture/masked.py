"""Words that publishers disguise to get past the filters of social networks: "kil*led", "ki-lled", "de@d".

Only words of violence are restored, and only where one word of the list fits: everything else with a
star, hyphen or digit in it ("anti-war", "M-16", "10-year-old") stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from hudhud.capture.offsets import Edit, MappedText

_REGULAR = {
    "": "war wars warfare dead deadly death deaths suicide suicides gun guns gunman gunmen gunfire gunshot "
    "weapon weapons weaponry terror terrorism terrorist terrorists genocide genocides corpse corpses blood bloody "
    "bloodshed bloodbath murderer murderers murderous killer killers killings militant militants jihadist "
    "jihadists rapist rapists hostage hostages missile missiles rocket rockets grenade grenades bullet bullets "
    "casualty casualties fatal fatally fatality fatalities martyrdom assassin assassins assassination "
    "assassinations explosion explosions explosive explosives beheadings bombings shootings stabbings execution "
    "executions executioner shot hung hanging hanged suicidal die dies died dying slain slay slays slew rape "
    "raped rapes raping raid raids raided violence violent soldier soldiers missing victim victims abductee abductees "
    "clash clashes clashed airstrike airstrikes strike strikes militia militias arrest arrests arrested",
    "ed ing s": "kill murder bomb attack behead wound martyr bombard shell assault kidnap slaughter gunned shoot "
    "abduct detonat explod execut injur massacr strangl tortur assassinat stabb shott hang lynch burn",
}
_IRREGULAR = (
    "shoots shooting massacre massacres slaughter detonate detonates explode explodes execute executes injure "
    "injures injury injuries strangle torture tortures assassinate assassinates stab stabs stabbed stabbing "
    "kidnapped kidnapping kidnappings kidnappers kidnapper bomber bombers bombardment attacker attackers shooter "
    "shooters beheaded"
)
ACRONYMS = frozenset({"ISIS", "ISIL", "DAESH", "IED", "IEDS"})
# "gunned down" has no other form, and the stems of the second list are not all words by themselves.
_NOT_WORDS = frozenset(
    "gunnedd gunneds gunneding gunneded shotted shotting shotts shotted detonats explods executs injurs massacrs "
    "strangls torturs assassinats stabbs shooted kidnaped kidnaping explod execut injur massacr strangl tortur "
    "assassinat stabb shott detonat".split()
)


def _lexicon() -> frozenset[str]:
    words = set(_IRREGULAR.split())
    for endings, stems in _REGULAR.items():
        for stem in stems.split():
            words.update({stem, *(stem + ending for ending in endings.split())})
    return frozenset(words - _NOT_WORDS | {"daesh", "isis", "isil"})


WORDS = _lexicon()
# A star may as well stand for a letter of these; the words around it then decide.
_PROFANE = frozenset("shit shits shitting slut hell damn dick".split())
_VICTIM_BEFORE = re.compile(r"\b(?:was|were|been|being|is|are|got|get|and)\s+$", re.IGNORECASE)
_VICTIM_AFTER = re.compile(r"\s+(?:dead|down|by|at|him|her|them|himself|herself|in the)\b", re.IGNORECASE)

# Bounded so that hostile runs of marks cannot make the search quadratic.
_TOKEN = re.compile(
    r"(?<![\w@#*$/.\\-])(?=[^\W\d_]{1,30}[*.\-_!@$|~+•·#'’013457])[^\W\d_](?:[^\W\d_]|[*.\-_!@$|~+•·#'’]{1,4}(?=\w)|[013457]){1,30}(?![\w*@])"
)
# Where there is none of these, no token has anything in it but letters of ours.
# It begins with one set of characters, which is looked for ten times as fast as a choice.
_DISGUISE = re.compile(
    r"[*.\-_!@$|~+#'013457\x80-\U0010ffff](?:(?<=[^\W\d_][*.\-_!@$|~+•·#'’])[*.\-_!@$|~+•·#'’]{0,3}\w"
    r"|(?<=[^\W\d_][013457])|(?<=[^\W\x00-\x7f]))"
)
_MARK = re.compile(r"[^A-Za-z]")
_MARKS = re.compile(r"[^A-Za-z]+")
_LOOKALIKES = {"!": "il", "1": "il", "|": "il", "@": "a", "4": "a", "0": "o", "3": "e", "$": "s", "5": "s", "7": "t"}


def unmask(piece: MappedText) -> MappedText:
    """Restore disguised words; each restored letter maps to the whole disguised word."""
    return piece.replace(_edits(piece.text))


def _edits(text: str) -> Iterator[Edit]:
    for match in _tokens(text):
        token = match.group()
        if not _MARK.search(token) or _in_address(text, match.start()):
            continue
        for start, end in _candidates(token):
            low, high = match.start() + start, match.start() + end
            word = restore(token[start:end], text[max(0, low - 20) : low], text[high : high + 20])
            if word is not None:
                yield low, high, word


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """The tokens that may hide a word; none has a space in it, so only what stands about a mark is searched."""
    at = 0
    while (mark := _DISGUISE.search(text, at)) is not None:
        end = text.find(" ", mark.end())
        end = len(text) if end < 0 else end
        yield from _TOKEN.finditer(text, max(at, text.rfind(" ", at, mark.start()) + 1), end)
        at = end


def _candidates(token: str) -> Iterator[tuple[int, int]]:
    """The token as a whole if it can be restored, else its parts between hyphens and apostrophes."""
    if restore(token) is not None:
        yield 0, len(token)
        return
    for part in re.finditer(r"[^\-'’]+", token):
        if _MARK.search(part.group()):
            yield part.span()


def _in_address(text: str, at: int) -> bool:
    before = text[max(0, at - 200) : at].rsplit(maxsplit=1)
    tail = before[-1] if before and not text[at - 1 : at].isspace() else ""
    return "://" in tail or tail.lower().startswith("www.")


def restore(token: str, before: str = "", after: str = "") -> str | None:
    """The word that a token disguises, in its capitals, or None where none or several would fit.

    `before` and `after` are the text around it; they settle a mask that could also hide a swear-word.
    """
    found = _restored(token)
    return found if found is not None or "*" not in token else _starred(token, before, after)


@lru_cache(maxsize=4096)
def _restored(token: str) -> str | None:
    """The word, where the text around it does not matter. Names and contractions come again and again."""
    joined = _MARKS.sub("", token)
    if _known(joined) and _may_join(token):
        return joined
    return _substituted(token)


def _known(word: str) -> bool:
    """Acronyms count only in capitals: "is-is" is not a group."""
    return word in ACRONYMS or (word.lower() in WORDS and word.upper() not in ACRONYMS) or word == "Daesh"


def _may_join(token: str) -> bool:
    if re.search(r"['’0-9]", token):
        return False
    # "was shot.Guns were found" lacks a space, it hides nothing: after a stop only what goes on in
    # the same case, and single letters as in "I.S.I.S", can belong to one word.
    parts = re.split(r"\.+", token)
    if len(parts) == 1:
        return True
    if all(len(part) == 1 for part in parts):
        return True
    return token.islower() and not any(part in WORDS for part in parts)


def _substituted(token: str) -> str | None:
    choices = [_LOOKALIKES.get(character, character) for character in token]
    if not 1 <= sum(character in _LOOKALIKES for character in token) <= 4:
        return None
    if not all(character.isalpha() or character in _LOOKALIKES for character in token):
        return None
    found = {"".join(letters) for letters in product(*choices)}
    fitting = {word for word in found if word.lower() in WORDS or word.upper() in ACRONYMS}
    return _in_capitals(fitting.pop(), token) if len(fitting) == 1 else None


def _starred(token: str, before: str, after: str) -> str | None:
    if not re.fullmatch(r"[A-Za-z]+(?:\*+[A-Za-z]+)+", token):
        return None
    # Half of the letters at least must be there: "d**d" fits too much.
    if token.count("*") * 2 >= len(token):
        return None
    shape = re.compile(token.lower().replace("*", "[a-z]"))
    fitting = [word for word in WORDS if len(word) == len(token) and shape.fullmatch(word)]
    if len(fitting) != 1:
        return None
    if any(shape.fullmatch(word) for word in _PROFANE if len(word) == len(token)) and not (
        _VICTIM_BEFORE.search(before[-20:]) or _VICTIM_AFTER.match(after)
    ):
        return None
    return _in_capitals(fitting[0], token)


def _in_capitals(word: str, token: str) -> str:
    letters = [character for character in token if character.isalpha()]
    if len(letters) > 1 and all(character.isupper() for character in letters):
        return word.upper()
    return word[0].upper() + word[1:].lower() if token[0].isupper() else word.lower()
