"""Names of persons as reports write them, and the words for what they are in a group."""

from __future__ import annotations

import re

_ARTICLE = r"(?:(?:al|el|ad|as|ash|an|at|az|ar|ul|ur|Al|El)[-‑])"
_PIECE = rf"{_ARTICLE}?(?:[A-Z][\w’'‘]*(?:[-‑][\w’'‘]+)*\w|[A-Z]\.)"
_PARTICLE = r"(?:bin|ibn|ben|bint|abu|umm|ould|ag|de|del|de\s+la|la|da|dos|von|van|der|ul|e|y|al|el)"
_NICK = r"[“\"‘'][A-Z][\w’ -]{1,28}?[”\"’']"
NAME = rf"{_PIECE}(?:\s+(?:{_PARTICLE}\s+){{0,2}}(?:{_PIECE}|{_NICK})){{0,6}}"
"""A person's name. Compile patterns that hold it without IGNORECASE, or every word is a name."""

ROLES: dict[str, str] = {
    "second-in-command": "deputy", "second in command": "deputy", "number two": "deputy", "deputy leader": "deputy",
    "deputy chief": "deputy", "deputy commander": "deputy", "deputy head": "deputy", "deputy": "deputy",
    "commander-in-chief": "commander", "military chief": "commander", "military commander": "commander",
    "military leader": "commander", "field commander": "commander", "top commander": "commander",
    "commander": "commander", "warlord": "commander", "spokesman": "spokesman", "spokeswoman": "spokesman",
    "spokesperson": "spokesman", "co-founder": "founder", "cofounder": "founder", "founder": "founder",
    "supreme leader": "leader", "overall leader": "leader", "spiritual leader": "leader", "political leader": "leader",
    "leader": "leader", "chief": "leader", "head": "leader", "emir": "leader", "amir": "leader", "caliph": "leader",
    "boss": "leader", "kingpin": "leader", "ringleader": "leader", "figurehead": "leader",
}  # fmt: skip
ROLE = "(?:" + "|".join(re.escape(r) for r in sorted(ROLES, key=len, reverse=True)) + r")(?![\w-])"
KIND = (
    r"(?:(?:new|newly\s+named|former|late|slain|current|top|senior|then|self-proclaimed|self-styled|self-declared|"
    r"reclusive|military|political|spiritual|overall|regional|local|feared|notorious|acting|long-?time|elusive|"
    r"fugitive|"
    r"wanted|so-called|key|second|third|first|fourth|previous|shadowy|charismatic|overseas|exiled|jailed|chief|"
    r"rebel|militant|paramilitary|national|provincial)\s+){0,3}"
)
_NO_NAMES = frozenset(
    """the a an in on at he she they it his her its their this that these those monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november december but and as
    when after before while if for from to with by of one two three according last earlier since during""".split()
)

_RANKS = frozenset(
    """general gen gen. lieutenant lt lt. colonel col col. major maj maj. brigadier brig captain capt capt. sergeant sgt
    admiral marshal commander mr mr. dr dr.""".split()
)


def clean(name: str) -> str | None:
    """The name without words that only stand beside it; None where nothing like a name is left."""
    words = name.split()
    while words and words[-1].lower().strip(".,") in _NO_NAMES:
        words.pop()
    while len(words) > 1 and words[0].lower() in _NO_NAMES | _RANKS:
        words.pop(0)
    if not words or (len(words) == 1 and len(words[0]) < 4):
        return None
    joined = " ".join(words)
    return re.sub(r"['’]s?$", "", joined)


def role_of(words: str) -> str:
    """The code of a role in words."""
    return ROLES[" ".join(words.lower().split())]
